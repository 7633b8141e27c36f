//! Which headers an answer may have, from one look at their names.

use http::{HeaderMap, HeaderName};

/// The names of headers, by their length and first letter: what is not among them is not there. Most answers have none of the
/// many headers that a wait or a limit may stand in, and a search for each would cost more than all else that is read of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names(u64);

impl Names {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let names = headers.keys().map(HeaderName::as_str);
        Self(names.fold(0, |bits, name| bits | bit(name)))
    }

    /// Whether a header of that name may be there, in whatever case the name is written.
    pub(crate) fn may_have(self, name: &str) -> bool {
        self.0 & bit(name) != 0
    }
}

/// The weight of the length is one under which no header that most answers have shares the bit of one that is looked for; two
/// names with one bit cost a search, and no more.
#[inline]
fn bit(name: &str) -> u64 {
    let first = name.bytes().next().unwrap_or_default().to_ascii_lowercase();
    1 << (name.len().wrapping_mul(6).wrapping_add(usize::from(first)) % 64)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::Names;

    #[test]
    fn a_header_that_is_there_is_never_passed_over() {
        let all = [
            "date",
            "content-type",
            "retry-after",
            "x-ratelimit-reset",
            "a",
            "x",
        ];
        for present in all {
            let mut headers = HeaderMap::new();
            headers.insert(
                HeaderName::from_static(present),
                HeaderValue::from_static(""),
            );
            assert!(Names::of(&headers).may_have(present), "{present}");
            assert!(
                Names::of(&headers).may_have(&present.to_ascii_uppercase()),
                "{present}"
            );
        }
        // Of one length and one first letter: neither may hide the other.
        let alike = ["retry-after", "range-units"];
        let mut headers = HeaderMap::new();
        for name in alike {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(""));
        }
        for name in alike {
            assert!(Names::of(&headers).may_have(name), "{name}");
        }
        assert!(!Names::default().may_have("date"));
        assert!(!Names::default().may_have(""));
    }

    #[test]
    fn what_every_answer_has_asks_for_no_closer_look() {
        let common = [
            "content-type",
            "content-length",
            "date",
            "x-request-id",
            "server",
            "connection",
        ];
        let mut headers = HeaderMap::new();
        for name in common {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(""));
        }
        let names = Names::of(&headers);
        let sought = [
            "retry-after",
            "retry-after-ms",
            "ratelimit",
            "ratelimit-policy",
            "ratelimit-limit",
            "ratelimit-remaining",
            "ratelimit-reset",
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
        ];
        for name in sought {
            assert!(!names.may_have(name), "{name}");
        }
    }
}
