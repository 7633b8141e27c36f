//! Page "Webhooks".

// ANCHOR: receive
use std::sync::Arc;

use faultcode_runtime::Value;
use faultcode_runtime::values::from_json;
use faultcode_runtime::webhook::{MemoryReplayStore, Verifier, WebhookConfigError, WebhookFault};
use http::HeaderMap;

fn verifier(secret: &str) -> Result<Verifier, WebhookConfigError> {
    courier::webhooks::verifier()
        .secret(secret)
        .replay_store(Arc::new(MemoryReplayStore::new()))
        .build()
}

/// The status that answers a delivery.
fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> u16 {
    let event = verifier
        .verify(headers, body)
        .and_then(|delivery| delivery.decode(from_json::<Value>));
    match event {
        Ok(event) => {
            println!("{:?}", event.pointer("/type"));
            204
        }
        Err(refused) => {
            if refused.fault() == WebhookFault::Timestamp {
                eprintln!("{refused}: look at the clocks");
            }
            refused.respond_status()
        }
    }
}
// ANCHOR_END: receive

#[test]
fn a_delivery_without_a_signature_is_refused() {
    let verifier = verifier("a secret of more than 16 bytes").unwrap();
    assert_eq!(receive(&verifier, &HeaderMap::new(), b"{}"), 400);
    assert_eq!(courier::webhooks::SCHEDULE.len(), 4);
}
