//! A client as somebody writes one in an afternoon, right or with one mistake of a known kind: the oracle has to catch each, and
//! to leave the right one alone. The mistakes stand together with the client that makes them.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::caller::{Ask, Caller, Calling, Parts, given_key};
use super::fate::Fate;
use super::intent::{Claim, Ended, Keying, Op};
use super::issuer::{CANARY, Source, access};
use super::network::{Arrived, Asked, Exchange, Fault};
use super::world::{Sim, ms};

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    Nothing,
    /// Repeats whatever fails.
    RepeatsAll,
    /// Makes a key for each attempt.
    KeyPerAttempt,
    /// Sends other bytes the second time.
    OtherBytes,
    /// Forgets the caller's key and makes its own.
    OwnKey,
    /// Every call that is refused for its token refreshes by itself.
    RefreshesAlone,
    /// Keeps the token that it began with.
    KeepsToken,
    /// One attempt more than it may.
    OneMore,
    /// Takes the deadline for that of an attempt.
    NoDeadline,
    /// Repeats without paying.
    NoBudget,
    /// Repeats at once, whatever the server asks for.
    NoWait,
    /// Says that nothing was done where nobody knows.
    Innocent,
    /// Says that it was done where nobody knows.
    Boasting,
    /// Calls an answer that it cannot read a success.
    Hopeful,
    /// Goes on in the background when its caller has gone.
    GoesOn,
    /// Has no limit of its own.
    Unlimited,
    /// Sends as fast as it can.
    Hurries,
    /// Prints its token.
    Talks,
    /// Leaves a future behind.
    Leaves,
}

impl Mistake {
    /// Each, with the rules of which it breaks one.
    pub const ALL: [(Self, &'static [&'static str]); 18] = [
        (Self::RepeatsAll, &["repeated unsafely"]),
        (Self::KeyPerAttempt, &["key"]),
        (Self::OtherBytes, &["bytes"]),
        (Self::OwnKey, &["effects"]),
        (Self::RefreshesAlone, &["two refreshes at once"]),
        (Self::KeepsToken, &["old token"]),
        (Self::OneMore, &["attempts"]),
        (Self::NoDeadline, &["deadline"]),
        (Self::NoBudget, &["budget"]),
        (Self::NoWait, &["hint"]),
        (Self::Innocent, &["claim"]),
        (Self::Boasting, &["claim"]),
        (Self::Hopeful, &["effects"]),
        (Self::GoesOn, &["after its end"]),
        (Self::Unlimited, &["at once"]),
        (Self::Hurries, &["per second"]),
        (Self::Talks, &["secret"]),
        (Self::Leaves, &["left"]),
    ];
}

struct Shared {
    parts: Parts,
    source: Source,
    mistake: Mistake,
    /// The number of the token in use; 0: none yet.
    token: AtomicU32,
    refreshing: AtomicBool,
    running: AtomicU32,
    bucket: AtomicU32,
    keys: AtomicU32,
    /// When the next request may go.
    free: Mutex<Duration>,
}

#[derive(Clone)]
pub struct Naive(Arc<Shared>);

impl Naive {
    pub fn new(parts: &Parts, mistake: Mistake) -> Self {
        let source = Source {
            sim: parts.sim.clone(),
            store: parts.tokens.clone(),
            client: parts.client,
        };
        Self(Arc::new(Shared {
            bucket: AtomicU32::new(parts.limits.capacity.unwrap_or(u32::MAX / 2)),
            parts: parts.clone(),
            source,
            mistake,
            token: AtomicU32::new(0),
            refreshing: AtomicBool::new(false),
            running: AtomicU32::new(0),
            keys: AtomicU32::new(0),
            free: Mutex::default(),
        }))
    }

    fn sim(&self) -> &Sim {
        &self.0.parts.sim
    }

    fn is(&self, mistake: Mistake) -> bool {
        self.0.mistake == mistake
    }

    /// A token after the one of that number.
    async fn token(&self, refused: u32) -> Option<u32> {
        let shared = &self.0;
        loop {
            let current = shared.token.load(Ordering::Relaxed);
            if current > refused {
                return Some(current);
            }
            if self.is(Mistake::RefreshesAlone) || !shared.refreshing.swap(true, Ordering::Relaxed)
            {
                let guard = Refreshing(self.clone());
                let next = shared.source.next(Some(current).filter(|it| *it > 0)).await;
                let next = next.ok()?;
                let text = next.access.expose();
                let number = text.rsplit('-').next()?.parse().ok()?;
                shared.token.fetch_max(number, Ordering::Relaxed);
                drop(guard);
                return Some(number);
            }
            self.sim().sleep(ms(2)).await;
        }
    }

