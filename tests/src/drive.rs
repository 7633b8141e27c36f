//! Drives the operations of a generated client through every answer that its samples show, on a real socket.
//!
//! A suite writes down by hand, after the page of its API, what each error means ([`Refusal`]), and lists its operations
//! with their variants in [`drive!`](crate::drive!). That makes one test per operation, and one more which fails when the
//! crate declares an operation or an error that the list lacks.

use std::collections::BTreeSet;
use std::fmt::Debug;

use faultcode_runtime::calls::Success;
use faultcode_runtime::document::{Code, Operation};
use faultcode_runtime::errors::{Action, StopReason, Verdict};
use faultcode_runtime::testing::{ManualClock, Sample};
use faultcode_runtime::values::Params;
use faultcode_runtime::{Call, Effect, EndpointError, Error};

use crate::{Answer, Server, tree};

/// What a suite says of its API.
pub struct Suite<C> {
    /// The document below `specs/`.
    pub document: &'static str,
    /// The answers that the crate brings along.
    pub samples: &'static [Sample],
    /// Makes a client of that server with that clock.
    pub client: fn(&Server, &ManualClock) -> C,
    /// Attempts of a call that is repeated to the end.
    pub attempts: usize,
    /// Whether the client can get a new credential when one is refused.
    pub refreshes: bool,
    /// What the answer of an operation means.
    pub refusal: fn(&Operation, &Sample) -> Refusal,
    /// The message that the sample holds, as people get to read it.
    pub message: fn(&Sample) -> Option<String>,
}

/// What one error means.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    /// The name of its variant.
    pub variant: &'static str,
    /// The machine code, where there is one.
    pub code: Option<&'static str>,
    /// The status.
    pub status: u16,
    /// The group.
    pub category: Option<&'static str>,
    /// What it asks for.
    pub verdict: Verdict,
    /// What the server may have done.
    pub effect: Effect,
    /// What to do about it, without the sentence for people, which is the document's.
    pub action: Option<Action>,
}

/// What a program branches on: an action without its sentence for people.
///
/// # Panics
///
/// The action has no sentence.
pub fn branched(action: Option<&Action>) -> Option<Action> {
    let action = *action?;
    assert!(action.text.is_some(), "{action:?} says nothing to people");
    Some(Action {
        text: None,
        ..action
    })
}

impl Refusal {
    /// How many requests a server sees that answers nothing else, and why there are no more.
    fn requests<C>(&self, suite: &Suite<C>, repeat_safe: bool) -> (usize, StopReason) {
        match self.verdict {
            Verdict::Never => (1, StopReason::NotRetryable),
            Verdict::Reauth => (1 + usize::from(suite.refreshes), StopReason::NotRetryable),
            _ if self.effect == Effect::MaybeApplied && !repeat_safe => {
                (1, StopReason::UnsafeToRepeat)
            }
            _ => (suite.attempts, StopReason::AttemptsExhausted),
        }
    }
}

/// One line of a suite's list.
#[derive(Clone, Copy, Debug)]
pub struct Driven {
    /// The operation.
    pub operation: &'static Operation,
    /// Method and path, as the page has them.
    pub line: &'static str,
    /// Whether sending it twice is harmless.
    pub repeat_safe: bool,
    /// The variants of its enum.
    pub variants: &'static [&'static str],
    /// The codes that the crate declares for it.
    pub codes: &'static [&'static Code],
}

/// The JSON value at a pointer in a sample's body.
///
/// # Panics
///
/// The body is no JSON.
pub fn at(sample: &Sample, pointer: &str) -> Option<serde_json::Value> {
    let body: serde_json::Value = serde_json::from_str(sample.body).expect("the sample is JSON");
    body.pointer(pointer).cloned()
}

/// The sample as an answer.
pub fn answer(sample: &Sample) -> Answer {
    match sample.content_type {
        "" => Answer::status(sample.status),
        media => Answer::body(sample.status, media, sample.body),
    }
}

