//! What a caller of one operation can expect after an error: whether the runtime repeats the call.
//!
//! The runtime's own decision is asked ([`faultcode_facts::RetryPolicy::verdict`] and `closed`), once for each status under
//! which it may be another one.

use std::collections::BTreeSet;

use faultcode_facts::{Refusal, State, StopReason, Verdict, is_safe};

use crate::ir::{
    Api, Effect, ErrorCode, Idempotency, KeyMode, Operation, Retry, RetryPolicy, Scheme,
    StatusRange,
};

/// Whether and how the runtime repeats a call after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repeat {
    /// The call ends.
    No,
    /// After a wait that grows.
    Yes,
    /// The error would be repeated, but doing the work twice is not harmless.
    Unsafe,
    /// As above, unless the caller gives an idempotency key.
    WithKey,
    /// After the wait that the server asks for.
    AfterWait,
    /// Once, after the credential was refreshed.
    AfterRefresh,
    /// With the same idempotency key, until the first request is done.
    SameKey,
    /// The call ends; a new idempotency key is needed.
    NewKey,
    /// After a wait that grows, but not under statuses that leave open whether the work is done.
    UnlessDone,
    /// After the wait that the server asks for, with the same exception.
    AfterWaitUnlessDone,
    /// One thing under some of its statuses, another one under others.
    ByStatus,
}

impl Repeat {
    /// A phrase for a table.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Yes => "yes",
            Self::Unsafe => "no, not safe to repeat",
            Self::WithKey => "only with a key",
            Self::AfterWait => "after a wait",
            Self::AfterRefresh => "once, if the credential can be refreshed",
            Self::SameKey => "yes, with the same key",
            Self::NewKey => "no, needs a new key",
            Self::UnlessDone => "yes, unless it may be done already",
            Self::AfterWaitUnlessDone => "after a wait, unless it may be done already",
            Self::ByStatus => "depends on the status",
        }
    }

    fn is_repeated(self) -> bool {
        !matches!(self, Self::No | Self::Unsafe | Self::NewKey)
    }
}

/// The policy of an operation.
pub fn policy<'a>(api: &'a Api, operation: &'a Operation) -> &'a RetryPolicy {
    operation.retry.as_ref().unwrap_or(&api.retry)
}

/// What follows on an error of an operation.
pub fn repeat(api: &Api, operation: &Operation, code: &ErrorCode) -> Repeat {
    let all = repeats(api, operation, code);
    let mut some = all.iter().copied();
    match (some.next(), some.next(), some.next()) {
        (Some(only), None, _) => only,
        (Some(Repeat::Yes), Some(Repeat::Unsafe), None) => Repeat::UnlessDone,
        (Some(Repeat::Unsafe), Some(Repeat::AfterWait), None) => Repeat::AfterWaitUnlessDone,
        _ => Repeat::ByStatus,
    }
}

/// What may follow on an error of an operation, each once.
pub fn repeats(api: &Api, operation: &Operation, code: &ErrorCode) -> BTreeSet<Repeat> {
    let case = Case::of(api, operation, code);
    let statuses = case.statuses();
    let mut own = statuses.clone();
    own.retain(|status| case.is_case_of(*status));
    // Where nearer entries take all statuses of this one, it still says what it says.
    let asked = if own.is_empty() { statuses } else { own };
    asked.iter().map(|status| case.repeat(*status)).collect()
}

/// The statuses of errors, for a code that may come with any.
const ERRORS: [StatusRange; 2] = [StatusRange::class(4), StatusRange::class(5)];

/// An error of one operation, and all that the decision needs to know.
struct Case<'a> {
    code: &'a ErrorCode,
    policy: &'a RetryPolicy,
    method: &'a str,
    key: Option<&'a Idempotency>,
    /// The schemes of the credentials that the operation takes.
    schemes: Vec<&'a Scheme>,
    /// The status entries among the operation's cases, then what else is known of statuses.
    cases: Vec<&'a ErrorCode>,
    others: Vec<&'a ErrorCode>,
}

impl<'a> Case<'a> {
    fn of(api: &'a Api, operation: &'a Operation, code: &'a ErrorCode) -> Self {
        // Whether the header of another entry is there is known once the answer is.
        let is_entry = |entry: &&ErrorCode| {
            let own = std::ptr::eq(*entry, code);
            entry.code.is_none() && (own || entry.header.is_none())
        };
        let cases = operation.errors.iter();
        let cases = cases.map(|case| &api.codes[case.code]);
        let others = operation.statuses.as_ref().unwrap_or(&api.statuses).iter();
        let others = others.map(|id| &api.codes[*id]);
        let needs = operation.security.iter().flatten();
        Self {
            code,
            policy: policy(api, operation),
            method: operation.method.name(),
            key: operation.idempotency.as_ref(),
            schemes: needs.map(|need| &api.schemes[need.scheme]).collect(),
            cases: cases.filter(is_entry).collect(),
            others: others.filter(is_entry).collect(),
        }
    }

