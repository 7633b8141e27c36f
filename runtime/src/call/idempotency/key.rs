//! An idempotency key: its text, its checks and its age.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use uuid::Uuid;

/// The text by which a server recognises the repeats of one logical call: 1 to 1024 visible ASCII characters.
///
/// A key is fixed before the first attempt and is the same on every attempt. To resume a call later, also after a restart,
/// pass the same key with the same arguments. When to use which key:
///
/// | the call ended with | next key |
/// |---|---|
/// | success, a mismatch, a rejection that the caller corrects | a new one |
/// | [`Effect::MaybeApplied`](crate::Effect::MaybeApplied), [`Effect::NotSent`](crate::Effect::NotSent) | the same one |
///
/// `Debug` hides the text: who knows the key of a call can read its result on some servers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    text: Arc<str>,
    created: Option<SystemTime>,
}

/// The longest key any operation can declare.
const LONGEST: usize = 1024;

impl IdempotencyKey {
    /// A key chosen by the caller. Its age is unknown; see [`restore`](Self::restore).
    pub fn new(text: &str) -> Result<Self, KeyError> {
        check(text, LONGEST)?;
        Ok(Self {
            text: text.into(),
            created: None,
        })
    }

    /// A new random key after a prefix: a version 4 UUID (RFC 9562), of which 122 bits are random.
    pub fn generate(prefix: &str) -> Result<Self, KeyError> {
        Self::from_random(prefix, Uuid::new_v4().as_u128(), SystemTime::now())
    }

    /// The key that [`generate`](Self::generate) makes from given random bits at a given time.
    pub fn from_random(prefix: &str, bits: u128, now: SystemTime) -> Result<Self, KeyError> {
        let uuid = uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid();
        let text = format!("{prefix}{}", uuid.as_hyphenated());
        check(&text, LONGEST)?;
        Ok(Self {
            text: text.into(),
            created: Some(now),
        })
    }

    /// A key that was stored with its time of creation.
    pub fn restore(text: &str, created: SystemTime) -> Result<Self, KeyError> {
        Ok(Self {
            created: Some(created),
            ..Self::new(text)?
        })
    }

    /// The text. Store it to resume the call; do not log it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// When the key was made, if the runtime made it.
    pub const fn created(&self) -> Option<SystemTime> {
        self.created
    }

    /// How long a server that remembers keys for `ttl` will still know this one. `None` if the age is unknown; zero if
    /// the key has expired. A clock that was set back makes the key look new.
    pub fn remaining(&self, ttl: Duration, now: SystemTime) -> Option<Duration> {
        let age = now.duration_since(self.created?).unwrap_or_default();
        Some(ttl.saturating_sub(age))
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdempotencyKey([redacted])")
    }
}

impl FromStr for IdempotencyKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::new(text)
    }
}

impl TryFrom<&str> for IdempotencyKey {
    type Error = KeyError;

    fn try_from(text: &str) -> Result<Self, KeyError> {
        Self::new(text)
    }
}

impl TryFrom<String> for IdempotencyKey {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        Self::new(&text)
    }
}

pub(super) fn check(text: &str, longest: usize) -> Result<(), KeyError> {
    if text.is_empty() {
        Err(KeyError::Empty)
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Err(KeyError::NotVisibleAscii)
    } else if text.len() > longest {
        Err(KeyError::TooLong { longest })
    } else {
        Ok(())
    }
}

/// Why a key cannot be used. The message names the rule, never the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The operation requires a key and the caller gave none.
    Required,
    /// The caller gave a key and the operation takes none, so that it would not make the call safe to repeat.
    NotTaken,
    /// The text is empty.
    Empty,
    /// The text has a character other than visible ASCII.
    NotVisibleAscii,
    /// The text is too long.
    TooLong {
        /// The longest text the operation takes, in bytes.
        longest: usize,
    },
    /// The call has a name, and the client no store to keep its key in.
    NoStore,
    /// The body is a file or a stream: whether a repeat sends the same cannot be known.
    NoDigest,
    /// The key, or the name of the call, was used with other arguments.
    OtherArguments,
    /// The name of the call was used with another key.
    OtherKey,
    /// The caller gave one key with the call and wrote another one into its body: only one can be meant.
    TwoKeys,
    /// The server no longer remembers the key, so a resumed call could do the work twice.
    Expired,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("the operation requires an idempotency key"),
            Self::NotTaken => f.write_str("the operation takes no idempotency key"),
            Self::Empty => f.write_str("the idempotency key is empty"),
            Self::NotVisibleAscii => {
                f.write_str("the idempotency key has a character other than visible ASCII")
            }
            Self::TooLong { longest } => {
                write!(f, "the idempotency key is longer than {longest} characters")
            }
            Self::NoStore => f.write_str("the client has no key store"),
            Self::NoDigest => {
                f.write_str("the body is a file or a stream, so that a repeat cannot be recognised")
            }
            Self::OtherArguments => {
                f.write_str("the key or the name of the call was used with other arguments")
            }
            Self::OtherKey => f.write_str("the name of the call was used with another key"),
            Self::TwoKeys => {
                f.write_str("the body holds another idempotency key than the one that was given")
            }
            Self::Expired => f.write_str("the server no longer remembers the idempotency key"),
        }
    }
}

impl std::error::Error for KeyError {}

/// For functions that take a text or a key that is one already.
impl From<std::convert::Infallible> for KeyError {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::{IdempotencyKey, KeyError};

    #[test]
    fn texts_are_checked() {
        let long = "k".repeat(1025);
        let rows = [
            ("order-17", Ok(())),
            ("", Err(KeyError::Empty)),
            ("a b", Err(KeyError::NotVisibleAscii)),
            ("a\r\nb", Err(KeyError::NotVisibleAscii)),
            ("schl\u{fc}ssel", Err(KeyError::NotVisibleAscii)),
            (&long[1..], Ok(())),
            (&long, Err(KeyError::TooLong { longest: 1024 })),
        ];
        for (text, expected) in rows {
            assert_eq!(IdempotencyKey::new(text).map(|_| ()), expected, "{text:?}");
        }
    }

    #[test]
    fn generated_keys_are_version_4_uuids_after_the_prefix() {
        let key = IdempotencyKey::from_random("inv-", 0, SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(key.as_str(), "inv-00000000-0000-4000-8000-000000000000");
        assert_ne!(
            IdempotencyKey::generate("").unwrap(),
            IdempotencyKey::generate("").unwrap()
        );
        assert_eq!(format!("{key:?}"), "IdempotencyKey([redacted])");
    }
}
