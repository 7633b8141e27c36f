//! Every declared error of the checked-in clients, made in one line and without a call.

use std::cell::RefCell;

use faultcode_runtime::document::{Code, Operation};
use faultcode_runtime::errors::TransportErrorKind;
use faultcode_runtime::testing::{Fake, Sample, Wanted};
use faultcode_runtime::{Decimal, EndpointError, Error, ErrorKind};
use faultcode_tests::aloud;

use accounts::withdrawals::{CREATE_WITHDRAWAL, CreateWithdrawalError};
use billium::invoices::{CREATE_INVOICE, CreateInvoiceError};
use sessions::errors::InsufficientBalance;
use sessions::input::{NewSession, ProductSession};
use sessions::sessions::{CREATE_SESSION, CreateSessionError};
use sessions::types::SessionType;

mod operations {
    use super::drive;

    include!(concat!(env!("OUT_DIR"), "/operations.rs"));
}

thread_local! {
    /// Operations and errors so far.
    static MADE: RefCell<(usize, usize)> = const { RefCell::new((0, 0)) };
}

/// Whether an entry is of that one status.
fn is_just(code: &Code, status: u16) -> bool {
    let mut ranges = code.status.iter();
    code.code.is_none() && ranges.any(|range| (range.first, range.last) == (status, status))
}

/// Makes every error that the operation declares.
fn drive<E: EndpointError>(operation: impl Into<&'static Operation>, samples: &'static [Sample]) {
    let operation = operation.into();
    let fake = Fake::new(samples);
    for code in E::CODES {
        let wanted: Wanted = match (code.code, code.status) {
            (Some(word), _) => word.into(),
            (None, [range, ..]) => {
                // A status of the range that no narrower entry has.
                let one = |status: &u16| E::CODES.iter().all(|other| !is_just(other, *status));
                let mut of_range = range.first..=range.last;
                let status = if range.first == range.last {
                    Some(range.first)
                } else {
                    of_range.find(one)
                };
                status.expect("a range is wider than its exceptions").into()
            }
            (None, []) => 418.into(),
        };
        let error: Error<E> = fake.error_of(operation, wanted);
        let name = |code: &Code| format!("{:?} {:?}", code.code, code.status);
        let made = error.api().and_then(EndpointError::facts).map(name);
        assert_eq!(made, Some(name(code)), "{}: {error:?}", operation.id);
    }
    MADE.with_borrow_mut(|(operations, errors)| {
        *operations += 1;
        *errors += E::CODES.len();
    });
    assert!(fake.requests().is_empty(), "nothing is called");
}

#[test]
fn every_declared_error_is_made_in_one_line() {
    operations::accounts::all();
    operations::billium::all();
    operations::getbill::all();
    operations::partner_invoicing::all();
    operations::sessions::all();
    let (operations, errors) = MADE.with_borrow(|made| *made);
    assert!(operations >= 50 && errors >= 250, "{operations} {errors}");
    aloud(&format!(
        "fakes: {errors} errors of {operations} operations"
    ));
}

/// What takes an error can be tested with nothing but one: no client, no runtime, no server.
#[test]
fn an_error_is_one_line_of_a_test() {
    let fake = billium::testing::fake();
    let error = fake.error(&CREATE_INVOICE, CreateInvoiceError::Conflict);
    assert!(matches!(error.api(), Some(CreateInvoiceError::Conflict(_))));
    let error: Error<CreateWithdrawalError> =
        accounts::testing::fake().error_of(&CREATE_WITHDRAWAL, TransportErrorKind::Reset);
    assert!(matches!(error.kind(), ErrorKind::Transport(_)) && error.is_ambiguous());
}

#[tokio::test]
async fn an_error_is_made_within_a_runtime_as_well() {
    let fake = billium::testing::fake();
    let error = fake.error(&CREATE_INVOICE, CreateInvoiceError::ServiceUnavailable);
    assert_eq!(error.status(), Some(503));
}

#[test]
#[should_panic(expected = "has no sample of NO_SUCH_CODE")]
fn an_answer_that_is_not_declared_has_no_sample() {
    billium::testing::fake().then(&CREATE_INVOICE, "NO_SUCH_CODE");
}

#[test]
#[should_panic(expected = "has no sample; arrange one with `then`")]
fn an_unrecognised_answer_is_no_value() {
    let fake = billium::testing::fake();
    let error: Error<CreateInvoiceError> = fake.error_of(&CREATE_INVOICE, 418);
    let unknown = error.into_api().expect("an answer");
    fake.fail(&CREATE_INVOICE, unknown);
}

/// A value with details of its own reaches the caller as it is, through the loop that decides about repeats.
#[tokio::test]
async fn an_error_is_told_as_a_value() {
    let (client, fake, clock) = sessions::testing::client();
    let missing = |mut gap: InsufficientBalance| {
        gap.required_amount = Decimal::new(750, 2);
        gap.current_balance = Decimal::new(500, 2);
        CreateSessionError::InsufficientBalance(gap)
    };
    fake.fail(&CREATE_SESSION, missing);
    fake.fail(&CREATE_SESSION, CreateSessionError::RateLimitExceeded);
    fake.succeed(&CREATE_SESSION);
    let wanted: NewSession = ProductSession::new(SessionType::Dynamic, "dyn-7").into();

    let error = client.sessions().create_session(&wanted).await.unwrap_err();
    assert_eq!(error.code(), Some("INSUFFICIENT_BALANCE"));
    assert_eq!(error.status(), Some(402));
    let told = error.into_api().expect("the API refused");
    let CreateSessionError::InsufficientBalance(gap) = &told else {
        panic!("{told:?}")
    };
    assert_eq!(
        gap.required_amount - gap.current_balance,
        Decimal::new(250, 2)
    );

    // A limit is waited for, by the clock of the fake, and the call is repeated.
    client.sessions().create_session(&wanted).await.unwrap();
    assert_eq!(clock.waits().len(), 1);

    // The same value once more, as it is.
    let again = fake.error(&CREATE_SESSION, told.clone());
    assert_eq!(again.api(), Some(&told));
}

/// Neither a credential nor a server is needed, unless the fake is asked to mind.
#[tokio::test]
async fn a_fake_needs_no_credential_unless_it_is_asked_to() {
    for minds in [false, true] {
        let fake = sessions::testing::fake();
        let fake = if minds { fake.strict() } else { fake };
        let client = sessions::Client::builder().transport(fake.clone()).build();
        let outcome = client.unwrap().sessions().delete_session("ses-1").await;
        assert_eq!(outcome.is_err(), minds);
    }
}
