//! What an attempt means: success or failure, what the server did, what the failure asks for.

use std::time::Duration;

use http::header::RETRY_AFTER;

use super::attempt::{Answer, Outcome};
use super::{Authorised, Prepared};
use crate::call::envelope::{lookup, read};
use crate::call::error::Failed;
use crate::call::meta::{Meta, Note};
use crate::call::{idempotency, observe};
use crate::facts::{
    Code, Effect, Evidence, HintSource, RateLimitFacts, Refusal, Retry, StatusRange, Verdict,
};
use crate::model::scrub::scrub;
use crate::policy::case::{Chosen, Said, is_called};
use crate::policy::hint::{HintContext, Names, hint};
use crate::policy::rate_limit::RateLimit;
use crate::policy::retry::{is_safe, should_retry};
use crate::transport::{Taken, TransportError, TransportErrorKind};

/// A failed attempt.
pub(super) struct Judged {
    pub(super) evidence: Evidence,
    pub(super) verdict: Verdict,
    pub(super) hint: Option<Duration>,
    failure: Failure,
}

enum Failure {
    Api(Option<usize>),
    Transport(TransportError),
}

impl Judged {
    pub(super) fn fault(&self) -> Option<TransportErrorKind> {
        match &self.failure {
            Failure::Api(_) => None,
            Failure::Transport(fault) => Some(fault.kind()),
        }
    }

    /// The failure of the call, if this was its last attempt.
    pub(super) fn into_failed(self, meta: Box<Meta>) -> Failed {
        match self.failure {
            Failure::Api(case) => Failed::api(case, meta),
            Failure::Transport(fault) => Failed::transport(fault, meta),
        }
    }
}

