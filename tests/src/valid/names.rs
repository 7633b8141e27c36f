//! Names and texts that are legal, and that a generator would rather not see.

use std::collections::BTreeSet;

use super::draw::Draw;

/// Names of members, parameters of the query and values of enums: any text is one.
const TEXTS: &[&str] = &[
    "id",
    "name",
    "amount",
    "type",
    "self",
    "Self",
    "crate",
    "super",
    "async",
    "await",
    "fn",
    "gen",
    "dyn",
    "try",
    "r#type",
    "match",
    "where",
    "Option",
    "String",
    "Vec",
    "Box",
    "None",
    "Some",
    "Ok",
    "Err",
    "Result",
    "Default",
    "Clone",
    "Debug",
    "Iterator",
    "new",
    "send",
    "client",
    "body",
    "builder",
    "clone",
    "into",
    "from",
    "default",
    "decode",
    "encode",
    "unknown",
    "extra",
    "Unknown",
    "value",
    "fooBar",
    "foo_bar",
    "foo-bar",
    "FooBar",
    "FOO_BAR",
    "foo bar",
    "größe",
    "日本",
    "имя",
    "ß",
    "ﬁ",
    "é",
    "e\u{301}",
    "🦀",
    "$",
    "@type",
    "+1",
    "-1",
    "_",
    "__",
    ".",
    "..",
    " ",
    "",
    "1st",
    "404",
    "0",
    "a/b",
    "a~b",
    "*/",
    "\"",
    "\\",
    "{}",
    "{0}",
    "a\nb",
    "</script>",
    "#[test]",
    "//!",
    "\u{202e}abc",
    "\u{200b}",
    "%41",
    "true",
    "null",
    "code",
    "message",
    "errors",
    "status",
    "data",
    "next_cursor",
    "created_at",
    "password",
    "api_key",
    "x-y",
    "items",
    "len",
    "as_str",
    "is_empty",
    "drop",
    "std",
    "core",
    "u8",
    "i64",
    "bool",
    "str",
    "T",
    "E",
    "Error",
    "Call",
    "Value",
    "Bytes",
    "Patch",
];

/// Names of components: letters, digits, `.`, `-` and `_`.
const COMPONENTS: &[&str] = &[
    "Order",
    "order",
    "ORDER",
    "Or-der",
    "or_der",
    "Item",
    "Option",
    "String",
    "Vec",
    "Box",
    "Result",
    "Error",
    "Self",
    "self",
    "type",
    "crate",
    "Client",
    "Value",
    "Bytes",
    "Call",
    "Date",
    "Secret",
    "Patch",
    "Unrecognized",
    "std",
    "core",
    "a.b",
    "a-b",
    "a_b",
    "aB",
    "1",
    "1st",
    "_",
    "-",
    ".",
    "...",
    "x__y",
    "X",
    "Default",
    "Clone",
    "Copy",
    "Fn",
    "FnOnce",
    "Send",
    "Sync",
    "Iterator",
    "Some",
    "None",
    "Ok",
    "Err",
    "i32",
    "bool",
    "str",
    "Types",
    "types",
    "Input",
    "errors",
    "mod",
    "Page",
    "Text",
];

/// Names of operations and tags.
const WORDS: &[&str] = &[
    "listOrders",
    "list orders",
    "list_orders",
    "list-orders",
    "ListOrders",
    "get",
    "new",
    "type",
    "Self",
    "self",
    "send",
    "größe",
    "日本",
    "🦀",
    "a.b",
    "a/b",
    "createOrder",
    "default",
    "client",
    "types",
    "errors",
    "input",
    "testing",
    "runtime",
    "webhooks",
    "callbacks",
    "mod",
    "lib",
    "main",
    "std",
    "core",
    "crate",
    "con",
    "nul",
    "aux",
    "api",
    "API",
    "ops",
    "Ops",
    "v1",
    "1",
    "drop",
    "clone",
    "into",
    "builder",
    "pages",
    "items",
    "error",
    "Error",
    "Call",
    "async",
    "await",
    "Client",
    "meta",
    "model",
    "{id}",
];

/// Names of one word, which types and constants spell alike.
const LETTERS: &[&str] = &["a", "A", "b", "B", "ab", "AB", "v2", "V2", "n1", "x"];

