//! A body without its values: the names of its members and the kinds of what stands there, and the code of an error.

use std::cell::RefCell;

use faultcode_facts::{Spelling, code_rank, is_member_name, is_shown_code, names_code};

use crate::facts::Pointer;
use crate::facts::operation::Operation;
use crate::model::encode::{Encode, Encoder};
use crate::model::value::Value;

/// Items of a list that are shown: the rest looks like them.
const ITEMS: usize = 4;

/// Members of an object that are shown.
const MEMBERS: usize = 64;

/// How deep a body is shown.
const DEPTH: usize = 12;

/// The longest URI that names a problem (RFC 9457).
const LONGEST_TYPE: usize = 128;

/// What stands for every text.
const TEXT: &str = "*";

/// A body whose values are hidden.
pub(super) struct Shape<'v> {
    value: &'v Value,
    kept: Kept,
}

/// Which texts and numbers are the code.
enum Kept {
    /// None: it is no error.
    Nothing,
    /// Those at these pointers, where the document declares codes and the body has one.
    At(Vec<Pointer>),
    /// Those whose name and spelling say so.
    Likely,
}

impl<'v> Shape<'v> {
    pub fn of(value: &'v Value, operation: &Operation, failed: bool) -> Self {
        let kept = match failed {
            true => kept(value, operation),
            false => Kept::Nothing,
        };
        Self { value, kept }
    }
}

impl Encode for Shape<'_> {
    fn encode(&self, to: &mut Encoder) {
        Part {
            value: self.value,
            kept: &self.kept,
            at: &RefCell::new(Vec::new()),
        }
        .encode(to);
    }
}

fn kept(body: &Value, operation: &Operation) -> Kept {
    let of_statuses = operation.envelopes_of.iter();
    let lists = of_statuses.map(|(_, list)| *list);
    let all = std::iter::once(operation.envelopes).chain(lists).flatten();
    let pointers = all.filter_map(|envelope| Some(envelope.code?.at));
    let shown: Vec<Pointer> = pointers
        .filter(|at| {
            let found = at.iter().try_fold(body, |value, segment| match value {
                Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
                other => other.get(segment),
            });
            let name = at.last().copied().unwrap_or_default();
            found.is_some_and(|value| is_code(value, name))
        })
        .collect();
    match shown.is_empty() {
        true => Kept::Likely,
        false => Kept::At(shown),
    }
}

/// Whether a value may be shown as a code.
fn is_code(value: &Value, name: &str) -> bool {
    match value {
        Value::String(text) => is_shown_code(text) || (name == "type" && is_problem(text)),
        Value::Number(number) => {
            let text = number.as_str();
            text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    }
}

/// A URI that names a kind of problem: nothing in it is the value of one request.
fn is_problem(text: &str) -> bool {
    let starts = ["http://", "https://", "urn:", "/"];
    let rest = starts.iter().find_map(|start| text.strip_prefix(start));
    let mut pieces = rest.into_iter().flat_map(|rest| rest.split(['/', '#']));
    rest.is_some()
        && text.len() <= LONGEST_TYPE
        && pieces.all(|piece| piece.is_empty() || is_member_name(piece))
}

/// Whether name and spelling say that a value is the code.
fn is_likely(value: &Value, name: &str) -> bool {
    let Some(rank) = code_rank(name) else {
        return false;
    };
    let is_words = |text: &str| Spelling::of(text) == Some(Spelling::Words) || is_problem(text);
    is_code(value, name)
        && match value {
            Value::String(text) => rank <= 2 || is_words(text),
            _ => names_code(name),
        }
}

/// A value of the body, and the way to it.
struct Part<'v, 'k> {
    value: &'v Value,
    kept: &'k Kept,
    at: &'k RefCell<Vec<&'v str>>,
}

impl<'v> Part<'v, '_> {
    /// The value at one step further.
    fn step(&self, name: &'v str, value: &'v Value, act: impl FnOnce(&Self)) {
        self.at.borrow_mut().push(name);
        act(&Part {
            value,
            kept: self.kept,
            at: self.at,
        });
        self.at.borrow_mut().pop();
    }

    fn is_kept(&self) -> bool {
        let at = self.at.borrow();
        let name = at.last().copied().unwrap_or_default();
        match self.kept {
            Kept::Nothing => false,
            Kept::At(pointers) => {
                pointers.iter().any(|pointer| *pointer == at.as_slice())
                    && is_code(self.value, name)
            }
            Kept::Likely => is_likely(self.value, name),
        }
    }

    fn is_deep(&self) -> bool {
        self.at.borrow().len() >= DEPTH
    }
}

impl Encode for Part<'_, '_> {
    fn encode(&self, to: &mut Encoder) {
        match self.value {
            Value::Null => to.literal("null"),
            Value::Bool(value) => to.literal(if *value { "true" } else { "false" }),
            Value::Number(number) if self.is_kept() => to.literal(number.as_str()),
            Value::Number(number) => {
                let whole = number.as_str().bytes();
                let whole = whole
                    .skip_while(|byte| *byte == b'-')
                    .all(|it| it.is_ascii_digit());
                to.literal(if whole { "0" } else { "0.5" });
            }
            Value::String(text) => to.text(if self.is_kept() { text } else { TEXT }),
            Value::Array(_) if self.is_deep() => to.literal("[]"),
            Value::Object(_) if self.is_deep() => to.literal("{}"),
            Value::Array(items) => {
                to.literal("[");
                for (index, item) in items.iter().take(ITEMS).enumerate() {
                    if index > 0 {
                        to.literal(",");
                    }
                    // Pointers of envelopes lead into the first item, and hold for each.
                    self.step("0", item, |part| part.encode(to));
                }
                to.literal("]");
            }
            Value::Object(members) => {
                to.open();
                for (name, value) in members.iter().take(MEMBERS) {
                    let shown = if is_member_name(name) { name } else { TEXT };
                    self.step(name, value, |part| to.member(shown, part));
                }
                to.close();
            }
        }
    }
}
