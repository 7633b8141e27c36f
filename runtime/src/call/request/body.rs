//! The body of a request: JSON and forms until the key is settled, then bytes, files or parts.

use bytes::Bytes;
use faultcode_facts::JSON;

use super::BuildError;
use super::query::push_pair;
use crate::call::multipart::FormData;
use crate::facts::{Parameter, Style};
use crate::model::decode::Decoder;
use crate::model::param::{ParamText, query_pairs, value_text};
use crate::model::value::Value;
use crate::transport::upload::Upload;

/// What a call sends, as far as it is settled.
#[derive(Clone, Debug, Default)]
pub(crate) enum Content {
    #[default]
    None,
    /// JSON, in which an idempotency key can be written.
    Json(Bytes),
    /// The JSON form of a form's members.
    Form(Bytes, FormRule),
    /// Bytes, a file or a stream.
    Upload(Upload),
    /// Parts, under that media type.
    Parts(FormData, &'static str),
}

/// How the members of a form are written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FormRule {
    /// Every member in this style, exploded.
    Style(Style),
    /// These members as stated, the others like query parameters.
    Members(&'static [Parameter]),
}

/// How a body that may be left out is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Offer {
    /// Under that media type.
    Media(&'static str),
    /// As a form.
    Form(FormRule),
}

impl Default for Offer {
    fn default() -> Self {
        Self::Media(JSON)
    }
}

impl Offer {
    pub(crate) fn media(self) -> &'static str {
        match self {
            Self::Media(media) => media,
            Self::Form(_) => JSON,
        }
    }

    pub(crate) fn rule(self) -> FormRule {
        match self {
            Self::Media(_) => FormRule::Members(&[]),
            Self::Form(rule) => rule,
        }
    }
}

impl Content {
    /// The JSON that the body is.
    pub(crate) fn json(&self) -> Option<&[u8]> {
        match self {
            Self::Json(json) | Self::Form(json, _) => Some(json),
            _ => None,
        }
    }

    pub(crate) fn set_json(&mut self, new: Bytes) {
        if let Self::Json(json) | Self::Form(json, _) = self {
            *json = new;
        }
    }

    /// The JSON in which the key can stand, and where in it: among parts, the pointer begins with the part's name.
    pub(super) fn keyed(&self, at: &'static str) -> Option<(&[u8], &'static str)> {
        match self {
            Self::Json(json) | Self::Form(json, _) => Some((json, at)),
            Self::Parts(parts, _) => {
                let (name, rest) = part(at)?;
                Some((parts.json_of(&name)?, rest))
            }
            _ => None,
        }
    }

    pub(super) fn set_keyed(&mut self, at: &'static str, new: Bytes) {
        match self {
            Self::Json(json) | Self::Form(json, _) => *json = new,
            Self::Parts(parts, _) => {
                if let Some((name, _)) = part(at) {
                    parts.set_json_of(&name, new);
                }
            }
            _ => {}
        }
    }

    /// Whether it is made of parts, any of which may be left out.
    pub(super) fn has_parts(&self) -> bool {
        matches!(self, Self::Parts(..))
    }

    /// The body as it is sent, and its media type where that is known only now.
    pub(crate) fn settle(
        self,
        boundary: impl FnOnce() -> u128,
    ) -> Result<(Upload, Option<String>), BuildError> {
        Ok(match self {
            Self::None => (Bytes::new().into(), None),
            Self::Json(json) => (json.into(), None),
            Self::Form(json, rule) => (form(&json, rule)?.into(), None),
            Self::Upload(upload) => (upload, None),
            Self::Parts(parts, media) => {
                let boundary = format!("{:032x}", boundary());
                let media = parts.media(media, &boundary);
                (parts.body(&boundary)?, Some(media))
            }
        })
    }
}

/// The part that a pointer leads into, and the pointer inside of it.
fn part(at: &'static str) -> Option<(String, &'static str)> {
    let inside = at.strip_prefix('/')?;
    let end = inside.find('/')?;
    let (name, rest) = inside.split_at(end);
    Some((name.replace("~1", "/").replace("~0", "~"), rest))
}

