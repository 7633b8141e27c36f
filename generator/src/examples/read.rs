//! Reads an example the way the client reads an answer, to find the case that it belongs to.

use crate::ir::{CodeAt, Envelope, Pointer};
use crate::source::Span;
use crate::source::node::{Core, Node};

/// What an envelope finds in a body.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The machine code and where it stands.
    pub code: Option<(String, Span)>,
    /// Whether there is a message.
    pub message: bool,
}

/// The facts by the first envelope whose code or message resolves.
pub(super) fn read(envelopes: &[Envelope], body: &Node) -> Facts {
    for envelope in envelopes {
        let code = envelope.code.as_ref().and_then(|at| code(at, body));
        let message = envelope
            .message
            .as_ref()
            .and_then(|at| follow(body, &at.at))
            .is_some_and(|node| node.as_str().is_some() || node.is_list());
        if code.is_some() || message {
            return Facts { code, message };
        }
    }
    Facts::default()
}

fn code(at: &CodeAt, body: &Node) -> Option<(String, Span)> {
    let node = follow(body, &at.at)?;
    let number = || {
        let is_number = node.scalar().is_some_and(|s| s.core() == Core::Int);
        node.text().filter(|_| is_number && at.kind.has_numbers())
    };
    let text = node.as_str().filter(|_| at.kind.has_texts());
    let text = text.or_else(number)?;
    let fits = at.pattern.as_ref().is_none_or(|pattern| {
        regex_lite::Regex::new(pattern.as_str()).is_ok_and(|pattern| pattern.is_match(text))
    });
    fits.then(|| (text.to_owned(), node.span))
}

/// The value at a pointer, unless it is null.
fn follow<'n>(body: &'n Node, pointer: &Pointer) -> Option<&'n Node> {
    let found = pointer
        .iter()
        .try_fold(body, |node, segment| node.step(segment.as_str()))?;
    (!found.is_null()).then_some(found)
}
