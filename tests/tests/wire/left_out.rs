//! What documents leave out, or say in two places at once.

use std::sync::{Arc, Mutex};

use faultcode_tests::{Answer, Server};

use crate::wire::clients::everywhere::{self, others::ListOthersError, things::ListThingsError};
use crate::wire::clients::two_choices::types::GradedGrade;
use crate::wire::clients::{fastapi, paged_data, two_choices};

/// FastAPI's `HTTPException` has a sentence where its `RequestValidationError` has a list, whose `loc` is the way to the value.
#[tokio::test]
async fn a_detail_of_fastapi_is_a_sentence_or_a_list() {
    let server = Server::answering([
        Answer::json(404, r#"{"detail": "Flow not found"}"#),
        Answer::json(
            422,
            r#"{"detail": [
                {"type": "missing", "loc": ["body", "steps", 0, "name"], "msg": "Field required"},
                {"type": "int_parsing", "loc": ["query", "limit"], "msg": "Not a number"},
                {"type": "json_invalid", "loc": ["body", 17], "msg": "Not JSON"},
                {"type": "strange", "loc": [], "msg": "Nowhere"}]}"#,
        ),
        Answer::json(422, r#"{"detail": "Too short"}"#),
    ]);
    let client = fastapi::Client::builder().base_url(server.url());
    let client = client.build().expect("a loopback URL");
    let read = || client.flows().read_flow("f1");
    let error = read().await.unwrap_err();
    assert_eq!(error.message(), Some("Flow not found"));
    assert!(error.field_errors().is_empty());
    let error = read().await.unwrap_err();
    let found = error.field_errors().iter();
    let found: Vec<_> = found
        .map(|it| (it.field.as_deref(), it.message.as_str(), it.code.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            (Some("body.steps.0.name"), "Field required", Some("missing")),
            (Some("query.limit"), "Not a number", Some("int_parsing")),
            (Some("body.17"), "Not JSON", Some("json_invalid")),
            (None, "Nowhere", Some("strange")),
        ]
    );
    let error = read().await.unwrap_err();
    assert_eq!(error.message(), Some("Too short"));
}

#[tokio::test]
async fn what_applies_to_operations_needs_no_declared_status() {
    let refused = |status, code: &str| Answer::json(status, format!(r#"{{"code": "{code}"}}"#));
    let server = Server::answering([
        refused(403, "FORBIDDEN"),
        refused(423, "LOCKED"),
        Answer::status(429),
        refused(403, "FORBIDDEN"),
        refused(423, "LOCKED"),
        Answer::status(429),
    ]);
    let client = everywhere::Client::builder().base_url(server.url());
    let client = client.build().expect("a loopback URL");
    let mut found = Vec::new();
    for _ in 0..3 {
        let error = client.things().list_things().await.unwrap_err();
        found.push(match error.into_api() {
            Ok(ListThingsError::Forbidden(_)) => "forbidden",
            Ok(ListThingsError::Locked(_)) => "locked",
            Ok(ListThingsError::RateLimited(_)) => "too many",
            _ => "unknown",
        });
    }
    assert_eq!(found, ["forbidden", "locked", "too many"]);
    let mut found = Vec::new();
    for _ in 0..3 {
        let error = client.others().list_others().await.unwrap_err();
        found.push(match error.into_api() {
            Ok(ListOthersError::Forbidden(_)) => "forbidden",
            Ok(ListOthersError::RateLimited(_)) => "too many",
            _ => "unknown",
        });
    }
    assert_eq!(found, ["forbidden", "unknown", "too many"]);
    assert_eq!(server.count(), 6);
}

#[tokio::test]
async fn a_list_that_is_the_value_of_an_envelope_has_pages() {
    let targets = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&targets);
    let server = Server::deciding(move |request| {
        seen.lock().unwrap().push(request.target.clone());
        let body = match request.target.as_str() {
            "/items" => r#"{"data": [{"id": 1}, {"id": 2}], "meta": {"total_count": 3}}"#,
            "/items?offset=2" => r#"{"data": [{"id": 3}], "meta": {"total_count": 3}}"#,
            "/events" => r#"{"data": [{"id": 4}], "next_cursor": "c1"}"#,
            "/events?cursor=c1" => r#"{"data": [{"id": 5}], "next_cursor": null}"#,
            other => panic!("{other} is no page"),
        };
        Answer::json(200, body)
    });
    let client = paged_data::Client::builder().base_url(server.url());
    let client = client.build().expect("a loopback URL");
    let mut found = Vec::new();
    let mut items = client.items().list_items().items();
    while let Some(item) = items.next().await {
        found.push(item.unwrap().id);
    }
    let mut events = client.items().list_events().items();
    while let Some(event) = events.next().await {
        found.push(event.unwrap().id);
    }
    assert_eq!(found, [Some(1), Some(2), Some(3), Some(4), Some(5)]);
    let expected = ["/items", "/items?offset=2", "/events", "/events?cursor=c1"];
    assert_eq!(*targets.lock().unwrap(), expected);
}

#[tokio::test]
async fn both_choices_of_a_schema_have_their_members() {
    let server = Server::answering([
        Answer::json(
            200,
            r#"{"id": "p1", "iban": "DE00", "street": "Long road"}"#,
        ),
        Answer::json(200, r#"{"grade": "fine", "only": {"number": "4"}}"#),
        Answer::json(200, r#"{"grade": null, "only": null}"#),
        Answer::json(200, r#"{"grade": ""}"#),
    ]);
    let client = two_choices::Client::builder().base_url(server.url());
    let client = client.build().expect("a loopback URL");
    let payment = client.payments().read_payment().await.unwrap();
    assert_eq!(payment.id.as_str(), "p1");
    assert_eq!(payment.iban.as_deref(), Some("DE00"));
    assert_eq!(payment.street.as_deref(), Some("Long road"));
    assert_eq!(payment.number, None);
    assert_eq!(payment.shop, None);
    let read = || client.payments().read_grade();
    let graded = read().await.unwrap();
    assert!(matches!(graded.grade, Some(GradedGrade::Fine)));
    assert_eq!(graded.only.expect("a card").number, "4");
    let graded = read().await.unwrap();
    assert!(graded.grade.is_none() && graded.only.is_none());
    let graded = read().await.unwrap();
    assert!(matches!(graded.grade, Some(GradedGrade::Empty)));
}