    /// Waits for its turn.
    async fn turn(&self) {
        let Some((rate, _)) = self.0.parts.limits.per_second else {
            return;
        };
        if self.is(Mistake::Hurries) {
            return;
        }
        let wait = {
            let now = self.sim().lock().now;
            let mut free = self.0.free.lock().unwrap_or_else(PoisonError::into_inner);
            let at = now.max(*free);
            *free = at + Duration::from_secs_f64(1.0 / rate);
            at - now
        };
        self.sim().sleep(wait).await;
    }

    fn key(&self, ask: &Ask) -> Option<String> {
        if ask.op != Op::Charge {
            return None;
        }
        let make = || {
            let number = self.0.keys.fetch_add(1, Ordering::Relaxed);
            format!("{CANARY}made-{}-{number}", self.0.parts.client)
        };
        if self.is(Mistake::OwnKey) {
            return Some(make());
        }
        Some(match (&ask.resumed, ask.keying) {
            (Some(key), _) => key.clone(),
            (None, Keying::Made) => make(),
            // It has no store, and so takes the name for the key.
            (None, Keying::Given | Keying::Named) => given_key(ask.intent),
        })
    }

    async fn attempt(&self, ask: &Ask, key: Option<String>, token: u32, number: u32) -> Got {
        let asked = Asked {
            client: self.0.parts.client,
            call: ask.call,
            op: ask.op,
            key,
            token: Some(format!("Bearer {}", access(token))),
        };
        let wire = self.sim().lock().send(asked);
        let exchange = Exchange::new(self.sim(), wire);
        let fate = self.sim().lock().wires[wire].fate;
        if !matches!(
            fate,
            Fate::Early(_) | Fate::NoConnection(_) | Fate::Unstarted
        ) {
            let body = match ask.op {
                Op::Attach => "a file".to_owned(),
                _ if self.is(Mistake::OtherBytes) => format!("{} {number}", ask.intent),
                _ => ask.intent.to_string(),
            };
            self.sim().lock().read(wire, body.into());
        }
        match exchange.await {
            Err(Fault::Reset) => Got::Nothing,
            Err(_) => Got::NotSent,
            Ok(arrived) => read(arrived).await,
        }
    }

    async fn run(&self, ask: Ask, mut key: Option<String>) -> Ended {
        let limits = &self.0.parts.limits;
        let shared = &self.0;
        while limits.at_once.is_some_and(|most| {
            !self.is(Mistake::Unlimited) && shared.running.load(Ordering::Relaxed) as usize >= most
        }) {
            self.sim().sleep(ms(40)).await;
        }
        let _running = Running::new(self);
        let (mut refused, mut renewed, mut attempts, mut worst) = (0, false, 0, Claim::Nothing);
        let most = limits.attempts + u32::from(self.is(Mistake::OneMore));
        let mut last = None;
        loop {
            let token = match shared.token.load(Ordering::Relaxed) {
                token if token > refused => token,
                _ => match self.token(refused).await {
                    Some(token) => token,
                    None => return failure(worst, key, "no token"),
                },
            };
            if let Some(cost) = last
                && !self.is(Mistake::NoBudget)
                && shared
                    .bucket
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |it| {
                        it.checked_sub(cost)
                    })
                    .is_err()
            {
                return failure(worst, key, "budget");
            }
            if self.is(Mistake::KeyPerAttempt) && attempts > 0 {
                key = self.key(&Ask {
                    keying: Keying::Made,
                    resumed: None,
                    ..ask.clone()
                });
            }
            self.turn().await;
            let token = match self.is(Mistake::KeepsToken) {
                true => 1,
                false => shared.token.load(Ordering::Relaxed).max(token),
            };
            attempts += 1;
            let attempt = self.attempt(&ask, key.clone(), token, attempts);
            let got = within(self.sim(), self.0.parts.attempt, attempt).await;
            let got = got.unwrap_or(Got::Nothing);
            let (wait, harmless, cost) = match got {
                Got::Done => {
                    let paid = last.map_or(1, |cost| cost);
                    shared.bucket.fetch_add(paid, Ordering::Relaxed);
                    return Ended {
                        ok: true,
                        claim: Claim::Done,
                        key: None,
                        is_final: true,
                        shown: String::new(),
                        why: String::new(),
                    };
                }
                Got::Unread if self.is(Mistake::Hopeful) => {
                    return Ended {
                        ok: true,
                        claim: Claim::Done,
                        key: None,
                        is_final: true,
                        shown: String::new(),
                        why: "hopeful".to_owned(),
                    };
                }
                Got::Nothing if self.is(Mistake::Hopeful) => {
                    return Ended {
                        ok: true,
                        claim: Claim::Done,
                        key: None,
                        is_final: true,
                        shown: String::new(),
                        why: "hopeful".to_owned(),
                    };
                }
                Got::Unread => return failure(Claim::Done, key, "unread"),
                Got::NotSent => (ms(50), true, 14),
                Got::Nothing => (ms(50), false, 14),
                Got::Refused(401, _) if !renewed => {
                    renewed = true;
                    refused = shared.token.load(Ordering::Relaxed);
                    attempts -= 1;
                    last = None;
                    continue;
                }
                Got::Refused(429, hint) => (hint.unwrap_or(ms(1000)), true, 5),
                Got::Refused(status, hint) => {
                    let harmless =
                        (400..500).contains(&status) && !matches!(status, 408 | 409 | 422);
                    let wait = hint.unwrap_or(ms(50));
                    if harmless {
                        return failure(self.says(worst), key, "refused");
                    }
                    (wait, harmless, 14)
                }
            };
            if !harmless {
                worst = Claim::Perhaps;
            }
            let safe = key.is_some() || ask.op == Op::Look;
            let may = harmless || safe || self.is(Mistake::RepeatsAll);
            if attempts >= most || !may || wait > Duration::from_secs(120) {
                let worst = if ask.op == Op::Look {
                    Claim::Nothing
                } else {
                    worst
                };
                return failure(self.says(worst), key, "ended");
            }
            last = Some(cost);
            if !self.is(Mistake::NoWait) {
                self.sim().sleep(wait).await;
            }
        }
    }

    fn says(&self, worst: Claim) -> Claim {
        match worst {
            Claim::Perhaps if self.is(Mistake::Innocent) => Claim::Nothing,
            Claim::Perhaps if self.is(Mistake::Boasting) => Claim::Done,
            worst => worst,
        }
    }

    fn finished(&self, mut ended: Ended) -> Ended {
        if self.is(Mistake::Talks) {
            ended.shown = format!("refused: {}", access(1));
        }
        if self.is(Mistake::Leaves) {
            std::mem::forget(self.sim().sleep(ms(1)));
        }
        ended
    }
}

