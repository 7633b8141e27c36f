//! What the operations send and take, beyond what the vendor's samples show.

use std::fmt::Debug;

use faultcode_runtime::{Date, Patch, Value};
use faultcode_tests::{Answer, Server};
use sessions::account::SET_BUDGET;
use sessions::billing::CREATE_RECHARGE;
use sessions::input::{
    Budget, DynamicConfig, DynamicSession, DynamicSessionType, Event, EventBatch, EventType,
    NewRecharge, NewSession, PaymentMethod, ProductFilter, ProductSession, ProvisioningMode,
    RotationReason, RotationRequest, RotationRule, SessionEvent, StaticConfig, StaticSession,
    StaticSessionType,
};
use sessions::sessions::{CREATE_SESSION, RENEW_SESSION, ROTATE_SESSION};
use sessions::testing::SAMPLES;
use sessions::types::{
    Protocol, RechargeStatus, Recommendation, RotationMode, SessionStatus, SessionType,
};

use super::setup::{created, keyed, renewal, success};

/// Calls carry a key where the vendor asks for one, and nowhere else.
#[test]
fn five_operations_take_a_key() {
    let mut taking: Vec<_> = SAMPLES.iter().map(|it| it.operation).collect();
    taking.retain(|operation| operation.idempotency.is_some());
    taking.dedup_by_key(|operation| operation.id);
    let mut taking: Vec<_> = taking.iter().map(|it| it.id).collect();
    taking.sort_unstable();
    let mut expected = [
        &CREATE_SESSION.operation,
        &RENEW_SESSION.operation,
        &ROTATE_SESSION.operation,
        &CREATE_RECHARGE.operation,
        &SET_BUDGET.operation,
    ]
    .map(|it| it.id);
    expected.sort_unstable();
    assert_eq!(taking, expected);
}

#[tokio::test]
async fn keys_travel_in_their_header() {
    let server = Server::deciding(|request| match request.target.as_str() {
        "/sessions" => created(),
        _ => success("{}"),
    });
    let client = keyed(&server);
    let sessions = client.sessions();
    let new = super::setup::new_session();
    let call = sessions.create_session(&new);
    call.idempotency_key("key-1").await.unwrap();
    let renewal = renewal();
    let call = sessions.renew_session("ses-1", &renewal);
    call.idempotency_key("key-2").await.unwrap();
    let call = sessions.rotate_session("ses-1");
    call.idempotency_key("key-3").await.unwrap();
    let recharge = NewRecharge::new(25.into());
    let call = client.billing().create_recharge(&recharge);
    call.idempotency_key("key-4").await.unwrap();
    let budget = Budget::new();
    let call = client.account().set_budget(&budget);
    call.idempotency_key("key-5").await.unwrap();
    let sent: Vec<_> = server
        .requests()
        .iter()
        .filter_map(|it| it.header("idempotency-key").map(str::to_owned))
        .collect();
    assert_eq!(sent, ["key-1", "key-2", "key-3", "key-4", "key-5"]);
}

/// The three ways to ask for a session, with all that each can say.
#[tokio::test]
async fn a_session_is_asked_for_in_three_forms() {
    let by_product = ProductSession::new(SessionType::Static, "sta-3")
        .quantity(2)
        .protocol(Protocol::Http)
        .rotation_mode(RotationMode::Fixed)
        .duration(30)
        .provisioning_mode(ProvisioningMode::Existing)
        .country_code("SE");
    let rule = RotationRule::new()
        .mode(RotationMode::Timed)
        .interval_seconds(60);
    let config = DynamicConfig::new("dyn-7", 2.5)
        .protocol(Protocol::Socks5)
        .country("SE")
        .city("STO")
        .rotation(rule);
    let dynamic = DynamicSession::new(DynamicSessionType::Dynamic, config);
    let config = StaticConfig::new("sta-3", 2, 90, "SE").city("STO");
    let fixed = StaticSession::new(StaticSessionType::Static, config);
    let rows: [(NewSession, &str); 3] = [
        (
            by_product.into(),
            r#"{"session_type":"static","product_no":"sta-3","quantity":2,"protocol":"http","rotation_mode":"fixed","duration":30,"provisioning_mode":"existing","country_code":"SE"}"#,
        ),
        (
            dynamic.into(),
            r#"{"type":"dynamic","config":{"product_no":"dyn-7","traffic_gb":2.5,"protocol":"socks5","country":"SE","city":"STO","rotation":{"mode":"timed","interval_seconds":60}}}"#,
        ),
        (
            fixed.into(),
            r#"{"type":"static","config":{"product_no":"sta-3","quantity":2,"duration_days":90,"country":"SE","city":"STO"}}"#,
        ),
    ];
    for (new, body) in rows {
        let server = Server::answering([created()]);
        let call = keyed(&server).sessions().create_session(&new).await;
        assert_eq!(call.unwrap().status, SessionStatus::Creating);
        assert_eq!(server.request().text(), body);
    }
}

