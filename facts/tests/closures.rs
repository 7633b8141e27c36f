//! Facts that hold texts and lists, captured by closures that write them anew: a field whose type is a projection is an internal
//! error of rustc 1.95 here, which is why facts have two forms and no parameter.

use faultcode_facts::{Envelope, RetryPolicy};

#[test]
fn a_closure_changes_what_it_captured() {
    let policy = RetryPolicy::STANDARD;
    let with_attempts = move |max_attempts| RetryPolicy {
        max_attempts,
        ..policy
    };
    assert_eq!(with_attempts(4).max_attempts, 4);
    assert_eq!(with_attempts(4).throttle_on, policy.throttle_on);

    let envelope = Envelope::default();
    let open = || Envelope {
        items: None,
        ..envelope
    };
    assert_eq!(open().request_id_header, "x-request-id");
}

#[test]
fn so_does_one_over_what_a_document_has() {
    let policy = faultcode_facts::document::RetryPolicy::default();
    let changed = Some(4).map(|max_attempts| faultcode_facts::document::RetryPolicy {
        max_attempts,
        ..policy
    });
    assert_eq!(changed.map(|it| it.max_attempts), Some(4));
}
