//! Where an idempotency key travels and what the server answers about it (`x-idempotency`).

use std::time::Duration;

use crate::form::{Text, spelt};
use crate::status::StatusRange;

facts! {
    fact {
        /// How an operation sends its idempotency key, and what the server answers about it.
        #[derive(Eq)]
        pub struct Idempotency;
        /// A generated key in `Idempotency-Key`.
        const HEADER;
        /// Where the key travels.
        place: KeyPlace = KeyPlace::Header(KEY_HEADER),
        /// Who supplies it.
        mode: KeyMode = KeyMode::Auto,
        /// The longest key, in bytes.
        max_length: u16 = 255,
        /// The text before generated keys.
        prefix: Text = "",
        /// Whether the header carries a structured-field string (RFC 9651 §3.3.3), which is quoted.
        structured: bool = false,
        /// The path parameter to whose value keys belong: under another value, the same key is another one.
        scope: Option<Text> = None,
        /// How long the server remembers a key.
        ttl: Option<Duration> = None,
        /// The answer to a known key with another body.
        mismatch: Option<KeyFact> = None,
        /// The answer while the first request is still running.
        in_flight: Option<KeyFact> = None,
        /// The answer to a missing key.
        missing: Option<KeyFact> = None,
        /// Which outcomes the server answers again when the key comes again; `None`: not stated.
        replays: Option<Replays> = None,
        /// The header that marks an answer as one that was given before.
        replayed_header: Option<Text> = None,
        /// Whether nobody has stated it, but a tool has derived or observed it: the key is sent, and makes no call repeatable.
        unsure: bool = false,
    }

    cases {
        /// Where an idempotency key travels.
        #[derive(Eq)]
        pub enum KeyPlace {
            /// In the header of this name.
            Header(name: Text),
            /// In the request body at this JSON pointer (RFC 6901).
            Body(at: Text),
        }
    }

    fact {
        /// How an answer about the key is recognised: by its status, its code, or both. With neither it is never recognised.
        #[derive(Eq)]
        pub struct KeyFact;
        /// Neither.
        const NEITHER;
        /// The statuses.
        status: Option<StatusRange> = None,
        /// The code.
        code: Option<Text> = None,
    }

    impl Idempotency {
        /// Whether the key travels in the body at that pointer.
        pub fn is_in_body(&self, at: &str) -> bool {
            matches!(&self.place, KeyPlace::Body(place) if AsRef::<str>::as_ref(place) == at)
        }

        /// Whether a failure of that status is all that this key will ever get: the work was begun and failed, and the server
        /// remembers that. Other 5xx come from whoever stands before the server and remembers nothing.
        pub fn repeats_failure(&self, status: u16) -> bool {
            status == 500 && matches!(self.replays, Some(Replays::Executed | Replays::All))
        }

        /// What an answer says about the key. `code` is the answer's code, `known` whether the document declares it: a fact
        /// without a code holds for the bare status only.
        pub fn answer(&self, status: u16, code: Option<&str>, known: bool) -> Option<KeyAnswer> {
            let facts = [
                (&self.mismatch, KeyAnswer::Mismatch),
                (&self.in_flight, KeyAnswer::InFlight),
                (&self.missing, KeyAnswer::Missing),
            ];
            // A fact with a code says more than a bare status, so it goes first.
            let find = |by_code: bool| {
                facts
                    .iter()
                    .find(|(fact, _)| {
                        fact.as_ref()
                            .is_some_and(|fact| fact.recognises(by_code, status, code, known))
                    })
                    .map(|(_, answer)| *answer)
            };
            find(true).or_else(|| find(false))
        }
    }

    impl crate::verdict::Keyed for Idempotency {
        fn answer(&self, status: u16, code: Option<&str>, known: bool) -> Option<KeyAnswer> {
            self.answer(status, code, known)
        }

        fn repeats_failure(&self, status: u16) -> bool {
            self.repeats_failure(status)
        }
    }

    impl KeyFact {
        /// Whether the answer is the one that is meant, by its code or else by its bare status.
        fn recognises(&self, by_code: bool, status: u16, code: Option<&str>, known: bool) -> bool {
            let status_fits = self.status.is_none_or(|stated| stated.contains(status));
            match &self.code {
                Some(stated) => by_code && status_fits && code == Some(spelt(stated)),
                None => !by_code && status_fits && self.status.is_some() && !known,
            }
        }
    }
}

/// The header of keys where nothing else is stated.
pub const KEY_HEADER: &str = "Idempotency-Key";

/// The methods that an entry of the document or of a path item covers, unless it says which.
pub const KEYED_METHODS: &[&str] = &["POST", "PATCH"];

words! {
    /// Which outcomes a server answers again when their key comes again.
    pub enum Replays {
        /// Successes. What failed is tried again.
        Success = "success",
        /// Everything that happened once the work had begun, a failure within it included.
        Executed = "executed",
        /// Everything.
        All = "all",
    }
}

words! {
    /// Who supplies an idempotency key.
    pub enum KeyMode {
        /// The runtime, unless the caller gives one.
        Auto = "auto",
        /// The caller.
        Required = "required",
        /// The caller, who may also leave it out.
        Optional = "optional",
        /// Nobody: the operation takes no key.
        None = "none",
    }
}

/// What an answer says about the idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAnswer {
    /// The key belongs to another body. The call ends; a new key is needed.
    Mismatch,
    /// The first request with the key is still running.
    InFlight,
    /// The server requires a key.
    Missing,
}

#[cfg(test)]
mod tests {
    use super::{Idempotency, KeyAnswer, KeyFact};
    use crate::status::StatusRange;

    #[test]
    fn answers_are_recognised_by_code_before_status() {
        let fact = |status, code| Some(KeyFact { status, code });
        let conflict = StatusRange::one(409);
        let facts = Idempotency {
            mismatch: fact(Some(conflict), None),
            in_flight: fact(Some(conflict), Some("KEY_BUSY")),
            missing: fact(None, None),
            ..Idempotency::HEADER
        };
        let rows = [
            (409, None, false, Some(KeyAnswer::Mismatch)),
            (409, Some("STRANGE"), false, Some(KeyAnswer::Mismatch)),
            (409, Some("SOLD_OUT"), true, None),
            (409, Some("KEY_BUSY"), true, Some(KeyAnswer::InFlight)),
            (400, Some("KEY_BUSY"), true, None),
            (400, None, false, None),
        ];
        for (status, code, known, expected) in rows {
            assert_eq!(
                facts.answer(status, code, known),
                expected,
                "{status} {code:?}"
            );
        }
    }

    #[test]
    fn a_class_of_statuses_recognises_each_of_them() {
        let facts = Idempotency {
            mismatch: Some(KeyFact {
                status: Some(StatusRange::class(4)),
                ..KeyFact::NEITHER
            }),
            ..Idempotency::HEADER
        };
        for (status, expected) in [
            (399, false),
            (400, true),
            (409, true),
            (499, true),
            (500, false),
        ] {
            let is_mismatch = facts.answer(status, None, false) == Some(KeyAnswer::Mismatch);
            assert_eq!(is_mismatch, expected, "{status}");
        }
    }
}
