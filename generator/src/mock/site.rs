//! An API, made ready to be served: its paths, and its samples as bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use http::HeaderValue;
use serde_json::Value;

use super::answer::Answer;
use super::error::MockError;
use super::prepared::{Prepared, Ready, prepared_of, success};
use super::script::Step;
use crate::diagnostics::nearest;
use crate::examples::{fits, follow, set};
use crate::ir::{
    Api, Carried, CodeId, Envelope, ErrorCase, Operation, OperationId, ParameterId, SchemeId,
    StatusRange, Type, WireName,
};
use crate::paths::{Base, Tree, decoded_segment, parted, segments};

/// An API, made ready to be served.
#[derive(Debug)]
pub(super) struct Site {
    pub api: Api,
    paths: Tree,
    bases: Vec<Base>,
    prepared: BTreeMap<OperationId, Prepared>,
    /// The schemes whose tokens an operation makes.
    makers: BTreeMap<OperationId, Vec<SchemeId>>,
}

/// Where a request leads.
pub(super) enum Found {
    /// An operation, and the segments of the path where its template has parameters.
    Operation(OperationId, Vec<(ParameterId, String)>),
    /// The path is one of the document, with these methods.
    OtherMethod(Vec<String>),
    /// There is no such path.
    Nothing,
}

impl Site {
    pub fn of(api: Api) -> Self {
        let mut paths = Tree::default();
        for (id, operation) in api.operations.entries() {
            let method = operation.method.name().to_ascii_uppercase();
            paths.add(operation.template.as_str(), &method, id);
        }
        let mut bases: Vec<Base> = Vec::new();
        let own = api.operations.entries();
        bases.extend(own.filter_map(|(id, it)| Base::of(it.server.as_ref()?, &[id])));
        bases.extend(api.servers.iter().filter_map(|it| Base::of(it, &[])));
        // Clients are given an address in place of that of the server, whose path is then not sent.
        bases.extend(Base::at("", &[]));
        let makers = makers(&api, &paths, &bases);
        let prepared = api.operations.entries();
        let prepared = prepared.map(|(id, operation)| (id, prepared_of(&api, id, operation)));
        Self {
            prepared: prepared.collect(),
            paths,
            bases,
            makers,
            api,
        }
    }

    /// What is made of an operation.
    pub fn prepared(&self, id: OperationId) -> Option<&Prepared> {
        self.prepared.get(&id)
    }

