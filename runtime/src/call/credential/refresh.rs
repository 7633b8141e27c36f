//! One token for all calls of a client: fetched once however many need it, and again when it runs out.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::endpoint::TokenEndpoint;
use super::held::Sent;
use super::token::{Token, TokenError, TokenRequest, TokenSource};
use crate::call::client::Client;
use crate::facts::Backoff;
use crate::facts::scheme::Scheme;
use crate::transport::aside;
use crate::transport::race::unless;

/// How long before its end a token is replaced.
const AHEAD: Duration = Duration::from_secs(10);

/// The shortest time between two refreshes, so that no server can keep a client refreshing.
const BETWEEN: Duration = Duration::from_secs(10);

/// The tokens of one credential.
///
/// The lock is held for single decisions only, never across an await.
pub(crate) struct TokenCell {
    scheme: &'static Scheme,
    source: Arc<dyn TokenSource>,
    endpoint: TokenEndpoint,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Arc<Granted>>,
    refreshed: Option<Instant>,
    failure: Option<Failure>,
    running: Option<Running>,
    /// How many refreshes were started.
    started: u64,
}

/// A refresh that has not ended.
struct Running {
    since: Instant,
    outcome: watch::Receiver<Option<Outcome>>,
}

type Outcome = Result<Arc<Granted>, TokenError>;

struct Failure {
    error: TokenError,
    at: Instant,
    times: u32,
}

/// A token in use.
pub(crate) struct Granted {
    token: Token,
    sent: Sent,
    number: u64,
    ends: Option<Instant>,
}

impl Granted {
    /// The first of the needed scopes that the token is known to lack.
    pub(crate) fn lacks(&self, needed: &'static [&'static str]) -> Option<&'static str> {
        let scopes = self.token.scopes.as_ref()?;
        needed
            .iter()
            .copied()
            .find(|scope| !scopes.iter().any(|has| has == scope))
    }

    fn is_ending(&self, now: Instant, ahead: Duration) -> bool {
        self.ends
            .is_some_and(|ends| ends.saturating_duration_since(now) <= ahead)
    }
}

/// Why a call goes on without a token.
pub(crate) enum NoToken {
    /// A refresh was due but the last one is too recent: the server refuses what it just issued.
    TooSoon,
    /// The source failed.
    Failed(TokenError),
}

enum Step {
    Use(Arc<Granted>),
    /// `joined`: on a refresh that another call started.
    Wait {
        running: watch::Receiver<Option<Outcome>>,
        usable: Option<Arc<Granted>>,
        joined: bool,
    },
    Fail(NoToken),
}

impl TokenCell {
    pub(super) fn new(
        scheme: &'static Scheme,
        source: Arc<dyn TokenSource>,
        endpoint: TokenEndpoint,
    ) -> Self {
        Self {
            scheme,
            source,
            endpoint,
            state: Mutex::default(),
        }
    }

