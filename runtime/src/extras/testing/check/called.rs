//! Calls an operation with whatever it needs, as a test without a document in mind would.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::super::{Fake, ManualClock};
use crate::call::Call;
use crate::call::client::{Api, Client};
use crate::call::credential::Credential;
use crate::call::endpoint_error::EndpointError;
use crate::call::error::Error;
use crate::call::idempotency::IdempotencyKey;
use crate::call::request::path::names;
use crate::facts::operation::Operation;
use crate::facts::scheme::Scheme;
use crate::facts::server::Server;
use crate::facts::{KeyMode, KeyPlace, SchemeKind};
use crate::model::value::Value;

static API: Api = Api {
    name: "check",
    version: "0",
    servers: &[Server::new("https://check.invalid")],
    ..Api::DEFAULT
};

/// Calls once, and returns how it failed.
pub(in super::super) fn refused<E: EndpointError>(
    operation: &'static Operation,
    fake: &Fake,
) -> Error<E> {
    match called(operation, fake, 1) {
        Err(error) => error,
        Ok(_) => panic!("{} succeeds with that answer", operation.id),
    }
}

/// Calls with whatever the operation needs, and returns how it ended.
///
/// Nothing in here waits for anything: the transport answers at once, and so does the clock. So one poll is enough, and no
/// runtime is needed.
#[expect(
    clippy::expect_used,
    reason = "nothing here comes from a server, and a test that cannot be set up fails"
)]
pub(super) fn called<E: EndpointError>(
    operation: &'static Operation,
    fake: &Fake,
    attempts: u32,
) -> Result<Value, Error<E>> {
    let mut builder = Client::builder(&API)
        .transport(fake.clone())
        .clock(Arc::new(ManualClock::new()))
        .retry_with(move |retries| retries.max_attempts(attempts));
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
        Poll::Ready(outcome) => outcome,
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
