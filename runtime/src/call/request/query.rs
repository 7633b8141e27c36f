//! The parameters of a request that are no path parameters.

use super::{BuildError, Request, checked_header, set_header};
use crate::facts::{ParamPlace, Parameter, Style};
use crate::model::param::{
    Ambiguous, Param, ParamText, Params, encode, header_text, push_query, query_pairs,
    query_pairs_plain, value_text,
};
use crate::model::value::Value;

impl Request {
    pub(crate) fn params(&mut self, params: &dyn Params) {
        for (index, parameter) in params.parameters().iter().enumerate() {
            let Some(value) = params.value(index).filter(|value| !value.absent()) else {
                continue;
            };
            self.set(parameter, value);
        }
    }

    /// Puts a parameter where it travels.
    pub(crate) fn set(&mut self, parameter: &Parameter, value: &dyn Param) {
        if let Err(problem) = self.param(parameter, value) {
            self.refuse(problem);
        }
    }

    /// Puts a parameter where it travels, or says why its value cannot be written there.
    fn param(&mut self, parameter: &Parameter, value: &dyn Param) -> Result<(), BuildError> {
        let unwritten = || BuildError::Parameter(parameter.name);
        let ambiguous = |it: Ambiguous| it.of(parameter.name);
        let Ok(text) = ParamText::of(parameter, value) else {
            return Err(unwritten());
        };
        match parameter.place {
            ParamPlace::Path => self.path(parameter, value),
            ParamPlace::Query => match text {
                ParamText::One(text) => push_query(&mut self.query, parameter, &text),
                text => {
                    let pairs = query_pairs(parameter, parameter.name, text);
                    for (name, value) in pairs.map_err(ambiguous)? {
                        push_pair(&mut self.query, &name, &value);
                    }
                }
            },
            ParamPlace::QueryString => match text {
                ParamText::One(text) => {
                    if !self.query.is_empty() {
                        self.query.push('&');
                    }
                    self.query.push_str(&encode(&text));
                }
                ParamText::List(items) => {
                    let pairs = query_pairs(parameter, parameter.name, ParamText::List(items));
                    for (name, value) in pairs.map_err(ambiguous)? {
                        push_pair(&mut self.query, &name, &value);
                    }
                }
                // The members of a form, as a body of that type would be.
                ParamText::Members(members) => {
                    for (name, value) in members {
                        let text = match value {
                            Value::Array(items) => ParamText::List(items),
                            value => ParamText::One(value_text(value)),
                        };
                        let pairs = query_pairs(parameter, &name, text);
                        for (name, value) in pairs.map_err(ambiguous)? {
                            push_pair(&mut self.query, &name, &value);
                        }
                    }
                }
                ParamText::Refused(_) => return Err(unwritten()),
            },
            ParamPlace::Cookie => {
                let plain = parameter.style == Style::Cookie;
                let pairs = if plain {
                    query_pairs_plain(parameter, text)
                } else {
                    query_pairs(parameter, parameter.name, text)
                };
                for (name, value) in pairs.map_err(ambiguous)? {
                    // A sign would end the name of a pair.
                    if !is_cookie(&name) || name.contains('=') || !is_cookie(&value) {
                        return Err(unwritten());
                    }
                    if !self.cookies.is_empty() {
                        self.cookies.push_str("; ");
                    }
                    self.cookies.extend([&name, "=", &value]);
                }
            }
            ParamPlace::Header => {
                if is_empty(&text) {
                    return Ok(());
                }
                let text = header_text(parameter, text).map_err(ambiguous)?;
                match checked_header(parameter.name, &text) {
                    Ok(header) if !self.owns(&header.0) => {
                        set_header(&mut self.headers, header)?;
                    }
                    _ => return Err(unwritten()),
                }
            }
        }
        Ok(())
    }
}

/// A list or an object without anything in it is as if it were not there (RFC 6570 section 2.3).
fn is_empty(text: &ParamText) -> bool {
    match text {
        ParamText::One(_) | ParamText::Refused(_) => false,
        ParamText::List(items) => items.is_empty(),
        ParamText::Members(members) => members.is_empty(),
    }
}

/// Whether a text can stand in a `Cookie` header without ending its pair (RFC 6265 section 5.4).
fn is_cookie(text: &str) -> bool {
    let fits = |byte: u8| (byte.is_ascii_graphic() || byte == b' ') && byte != b';';
    text.bytes().all(fits) && text.trim_ascii() == text
}

/// Appends a pair whose two sides are encoded already.
pub(crate) fn push_pair(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.extend([name, "=", value]);
}