/// A form of the members of a JSON object. Each member is written like a query parameter: lists repeat the name unless
/// the rule says otherwise; an object without a style of its own is one JSON text (OpenAPI 3.0.4, section 4.8.15); `null`
/// is the empty text.
fn form(json: &[u8], rule: FormRule) -> Result<String, BuildError> {
    let value = Decoder::whole::<Value>(json).map_err(|_| BuildError::Form)?;
    let Value::Object(members) = value else {
        return Err(BuildError::Form);
    };
    let mut out = String::new();
    for (name, value) in members {
        let stated = match rule {
            FormRule::Style(_) => None,
            FormRule::Members(stated) => stated.iter().find(|stated| stated.name == name),
        };
        let style = match rule {
            FormRule::Style(style) => Some(style),
            FormRule::Members(_) => stated.map(|stated| stated.style),
        };
        let text = match value {
            value if style == Some(Style::Json) => ParamText::One(value.to_string()),
            Value::Array(items) => ParamText::List(items),
            Value::Object(members) if style.is_some() => ParamText::Members(members),
            object @ Value::Object(_) => ParamText::One(object.to_string()),
            scalar => ParamText::One(value_text(scalar)),
        };
        push(&mut out, &name, style, stated, text)?;
    }
    Ok(out)
}

fn push(
    out: &mut String,
    name: &str,
    style: Option<Style>,
    stated: Option<&'static Parameter>,
    text: ParamText,
) -> Result<(), BuildError> {
    let parameter = Parameter {
        style: style.unwrap_or(Style::Form),
        explode: stated.is_none_or(|stated| stated.explode),
        allow_reserved: stated.is_some_and(|stated| stated.allow_reserved),
        ..Parameter::query("")
    };
    let pairs = query_pairs(&parameter, name, text);
    for (name, value) in pairs.map_err(|ambiguous| ambiguous.of(name))? {
        push_pair(out, &name, &value);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_become_pairs() {
        const STATED: &[Parameter] = &[
            Parameter {
                style: Style::DeepObject,
                ..Parameter::query("d")
            },
            Parameter {
                explode: false,
                ..Parameter::query("l")
            },
            Parameter {
                style: Style::PipeDelimited,
                explode: false,
                ..Parameter::query("p")
            },
            Parameter::query("o"),
            Parameter {
                style: Style::Json,
                ..Parameter::query("j")
            },
        ];
        let stated = FormRule::Members(STATED);
        let deep = FormRule::Style(Style::DeepObject);
        let rows = [
            ("{}", stated, Some("")),
            (
                r#"{"a":"x y","b":1.50,"c":true,"z":null}"#,
                stated,
                Some("a=x%20y&b=1.50&c=true&z="),
            ),
            (
                r#"{"a":[1,2],"b&":"c=d"}"#,
                stated,
                Some("a=1&a=2&b%26=c%3Dd"),
            ),
            (r#"{"a":{"b":1}}"#, stated, Some("a=%7B%22b%22%3A1%7D")),
            (r#"{"a":[{"b":1}]}"#, stated, Some("a=%7B%22b%22%3A1%7D")),
            (r#"{"l":[1,2],"p":[1,2]}"#, stated, Some("l=1,2&p=1%7C2")),
            (r#"{"j":[1,"2"]}"#, stated, Some("j=%5B1%2C%222%22%5D")),
            (r#"{"o":{"b":1,"c":2}}"#, stated, Some("b=1&c=2")),
            (r#"{"d":{"b":{"c":1}}}"#, stated, Some("d%5Bb%5D%5Bc%5D=1")),
            (r#"{"d":{"b":null}}"#, stated, Some("d%5Bb%5D=")),
            (r#"{"n":null,"o":{"b":null}}"#, stated, Some("n=&b=")),
            (
                r#"{"a":[1,null],"l":["1,2",null],"j":null}"#,
                stated,
                Some("a=1&a=&l=1%2C2,&j=null"),
            ),
            // What cannot be told apart is not sent.
            (r#"{"p":["1|2","3"]}"#, stated, None),
            (r#"{"d":{"b][c":1}}"#, stated, None),
            (r#"{"a":{"b[":1}}"#, deep, None),
            (
                r#"{"a":{"b":[{"c":1}]},"l":[1],"e":[],"s":"t"}"#,
                deep,
                Some("a%5Bb%5D%5B0%5D%5Bc%5D=1&l%5B0%5D=1&s=t"),
            ),
            ("[1]", stated, None),
            ("1", stated, None),
        ];
        for (json, rule, expected) in rows {
            let written = form(json.as_bytes(), rule).ok();
            assert_eq!(written.as_deref(), expected, "{json}");
        }
    }
}
