//! Webhooks: payloads made up after the document, signed and delivered as it says.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use faultcode_facts::{AfterAnswer, JSON, SignatureEncoding, StatusRange, WebhookScheme};
use http_body::Body as _;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::sync::Notify;

use super::engine::Engine;
use super::error::MockError;
use super::store::id_like;
use super::wire::Wire;
use crate::diagnostics::nearest;
use crate::examples::{follow, made_up, set};
use crate::ir::{self, Webhook, WebhookFacts, segments};

/// How long an answer is waited for where the document does not say.
const PATIENCE: Duration = Duration::from_secs(30);

/// The first wait, and the deliveries of an event, where the document names no schedule.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const USUAL_DELIVERIES: u32 = 1;

/// An event, and how it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// Its number, from 1.
    pub number: u64,
    /// The webhook.
    pub webhook: String,
    /// The id that it is signed with, the same in all deliveries of it.
    pub id: String,
    /// The status of each answer, in order; `None`: there was no answer.
    pub answers: Vec<Option<u16>>,
    /// What has become of it; `None`: it will be delivered again.
    pub outcome: Option<AfterAnswer>,
}

/// What is being delivered, and what was.
#[derive(Debug, Default)]
pub(super) struct Deliveries {
    inner: Mutex<Inner>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    waiting: Vec<Waiting>,
    log: VecDeque<Delivery>,
    made: u64,
}

/// A delivery that is due at a time of the mock's clock.
#[derive(Clone, Debug)]
struct Waiting {
    number: u64,
    due: Duration,
    to: String,
    id: String,
    body: Bytes,
    webhook: usize,
    attempt: u32,
}

impl Deliveries {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All deliveries that are remembered.
    pub fn all(&self) -> Vec<Delivery> {
        self.lock().log.iter().cloned().collect()
    }

    /// Looks at the clock again, which was moved.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    pub fn forget(&self) {
        let mut inner = self.lock();
        inner.waiting.clear();
        inner.log.clear();
    }
}

impl Engine {
    /// Delivers an event now, and again as the document says. `payload` stands for the one that is made up.
    ///
    /// # Errors
    ///
    /// There is no such webhook, or the address is none that can be delivered to.
    pub fn deliver(
        &self,
        webhook: &str,
        to: &str,
        payload: Option<Value>,
    ) -> Result<u64, MockError> {
        let name = |it: &Webhook| ir_name(it);
        let mut all = self.site.api.webhooks.iter().enumerate();
        let Some((at, found)) = all.find(|(_, it)| name(it) == webhook) else {
            let names: Vec<_> = self.site.api.webhooks.iter().map(name).collect();
            let near = nearest(webhook, names.iter().map(String::as_str));
            let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            let text = format!("the document has no webhook `{webhook}`{hint}");
            return Err(MockError::Unknown(text));
        };
        address(to)?;
        let mut payload = payload.unwrap_or_else(|| made_up(&self.site.api.types, &found.payload));
        let mut inner = self.deliveries.lock();
        inner.made += 1;
        let number = inner.made;
        let mut id = format!("evt_mock_{number}");
        let in_body = self.signature(found).and_then(|it| it.id.as_ref());
        if let Some(at) = in_body.map(segments)
            && let Some(own) = follow(&payload, &at)
        {
            let own = id_like(own, number);
            id = own.as_str().map_or_else(|| own.to_string(), str::to_owned);
            set(&mut payload, &at, own);
        }
        inner.waiting.push(Waiting {
            number,
            due: self.state().clock.now(),
            to: to.to_owned(),
            id: id.clone(),
            body: Bytes::from(payload.to_string()),
            webhook: at,
            attempt: 1,
        });
        while inner.log.len() >= self.settings.most_kept.max(1) {
            inner.log.pop_front();
        }
        inner.log.push_back(Delivery {
            number,
            webhook: webhook.to_owned(),
            id,
            answers: Vec::new(),
            outcome: None,
        });
        drop(inner);
        self.deliveries.wake();
        Ok(number)
    }

