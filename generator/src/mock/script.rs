//! Scripted answers: lists of steps, each for one request.
//!
//! As text, steps stand between commas: `503 x2, ok, 402 INSUFFICIENT_BALANCE, ok delay 2s, close after head`. As JSON each is such
//! a text or an object: `{"status": 402, "error": "INSUFFICIENT_BALANCE", "times": 2, "delay": "250ms", "headers": {}, "body": {},
//! "then": "close", "after": "head"}`.

use std::time::Duration;

use faultcode_facts::JSON;
use serde_json::Value;

use super::error::MockError;
use super::settings::duration;

/// What one request, or several, are answered with. Later versions may add fields: start from [`Step::ok`] or another step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// The status; with an error, one of those that can carry it.
    pub status: Option<u16>,
    /// A declared error by its code, or a status entry such as `4XX`. Without it and without a status, the request is answered as
    /// without a script.
    pub error: Option<String>,
    /// An example by its name in the document.
    pub example: Option<String>,
    /// A body of any media type, in place of the declared one.
    pub body: Option<(String, Vec<u8>)>,
    /// Headers beside the declared ones.
    pub headers: Vec<(String, String)>,
    /// What is done to the connection.
    pub fault: Option<Fault>,
    /// How long the answer is waited for, by the wall.
    pub delay: Duration,
    /// How many requests the step is for; 0 counts as 1.
    pub times: u32,
}

/// What is done to a connection, and after how much of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It is closed.
    Close(After),
    /// It is reset, as by a server that crashes.
    Reset(After),
    /// Nothing more is sent, and it stays open.
    Stall(After),
}

/// How much of an answer is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Nothing,
    /// Status and headers.
    Head,
    /// So many bytes of the body.
    Body(usize),
    /// All of it.
    All,
}

impl Fault {
    /// How much of the answer is sent.
    pub(super) fn after(self) -> After {
        match self {
            Self::Close(after) | Self::Reset(after) | Self::Stall(after) => after,
        }
    }
}

impl Step {
    /// Answers as without a script.
    pub fn ok() -> Self {
        Self::default()
    }

    /// A declared error by its code.
    pub fn error(code: impl Into<String>) -> Self {
        Self {
            error: Some(code.into()),
            ..Self::default()
        }
    }

    /// A status: the declared answer with it, or else one without a body that the document knows.
    pub fn status(status: u16) -> Self {
        Self {
            status: Some(status),
            ..Self::default()
        }
    }

    /// These bytes, whatever the document says.
    pub fn answer(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: Some((media_type.to_owned(), body.into())),
            ..Self::status(status)
        }
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// After a wait.
    #[must_use]
    pub fn delay(mut self, wait: Duration) -> Self {
        self.delay = wait;
        self
    }

    /// For so many requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// With a fault of the connection.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// Whether it says what to answer; otherwise the request is answered as ever, and only the wait and the fault are the step's.
    pub(super) fn decides(&self) -> bool {
        self.status.is_some()
            || self.error.is_some()
            || self.example.is_some()
            || self.body.is_some()
    }
}

/// Steps as text.
pub(super) fn steps(text: &str) -> Result<Vec<Step>, MockError> {
    let steps = text.split(',').map(str::trim);
    let steps: Vec<_> = steps
        .filter(|step| !step.is_empty())
        .map(step)
        .collect::<Result<_, _>>()?;
    if steps.is_empty() {
        return Err(MockError::Script("the script has no step".to_owned()));
    }
    Ok(steps)
}

/// One step as text.
fn step(text: &str) -> Result<Step, MockError> {
    let wrong = |what: &str| MockError::Script(format!("the step `{text}` {what}"));
    let mut step = Step::default();
    let mut words = text.split_whitespace().peekable();
    let (mut then, mut after) = (None, None);
    let mut says_ok = false;
    while let Some(word) = words.next() {
        let times = word.strip_prefix('x').and_then(|it| it.parse().ok());
        match word {
            "ok" => says_ok = true,
            "close" | "cut" | "reset" | "stall" => then = Some(word),
            "after" => match words.next() {
                Some("head") => after = Some(After::Head),
                Some("all") => after = Some(After::All),
                Some("nothing") => after = Some(After::Nothing),
                Some(bytes) => {
                    let bytes = bytes.parse().map_err(|_| {
                        wrong("says `after` without head, all, nothing or a number of bytes")
                    })?;
                    after = Some(After::Body(bytes));
                }
                None => return Err(wrong("ends with `after`")),
            },
            "delay" => {
                let wait = words.next().and_then(duration);
                step.delay = wait.ok_or_else(|| wrong("says no delay such as 250ms or 2s"))?;
            }
            "example" => {
                let name = words.next();
                step.example = Some(name.ok_or_else(|| wrong("names no example"))?.to_owned());
            }
            _ if times.is_some() => step.times = times.unwrap_or_default(),
            _ if is_status(word) && step.status.is_none() => step.status = word.parse().ok(),
            _ if step.error.is_none() => step.error = Some(word.to_owned()),
            _ => return Err(wrong("names two errors")),
        }
    }
    if says_ok && step.decides() && step.example.is_none() {
        return Err(wrong("says `ok` and an error"));
    }
    step.fault = fault(then, after).map_err(wrong)?;
    Ok(step)
}

fn is_status(word: &str) -> bool {
    word.len() == 3
        && word
            .parse::<u16>()
            .is_ok_and(|it| (200..=599).contains(&it))
}

