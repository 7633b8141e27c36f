//! A member of a JSON body, written without touching the rest of it.

use bytes::Bytes;

use crate::model::encode::Encoder;
use crate::model::scan::{Found, scan};

/// The body with that JSON value at that pointer. Everything else keeps its bytes. `None` if no object could hold it.
pub(crate) fn write(body: &[u8], at: &str, json: Vec<u8>) -> Option<Bytes> {
    let (parent, member) = at.rsplit_once('/')?;
    let unescape = |segment: &str| segment.replace("~1", "/").replace("~0", "~");
    let member = unescape(member);
    let parents: Vec<String> = parent.split('/').skip(1).map(unescape).collect();
    let parents: Vec<&str> = parents.iter().map(String::as_str).collect();
    let mut path = parents.clone();
    path.push(&member);

    let (found, _) = scan(body, &[&parents, &path]);
    let (before, written, after) = match found.as_slice() {
        [_, Found::At(old)] => (body.get(..old.start)?, json, body.get(old.end..)?),
        [Found::At(parent), Found::Absent] if body.get(parent.start) == Some(&b'{') => {
            let (before, after) = body.split_at_checked(parent.start.checked_add(1)?)?;
            let mut written = Encoder::whole(member.as_str()).ok()?;
            written.push(b':');
            written.extend(json);
            if after.trim_ascii_start().first() != Some(&b'}') {
                written.push(b',');
            }
            (before, written, after)
        }
        _ => return None,
    };
    Some([before, &written, after].concat().into())
}
