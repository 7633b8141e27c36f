//! The tree that both front ends build: every value with its place, every scalar with its source text.

use super::Span;
pub use super::core::Core;
use super::core::{integer_parts, plain_type};
pub use super::map::{Entry, Map};

/// One value of a document and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The text the value was read from; a value that a stage made borrows the place of its cause.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a [`Node`] is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// JSON `null`, or a plain YAML scalar that the core schema reads as null.
    Null,
    /// Text whose meaning the field that reads it decides.
    Scalar(Scalar),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in document order.
    Map(Map),
}

/// A scalar as it stands in the document, escapes decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text.
    pub text: Box<str>,
    /// Whether it was quoted.
    pub style: Style,
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: may be a number or a boolean. JSON numbers, `true` and `false` are plain.
    Plain,
    /// In quotes or as a block: always text. JSON strings are quoted.
    Quoted,
}

impl Scalar {
    /// The type by the core schema.
    pub fn core(&self) -> Core {
        match self.style {
            Style::Quoted => Core::Text,
            Style::Plain => plain_type(&self.text),
        }
    }
}

impl Node {
    /// A null at `span`.
    pub fn null(span: Span) -> Self {
        Self {
            span,
            kind: Kind::Null,
        }
    }

    /// Quoted text.
    pub fn string(span: Span, text: impl Into<Box<str>>) -> Self {
        Self {
            span,
            kind: Kind::Scalar(Scalar {
                text: text.into(),
                style: Style::Quoted,
            }),
        }
    }

    /// A plain scalar: a number or a boolean in its wire form.
    pub fn plain(span: Span, text: impl Into<Box<str>>) -> Self {
        Self {
            span,
            kind: Kind::Scalar(Scalar {
                text: text.into(),
                style: Style::Plain,
            }),
        }
    }

    /// A boolean.
    pub fn bool(span: Span, value: bool) -> Self {
        Self::plain(span, if value { "true" } else { "false" })
    }

    /// A list.
    pub fn list(span: Span, items: Vec<Node>) -> Self {
        Self {
            span,
            kind: Kind::List(items),
        }
    }

    /// A map.
    pub fn map(span: Span, map: Map) -> Self {
        Self {
            span,
            kind: Kind::Map(map),
        }
    }

