//! The vendor's own samples: what they send, and what our client sends for the same purpose.

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Date, Decimal, Patch};
use faultcode_tests::samples::{self, Sample};
use faultcode_tests::{Answer, Server};
use sessions::input::{
    ApiKeyRequest, Budget, DynamicConfig, DynamicSession, DynamicSessionType, EventBatch,
    EventType, NewAccount, NewRecharge, NewSession, PaymentMethod, ProductFilter, ProductSession,
    ProvisioningMode, RotationReason, RotationRequest, RotationRule, SessionEvent, StaticConfig,
    StaticSession, StaticSessionType,
};
use sessions::types::{Protocol, RotationMode, SessionType};
use sessions::{AnyError, Client};

use super::setup::{self, event, key_and_secret, renewal, success};

#[tokio::test]
async fn what_the_samples_send_is_what_we_send() {
    let file = include_str!("samples.yaml");
    assert_eq!(samples::check(file, answer, send).await, (37, 8));
}

fn answer(sample: &Sample) -> Answer {
    success(match sample.call.as_str() {
        "create_token" | "refresh_token" => r#"{"access_token": "at-1"}"#,
        "register_with_referral" | "register_with_webhook" => {
            r#"{"api_key": "ak-1", "api_secret": "sk-1"}"#
        }
        "list_dynamic" | "list_in_stock" => r#"{"items": []}"#,
        _ => r#"{"session_id": "ses-1", "status": "active"}"#,
    })
}

async fn send(sample: &Sample, server: &Server) {
    let call = sample.call.as_str();
    let builder = setup::builder(server, &ManualClock::new()).base_url(server.url() + "/v1");
    let client = match call {
        "refresh_token" => builder.access_token("at-0"),
        _ => builder.api_key(setup::KEY),
    };
    let client = client.build().expect("a loopback URL");
    if let Err(error) = make(&client, call).await {
        panic!("{call}: {error:?}");
    }
}

async fn create(client: &Client, new: impl Into<NewSession>) -> Result<(), AnyError> {
    client.sessions().create_session(&new.into()).await?;
    Ok(())
}

fn by_product(kind: SessionType) -> ProductSession {
    let new = ProductSession::new(kind, "no-1").quantity(1);
    new.protocol(Protocol::Socks5)
}

async fn make(client: &Client, call: &str) -> Result<(), AnyError> {
    let on_demand = || by_product(SessionType::Dynamic).rotation_mode(RotationMode::OnDemand);
    let account = || NewAccount::new("Watcher").contact_email("watcher@example.com");
    let outcome = || event().status_code(200).target_host("shop.example.com");
    let products = || {
        let list = client.products().list_products();
        list.with(|it| it.type_(ProductFilter::Dynamic))
    };
    let day = |text: &str| text.parse::<Date>().expect("a day");
    match call {
        "get_account" => drop(client.account().get_account().await?),
        "create_token" => drop(client.auth().create_token(&key_and_secret()).await?),
        "refresh_token" => drop(client.auth().refresh_token().await?),
        "register_with_referral" => {
            let new = account().referral_code("7001");
            client.account().register_account(&new).await?;
        }
        "register_with_webhook" => {
            let new = account().webhook_url("https://watcher.example.com/events");
            client.account().register_account(&new).await?;
        }
        "request_api_key" => {
            let request = ApiKeyRequest::new("watcher@example.com").referral_code("7001");
            client.account().request_api_key(&request).await?;
        }
        "set_budget" => {
            let budget = Budget::new()
                .key_limit_usd(Decimal::from(40))
                .daily_limit_usd(Patch::Null)
                .pause_on_exceed(true)
                .alert_thresholds(vec![60, 90]);
            client.account().set_budget(&budget).await?;
        }
        "list_dynamic" => drop(products().await?),
        "list_in_stock" => {
            products().with(|it| it.in_stock(true).limit(20)).await?;
        }
        "create_dynamic" => {
            let rule = RotationRule::new()
                .mode(RotationMode::Timed)
                .interval_seconds(60);
            let config = DynamicConfig::new("dyn-7", 2.0)
                .protocol(Protocol::Socks5)
                .country("SE")
                .city("STO")
                .rotation(rule);
            let new = DynamicSession::new(DynamicSessionType::Dynamic, config);
            create(client, new).await?;
        }
        "create_static" => {
            let config = StaticConfig::new("sta-3", 1, 30, "SE").city("STO");
            create(
                client,
                StaticSession::new(StaticSessionType::Static, config),
            )
            .await?;
        }
        "create_by_product" => create(client, on_demand()).await?,
        "create_provisioned" => {
            let new = on_demand().provisioning_mode(ProvisioningMode::Existing);
            create(client, new).await?;
        }
        "create_static_by_product" => {
            create(client, by_product(SessionType::Static).duration(30)).await?;
        }
        "get_session" => {
            client.sessions().get_session("ses-1").await?;
        }
        "get_session_with_credentials" => {
            client
                .sessions()
                .get_session("ses-1")
                .with(|it| it.include_credentials(true))
                .await?;
        }
        "rotate" => {
            let because = RotationRequest::new().reason(RotationReason::Http403);
            client
                .sessions()
                .rotate_session("ses-1")
                .body(&because)
                .await?;
        }
        "rotate_without_reason" => {
            let rotate = client.sessions().rotate_session("ses-1");
            rotate.with(|it| it.include_credentials(true)).await?;
        }
        "renew" => drop(client.sessions().renew_session("ses-1", &renewal()).await?),
        "delete_session" => drop(client.sessions().delete_session("ses-1").await?),
        "get_session_usage" => drop(client.sessions().get_session_usage("ses-1").await?),
        "get_session_health" => drop(client.sessions().get_session_health("ses-1").await?),
        "report_event" => {
            let event = outcome().latency_ms(180);
            client.sessions().report_event("ses-1", &event).await?;
        }
        "report_outcome" => drop(client.sessions().report_event("ses-1", &outcome()).await?),
        "report_events" => {
            let event = SessionEvent::new("ses-1", EventType::Success)
                .status_code(200)
                .latency_ms(180);
            let batch = EventBatch::new(vec![event]);
            client.sessions().report_events(&batch).await?;
        }
        "get_balance" => drop(client.billing().get_balance().await?),
        "recharge" => {
            let new = NewRecharge::new(25.into()).payment_method(PaymentMethod::Usdt);
            client.billing().create_recharge(&new).await?;
        }
        "get_recharge_status" => drop(client.billing().get_recharge_status("pay-1").await?),
        "get_usage_report" => {
            client
                .billing()
                .get_usage_report()
                .with(|it| it.period("week"))
                .await?;
        }
        "get_stats_overview" => drop(client.stats().get_stats_overview().await?),
        "get_traffic_stats" => {
            client
                .stats()
                .get_traffic_stats()
                .with(|it| {
                    it.granularity("day")
                        .start_date(day("2026-03-02"))
                        .end_date(day("2026-03-08"))
                })
                .await?;
        }
        "get_cost_stats" => {
            client
                .stats()
                .get_cost_stats()
                .with(|it| it.period("month"))
                .await?;
        }
        other => panic!("no call is named {other}"),
    }
    Ok(())
}
