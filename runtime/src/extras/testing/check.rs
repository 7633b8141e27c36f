//! Drives an operation through every error that it declares.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::fake::of_sample;
use super::{Fake, ManualClock, Sample};
use crate::call::Call;
use crate::call::client::{Api, Client};
use crate::call::credential::Credential;
use crate::call::endpoint_error::EndpointError;
use crate::call::error::Error;
use crate::call::idempotency::IdempotencyKey;
use crate::call::request::path::names;
use crate::facts::SchemeKind;
use crate::facts::StatusRange;
use crate::facts::operation::Operation;
use crate::facts::scheme::Scheme;
use crate::facts::server::Server;
use crate::facts::{Code, CodeAt, Method};
use crate::facts::{KeyMode, KeyPlace};
use crate::model::value::Value;

static API: Api = Api {
    name: "check",
    version: "0",
    servers: &[Server::new("https://check.invalid")],
    ..Api::DEFAULT
};

/// Calls the operation once per error sample, and checks that each becomes the variant of its code, with its details.
///
/// # Panics
///
/// A declared code has no sample, or its sample becomes something else than its variant.
pub fn check_errors<E: EndpointError>(
    operation: impl Into<&'static Operation>,
    samples: &'static [Sample],
) {
    let operation = operation.into();
    let of_operation = |sample: &&Sample| sample.operation.id == operation.id;
    let errors: Vec<&Sample> = samples
        .iter()
        .filter(of_operation)
        .filter(|sample| sample.code.is_some() || !operation.is_success(sample.status))
        .filter(|sample| {
            let mut own = E::CODES.iter().filter(|code| is_of(sample, code));
            own.next()
                .is_none_or(|code| is_told(operation, code, sample.status))
        })
        .collect();
    for code in E::CODES {
        let told = |sample: &Sample| is_told(operation, code, sample.status);
        if samples
            .iter()
            .any(|it| of_operation(&it) && is_of(it, code) && !told(it))
        {
            continue;
        }
        assert!(
            errors.iter().any(|sample| is_of(sample, code)),
            "{} has no sample of {}",
            operation.id,
            name(code),
        );
    }
    for sample in errors {
        check::<E>(operation, sample);
    }
}

/// Whether an answer of that status can say which code it has: in its body, where the document says at which place and of which
/// kind, or by a header. Answers to HEAD have no body.
fn is_told(operation: &Operation, code: &Code, status: u16) -> bool {
    let Some(text) = code.code else {
        return true;
    };
    let fits = |at: &CodeAt| !at.integer || text.parse::<i64>().is_ok();
    let mut envelopes = operation.envelopes_at(status).iter();
    let in_body = operation.method != Method::Head
        && envelopes.any(|envelope| envelope.code.as_ref().is_some_and(fits));
    code.header.is_some() || in_body
}

fn check<E: EndpointError>(operation: &'static Operation, sample: &Sample) {
    let fake = Fake::new(&[]);
    fake.then(operation, of_sample(sample));
    let error = refused::<E>(operation, &fake);
    let label = format!(
        "{} answering {} {:?}",
        operation.id, sample.status, sample.code
    );
    let Some(api) = error.api() else {
        panic!("{label}: {error:?}");
    };
    // A code that a header tells need not stand in the body, and that of a status is one that nobody knows.
    if sample.code.is_some() {
        assert_eq!(error.code().or(api.code()), sample.code, "{label}");
    }
    let facts = api.facts();
    let declared = E::CODES.iter().any(|code| is_of(sample, code));
    if declared {
        let found = facts.unwrap_or_else(|| panic!("{label}: not recognised: {error:?}"));
        assert!(is_of(sample, found), "{label}: taken for {}", name(found));
    }
}

/// Calls with whatever the operation needs, and returns how it failed.
///
/// Nothing in here waits for anything: the transport answers at once, and so does the clock. So one poll is enough, and no
/// runtime is needed.
#[expect(
    clippy::expect_used,
    reason = "nothing here comes from a server, and a test that cannot be set up fails"
)]
pub(super) fn refused<E: EndpointError>(operation: &'static Operation, fake: &Fake) -> Error<E> {
    let mut builder = Client::builder(&API)
        .transport(fake.clone())
        .clock(Arc::new(ManualClock::new()))
        .retry_with(|retries| retries.max_attempts(1));
    for need in operation.security.first().copied().unwrap_or_default() {
        builder = builder.credential(need.scheme, credential(need.scheme, operation.key_class));
    }
    let client = builder.build().expect("the parts of the check are usable");
    let mut call = Call::<Value, E>::new(&client, operation);
    for parameter in names(operation.template) {
        call = call.path(parameter, "x");
    }
    if let Some(facts) = operation.idempotency
        && facts.mode != KeyMode::None
    {
        let key = IdempotencyKey::new("k").expect("one letter is a key");
        call = call.idempotency_key(key);
        if let KeyPlace::Body(at) = facts.place {
            call = call.json(&nested(at));
        }
    }
    let mut sent = call.send();
    match Pin::new(&mut sent).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Err(error)) => error,
        Poll::Ready(Ok(_)) => panic!("{} succeeds with that answer", operation.id),
        Poll::Pending => panic!(
            "{} waits although nothing is to be waited for",
            operation.id
        ),
    }
}

fn credential(scheme: &Scheme, class: Option<&str>) -> Credential {
    let mut classes = scheme.key_classes.iter();
    let prefix = classes
        .find(|(_, other)| Some(*other) == class)
        .map_or("", |(prefix, _)| prefix);
    match scheme.kind {
        SchemeKind::Basic => Credential::basic("user", "password"),
        _ => Credential::secret(format!("{prefix}0123456789abcdef")),
    }
}

/// An object in which something can stand at the pointer.
fn nested(pointer: &str) -> Value {
    let mut parents: Vec<&str> = pointer.split('/').skip(1).collect();
    parents.pop();
    let innermost = Value::Object(Vec::new());
    parents.into_iter().rev().fold(innermost, |inside, name| {
        let name = name.replace("~1", "/").replace("~0", "~");
        Value::Object(vec![(name, inside)])
    })
}

/// Whether the sample shows that entry.
fn is_of(sample: &Sample, code: &Code) -> bool {
    match (sample.code, code.code) {
        (Some(one), Some(other)) => one == other,
        (None, None) => StatusRange::any(code.status, sample.status),
        _ => false,
    }
}

fn name(code: &Code) -> String {
    match (code.code, code.status) {
        (Some(code), _) => code.to_owned(),
        (None, [range, ..]) => format!("status {}", range.first),
        (None, []) => "any status".to_owned(),
    }
}
