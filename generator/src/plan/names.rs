//! Identifiers: how a name of the document becomes one, and how two names that want the same one are told apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use heck::{ToShoutySnakeCase as _, ToSnakeCase as _, ToUpperCamelCase as _};
use sha2::{Digest as _, Sha256};

use crate::ir::{Id, Table};
use crate::steps;

/// The longest identifier, in bytes.
const LONGEST: usize = 64;

/// The longest name that is not cut: a suffix has to fit behind it.
const UNCUT: usize = 56;

/// How much is kept of a name that is cut; a hash of the whole follows.
const KEPT: usize = UNCUT - 9;

/// Keywords of every edition, reserved ones included. None of them becomes an identifier, raw or not.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "Self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// An identifier of the output: ASCII, no keyword of any edition, at most 64 bytes. Only a [`Scope`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RustIdent(String);

impl RustIdent {
    fn new(text: String) -> Option<Self> {
        let mut bytes = text.bytes();
        let starts = bytes
            .next()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        let goes_on = bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let free = !KEYWORDS.contains(&text.as_str()) && text != "_" && text.len() <= LONGEST;
        (starts && goes_on && free).then_some(Self(text))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RustIdent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How an identifier is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `create_order`
    Snake,
    /// `CreateOrder`
    Camel,
    /// `CREATE_ORDER`
    Shouty,
}

/// The identifier that a name asks for, before anybody else's wishes are looked at.
///
/// The result is ASCII and starts with a letter or an underscore: other letters appear by their number, a name of signs
/// alone by what they are called, and a name that is too long is cut and gets a hash of the whole.
pub fn wanted(name: &str, case: Case) -> String {
    let spelled = spell(name);
    let mut text = match case {
        Case::Snake => spelled.to_snake_case(),
        Case::Camel => spelled.to_upper_camel_case(),
        Case::Shouty => spelled.to_shouty_snake_case(),
    };
    if text.is_empty() {
        text = match case {
            Case::Snake => "empty",
            Case::Camel => "Empty",
            Case::Shouty => "EMPTY",
        }
        .to_owned();
    }
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        text.insert(0, if case == Case::Snake { 'n' } else { 'N' });
    }
    if text.len() > UNCUT {
        let hash = hash(name);
        text.truncate(KEPT);
        text = match case {
            Case::Snake => format!("{}_{hash}", text.trim_end_matches('_')),
            Case::Camel => format!("{text}{}", hash.to_upper_camel_case()),
            Case::Shouty => format!(
                "{}_{}",
                text.trim_end_matches('_'),
                hash.to_ascii_uppercase()
            ),
        };
    }
    if KEYWORDS.contains(&text.as_str()) {
        text.push('_');
    }
    text
}

/// A name with something behind it. The underscore that sets a name apart from a keyword is no longer needed then, and two
/// in a row are bad style to the compiler.
pub fn joined(name: &str, suffix: &str) -> String {
    let name = name.trim_end_matches('_');
    // A long name gives way to the end, which tells it from others. Names are ASCII.
    let room = LONGEST.saturating_sub(suffix.len()).min(name.len());
    format!("{}{suffix}", &name[..room])
}

/// The name in ASCII, signs that would vanish spelled out where they carry the meaning.
fn spell(name: &str) -> String {
    let wordless = !name.chars().any(char::is_alphanumeric);
    let mut out = String::new();
    for (at, sign) in name.char_indices() {
        match sign {
            _ if sign.is_ascii_alphanumeric() => out.push(sign),
            '+' | '-' if at == 0 && !wordless => {
                let number = name[1..].starts_with(|next: char| next.is_ascii_digit());
                out.push_str(match (sign, number) {
                    ('+', _) => "plus ",
                    (_, true) => "minus ",
                    _ => "",
                });
            }
            _ if wordless && sign.is_ascii_graphic() => {
                out.push_str(sign_name(sign));
                out.push(' ');
            }
            _ if sign.is_alphanumeric() => out.push_str(&format!("u{:x}", u32::from(sign))),
            _ => out.push(' '),
        }
    }
    out
}

fn sign_name(sign: char) -> &'static str {
    match sign {
        '!' => "not",
        '"' | '\'' | '`' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '(' | ')' => "parenthesis",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' | ']' => "bracket",
        '\\' => "backslash",
        '^' => "caret",
        '_' => "underscore",
        '{' | '}' => "brace",
        '|' => "or",
        _ => "tilde",
    }
}