/// Calls an operation once per sample, and checks everything that its outcome says.
///
/// # Panics
///
/// An outcome differs from what the suite says, or not every variant came up.
pub async fn drive<C, T, E, P, B>(
    suite: &Suite<C>,
    driven: &Driven,
    call: impl Fn(&C) -> Call<T, E, P, B>,
    variant: fn(&E) -> &'static str,
) where
    T: Success + Debug,
    E: EndpointError + Debug,
    P: Params,
{
    let of_operation = |sample: &&Sample| sample.operation.id == driven.operation.id;
    let mut seen = BTreeSet::new();
    let mut succeeded = 0;
    for sample in suite.samples.iter().filter(of_operation) {
        let label = format!("{}: {} {:?}", driven.line, sample.status, sample.code);
        let (always, clock) = (answer(sample), ManualClock::new());
        let server = Server::deciding(move |_| always.clone());
        let outcome = call(&(suite.client)(&server, &clock)).await;
        check_requests(driven, &server, &label);
        if sample.code.is_none() && (200..300).contains(&sample.status) {
            if let Err(error) = outcome {
                panic!("{label}: {error:?}");
            }
            assert_eq!(server.count(), 1, "{label}");
            succeeded += 1;
            continue;
        }
        let Err(error) = outcome else {
            panic!("{label}: a success");
        };
        let Some(refused) = error.api() else {
            panic!("{label}: {error:?}");
        };
        if refused.facts().is_some_and(is_status_alone) {
            check_status(refused, &error, sample, &label);
            continue;
        }
        let expected = (suite.refusal)(driven.operation, sample);
        assert_eq!(variant(refused), expected.variant, "{label}: {refused:?}");
        assert_eq!(refused.code(), expected.code, "{label}");
        assert_eq!(error.code(), expected.code, "{label}");
        assert_eq!(error.status(), Some(expected.status), "{label}");
        let message = (suite.message)(sample).map(|message| match error.idempotency_key() {
            // A key that the server echoes is not shown.
            Some(key) => message.replace(key.as_str(), "[redacted]"),
            None => message,
        });
        assert_eq!(error.message(), message.as_deref(), "{label}");
        assert_eq!(error.category(), expected.category, "{label}");
        assert_eq!(branched(error.action()), expected.action, "{label}");
        assert_eq!(error.effect(), expected.effect, "{label}");
        assert_eq!(error.verdict(), Some(expected.verdict), "{label}");
        let (requests, stop) = expected.requests(suite, driven.repeat_safe);
        assert_eq!(server.count(), requests, "{label}");
        assert_eq!(error.attempts().len(), requests, "{label}");
        assert_eq!(error.stop_reason(), Some(stop), "{label}");
        assert_eq!(error.expose_raw(), sample.body, "{label}");
        assert_eq!(error.operation().id, driven.operation.id, "{label}");
        let told = format!("{refused:?} {:?}", error.field_errors());
        for detail in details(sample) {
            assert!(told.contains(&detail), "{label}: no {detail} in {told}");
        }
        seen.insert(expected.variant);
    }
    assert!(succeeded > 0, "{}: no success", driven.line);
    let listed: BTreeSet<_> = driven.variants.iter().copied().collect();
    assert_eq!(seen, listed, "{}", driven.line);
}

/// Whether the document says of an error no more than that its status is declared.
fn is_status_alone(code: &Code) -> bool {
    let blank = Code {
        status: code.status,
        ..Code::STATUS
    };
    *code == blank
}

/// An answer without a code that the document knows is the variant of its status.
fn check_status<E: EndpointError + Debug>(
    refused: &E,
    error: &Error<E>,
    sample: &Sample,
    label: &str,
) {
    let variant = match sample.status {
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        409 => "Conflict",
        410 => "Gone",
        422 => "UnprocessableContent",
        429 => "RateLimited",
        500 => "InternalServerError",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        status => panic!("{label}: {status} has no name here"),
    };
    let shown = format!("{refused:?}");
    assert_eq!(shown.split('(').next(), Some(variant), "{label}");
    assert_eq!(refused.code(), None, "{label}");
    assert_eq!(error.status(), Some(sample.status), "{label}");
    assert_eq!(error.expose_raw(), sample.body, "{label}");
}

