//! What was seen and is not declared, as the draft of an overlay.

use std::collections::BTreeMap;

use faultcode_facts::Word;
use serde_json::{Map, Value, json};

use super::known::Form;
use super::report::{Learned, OfOperation, Unknown};
use super::text::pointer;
use crate::diagnostics::counted;
use crate::draft::{Confidence, Draft, Entry, Extension, Origin, Target};
use crate::infer::{Part, part};
use crate::ir::{CodeKind, Envelope, Pointer};

impl Learned<'_> {
    /// The draft.
    pub fn draft(&self) -> Draft {
        let title = self.api.title.as_str().split_whitespace();
        let title = title.collect::<Vec<_>>().join(" ");
        let mut draft = Draft::new(format!("What {title} was seen to answer"));
        let answers = counted(self.counts.answers, "answer");
        draft.head.push(format!(
            "Seen by faultcode learn in {answers}. Nothing in it makes a call repeatable; who has read an entry deletes its \
             confidence."
        ));
        if let Some(envelopes) = &self.deduced {
            let all: Vec<Value> = envelopes.iter().map(envelope).collect();
            let value = match all.as_slice() {
                [one] => one.clone(),
                _ => Value::Array(all),
            };
            let remark = "deduced from the bodies of errors";
            draft.extension(Target::Document, "x-error-envelope", value, remark);
        }
        self.limits(&mut draft);
        for of in &self.operations {
            self.operation(of, &mut draft);
        }
        draft
    }

    fn operation(&self, of: &OfOperation, draft: &mut Draft) {
        for unknown in &of.unknown {
            self.code(of, unknown, draft);
        }
        for (status, count, _) in &of.statuses {
            let mut entry = Entry::new(Confidence::Observed, Origin::Traffic);
            entry
                .remarks
                .push(format!("seen {}, without a code", times(*count)));
            match self.target(of, *status) {
                Ok(target) => self.add(of, target, &status.to_string(), entry, draft),
                Err(why) => draft.note(format!("{}: {status} was seen; {why}", of.name)),
            }
        }
        for (status, count, _) in &of.unread {
            let bodies = times(*count);
            draft.note(format!(
                "{}: a body of {status} that no envelope reads, seen {bodies}",
                of.name
            ));
        }
    }

    /// A code at its operation; where that has a list of codes, at the responses of the statuses that it came with.
    fn code(&self, of: &OfOperation, unknown: &Unknown, draft: &mut Draft) {
        let mut entry = Entry::new(Confidence::Observed, Origin::Traffic);
        let count = unknown.statuses.values().sum();
        entry.remarks.push(format!("seen {}", times(count)));
        // What the document says of a code elsewhere holds here too.
        if !unknown.elsewhere {
            entry.statuses = unknown.statuses.keys().map(u16::to_string).collect();
        }
        let in_catalogue = self.document.lists_codes && !unknown.elsewhere;
        if in_catalogue {
            self.catalogue(of, unknown, entry.clone(), draft);
            entry.statuses = Vec::new();
        }
        let mut targets: BTreeMap<String, Target> = BTreeMap::new();
        for status in unknown.statuses.keys() {
            match self.target(of, *status) {
                Ok(target) => drop(targets.insert(target.json_path(), target)),
                Err(why) => {
                    let code = &unknown.code;
                    draft.note(format!("{}: {code} was seen with {status}; {why}", of.name));
                }
            }
        }
        for target in targets.into_values() {
            if let Target::Response { status, .. } = &target {
                entry.statuses = match unknown.elsewhere || in_catalogue {
                    true => Vec::new(),
                    false => vec![status.clone()],
                };
            }
            self.add(of, target, &unknown.code, entry.clone(), draft);
        }
    }

    /// Adds a code to the catalogue, beside what other operations have added of it.
    fn catalogue(&self, of: &OfOperation, unknown: &Unknown, mut entry: Entry, draft: &mut Draft) {
        let part = draft.parts.entry(Target::Document).or_default();
        let known = part.codes.get(&unknown.code);
        let (statuses, remarks) = known.map_or((&[][..], &[][..]), |known| {
            (known.statuses.as_slice(), known.remarks.as_slice())
        });
        let more = statuses.iter().filter(|it| !entry.statuses.contains(it));
        let statuses: Vec<String> = more.chain(&entry.statuses).cloned().collect();
        let seen = entry.remarks.iter();
        let seen = seen.map(|remark| format!("{remark} at {}", of.name));
        let remarks: Vec<String> = remarks.iter().cloned().chain(seen).collect();
        (entry.statuses, entry.remarks) = (statuses, remarks);
        draft.code(Target::Document, &unknown.code, entry);
    }

    /// Adds an entry: to what is included, or to the map of codes that the operation has.
    fn add(&self, of: &OfOperation, target: Target, key: &str, entry: Entry, draft: &mut Draft) {
        let used = of.id.map(|id| &self.api.operations[id]);
        let used = used.and_then(|operation| self.document.use_of(operation));
        let is_map = used.is_some_and(|used| used.form == Form::Map);
        if !is_map || !matches!(target, Target::Operation { .. }) {
            draft.code(target, key, entry);
            return;
        }
        let own = "x-error-codes";
        let part = draft.parts.entry(target).or_default();
        let codes = part.extensions.entry(own.to_owned());
        let codes = codes.or_insert_with(|| Extension {
            value: json!({}),
            remarks: Vec::new(),
        });
        if let Value::Object(map) = &mut codes.value {
            map.insert(key.to_owned(), entry.value());
        }
        let seen = entry.remarks.into_iter();
        codes
            .remarks
            .extend(seen.map(|remark| format!("{key}: {remark}")));
    }

    /// Where an entry can stand.
    fn target(&self, of: &OfOperation, status: u16) -> Result<Target, &'static str> {
        let operation = of.id.map(|id| &self.api.operations[id]);
        let found = operation.and_then(|it| Some((it, self.document.use_of(it)?)));
        let Some((operation, used)) = found else {
            return Err("its operation stands in another file, where an overlay does not reach");
        };
        let path = operation.template.as_str().to_owned();
        let method = used.method.clone();
        if used.form != Form::List {
            return Ok(Target::Operation { path, method });
        }
        let class = format!("{}XX", status / 100);
        let keys = [status.to_string(), class, "default".to_owned()];
        let key = keys.into_iter().find(|key| used.responses.contains(key));
        let status = key.ok_or("its operation lists its codes, and declares no such response")?;
        Ok(Target::Response {
            path,
            method,
            status,
        })
    }

    /// Headers of limits under names that are not read anyway.
    fn limits(&self, draft: &mut Draft) {
        let facts = &self.api.rate_limit;
        let known = [&facts.limit, &facts.remaining, &facts.reset];
        let headers = self.operations.iter().flat_map(|of| &of.headers);
        let mut names: BTreeMap<&str, Part> = BTreeMap::new();
        for (name, ..) in headers {
            let is_known = known
                .iter()
                .any(|it| it.as_str().eq_ignore_ascii_case(name));
            if let Some(part) = part(name).filter(|_| !is_known) {
                names.insert(name, part);
            }
        }
        let mut read = Map::new();
        let mut unit = None;
        for (name, part) in names {
            let key = match part {
                Part::Limit => "limit",
                Part::Remaining => "remaining",
                Part::Reset => "reset",
                Part::ResetAfter => {
                    unit = Some("deltaSeconds");
                    "reset"
                }
                Part::RetryAfter(_) => {
                    draft.note(format!("a wait in the header {name}: see hints of x-retry"));
                    continue;
                }
            };
            read.entry(key).or_insert(json!(name));
        }
        if read.is_empty() {
            return;
        }
        let mut value = Map::new();
        value.insert("headers".to_owned(), Value::Object(read));
        if let Some(unit) = unit {
            value.insert("resetAs".to_owned(), json!(unit));
        }
        let value = Value::Object(value);
        draft.extension(
            Target::Document,
            "x-rate-limit",
            value,
            "headers that were seen",
        );
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

/// An envelope in the form of the vocabulary.
fn envelope(envelope: &Envelope) -> Value {
    let mut map = Map::new();
    // With `items`, pointers into the first item lead from it.
    let depth = envelope.items.as_ref().map_or(0, |items| items.len() + 1);
    let inside = |at: &Pointer| pointer(&at.iter().skip(depth).cloned().collect());
    if let Some(items) = &envelope.items {
        map.insert("items".to_owned(), json!(pointer(items)));
    }
    if let Some(code) = &envelope.code {
        let at = inside(&code.at);
        let value = match code.kind == CodeKind::default() {
            true => json!(at),
            false => json!({"at": at, "type": code.kind.word()}),
        };
        map.insert("code".to_owned(), value);
    }
    let mut put = |key: &str, at: Option<String>| {
        if let Some(at) = at {
            map.insert(key.to_owned(), json!(at));
        }
    };
    put(
        "message",
        envelope.message.as_ref().map(|it| inside(&it.at)),
    );
    put("category", envelope.category.as_ref().map(inside));
    put("param", envelope.param.as_ref().map(inside));
    put("statusEcho", envelope.status_echo.as_ref().map(pointer));
    put("requestId", envelope.request_id.as_ref().map(pointer));
    Value::Object(map)
}
