//! Conditions: whether a child passes a filter (RFC 9535, sections 2.3.5 and 2.4).

use super::{Comparison, Operand, Test};
use crate::source::node::{Core, Kind, Node};

/// A value under comparison.
enum Value<'a> {
    Nothing,
    Null,
    Bool(bool),
    Number(f64),
    Text(&'a str),
    /// A list or a map.
    Node(&'a Node),
}

impl Test {
    pub(super) fn holds(&self, node: &Node, root: &Node) -> bool {
        match self {
            Self::Any(tests) => tests.iter().any(|test| test.holds(node, root)),
            Self::All(tests) => tests.iter().all(|test| test.holds(node, root)),
            Self::Not(test) => !test.holds(node, root),
            Self::Exists(query) => !query.run(node, root).is_empty(),
            Self::Compare(left, comparison, right) => compare(
                &left.value(node, root),
                *comparison,
                &right.value(node, root),
            ),
            Self::Matches {
                whole,
                text,
                pattern,
            } => match (text.value(node, root), pattern.value(node, root)) {
                (Value::Text(text), Value::Text(pattern)) => matches(*whole, text, pattern),
                _ => false,
            },
        }
    }
}

impl Operand {
    fn value<'a>(&'a self, node: &'a Node, root: &'a Node) -> Value<'a> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(value) => Value::Number(*value),
            Self::Text(text) => Value::Text(text),
            Self::One(query) | Self::Value(query) => match query.run(node, root).as_slice() {
                [(_, one)] => of_node(one),
                _ => Value::Nothing,
            },
            Self::Count(query) => number(query.run(node, root).len()),
            Self::Length(of) => match of.value(node, root) {
                Value::Text(text) => number(text.chars().count()),
                Value::Node(node) => match &node.kind {
                    Kind::Map(map) => number(map.len()),
                    _ => number(node.items().len()),
                },
                _ => Value::Nothing,
            },
        }
    }
}

fn number<'a>(count: usize) -> Value<'a> {
    u32::try_from(count).map_or(Value::Nothing, |count| Value::Number(count.into()))
}

fn of_node(node: &Node) -> Value<'_> {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Map(_) | Kind::List(_) => Value::Node(node),
        Kind::Scalar(scalar) => match scalar.core() {
            Core::Bool => Value::Bool(node.as_bool() == Some(true)),
            Core::Int | Core::Float => node.as_f64().map_or(Value::Nothing, Value::Number),
            Core::Text => Value::Text(&scalar.text),
        },
    }
}

fn compare(left: &Value<'_>, comparison: Comparison, right: &Value<'_>) -> bool {
    match comparison {
        Comparison::Equal => equal(left, right),
        Comparison::Different => !equal(left, right),
        Comparison::Less => less(left, right),
        Comparison::Greater => less(right, left),
        Comparison::LessOrEqual => less(left, right) || equal(left, right),
        Comparison::GreaterOrEqual => less(right, left) || equal(left, right),
    }
}

fn equal(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Nothing, Value::Nothing) | (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Number(a), Value::Number(b)) => a == b,
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::Node(a), Value::Node(b)) => same(a, b),
        _ => false,
    }
}

/// Equality of lists and maps, numbers by their value.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Map(one), Kind::Map(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, entry)| other.get(key).is_some_and(|it| same(&entry.value, it)))
        }
        (Kind::List(one), Kind::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b))
        }
        (Kind::Map(_) | Kind::List(_), _) | (_, Kind::Map(_) | Kind::List(_)) => false,
        _ => equal(&of_node(a), &of_node(b)),
    }
}

fn less(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => a < b,
        (Value::Text(a), Value::Text(b)) => a < b,
        _ => false,
    }
}

/// `match` covers the whole text, `search` any part. A pattern that is none matches nothing.
fn matches(whole: bool, text: &str, pattern: &str) -> bool {
    self::pattern(pattern, whole).is_some_and(|pattern| pattern.is_match(text))
}

/// A pattern of RFC 9485, which may have the anchors that it lacks; nothing where it cannot be read, such as one with `\p{…}`.
pub(super) fn pattern(text: &str, whole: bool) -> Option<regex_lite::Regex> {
    let mut pattern = String::with_capacity(text.len() + 8);
    pattern.push_str(if whole { "^(?:" } else { "" });
    let (mut escaped, mut class) = (false, false);
    for character in text.chars() {
        match character {
            // Unlike that of others, this dot stands for neither kind of line break.
            '.' if !escaped && !class => pattern.push_str("[^\\n\\r]"),
            _ => pattern.push(character),
        }
        class = match character {
            '[' if !escaped => true,
            ']' if !escaped => false,
            _ => class,
        };
        escaped = character == '\\' && !escaped;
    }
    pattern.push_str(if whole { ")$" } else { "" });
    regex_lite::Regex::new(&pattern).ok()
}