    /// The statuses to ask for: between two of them, everything is as at the first.
    fn statuses(&self) -> Vec<u16> {
        let key = self.key.into_iter();
        let key = key.flat_map(|key| [&key.mismatch, &key.in_flight, &key.missing]);
        let key = key.flatten().filter_map(|fact| fact.status);
        let entries = self.cases.iter().chain(&self.others);
        let entries = entries.flat_map(|entry| entry.statuses.iter().copied());
        let schemes = self.schemes.iter();
        let schemes = schemes.flat_map(|scheme| scheme.refresh_statuses.iter().copied());
        let policy = self
            .policy
            .throttle_on
            .iter()
            .chain(&self.policy.transient_on);
        let ranges = policy.copied().chain(key).chain(entries).chain(schemes);
        let bounds = ranges.flat_map(|range| [range.first, range.last.saturating_add(1)]);
        let bounds: BTreeSet<u16> = bounds.chain(Effect::BOUNDS.iter().copied()).collect();
        let own: &[StatusRange] = match self.code.statuses.as_slice() {
            [] => &ERRORS,
            own => own,
        };
        let asked = own.iter().flat_map(|range| {
            let within = bounds.range(range.first..=range.last).copied();
            std::iter::once(range.first).chain(within)
        });
        asked.collect::<BTreeSet<u16>>().into_iter().collect()
    }

    /// Whether an answer of that status is this case, and not one of an entry that is nearer to the status.
    fn is_case_of(&self, status: u16) -> bool {
        self.code.code.is_some()
            || nearest(self.cases.iter().copied(), status)
                .is_some_and(|entry| std::ptr::eq(entry, self.code))
    }

    fn repeat(&self, status: u16) -> Repeat {
        match self.key.map(|key| key.mode) {
            Some(KeyMode::Auto | KeyMode::Required) => self.decision(status, true).0,
            Some(KeyMode::None) | None => self.decision(status, false).0,
            Some(KeyMode::Optional) => {
                let (without, _) = self.decision(status, false);
                let (with, is_of_key) = self.decision(status, true);
                match without {
                    Repeat::Unsafe if with.is_repeated() => Repeat::WithKey,
                    _ if is_of_key => with,
                    _ => without,
                }
            }
        }
    }

    /// What the runtime does after the first attempt, and whether the answer is one about the key.
    fn decision(&self, status: u16, keyed: bool) -> (Repeat, bool) {
        let word = self.code.code.as_ref().map(|code| code.as_str());
        let (code_retry, code_effect) = match word {
            Some(_) => (self.code.retry, self.code.effect),
            None => (Retry::Auto, None),
        };
        let protected = keyed && self.key.is_none_or(|key| !key.unsure);
        let repeat_safe = self
            .policy
            .idempotent
            .is_repeat_safe(self.method, protected);
        // A code that says what to do needs no status, unless nobody has stated it.
        let entries = self.cases.iter().chain(&self.others).copied();
        let asked = code_retry == Retry::Auto || self.code.is_unsure();
        let entry = asked.then(|| nearest(entries, status));
        let entry = entry.flatten();
        let refusal = Refusal {
            status,
            code: word,
            known: word.is_some(),
            code_retry: code_retry.or_refreshed(|| {
                let mut codes = self.schemes.iter().flat_map(|it| &it.refresh_codes);
                codes.any(|code| word == Some(code.as_str()))
            }),
            code_effect,
            code_unsure: word.is_some() && self.code.is_unsure(),
            status_retry: entry
                .map_or(Retry::Auto, |entry| entry.retry)
                .or_refreshed(|| {
                    let mut ranges = self.schemes.iter().flat_map(|it| &it.refresh_statuses);
                    ranges.any(|range| range.contains(status))
                }),
            status_effect: entry.and_then(|entry| entry.effect),
            status_unsure: entry.is_some_and(|entry| entry.is_unsure()),
            repeat_safe,
            keyed,
            safe_method: is_safe(self.method),
            ..Refusal::default()
        };
        let (evidence, effect) = refusal.evidence(self.key);
        let verdict = self.policy.verdict(&evidence);
        let state = State {
            effect,
            repeat_safe,
            replayable: true,
            attempts: 1,
            can_refresh: self.schemes.iter().any(|scheme| scheme.is_renewed()),
        };
        let repeat = match (self.policy.closed(verdict, &evidence, &state), verdict) {
            (Some(StopReason::UnsafeToRepeat), _) => Repeat::Unsafe,
            (Some(_), _) if evidence.needs_new_key() => Repeat::NewKey,
            (Some(_), _) | (None, Verdict::Never) => Repeat::No,
            (None, Verdict::Throttle) => Repeat::AfterWait,
            (None, Verdict::Reauth) => Repeat::AfterRefresh,
            (None, Verdict::InFlight) if keyed => Repeat::SameKey,
            (None, Verdict::InFlight | Verdict::Transient) => Repeat::Yes,
        };
        (repeat, evidence.key_answer.is_some())
    }
}

/// The entry that covers a status most closely, one that a header tells before others.
fn nearest<'a>(entries: impl Iterator<Item = &'a ErrorCode>, status: u16) -> Option<&'a ErrorCode> {
    let covering = entries.filter_map(|entry| {
        let others = StatusRange::narrowest(&entry.statuses, status)?;
        Some(((others, entry.header.is_none()), entry))
    });
    let nearest = covering.min_by_key(|(closeness, _)| *closeness);
    nearest.map(|(_, entry)| entry)
}
