//! Which of the errors that an operation declares says what the mock has found.
//!
//! Facts of the document come first: what `x-idempotency` and `x-auth` name, statuses, verdicts. Where several errors are left,
//! the words of their codes decide, then those of their descriptions.

use serde_json::Value;

use super::answer::{Answer, Problem, in_words};
use super::prepared::Ready;
use super::site::Site;
use crate::examples::{follow, set};
use crate::ir::{
    CodeId, ErrorCode, FieldErrorShape, KeyFact, OperationId, Pointer, Retry, StatusRange, WireName,
};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// No credential.
    NoCredential,
    /// A credential that is not known.
    WrongCredential,
    /// A token that has run out.
    OldToken,
    /// A credential of another class, or for something else.
    NotAllowed,
    /// A request that the document does not allow.
    Invalid,
    /// A parameter or a member that is not there.
    Missing,
    /// A body of another media type.
    MediaType,
    /// A thing that was not created, or was deleted.
    NoSuchThing,
    /// Too many requests.
    TooMany,
    /// A key that belongs to another body.
    Mismatch,
    /// A key whose first request is still being answered.
    InFlight,
    /// No key where one is needed.
    NoKey,
}

/// What tells the errors that say a finding.
struct Signs {
    /// The statuses that can carry it, the best first; the first is that of the mock's own answer.
    statuses: &'static [u16],
    /// Words of their codes and descriptions, in small letters.
    words: &'static [&'static str],
    /// What the mock's own answer is called.
    kind: &'static str,
}

impl Finding {
    fn signs(self) -> Signs {
        let (statuses, words, kind): (&[u16], &[&str], _) = match self {
            Self::NoCredential => (
                &[401, 403, 400],
                &[
                    "required",
                    "missing",
                    "unauthenticated",
                    "unauthorized",
                    "authent",
                ],
                "no-credential",
            ),
            Self::WrongCredential => (
                &[401, 403, 400],
                &[
                    "invalid_key",
                    "invalid_api",
                    "invalid",
                    "unknown",
                    "unauthorized",
                    "credential",
                ],
                "wrong-credential",
            ),
            Self::OldToken => (
                &[401, 403, 419, 400],
                &["expired", "token", "unauthorized", "authent"],
                "old-token",
            ),
            Self::NotAllowed => (
                &[403, 401],
                &[
                    "permission",
                    "forbidden",
                    "scope",
                    "insufficient_permission",
                    "not allowed",
                    "denied",
                ],
                "not-allowed",
            ),
            Self::Invalid => (
                &[400, 422],
                &[
                    "invalid_parameter",
                    "validation",
                    "invalid",
                    "bad_request",
                    "parameter",
                    "malformed",
                ],
                "invalid-request",
            ),
            Self::Missing => (
                &[400, 422],
                &[
                    "missing",
                    "required",
                    "validation",
                    "invalid",
                    "bad_request",
                    "parameter",
                ],
                "invalid-request",
            ),
            Self::MediaType => (&[415], &["media", "content_type"], "media-type"),
            Self::NoSuchThing => (
                &[404, 410],
                &[
                    "not_found",
                    "notfound",
                    "no_such",
                    "no such",
                    "unknown",
                    "missing",
                ],
                "no-such-thing",
            ),
            Self::TooMany => (
                &[429],
                &["rate", "too_many", "throttl", "limit"],
                "too-many-requests",
            ),
            Self::Mismatch => (
                &[409, 422, 400],
                &["idempot", "key"],
                "key-of-another-request",
            ),
            Self::InFlight => (
                &[409, 425, 423],
                &["idempot", "progress", "in_flight", "concurrent"],
                "key-in-use",
            ),
            Self::NoKey => (&[400, 422], &["idempot", "key"], "no-key"),
        };
        Signs {
            statuses,
            words,
            kind,
        }
    }
}

impl Site {
    /// The answer to a finding: the declared error that says it, or else the mock's own.
    pub fn refuse(&self, id: OperationId, finding: Finding, problems: &[Problem]) -> Answer {
        let detail = match problems {
            [] => said(finding).to_owned(),
            all => in_words(all),
        };
        let answer = match self.chosen(id, finding) {
            Some((code, ready, status)) => {
                let mut answer = self.refused(id, code, ready, status);
                if !problems.is_empty() {
                    self.explain(id, code, ready, &mut answer, problems);
                }
                answer
            }
            None => {
                let signs = finding.signs();
                let status = signs.statuses.first().copied().unwrap_or(400);
                Answer::problem(status, signs.kind, &detail, problems)
            }
        };
        answer.because(detail)
    }

