//! Whether a failed attempt is repeated, and why not: what the runtime decides after an answer, and what the documentation of
//! a method says beforehand.

use crate::effect::Effect;
use crate::idempotency::KeyAnswer;
use crate::retry::{NetworkRetry, Retry};
use crate::status::StatusRange;

words! {
    /// What one failed attempt asks for, before the gates are looked at.
    pub enum Verdict {
        /// A repeat may succeed.
        Transient = "transient",
        /// The server asks for fewer requests.
        Throttle = "throttle",
        /// An earlier request with the same idempotency key is still running.
        InFlight = "inFlight",
        /// The credential has to be refreshed first.
        Reauth = "reauth",
        /// A repeat would give the same answer.
        Never = "never",
    }
}

words! {
    /// Why a call was not repeated.
    #[non_exhaustive]
    pub enum StopReason {
        /// The answer would stay the same.
        NotRetryable = "notRetryable",
        /// The body cannot be sent a second time.
        NotReplayable = "notReplayable",
        /// The server may have done the work, and doing it twice is not harmless.
        UnsafeToRepeat = "unsafeToRepeat",
        /// All attempts are made.
        AttemptsExhausted = "attemptsExhausted",
        /// The server no longer remembers the idempotency key.
        KeyExpired = "keyExpired",
        /// The server asks for a longer wait than the policy obeys.
        HintTooLong = "hintTooLong",
        /// The wait would pass the deadline of the call.
        DeadlineExceeded = "deadlineExceeded",
        /// The retry budget of the client is empty.
        BudgetExhausted = "budgetExhausted",
    }
}

/// The kind of a transport fault, as far as repeating is concerned. What the server may have done is a separate fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NetworkFault {
    /// No connection: name resolution, refused, timeout while connecting, TLS handshake without a certificate fault.
    Connect,
    /// The attempt took too long, or a body stalled.
    Timeout,
    /// The connection ended before the answer was complete.
    Reset,
    /// Certificate, proxy refusal and protocol faults: a repeat meets the same fault.
    Permanent,
}

/// What one attempt brought to light. `Default` is an attempt about which nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The status, if a complete head arrived.
    pub status: Option<u16>,
    /// The transport fault, if the answer is missing or incomplete.
    pub fault: Option<NetworkFault>,
    /// What the entry of the answer's code says.
    pub code_retry: Retry,
    /// What the entry of the answer's status says.
    pub status_retry: Retry,
    /// What the answer means for the idempotency key.
    pub key_answer: Option<KeyAnswer>,
    /// Whether the same key would only bring the same failure again.
    pub replayed: bool,
    /// What the server says in the declared header.
    pub should_retry: Option<bool>,
}

impl Evidence {
    /// Whether the caller can only try again with a new idempotency key.
    pub fn needs_new_key(&self) -> bool {
        self.code_retry == Retry::NewKey
            || self.status_retry == Retry::NewKey
            || self.key_answer == Some(KeyAnswer::Mismatch)
    }
}

/// An answer that counts as an error, and what the document says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Refusal<'a> {
    /// Its status.
    pub status: u16,
    /// The code in its body.
    pub code: Option<&'a str>,
    /// Whether the document has an entry of the code.
    pub known: bool,
    /// What that entry says, or the scheme that refreshes on this code.
    pub code_retry: Retry,
    /// The effect that the entry of the code states.
    pub code_effect: Option<Effect>,
    /// Whether nobody has stated the entry of the code.
    pub code_unsure: bool,
    /// What the entry of the status says, or the scheme that refreshes on this status.
    pub status_retry: Retry,
    /// The effect that the entry of the status states.
    pub status_effect: Option<Effect>,
    /// Whether nobody has stated the entry of the status.
    pub status_unsure: bool,
    /// Whether doing the work twice is harmless.
    pub repeat_safe: bool,
    /// Whether the call has an idempotency key. A call without one has no earlier request.
    pub keyed: bool,
    /// Whether the answer is marked as one that was given before.
    pub replayed: bool,
    /// Whether the request has a body of which nothing was sent.
    pub unread: bool,
    /// Whether the method only reads.
    pub safe_method: bool,
    /// What the server says in the declared header.
    pub should_retry: Option<bool>,
}

