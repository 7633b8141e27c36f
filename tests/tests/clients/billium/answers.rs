//! What the client reads in answers and writes in bodies: pages, amounts, quotas, and members that come and go.

use billium::input::NewWebhook;

use billium::types::{Cryptocurrency, CustomerStatsRevenue, EventFilter, InvoiceStatus};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Decimal, Value};
use faultcode_tests::{Answer, Server};

use super::setup::{MERCHANT, client, invoice_body, new_invoice, refusal};

fn page(number: u32, last: u32) -> Answer {
    let invoice = invoice_body().replace("inv_1", &format!("inv_{number}"));
    let of = format!(r#"{{"page": {number}, "limit": 1, "total": {last}, "lastPage": {last}}}"#);
    Answer::json(
        200,
        format!(r#"{{"data": [{invoice}], "pagination": {of}}}"#),
    )
}

/// Pages are numbered from 1, and the number of the last one is the end.
#[tokio::test]
async fn invoices_come_page_by_page() {
    let server = Server::answering([page(1, 3), page(2, 3), page(3, 3)]);
    let client = client(&server, &ManualClock::new());
    let mut items = client
        .invoices()
        .list_invoices(MERCHANT)
        .with(|it| it.limit(1).search("Order"))
        .items();
    let mut seen = Vec::new();
    while let Some(invoice) = items.next().await {
        seen.push(invoice.unwrap().id);
    }
    assert_eq!(seen, ["inv_1", "inv_2", "inv_3"]);
    let path = format!("/v1/merchants/merchant/{MERCHANT}/invoices");
    let targets: Vec<_> = server.requests().into_iter().map(|it| it.target).collect();
    assert_eq!(
        targets,
        [
            format!("{path}?limit=1&search=Order"),
            format!("{path}?limit=1&search=Order&page=2"),
            format!("{path}?limit=1&search=Order&page=3"),
        ]
    );
}

#[tokio::test]
async fn a_page_says_how_many_there_are() {
    let server = Server::answering([page(2, 3)]);
    let client = client(&server, &ManualClock::new());
    let page = client
        .invoices()
        .list_invoices(MERCHANT)
        .with(|it| it.page(2).limit(1))
        .await;
    let of = page.unwrap().pagination;
    assert_eq!((of.page, of.limit, of.total, of.last_page), (2, 1, 3, 3));
}

/// An amount is sent as a number and read from a text, exact in both directions.
#[tokio::test]
async fn amounts_are_exact() {
    let server = Server::answering([Answer::json(201, invoice_body())]);
    let client = client(&server, &ManualClock::new());
    let invoices = client.invoices();
    let made = invoices.create_invoice(MERCHANT, &new_invoice()).await;
    let made = made.unwrap();
    assert_eq!(
        server.request().text(),
        r#"{"name":"Order 17","rawAmount":120.5}"#
    );
    assert_eq!(*made.raw_amount, Decimal::new(1205, 1));
    assert_eq!(*made.end_amount, Decimal::new(1205, 1));
}

/// Customer, payments and history of an invoice that was paid.
#[tokio::test]
async fn an_invoice_brings_what_belongs_to_it() {
    let sample = billium::testing::SAMPLES.iter();
    let sample = sample.filter(|it| it.operation.id == "getInvoice" && it.status == 200);
    let answer = sample.map(faultcode_tests::drive::answer).next().unwrap();
    let server = Server::answering([answer, Answer::json(200, invoice_body())]);
    let client = client(&server, &ManualClock::new());
    let paid = client
        .invoices()
        .get_invoice(MERCHANT, "inv_1")
        .await
        .unwrap();
    assert_eq!(paid.status, InvoiceStatus::Paid);
    let customer = paid.customer.unwrap();
    assert_eq!(
        (customer.email.as_str(), customer.phone_number),
        ("ada@customer.example", None)
    );
    assert_eq!(*paid.payments[0].amount, Decimal::new(13125, 2));
    let history: Vec<_> = paid
        .invoice_timeline
        .iter()
        .map(|it| it.payment_status.as_str())
        .collect();
    assert_eq!(history, ["AWAITING_PAYMENT", "PAID"]);

    let new = client
        .invoices()
        .get_invoice(MERCHANT, "inv_1")
        .await
        .unwrap();
    assert_eq!(new.status, InvoiceStatus::AwaitingPayment);
    assert!(new.customer.is_none() && new.product.is_none());
    assert!(new.payments.is_empty() && new.invoice_timeline.is_empty());
}

/// The revenue is a text where there is one, and the number 0 where no invoice is paid.
#[tokio::test]
async fn a_revenue_is_a_text_or_a_number() {
    let stats = |revenue: &str| {
        let body = format!(
            r#"{{"revenue": {revenue}, "totalInvoices": 4, "paidInvoices": 3, "paidRate": 75}}"#
        );
        Answer::json(200, body)
    };
    let server = Server::answering([stats(r#""361.500000""#), stats("0")]);
    let client = client(&server, &ManualClock::new());
    let customers = client.customers();
    let some = customers
        .get_customer_stats(MERCHANT, "cus_1")
        .await
        .unwrap();
    assert!(matches!(some.revenue, CustomerStatsRevenue::Text(it) if *it == Decimal::new(3615, 1)));
    assert_eq!(
        (some.total_invoices, some.paid_invoices, some.paid_rate),
        (4, 3, 75.0)
    );
    let none = customers
        .get_customer_stats(MERCHANT, "cus_1")
        .await
        .unwrap();
    assert!(matches!(none.revenue, CustomerStatsRevenue::Number(it) if it == 0.0));
}

/// One customer has a location, those of a list have none; what the server attaches is any JSON.
#[tokio::test]
async fn a_location_belongs_to_one_customer() {
    let body = |more: &str| {
        format!(
            r#"{{"id": "cus_1", "merchantId": "mer_1", "email": "ada@customer.example", "name": null, "address": null,
                "phoneNumber": null, "metadata": {{"tier": "gold"}}, "createdAt": "2026-01-01T00:00:00Z",
                "updatedAt": "2026-01-01T00:00:00Z", "deletedAt": null{more}}}"#
        )
    };
    let list = format!(
        r#"{{"data": [{}], "pagination": {{"page": 1, "limit": 10, "total": 1, "lastPage": 1}}}}"#,
        body("")
    );
    let one = body(r#", "location": {"country": "GB", "city": null}"#);
    let server = Server::answering([Answer::json(200, list), Answer::json(200, one)]);
    let client = client(&server, &ManualClock::new());
    let page = client.customers().list_customers(MERCHANT).await.unwrap();
    assert!(page.data[0].location.is_none());
    let tier = page.data[0].metadata.get("tier").and_then(Value::as_str);
    assert_eq!(tier, Some("gold"));
    let one = client
        .customers()
        .get_customer(MERCHANT, "cus_1")
        .await
        .unwrap();
    let location = one.location.unwrap();
    assert_eq!(
        (location.country.as_deref(), location.city),
        (Some("GB"), None)
    );
}

/// The list of wallets has no pages; a cryptocurrency that came later is kept.
#[tokio::test]
async fn wallets_come_as_a_bare_list() {
    let body = r#"[{"id": "wal_1", "merchantId": "mer_1", "cryptocurrency": "DOGE", "network": "BTC",
        "walletType": "DIRECT_WALLET", "isEnabled": true, "requiredConfirmations": 2, "address": "a", "xpub": null,
        "derivationPath": null, "lastUsedIndex": null, "createdAt": "2026-01-01T00:00:00Z",
        "updatedAt": "2026-01-01T00:00:00Z"}]"#;
    let server = Server::answering([Answer::json(200, body)]);
    let client = client(&server, &ManualClock::new());
    let wallets = client.wallets().list_wallets(MERCHANT).await.unwrap();
    assert_eq!(wallets[0].cryptocurrency.as_str(), "DOGE");
    assert!(matches!(
        wallets[0].cryptocurrency,
        Cryptocurrency::Unknown(_)
    ));
}

/// What is deleted or pinged has no answer to read, whatever stands in it.
#[tokio::test]
async fn an_answer_without_a_type_is_left_unread() {
    for answer in [
        Answer::json(200, "{}"),
        Answer::json(201, r#"{"sent": true}"#),
        Answer::status(204),
        Answer::body(200, "text/plain", "done"),
    ] {
        let server = Server::deciding(move |_| answer.clone());
        let client = client(&server, &ManualClock::new());
        let webhooks = client.webhook_endpoints();
        webhooks.ping_webhook(MERCHANT, "wh_1").await.unwrap();
        webhooks.delete_webhook(MERCHANT, "wh_1").await.unwrap();
    }
}

/// The status of a success is not what the caller asked for: 200 where the document has 201, and the other way round.
#[tokio::test]
async fn another_status_of_success_is_a_success() {
    let server = Server::answering([
        Answer::json(200, invoice_body()),
        Answer::json(201, invoice_body()),
    ]);
    let client = client(&server, &ManualClock::new());
    let invoices = client.invoices();
    let made = invoices.create_invoice(MERCHANT, &new_invoice()).await;
    assert_eq!(made.unwrap().id, "inv_1");
    let cancelled = invoices.cancel_invoice(MERCHANT, "inv_1").await;
    assert_eq!(cancelled.unwrap().id, "inv_1");
}

/// All events of a kind are one filter.
#[tokio::test]
async fn a_webhook_can_ask_for_all_events_of_a_kind() {
    let server = Server::answering([refusal(400, "Bad Request")]);
    let client = client(&server, &ManualClock::new());
    let events = vec![EventFilter::InvoiceStar, EventFilter::PaymentDetected];
    let new = NewWebhook::new("https://shop.example/hook", events)
        .retry_count(5)
        .timeout(10_000);
    let webhooks = client.webhook_endpoints();
    webhooks.create_webhook(MERCHANT, &new).await.unwrap_err();
    assert_eq!(
        server.request().text(),
        r#"{"url":"https://shop.example/hook","events":["invoice.*","payment.detected"],"retryCount":5,"timeout":10000}"#
    );
}

/// The two quotas are read from the headers of every answer, of a success as well.
#[tokio::test]
async fn what_is_left_of_a_quota_is_known() {
    let with_quota = |answer: Answer| {
        let answer = answer.header("X-RateLimit-Limit", "300");
        answer
            .header("X-RateLimit-Remaining", "7")
            .header("X-RateLimit-Reset", "41")
    };
    let server = Server::answering([
        with_quota(Answer::json(200, invoice_body())),
        with_quota(refusal(404, "Not Found")),
    ]);
    let client = client(&server, &ManualClock::new());
    let invoices = client.invoices();
    let read = invoices
        .get_invoice(MERCHANT, "inv_1")
        .send_with_meta()
        .await
        .unwrap();
    let quota = read.meta.rate_limit().unwrap();
    assert_eq!((quota.limit, quota.remaining), (Some(300), Some(7)));
    let error = invoices.get_invoice(MERCHANT, "inv_1").await.unwrap_err();
    assert_eq!(error.rate_limit().and_then(|it| it.remaining), Some(7));
}

/// Every address of the document is one of the servers, the vendor's present one first.
#[test]
fn the_servers_are_those_of_the_vendor() {
    let urls: Vec<_> = billium::api::API.servers.iter().map(|it| it.url).collect();
    assert_eq!(
        urls,
        ["https://api.billium.to", "https://api.billium.to/api"]
    );
}
