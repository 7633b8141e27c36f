//! Every declared error of the checked-in clients, made in one line and without a call.

use std::cell::RefCell;

use faultcode_runtime::testing::{Fake, Sample, Wanted};
use faultcode_runtime::{Code, EndpointError, Error, Operation, TransportKind};
use faultcode_tests::aloud;

use accounts::withdrawals::{CREATE_WITHDRAWAL, CreateWithdrawalError};
use billium::invoices::{CREATE_INVOICE, CreateInvoiceError};

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
fn drive<E: EndpointError>(operation: &'static Operation, samples: &'static [Sample]) {
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
        let error: Error<E> = fake.error(operation, wanted);
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
    let error: Error<CreateInvoiceError> = billium::testing::fake().error(&CREATE_INVOICE, 409);
    assert!(matches!(error.api(), Some(CreateInvoiceError::Conflict(_))));
    let error: Error<CreateWithdrawalError> =
        accounts::testing::fake().error(&CREATE_WITHDRAWAL, TransportKind::Reset);
    assert!(matches!(&error, Error::Transport(_)) && error.is_ambiguous());
}

#[tokio::test]
async fn an_error_is_made_within_a_runtime_as_well() {
    let error: Error<CreateInvoiceError> = billium::testing::fake().error(&CREATE_INVOICE, 503);
    assert_eq!(error.status(), Some(503));
}

#[test]
#[should_panic(expected = "has no sample of NO_SUCH_CODE")]
fn an_error_that_is_not_declared_is_no_line() {
    let _: Error<CreateInvoiceError> =
        billium::testing::fake().error(&CREATE_INVOICE, "NO_SUCH_CODE");
}
