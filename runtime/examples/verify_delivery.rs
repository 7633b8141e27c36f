//! A server that only verifies deliveries: it has the values and the signatures of the runtime, and no call, no transport, no
//! async runtime.
//!
//! `cargo run -p faultcode-runtime --no-default-features --features webhooks --example verify_delivery`

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use faultcode_runtime::__private::HeaderMap;
use faultcode_runtime::Value;
use faultcode_runtime::values::from_json;
use faultcode_runtime::webhook::{Verifier, WebhookConfigError, WebhookFacts, WebhookFault};
use http::HeaderValue;

/// The delivery that Standard Webhooks publishes as its example, and the secret that it was signed with.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SENT: u64 = 1_614_265_330;
const HEADERS: [(&str, &str); 3] = [
    ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
    ("webhook-timestamp", "1614265330"),
    (
        "webhook-signature",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ),
];

fn main() -> Result<ExitCode, WebhookConfigError> {
    let verifier = Verifier::builder(WebhookFacts::STANDARD)
        .secret(SECRET)
        .build()?;
    let mut headers = HeaderMap::new();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(SENT);

    let delivery = verifier.verify_at(&headers, BODY, now);
    let event = delivery.and_then(|delivery| delivery.decode(from_json::<Value>));
    let forged = verifier.verify_at(&headers, br#"{"test": 2432232315}"#, now);
    let late = verifier.verify_at(&headers, BODY, now + Duration::from_secs(3600));
    println!("as it came: {event:?}\nforged: {forged:?}\nan hour later: {late:?}");

    let faults = [forged, late].map(|it| it.err().map(|error| error.fault()));
    let refused = faults == [Some(WebhookFault::Signature), Some(WebhookFault::Timestamp)];
    Ok(if event.is_ok() && refused {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
