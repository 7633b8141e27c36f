//! What the generated documentation tells a reader about causes.

use faultcode_tests::tree;

fn source(path: &str) -> String {
    let path = tree::root()
        .join("generated-example/billium/src")
        .join(path);
    let text = std::fs::read_to_string(path).expect("a file of the generated client");
    // A sentence may go on in the next line of a comment.
    text.replace("\n/// ", " ").replace("\n    /// ", " ")
}

/// Each status names its typical cause where its type is documented.
#[test]
fn fact_0_5_causes_stand_in_the_documentation() {
    let errors = source("errors.rs");
    for cause in [
        "Status 400: The request did not validate; a field is missing or out of range, or the JSON is malformed.",
        "Status 401: The credential is missing, unknown or revoked.",
        "when a public key calls what only a secret key may call.",
        "Status 409: The idempotency key was used before with another body.",
        "Status 422: A business rule forbids this, for example cancelling an invoice that has reached its final state.",
        "Status 429: Too many requests; the answer says how long to wait.",
    ] {
        assert!(errors.contains(cause), "{cause}");
    }
}

/// A reader learns that 404 also hides what belongs to somebody else, at the error and at the operation.
#[test]
fn fact_0_8_a_404_may_be_another_merchants_resource() {
    let text = "There is no such resource, or another merchant owns it.";
    assert!(source("errors.rs").contains(text));
    assert!(source("invoices/get_invoice.rs").contains(text));
}
