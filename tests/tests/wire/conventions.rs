//! Codes and keys of documents that know nothing of the vocabulary, each declared by the convention of some vendors.

use std::sync::Arc;

use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};

use crate::wire::clients::conventions::Client;
use crate::wire::clients::conventions::shop::*;

fn client(server: &Server) -> Client {
    let clock = Arc::new(ManualClock::new());
    let builder = Client::builder().base_url(server.url()).clock(clock);
    builder.build().expect("a loopback URL")
}

/// An operation that is refused with a body, the variant that it is, its code and message; and another body, with a code that no
/// document knows.
macro_rules! refused {
    ($name:ident: $body:literal, $variant:pat, $code:literal, $message:literal; $other:literal, $unknown:literal) => {
        #[tokio::test]
        async fn $name() {
            let server = Server::answering([Answer::json(400, $body), Answer::json(400, $other)]);
            let client = client(&server);
            let error = client.shop().$name().await.unwrap_err();
            assert!(matches!(error.api(), Some($variant)), "{error:?}");
            assert_eq!(error.code(), Some($code));
            assert_eq!(error.message(), Some($message));
            let error = client.shop().$name().await.unwrap_err();
            assert!(!matches!(error.api(), Some($variant)), "{error:?}");
            assert_eq!(error.code(), Some($unknown));
            assert_eq!(server.requests().len(), 2, "nothing is repeated");
        }
    };
}

refused!(read_messages: r#"{"tppMessages": [{"category": "ERROR", "code": "PERIOD_INVALID", "text": "Too long."}]}"#,
    ReadMessagesError::PeriodInvalid(_), "PERIOD_INVALID", "Too long.";
    r#"{"tppMessages": [{"category": "ERROR", "code": "NEW", "text": "New."}]}"#, "NEW");
refused!(read_capitals: r#"{"Errors": [{"ErrorCode": "S.010", "Message": "No."}]}"#,
    ReadCapitalsError::S010(_), "S.010", "No."; r#"{"Errors": [{"ErrorCode": "S.030"}]}"#, "S.030");
refused!(read_open: r#"{"code": "SOLD_OUT", "message": "None left."}"#,
    ReadOpenError::SoldOut(_), "SOLD_OUT", "None left."; r#"{"code": "GONE"}"#, "GONE");
refused!(read_numbered: r#"{"errors": [{"errorId": 21002, "message": "Sold."}]}"#,
    ReadNumberedError::N21002(_), "21002", "Sold."; r#"{"errors": [{"errorId": 21003}]}"#, "21003");
refused!(read_inside: r#"{"errors": {"code": "amount_negative", "message": "Below zero."}}"#,
    ReadInsideError::AmountNegative(_), "amount_negative", "Below zero."; r#"{"errors": {"code": "amount_huge"}}"#, "amount_huge");
refused!(read_numbers: r#"{"code": 2001, "message": "No."}"#,
    ReadNumbersError::N2001(_), "2001", "No."; r#"{"code": 2003}"#, "2003");
refused!(read_users: r#"{"schemas": ["urn:error"], "scimType": "tooMany", "detail": "Too many.", "status": "400"}"#,
    ReadUsersError::TooMany(_), "tooMany", "Too many."; r#"{"scimType": "mutability"}"#, "mutability");
refused!(read_shown: r#"{"errorCode": "CARD_LOST", "message": "Lost."}"#,
    ReadShownError::CardLost(_), "CARD_LOST", "Lost."; r#"{"errorCode": "CARD_STOLEN"}"#, "CARD_STOLEN");

/// A header that is declared as a key has one, the same in every attempt; one that only is called like an id of requests has not.
#[tokio::test]
async fn a_header_that_is_declared_as_a_key_has_one() {
    let server = Server::answering([
        Answer::status(503),
        Answer::status(204),
        Answer::status(204),
        Answer::status(503),
    ]);
    let client = client(&server);
    client
        .shop()
        .make_keyed()
        .await
        .expect("the second attempt");
    client.shop().make_identified().await.expect("done");
    let traced = client.shop().make_traced().await;
    traced.expect_err("a POST without a key is not sent again");
    let requests = server.requests();
    let header = |at: usize, name: &str| requests[at].header(name).map(str::to_owned);
    let key = header(0, "x-idempotency-key").expect("a key");
    assert!(key.len() >= 16 && header(1, "x-idempotency-key") == Some(key));
    assert!(header(2, "shop-request-id").is_some());
    assert_eq!((requests.len(), header(3, "x-request-id")), (4, None));
}
