//! Bodies: decoded as serde_json decodes them, and the same when they are written again.

use faultcode_runtime::Value;
use faultcode_runtime::values::{Encoder, MAX_DEPTH, Number, from_json};
use serde_json::Value as Theirs;

/// Both accept or both refuse, and what they read is the same.
pub fn decode(data: &[u8]) {
    let ours = from_json::<Value>(data);
    let theirs = serde_json::from_slice::<Theirs>(data);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            assert_eq!(plain(&ours), theirs);
            let written = Encoder::whole(&ours).expect("what was read can be written");
            let again: Theirs = serde_json::from_slice(&written).expect("what we write is JSON");
            assert_eq!(again, theirs);
        }
        // How deep a text may nest is each reader's own affair.
        (Ok(_), Err(error)) if error.to_string().contains("recursion limit") => {}
        (Ok(ours), Err(error)) => panic!("accepted as {ours:?}, but {error}"),
        (Err(error), Ok(theirs)) => {
            assert!(deep(&theirs) > usize::from(MAX_DEPTH), "{error}: {theirs}");
        }
        (Err(_), Err(_)) => {}
    }
}

/// Our value as theirs, in which the last of two members of one name counts.
fn plain(value: &Value) -> Theirs {
    let number = |number: &Number| serde_json::from_str(number.as_str()).expect("a number");
    match value {
        Value::Null => Theirs::Null,
        Value::Bool(it) => Theirs::Bool(*it),
        Value::Number(it) => number(it),
        Value::String(it) => Theirs::String(it.clone()),
        Value::Array(elements) => Theirs::Array(elements.iter().map(plain).collect()),
        Value::Object(members) => {
            let members = members.iter();
            Theirs::Object(
                members
                    .map(|(name, value)| (name.clone(), plain(value)))
                    .collect(),
            )
        }
    }
}

fn deep(value: &Theirs) -> usize {
    1 + match value {
        Theirs::Array(elements) => elements.iter().map(deep).max().unwrap_or(0),
        Theirs::Object(members) => members.values().map(deep).max().unwrap_or(0),
        _ => 0,
    }
}