/// A status that this version does not know ends no loop that waits for `active`, and is shown as it came.
#[tokio::test]
async fn a_session_is_read_with_whatever_is_there_yet() {
    let full = r#"{"session_id": "ses-1", "type": "static", "status": "frozen", "proxy": null,
        "location": {"country": "SE"}, "ip_list": ["192.0.2.7", {"ip": "192.0.2.8"}], "usage": {"days_left": 3},
        "health": {"risk_level": "low", "health_score": 97, "success_rate": 1.0}, "expires_at": null,
        "created_at": "2026-03-02T08:00:00Z", "notes": 7}"#;
    let server = Server::answering([created(), success(full)]);
    let client = keyed(&server);
    let early = client.sessions().get_session("ses-1").await;
    let early = early.unwrap();
    assert_eq!(early.status, SessionStatus::Creating);
    assert!(early.proxy.is_none() && early.expires_at.is_none());
    let late = client.sessions().get_session("ses-1").await;
    let late = late.unwrap();
    assert_eq!(late.status.as_str(), "frozen");
    assert_eq!(late.type_, Some(SessionType::Static));
    assert!(late.proxy.is_none());
    assert_eq!(late.ip_list.unwrap().len(), 2);
    assert_eq!(late.location.unwrap().city, None);
    assert_eq!(late.health.unwrap().success_rate, Some(1.0));
    assert_eq!(late.usage.unwrap().extra["days_left"].to_string(), "3");
    assert_eq!(late.created_at.unwrap().to_string(), "2026-03-02T08:00:00Z");
    // Without the wish, the answer is the one without credentials.
    assert_eq!(server.requests()[0].target, "/sessions/ses-1");
}

/// A rotation without a reason has no body, and one that wants credentials says so in the query.
#[tokio::test]
async fn a_rotation_may_say_why() {
    let server = Server::deciding(|_| {
        success(
            r#"{"new_proxy": {"host": "gate.example.com", "port": 4412, "full_url": "socks5://gate.example.com"}}"#,
        )
    });
    let client = keyed(&server);
    let because = RotationRequest::new().reason(RotationReason::Http403);
    let rotate = || client.sessions().rotate_session("ses-1");
    let all = rotate().with(|it| it.include_credentials(true));
    for call in [rotate(), all.body(&because)] {
        let proxy = call.await.unwrap().new_proxy.unwrap();
        assert_eq!(proxy.port, Some(4412));
    }
    let requests = server.requests();
    assert_eq!(requests[0].target, "/sessions/ses-1/rotate");
    assert_eq!(requests[0].header("content-type"), None);
    assert_eq!(requests[0].text(), "");
    assert_eq!(
        requests[1].target,
        "/sessions/ses-1/rotate?include_credentials=true"
    );
    assert_eq!(requests[1].text(), r#"{"reason":"http_403"}"#);
}

#[tokio::test]
async fn products_keep_what_the_document_does_not_name() {
    let server = Server::deciding(|_| {
        success(
            r#"{"items": [{"product_no": "dyn-7", "price": 0.25, "stock": {"SE": 4}}, {"name": "no number"}],
                "next_cursor": "c-2"}"#,
        )
    });
    let client = keyed(&server);
    let list = client
        .products()
        .list_products()
        .with(|it| {
            it.type_(ProductFilter::Dynamic)
                .country("SE")
                .in_stock(true)
                .limit(20)
                .cursor("c-1")
        })
        .await
        .unwrap();
    assert_eq!(list.items[0].product_no.as_deref(), Some("dyn-7"));
    assert_eq!(list.items[0].extra["price"].to_string(), "0.25");
    assert_eq!(list.items[1].product_no, None);
    assert_eq!(list.extra["next_cursor"], Value::from("c-2"));
    assert_eq!(
        server.request().target,
        "/products?type=dynamic&country=SE&in_stock=true&limit=20&cursor=c-1"
    );
}