/// What answers say about a key, by facts in either form.
pub trait Keyed {
    /// What an answer says about the key.
    fn answer(&self, status: u16, code: Option<&str>, known: bool) -> Option<KeyAnswer>;

    /// Whether a failure of that status is all that this key will ever get.
    fn repeats_failure(&self, status: u16) -> bool;
}

impl Refusal<'_> {
    /// The same, where entries that nobody has stated make no call repeatable: that the work was not done is not believed, and
    /// a repeat is asked for only where doing the work twice is harmless.
    fn believed(mut self) -> Self {
        let sure = |retry: Retry, unsure: bool| {
            let repeats = !matches!(retry.verdict(), None | Some(Verdict::Never));
            match unsure && repeats && !self.repeat_safe {
                true => Retry::Auto,
                false => retry,
            }
        };
        let known = |effect: &Effect| *effect > Effect::Rejected;
        self.code_retry = sure(self.code_retry, self.code_unsure);
        self.status_retry = sure(self.status_retry, self.status_unsure);
        if self.code_unsure {
            self.code_effect = self.code_effect.filter(known);
        }
        if self.status_unsure {
            self.status_effect = self.status_effect.filter(known);
        }
        self
    }

    /// What the answer shows, and what the server may have done.
    pub fn evidence(&self, key: Option<&impl Keyed>) -> (Evidence, Effect) {
        self.believed().shown(key)
    }

    fn shown(&self, key: Option<&impl Keyed>) -> (Evidence, Effect) {
        // A code that nobody has stated hides nothing of what is stated about the key and the status.
        let known = self.known && !self.code_unsure;
        let key_answer = key.and_then(|facts| facts.answer(self.status, self.code, known));
        let key_answer = key_answer.filter(|answer| self.keyed || *answer == KeyAnswer::Missing);
        // That there is an earlier request with the key is more than an entry of the status knows.
        let earlier = matches!(key_answer, Some(KeyAnswer::Mismatch | KeyAnswer::InFlight));
        let of_status = self.status_effect.filter(|_| !earlier);
        let declared = match (known, self.known) {
            (true, _) => self.code_effect,
            (false, true) => self.code_effect.max(of_status),
            (false, false) => of_status,
        };
        let effect = Effect::of_answer(
            declared,
            key_answer,
            self.status,
            self.safe_method,
            self.unread,
        );
        let silent = (self.code_retry, self.status_retry) == (Retry::Auto, Retry::Auto);
        let remembered = || key.is_some_and(|facts| facts.repeats_failure(self.status));
        let evidence = Evidence {
            status: Some(self.status),
            fault: None,
            code_retry: self.code_retry,
            status_retry: self.status_retry,
            key_answer,
            replayed: self.replayed || (self.keyed && silent && remembered()),
            should_retry: self.should_retry,
        };
        (evidence, effect)
    }
}

facts! {
    use retry::RetryPolicy;

    impl RetryPolicy {
        /// What an attempt asks for: the first rule that speaks.
        #[inline]
        #[allow(clippy::needless_borrow, reason = "a document's form has lists of its own")]
        pub fn verdict(&self, evidence: &Evidence) -> Verdict {
            self.verdict_on(evidence, &self.throttle_on, &self.transient_on)
        }

        /// The same with other lists of statuses than those of the policy.
        #[inline]
        pub fn verdict_on(
            &self,
            evidence: &Evidence,
            throttle: &[StatusRange],
            transient: &[StatusRange],
        ) -> Verdict {
            // What the server says of a repeat, it said the first time.
            if evidence.replayed {
                return Verdict::Never;
            }
            let declared = self.declared_verdict(evidence, throttle, transient);
            match evidence.should_retry {
                Some(false) => Verdict::Never,
                // The header says only that a repeat is wanted; the kind still comes from the other rules.
                Some(true) if declared == Verdict::Never => Verdict::Transient,
                _ => declared,
            }
        }

        fn declared_verdict(
            &self,
            evidence: &Evidence,
            throttle: &[StatusRange],
            transient: &[StatusRange],
        ) -> Verdict {
            if let Some(verdict) = evidence.code_retry.verdict() {
                return verdict;
            }
            match evidence.key_answer {
                Some(KeyAnswer::Mismatch) => return Verdict::Never,
                Some(KeyAnswer::InFlight) => return Verdict::InFlight,
                Some(KeyAnswer::Missing) | None => {}
            }
            if let Some(verdict) = evidence.status_retry.verdict() {
                return verdict;
            }
            match (evidence.status, evidence.fault) {
                (Some(status), _) if StatusRange::any(throttle, status) => Verdict::Throttle,
                (Some(status), _) if StatusRange::any(transient, status) => Verdict::Transient,
                (_, Some(fault)) if self.network_on.is_transient(fault) => Verdict::Transient,
                _ => Verdict::Never,
            }
        }

        /// The first gate that closes whatever the time and whatever is left of a budget.
        pub fn closed(
            &self,
            verdict: Verdict,
            evidence: &Evidence,
            state: &State,
        ) -> Option<StopReason> {
            let refresh = verdict == Verdict::Reauth;
            if verdict == Verdict::Never || (refresh && !state.can_refresh) {
                return Some(StopReason::NotRetryable);
            }
            if !state.replayable {
                return Some(StopReason::NotReplayable);
            }
            let lifted = evidence.should_retry == Some(true);
            if !state.effect.allows_repeat(state.repeat_safe || lifted) {
                return Some(StopReason::UnsafeToRepeat);
            }
            // A refresh is no attempt.
            if !refresh && state.attempts >= self.max_attempts {
                return Some(StopReason::AttemptsExhausted);
            }
            None
        }
    }
}

