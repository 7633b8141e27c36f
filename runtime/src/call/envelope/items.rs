//! A list of errors: what each item says, read like the first one.

use super::fields::text_at;
use crate::facts::{Envelope, Pointer};
use crate::model::decode::Decoder;
use crate::model::scrub::{Known, scrub};
use crate::model::value::Value;

/// Items that are kept; a server may list one per line of a large request.
const MOST: usize = 256;

/// One error of an answer that lists several.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorItem {
    /// Its machine code.
    pub code: Option<String>,
    /// Its message, with credentials taken out.
    pub message: Option<String>,
    /// The group it belongs to, as the server sends it.
    pub category: Option<String>,
    /// The parameter that it is about.
    pub param: Option<String>,
}

/// Reads a list; what is no object has no facts.
pub(super) fn items(envelope: &Envelope, list: &[u8], credentials: &[Known<'_>]) -> Vec<ErrorItem> {
    let Ok(Value::Array(items)) = Decoder::whole::<Value>(list) else {
        return Vec::new();
    };
    let depth = envelope.items.map_or(0, <[_]>::len).saturating_add(1);
    // The pointers lead into the first item; behind its position they hold for every item.
    let inside = |at: Option<Pointer>| at.and_then(|at| at.get(depth..));
    let [code, message, category, param] = [
        inside(envelope.code.map(|code| code.at)),
        inside(envelope.message.map(|message| message.at)),
        inside(envelope.category),
        inside(envelope.param),
    ];
    let text = |item: &Value, at| text_at(item, at).map(|text| scrub(&text, credentials));
    let read = |item: &Value| ErrorItem {
        code: text(item, code),
        message: text(item, message),
        category: text(item, category),
        param: text(item, param),
    };
    items.iter().take(MOST).map(read).collect()
}
