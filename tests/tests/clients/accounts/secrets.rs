//! What must not be shown, and what a log has to hold.

use accounts::Error;
use accounts::withdrawals::ListWithdrawalsOfClientError;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::traces::{Traces, shown};
use faultcode_tests::{Answer, Server};

use super::setup::{self, KEY, new_individual, refusal};

async fn refused(key: &str, answer: Answer) -> (Error<ListWithdrawalsOfClientError>, String) {
    let traces = Traces::start();
    let server = Server::deciding(move |_| answer.clone());
    let builder = setup::builder(&server, &ManualClock::new()).api_key(key);
    let client = builder.build().unwrap();
    let error = client
        .withdrawals()
        .list_withdrawals_of_client("acc_1")
        .await
        .unwrap_err();
    let sent = server.requests().remove(0);
    assert_eq!(
        sent.header("authorization"),
        Some(format!("Bearer {key}").as_str())
    );
    let text = format!("{}{}{client:?}", shown(&error), traces.text());
    (error, text)
}

/// Fact 1.5: the server quotes the begin of the key, as the page shows, or all of it.
#[tokio::test]
async fn fact_1_5_no_part_of_a_key_is_shown() {
    let keys = ["eyJhbGciOiJIUzI1NiJ9.canary", KEY];
    for key in keys {
        for echo in [&key[..8], &key[..key.len() - 1], key] {
            let message = format!("Invalid API key provided: {echo}...");
            let answer = refusal(401, "invalid_api_key", &message, "authentication_error");
            let (error, text) = refused(key, answer).await;
            assert!(matches!(
                error.api(),
                Some(ListWithdrawalsOfClientError::InvalidApiKey(_))
            ));
            assert!(!text.contains(&key[..6]), "{text}");
            // The message of this code is kept out altogether; asked for, it comes without the key.
            assert!(!text.contains("Invalid API key"), "{text}");
            let message = error.message().unwrap();
            assert!(
                message.starts_with("Invalid API key provided: "),
                "{message}"
            );
            assert!(!message.contains(&key[..6]), "{message}");
            let raw = String::from_utf8_lossy(error.expose_raw());
            assert!(raw.contains(echo), "{raw}");
        }
    }
}

/// Fact 1.5: any other message is shown, but for the key.
#[tokio::test]
async fn fact_1_5_a_key_in_another_message_is_cut_out() {
    let message = format!("Unknown header value {}", &KEY[..10]);
    let rows = [
        refusal(400, "invalid_request", &message, "invalid_request_error"),
        refusal(400, "never_heard_of", &message, "invalid_request_error"),
        Answer::body(403, "text/html", format!("<title>{message}</title>")),
    ];
    for answer in rows {
        let (error, text) = refused(KEY, answer).await;
        assert_eq!(error.message(), Some("Unknown header value [redacted]"));
        assert!(text.contains("Unknown header value [redacted]"), "{text}");
        assert!(!text.contains(&KEY[..6]), "{text}");
    }
}

/// Fact 1.9: what a log needs is in the trace, or can be asked for; the key and the filled path are not.
#[tokio::test]
async fn fact_1_9_a_trace_names_the_call_and_never_the_key() {
    let traces = Traces::start();
    let script = [
        Answer::status(503).header("x-request-id", "req_1"),
        refusal(
            404,
            "resource_not_found",
            "acc_secret is unknown",
            "invalid_request_error",
        )
        .header("x-request-id", "req_2"),
    ];
    let server = Server::answering(script);
    let client = setup::client(&server, &ManualClock::new());
    let call = client
        .withdrawals()
        .list_withdrawals_of_client("acc_secret");
    let error = call.await.unwrap_err();

    let calls = traces.named("faultcode.call");
    let [call] = calls.as_slice() else {
        panic!("{calls:?}");
    };
    for (name, value) in [
        ("operation", "listWithdrawalsOfClient"),
        ("method", "GET"),
        ("path_template", "/api/v1/withdrawals/{withdrawClientId}"),
        ("attempts", "2"),
        ("status", "404"),
        ("code", "resource_not_found"),
        ("effect", "rejected"),
        ("stop_reason", "notRetryable"),
        ("request_id", "req_2"),
        ("error.type", "resource_not_found"),
        ("http.request.resend_count", "1"),
    ] {
        assert_eq!(call.field(name), Some(value), "{name}");
    }
    assert!(call.field("elapsed_ms").is_some());
    let attempts = traces.named("faultcode.attempt");
    let statuses: Vec<_> = attempts.iter().map(|it| it.field("status")).collect();
    assert_eq!(statuses, [Some("503"), Some("404")]);
    let retries = traces.named("retry");
    assert_eq!(retries[0].field("wait_ms"), Some("1000"));

    // The rest of the page's log line.
    assert_eq!(error.code(), Some("resource_not_found"));
    assert_eq!(error.message(), Some("acc_secret is unknown"));
    assert_eq!(error.wire_category(), Some("invalid_request_error"));

    let text = traces.text();
    for secret in [KEY, "acc_secret", "Bearer"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

/// Fact 1.9: nor does anything that a caller sent or got.
#[tokio::test]
async fn fact_1_9_models_and_clients_hide_what_is_sensitive() {
    let server = Server::answering([setup::individual()]);
    let client = setup::client(&server, &ManualClock::new());
    let body = new_individual("ada-canary@example.com");
    let call = client.banking().register_individual(&body);
    let before = format!("{call:?}{client:?}{body:?}");
    let made = call.await.unwrap();
    let text = format!("{before}{made:?}");
    for secret in [KEY, "ada-canary", "ada@example.com"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert_eq!(
        made.person.as_ref().unwrap().email.expose(),
        "ada@example.com"
    );
    let sent = server.request();
    assert!(sent.text().contains("ada-canary@example.com"));

    let builder = setup::builder(&server, &ManualClock::new());
    assert!(!format!("{builder:?}").contains(KEY));
}
