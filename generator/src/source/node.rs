//! The tree that both front ends build: every value with its place, every scalar with its source text.

use indexmap::IndexMap;

use super::Span;

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

/// The type that the YAML 1.2 core schema gives a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Core {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// Any other number.
    Float,
    /// Text.
    Text,
}

/// A mapping: keys in document order, each once, each with its place.
#[derive(Clone, Debug, Default)]
pub struct Map {
    entries: IndexMap<Box<str>, Entry>,
}

/// One member of a [`Map`].
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Scalar {
    /// The type by the core schema (YAML 1.2.2, section 10.3.2).
    pub fn core(&self) -> Core {
        if self.style == Style::Quoted {
            return Core::Text;
        }
        match &*self.text {
            "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Core::Bool,
            text if integer_parts(text).is_some() => Core::Int,
            text if is_core_float(text) => Core::Float,
            _ => Core::Text,
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

impl Map {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether `key` is there.
    pub fn contains(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.get(key).map(|entry| &entry.value)
    }

    /// The value of `key` for changing.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.get_mut(key).map(|entry| &mut entry.value)
    }

    /// Key place and value of `key`.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// Where `key` stands.
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.entries.get(key).map(|entry| entry.key_span)
    }

    /// Adds a member, or replaces it where it stands; returns the member it replaced.
    pub fn insert(
        &mut self,
        key: impl Into<Box<str>>,
        key_span: Span,
        value: Node,
    ) -> Option<Entry> {
        self.entries.insert(key.into(), Entry { key_span, value })
    }

    /// Takes a member out, keeping the order of the others.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        self.entries.shift_remove(key)
    }

    /// Renames a member where it stands. Nothing happens when `from` is missing or `to` exists.
    pub fn rename(&mut self, from: &str, to: &str) {
        if self.contains(to) {
            return;
        }
        let Some((index, _, entry)) = self.entries.shift_remove_full(from) else {
            return;
        };
        self.entries.shift_insert(index, to.into(), entry);
    }

    /// Keeps the members that `keep` wants.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Entry) -> bool) {
        self.entries.retain(|key, entry| keep(key, entry));
    }

    /// The members in document order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> + '_ {
        self.entries.iter().map(|(key, entry)| (&**key, entry))
    }

    /// The members in document order for changing.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Entry)> + '_ {
        self.entries.iter_mut().map(|(key, entry)| (&**key, entry))
    }

    /// The keys in document order.
    pub fn keys(&self) -> impl Iterator<Item = &str> + '_ {
        self.entries.keys().map(|key| &**key)
    }
}

/// A list index by RFC 6901: digits without a leading zero.
fn list_index(token: &str) -> Option<usize> {
    let digits = token.bytes().all(|byte| byte.is_ascii_digit())
        && (token == "0" || !token.starts_with('0'));
    digits.then(|| token.parse().ok()).flatten()
}

/// Sign, radix and digits of a whole number of the core schema.
fn integer_parts(text: &str) -> Option<(bool, u32, &str)> {
    if let Some(digits) = text.strip_prefix("0o") {
        let octal = !digits.is_empty() && digits.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
        return octal.then_some((false, 8, digits));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        let hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        return hex.then_some((false, 16, digits));
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let decimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    decimal.then_some((text.starts_with('-'), 10, digits))
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, infinities and not-a-number.
fn is_core_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_holds = match mantissa.split_once('.') {
        Some((whole, fraction)) => {
            all_digits(whole) && all_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    let exponent_holds = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    mantissa_holds && exponent_holds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn plain(text: &str) -> Node {
        Node::plain(Span::at(FileId(0), 0), text)
    }

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        let cases = [
            ("true", Core::Bool),
            ("FALSE", Core::Bool),
            ("yes", Core::Text),
            ("on", Core::Text),
            ("0", Core::Int),
            ("-12", Core::Int),
            ("+12", Core::Int),
            ("0777", Core::Int),
            ("0o17", Core::Int),
            ("0x1F", Core::Int),
            ("1.10", Core::Float),
            (".5", Core::Float),
            ("5.", Core::Float),
            ("1e5", Core::Float),
            ("-.inf", Core::Float),
            (".nan", Core::Float),
            ("1_000", Core::Text),
            ("1:30", Core::Text),
            ("3.1.0", Core::Text),
            (".", Core::Text),
            ("e5", Core::Text),
            ("-", Core::Text),
            ("2020-01-01", Core::Text),
        ];
        for (text, core) in cases {
            assert_eq!(plain(text).scalar().map(Scalar::core), Some(core), "{text}");
        }
    }

    #[test]
    fn numbers_read_exactly_or_not_at_all() {
        let cases = [
            ("12", Some(12)),
            ("+12", Some(12)),
            ("0777", Some(777)),
            ("0o17", Some(15)),
            ("0x1F", Some(31)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("1.0", None),
            ("1e3", None),
        ];
        for (text, value) in cases {
            assert_eq!(plain(text).as_i64(), value, "{text}");
        }
        assert_eq!(plain("18446744073709551615").as_u64(), Some(u64::MAX));
        assert_eq!(plain("1.5").as_f64(), Some(1.5));
        assert_eq!(plain("1e400").as_f64(), None);
        assert_eq!(plain(".inf").as_f64(), None);
        assert_eq!(Node::string(Span::at(FileId(0), 0), "12").as_i64(), None);
        assert_eq!(plain("1.10").text(), Some("1.10"));
        assert_eq!(plain("1.10").as_str(), None);
    }
}
