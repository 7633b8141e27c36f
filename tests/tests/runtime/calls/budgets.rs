//! Repeats are paid per origin: a server that fails all does not take them from one that works.

use std::sync::Arc;

use faultcode_runtime::document::{Api, Operation, Server as Origin, ServerVariable};
use faultcode_runtime::errors::StopReason;
use faultcode_runtime::retry::{Budget, BudgetCosts};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Call, Client, ClientBuilder};
use faultcode_tests::shop::{GET_ORDER, Order, ShopError};
use faultcode_tests::{Answer, Server};

const fn port(name: &'static str) -> ServerVariable {
    ServerVariable {
        name,
        default: None,
        values: &[],
    }
}

static API: Api = Api {
    name: "split",
    version: "1.0.0",
    servers: &[Origin::with("http://127.0.0.1:{main}", &[port("main")])],
    ..Api::DEFAULT
};

static MAIN: Operation = Operation {
    id: "main",
    security: &[],
    ..GET_ORDER
};

static OTHER: Operation = Operation {
    id: "other",
    server: Some(&Origin::with("http://127.0.0.1:{other}", &[port("other")])),
    ..MAIN
};

/// The base's own origin in another spelling.
static SAME: Operation = Operation {
    id: "same",
    server: Some(&Origin::with("http://127.0.0.1:{main}/v2", &[port("main")])),
    ..MAIN
};

/// Two repeats.
const COSTS: BudgetCosts = BudgetCosts {
    capacity: 20,
    cost: 10,
    timeout_cost: 10,
    throttle_cost: 10,
    refill: 0,
};

fn failing() -> Server {
    Server::deciding(|_| Answer::status(503))
}

fn builder(main: &Server, other: &Server) -> ClientBuilder {
    Client::builder(&API)
        .server_variable("main", main.port().to_string())
        .server_variable("other", other.port().to_string())
        .clock(Arc::new(ManualClock::new()))
        .retry_with(|retries| retries.change(|it| it.budget = Some(COSTS)))
}

async fn stop(client: &Client, operation: &'static Operation) -> Option<StopReason> {
    let call = Call::<Order, ShopError>::new(client, operation).path("order_id", "o1");
    call.await.unwrap_err().stop_reason()
}

#[tokio::test]
async fn an_origin_that_fails_takes_no_repeats_from_another() {
    let (main, other) = (failing(), failing());
    let client = builder(&main, &other).build().unwrap();
    assert_eq!(
        stop(&client, &OTHER).await,
        Some(StopReason::AttemptsExhausted)
    );
    assert_eq!(
        stop(&client, &OTHER).await,
        Some(StopReason::BudgetExhausted)
    );
    assert_eq!(
        stop(&client, &MAIN).await,
        Some(StopReason::AttemptsExhausted)
    );
    assert_eq!(
        stop(&client, &MAIN).await,
        Some(StopReason::BudgetExhausted)
    );
    assert_eq!((other.count(), main.count()), (4, 4));
    assert_eq!(client.budget().and_then(Budget::tokens), Some(0));
}

#[tokio::test]
async fn one_origin_has_one_budget_whatever_the_path() {
    let (main, other) = (failing(), failing());
    let client = builder(&main, &other).build().unwrap();
    assert_eq!(
        stop(&client, &SAME).await,
        Some(StopReason::AttemptsExhausted)
    );
    assert_eq!(
        stop(&client.clone(), &MAIN).await,
        Some(StopReason::BudgetExhausted)
    );
}

#[tokio::test]
async fn a_budget_that_is_given_pays_for_all_origins() {
    let (main, other) = (failing(), failing());
    let client = builder(&main, &other)
        .budget(Budget::new(20))
        .build()
        .unwrap();
    assert_eq!(
        stop(&client, &OTHER).await,
        Some(StopReason::AttemptsExhausted)
    );
    assert_eq!(
        stop(&client, &MAIN).await,
        Some(StopReason::BudgetExhausted)
    );
}
