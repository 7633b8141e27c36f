//! What must hold in every run, looked at from outside: requests, effects, tokens, waits, time and what is printed.
//!
//! | rule | what breaks it |
//! |---|---|
//! | effects | two of one intent; a success without one, or with two |
//! | claim | a failure that says "nothing was done" or "it was done" where the server's book says otherwise |
//! | repeated unsafely | a request without a key after one that may have been carried out |
//! | after success, in flight | a request after the answer that it is done, or while another one of the call is under way |
//! | key, bytes | another key or other bytes within a call |
//! | attempts | more requests than attempts, refreshes and transparent repeats allow |
//! | after its end | a request of a call that has ended or was dropped |
//! | hint | a request before the wait that the server asked for |
//! | deadline | a call that outlasts its time |
//! | budget | repeats that nobody paid for |
//! | old token, two refreshes at once, a refresh token used twice | what the names say |
//! | at once, per second | more calls or requests than the client's limits |
//! | left | a future, a task or a client that is still held when all has ended; a call that never ends |
//! | secret | a secret in anything that can be printed |
//!
//! Nothing here asks the runtime what it thinks. The rules stay together in one file.

use std::collections::BTreeMap;
use std::time::Duration;

use faultcode_runtime::Bytes;

use super::intent::{Claim, Ended, Intent, Limits, Op};
use super::issuer::{CANARY, number_of};
use super::network::{Asked, Seen};
use super::world::{World, ms};

/// A client, and what was seen of it. One that was killed and started again is another.
#[derive(Debug)]
pub struct Client {
    limits: Limits,
    /// How many of its sources are being asked.
    pub asking: u32,
    /// The newest token that it was given.
    pub newest: u32,
    /// When requests left that count for its pace.
    paced: Vec<Duration>,
    spent: u32,
    refunded: u32,
}

#[derive(Debug)]
pub struct Call {
    pub intent: usize,
    client: usize,
    begun: Duration,
    timeout: Option<Duration>,
    pub wires: Vec<usize>,
    ended: bool,
    /// `None`: it was dropped, or its process killed.
    outcome: Option<Ended>,
    /// Unstarted requests in a row.
    unstarted: u32,
    last_cost: Option<u32>,
}

pub struct Oracle {
    pub intents: Vec<Intent>,
    pub clients: Vec<Client>,
    pub calls: Vec<Call>,
    pub breaches: Vec<(&'static str, String)>,
    pub reached: BTreeMap<String, u64>,
}

impl Oracle {
    pub fn new(intents: Vec<Intent>) -> Self {
        Self {
            intents,
            clients: Vec::new(),
            calls: Vec::new(),
            breaches: Vec::new(),
            reached: BTreeMap::new(),
        }
    }

    pub fn call(&mut self, call: usize) -> &mut Call {
        &mut self.calls[call]
    }

    pub fn client(&mut self, client: usize) -> &mut Client {
        &mut self.clients[client]
    }

    pub fn add_client(&mut self, limits: Limits) -> usize {
        self.clients.push(Client {
            limits,
            asking: 0,
            newest: 0,
            paced: Vec::new(),
            spent: 0,
            refunded: 0,
        });
        self.clients.len() - 1
    }

    /// The calls of a client that have not ended.
    pub fn calls_of(&self, client: usize) -> Vec<usize> {
        let calls = self.calls.iter().enumerate();
        let open = calls.filter(|(_, call)| call.client == client && !call.ended);
        open.map(|(number, _)| number).collect()
    }

    fn reach(&mut self, what: String) {
        *self.reached.entry(what).or_default() += 1;
    }
}

/// The least that a repeat costs after what was seen: 5 where the server is busy, else 14 (`docs/src/retries.md`).
fn cost(seen: Seen) -> u32 {
    match seen {
        // A 409 may be about a key that is in use.
        Seen::Refused(429 | 409) | Seen::Unclear => 5,
        _ => 14,
    }
}

impl World {
    pub fn begin(&mut self, intent: usize, client: usize) -> usize {
        let call = self.oracle.calls.len();
        let timeout = self.oracle.intents[intent].timeout;
        self.note(format_args!(
            "client {client} begins call {call} of intent {intent}, timeout {timeout:?}"
        ));
        self.oracle.calls.push(Call {
            intent,
            client,
            begun: self.now,
            timeout,
            wires: Vec::new(),
            ended: false,
            outcome: None,
            unstarted: 0,
            last_cost: None,
        });
        call
    }

    /// What was seen of the requests of a call.
    fn seen(&self, call: usize) -> Vec<Seen> {
        let wires = &self.oracle.calls[call].wires;
        wires.iter().map(|wire| self.wires[*wire].seen).collect()
    }

