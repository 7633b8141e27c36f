//! Values of one request that another one takes over.

use super::{Request, push_pair};
use crate::call::Given;
use crate::call::envelope::text_at;
use crate::facts::Expression;
use crate::facts::{ParamPlace, Parameter};
use crate::model::param::{encode, encode_reserved};

impl Request {
    /// The value of an expression, if it is one of the request and stands there.
    pub(crate) fn given(&self, from: Expression) -> Option<Given> {
        match from {
            Expression::RequestBody(at) => {
                // A key that the call carries is written there when it is sent.
                if let Some(key) = &self.key
                    && self
                        .operation
                        .idempotency
                        .is_some_and(|facts| facts.is_in_body(at))
                {
                    return Some(Given::Text(key.as_str().to_owned()));
                }
                let json = self.body.json()?;
                text_at(json, at).map(Given::Text)
            }
            Expression::RequestPath(name) => {
                let mut path = self.path.iter();
                let (_, value) = path.find(|(other, _)| *other == name)?;
                Some(Given::Encoded(value.clone()))
            }
            Expression::RequestQuery(name) => {
                let name = encode(name);
                let mut pairs = self
                    .query
                    .split('&')
                    .filter_map(|pair| pair.split_once('='));
                let (_, value) = pairs.find(|(other, _)| *other == name)?;
                Some(Given::Encoded(value.to_owned()))
            }
            Expression::ResponseBody(_) => None,
            Expression::Text(text) => Some(Given::Text(text.to_owned())),
        }
    }

    /// Gives a parameter a value.
    pub(crate) fn give(&mut self, parameter: &Parameter, value: Given) {
        match (value, parameter.place) {
            (Given::Text(text), _) => self.set(parameter, &text),
            (Given::Encoded(text), ParamPlace::Path) => self.path_from(parameter, &text),
            (Given::Encoded(text), ParamPlace::Query) => {
                // A path lets pass what would end the value in a query.
                let text = encode_reserved(&text);
                push_pair(&mut self.query, &encode(parameter.name), &text);
            }
            // The generator writes no other.
            (Given::Encoded(_), _) => {
                self.refuse(super::BuildError::Parameter(parameter.name));
            }
        }
    }
}