    fn signature<'e>(&'e self, webhook: &'e Webhook) -> Option<&'e WebhookFacts> {
        let own = webhook
            .signature
            .as_ref()
            .or(self.site.api.webhook.as_ref());
        own.and_then(|it| it.signed.as_ref())
    }

    /// Sends what is due, for as long as the mock runs.
    pub async fn send_webhooks(self: Arc<Self>) {
        loop {
            let now = self.state().clock.now();
            let (due, next) = {
                let mut inner = self.deliveries.lock();
                let (due, left): (Vec<_>, Vec<_>) = std::mem::take(&mut inner.waiting)
                    .into_iter()
                    .partition(|it| it.due <= now);
                inner.waiting = left;
                (due, inner.waiting.iter().map(|it| it.due).min())
            };
            for waiting in due {
                let engine = Arc::clone(&self);
                tokio::spawn(async move { engine.send(waiting).await });
            }
            let wait = match next {
                Some(next) => self.state().clock.wall_until(next),
                None => Duration::from_secs(3_600),
            };
            // A wait of nothing would not let others run.
            let wait = wait.max(Duration::from_millis(1));
            let _ = tokio::time::timeout(wait, self.deliveries.wake.notified()).await;
        }
    }

    async fn send(&self, waiting: Waiting) {
        let api = &self.site.api;
        let Some(webhook) = api.webhooks.get(waiting.webhook) else {
            return;
        };
        let stated = webhook.signature.as_ref().or(api.webhook.as_ref());
        let deliveries = stated.map(|it| it.deliveries.clone()).unwrap_or_default();
        let (now, since_epoch) = {
            let state = self.state();
            let now = state.clock.now();
            (now, state.clock.since_epoch(now))
        };
        let mut headers = Vec::new();
        if let Some(facts) = self.signature(webhook) {
            headers = signed(facts, &self.settings.webhook_key, &waiting, since_epoch);
            let names = [
                (&facts.headers.event, ir_name(webhook)),
                (&facts.headers.id, waiting.id.clone()),
                (
                    &facts.headers.delivery,
                    format!("dlv_{}_{}", waiting.number, waiting.attempt),
                ),
                (&facts.headers.endpoint, "endpoint_mock".to_owned()),
            ];
            let named = names.into_iter();
            headers.extend(
                named.filter_map(|(name, value)| Some((name.as_ref()?.as_str().to_owned(), value))),
            );
        }
        let patience = deliveries.answer_within.unwrap_or(PATIENCE);
        let sent = post(&waiting.to, &headers, waiting.body.clone());
        let status = tokio::time::timeout(patience, sent).await;
        let status = status.ok().flatten();
        let success = StatusRange::class(2);
        let said = status.and_then(|it| deliveries.answers.after(it));
        let usual = match status {
            Some(status) if success.contains(status) => AfterAnswer::Acknowledge,
            _ => AfterAnswer::Repeat,
        };
        let after = said.unwrap_or(usual);
        let steps = u32::try_from(deliveries.schedule.len()).unwrap_or(u32::MAX);
        // The first step of a schedule that begins at once is the first delivery.
        let begins = deliveries.schedule.first().is_some_and(Duration::is_zero);
        let all = match (deliveries.attempts, deliveries.schedule.is_empty()) {
            (Some(attempts), _) => attempts,
            (None, true) => USUAL_DELIVERIES,
            (None, false) => steps.saturating_add(u32::from(!begins)),
        };
        let again = after == AfterAnswer::Repeat && waiting.attempt < all;
        let mut inner = self.deliveries.lock();
        if let Some(entry) = inner.log.iter_mut().find(|it| it.number == waiting.number) {
            entry.answers.push(status);
            entry.outcome = match (after, again) {
                (_, true) => None,
                (AfterAnswer::Repeat, false) => Some(AfterAnswer::Stop),
                (after, false) => Some(after),
            };
        }
        if again {
            let position = waiting.attempt.saturating_sub(u32::from(!begins));
            let position = usize::try_from(position).unwrap_or(usize::MAX);
            let schedule = &deliveries.schedule;
            let wait = schedule.get(position).or(schedule.last()).copied();
            let doubled = 1_u32.checked_shl(waiting.attempt - 1).unwrap_or(u32::MAX);
            inner.waiting.push(Waiting {
                due: now.saturating_add(wait.unwrap_or(FIRST_WAIT.saturating_mul(doubled))),
                attempt: waiting.attempt + 1,
                ..waiting
            });
        }
        drop(inner);
        self.deliveries.wake();
    }
}

