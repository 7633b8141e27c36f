//! `create_or_get()`: what is there already is read with what the request said, in one step. And refusals in one of two layouts:
//! the one that fits is taken whole.

use std::sync::Arc;

use faultcode_runtime::calls::Created;
use faultcode_runtime::errors::StopReason;
use faultcode_runtime::keys::MemoryKeyStore;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Effect, Uuid};
use faultcode_tests::{Answer, Server};
use serde_json::json;

use super::clients::existing::shops::{CreateShopError, GetShopByExternalIdError};
use super::clients::existing::types::NewShop;
use super::clients::existing::{Client, ClientBuilder, ErrorKind};

fn builder(server: &Server, clock: &ManualClock) -> ClientBuilder {
    let builder = Client::builder().base_url(format!("{}/api", server.url()));
    builder.clock(Arc::new(clock.clone())).token("a-token")
}

fn client(server: &Server, clock: &ManualClock) -> Client {
    builder(server, clock).build().expect("a loopback URL")
}

fn nested(status: u16, code: &str) -> Answer {
    Answer::json(
        status,
        json!({"error": {"code": code, "message": "no"}}).to_string(),
    )
}

fn shop() -> Answer {
    at(200)
}

fn at(status: u16) -> Answer {
    Answer::json(status, r#"{"external_id": "shop-17", "name": "Sunrise"}"#)
}

fn id() -> Uuid {
    Uuid::from_u128(7)
}

fn new_shop() -> NewShop {
    NewShop::new("Sunrise")
}

fn targets(server: &Server) -> Vec<String> {
    let requests = server.requests().into_iter();
    requests
        .map(|it| format!("{} {}", it.method, it.target))
        .collect()
}

fn taken() -> Answer {
    nested(409, "taken")
}

#[tokio::test]
async fn what_is_new_is_made() {
    let server = Server::answering([shop()]);
    let client = client(&server, &ManualClock::new());
    let body = new_shop().external_id("shop-17");
    let call = client.shops().create_shop(&body);
    let made = call.create_or_get().await.unwrap();
    assert!(made.is_new());
    assert_eq!(made.into_inner().external_id.as_deref(), Some("shop-17"));
    assert_eq!(targets(&server), ["POST /api/shops"]);
}

#[tokio::test]
async fn what_is_there_is_read() {
    // The value travels as a path segment of its own, whatever stands in it.
    let rows = [("shop-17", "shop-17"), ("a/b?c", "a%2Fb%3Fc")];
    for (external_id, segment) in rows {
        let server = Server::answering([taken(), shop()]);
        let client = client(&server, &ManualClock::new());
        let body = new_shop().external_id(external_id);
        let call = client.shops().create_shop(&body);
        let Created::Existing(shop) = call.create_or_get().await.unwrap() else {
            panic!("{external_id} was made");
        };
        assert_eq!(shop.external_id.as_deref(), Some("shop-17"));
        let read = format!("GET /api/shops/by-external-id/{segment}");
        assert_eq!(targets(&server), ["POST /api/shops", read.as_str()]);
    }
}

#[tokio::test]
async fn a_key_of_the_call_is_what_is_read_with() {
    let server = Server::answering([taken(), shop()]);
    let client = client(&server, &ManualClock::new());
    let body = new_shop();
    let call = client.shops().create_shop(&body);
    let found = call.idempotency_key("shop/18").create_or_get().await;
    assert!(!found.unwrap().is_new());
    let read = "GET /api/shops/by-external-id/shop%2F18";
    assert_eq!(targets(&server)[1], read);
}

#[tokio::test]
async fn a_name_reads_what_an_earlier_life_made() {
    let server = Server::answering([Answer::nothing(), taken(), shop()]);
    let store = MemoryKeyStore::new();
    let life = || {
        let builder = builder(&server, &ManualClock::new());
        let builder = builder.key_store(store.clone());
        builder.build().unwrap()
    };
    let body = new_shop();
    let none = faultcode_runtime::RetryPolicy::NONE;
    let first = life();
    let call = first.shops().create_shop(&body).durable("shop 17");
    let error = call.retry(none).create_or_get().await.unwrap_err();
    assert_eq!(error.effect(), Effect::MaybeApplied);
    // Nobody but the store knows the key that the first life wrote into the body.
    let second = life();
    let call = second.shops().create_shop(&body).durable("shop 17");
    assert!(!call.create_or_get().await.unwrap().is_new());
    let requests = server.requests();
    assert_eq!(requests[0].text(), requests[1].text());
    let sent: serde_json::Value = serde_json::from_str(requests[1].text()).unwrap();
    let key = sent["external_id"].as_str().unwrap();
    let read = format!("GET /api/shops/by-external-id/{key}");
    assert_eq!(targets(&server)[2], read);
}

#[tokio::test]
async fn path_parameters_are_handed_on() {
    let invoice = Answer::json(500, "{}");
    let server = Server::answering([taken(), invoice]);
    let client = client(&server, &ManualClock::new());
    let body = new_shop().external_id("order-42");
    let call = client.orders().create_order(&id(), &body);
    let policy = faultcode_runtime::RetryPolicy::NONE;
    let error = call.retry(policy).create_or_get().await.unwrap_err();
    assert_eq!(error.operation().id, "getOrderByExternalId");
    let expected = [
        format!("POST /api/shops/{}/orders", id()),
        format!("GET /api/shops/{}/orders/by-external-id/order-42", id()),
    ];
    assert_eq!(targets(&server), expected);
}

#[tokio::test]
async fn a_lost_answer_ends_in_what_it_made() {
    let server = Server::answering([Answer::nothing(), taken(), shop()]);
    let client = client(&server, &ManualClock::new());
    let body = new_shop().external_id("shop-17");
    let call = client.shops().create_shop(&body);
    assert!(!call.create_or_get().await.unwrap().is_new());
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn other_refusals_are_returned_as_they_are() {
    // Another code, and a duplicate that names nothing to read.
    let rows = [(nested(422, "invalid"), Some("shop-17")), (taken(), None)];
    for (answer, external_id) in rows {
        let server = Server::answering([answer]);
        let client = client(&server, &ManualClock::new());
        let mut body = new_shop();
        body.external_id = external_id.map(str::to_owned);
        let call = client.shops().create_shop(&body);
        let error = call.create_or_get().await.unwrap_err();
        let Some(error) = error.api::<CreateShopError>() else {
            panic!("{error:?}");
        };
        match (external_id, error) {
            (Some(_), CreateShopError::Invalid(_)) => {}
            (None, CreateShopError::Taken(_)) => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn reading_can_fail_in_its_own_way() {
    let server = Server::answering([taken(), nested(404, "shop_not_found")]);
    let client = client(&server, &ManualClock::new());
    let body = new_shop().external_id("shop-17");
    let call = client.shops().create_shop(&body);
    let error = call.create_or_get().await.unwrap_err();
    let read = error.api::<GetShopByExternalIdError>();
    assert!(
        matches!(read, Some(GetShopByExternalIdError::ShopNotFound(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn both_requests_share_one_deadline() {
    let clock = ManualClock::new();
    let moved = clock.clone();
    let server = Server::deciding(move |request| {
        moved.advance(std::time::Duration::from_secs(6));
        match request.method.as_str() {
            "POST" => taken(),
            _ => Answer::status(503),
        }
    });
    let client = client(&server, &clock);
    let body = new_shop().external_id("shop-17");
    let call = client.shops().create_shop(&body);
    let call = call.timeout(std::time::Duration::from_secs(10));
    let error = call.create_or_get().await.unwrap_err();
    assert_eq!(error.stop_reason(), Some(StopReason::DeadlineExceeded));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn either_layout_decodes() {
    let details =
        json!({"lines": ["At least one line is needed"], "name": ["Unknown", "Too long"]});
    let layouts = [
        json!({"error": {"code": "invalid", "message": "Two fields", "details": details}}),
        json!({"code": "invalid", "message": "Two fields", "details": details}),
    ];
    for layout in layouts {
        let server = Server::answering([Answer::json(422, layout.to_string())]);
        let client = client(&server, &ManualClock::new());
        let error = client.shops().create_shop(&new_shop()).await.unwrap_err();
        let Some(CreateShopError::Invalid(typed)) = error.api() else {
            panic!("{layout}: {error:?}");
        };
        assert_eq!(json!(typed.value), details, "{layout}");
        assert_eq!(
            (error.code(), error.message()),
            (Some("invalid"), Some("Two fields"))
        );
        let mut fields: Vec<_> = error
            .field_errors()
            .iter()
            .map(|it| (it.field.as_deref(), it.message.as_str()))
            .collect();
        fields.sort_unstable();
        let expected = [
            (Some("lines"), "At least one line is needed"),
            (Some("name"), "Too long"),
            (Some("name"), "Unknown"),
        ];
        assert_eq!(fields, expected);
    }
}

#[tokio::test]
async fn the_layouts_are_not_mixed() {
    let both = json!({
        "code": "conflict", "message": "outer", "details": {"a": ["outer"]},
        "error": {"message": "inner", "details": {"b": ["inner"]}},
    });
    let text = json!({"error": "Conflict", "code": "taken", "message": "outer"});
    let server = Server::answering([both, text].map(|it| Answer::json(409, it.to_string())));
    let client = client(&server, &ManualClock::new());
    let error = client.shops().create_shop(&new_shop()).await.unwrap_err();
    assert!(
        matches!(error.api(), Some(CreateShopError::Conflict(_))),
        "{error:?}"
    );
    assert_eq!((error.code(), error.message()), (None, Some("inner")));
    assert_eq!(error.field_errors()[0].field.as_deref(), Some("b"));
    let error = client.shops().create_shop(&new_shop()).await.unwrap_err();
    assert!(
        matches!(error.api(), Some(CreateShopError::Taken(_))),
        "{error:?}"
    );
    assert_eq!(error.message(), Some("outer"));
}

/// Where no layout fits, the status decides, and nothing of the body is lost.
#[tokio::test]
async fn without_a_layout_the_status_decides() {
    let bodies = [
        json!({"errors": [{"code": "taken"}]}),
        json!({"error": {"code": 17}, "code": {"is": "taken"}}),
        json!({"error": null}),
    ];
    for body in bodies {
        let server = Server::answering([Answer::json(403, body.to_string())]);
        let client = client(&server, &ManualClock::new());
        let error = client.shops().create_shop(&new_shop()).await.unwrap_err();
        assert!(
            matches!(error.api(), Some(CreateShopError::Forbidden(_))),
            "{body}: {error:?}"
        );
        assert_eq!((error.code(), error.message()), (None, None), "{body}");
        assert_eq!(error.action().map(|it| it.kind), Some("checkScope"));
        assert_eq!(error.expose_raw(), body.to_string().as_bytes());
    }
}

/// `x-existing`: which success it is says whether something was made. The call returns the same either way.
#[tokio::test]
async fn a_success_says_that_it_was_there() {
    let body = new_shop().external_id("seat-4");
    // What no document declares is new, as far as anyone knows.
    for (status, expected) in [(200, true), (201, false), (202, false)] {
        let server = Server::answering([at(status)]);
        let client = client(&server, &ManualClock::new());
        let seat = client.seats().create_seat(&body).send_with_meta().await;
        let seat = seat.unwrap();
        assert_eq!(seat.meta.is_existing(), expected, "{status}");
        assert_eq!(seat.meta.effect(), Effect::Applied, "{status}");
        assert_eq!(seat.value.name, "Sunrise", "{status}");
    }
}

/// An answer is lost, so what is there may be of this call: that there were two attempts says so.
#[tokio::test]
async fn what_was_there_may_be_of_the_same_call() {
    let server = Server::answering([Answer::nothing(), at(200)]);
    let client = client(&server, &ManualClock::new());
    let body = new_shop().external_id("seat-4");
    let seat = client.seats().create_seat(&body).send_with_meta().await;
    let meta = seat.unwrap().meta;
    assert!(meta.is_existing());
    assert_eq!((meta.effect(), meta.attempts().len()), (Effect::Applied, 2));
}

/// The narrower status decides, another status can be called a success, and an error is never one.
#[tokio::test]
async fn only_a_success_was_there() {
    for (status, expected) in [
        (200, true),
        (201, false),
        (204, true),
        (299, true),
        (409, true),
    ] {
        let server = Server::answering([Answer::status(status)]);
        let client = client(&server, &ManualClock::new());
        let put = client.seats().put_seat().send_with_meta().await.unwrap();
        assert_eq!(put.meta.is_existing(), expected, "{status}");
    }
    let failed = Answer::json(200, r#"{"failed": true, "code": "shop_not_found"}"#);
    for answer in [failed, Answer::status(500)] {
        let server = Server::deciding(move |_| answer.clone());
        let client = client(&server, &ManualClock::new());
        let error = client.seats().put_seat().await.unwrap_err();
        assert!(!error.is_existing(), "{error:?}");
    }
    // It was there, and what it is cannot be read.
    let server = Server::answering([Answer::json(200, "{}")]);
    let client = client(&server, &ManualClock::new());
    let error = client.seats().create_seat(&new_shop()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{error:?}");
    assert!(error.is_existing());
    assert_eq!(error.effect(), Effect::Applied);
}

#[tokio::test]
async fn what_a_success_holds_is_not_read_again() {
    let body = new_shop().external_id("seat-4");
    for (status, new) in [(200, false), (201, true)] {
        let server = Server::answering([at(status)]);
        let client = client(&server, &ManualClock::new());
        let seat = client.seats().create_seat(&body).create_or_get().await;
        let seat = seat.unwrap();
        assert_eq!(seat.is_new(), new, "{status}");
        assert_eq!(seat.into_inner().external_id.as_deref(), Some("shop-17"));
        assert_eq!(targets(&server), ["POST /api/seats"]);
    }
    // What another type holds is not what reading returns.
    let server = Server::answering([at(200)]);
    let client = client(&server, &ManualClock::new());
    let copy = client.seats().copy_seat("seat-4").create_or_get().await;
    let Created::New(copy) = copy.unwrap() else {
        panic!("a type that is not read");
    };
    assert_eq!(copy.name, "Sunrise");
    assert_eq!(server.count(), 1);
}