impl Prepared {
    /// Writes what the attempt brought into `meta`. `None` is a success.
    pub(super) fn judge(
        &self,
        codes: &'static [&'static Code],
        outcome: Outcome,
        authorised: &Authorised,
        meta: &mut Meta,
    ) -> Option<Judged> {
        meta.case = None;
        meta.verdict = None;
        meta.hint = None;
        meta.retry_at = None;
        meta.notes.clear();
        meta.key_answer = None;
        meta.replayed = false;
        let judged = match outcome {
            Outcome::Answer(answer) => self.judge_answer(codes, answer, authorised, meta),
            Outcome::Fault { fault, arrived } => {
                self.arrive(arrived, authorised, meta);
                meta.effect = fault.effect();
                let evidence = self.broken(codes, &fault, meta);
                Some(self.judged(meta, evidence, Failure::Transport(fault)))
            }
        };
        let failure = judged.as_ref().map(|judged| &judged.failure);
        let is_refusal = matches!(failure, Some(Failure::Api(_)));
        self.hide_unknown_code(is_refusal, authorised, meta);
        judged
    }

    /// A code that no document declares may be anything, the credential included; whatever became of the answer, it is shown.
    fn hide_unknown_code(&self, is_refusal: bool, authorised: &Authorised, meta: &mut Meta) {
        let Some(word) = meta.read.code.as_deref() else {
            return;
        };
        if meta.case.is_some_and(|code| is_called(code, word)) {
            return;
        }
        let shown = authorised.with_secrets(|secrets| scrub(word, secrets));
        if let Some(status) = meta.status
            && is_refusal
            && self.client.core().is_new_code(self.operation, &shown)
        {
            observe::unknown_code(self.operation, status, &shown);
        }
        meta.read.code = Some(shown);
    }

    /// What an attempt shows that ended in a fault. Where a head arrived before, its status and the header of the policy say
    /// the same as they do with a body behind them.
    fn broken(
        &self,
        codes: &'static [&'static Code],
        fault: &TransportError,
        meta: &Meta,
    ) -> Evidence {
        let mut evidence = Evidence {
            fault: Some(fault.kind().network()),
            ..Evidence::default()
        };
        let Some(status) = meta.status else {
            return evidence;
        };
        let said = Said {
            word: None,
            status,
            headers: &meta.headers,
        };
        let of_status = Chosen::of(codes, self.operation, said).of_status;
        let header = self.policy.should_retry_header;
        let says = header.and_then(|name| should_retry(&meta.headers, name));
        evidence.status = Some(status);
        evidence.status_retry = self.status_retry(of_status, status);
        // That a success broke off does not mean that it may be done again.
        evidence.should_retry = says.filter(|again| !again || !self.operation.is_success(status));
        evidence
    }

    fn judge_answer(
        &self,
        codes: &'static [&'static Code],
        answer: Answer,
        authorised: &Authorised,
        meta: &mut Meta,
    ) -> Option<Judged> {
        let status = answer.status;
        let unread = answer.taken == Taken::Nothing;
        self.arrive(Some(answer), authorised, meta);
        let facts = self.operation.idempotency;
        // A call without a key has no earlier request.
        let keyed = meta.key.is_some();
        meta.replayed =
            keyed && facts.is_some_and(|facts| idempotency::is_replayed(facts, &meta.headers));
        if self.operation.is_success(status) && !meta.read.is_error {
            meta.effect = Effect::Applied;
            // A server may say when to ask again, as with 202.
            if meta.headers.contains_key(RETRY_AFTER) {
                self.hint_at(meta);
            }
            return None;
        }
        if (300..400).contains(&status) && !self.declares(codes, status) {
            meta.effect = Effect::of_status(status, is_safe(&self.method));
            let fault = TransportError::new(TransportErrorKind::UnexpectedRedirect);
            let evidence = Evidence {
                fault: Some(fault.kind().network()),
                ..Evidence::default()
            };
            return Some(self.judged(meta, evidence, Failure::Transport(fault)));
        }

        let word = meta.read.code.as_deref();
        let said = Said {
            word,
            status,
            headers: &meta.headers,
        };
        let chosen = Chosen::of(codes, self.operation, said);
        let Chosen {
            case,
            of_code,
            of_status,
        } = chosen;
        meta.case = of_code.or_else(|| case.and_then(|case| codes.get(case).copied()));

        let is_elsewhere =
            |code: &Code| !code.status.is_empty() && !StatusRange::any(code.status, status);
        if of_code.is_some_and(is_elsewhere) {
            meta.notes.push(Note::CodeStatus);
        }
        let header = self.policy.should_retry_header;
        let refusal = Refusal {
            status,
            code: word,
            known: of_code.is_some(),
            code_retry: self.code_retry(of_code, word),
            code_effect: of_code.and_then(|code| code.effect),
            code_unsure: of_code.is_some_and(|code| code.unsure),
            status_retry: self.status_retry(of_status, status),
            status_effect: of_status.and_then(|entry| entry.effect),
            status_unsure: of_status.is_some_and(|entry| entry.unsure),
            repeat_safe: self.repeat_safe,
            keyed,
            replayed: meta.replayed,
            unread,
            safe_method: is_safe(&self.method),
            should_retry: header.and_then(|name| should_retry(&meta.headers, name)),
        };
        let (evidence, effect) = refusal.evidence(facts);
        meta.effect = effect;
        meta.key_answer = evidence.key_answer;
        Some(self.judged(meta, evidence, Failure::Api(case)))
    }

    /// Keeps what arrived, and reads the facts in it.
    fn arrive(&self, answer: Option<Answer>, authorised: &Authorised, meta: &mut Meta) {
        #[cfg(feature = "testing")]
        {
            meta.told = answer.as_ref().and_then(|answer| answer.told.clone());
        }
        let Some(answer) = answer else {
            meta.status = None;
            meta.headers = http::HeaderMap::new();
            meta.names = Names::default();
            meta.body = bytes::Bytes::new();
            meta.body_truncated = false;
            meta.read = Default::default();
            meta.rate_limit = None;
            return;
        };
        let facts = self.operation.rate_limit;
        // Asked for only where it matters, since asking takes longer than what else is done here.
        let now = || self.client.core().clock.system_time();
        meta.status = Some(answer.status);
        meta.headers = answer.headers;
        meta.body = answer.body;
        meta.body_truncated = answer.truncated;
        meta.read = authorised.with_secrets(|secrets| {
            let (headers, body) = (&meta.headers, &meta.body);
            read(self.operation, answer.status, headers, body, secrets)
        });
        meta.names = Names::of(&meta.headers);
        let limits = RateLimit::may_be_stated(meta.names, facts)
            .then(|| RateLimit::read(&meta.headers, facts, now()));
        meta.rate_limit = limits.flatten().map(|mut limits| {
            let shown = |name: String| authorised.with_secrets(|secrets| scrub(&name, secrets));
            limits.policy = limits.policy.map(shown);
            limits
        });
        let failed = !self.operation.is_success(answer.status) || meta.read.is_error;
        if facts.body.is_some() && failed {
            let mut limits = meta.rate_limit.take().unwrap_or_default();
            limits.add_body(facts, &meta.headers, now(), |at| lookup(&meta.body, at));
            meta.rate_limit = (limits != RateLimit::default()).then_some(limits);
        }
    }

    fn judged(&self, meta: &Meta, evidence: Evidence, failure: Failure) -> Judged {
        let verdict = self.policy.verdict(&evidence);
        let hint = self.hint(meta, verdict);
        Judged {
            evidence,
            verdict,
            hint,
            failure,
        }
    }

    /// The wait that the answer asks for.
    fn hint(&self, meta: &Meta, verdict: Verdict) -> Option<Duration> {
        meta.status?;
        let facts = self.operation.rate_limit;
        let mut sources = self.policy.hints.sources.iter();
        if !sources.any(|source| may_say(*source, meta)) {
            return None;
        }
        let context = HintContext {
            verdict,
            headers: &meta.headers,
            now: &|| self.client.core().clock.system_time(),
            rate_limit: facts,
            retry_after: meta.read.retry_after.clone(),
            reset_at: meta.read.reset_at.clone(),
            body: &|at| lookup(&meta.body, at),
        };
        hint(self.policy.hints.sources, &context)
    }

    /// Notes the wait that a success asks for.
    fn hint_at(&self, meta: &mut Meta) {
        let now = self.client.core().clock.system_time();
        meta.hint = self.hint(meta, Verdict::Never);
        meta.retry_at = meta.hint.and_then(|hint| now.checked_add(hint));
    }

    /// Whether the document has anything to say about a status.
    fn declares(&self, codes: &[&Code], status: u16) -> bool {
        let mut entries = codes.iter().copied().chain(self.operation.statuses);
        entries.any(|entry| StatusRange::any(entry.status, status))
    }

    fn code_retry(&self, code: Option<&Code>, word: Option<&str>) -> Retry {
        let stated = code.map_or(Retry::Auto, |code| code.retry);
        stated.or_refreshed(|| {
            let mut schemes = self.schemes();
            word.is_some_and(|word| schemes.any(|scheme| scheme.refresh_codes.contains(&word)))
        })
    }

    fn status_retry(&self, entry: Option<&Code>, status: u16) -> Retry {
        let stated = entry.map_or(Retry::Auto, |entry| entry.retry);
        stated.or_refreshed(|| {
            self.schemes()
                .any(|scheme| StatusRange::any(scheme.refresh_statuses, status))
        })
    }

    fn schemes(&self) -> impl Iterator<Item = &'static crate::facts::scheme::Scheme> {
        self.needs.iter().map(|need| need.scheme)
    }
}

/// Whether an answer may say something there, by the names of its headers and by what was read of its body.
fn may_say(source: HintSource, meta: &Meta) -> bool {
    match source {
        HintSource::Header { name, .. } => meta.names.may_have(name),
        HintSource::RateLimit => meta.names.may_have(RateLimitFacts::FIELD),
        HintSource::Reset => meta.names.may_have(meta.operation.rate_limit.reset),
        HintSource::Body { .. } => true,
        HintSource::EnvelopeRetryAfter => meta.read.retry_after.is_some(),
        HintSource::EnvelopeResetAt => meta.read.reset_at.is_some(),
    }
}
