//! The context of a trace, as a request hands it on (W3C Trace Context).

use std::fmt;

use http::{HeaderMap, HeaderValue};

/// The position in a trace that a request hands on: the headers `traceparent` and `tracestate` of the W3C's Trace Context.
///
/// It is checked when it is made, so that no server gets one that it has to throw away.
///
/// ```
/// use faultcode_runtime::observe::TraceContext;
///
/// let context = TraceContext::new(0x4bf92f3577b34da6a3ce929d0e0e4736, 0x00f067aa0ba902b7, true);
/// let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
/// assert_eq!(context.map(|it| it.to_string()).as_deref(), Some(text));
/// assert!(TraceContext::parse(text).is_some());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    parent: HeaderValue,
    state: Option<HeaderValue>,
}

/// The name of the header that names the caller's span.
const PARENT: &str = "traceparent";

/// The name of the header with what tracing systems add.
const STATE: &str = "tracestate";

/// The longest state, in characters: what every party has to hand on (section 3.3.1.5).
const LONGEST_STATE: usize = 512;

impl TraceContext {
    /// The context of a span; `None` if either number is zero, which stands for no trace.
    pub fn new(trace: u128, span: u64, sampled: bool) -> Option<Self> {
        let flags = u8::from(sampled);
        Self::parse(&format!("00-{trace:032x}-{span:016x}-{flags:02x}"))
    }

    /// A context as it stands in the header. `None` if it is none of version 00 (section 3.2): digits and small letters, and
    /// neither number zero.
    pub fn parse(parent: &str) -> Option<Self> {
        let parts: Vec<&str> = parent.split('-').collect();
        let [version, trace, span, flags] = parts.as_slice() else {
            return None;
        };
        let hex = |text: &str, length: usize| {
            let is_hex = |it: u8| matches!(it, b'0'..=b'9' | b'a'..=b'f');
            text.len() == length && text.bytes().all(is_hex)
        };
        let is_some = |text: &str| text.bytes().any(|it| it != b'0');
        let fits = *version == "00"
            && hex(trace, 32)
            && is_some(trace)
            && hex(span, 16)
            && is_some(span)
            && hex(flags, 2);
        let parent = HeaderValue::from_str(parent).ok().filter(|_| fits)?;
        Some(Self {
            parent,
            state: None,
        })
    }

    /// Adds the state of tracing systems, `name=value` pairs separated by commas. What a header cannot hold, or is longer than
    /// 512 characters, is left out: a trace goes on without it.
    #[must_use]
    pub fn with_state(mut self, state: &str) -> Self {
        let is_text = |it: u8| matches!(it, b'\t' | b' '..=b'~');
        let fits = !state.is_empty() && state.len() <= LONGEST_STATE && state.bytes().all(is_text);
        self.state = HeaderValue::from_str(state).ok().filter(|_| fits);
        self
    }

    /// Adds the headers, unless the caller has set one.
    pub(crate) fn add_to(self, headers: &mut HeaderMap) {
        if headers.contains_key(PARENT) {
            return;
        }
        headers.insert(PARENT, self.parent);
        if let Some(state) = self.state {
            headers.insert(STATE, state);
        }
    }
}

/// The text of `traceparent`.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.parent.to_str().unwrap_or(""))
    }
}

/// What tells the context of the span that a request is sent in.
pub(crate) type TellContext = Box<dyn Fn() -> Option<TraceContext> + Send + Sync>;

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::TraceContext;

    /// Trace Context, sections 3.2.2 and 3.2.3, with the examples of section 3.2.4.
    #[test]
    fn only_what_the_specification_takes_is_sent() {
        let rows = [
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                true,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                true,
            ),
            (
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                false,
            ),
            (
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                false,
            ),
            (
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b-01",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                false,
            ),
            ("", false),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nx: y",
                false,
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(TraceContext::parse(text).is_some(), expected, "{text}");
        }
        assert_eq!(TraceContext::new(0, 1, true), None);
        assert_eq!(TraceContext::new(1, 0, true), None);
    }

    #[test]
    fn a_state_that_cannot_be_sent_is_left_out() {
        let long = "a".repeat(513);
        let rows = [
            ("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", true),
            ("", false),
            ("a=b\r\nc: d", false),
            ("a=\u{e4}", false),
            (long.as_str(), false),
        ];
        for (state, expected) in rows {
            let context = TraceContext::new(1, 2, false).expect("a context");
            let mut headers = HeaderMap::new();
            context.with_state(state).add_to(&mut headers);
            assert_eq!(headers.contains_key("tracestate"), expected, "{state}");
            assert!(headers.contains_key("traceparent"));
        }
    }
}