fn hash(name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    digest
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The names that are taken in one place of the output.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
    /// The number to try next, by the name that was wanted and its suffix.
    numbers: BTreeMap<(String, String), u64>,
    folded: bool,
}

/// A name that a scope gave out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The identifier.
    pub ident: RustIdent,
    /// What it would be called if the name were free, where it was not.
    pub instead_of: Option<String>,
}

impl Scope {
    /// A scope in which the given names are taken.
    pub fn with<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        let mut scope = Self::default();
        scope.taken.extend(reserved.into_iter().map(str::to_owned));
        scope
    }

    /// A scope of file names: names that differ in case only are the same.
    pub fn of_files<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            folded: true,
            ..Self::with(reserved)
        }
    }

    /// Whether the name is taken.
    pub fn has(&self, name: &str) -> bool {
        self.taken.contains(&self.key(name))
    }

    fn key(&self, name: &str) -> String {
        if self.folded {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        }
    }

    /// Takes the name, or the name with the suffix, or with the first free number from 2 on.
    pub fn claim(&mut self, wanted: &str, suffix: &str) -> Claimed {
        // Names stay taken, so the numbers that were tried before need no second look.
        let of = (wanted.to_owned(), suffix.to_owned());
        let first = *self.numbers.entry(of.clone()).or_insert(2);
        let numbered = |number: u64| (Some(number), joined(wanted, &format!("{suffix}{number}")));
        let tries = std::iter::once((None, wanted.to_owned()))
            .chain((!suffix.is_empty()).then(|| (None, joined(wanted, suffix))))
            .chain((first..).map(numbered));
        for (number, name) in tries {
            steps::count(1);
            if let Some(number) = number {
                self.numbers.insert(of.clone(), number + 1);
            }
            if self.has(&name) {
                continue;
            }
            let Some(ident) = RustIdent::new(name) else {
                continue;
            };
            self.taken.insert(self.key(ident.as_str()));
            let instead_of = (ident.as_str() != wanted).then(|| wanted.to_owned());
            return Claimed { ident, instead_of };
        }
        unreachable!("there are more numbers than names in a document")
    }

    /// Takes one name for each of the things that wish for one, so that the result does not depend on their order: of those
    /// who wish for one name, a key that is spelled like it goes first, then the keys in their order. Keys are distinct.
    pub fn claim_all<T>(
        &mut self,
        things: impl IntoIterator<Item = T>,
        wish: impl Fn(&T) -> Wish,
        suffix: &str,
    ) -> Vec<(T, Claimed)> {
        let mut asking: Vec<Asking<T>> = things
            .into_iter()
            .map(|thing| Asking {
                wish: wish(&thing),
                thing,
                given: None,
            })
            .collect();
        let mut groups: BTreeMap<String, Vec<&mut Asking<T>>> = BTreeMap::new();
        for one in &mut asking {
            groups
                .entry(self.key(&one.wish.name))
                .or_default()
                .push(one);
        }
        for members in groups.values_mut() {
            members.sort_by(|one, other| {
                let order = |wish: &Wish| wish.key != wish.name;
                let (one, other) = (&one.wish, &other.wish);
                (order(one), &one.key).cmp(&(order(other), &other.key))
            });
        }
        // First everybody whose wish nobody else has, so that a number never takes a name that is really asked for.
        for members in groups.values_mut() {
            if let Some(first) = members.first_mut()
                && !self.has(&first.wish.name)
            {
                first.given = Some(self.claim(&first.wish.name, suffix));
            }
        }
        for members in groups.values_mut() {
            let suffix = if members.len() == 1 { suffix } else { "" };
            for one in members.iter_mut().filter(|one| one.given.is_none()) {
                one.given = Some(self.claim(&one.wish.name, suffix));
            }
        }
        let given = asking.into_iter().map(|one| {
            let claimed = one.given.expect("each group is given names");
            (one.thing, claimed)
        });
        given.collect()
    }
}

