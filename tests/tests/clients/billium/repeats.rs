//! Which answers are repeated, how often, and after which wait.

use std::time::Duration;

use billium::invoices::GetInvoiceError;
use faultcode_runtime::errors::{StopReason, Verdict};
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server};

use super::setup::{
    KEY, MERCHANT, client, invoice, new_invoice, new_product, no_invoices, refusal,
};

fn millis(of: impl IntoIterator<Item = u64>) -> Vec<Duration> {
    of.into_iter().map(Duration::from_millis).collect()
}

/// `Retry-After` as seconds and as a date; without one the throttle backoff.
#[tokio::test]
async fn fact_0_11_a_429_waits_what_the_server_says() {
    let limited = || refusal(429, "Too Many Requests");
    let rows = [
        (limited().header("Retry-After", "6"), 6000),
        (
            limited()
                .header("Date", "Thu, 01 Jan 2026 00:00:00 GMT")
                .header("Retry-After", "Thu, 01 Jan 2026 00:00:09 GMT"),
            9000,
        ),
        (limited(), 500),
    ];
    for (answer, wait) in rows {
        let server = Server::answering([answer, invoice()]);
        let clock = ManualClock::new();
        let client = client(&server, &clock);
        // Even without a key: the server says that it did nothing.
        client
            .invoices()
            .create_invoice(MERCHANT, &new_invoice())
            .await
            .unwrap();
        assert_eq!(clock.waits(), millis([wait]));
        assert_eq!(server.count(), 2);
    }
}

#[tokio::test]
async fn fact_0_11_an_unkeyed_post_is_repeated_after_a_429() {
    let limited = refusal(429, "Too Many Requests").header("Retry-After", "6");
    let server = Server::answering([limited, refusal(422, "Unprocessable Entity")]);
    let clock = ManualClock::new();
    let client = client(&server, &clock);
    let error = client
        .products()
        .create_product(MERCHANT, &new_product())
        .await;
    assert_eq!(error.unwrap_err().status(), Some(422));
    assert_eq!(clock.waits(), millis([6000]));
}

#[tokio::test]
async fn fact_0_12_server_errors_are_repeated_where_that_is_harmless() {
    for status in [500, 502, 503, 504] {
        let failed = move || Server::deciding(move |_| refusal(status, "Server Error"));
        let clock = ManualClock::new();

        let server = failed();
        let safe = client(&server, &clock)
            .invoices()
            .get_invoice(MERCHANT, "i")
            .await;
        let safe = safe.unwrap_err();
        assert_eq!(safe.stop_reason(), Some(StopReason::AttemptsExhausted));
        assert_eq!(server.count(), 3, "GET {status}");

        let server = failed();
        let client_of = client(&server, &clock);
        let keyed = client_of
            .invoices()
            .create_invoice(MERCHANT, &new_invoice())
            .await;
        assert!(keyed.is_err());
        assert_eq!(server.count(), 3, "keyed POST {status}");

        let server = failed();
        let client_of = client(&server, &clock);
        let unkeyed = client_of
            .products()
            .create_product(MERCHANT, &new_product())
            .await;
        let unkeyed = unkeyed.unwrap_err();
        assert_eq!(unkeyed.verdict(), Some(Verdict::Transient));
        assert_eq!(unkeyed.stop_reason(), Some(StopReason::UnsafeToRepeat));
        assert!(unkeyed.is_ambiguous());
        assert_eq!(server.count(), 1, "unkeyed POST {status}");
    }
}

/// The page names four of them; others are final.
#[tokio::test]
async fn fact_0_12_other_statuses_are_final() {
    for status in [400, 404, 408, 418, 425, 501, 505, 520] {
        let server = Server::deciding(move |_| refusal(status, "Something"));
        let client = client(&server, &ManualClock::new());
        let error = client.invoices().get_invoice(MERCHANT, "inv_1").await;
        let error = error.unwrap_err();
        assert_eq!(error.verdict(), Some(Verdict::Never), "{status}");
        assert_eq!(server.count(), 1, "{status}");
    }
}

/// Three tries, each in the log; waits grow from 500 ms, and only the last failure is the error.
#[tokio::test]
async fn fact_0_16_the_log_lists_every_try() {
    let server = Server::answering([
        refusal(500, "Internal Server Error"),
        refusal(429, "Too Many Requests").header("Retry-After", "2"),
        refusal(503, "Service Unavailable").header("x-request-id", "r-3"),
    ]);
    let clock = ManualClock::new();
    let client = client(&server, &clock);
    let error = client.invoices().get_invoice(MERCHANT, "inv_1").await;
    let error = error.unwrap_err();
    assert!(
        matches!(error.api(), Some(GetInvoiceError::ServiceUnavailable(_))),
        "{error:?}"
    );
    let log: Vec<_> = error
        .attempts()
        .iter()
        .map(|it| (it.number, it.status, it.verdict, it.wait.as_millis()))
        .collect();
    let (transient, throttle) = (Some(Verdict::Transient), Some(Verdict::Throttle));
    assert_eq!(
        log,
        [
            (1, Some(500), transient, 500),
            (2, Some(429), throttle, 2000),
            (3, Some(503), transient, 0),
        ]
    );
    assert_eq!(error.attempts()[2].request_id.as_deref(), Some("r-3"));
    assert_eq!(server.count(), 3);
}

/// Full jitter: a wait lies between nothing and its bound, and the bound doubles.
#[tokio::test]
async fn fact_0_16_the_waits_have_bounds() {
    for (jitter, waits) in [(1.0, vec![500, 1000]), (0.5, vec![250, 500]), (0.0, vec![])] {
        let server = Server::deciding(|_| refusal(502, "Bad Gateway"));
        let clock = ManualClock::new();
        clock.set_jitter(jitter);
        let client = client(&server, &clock);
        let call = client.invoices().list_invoices(MERCHANT);
        call.await.unwrap_err();
        assert_eq!(clock.waits(), millis(waits), "{jitter}");
        assert_eq!(server.count(), 3);
    }

    // With a real clock the waits are random.
    let mut seen = Vec::new();
    for _ in 0..8 {
        let server = Server::answering([Answer::status(502), Answer::status(502), no_invoices()]);
        let builder = billium::Client::builder().base_url(server.url());
        let client = builder.api_key(KEY).build().unwrap();
        let call = client.invoices().list_invoices(MERCHANT);
        let page = call.send_with_meta().await.unwrap();
        let waits: Vec<_> = page.meta.attempts().iter().map(|it| it.wait).collect();
        assert!(waits[0] <= Duration::from_millis(500), "{waits:?}");
        assert!(waits[1] <= Duration::from_millis(1000), "{waits:?}");
        assert_eq!(waits[2], Duration::ZERO);
        seen.push(waits);
    }
    seen.dedup();
    assert!(seen.len() > 1, "{seen:?}");
}