/// Every text and number in the details of a sample: each belongs to a typed member or to a field error.
fn details(sample: &Sample) -> Vec<String> {
    fn collect(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => found.push(text.clone()),
            serde_json::Value::Number(number) => found.push(number.to_string()),
            serde_json::Value::Array(items) => items.iter().for_each(|it| collect(it, found)),
            serde_json::Value::Object(members) => {
                members.values().for_each(|it| collect(it, found))
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    if sample.content_type.contains("json") {
        for pointer in ["/details", "/error/details"] {
            if let Some(value) = at(sample, pointer) {
                collect(&value, &mut found);
            }
        }
    }
    found
}

/// Every request of a call goes to the same place with the same body, and only the credential may change.
fn check_requests(driven: &Driven, server: &Server, label: &str) {
    let requests = server.requests();
    let [first, again @ ..] = requests.as_slice() else {
        panic!("{label}: no request");
    };
    let (method, path) = driven.line.split_once(' ').expect("a method and a path");
    let sent = first.target.split('?').next().unwrap_or_default();
    assert_eq!(first.method, method, "{label}");
    assert!(is_of(path, sent), "{label}: {sent} is not of {path}");
    for request in again {
        assert_eq!(request.method, first.method, "{label}");
        assert_eq!(request.target, first.target, "{label}");
        assert_eq!(request.body, first.body, "{label}");
        let lasting = |(name, _): &&(String, String)| name != "authorization";
        let (one, other) = (&request.headers, &first.headers);
        assert!(
            one.iter().filter(lasting).eq(other.iter().filter(lasting)),
            "{label}: {one:?} after {other:?}"
        );
    }
}

/// Whether a path is one of a template's: `/a/1` is of `/a/{id}`.
fn is_of(template: &str, path: &str) -> bool {
    let (mut parts, mut sent) = (template.split('/'), path.split('/'));
    let mut same = parts.by_ref().zip(sent.by_ref());
    same.all(|(part, sent)| part == sent || (part.starts_with('{') && !sent.is_empty()))
        && template.split('/').count() == path.split('/').count()
}

/// Checks that a list names every operation of the document and every error that the crate declares for it.
///
/// # Panics
///
/// The list and the document, the crate or its samples differ.
pub fn complete<C>(suite: &Suite<C>, list: &[Driven], pairs: usize) {
    let path = tree::root().join("specs").join(suite.document);
    let document = std::fs::read_to_string(path).expect("a document of the repository");
    let document: serde_yaml::Value = serde_yaml::from_str(&document).expect("it is YAML");
    let paths = document["paths"].as_mapping().expect("it has paths");
    let items = paths.values().filter_map(|item| item.as_mapping());
    // What stands elsewhere, in callbacks and webhooks, is the receiver's and not the client's.
    let documented: BTreeSet<_> = items
        .flat_map(|item| item.values())
        .filter_map(|operation| operation.get("operationId")?.as_str())
        .collect();
    let driven: BTreeSet<_> = list.iter().map(|it| it.operation.id).collect();
    let sampled: BTreeSet<_> = suite.samples.iter().map(|it| it.operation.id).collect();
    assert_eq!(driven, documented);
    assert_eq!(driven, sampled);
    for it in list {
        let named: BTreeSet<_> = it.variants.iter().collect();
        assert_eq!(named.len(), stated(it), "{}: {:?}", it.line, it.codes);
    }
    assert_eq!(list.iter().map(stated).sum::<usize>(), pairs);
}

/// Makes the tests of a suite: one per operation, and one that they are complete.
///
/// ```ignore
/// faultcode_tests::drive! {
///     SUITE, 2 errors;
///     get_order(orders::GET_ORDER, "GET /v1/orders/{order_id}", safe) |api| api.orders().get_order("o1")
///         => GetOrderError { NotFound, RateLimited }
/// }
/// ```
#[macro_export]
macro_rules! drive {
    ($suite:expr, $pairs:literal errors; $(
        $name:ident($operation:path, $line:literal, $repeat:ident)
        |$client:ident| $call:expr => $errors:ident { $($variant:ident),* $(,)? }
    )*) => {
        $(
            #[tokio::test]
            async fn $name() {
                fn variant(error: &$errors) -> &'static str {
                    match error {
                        $($errors::$variant(..) => ::core::stringify!($variant),)*
                        _ => "a variant that the suite does not list",
                    }
                }
                let driven = $crate::drive!(@driven $operation, $line, $repeat, $errors, $($variant),*);
                $crate::drive::drive(&$suite, &driven, |$client| $call, variant).await;
            }
        )*

        #[test]
        fn no_operation_and_no_error_is_left_out() {
            let list = [$(
                $crate::drive!(@driven $operation, $line, $repeat, $errors, $($variant),*)
            ),*];
            $crate::drive::complete(&$suite, &list, $pairs);
        }
    };
    (@driven $operation:path, $line:literal, $repeat:ident, $errors:ident, $($variant:ident),*) => {
        $crate::drive::Driven {
            operation: &$operation.operation,
            line: $line,
            repeat_safe: $crate::drive!(@$repeat),
            variants: &[$(::core::stringify!($variant)),*],
            codes: <$errors as ::faultcode_runtime::EndpointError>::CODES,
        }
    };
    (@safe) => { true };
    (@unsafe_to_repeat) => { false };
}

/// How many errors the document states for an operation, beside the statuses that it declares.
fn stated(it: &Driven) -> usize {
    let codes = it.codes.iter();
    codes.filter(|code| !is_status_alone(code)).count()
}
