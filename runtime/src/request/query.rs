//! The parameters of a request that are no path parameters.

use super::{BuildProblem, Request, checked_header};
use crate::param::{ParamPlace, Params, header_text, query_pairs};

impl Request {
    pub(crate) fn params(&mut self, params: &dyn Params) {
        for (index, parameter) in params.parameters().iter().enumerate() {
            let Some(value) = params.value(index).filter(|value| !value.absent()) else {
                continue;
            };
            match parameter.place {
                ParamPlace::Query => {
                    for (name, value) in query_pairs(parameter, value.text()) {
                        push_pair(&mut self.query, &name, &value);
                    }
                }
                ParamPlace::Cookie => {
                    for (name, value) in query_pairs(parameter, value.text()) {
                        if !self.cookies.is_empty() {
                            self.cookies.push_str("; ");
                        }
                        self.cookies.extend([&name, "=", &value]);
                    }
                }
                ParamPlace::Header => {
                    let text = header_text(parameter.explode, value.text());
                    match checked_header(parameter.name, &text) {
                        Ok((name, _)) if self.owns(&name) => {
                            self.refuse(BuildProblem::Parameter(parameter.name));
                        }
                        Ok((name, value)) => {
                            self.headers.insert(name, value);
                        }
                        Err(_) => self.refuse(BuildProblem::Parameter(parameter.name)),
                    }
                }
            }
        }
    }
}

/// Appends a pair whose two sides are encoded already.
pub(crate) fn push_pair(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.extend([name, "=", value]);
}
