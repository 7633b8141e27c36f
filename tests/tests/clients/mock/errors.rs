//! Every error that the five documents declare, asked for by its name, and read by the generated clients.

use std::cell::RefCell;

use faultcode::mock::{Document, Mock, Settings};
use faultcode_runtime::document::{Code, Operation};
use faultcode_runtime::testing::{Fake, Reply, Sample};
use faultcode_runtime::{EndpointError, Error};
use faultcode_tests::mocked::of_specs;
use faultcode_tests::{aloud, raw};

mod operations {
    use super::drive;

    include!(concat!(env!("OUT_DIR"), "/operations.rs"));
}

thread_local! {
    static SERVED: RefCell<Option<(Document, Mock)>> = const { RefCell::new(None) };
    /// Operations and errors so far.
    static MADE: RefCell<(usize, usize)> = const { RefCell::new((0, 0)) };
}

/// What an entry is asked for by.
fn name(code: &Code) -> String {
    match (code.code, code.status) {
        (Some(word), _) => word.to_owned(),
        (None, [range, ..]) => range.to_string(),
        (None, []) => panic!("an entry has a code or a status"),
    }
}

/// Asks for every error that the operation declares, and has the client read the bytes that come.
fn drive<E: EndpointError>(operation: impl Into<&'static Operation>, _: &'static [Sample]) {
    let operation = operation.into();
    let entry = |code: &Code| format!("{:?} {:?}", code.code, code.status);
    for code in E::CODES {
        let wanted = name(code);
        let answer = SERVED.with_borrow(|served| {
            let (_, mock) = served.as_ref().expect("a document is served");
            let path: String = operation
                .template
                .split_inclusive('}')
                .map(|piece| match piece.split_once('{') {
                    Some((before, _)) => format!("{before}x"),
                    None => piece.to_owned(),
                })
                .collect();
            let prefer = format!("error={wanted}");
            let headers = [("prefer", prefer.as_str())];
            raw::send(
                mock.address(),
                operation.method.name(),
                &path,
                &headers,
                b"",
            )
        });
        let label = format!("{} {wanted}", operation.id);
        let answer = answer.unwrap_or_else(|| panic!("{label}: no answer"));
        let mut reply = Reply::status(answer.status).body(answer.body.clone());
        for (name, value) in &answer.headers {
            if name != "content-length" && name != "connection" {
                reply = reply.header(name, value);
            }
        }
        let error: Error<E> = Fake::new(&[]).error_of(operation, reply);
        let made = error.api().and_then(EndpointError::facts).map(entry);
        assert_eq!(made, Some(entry(code)), "{label}: {}", answer.text());
    }
    MADE.with_borrow_mut(|(operations, errors)| {
        *operations += 1;
        *errors += E::CODES.len();
    });
}

fn of(name: &str, all: fn()) {
    let document = of_specs(name);
    let mock = Mock::serve(&document, Settings::default()).expect("a free port");
    SERVED.set(Some((document, mock)));
    let before = MADE.with_borrow(|made| *made);
    all();
    let now = MADE.with_borrow(|made| *made);
    aloud(&format!(
        "mock: {name}: {} errors of {} operations, each by its name",
        now.1 - before.1,
        now.0 - before.0
    ));
}

#[test]
fn every_declared_error_comes_when_it_is_asked_for() {
    of("accounts", operations::accounts::all);
    of("billium", operations::billium::all);
    of("getbill", operations::getbill::all);
    of("partner-invoicing", operations::partner_invoicing::all);
    of("sessions", operations::sessions::all);
    let (operations, errors) = MADE.with_borrow(|made| *made);
    aloud(&format!(
        "mock: {errors} declared errors of {operations} operations"
    ));
    assert!(operations >= 50 && errors >= 250, "{operations} {errors}");
    SERVED.set(None);
}
