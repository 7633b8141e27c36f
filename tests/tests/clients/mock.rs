//! `faultcode mock`: every declared error by its name, the suites of the five clients with it as their server, clients of
//! strangers, what it checks and remembers, and bad input.

#[path = "mock/checks.rs"]
mod checks;
#[path = "mock/corpus.rs"]
mod corpus;
#[path = "mock/errors.rs"]
mod errors;
#[path = "mock/input.rs"]
mod input;
#[path = "mock/promises.rs"]
mod promises;
#[path = "mock/strangers.rs"]
mod strangers;
#[path = "mock/suites.rs"]
mod suites;
#[path = "mock/things.rs"]
mod things;
#[path = "mock/webhooks.rs"]
mod webhooks;

use faultcode::mock::{Document, Mock, Settings};
use faultcode::{Input, Options, Session};
use faultcode_tests::mocked::of_specs;
use faultcode_tests::raw::{Reply, send};

/// Serves one of the five documents.
fn specs(name: &str) -> Mock {
    Mock::serve(&of_specs(name), Settings::default()).expect("a free port")
}

/// Reads a document that a test has written.
fn read(text: &str) -> Document {
    let input = Input::bytes("test.yaml", text.as_bytes());
    let mut session = Session::new(input, Options::named("mock"));
    let document = Document::read(&mut session);
    document.unwrap_or_else(|error| panic!("{error}\n{}", session.findings()))
}

/// Serves a document that a test has written.
fn serve(text: &str, settings: Settings) -> Mock {
    Mock::serve(&read(text), settings).expect("a free port")
}

/// Sends a request and reads the whole answer.
fn ask(mock: &Mock, request: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let (method, target) = request.split_once(' ').expect("a method and a target");
    let reply = send(mock.address(), method, target, headers, body.as_bytes());
    reply.unwrap_or_else(|| panic!("{request} was not answered"))
}

/// The header of JSON bodies.
const JSON: (&str, &str) = ("content-type", "application/json");