/// `null` is sent as such, and what is left out is not sent.
#[tokio::test]
async fn a_budget_tells_null_from_nothing() {
    let server = Server::deciding(|_| success("{}"));
    let client = keyed(&server);
    let budget = Budget::new()
        .key_limit_usd(faultcode_runtime::Decimal::from(40))
        .daily_limit_usd(Patch::Null)
        .pause_on_exceed(true)
        .alert_thresholds(vec![60, 90])
        .paused(false);
    client.account().set_budget(&budget).await.unwrap();
    let pause = Budget::new().paused(true);
    client.account().set_budget(&pause).await.unwrap();
    let requests = server.requests();
    assert_eq!(
        requests[0].text(),
        r#"{"key_limit_usd":40,"daily_limit_usd":null,"pause_on_exceed":true,"alert_thresholds":[60,90],"paused":false}"#
    );
    assert_eq!(requests[1].text(), r#"{"paused":true}"#);
    assert_eq!(requests[1].method, "PUT");
}

/// What a report recommends may stand beside the health or in it.
#[tokio::test]
async fn events_are_reported_and_answered_with_a_recommendation() {
    let server = Server::answering([
        success(r#"{"recommendation": "rotate_now"}"#),
        success(r#"{"session_health": {"recommendation": "pause", "score": 12}}"#),
        success("null"),
    ]);
    let client = keyed(&server);
    let event = Event::new(EventType::Timeout)
        .status_code(0)
        .latency_ms(30_000)
        .target_host("shop.example.com")
        .error_message("no answer");
    let report = client.sessions().report_event("ses-1", &event).await;
    let report = report.unwrap();
    assert_eq!(report.recommendation, Some(Recommendation::RotateNow));
    let report = client.sessions().report_event("ses-1", &event).await;
    let health = report.unwrap().session_health.unwrap();
    assert_eq!(health.recommendation, Some(Recommendation::Pause));
    let first = SessionEvent::new("ses-1", EventType::Captcha).status_code(403);
    let batch = EventBatch::new(vec![first, SessionEvent::new("ses-2", EventType::Custom)]);
    client.sessions().report_events(&batch).await.unwrap();
    let requests = server.requests();
    assert_eq!(
        requests[0].text(),
        r#"{"event_type":"timeout","status_code":0,"latency_ms":30000,"target_host":"shop.example.com","error_message":"no answer"}"#
    );
    assert_eq!(
        requests[2].text(),
        r#"{"events":[{"session_id":"ses-1","event_type":"captcha","status_code":403},{"session_id":"ses-2","event_type":"custom"}]}"#
    );
}

/// An amount keeps its digits, and the state of a payment is one of five.
#[tokio::test]
async fn a_payment_is_announced_and_watched() {
    let announced = r#"{"order": "pay-1", "amount_usdt": "25.03", "wallet_address": "T-1", "expire_time": "later"}"#;
    let server = Server::deciding(move |request| match request.method.as_str() {
        "POST" => success(announced),
        _ => success(r#"{"status": "confirming", "confirmations": 2}"#),
    });
    let client = keyed(&server);
    let amount = "25.00".parse().unwrap();
    let recharge = NewRecharge::new(amount)
        .payment_method(PaymentMethod::Usdt)
        .currency("USD");
    let announced = client.billing().create_recharge(&recharge).await.unwrap();
    assert_eq!(announced.wallet_address.as_deref(), Some("T-1"));
    assert_eq!(announced.extra["order"], Value::from("pay-1"));
    let state = client.billing().get_recharge_status("pay-1").await;
    assert_eq!(state.unwrap().status, RechargeStatus::Confirming);
    let requests = server.requests();
    assert_eq!(
        requests[0].text(),
        r#"{"amount":25.00,"payment_method":"usdt","currency":"USD"}"#
    );
    assert_eq!(requests[1].target, "/billing/recharge/pay-1/status");
}

#[tokio::test]
async fn figures_are_asked_for_by_day_and_period() {
    let server = Server::deciding(|_| success("{}"));
    let client = keyed(&server);
    let day = |text: &str| text.parse::<Date>().unwrap();
    client
        .stats()
        .get_traffic_stats()
        .with(|it| {
            it.granularity("day")
                .start_date(day("2026-03-02"))
                .end_date(day("2026-03-08"))
        })
        .await
        .unwrap();
    client
        .billing()
        .get_usage_report()
        .with(|it| it.period("week"))
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(
        requests[0].target,
        "/stats/traffic?granularity=day&start_date=2026-03-02&end_date=2026-03-08"
    );
    assert_eq!(requests[1].target, "/billing/usage-report?period=week");
}

/// Every value that the pages list has a name.
#[test]
fn words_of_the_pages_have_names() {
    known::<SessionType>("dynamic static");
    known::<SessionStatus>("creating active terminated failed error");
    known::<Protocol>("socks5 http");
    known::<RotationMode>("fixed timed on_demand");
    known::<ProvisioningMode>("existing purchase");
    known::<RotationReason>("http_403 http_429 captcha timeout block scheduled manual");
    known::<EventType>("success http_error captcha timeout block rate_limit custom");
    known::<Recommendation>("ok consider_rotate rotate_now pause");
    known::<RechargeStatus>("pending confirming paid expired failed");
    known::<PaymentMethod>("usdt");
    known::<ProductFilter>("all dynamic static");
}

fn known<T: for<'a> From<&'a str> + Debug>(words: &str) {
    for word in words.split(' ') {
        let value = format!("{:?}", T::from(word));
        assert!(!value.contains("Unknown"), "{word}: {value}");
    }
    assert!(format!("{:?}", T::from("else")).contains("else"));
}

/// The one server of the pages.
#[test]
fn the_base_url_is_the_vendors() {
    let urls: Vec<_> = sessions::api::API.servers.iter().map(|it| it.url).collect();
    assert_eq!(urls, ["https://api.nexalayer.net/v1"]);
}

/// No page says which 2xx a session is created with, so that any will do.
#[tokio::test]
async fn any_success_status_will_do() {
    for status in [200, 201, 202] {
        let body = r#"{"success": true, "data": {"session_id": "ses-1", "status": "creating"}}"#;
        let server = Server::answering([Answer::json(status, body)]);
        let new = super::setup::new_session();
        let session = keyed(&server).sessions().create_session(&new).await;
        assert_eq!(session.unwrap().session_id, "ses-1", "{status}");
    }
}