    /// The schemes whose tokens an operation makes.
    pub fn makes(&self, id: OperationId) -> &[SchemeId] {
        self.makers.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// A path of which only those segments show that the document has.
    pub fn shown(&self, path: &str) -> String {
        self.paths.shown(path)
    }

    /// The operation of a request.
    pub fn find(&self, method: &str, path: &str) -> Found {
        let mut others = Vec::new();
        for base in &self.bases {
            let Some(rest) = base.rest(path) else {
                continue;
            };
            let raw: Vec<_> = segments(rest).collect();
            let cut: Vec<Cow<'_, str>> = raw.iter().map(|it| decoded_segment(it)).collect();
            let mut wanted = |other: &str, id| {
                if !base.has(id) {
                    return false;
                }
                let same = other == method;
                if !same && !others.iter().any(|it| it == other) {
                    others.push(other.to_owned());
                }
                same
            };
            let found = self.paths.find(&cut, &mut wanted, &mut Vec::new());
            if let Some((id, prepared)) = found.and_then(|id| Some((id, self.prepared(id)?))) {
                return Found::Operation(id, prepared.values(&raw));
            }
        }
        match others.is_empty() {
            true => Found::Nothing,
            false => Found::OtherMethod(others),
        }
    }

    /// The operation of that `operationId`.
    ///
    /// # Errors
    ///
    /// There is none; the error names the nearest.
    pub fn named(&self, name: &str) -> Result<OperationId, MockError> {
        let found = self.api.operation(&WireName::new(name));
        found.ok_or_else(|| {
            let names = self.api.operations.iter().map(|it| it.id.as_str());
            let hint = nearest(name, names);
            let hint = hint.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            MockError::Unknown(format!("the document has no operation `{name}`{hint}"))
        })
    }

    /// The answer that a step asks for.
    ///
    /// # Errors
    ///
    /// The operation declares no such error, or has no such example; the error names those that it has.
    pub fn answer(&self, id: OperationId, step: &Step) -> Result<Answer, MockError> {
        let operation = &self.api.operations[id];
        let Some(prepared) = self.prepared(id) else {
            return Ok(Answer::status(500));
        };
        if let Some((media_type, body)) = &step.body {
            let mut answer = Answer::status(step.status.unwrap_or(200));
            answer.media_type = HeaderValue::try_from(media_type.as_str()).ok();
            answer.body = Bytes::from(body.clone());
            return Ok(answer);
        }
        if let Some(name) = &step.error {
            let (code, ready) = self.refusal(operation, prepared, name, step)?;
            let status = step.status.unwrap_or(ready.status);
            return Ok(self.refused(id, code, ready, status));
        }
        let is_asked = |ready: &&Ready| {
            step.example.as_ref().is_none_or(|name| ready.name == *name)
                && step.status.is_none_or(|status| ready.status == status)
        };
        if let Some(ready) = prepared.successes.iter().find(is_asked) {
            return Ok(success(prepared, ready));
        }
        let of_status = prepared.refusals.iter().filter(|(_, it)| is_asked(&it));
        // A status by itself is what its own entry says, and a code only where it has none.
        let bare = |(code, _): &&(CodeId, Ready)| self.api.codes[*code].code.is_some();
        if let Some((code, ready)) = of_status.min_by_key(bare) {
            return Ok(self.refused(id, *code, ready, ready.status));
        }
        match (step.status, &step.example) {
            (_, Some(name)) => Err(MockError::Unknown(format!(
                "`{}` has no example `{name}`",
                operation.id.as_str()
            ))),
            (Some(status), None) => {
                // A class or `default` covers it, where it has a sample.
                let covering = prepared.refusals.iter().find(|(code, _)| {
                    let entry = &self.api.codes[*code];
                    entry.code.is_none() && StatusRange::any(&entry.statuses, status)
                });
                Ok(match covering {
                    Some((code, ready)) => self.refused(id, *code, ready, status),
                    None => Answer::problem(
                        status,
                        "undeclared-status",
                        "the operation does not declare this status",
                        &[],
                    ),
                })
            }
            (None, None) => Ok(Answer::status(200)),
        }
    }

    /// The sample of an error by its code, another spelling of it, or its status entry: of several, the one with the status and
    /// the name that a step says.
    fn refusal<'p>(
        &self,
        operation: &Operation,
        prepared: &'p Prepared,
        name: &str,
        step: &Step,
    ) -> Result<(CodeId, &'p Ready), MockError> {
        let called = |code: CodeId| self.called(code);
        let best = |is_name: &dyn Fn(&str) -> bool| {
            let all = prepared.refusals.iter();
            let named = all.filter(|(code, _)| called(*code).iter().any(|it| is_name(it)));
            named.min_by_key(|(_, ready)| {
                let other_status = step.status.is_some_and(|it| it != ready.status);
                let other_name = step.example.as_ref().is_some_and(|it| *it != ready.name);
                (other_status, other_name)
            })
        };
        let found = best(&|it| it == name).or_else(|| best(&|it| it.eq_ignore_ascii_case(name)));
        found.map(|(code, ready)| (*code, ready)).ok_or_else(|| {
            let names: Vec<String> = prepared
                .refusals
                .iter()
                .filter_map(|(code, _)| called(*code).into_iter().next())
                .fold(Vec::new(), |mut names, name| {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                    names
                });
            let hint = nearest(name, names.iter().map(String::as_str));
            let hint = hint.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            MockError::Unknown(format!(
                "`{}` declares no error `{name}`{hint} It has {}",
                operation.id.as_str(),
                names.join(", ")
            ))
        })
    }

