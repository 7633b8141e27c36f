//! `traceparent`: which span each attempt hands on.

use std::sync::Arc;

use faultcode_runtime::observe::TraceContext;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::shop;
use faultcode_tests::{Answer, Server, traces};
use tracing::Span;

const TRACE: u128 = 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736;

/// Stands in for what bridges `tracing` to a tracing system: the number of the current span is that of the collector.
fn tell() -> Option<TraceContext> {
    let id = Span::current().id()?;
    let context = TraceContext::new(TRACE, id.into_u64(), true);
    context.map(|it| it.with_state("vendor=1"))
}

#[tokio::test]
async fn each_attempt_hands_on_its_own_span() {
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(std::io::sink)
        .finish();
    let _guard = traces::collect(subscriber);
    let server = Server::answering([
        Answer::status(503),
        Answer::json(200, r#"{"id": "o1"}"#),
        Answer::json(200, r#"{"id": "o1"}"#),
    ]);
    let builder = shop::builder(&server).clock(Arc::new(ManualClock::new()));
    let client = builder.trace_context(tell).build().unwrap();
    assert!(shop::get_order(&client, "o1").await.is_ok());
    let own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    let given = shop::get_order(&client, "o1").header("traceparent", own);
    assert!(given.await.is_ok());
    let sent = server.requests();
    let parents: Vec<_> = sent.iter().map(|it| it.header("traceparent")).collect();
    let of_trace = |parent: Option<&str>| {
        parent.is_some_and(|it| it.len() == 55 && it.starts_with(&format!("00-{TRACE:032x}-")))
    };
    assert!(of_trace(parents[0]) && of_trace(parents[1]), "{parents:?}");
    assert_ne!(parents[0], parents[1], "an attempt has a span of its own");
    assert_eq!(sent[0].header("tracestate"), Some("vendor=1"));
    // What the caller says goes first.
    assert_eq!(
        (parents[2], sent[2].header("tracestate")),
        (Some(own), None)
    );
}

#[tokio::test]
async fn without_a_span_nothing_is_sent() {
    let server = Server::answering([Answer::json(200, r#"{"id": "o1"}"#)]);
    let client = shop::builder(&server).trace_context(|| None).build();
    assert!(shop::get_order(&client.unwrap(), "o1").await.is_ok());
    assert_eq!(server.request().header("traceparent"), None);
}