/// The state of a call after a failed attempt, as far as neither time nor a budget is concerned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    /// What the server may have done.
    pub effect: Effect,
    /// Whether doing the work twice is harmless.
    pub repeat_safe: bool,
    /// Whether the body can be sent again.
    pub replayable: bool,
    /// Attempts made, the failed one included, repeats after a refresh not counted.
    pub attempts: u32,
    /// Whether the credential can be refreshed and this call has not used up its refreshes.
    pub can_refresh: bool,
}

impl Retry {
    /// What a word of the document asks for; `None` where it leaves that to others.
    #[inline]
    pub const fn verdict(self) -> Option<Verdict> {
        match self {
            Self::Auto => None,
            Self::Never | Self::NewKey => Some(Verdict::Never),
            Self::Transient => Some(Verdict::Transient),
            Self::Throttle => Some(Verdict::Throttle),
            Self::Reauth => Some(Verdict::Reauth),
            Self::InFlight => Some(Verdict::InFlight),
        }
    }

    /// What holds where a security scheme may refresh: it has a say only where the entry has none.
    #[must_use]
    pub fn or_refreshed(self, refreshes: impl FnOnce() -> bool) -> Self {
        if self == Self::Auto && refreshes() {
            return Self::Reauth;
        }
        self
    }
}

impl NetworkRetry {
    /// Whether a fault is one of them.
    #[inline]
    pub const fn is_transient(self, fault: NetworkFault) -> bool {
        match fault {
            NetworkFault::Connect => self.connect,
            NetworkFault::Timeout => self.timeout,
            NetworkFault::Reset => self.reset,
            NetworkFault::Permanent => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idempotency::{Idempotency, KeyFact};

    #[test]
    fn a_code_that_nobody_has_stated_hides_nothing_that_is_stated() {
        let facts = Idempotency {
            in_flight: Some(KeyFact {
                status: Some(StatusRange::one(409)),
                ..KeyFact::NEITHER
            }),
            ..Idempotency::HEADER
        };
        let answer = |code_unsure, keyed| {
            let refusal = Refusal {
                status: 409,
                code: Some("DRAFTED"),
                known: true,
                code_unsure,
                code_retry: Retry::Transient,
                code_effect: Some(Effect::Rejected),
                status_retry: Retry::Transient,
                status_effect: Some(Effect::MaybeApplied),
                keyed,
                repeat_safe: keyed,
                ..Refusal::default()
            };
            let (evidence, effect) = refusal.evidence(Some(&facts));
            (effect, evidence.key_answer)
        };
        let in_flight = Some(KeyAnswer::InFlight);
        assert_eq!(answer(false, false), (Effect::Rejected, None));
        assert_eq!(answer(true, false), (Effect::MaybeApplied, None));
        assert_eq!(answer(false, true), (Effect::Rejected, None));
        assert_eq!(answer(true, true), (Effect::MaybeApplied, in_flight));
    }
}
