//! No credential shows: a secret in every place of a request, echoed by the server in every place of an answer and in every
//! spelling, and then everything that can be printed: `Debug`, `Display`, causes, traces at the finest level, panics, reports.
//!
//! Which types there are is not written here: rustdoc lists those of the runtime and the sources those of the checked-in
//! clients. A new type that nothing here prints fails the test.

#[path = "canary/api.rs"]
mod api;
#[path = "canary/clients.rs"]
mod clients;
#[path = "canary/echo.rs"]
mod echo;
#[path = "canary/parts.rs"]
mod parts;
#[path = "canary/sweep.rs"]
mod sweep;

use std::path::Path;

use faultcode_tests::aloud;
use faultcode_tests::rustdoc::Interface;
use faultcode_tests::traces::Traces;

use sweep::Sweep;

/// What a caller or a server put into the value, and what `Debug` is asked for: no credential has a way in but by the
/// caller's own hand.
const DATA: &[&str] = &[
    "Base64",
    "BodyValue",
    "DecimalText",
    "ErrorKind",
    "ListedText",
    "NotDecimal",
    "Number",
    "Odd",
    "ParamText",
    "Patch",
    "Reply",
    "Text",
    "UnknownInteger",
    "UnknownText",
    "Value",
];

#[tokio::test]
async fn no_secret_shows_in_anything_that_is_printed() {
    let mut sweep = Sweep::default();
    let traces = Traces::start();
    let panics = sweep::Panics::collect();

    let answers = api::answers(&mut sweep).await;
    api::faults(&mut sweep).await;
    parts::streams(&mut sweep).await;
    parts::hooks(&mut sweep).await;
    parts::tokens(&mut sweep).await;
    parts::keys(&mut sweep).await;
    parts::values(&mut sweep);
    let errors = clients::errors(&mut sweep);
    let clients = clients::types(&mut sweep);

    sweep.text("traces", &traces.text());
    assert!(
        traces.text().contains("faultcode.attempt"),
        "something is traced"
    );
    let panicked = panics.text();
    assert!(panicked.contains("a hook of this test"), "{panicked}");
    sweep.text("panics", &panicked);

    let types = Interface::of_runtime(Path::new(env!("CARGO_BIN_EXE_rustdoc"))).types();
    let missed: Vec<&str> = types
        .iter()
        .filter(|ty| ty.is_shown && !ty.is_static)
        .map(|ty| ty.name.as_str())
        .filter(|name| !DATA.contains(name) && !sweep.has_seen(name))
        .collect();
    assert!(
        missed.is_empty(),
        "print a value of each that was near a secret: {missed:?}"
    );
    let gone: Vec<_> = DATA
        .iter()
        .filter(|name| types.iter().all(|ty| ty.name != **name))
        .collect();
    assert!(gone.is_empty(), "no longer public: {gone:?}");
    let fixed = types
        .iter()
        .filter(|ty| ty.is_static || !ty.is_shown)
        .count();
    aloud(&format!(
        "canary: {} types of the runtime ({} printed, {fixed} that cannot hold a secret or be printed, {} of data), \
         {clients} types of five clients; {answers} echoing answers, {errors} declared errors, {} texts",
        types.len(),
        types.len() - fixed - DATA.len(),
        DATA.len(),
        sweep.texts,
    ));
}
