//! Whoever makes calls: the generated client, or in its place one that does something wrong.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::__private::{Params, Success};
use faultcode_runtime::errors::StopReason;
use faultcode_runtime::retry::Budget;
use faultcode_runtime::{Call, Effect, EndpointError, Error, ErrorKind, Upload, WithMeta};
use faultcode_tests::traces;

use super::intent::{Claim, Ended, Keying, Limits, Op};
use super::issuer::{Source, TokenStore};
use super::keys::Keys;
use super::network::Network;
use super::simulated::Client;
use super::simulated::input::NewCharge;
use super::world::{Sim, WorldClock};

pub type Calling = Pin<Box<dyn Future<Output = Ended> + Send>>;

/// One call, as its caller asks for it.
#[derive(Clone, Debug)]
pub struct Ask {
    pub call: usize,
    pub intent: usize,
    pub op: Op,
    pub keying: Keying,
    pub timeout: Option<Duration>,
    /// The key of an earlier call that is gone on with.
    pub resumed: Option<String>,
}

/// What a client is made with.
#[derive(Clone)]
pub struct Parts {
    pub sim: Sim,
    /// The number of the client in the world.
    pub client: usize,
    pub seed: u64,
    pub limits: Limits,
    pub attempt: Duration,
    pub keys: Option<Keys>,
    pub tokens: Option<TokenStore>,
    /// Whoever holds the client holds this.
    pub alive: Arc<()>,
}

/// A client of a process. Clones are the same client.
pub trait Caller: Send {
    /// Makes a call on a clone of the client.
    fn call(&self, ask: Ask) -> Calling;

    /// The tokens of its bucket.
    fn bucket(&self) -> Option<u32> {
        None
    }

    /// What can be printed of it.
    fn shown(&self) -> String {
        String::new()
    }
}

/// The generated client.
pub struct Generated {
    client: Client,
    budget: Option<Budget>,
}

impl Generated {
    pub fn new(parts: &Parts) -> Self {
        let Limits {
            attempts,
            at_once,
            per_second,
            capacity,
            ..
        } = parts.limits;
        let source = Source {
            sim: parts.sim.clone(),
            store: parts.tokens.clone(),
            client: parts.client,
        };
        let mut builder = Client::builder()
            .transport(Network {
                sim: parts.sim.clone(),
                client: parts.client,
                alive: Arc::clone(&parts.alive),
            })
            .clock(Arc::new(WorldClock::new(&parts.sim, parts.seed)))
            .token_source(source)
            .attempt_timeout(parts.attempt)
            .retry_with(move |retries| retries.max_attempts(attempts));
        if let Some(most) = at_once {
            builder = builder.calls_at_once(most);
        }
        if let Some((rate, burst)) = per_second {
            builder = builder.calls_per_second(rate, burst);
        }
        let budget = capacity.map(Budget::new);
        if let Some(budget) = &budget {
            builder = builder.budget(budget.clone());
        }
        if let Some(keys) = &parts.keys {
            builder = builder.key_store(keys.clone());
        }
        Self {
            client: builder.build().expect("a usable client"),
            budget,
        }
    }
}

/// The caller's own key for an intent.
pub fn given_key(intent: usize) -> String {
    format!("{}key-{intent}", super::issuer::CANARY)
}

/// A stream that can be read once.
fn once() -> Upload {
    Upload::reader(&b"a file"[..])
}

impl Caller for Generated {
    fn call(&self, ask: Ask) -> Calling {
        let client = self.client.clone();
        match ask.op {
            Op::Charge => {
                let body = NewCharge::new(format!("r{}", ask.intent));
                let call = client.till().charge(&body);
                let call = match (&ask.resumed, ask.keying) {
                    (Some(key), _) => call.idempotency_key(key.as_str()),
                    (None, Keying::Made) => call,
                    (None, Keying::Given) => call.idempotency_key(given_key(ask.intent)),
                    (None, Keying::Named) => call.durable(format!("name-{}", ask.intent)),
                };
                Box::pin(made(call, ask))
            }
            Op::Note => {
                let body = NewCharge::new(format!("r{}", ask.intent));
                Box::pin(made(client.till().note(&body), ask))
            }
            Op::Look => Box::pin(made(client.till().look("c1"), ask)),
            Op::Attach => Box::pin(made(client.till().attach(once()), ask)),
        }
    }

    fn bucket(&self) -> Option<u32> {
        self.budget.as_ref()?.tokens()
    }

    fn shown(&self) -> String {
        format!("{:?} {:?}", self.client, self.budget)
    }
}

async fn made<T, E, P, B>(mut call: Call<T, E, P, B>, ask: Ask) -> Ended
where
    T: Success + Send + 'static,
    E: EndpointError + Send + 'static,
    P: Params + Send,
{
    if let Some(timeout) = ask.timeout {
        call = call.timeout(timeout);
    }
    match call.send_with_meta().await {
        Ok(WithMeta { meta, .. }) => Ended {
            ok: true,
            claim: Claim::Done,
            key: None,
            is_final: true,
            shown: format!("{meta:?}"),
            why: String::new(),
        },
        Err(error) => failed(&error),
    }
}

fn failed<E: EndpointError + 'static>(error: &Error<E>) -> Ended {
    let claim = match error.effect() {
        Effect::NotSent | Effect::Rejected => Claim::Nothing,
        Effect::MaybeApplied => Claim::Perhaps,
        _ => Claim::Done,
    };
    let key = error.idempotency_key().map(|key| key.as_str().to_owned());
    let stop = error.stop_reason().map_or("none", StopReason::as_str);
    Ended {
        ok: false,
        claim,
        key,
        is_final: matches!(error.kind(), ErrorKind::Build(_)),
        shown: format!("{}{}", traces::shown(error), error.support_report()),
        why: format!("{:?}, stop {stop}, {error}", error.status()),
    }
}