    /// A request is about to leave.
    pub fn judge_sent(&mut self, asked: &Asked) {
        let (number, now) = (asked.call, self.now);
        let before = self.seen(number);
        let call = &self.oracle.calls[number];
        let last = call.wires.last().copied();
        let limits = self.oracle.clients[call.client].limits.clone();
        let is_late = call
            .timeout
            .is_some_and(|timeout| now > call_end(call, timeout));
        if call.ended {
            self.breach("after its end", format_args!("call {number} sends"));
        }
        if is_late {
            self.breach("deadline", format_args!("call {number} sends after it"));
        }
        if before.contains(&Seen::Waiting) {
            self.breach("in flight", format_args!("call {number} sends two at once"));
        }
        if before.contains(&Seen::Done) {
            self.breach("after success", format_args!("call {number} is done"));
        }
        let harmless = |seen: &Seen| !matches!(seen, Seen::Unclear | Seen::Waiting | Seen::Done);
        if matches!(asked.op, Op::Note | Op::Attach) && !before.iter().all(harmless) {
            self.breach(
                "repeated unsafely",
                format_args!("call {number} after {before:?}"),
            );
        }
        if let Some(last) = last {
            let wire = &self.wires[last];
            if wire.asked.key != asked.key {
                let text = format!("call {number}: {:?}, {:?}", wire.asked.key, asked.key);
                self.breach("key", format_args!("{text}"));
            }
            let wire = &self.wires[last];
            if let Some(hint) = wire.hint
                && now < wire.ended + hint
                && matches!(wire.seen, Seen::Refused(_) | Seen::Unclear)
            {
                self.breach("hint", format_args!("call {number} does not wait {hint:?}"));
            }
        }
        self.judge_attempts(number, &before, &limits);
        self.judge_limits(number, &before, &limits);
        let newest = self.oracle.clients[asked.client].newest;
        let token = number_of(asked.token.as_deref()).unwrap_or(0);
        if token < newest {
            self.breach(
                "old token",
                format_args!("call {number} sends {token}, and {newest} is there"),
            );
        }
    }

    fn judge_attempts(&mut self, call: usize, before: &[Seen], limits: &Limits) {
        let renewed = before.iter().filter(|seen| **seen == Seen::Refused(401));
        let renewed = (renewed.count() as u32).min(1);
        let unstarted = before.iter().filter(|seen| **seen == Seen::Unstarted);
        let unstarted = unstarted.count() as u32;
        let started = before.len() as u32 - unstarted;
        let (most, transparent) = match limits.attempts {
            1 => (1 + renewed, 0),
            most => (most + renewed, 2 * (most + renewed)),
        };
        // One that is unstarted three times is an attempt.
        let attempts = started + unstarted.saturating_sub(transparent);
        if attempts >= most || before.len() as u32 >= most + transparent {
            self.breach(
                "attempts",
                format_args!("call {call} of {most} attempts after {before:?}"),
            );
        }
    }

    fn judge_limits(&mut self, number: usize, before: &[Seen], limits: &Limits) {
        let now = self.now;
        let client = self.oracle.calls[number].client;
        let last = before.last().copied();
        let many = limits.attempts > 1;
        let call = &mut self.oracle.calls[number];
        let transparent = match last {
            Some(Seen::Unstarted) => {
                call.unstarted += 1;
                many && call.unstarted <= 2
            }
            _ => {
                call.unstarted = 0;
                false
            }
        };
        if !transparent {
            call.unstarted = 0;
        }
        let renews = last == Some(Seen::Refused(401));
        let cost = last.filter(|_| !transparent && !renews).map(cost);
        if let Some(cost) = cost {
            call.last_cost = Some(cost);
            let known = &mut self.oracle.clients[client];
            known.spent += cost;
            let (spent, refunded) = (known.spent, known.refunded);
            if limits.capacity.is_some_and(|it| spent > it + refunded) {
                self.breach(
                    "budget",
                    format_args!("{spent} spent of {:?} and {refunded}", limits.capacity),
                );
            }
        }
        if let (Some((rate, burst)), false) = (limits.per_second, transparent) {
            let known = &mut self.oracle.clients[client];
            known.paced.push(now);
            let held = paced(&known.paced, rate, burst);
            if !held {
                self.breach("per second", format_args!("client {client}"));
            }
        }
        if let Some(most) = limits.at_once {
            let calls = self.oracle.calls.iter().enumerate();
            let under_way = calls.filter(|(other, call)| {
                let wires = &call.wires;
                let waits = || wires.iter().any(|it| self.wires[*it].seen == Seen::Waiting);
                // A store is asked after the call gave its place back.
                call.client == client
                    && *other != number
                    && !call.ended
                    && if limits.has_store {
                        waits()
                    } else {
                        !wires.is_empty()
                    }
            });
            if under_way.count() >= most {
                self.breach("at once", format_args!("client {client}"));
            }
        }
    }

    /// The client has seen what comes of a request.
    pub fn judge_seen(&mut self, wire: usize) {
        let known = &self.wires[wire];
        let (number, seen) = (known.asked.call, known.seen);
        let word = match seen {
            Seen::Refused(status) => format!("refused {status}"),
            seen => format!("{seen:?}"),
        };
        self.oracle.reach(format!("seen {word}"));
        if seen != Seen::Done {
            return;
        }
        let call = &self.oracle.calls[number];
        // Costs are taken for the least, and so a refund for the most.
        let refund = call.last_cost.map_or(1, |_| 14);
        self.oracle.clients[call.client].refunded += refund;
    }