/// Names of headers: tokens.
const HEADERS: &[&str] = &[
    "X-Trace",
    "X-Request-Id",
    "x-trace-2",
    "If-Match",
    "type",
    "self",
    "X_Y",
    "a.b",
    "1st",
    "Retry-After",
    "ETag",
    "Link",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "Location",
    "x!#$%&'*+-.^_`|~y",
    "Cache-Control",
    "Prefer",
    "X-Größe-Not",
];

const DESCRIPTIONS: &[&str] = &[
    "Plain words.",
    "",
    "*/ fn pwned() {}",
    "```\npanic!()\n```",
    "    indented code",
    "- a list\n- of `things`",
    "# Heading",
    "[a](https://a.example)",
    "<script>alert(1)</script>",
    "\u{202e}reversed",
    "ends with \\",
    "quotes \" and 'more'",
    "größe 日本 🦀",
    "{} {0} {name}",
    "a\r\nb\tc",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "Zero\u{200b}width",
    "trailing blank ",
    "1. one\n2. two",
    "> quoted",
    "***",
    "\u{feff}mark",
    "[x]: https://a.example",
    "`",
    "line\n\n\n\nline",
];

/// A text that documents.
pub(super) fn description(draw: &mut Draw) -> String {
    let at = draw.below(DESCRIPTIONS.len());
    if at > 1 {
        draw.mark("names: hostile description");
    }
    DESCRIPTIONS[at].to_owned()
}

/// A name that is not used yet in this scope.
fn fresh(draw: &mut Draw, used: &mut BTreeSet<String>, pool: &[&str], long: bool) -> String {
    let letters = draw.letters && draw.one_in(2);
    let pool = if letters { LETTERS } else { pool };
    let mut name = draw.pick(pool).to_owned();
    if long && draw.has(60, "names: very long") {
        name = "long_".repeat(40);
    }
    if !name.is_ascii() {
        draw.mark("names: not ASCII");
    }
    if matches!(
        name.as_str(),
        "type" | "self" | "crate" | "fn" | "async" | "match"
    ) {
        draw.mark("names: keyword");
    }
    if matches!(
        name.as_str(),
        "Option" | "String" | "Vec" | "Result" | "None" | "Some"
    ) {
        draw.mark("names: prelude");
    }
    let mut number = 2;
    let stem = name.clone();
    while used.contains(&name) {
        name = format!("{stem}{number}");
        number += 1;
    }
    if used.iter().any(|it| folded(it) == folded(&name)) {
        draw.mark("names: alike when folded");
    }
    used.insert(name.clone());
    name
}

fn folded(name: &str) -> String {
    name.chars()
        .filter(|it| it.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Any text.
pub(super) fn text(draw: &mut Draw, used: &mut BTreeSet<String>) -> String {
    fresh(draw, used, TEXTS, true)
}

/// The name of a component.
pub(super) fn component(draw: &mut Draw, used: &mut BTreeSet<String>) -> String {
    fresh(draw, used, COMPONENTS, true)
}

/// The name of an operation or a tag.
pub(super) fn word(draw: &mut Draw, used: &mut BTreeSet<String>) -> String {
    fresh(draw, used, WORDS, true)
}

/// The name of a header, whose case tells nothing apart.
pub(super) fn header(draw: &mut Draw, used: &mut BTreeSet<String>) -> String {
    let pool: Vec<&str> = HEADERS.iter().copied().filter(|it| it.is_ascii()).collect();
    let mut name = fresh(draw, used, &pool, false);
    while used
        .iter()
        .any(|it| it != &name && it.eq_ignore_ascii_case(&name))
    {
        name.push('0');
    }
    used.insert(name.clone());
    name
}

/// The name of a variable of a path: a text without what ends one.
pub(super) fn variable(draw: &mut Draw, used: &mut BTreeSet<String>) -> String {
    let pool: Vec<&str> = TEXTS
        .iter()
        .copied()
        .filter(|it| !it.is_empty() && !it.contains(['{', '}', '/', '?', '#', '%', ' ', '\n']))
        .collect();
    fresh(draw, used, &pool, false)
}

/// Takes a name that stands in the grammar itself.
pub(super) fn take(name: &str, used: &mut BTreeSet<String>) {
    used.insert(name.to_owned());
}