    /// The answer about an idempotency key: the one that `x-idempotency` names, where it names one.
    pub fn refuse_key(&self, id: OperationId, fact: Option<&KeyFact>, finding: Finding) -> Answer {
        let named = fact.and_then(|fact| {
            let refusals = &self.prepared(id)?.refusals;
            let found = refusals.iter().find(|(code, ready)| {
                let entry = &self.api.codes[*code];
                let status_fits = |it: StatusRange| it.contains(ready.status);
                match &fact.code {
                    Some(name) => entry.code.as_ref() == Some(name),
                    None => entry.code.is_none() && fact.status.is_some_and(status_fits),
                }
            });
            let (code, ready) = found?;
            let status = fact.status.filter(|it| !it.contains(ready.status));
            Some(self.refused(id, *code, ready, status.map_or(ready.status, |it| it.first)))
        });
        let status = fact.and_then(|fact| fact.status).map(|it| it.first);
        match (named, status) {
            (Some(answer), _) => answer.because(said(finding)),
            (None, Some(status)) => {
                Answer::problem(status, finding.signs().kind, said(finding), &[])
            }
            (None, None) => self.refuse(id, finding, &[]),
        }
    }

    /// The error that says a finding best, and its status; `None`: none says it.
    fn chosen(&self, id: OperationId, finding: Finding) -> Option<(CodeId, &Ready, u16)> {
        let prepared = self.prepared(id)?;
        let signs = finding.signs();
        let declared = |status: &&u16| {
            let mut refusals = prepared.refusals.iter();
            refusals.any(|(_, ready)| ready.status == **status)
        };
        let usual = signs
            .statuses
            .iter()
            .find(declared)
            .or(signs.statuses.first());
        let scored = prepared.refusals.iter().filter_map(|(code, ready)| {
            let entry = &self.api.codes[*code];
            let by_status = signs.statuses.iter().position(|it| *it == ready.status);
            let (of_status, status) = match by_status {
                Some(at) => (40 - 5 * i32::try_from(at).unwrap_or(7), ready.status),
                None if entry.statuses.is_empty() && entry.code.is_some() => (20, *usual?),
                None => return None,
            };
            // A code without statuses of its own comes with any: the usual one goes before that of its sample.
            let status = match entry.statuses.is_empty() && entry.code.is_some() {
                true => *usual?,
                false => status,
            };
            let score = of_status + self.words(id, finding, &signs, entry);
            Some((score, *code, ready, status))
        });
        // The first of several that say it equally well.
        let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
        let (score, code, ready, status) = best?;
        (score > 0).then_some((code, ready, status))
    }

    /// How well an error says a finding, by its words and facts.
    fn words(&self, id: OperationId, finding: Finding, signs: &Signs, entry: &ErrorCode) -> i32 {
        let is_throttled = entry.retry == Retry::Throttle;
        let is_renewed = entry.retry == Retry::Reauth;
        let of_facts = match finding {
            Finding::TooMany if is_throttled => 30,
            Finding::OldToken if is_renewed => 30,
            Finding::NoCredential | Finding::WrongCredential if is_renewed => -15,
            Finding::Mismatch if entry.retry == Retry::NewKey => 30,
            Finding::InFlight if entry.retry == Retry::InFlight => 30,
            _ => 0,
        };
        let Some(code) = &entry.code else {
            // A status says only itself.
            return of_facts;
        };
        let code = code.as_str().to_ascii_lowercase();
        let doc = entry.doc.as_str().to_ascii_lowercase();
        let place = |text: &str| {
            let at = signs.words.iter().position(|word| text.contains(word));
            at.map(|at| i32::try_from(at).unwrap_or(9))
        };
        let of_words = match (place(&code), place(&doc)) {
            (Some(at), _) => 25 - at,
            (None, Some(at)) => 8 - at,
            // It says something else.
            (None, None) => -30,
        };
        let of_thing = match finding {
            Finding::NoSuchThing if self.is_about(id, &code) => 10,
            _ => 0,
        };
        of_facts + of_words + of_thing
    }

