//! What is made of an operation once: its samples as bytes, and how its path is read.

use bytes::Bytes;
use faultcode_facts::JSON;
use http::HeaderValue;
use serde_json::Value;

use super::answer::Answer;
use super::store::Role;
use crate::examples::made_up;
use crate::ir::{Api, CodeId, Operation, OperationId, ParameterId, PathPiece, Pointer, Sample};
use crate::paths::{Pattern, segments};

/// What is made of an operation once.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The segments of its path that hold parameters, with their positions.
    patterns: Vec<(usize, Pattern)>,
    parameters: Vec<ParameterId>,
    pub successes: Vec<Ready>,
    pub refusals: Vec<(CodeId, Ready)>,
    /// Headers of each success, with a value.
    pub headers: Vec<(String, String)>,
    /// Where a success holds its value.
    pub data: Pointer,
    /// What it does to what is stored.
    pub role: Role,
    /// Its name in the log.
    pub id: String,
    pub template: String,
}

/// A sample, as it is sent.
#[derive(Debug)]
pub(super) struct Ready {
    pub status: u16,
    pub name: String,
    pub media_type: Option<HeaderValue>,
    pub body: Bytes,
    pub json: Option<Value>,
}

/// A success, as it is sampled.
pub(super) fn success(prepared: &Prepared, ready: &Ready) -> Answer {
    let mut answer = Answer {
        media_type: ready.media_type.clone(),
        body: ready.body.clone(),
        ..Answer::status(ready.status)
    };
    for (name, value) in &prepared.headers {
        answer.header(name, value);
    }
    answer
}

impl Prepared {
    /// The texts that stand in a path in place of parameters, as they were sent.
    pub fn values(&self, path: &[&str]) -> Vec<(ParameterId, String)> {
        let values = self.patterns.iter().flat_map(|(at, pattern)| {
            let segment = path.get(*at).copied().unwrap_or_default();
            pattern.values(segment)
        });
        let values = values.map(str::to_owned);
        self.parameters.iter().copied().zip(values).collect()
    }
}

pub(super) fn prepared_of(api: &Api, id: OperationId, operation: &Operation) -> Prepared {
    let template = operation.template.as_str();
    let path = template.split(['?', '#']).next().unwrap_or_default();
    let holding = segments(path).enumerate();
    let holding = holding.filter(|(_, segment)| segment.contains('{'));
    let parameters = operation.path.iter().filter_map(|piece| match piece {
        PathPiece::Parameter(id) => Some(*id),
        PathPiece::Fixed(_) => None,
    });
    let samples = || operation.samples.iter();
    let successes = samples().filter(|it| it.case.is_none()).map(ready);
    let refusals = samples().filter_map(|it| Some((it.case?, ready(it))));
    let own = operation.envelopes.as_ref().unwrap_or(&api.envelopes);
    let data = own.iter().find_map(|it| it.data.clone());
    let headers = operation.success.headers.iter();
    let headers = headers.filter(|it| it.required);
    Prepared {
        patterns: holding
            .map(|(at, segment)| (at, Pattern::of(segment)))
            .collect(),
        parameters: parameters.collect(),
        successes: successes.collect(),
        refusals: refusals.collect(),
        headers: headers
            .map(|header| {
                let value = made_up(&api.types, &header.ty);
                (header.wire.as_str().to_owned(), header_text(&value))
            })
            .collect(),
        data: data.unwrap_or_default(),
        role: Role::of(api, id),
        id: operation.id.as_str().to_owned(),
        template: template.to_owned(),
    }
}

/// A value as the text of a header.
fn header_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(header_text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn ready(sample: &Sample) -> Ready {
    let media_type = sample.media_type.as_str();
    let body = sample.body.as_str();
    Ready {
        status: sample.status,
        name: sample.name.as_str().to_owned(),
        media_type: match media_type {
            "" => None,
            // A range stands for JSON, as what reads it takes it.
            range if range.contains('*') => Some(HeaderValue::from_static(JSON)),
            name => HeaderValue::try_from(name).ok(),
        },
        body: Bytes::from(body.to_owned()),
        json: serde_json::from_str(body).ok(),
    }
}