    /// The token to send. `refused` is the one that the server did not take: unless a newer one is there already, it is
    /// refreshed first.
    pub(crate) async fn token(
        self: &Arc<Self>,
        refused: Option<&Granted>,
        scopes: &'static [&'static str],
        client: &Client,
    ) -> Result<Sent, NoToken> {
        let mut may_join = true;
        let granted = loop {
            match self.step(refused, scopes, client) {
                Step::Use(granted) => break granted,
                Step::Fail(reason) => return Err(reason),
                Step::Wait {
                    mut running,
                    usable,
                    joined,
                } => {
                    let outcome = running.wait_for(Option::is_some).await;
                    let outcome = outcome.ok().and_then(|outcome| outcome.clone());
                    // A task that ended without an outcome panicked, or its runtime shut down: that of another call need not
                    // be the runtime of this one.
                    let Some(outcome) = outcome else {
                        if joined && std::mem::take(&mut may_join) {
                            continue;
                        }
                        let error = TokenError::transient("the refresh was interrupted");
                        match usable {
                            Some(usable) => break usable,
                            None => return Err(NoToken::Failed(error)),
                        }
                    };
                    match (outcome, usable) {
                        (Ok(granted), _) => break granted,
                        // Refreshed ahead of time: the old token is still good for a moment.
                        (Err(_), Some(usable)) => break usable,
                        (Err(error), None) => return Err(NoToken::Failed(error)),
                    }
                }
            }
        };
        // Another refresh may have ended before this call went on.
        if let Some(newer) = self.newer(Some(&granted)) {
            return Ok(newer);
        }
        let mut sent = granted.sent.clone();
        sent.token = Some(granted);
        Ok(sent)
    }

    /// The token in use, if it is a newer one.
    pub(crate) fn newer(&self, than: Option<&Granted>) -> Option<Sent> {
        let current = self.lock().current.clone();
        let current = current.filter(|it| than.is_none_or(|than| than.number < it.number))?;
        let mut sent = current.sent.clone();
        sent.token = Some(current);
        Some(sent)
    }

    fn step(
        self: &Arc<Self>,
        refused: Option<&Granted>,
        scopes: &'static [&'static str],
        client: &Client,
    ) -> Step {
        let now = self.endpoint.clock.instant();
        let mut state = self.lock();
        let taken = |current: &Granted| refused.is_none_or(|it| it.number < current.number);
        let good = state.current.clone().filter(|current| taken(current));
        if let Some(current) = good.as_ref().filter(|it| !it.is_ending(now, AHEAD)) {
            return Step::Use(Arc::clone(current));
        }
        let usable = good.clone().filter(|it| !it.is_ending(now, Duration::ZERO));
        if let Some(running) = &state.running
            && running.outcome.has_changed().is_ok()
            && now.saturating_duration_since(running.since) <= self.endpoint.timeout
        {
            return Step::Wait {
                running: running.outcome.clone(),
                usable,
                joined: true,
            };
        }
        if let Some(failure) = &state.failure {
            let wait = Backoff::THROTTLE.wait(failure.times, 1.0);
            let early = now.saturating_duration_since(failure.at) < wait;
            if failure.error.is_permanent() || early {
                return match usable {
                    Some(usable) => Step::Use(usable),
                    None => Step::Fail(NoToken::Failed(failure.error.clone())),
                };
            }
        }
        let recent = state
            .refreshed
            .is_some_and(|at| now.saturating_duration_since(at) < BETWEEN);
        if recent {
            return match good {
                // Its lifetime says that it has ended, but nobody has refused it yet.
                Some(current) => Step::Use(current),
                None => Step::Fail(NoToken::TooSoon),
            };
        }
        Step::Wait {
            running: self.start(&mut state, scopes, client),
            usable,
            joined: false,
        }
    }

    /// Starts a refresh in a task of its own, so that it goes on when the call that asked for it is dropped.
    fn start(
        self: &Arc<Self>,
        state: &mut State,
        scopes: &'static [&'static str],
        client: &Client,
    ) -> watch::Receiver<Option<Outcome>> {
        let (done, outcome) = watch::channel(None);
        state.started = state.started.wrapping_add(1);
        let number = state.started;
        state.running = Some(Running {
            since: self.endpoint.clock.instant(),
            outcome: outcome.clone(),
        });
        let (cell, client) = (Arc::clone(self), client.clone());
        let previous = state.current.clone();
        tokio::spawn(async move {
            // A source is code of the caller, which may block.
            let mut answer = aside(|| {
                cell.source.token(TokenRequest {
                    previous: previous.as_ref().map(|it| &it.token),
                    scopes,
                    endpoint: &cell.endpoint,
                    client: &client,
                })
            });
            // One that never ends must not stand in the way of every later call.
            let answer = poll_fn(|cx| aside(|| answer.as_mut().poll(cx)));
            let limit = cell.endpoint.clock.limit(cell.endpoint.timeout);
            let answer = unless(pin!(answer), pin!(limit))
                .await
                .unwrap_or_else(|()| {
                    let words = "the source of tokens did not end in time";
                    Err(TokenError::transient(words))
                });
            let outcome = cell.settle(number, previous.as_deref(), answer);
            done.send_replace(Some(outcome));
        });
        outcome
    }

    fn settle(
        &self,
        number: u64,
        previous: Option<&Granted>,
        answer: Result<Token, TokenError>,
    ) -> Outcome {
        let now = self.endpoint.clock.instant();
        let outcome = answer.and_then(|token| {
            let sent = Sent::of_token(self.scheme.kind, token.access.expose()).map_err(|()| {
                TokenError::transient("the token has a character that cannot be sent")
            })?;
            Ok(Arc::new(Granted {
                number: previous.map_or(1, |it| it.number.wrapping_add(1)),
                ends: token.expires_in.and_then(|time| now.checked_add(time)),
                sent,
                token,
            }))
        });
        let mut state = self.lock();
        // One that nobody drove for longer than its limit, in a runtime that stood still, was given up: a later one counts.
        if state.started != number {
            return outcome;
        }
        state.running = None;
        match &outcome {
            Ok(granted) => {
                state.current = Some(Arc::clone(granted));
                state.failure = None;
                // The first token is no refresh: it may come from a store and be old.
                state.refreshed = previous.map(|_| now);
            }
            Err(error) => {
                let times = state.failure.as_ref().map_or(0, |failure| failure.times);
                state.failure = Some(Failure {
                    error: error.clone(),
                    at: now,
                    times: times.saturating_add(1),
                });
            }
        }
        let level = if outcome.is_ok() {
            "refreshed"
        } else {
            "failed"
        };
        crate::call::observe::refresh(self.scheme.name, level);
        outcome
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic cannot leave the state half written: every field is assigned whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