impl Scope {
    /// The same for the items of a list, found by the same ids.
    pub fn claim_table<I: Id, T>(
        &mut self,
        table: &Table<I, T>,
        wish: impl Fn(&T) -> Wish,
        suffix: &str,
    ) -> Table<I, Claimed> {
        let claimed = self.claim_all(table, |thing| wish(thing), suffix);
        claimed.into_iter().map(|(_, name)| name).collect()
    }
}

/// What a thing would be called, and what tells it from the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What tells it from the others.
    pub key: String,
    /// What it would be called.
    pub name: String,
}

impl Wish {
    /// The identifier that a text asks for, which also tells it from others.
    pub fn of(text: &str, case: Case) -> Self {
        Self::new(text, wanted(text, case))
    }

    /// A name for what a key tells from others.
    pub fn new(key: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            name: name.into(),
        }
    }
}

struct Asking<T> {
    thing: T,
    wish: Wish,
    given: Option<Claimed>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_identifiers() {
        let rows = [
            ("createOrder", Case::Snake, "create_order"),
            ("createOrder", Case::Camel, "CreateOrder"),
            ("INSUFFICIENT_BALANCE", Case::Camel, "InsufficientBalance"),
            ("type", Case::Snake, "type_"),
            ("self", Case::Camel, "Self_"),
            ("gen", Case::Snake, "gen_"),
            ("1abc", Case::Snake, "n1abc"),
            ("+1", Case::Snake, "plus_1"),
            ("-1", Case::Snake, "minus_1"),
            ("-created", Case::Snake, "created"),
            ("", Case::Camel, "Empty"),
            ("_", Case::Snake, "underscore"),
            ("-", Case::Snake, "minus"),
            (">=", Case::Camel, "GreaterEqual"),
            ("$ref", Case::Snake, "ref_"),
            ("a b", Case::Snake, "a_b"),
            ("名", Case::Snake, "u540d"),
            ("r#type", Case::Snake, "r_type"),
        ];
        for (name, case, expected) in rows {
            assert_eq!(wanted(name, case), expected, "{name}");
            assert!(RustIdent::new(wanted(name, case)).is_some(), "{name}");
        }
    }

    #[test]
    fn a_long_name_is_cut_and_stays_distinct() {
        let long = "word_".repeat(40_000);
        for case in [Case::Snake, Case::Camel, Case::Shouty] {
            let one = wanted(&long, case);
            let other = wanted(&format!("{long}x"), case);
            assert!(one.len() <= UNCUT, "{one}");
            assert_ne!(one, other);
            let mut scope = Scope::default();
            let claimed: BTreeSet<_> = (0..200)
                .map(|_| scope.claim(&one, "Service").ident)
                .collect();
            assert_eq!(claimed.len(), 200);
        }
    }

    #[test]
    fn no_keyword_and_no_sign_is_an_identifier() {
        for text in KEYWORDS
            .iter()
            .copied()
            .chain(["_", "", "1a", "a-b", "ä", "r#a"])
        {
            assert!(RustIdent::new(text.to_owned()).is_none(), "{text}");
        }
    }

    #[test]
    fn names_do_not_depend_on_the_order_of_the_document() {
        let mut names = ["foo", "Foo", "FOO", "Foo_", "Foo2", "Bar", "Option"];
        let given = |names: &[&'static str]| -> BTreeMap<&str, String> {
            let mut scope = Scope::with(["Option"]);
            let wish = |name: &&str| Wish::of(name, Case::Camel);
            let claimed = scope.claim_all(names.iter().copied(), wish, "Model");
            let claimed = claimed.into_iter();
            claimed
                .map(|(name, claimed)| (name, claimed.ident.to_string()))
                .collect()
        };
        let first = given(&names);
        names.reverse();
        assert_eq!(first, given(&names));
        assert_eq!(first["Foo"], "Foo");
        assert_eq!(first["Foo2"], "Foo2");
        assert_eq!(first["FOO"], "Foo3");
        assert_eq!(first["Option"], "OptionModel");
        let distinct: BTreeSet<_> = first.values().collect();
        assert_eq!(distinct.len(), names.len());
    }

    #[test]
    fn file_names_differ_in_more_than_case() {
        let mut scope = Scope::of_files(["con"]);
        assert_eq!(scope.claim("con", "_type").ident.as_str(), "con_type");
        assert_eq!(scope.claim("Order", "").ident.as_str(), "Order");
        assert_eq!(scope.claim("order", "").ident.as_str(), "order2");
    }
}