    /// Whether a code names what the path of an operation leads to.
    fn is_about(&self, id: OperationId, code: &str) -> bool {
        let template = self.api.operations[id].template.as_str();
        let literals = template.rsplit('/').filter(|it| !it.contains('{'));
        let mut literals = literals.filter(|it| !it.is_empty());
        literals.next().is_some_and(|last| {
            let last = last.to_ascii_lowercase().replace('-', "_");
            code.contains(last.strip_suffix('s').unwrap_or(&last))
        })
    }

    /// Says what is wrong where the envelope has a place for it, as long as the body stays one of its kind.
    fn explain(
        &self,
        id: OperationId,
        code: CodeId,
        ready: &Ready,
        answer: &mut Answer,
        problems: &[Problem],
    ) {
        let (Some(json), Some(first)) = (&ready.json, problems.first()) else {
            return;
        };
        let mut body = match serde_json::from_slice(&answer.body) {
            Ok(body) => body,
            Err(_) => json.clone(),
        };
        for envelope in self.envelopes(id, answer.status) {
            let at_item = envelope.items.clone().map(|mut at| {
                at.push(WireName::new("0"));
                at
            });
            let place = |at: &Pointer| [at_item.clone().unwrap_or_default(), at.clone()].concat();
            if let Some(at) = envelope.param.as_ref().map(place)
                && follow(&body, &at).is_none_or(Value::is_string)
            {
                set(&mut body, &at, Value::from(first.name.as_str()));
            }
            if let Some(fields) = &envelope.field_errors
                && let Some(value) = by_field(&fields.shape, problems)
                && follow(&body, &fields.at).is_some()
            {
                set(&mut body, &fields.at, value);
            }
            let message = envelope.message.as_ref().map(|it| place(&it.at));
            if let Some(at) = message
                && follow(&body, &at).is_some_and(Value::is_string)
            {
                set(&mut body, &at, Value::from(in_words(problems)));
            }
        }
        if self.carries(id, code, &body) {
            answer.body = body.to_string().into();
        }
    }
}

/// Messages per field in a shape; `None` where the shape says too little of itself.
fn by_field(shape: &FieldErrorShape, problems: &[Problem]) -> Option<Value> {
    match shape {
        FieldErrorShape::Map => {
            let mut map = serde_json::Map::new();
            for problem in problems {
                let slot = map
                    .entry(problem.name.clone())
                    .or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(texts) = slot {
                    texts.push(Value::from(problem.what.as_str()));
                }
            }
            Some(Value::Object(map))
        }
        FieldErrorShape::List => {
            let texts = problems.iter();
            let texts = texts.map(|it| Value::from(format!("{} {}", it.name, it.what)));
            Some(texts.collect())
        }
        FieldErrorShape::Objects { field, message, .. } => {
            let objects = problems.iter().map(|problem| {
                let mut object = Value::Object(serde_json::Map::new());
                for (at, text) in [(field, &problem.name), (message, &problem.what)] {
                    if let Some(at) = at {
                        set(&mut object, at, Value::from(text.as_str()));
                    }
                }
                object
            });
            Some(objects.collect())
        }
        FieldErrorShape::Pointers => {
            let objects = problems.iter().map(|problem| {
                serde_json::json!({"pointer": format!("#/{}", problem.name), "detail": problem.what})
            });
            Some(objects.collect())
        }
    }
}

/// A finding in words.
fn said(finding: Finding) -> &'static str {
    match finding {
        Finding::NoCredential => "there is no credential",
        Finding::WrongCredential => "the credential is not known",
        Finding::OldToken => "the token has run out",
        Finding::NotAllowed => "the credential does not allow this",
        Finding::Invalid => "the request is not valid",
        Finding::Missing => "something is missing",
        Finding::MediaType => "the body has a media type that the document does not declare",
        Finding::NoSuchThing => "there is no such thing",
        Finding::TooMany => "there were too many requests",
        Finding::Mismatch => "the idempotency key belongs to another request",
        Finding::InFlight => "the request of this idempotency key is still being answered",
        Finding::NoKey => "there is no idempotency key",
    }
}