/// The name of a webhook; that of a callback is the operation's and its own.
pub(super) fn ir_name(webhook: &Webhook) -> String {
    let names = webhook.name.iter().map(ir::WireName::as_str);
    names.collect::<Vec<_>>().join(".")
}

/// The signature and what goes with it.
fn signed(
    facts: &WebhookFacts,
    key: &str,
    waiting: &Waiting,
    since_epoch: Duration,
) -> Vec<(String, String)> {
    let seconds = since_epoch.as_secs().to_string();
    let raw = key.as_bytes().to_vec();
    let mac = |parts: &[&[u8]], key: &[u8]| {
        let digest = hmac_sha256::HMAC::mac(parts.concat(), key);
        match facts.encoding {
            SignatureEncoding::Hex => digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            SignatureEncoding::Base64 => STANDARD.encode(digest),
        }
    };
    let header = facts.header.as_str().to_owned();
    match facts.scheme {
        WebhookScheme::Standard => {
            let encoded = key.strip_prefix("whsec_").unwrap_or(key);
            let key = STANDARD.decode(encoded).unwrap_or(raw);
            let id = waiting.id.as_bytes();
            let parts = [id, b".", seconds.as_bytes(), b".", &waiting.body];
            vec![
                ("webhook-id".to_owned(), waiting.id.clone()),
                ("webhook-timestamp".to_owned(), seconds.clone()),
                (header, format!("v1,{}", mac(&parts, &key))),
            ]
        }
        WebhookScheme::Timestamped => {
            let signature = mac(&[seconds.as_bytes(), b".", &waiting.body], &raw);
            vec![(header, format!("t={seconds},v1={signature}"))]
        }
        WebhookScheme::Plain => {
            let signature = mac(&[&waiting.body], &raw);
            vec![(header, format!("{}{signature}", facts.prefix.as_str()))]
        }
        // Nothing here signs with a key pair, and new schemes are not known.
        _ => Vec::new(),
    }
}

/// Host, port and path of an address that can be delivered to.
fn address(url: &str) -> Result<(String, String), MockError> {
    let wrong = || {
        MockError::Script(format!(
            "`{url}` is no address to deliver to; http://127.0.0.1:8080/hooks is one"
        ))
    };
    let rest = url.strip_prefix("http://").ok_or_else(wrong)?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let has_port = authority
        .rsplit(':')
        .next()
        .is_some_and(|it| it.parse::<u16>().is_ok());
    if authority.is_empty() || authority.contains(['@', ' ']) {
        return Err(wrong());
    }
    let authority = match has_port {
        true => authority.to_owned(),
        false => format!("{authority}:80"),
    };
    let path = match path.starts_with('/') {
        true => path.to_owned(),
        false => format!("/{path}"),
    };
    Ok((authority, path))
}

/// Sends a delivery. `None`: there was no answer.
async fn post(url: &str, headers: &[(String, String)], body: Bytes) -> Option<u16> {
    let (authority, path) = address(url).ok()?;
    let stream = tokio::net::TcpStream::connect(&authority).await.ok()?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .ok()?;
    let driver = tokio::spawn(connection);
    let mut request = http::Request::post(path)
        .header("host", authority)
        .header("content-type", JSON)
        .header(
            "user-agent",
            concat!("faultcode-mock/", env!("CARGO_PKG_VERSION")),
        );
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = request.body(Wire::whole(body)).ok()?;
    let answer = sender.send_request(request).await.ok()?;
    let (head, mut body) = answer.into_parts();
    // Read to its end, so that the receiver sees no connection that breaks off.
    while let Some(Ok(_)) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {}
    driver.abort();
    Some(head.status.as_u16())
}
