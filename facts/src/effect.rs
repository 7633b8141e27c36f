//! What the server may have done with a request.

use crate::idempotency::KeyAnswer;

words! {
    /// What the server may have done with a request that did not succeed.
    ///
    /// The effect decides whether a repeat could do the work twice. It is known for every error, also when no answer arrived.
    ///
    /// Effects are ordered by how much the server may have done. The effect of a call of several attempts is the worst of
    /// theirs, unless its method only reads.
    pub enum Effect {
        /// No byte of the request reached the server's application. Repeating is always harmless.
        NotSent = "notSent",
        /// The server answered that it did not do the work.
        Rejected = "rejected",
        /// Unknown: the work may be done, not done, or still going on. Repeating is harmless only for a repeat-safe call.
        MaybeApplied = "maybeApplied",
        /// The work is done; only its result is missing.
        Applied = "applied",
    }
}

impl Effect {
    /// The effects that an entry of a document can state, with their words: what answers is not [`NotSent`](Self::NotSent).
    pub const STATED: &'static [(&'static str, Self)] = &[
        (Self::Rejected.as_str(), Self::Rejected),
        (Self::MaybeApplied.as_str(), Self::MaybeApplied),
        (Self::Applied.as_str(), Self::Applied),
    ];

    /// The statuses at which [`of_status`](Self::of_status) and what keys remember may become another thing: between two of
    /// them, all is as at the first.
    pub const BOUNDS: &'static [u16] = &[300, 301, 304, 408, 409, 460, 461, 499, 500, 501];

    /// The effect of a complete answer that counts as an error, by its status alone.
    ///
    /// `safe_method` says whether the method is safe in the sense of RFC 9110 §9.2.1 (see [`is_safe`]). A 2xx status is an
    /// error only where the document declares a predicate for it, and says nothing about the work. Every status outside
    /// 300-499 is ambiguous for the same reason: a server that fails may have finished the work before.
    ///
    /// Three more say that somebody stopped to wait, not that nothing was done. A server sends 408 for a request that it did
    /// not receive whole (RFC 9110 section 15.5.9), but gateways send it, 460 and 499 also for requests that they have passed
    /// on. 425 is no such status: a server sends it for a request that it is not willing to process yet (RFC 8470 section
    /// 5.2), nor are 421 and 429.
    #[inline]
    pub const fn of_status(status: u16, safe_method: bool) -> Self {
        match status {
            301..=303 if !safe_method => Self::MaybeApplied,
            408 | 460 | 499 => Self::MaybeApplied,
            300..=499 => Self::Rejected,
            _ => Self::MaybeApplied,
        }
    }

    /// The effect of a complete answer that counts as an error, by all that is known about it.
    ///
    /// `declared` is the effect that the entry of its code or status states; it goes first. A mismatch or in-flight
    /// answer shows that an earlier request with the same key exists, whose outcome is unknown. `unread` says that the
    /// request has a body of which nothing was sent yet, so that nobody can have acted on it when he answers 408.
    #[inline]
    pub const fn of_answer(
        declared: Option<Self>,
        key_answer: Option<KeyAnswer>,
        status: u16,
        safe_method: bool,
        unread: bool,
    ) -> Self {
        match (declared, key_answer) {
            (Some(effect), _) => effect,
            (None, Some(KeyAnswer::Mismatch | KeyAnswer::InFlight)) => Self::MaybeApplied,
            (None, _) if unread && status == 408 => Self::Rejected,
            (None, _) => Self::of_status(status, safe_method),
        }
    }

    /// Whether a call with this effect may be repeated. `repeat_safe` says that doing the work twice changes nothing.
    #[inline]
    pub const fn allows_repeat(self, repeat_safe: bool) -> bool {
        match self {
            Self::NotSent | Self::Rejected => true,
            Self::MaybeApplied => repeat_safe,
            Self::Applied => false,
        }
    }
}

/// Whether a method only reads (RFC 9110 §9.2.1, and QUERY).
#[inline]
pub fn is_safe(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY")
}

/// Whether a method may be repeated by its own definition (RFC 9110 §9.2.2): the safe ones, PUT and DELETE.
#[inline]
pub fn is_idempotent(method: &str) -> bool {
    is_safe(method) || matches!(method, "PUT" | "DELETE")
}
#[cfg(test)]
mod tests {
    use super::Effect::{self, MaybeApplied, Rejected};
    use crate::idempotency::KeyAnswer;

    #[test]
    fn the_status_table_holds() {
        let rows = [
            (200, false, MaybeApplied),
            (300, false, Rejected),
            (301, false, MaybeApplied),
            (302, false, MaybeApplied),
            (303, false, MaybeApplied),
            (301, true, Rejected),
            (304, false, Rejected),
            (307, false, Rejected),
            (400, false, Rejected),
            (408, false, MaybeApplied),
            (408, true, MaybeApplied),
            (409, false, Rejected),
            (421, false, Rejected),
            (425, false, Rejected),
            (429, false, Rejected),
            (460, false, MaybeApplied),
            (498, false, Rejected),
            (499, false, MaybeApplied),
            (500, true, MaybeApplied),
            (503, false, MaybeApplied),
            (599, false, MaybeApplied),
        ];
        for (status, safe, expected) in rows {
            assert_eq!(
                Effect::of_status(status, safe),
                expected,
                "{status}, safe method: {safe}"
            );
        }
    }

    #[test]
    fn nothing_changes_between_two_bounds() {
        for safe in [false, true] {
            for status in 1..=u16::MAX {
                let before = Effect::of_status(status - 1, safe);
                let same = before == Effect::of_status(status, safe);
                assert!(same || Effect::BOUNDS.contains(&status), "{status}");
            }
        }
    }

    #[test]
    fn a_server_that_waited_for_a_body_in_vain_did_nothing() {
        let rows = [
            (None, None, 408, true, Rejected),
            (None, None, 408, false, MaybeApplied),
            (None, None, 499, true, MaybeApplied),
            (None, None, 503, true, MaybeApplied),
            (Some(MaybeApplied), None, 408, true, MaybeApplied),
            (Some(Rejected), None, 408, false, Rejected),
            (None, Some(KeyAnswer::InFlight), 408, true, MaybeApplied),
        ];
        for (declared, key, status, unread, expected) in rows {
            assert_eq!(
                Effect::of_answer(declared, key, status, false, unread),
                expected,
                "{declared:?}, {key:?}, {status}, nothing read: {unread}"
            );
        }
    }
}
