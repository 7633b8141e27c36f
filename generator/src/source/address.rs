//! Which address a place of a JSON text has: what a column of a document of one line does not tell a person.

use super::pointer::Pointer;

/// Whether a text is a JSON object or list.
pub fn is_json(text: &str) -> bool {
    text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
        .starts_with(['{', '['])
}

/// What has been opened and not closed.
enum Open {
    /// A map, with its current key.
    Map { key: Option<String> },
    /// A list, with the index of its current item.
    List { index: usize },
}

/// The JSON pointers of values or keys at these offsets, which are sorted; one pass over the text. `None` where the text ends
/// before, or is no JSON up to there.
pub fn addresses(text: &str, offsets: &[usize]) -> Vec<Option<String>> {
    let bytes = text.as_bytes();
    let mut found = Vec::with_capacity(offsets.len());
    let mut wanted = offsets.iter().copied().peekable();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    let mut wants_key = false;
    while let Some(byte) = bytes.get(at).copied() {
        let start = at;
        at += 1;
        let mut key = None;
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                if wants_key {
                    key = text.get(start..at);
                }
            }
            // A new value has the address of its key, a map or list too: what is in it comes later.
            b'{' | b'[' => {
                while wanted.next_if(|offset| *offset <= start).is_some() {
                    found.push(Some(pointer(&open)));
                }
                wants_key = byte == b'{';
                open.push(if wants_key {
                    Open::Map { key: None }
                } else {
                    Open::List { index: 0 }
                });
            }
            b'}' | b']' => {
                open.pop();
                wants_key = false;
            }
            b',' => match open.last_mut() {
                Some(Open::List { index }) => *index += 1,
                Some(Open::Map { key }) => {
                    *key = None;
                    wants_key = true;
                }
                None => {}
            },
            b':' => wants_key = false,
            _ => {}
        }
        if let (Some(quoted), Some(Open::Map { key })) = (key, open.last_mut()) {
            *key = serde_json::from_str(quoted).ok();
            wants_key = false;
        }
        while wanted.next_if(|offset| *offset < at).is_some() {
            found.push(Some(pointer(&open)));
        }
    }
    found.resize(offsets.len(), None);
    found
}

/// Behind the closing quote of a string whose inside begins at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'"' => return at + 1,
            b'\\' => 2,
            _ => 1,
        };
    }
    bytes.len()
}

fn pointer(open: &[Open]) -> String {
    let mut pointer = Pointer::root();
    for one in open {
        match one {
            Open::Map { key: Some(key) } => pointer.push(key),
            Open::Map { key: None } => {}
            Open::List { index } => pointer.push_index(*index),
        }
    }
    pointer.as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_addresses() {
        let text = r#"{"a":[1,{"b/c":"d"},[true]],"e\"f":{"g":{}}, "h" : null}"#;
        let rows = [
            ("{\"a\"", ""),
            ("\"a\"", "/a"),
            ("[1", "/a"),
            ("1", "/a/0"),
            ("{\"b", "/a/1"),
            ("\"b/c", "/a/1/b~1c"),
            ("\"d", "/a/1/b~1c"),
            ("[true", "/a/2"),
            ("true", "/a/2/0"),
            ("\"e", "/e\"f"),
            ("\"g", "/e\"f/g"),
            ("{}}", "/e\"f/g"),
            ("\"h", "/h"),
            ("null", "/h"),
        ];
        let offsets = rows.map(|(mark, _)| text.find(mark).expect("the text has it"));
        let found = addresses(text, &offsets);
        for ((mark, address), found) in rows.iter().zip(found) {
            assert_eq!(found.as_deref(), Some(*address), "{mark}");
        }
        assert_eq!(addresses("{\"a", &[1, 99]), [Some(String::new()), None]);
        assert_eq!(addresses("[[[", &[2]), [Some("/0/0".to_owned())]);
    }
}
