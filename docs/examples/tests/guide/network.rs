//! Page "Between a client and its server".

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use courier::runtime::Secret;

// ANCHOR: proxy
use courier::runtime::transports::Proxy;
use courier::{BuildError, Client};

fn behind_a_proxy(token: &str, password: Secret<String>) -> Result<Client, BuildError> {
    let proxy = Proxy::new("http://proxy.corp.example:3128")
        .credentials("robot", password)
        .except("localhost, .corp.example, 10.0.0.0/8");
    Client::builder().token(token).proxy(proxy).build()
}
// ANCHOR_END: proxy

// ANCHOR: tls
use courier::runtime::transports::Tls;

fn known_to_each_other(authority: &str, chain: &str, key: Secret<String>) -> Tls {
    Tls::new()
        .only_roots(authority)
        .client_certificate(chain, key)
}
// ANCHOR_END: tls

// ANCHOR: network
use courier::runtime::transports::{HyperTransport, Network, TransportError};

fn of_ones_own(tls: Tls) -> Result<HyperTransport, TransportError> {
    let network = Network::new().proxy(Proxy::from_env()).tls(tls);
    HyperTransport::with_network(&network)
}
// ANCHOR_END: network

// ANCHOR: sign
use std::time::UNIX_EPOCH;

use courier::runtime::signing::{SignError, Signing};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The scheme of an imagined vendor: time, method, path and body, under a secret that both know.
fn signed(request: &mut Signing<'_>, secret: &Secret<Vec<u8>>) -> Result<(), SignError> {
    let now = request
        .now()
        .duration_since(UNIX_EPOCH)
        .map_err(SignError::new)?;
    let time = now.as_secs().to_string();
    let body = request
        .body()
        .ok_or_else(|| SignError::new("only bodies in memory are signed"))?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose()).map_err(SignError::new)?;
    for part in [
        time.as_bytes(),
        request.method().as_str().as_bytes(),
        request.path().as_bytes(),
        body,
    ] {
        mac.update(part);
        mac.update(b"\n");
    }
    let digest: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    request.set("x-time", &time)?;
    request.set("x-signature", &digest)
}

fn signing(token: &str, secret: Secret<Vec<u8>>) -> Result<Client, BuildError> {
    let signer = move |request: &mut Signing<'_>| signed(request, &secret);
    Client::builder().token(token).signer(signer).build()
}
// ANCHOR_END: sign

// ANCHOR: problem
use courier::AnyError;
use courier::runtime::errors::Problem;

fn passed_on(error: &AnyError) -> (u16, &'static str, String) {
    eprintln!("{}", error.to_json());
    let problem = error.to_problem().with("instance", "/orders/4711");
    (problem.status(), Problem::CONTENT_TYPE, problem.to_string())
}
// ANCHOR_END: problem

// ANCHOR: metrics
use courier::runtime::observe::{Observer, Seen};

/// Stands in for whatever collects the metrics of the application.
#[derive(Clone, Default)]
struct Metrics(Arc<Mutex<BTreeMap<String, u64>>>);

impl Metrics {
    fn count(&self, name: &str, attribute: &str) {
        let mut all = self.0.lock().unwrap_or_else(|it| it.into_inner());
        *all.entry(format!("{name}{{{attribute}}}")).or_default() += 1;
    }
}

impl Observer for Metrics {
    fn see(&self, seen: &Seen<'_>) {
        match seen {
            Seen::Ended(ended) => {
                let error = ended.error_type.unwrap_or("none");
                self.count(
                    "http.client.request.duration",
                    &format!("error.type={error}"),
                );
            }
            Seen::Retrying(repeat) => self.count("faultcode.retries", repeat.operation.id),
            Seen::BudgetEmpty(operation) => self.count("faultcode.budget.rejected", operation.id),
            _ => {}
        }
    }
}
// ANCHOR_END: metrics

#[test]
fn clients_are_made_with_settings_of_their_network() {
    assert!(behind_a_proxy("token", "hunter2".into()).is_ok());
    assert!(signing("token", Secret::new(vec![1, 2, 3])).is_ok());
    // What is no certificate is told when it is used.
    assert!(of_ones_own(known_to_each_other("", "", "".into())).is_err());
}

#[tokio::test]
async fn a_failure_is_logged_counted_and_passed_on() {
    let fake = courier::testing::fake();
    fake.then(&courier::balance::GET_BALANCE, 503);
    let metrics = Metrics::default();
    let client = Client::builder()
        .token("t0ken")
        .transport(fake.clone())
        .clock(Arc::new(faultcode_runtime::testing::ManualClock::new()))
        .observer(metrics.clone())
        .build()
        .unwrap();
    let error = client.balance().get_balance().await.unwrap_err();
    let (status, media, body) = passed_on(&error.into());
    assert_eq!((status, media), (503, "application/problem+json"));
    assert!(body.contains(r#""upstream_status":503"#), "{body}");
    let counted = metrics.0.lock().unwrap().clone();
    let attempts = counted
        .iter()
        .filter(|(name, _)| name.starts_with("http.client"));
    assert_eq!(
        attempts.map(|(_, count)| count).sum::<u64>(),
        4,
        "{counted:?}"
    );
    assert_eq!(counted.get("faultcode.retries{getBalance}"), Some(&3));
}
