//! Deliveries: what is signed is let in, and nothing else.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use faultcode_runtime::webhook::{Verifier, WebhookFacts};
use http::{HeaderMap, HeaderValue};

const SECRET: &[u8] = b"a secret of thirty-two bytes ...";
static FACTS: WebhookFacts = WebhookFacts::STANDARD;

/// A body is let in with the signature that another package makes of it, and with no other, whatever the headers say.
pub fn webhook(data: &[u8]) {
    let (change, body) = crate::number(data);
    let secret = format!("whsec_{}", STANDARD.encode(SECRET));
    let builder = FACTS.verifier::<faultcode_runtime::webhook::VerifierBuilder>();
    let verifier: Verifier = builder
        .secret(secret.as_str())
        .build()
        .expect("a long secret");
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let signature = |body: &[u8]| {
        let mut signed = b"msg_1.1700000000.".to_vec();
        signed.extend_from_slice(body);
        STANDARD.encode(hmac_sha256::HMAC::mac(&signed, SECRET))
    };
    let right = signature(body);
    let mut headers = HeaderMap::new();
    headers.insert("webhook-id", HeaderValue::from_static("msg_1"));
    headers.insert("webhook-timestamp", HeaderValue::from_static("1700000000"));
    let with = |headers: &HeaderMap, value: &[u8]| {
        let mut headers = headers.clone();
        let value = HeaderValue::from_bytes(value).ok()?;
        headers.insert("webhook-signature", value);
        Some(verifier.verify_at(&headers, body, now).is_ok())
    };
    assert_eq!(with(&headers, format!("v1,{right}").as_bytes()), Some(true));
    // Another body, another signature, and whatever the input would like a signature to be.
    let mut other = body.to_vec();
    other.push(b' ');
    assert_eq!(
        with(&headers, format!("v1,{}", signature(&other)).as_bytes()),
        Some(false)
    );
    let mut turned = STANDARD.decode(&right).expect("our own");
    let at = (change % 256) as usize;
    turned[at / 8] ^= 1 << (at % 8);
    let turned = format!("v1,{}", STANDARD.encode(turned));
    assert_eq!(with(&headers, turned.as_bytes()), Some(false));
    if !body.windows(right.len()).any(|it| it == right.as_bytes()) {
        assert_ne!(with(&headers, body), Some(true));
        for name in ["webhook-id", "webhook-timestamp"] {
            let Ok(value) = HeaderValue::from_bytes(body) else {
                continue;
            };
            if value == headers[name] {
                continue;
            }
            let mut headers = headers.clone();
            headers.insert(name, value);
            assert_eq!(
                with(&headers, format!("v1,{right}").as_bytes()),
                Some(false)
            );
        }
    }
}