    /// What an error can be called by: its code and its other spellings, or its statuses.
    pub fn called(&self, code: CodeId) -> Vec<String> {
        let entry = &self.api.codes[code];
        let Some(own) = &entry.code else {
            return entry.statuses.iter().map(ToString::to_string).collect();
        };
        let all = std::iter::once(own).chain(&entry.aliases);
        all.map(|it| it.as_str().to_owned()).collect()
    }

    /// A declared error under a status, which its body repeats where the envelope says so.
    pub fn refused(&self, id: OperationId, code: CodeId, ready: &Ready, status: u16) -> Answer {
        let entry = &self.api.codes[code];
        let mut body = ready.body.clone();
        if status != ready.status
            && let Some(json) = &ready.json
        {
            let mut json = json.clone();
            for envelope in self.envelopes(id, status) {
                if let Some(at) = &envelope.status_echo
                    && follow(&json, at).is_some_and(Value::is_number)
                {
                    set(&mut json, at, Value::from(status));
                }
            }
            body = Bytes::from(json.to_string());
        }
        let mut answer = Answer {
            media_type: ready.media_type.clone(),
            body,
            code: entry.code.as_ref().map(|code| code.as_str().to_owned()),
            ..Answer::status(status)
        };
        if let Some(header) = &entry.header
            && header.exists
        {
            let value = header.equals.as_ref().map_or("1", WireName::as_str);
            answer.header(header.name.as_str(), value);
        }
        answer
    }

    /// The envelopes of an answer.
    pub fn envelopes(&self, id: OperationId, status: u16) -> &[Envelope] {
        self.api.envelopes_at(&self.api.operations[id], status)
    }

    /// Whether a body of an error still holds what its variant is made of.
    pub fn carries(&self, id: OperationId, code: CodeId, body: &Value) -> bool {
        let operation = &self.api.operations[id];
        let entry = &self.api.codes[code];
        let case = operation.errors.iter().find(|case| case.code == code);
        let as_a_whole = case.is_none_or(|case: &ErrorCase| match &case.carried {
            Carried::Json(ty) => self.fits(ty, body),
            Carried::Details | Carried::Text | Carried::Bytes | Carried::Nothing => true,
        });
        let envelopes = operation.envelopes.as_ref().unwrap_or(&self.api.envelopes);
        let mut at = envelopes.iter().filter_map(|it| it.details.as_ref());
        let details = at.find_map(|at| follow(body, at));
        let details = details.is_none_or(|details| {
            let whole = entry.details_value.as_ref();
            whole.is_none_or(|ty| self.fits(ty, details))
                && entry.details.iter().all(|field| {
                    let member = details.get(field.wire.as_str());
                    member.map_or(!field.required, |it| self.fits(&field.ty, it))
                })
        });
        as_a_whole && details
    }

    /// Whether a value is one of a type.
    pub fn fits(&self, ty: &Type, value: &Value) -> bool {
        fits(&self.api.types, ty, value)
    }
}

/// The schemes whose tokens an operation makes: as `x-auth` says, or because it stands at their token URL.
fn makers(api: &Api, paths: &Tree, bases: &[Base]) -> BTreeMap<OperationId, Vec<SchemeId>> {
    let mut makers: BTreeMap<OperationId, Vec<SchemeId>> = BTreeMap::new();
    for (id, scheme) in api.schemes.entries() {
        let stated = scheme.token.as_ref();
        let stated = stated.and_then(|token| api.operation(&token.operation));
        let at_url = scheme.client_credentials.as_ref().and_then(|flow| {
            let (_, path) = parted(flow.token_url.as_str());
            let rests = bases.iter().filter_map(|base| base.rest(path));
            let mut found = rests.filter_map(|rest| {
                let rest: Vec<_> = segments(rest).map(decoded_segment).collect();
                paths.find(&rest, &mut |method, _| method == "POST", &mut Vec::new())
            });
            found.next()
        });
        if let Some(maker) = stated.or(at_url) {
            makers.entry(maker).or_default().push(id);
        }
    }
    makers
}
