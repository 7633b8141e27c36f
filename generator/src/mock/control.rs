//! The control endpoint, below [`PREFIX`]: what a test in another language does with a mock.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::engine::Engine;
use super::error::MockError;
use super::request::Request;
use super::script::steps_of;
use super::settings::duration;
use super::webhooks::ir_name;

/// Where the control endpoint stands. No document has such a path.
pub(super) const PREFIX: &str = "/_faultcode";

/// The members of what is asked for.
type Members = Map<String, Value>;

impl Engine {
    /// The answer of the control endpoint; `None`: the request is for the API.
    pub fn control(&self, request: &Request) -> Option<Answer> {
        let rest = request.path.strip_prefix(PREFIX)?;
        if !rest.is_empty() && !rest.starts_with('/') {
            return None;
        }
        let answer = match (request.method.as_str(), rest.trim_matches('/')) {
            ("GET", "") => Ok(self.overview()),
            ("GET", "requests") => Ok(self.requests()),
            ("GET", "deliveries") => Ok(self.delivered()),
            ("POST", "script") => self.asked_to_script(request),
            ("DELETE", "script") => {
                self.state().scripts.clear();
                Ok(Answer::status(204))
            }
            ("POST", "clock") => self.asked_to_move(request),
            ("POST", "deliver") => self.asked_to_deliver(request),
            ("POST", "reset") => {
                self.state().forget();
                self.deliveries.forget();
                Ok(Answer::status(204))
            }
            _ => Err(MockError::Unknown(format!(
                "{PREFIX} has GET /, /requests and /deliveries, POST /script, /clock, /deliver and /reset, and DELETE /script"
            ))),
        };
        Some(answer.unwrap_or_else(|error| {
            let (status, kind) = match error {
                MockError::Unknown(_) => (404, "unknown"),
                _ => (400, "not-understood"),
            };
            Answer::problem(status, kind, &error.to_string(), &[])
        }))
    }

    /// What there is: operations, their errors, webhooks.
    fn overview(&self) -> Answer {
        let api = &self.site.api;
        let operations = api.operations.iter().map(|operation| {
            let errors = operation.errors.iter();
            let errors = errors.flat_map(|case| self.site.called(case.code));
            json!({
                "operation": operation.id.as_str(),
                "method": operation.method.name(),
                "path": operation.template.as_str(),
                "errors": errors.collect::<Vec<_>>(),
            })
        });
        let webhooks = api.webhooks.iter().map(ir_name);
        Answer::json(
            200,
            &json!({
                "title": api.title.as_str(),
                "operations": operations.collect::<Vec<_>>(),
                "webhooks": webhooks.collect::<Vec<_>>(),
            }),
        )
    }

    fn requests(&self) -> Answer {
        let state = self.state();
        let entries = state.log.entries().map(|entry| {
            json!({
                "number": entry.number,
                "method": entry.method,
                "path": entry.path,
                "operation": entry.operation,
                "status": entry.status,
                "code": entry.code,
                "because": entry.because,
            })
        });
        Answer::json(200, &entries.collect())
    }

    fn delivered(&self) -> Answer {
        let all = self.deliveries.all().into_iter().map(|it| {
            json!({
                "number": it.number,
                "webhook": it.webhook,
                "id": it.id,
                "answers": it.answers,
                "outcome": it.outcome.map(faultcode_facts::AfterAnswer::as_str),
            })
        });
        Answer::json(200, &all.collect())
    }

    fn asked_to_script(&self, request: &Request) -> Result<Answer, MockError> {
        let members = members(request, &["operation", "steps"])?;
        let steps = members.get("steps").ok_or_else(|| lacks("steps"))?;
        let operation = match members.get("operation") {
            None => "*",
            Some(name) => name.as_str().ok_or_else(|| lacks("operation"))?,
        };
        self.script(operation, steps_of(steps)?)?;
        Ok(Answer::status(204))
    }

    fn asked_to_move(&self, request: &Request) -> Result<Answer, MockError> {
        let members = members(request, &["advance"])?;
        let by = members.get("advance").and_then(Value::as_str);
        let by = by.and_then(duration).ok_or_else(|| lacks("advance"))?;
        self.state().clock.advance(by);
        self.deliveries.wake();
        Ok(Answer::status(204))
    }

    fn asked_to_deliver(&self, request: &Request) -> Result<Answer, MockError> {
        let members = members(request, &["webhook", "to", "payload"])?;
        let text = |key| {
            members
                .get(key)
                .and_then(Value::as_str)
                .ok_or_else(|| lacks(key))
        };
        let payload = members.get("payload").cloned();
        let number = self.deliver(text("webhook")?, text("to")?, payload)?;
        Ok(Answer::json(202, &json!({ "number": number })))
    }
}

fn members(request: &Request, known: &[&str]) -> Result<Members, MockError> {
    let read = serde_json::from_slice::<Members>(&request.body);
    let members = read.map_err(|error| {
        let (line, column) = (error.line(), error.column());
        MockError::Script(format!(
            "the body is no JSON object: line {line}, column {column}"
        ))
    })?;
    match members.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(MockError::Script(format!(
            "there is no `{key}` here; there is {}",
            known.join(", ")
        ))),
        None => Ok(members),
    }
}

fn lacks(key: &str) -> MockError {
    let example = match key {
        "advance" => "a duration such as 60s",
        "steps" => "a list such as [\"503 x2\", \"ok\"]",
        "to" => "an address such as http://127.0.0.1:8080/hooks",
        "webhook" => "the name of a webhook",
        _ => "an operationId, or * for any",
    };
    MockError::Script(format!("`{key}` has to be there, and has to be {example}"))
}