    /// What this is, for messages.
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
            Kind::Scalar(scalar) => match scalar.core() {
                Core::Bool => "a boolean",
                Core::Int | Core::Float => "a number",
                Core::Text => "text",
            },
        }
    }

    /// The text of a scalar that the core schema reads as a string.
    pub fn as_str(&self) -> Option<&str> {
        self.scalar()
            .filter(|scalar| scalar.core() == Core::Text)
            .map(|scalar| &*scalar.text)
    }

    /// The source text of any scalar, whatever its type.
    pub fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| &*scalar.text)
    }

    /// A boolean by the core schema.
    pub fn as_bool(&self) -> Option<bool> {
        let scalar = self.scalar()?;
        (scalar.core() == Core::Bool).then(|| scalar.text.eq_ignore_ascii_case("true"))
    }

    /// A whole number by the core schema (decimal, `0o17`, `0x1f`) within 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        i64::try_from(self.as_i128()?).ok()
    }

    /// A whole number that is not negative.
    pub fn as_u64(&self) -> Option<u64> {
        u64::try_from(self.as_i128()?).ok()
    }

    fn as_i128(&self) -> Option<i128> {
        let scalar = self
            .scalar()
            .filter(|scalar| scalar.style == Style::Plain)?;
        let (negative, radix, digits) = integer_parts(&scalar.text)?;
        let value = i128::from_str_radix(digits, radix).ok()?;
        Some(if negative { -value } else { value })
    }

    /// Any finite number by the core schema, rounded to a double.
    pub fn as_f64(&self) -> Option<f64> {
        let scalar = self.scalar()?;
        match scalar.core() {
            Core::Int => self
                .as_i128()
                .map(|value| value as f64)
                .or_else(|| scalar.text.parse().ok()),
            Core::Float => scalar
                .text
                .parse()
                .ok()
                .filter(|value: &f64| value.is_finite()),
            Core::Bool | Core::Text => None,
        }
    }

    /// Whether this is null.
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// Whether this is a map.
    pub fn is_map(&self) -> bool {
        matches!(self.kind, Kind::Map(_))
    }

    /// Whether this is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.kind, Kind::List(_))
    }

    /// The scalar, if this is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The map, if this is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.kind {
            Kind::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The map for changing, if this is one.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.kind {
            Kind::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items for changing, if this is a list.
    pub fn as_list_mut(&mut self) -> Option<&mut Vec<Node>> {
        match &mut self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    /// The member `key`, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// Whether this is a map with the member `key`.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The member `key` for changing.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.as_map_mut()?.get_mut(key)
    }

    /// Where the key of a member stands.
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.as_map()?.key_span(key)
    }

    /// The members in document order; none when this is no map.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> + '_ {
        self.as_map().into_iter().flat_map(Map::iter)
    }

    /// The items; none when this is no list.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The value at a JSON Pointer in its text form.
    pub fn at(&self, pointer: impl AsRef<str>) -> Option<&Node> {
        let pointer = pointer.as_ref();
        let mut node = self;
        for token in pointer.split('/').skip(1) {
            node = node.step(&super::pointer::unescape(token))?;
        }
        (pointer.is_empty() || pointer.starts_with('/')).then_some(node)
    }

    /// The value at a JSON Pointer for changing.
    pub fn at_mut(&mut self, pointer: impl AsRef<str>) -> Option<&mut Node> {
        let pointer = pointer.as_ref();
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return None;
        }
        let mut node = self;
        for token in pointer.split('/').skip(1) {
            let token = super::pointer::unescape(token);
            node = match &mut node.kind {
                Kind::Map(map) => map.get_mut(&token)?,
                Kind::List(items) => items.get_mut(list_index(&token)?)?,
                Kind::Null | Kind::Scalar(_) => return None,
            };
        }
        Some(node)
    }

    /// Where the value at a JSON Pointer stands.
    pub fn span_at(&self, pointer: impl AsRef<str>) -> Option<Span> {
        self.at(pointer).map(|node| node.span)
    }

    /// Where the deepest existing value on the way to `pointer` stands.
    pub fn nearest_span(&self, pointer: impl AsRef<str>) -> Span {
        let mut node = self;
        for token in pointer.as_ref().split('/').skip(1) {
            match node.step(&super::pointer::unescape(token)) {
                Some(next) => node = next,
                None => break,
            }
        }
        node.span
    }

    /// The member or item that one pointer token names.
    pub fn step(&self, token: &str) -> Option<&Node> {
        match &self.kind {
            Kind::Map(map) => map.get(token),
            Kind::List(items) => items.get(list_index(token)?),
            Kind::Null | Kind::Scalar(_) => None,
        }
    }

    /// How many values the tree holds, and the bytes of its scalars and keys.
    pub fn weight(&self) -> (usize, usize) {
        let add = |(nodes, bytes): (usize, usize), (more, text): (usize, usize)| {
            (nodes + more, bytes + text)
        };
        match &self.kind {
            Kind::Null => (1, 0),
            Kind::Scalar(scalar) => (1, scalar.text.len()),
            Kind::List(items) => items.iter().map(Node::weight).fold((1, 0), add),
            Kind::Map(map) => map
                .iter()
                .map(|(key, entry)| add(entry.value.weight(), (0, key.len())))
                .fold((1, 0), add),
        }
    }

    /// Whether both hold the same value, wherever they stand. Members may differ in order.
    pub fn same_value(&self, other: &Node) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Null, Kind::Null) => true,
            (Kind::Scalar(a), Kind::Scalar(b)) => a.text == b.text && a.core() == b.core(),
            (Kind::List(a), Kind::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_value(b))
            }
            (Kind::Map(a), Kind::Map(b)) => {
                a.len() == b.len()
                    && a.iter().all(|(key, entry)| {
                        b.get(key)
                            .is_some_and(|other| entry.value.same_value(other))
                    })
            }
            _ => false,
        }
    }
}

/// A list index by RFC 6901: digits without a leading zero.
fn list_index(token: &str) -> Option<usize> {
    let digits = token.bytes().all(|byte| byte.is_ascii_digit())
        && (token == "0" || !token.starts_with('0'));
    digits.then(|| token.parse().ok()).flatten()
}
