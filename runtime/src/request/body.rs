//! Form bodies, made from the JSON form of a value.

use super::BuildProblem;
use super::query::push_pair;
use crate::decode::Decoder;
use crate::param::encode as encoded;
use crate::value::Value;

/// A form of the members of a JSON object: lists repeat the name, objects nest as `name[member]`, `null` is left out.
pub(super) fn form(json: &[u8]) -> Result<String, BuildProblem> {
    let value = Decoder::whole::<Value>(json).map_err(|_| BuildProblem::Form)?;
    let Value::Object(members) = value else {
        return Err(BuildProblem::Form);
    };
    let mut out = String::new();
    for (name, value) in &members {
        push(&mut out, &encoded(name), value);
    }
    Ok(out)
}

fn push(out: &mut String, name: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(value) => push_pair(out, name, if *value { "true" } else { "false" }),
        Value::Number(value) => push_pair(out, name, &encoded(value.as_str())),
        Value::String(value) => push_pair(out, name, &encoded(value)),
        Value::Array(items) => items.iter().for_each(|item| push(out, name, item)),
        Value::Object(members) => {
            for (member, value) in members {
                push(out, &format!("{name}%5B{}%5D", encoded(member)), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::form;

    #[test]
    fn members_become_pairs() {
        let rows = [
            ("{}", Some("")),
            (
                r#"{"a":"x y","b":1.50,"c":true,"d":null}"#,
                Some("a=x%20y&b=1.50&c=true"),
            ),
            (r#"{"a":[1,2],"b&":"c=d"}"#, Some("a=1&a=2&b%26=c%3Dd")),
            (r#"{"a":{"b":{"c":1}}}"#, Some("a%5Bb%5D%5Bc%5D=1")),
            ("[1]", None),
            ("1", None),
        ];
        for (json, expected) in rows {
            assert_eq!(form(json.as_bytes()).ok().as_deref(), expected, "{json}");
        }
    }
}