fn fault(then: Option<&str>, after: Option<After>) -> Result<Option<Fault>, &'static str> {
    Ok(match (then, after) {
        (None, None) => None,
        (None, Some(_)) => return Err("says `after` without close, reset or stall"),
        (Some("reset"), after) => Some(Fault::Reset(after.unwrap_or(After::Nothing))),
        (Some("stall"), after) => Some(Fault::Stall(after.unwrap_or(After::Nothing))),
        // A cut body needs to be begun.
        (Some("cut"), after) => Some(Fault::Close(after.unwrap_or(After::Body(1)))),
        (Some(_), after) => Some(Fault::Close(after.unwrap_or(After::Nothing))),
    })
}

/// Steps as JSON: a text, a step, or a list of these.
pub(super) fn steps_of(value: &Value) -> Result<Vec<Step>, MockError> {
    match value {
        Value::String(text) => steps(text),
        Value::Array(items) if !items.is_empty() => {
            let all: Result<Vec<_>, _> = items.iter().map(steps_of).collect();
            Ok(all?.concat())
        }
        Value::Object(_) => Ok(vec![step_of(value)?]),
        _ => Err(MockError::Script(
            "a script is a text, a step or a list of steps".to_owned(),
        )),
    }
}

const KEYS: &str = "status, error, example, body, contentType, headers, delay, times, then, after";

fn step_of(value: &Value) -> Result<Step, MockError> {
    let mut step = Step::default();
    let (mut then, mut after) = (None, None);
    let mut media_type = None;
    for (key, value) in value.as_object().into_iter().flatten() {
        let wrong = || MockError::Script(format!("`{key}` of a step has another type"));
        let text = || value.as_str().ok_or_else(wrong);
        match key.as_str() {
            "status" => {
                let status = value.as_u64().and_then(|it| u16::try_from(it).ok());
                let status = status.filter(|it| (200..=599).contains(it));
                step.status = Some(status.ok_or_else(wrong)?);
            }
            "error" => step.error = Some(text()?.to_owned()),
            "example" => step.example = Some(text()?.to_owned()),
            "body" => {
                let body = match value {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                step.body = Some((JSON.to_owned(), body.into_bytes()));
            }
            "contentType" => media_type = Some(text()?.to_owned()),
            "headers" => {
                for (name, value) in value.as_object().ok_or_else(wrong)? {
                    let value = value.as_str().ok_or_else(wrong)?;
                    step.headers.push((name.clone(), value.to_owned()));
                }
            }
            "delay" => step.delay = duration(text()?).ok_or_else(wrong)?,
            "times" => {
                let times = value.as_u64().and_then(|it| u32::try_from(it).ok());
                step.times = times.ok_or_else(wrong)?;
            }
            "then" => then = Some(text()?).filter(|it| FAULTS.contains(it)),
            "after" => {
                after = Some(match value {
                    Value::Number(bytes) => {
                        let bytes = bytes.as_u64().and_then(|it| usize::try_from(it).ok());
                        After::Body(bytes.ok_or_else(wrong)?)
                    }
                    _ => match text()? {
                        "head" => After::Head,
                        "all" => After::All,
                        "nothing" => After::Nothing,
                        _ => return Err(wrong()),
                    },
                });
            }
            _ => {
                return Err(MockError::Script(format!(
                    "a step has no `{key}`; it has {KEYS}"
                )));
            }
        }
        if key == "then" && then.is_none() {
            let all = FAULTS.join(", ");
            return Err(MockError::Script(format!("`then` is one of {all}")));
        }
    }
    if let (Some(media_type), Some(body)) = (media_type, &mut step.body) {
        body.0 = media_type;
    }
    let what = |what| MockError::Script(format!("a step {what}"));
    step.fault = fault(then, after).map_err(what)?;
    Ok(step)
}

const FAULTS: [&str; 4] = ["close", "cut", "reset", "stall"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_read() {
        let read = |text: &str| steps(text).map_err(|error| error.to_string());
        let rows = [
            ("503 x2", vec![Step::status(503).times(2)]),
            (
                "402 NO_MONEY, ok",
                vec![
                    Step {
                        status: Some(402),
                        ..Step::error("NO_MONEY")
                    },
                    Step::ok(),
                ],
            ),
            (
                "ok delay 1.5s, close after head",
                vec![
                    Step::ok().delay(Duration::from_millis(1500)),
                    Step::ok().fault(Fault::Close(After::Head)),
                ],
            ),
            (
                "cut after 20, reset, stall",
                vec![
                    Step::ok().fault(Fault::Close(After::Body(20))),
                    Step::ok().fault(Fault::Reset(After::Nothing)),
                    Step::ok().fault(Fault::Stall(After::Nothing)),
                ],
            ),
            ("4XX", vec![Step::error("4XX")]),
        ];
        for (text, expected) in rows {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
        for text in [
            "",
            " , ",
            "ok NO_MONEY",
            "A B",
            "after head",
            "delay soon",
            "close after",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn steps_are_read_as_json() {
        let read = |text: &str| steps_of(&serde_json::from_str(text).unwrap()).ok();
        let full = r#"[{"status": 402, "error": "E", "times": 3, "delay": "5ms", "headers": {"a": "b"},
            "body": "x", "contentType": "text/plain", "then": "cut", "after": 1}, "ok"]"#;
        let step = Step {
            error: Some("E".to_owned()),
            ..Step::answer(402, "text/plain", "x")
        };
        let step = step
            .times(3)
            .delay(Duration::from_millis(5))
            .header("a", "b");
        let step = step.fault(Fault::Close(After::Body(1)));
        assert_eq!(read(full), Some(vec![step, Step::ok()]));
        for text in [
            "1",
            "[]",
            r#"{"stauts": 1}"#,
            r#"{"status": 1000}"#,
            r#"{"then": "burn"}"#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