    /// The body of a request.
    pub fn judge_body(&mut self, wire: usize, body: &Bytes) {
        let number = self.wires[wire].asked.call;
        let wires = self.oracle.calls[number].wires.clone();
        let other = wires.iter().filter_map(|it| self.wires[*it].body.as_ref());
        if other.into_iter().any(|other| other != body) {
            self.breach("bytes", format_args!("call {number} sends other bytes"));
        }
        if self.wires[wire].asked.op == Op::Attach && body.as_ref() != b"a file" {
            self.breach("bytes", format_args!("call {number} sends a part"));
        }
    }

    /// A call was dropped, or its process killed.
    pub fn dropped(&mut self, call: usize) {
        if !self.oracle.calls[call].ended {
            self.note(format_args!("call {call} is dropped"));
            self.oracle.reach("call dropped".to_owned());
            self.oracle.calls[call].ended = true;
        }
    }

    /// A call has ended.
    pub fn end(&mut self, number: usize, ended: Ended) {
        self.note(format_args!(
            "call {number} ends: ok {} claims {:?}, {}",
            ended.ok, ended.claim, ended.why
        ));
        let now = self.now;
        let call = &mut self.oracle.calls[number];
        call.ended = true;
        call.outcome = Some(ended.clone());
        let (client, intent) = (call.client, call.intent);
        let late = call
            .timeout
            .map(|timeout| now.saturating_sub(call_end(call, timeout)));
        // Where a store says what became of a name, an error waits for it a moment longer.
        let slack = match self.oracle.clients[client].limits.has_store {
            true if !ended.ok => ms(250),
            _ => Duration::ZERO,
        };
        if let Some(late) = late.filter(|late| *late > slack) {
            self.breach("deadline", format_args!("call {number} is {late:?} late"));
        }
        let outcome = match (ended.ok, ended.claim) {
            (true, _) => "ok".to_owned(),
            (false, claim) => format!("{claim:?}"),
        };
        let op = self.oracle.intents[intent].op;
        self.oracle.reach(format!("{op:?} {outcome}"));
        let done = self.done_of(intent, false);
        let by_all = self.done_of(intent, true);
        let counts = op != Op::Look;
        if counts && ended.ok && (done > 1 || by_all == 0) {
            self.breach(
                "effects",
                format_args!("call {number} succeeded and was done {done} times"),
            );
        }
        if counts && !ended.ok && ended.claim == Claim::Done && by_all == 0 {
            self.breach("claim", format_args!("call {number} was not done"));
        }
        let keys = self.oracle.calls[number].wires.iter();
        let keys = keys.filter_map(|wire| self.wires[*wire].asked.key.clone());
        let secrets: Vec<String> = keys.chain([CANARY.to_owned()]).collect();
        if let Some(secret) = secrets.iter().find(|it| ended.shown.contains(*it)) {
            self.breach("secret", format_args!("call {number} shows {secret}"));
        }
    }

    /// How often an intent was carried out; `all`: also where the network asked a second time.
    fn done_of(&self, intent: usize, all: bool) -> usize {
        let of_intent = |call: usize| self.oracle.calls[call].intent == intent;
        let done = self.server.done.iter();
        done.filter(|effect| of_intent(effect.call) && (all || !effect.again))
            .count()
    }

    /// All has come to its end.
    pub fn judge_end(&mut self) {
        for intent in 0..self.oracle.intents.len() {
            let op = self.oracle.intents[intent].op;
            let keyed = op == Op::Charge;
            // A network that delivers twice does so to every request that nobody can tell from a second wish.
            let done = self.done_of(intent, keyed);
            if done > 1 {
                self.breach(
                    "effects",
                    format_args!("intent {intent} was done {done} times"),
                );
            }
        }
        for number in 0..self.oracle.calls.len() {
            let call = &self.oracle.calls[number];
            let nothing = call
                .outcome
                .as_ref()
                .is_some_and(|it| !it.ok && it.claim == Claim::Nothing);
            let done = self.server.done.iter();
            let done = done.filter(|effect| effect.call == number).count();
            if nothing && done > 0 {
                self.breach(
                    "claim",
                    format_args!("call {number} says that nothing was done, and it was"),
                );
            }
            if !self.oracle.calls[number].ended {
                self.breach("left", format_args!("call {number} never ends"));
            }
        }
        if self.held > 0 {
            let held = self.held;
            self.breach("left", format_args!("{held} futures are held"));
        }
    }
}

fn call_end(call: &Call, timeout: Duration) -> Duration {
    call.begun.saturating_add(timeout)
}

/// Whether requests keep to a rate with a burst: within any stretch of time, no more than came in plus the burst.
fn paced(sent: &[Duration], rate: f64, burst: u32) -> bool {
    let Some(last) = sent.last() else { return true };
    sent.iter().enumerate().all(|(index, first)| {
        let count = (sent.len() - index) as f64;
        let stretch = (*last - *first).as_secs_f64();
        count <= stretch.mul_add(rate, f64::from(burst)) + 1e-6
    })
}