struct Refreshing(Naive);

impl Drop for Refreshing {
    fn drop(&mut self) {
        self.0.0.refreshing.store(false, Ordering::Relaxed);
    }
}

struct Running(Naive);

impl Running {
    fn new(naive: &Naive) -> Self {
        naive.0.running.fetch_add(1, Ordering::Relaxed);
        Self(naive.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What an attempt came to.
enum Got {
    Done,
    /// A success that cannot be read.
    Unread,
    NotSent,
    Nothing,
    Refused(u16, Option<Duration>),
}

async fn read(mut arrived: Arrived) -> Got {
    let mut body = Vec::new();
    while let Some(piece) = poll_fn(|cx| arrived.body.poll(cx)).await {
        match piece {
            Ok(piece) => body.extend_from_slice(&piece),
            Err(()) => return Got::Nothing,
        }
    }
    let text = String::from_utf8_lossy(&body);
    let header = |wanted: &str| arrived.headers.iter().find(|(name, _)| *name == wanted);
    let hint = header("retry-after").and_then(|(_, text)| text.parse().ok());
    match arrived.status {
        200 if text.contains("c1") => Got::Done,
        200 => Got::Unread,
        409 if text.contains("DONE") => Got::Unread,
        status => Got::Refused(status, hint.map(Duration::from_secs)),
    }
}

fn failure(claim: Claim, key: Option<String>, why: &str) -> Ended {
    Ended {
        ok: false,
        claim,
        key,
        is_final: false,
        shown: why.to_owned(),
        why: why.to_owned(),
    }
}

async fn within<T>(sim: &Sim, limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut limit) = (Box::pin(work), Box::pin(sim.sleep(limit)));
    poll_fn(move |cx| match work.as_mut().poll(cx) {
        std::task::Poll::Ready(done) => std::task::Poll::Ready(Some(done)),
        std::task::Poll::Pending => limit.as_mut().poll(cx).map(|()| None),
    })
    .await
}

impl Caller for Naive {
    fn call(&self, ask: Ask) -> Calling {
        let naive = self.clone();
        Box::pin(async move {
            let (op, limit, key) = (ask.op, ask.timeout, naive.key(&ask));
            if naive.is(Mistake::GoesOn) {
                // The caller's future is a handle only.
                let (other, sim) = (naive.clone(), naive.sim().clone());
                let task = tokio::spawn(async move { other.run(ask, key).await });
                drop(sim);
                return task.await.expect("no panic");
            }
            let run = naive.run(ask, key.clone());
            let ended = match limit.filter(|_| !naive.is(Mistake::NoDeadline)) {
                None => run.await,
                Some(limit) => {
                    let claim = match op {
                        Op::Look => Claim::Nothing,
                        _ => Claim::Perhaps,
                    };
                    let ended = within(naive.sim(), limit, run).await;
                    ended.unwrap_or_else(|| failure(naive.says(claim), key, "too late"))
                }
            };
            naive.finished(ended)
        })
    }
}
