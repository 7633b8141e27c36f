//! The second line behind emission: every Rust file may hold only what the generator writes, and its text, read back, only
//! the names that were checked.
//!
//! What is refused here is a fault of the generator, reported as such; nothing is written.

mod names;

use std::fmt;

use proc_macro2::{LexError, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, File, Item, Lit, Macro, Meta};

pub use self::names::Names;

/// Macros of the runtime that take a table or names.
const TABLES: &[&str] = &[
    "bodies",
    "client",
    "from_read",
    "details",
    "endpoint_error",
    "existing",
    "int_enum",
    "listed_text",
    "multipart",
    "headers",
    "object",
    "page",
    "param_object",
    "param_text",
    "params",
    "success",
    "text_enum",
    "event_kinds",
    "union",
    "union_from",
    "value_enum",
];

/// Traits that generated types derive.
const DERIVED: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// Words that no table needs.
const BANNED: &[&str] = &["unsafe", "extern", "mod", "fn"];

/// Output that must not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    path: String,
    reason: String,
}

impl Refused {
    /// A file and what is wrong with it.
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}

impl std::error::Error for Refused {}

/// Makes syntax of a file's tokens, and checks it. `items` are the names that it has to declare, in any order. Also returns
/// what [`text`] compares with.
///
/// # Errors
///
/// The tokens are no Rust file, hold something that the generator does not write, or declare other items.
pub fn syntax(path: &str, tokens: TokenStream, items: &[String]) -> Result<(File, Names), Refused> {
    let mut names = Names::default();
    names.all(tokens.clone());
    let file =
        syn::parse2::<File>(tokens).map_err(|error| Refused::new(path, error.to_string()))?;
    let mut walk = Walk::default();
    walk.visit_file(&file);
    if let Some(reason) = walk.refused {
        return Err(Refused::new(path, reason));
    }
    let mut found: Vec<_> = file.items.iter().filter_map(name).collect();
    let mut expected = items.to_vec();
    found.sort();
    expected.sort();
    if found != expected {
        let reason = format!("it declares {found:?} instead of {expected:?}");
        return Err(Refused::new(path, reason));
    }
    Ok((file, names))
}

/// Reads the text of a file back: it may hold the names of the syntax and no others, so that nothing that was documentation
/// or a literal became code on the way.
///
/// # Errors
///
/// The text is no sequence of Rust's tokens, or holds other names.
pub fn text(path: &str, text: &str, names: Names) -> Result<(), Refused> {
    let tokens: TokenStream = text
        .parse()
        .map_err(|error: LexError| Refused::new(path, error.to_string()))?;
    let mut found = Names::default();
    found.all(tokens);
    if found != names {
        return Err(Refused::new(
            path,
            "its text holds other names than its syntax",
        ));
    }
    Ok(())
}

fn name(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(it) => it.ident.to_string(),
        Item::Enum(it) => it.ident.to_string(),
        Item::Fn(it) => it.sig.ident.to_string(),
        Item::Mod(it) => it.ident.to_string(),
        Item::Static(it) => it.ident.to_string(),
        Item::Struct(it) => it.ident.to_string(),
        Item::Type(it) => it.ident.to_string(),
        _ => return None,
    })
}

#[derive(Default)]
struct Walk {
    refused: Option<String>,
}

impl Walk {
    fn refuse(&mut self, reason: impl Into<String>) {
        self.refused.get_or_insert_with(|| reason.into());
    }
}

impl<'ast> Visit<'ast> for Walk {
    fn visit_item(&mut self, item: &'ast Item) {
        let known = match item {
            Item::Mod(it) => {
                let gated = it
                    .attrs
                    .iter()
                    .all(|attribute| attribute.path().is_ident("cfg"));
                it.content.is_none() && gated && it.unsafety.is_none()
            }
            Item::Impl(it) => it.trait_.is_none() && it.unsafety.is_none(),
            Item::Static(it) => matches!(it.mutability, syn::StaticMutability::None),
            Item::Macro(it) => it.ident.is_none() && it.attrs.is_empty(),
            Item::Use(_)
            | Item::Struct(_)
            | Item::Enum(_)
            | Item::Const(_)
            | Item::Type(_)
            | Item::Fn(_) => true,
            _ => false,
        };
        if !known {
            self.refuse("it holds an item that is never written");
        }
        visit::visit_item(self, item);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if !matches!(signature.safety, syn::Safety::Default)
            || signature.abi.is_some()
            || signature.asyncness.is_some()
        {
            self.refuse("it holds a function of a kind that is never written");
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        if matches!(expr, Expr::Unsafe(_) | Expr::Macro(_) | Expr::Verbatim(_)) {
            self.refuse("it holds an expression that is never written");
        }
        visit::visit_expr(self, expr);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if !is_known(attribute) {
            self.refuse("it holds an attribute that is never written");
        }
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        let path: Vec<_> = mac
            .path
            .segments
            .iter()
            .map(|it| it.ident.to_string())
            .collect();
        let known = match path
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .as_slice()
        {
            [name] | ["faultcode_runtime", name] if TABLES.contains(name) => is_table(&mac.tokens),
            ["faultcode_runtime", "with_testing"] => mac.tokens.to_string() == "pub mod testing ;",
            _ => false,
        };
        if !known {
            self.refuse("it calls a macro in a way that is never written");
        }
    }
}

fn is_known(attribute: &Attribute) -> bool {
    match &attribute.meta {
        Meta::NameValue(pair) => pair.path.is_ident("doc") && is_text(&pair.value),
        Meta::Path(path) => ["deprecated", "non_exhaustive", "test", "inline"]
            .iter()
            .any(|known| path.is_ident(known)),
        Meta::List(list) if list.path.is_ident("derive") => {
            let words = list.tokens.clone().into_iter();
            words.clone().all(|tree| match tree {
                TokenTree::Ident(word) => DERIVED.contains(&word.to_string().as_str()),
                TokenTree::Punct(sign) => sign.as_char() == ',',
                _ => false,
            })
        }
        Meta::List(list) if list.path.is_ident("cfg") => is_gate(&list.tokens),
        Meta::List(list) if list.path.is_ident("doc") => list.tokens.to_string() == "no_inline",
        Meta::List(list) => list.path.is_ident("allow") || list.path.is_ident("expect"),
    }
}

/// Whether a condition asks for features and nothing else.
fn is_gate(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().all(|tree| match tree {
        TokenTree::Group(group) => is_gate(&group.stream()),
        TokenTree::Ident(word) => word == "any" || word == "feature",
        TokenTree::Punct(sign) => ",=".contains(sign.as_char()),
        TokenTree::Literal(_) => true,
    })
}

fn is_text(value: &Expr) -> bool {
    matches!(value, Expr::Lit(literal) if matches!(literal.lit, Lit::Str(_)))
}

/// Whether tokens are data: names, literals, paths and struct values, no calls of macros, no attributes, no closures.
fn is_table(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().all(|tree| match tree {
        TokenTree::Group(group) => is_table(&group.stream()),
        TokenTree::Ident(word) => !BANNED.contains(&word.to_string().as_str()),
        TokenTree::Punct(sign) => !"!#;=".contains(sign.as_char()),
        TokenTree::Literal(_) => true,
    })
}

#[cfg(test)]
mod tests {
    use super::{syntax, text};

    #[test]
    fn only_what_is_written_passes() {
        let rows = [
            ("pub struct A {}", true),
            (
                "#[derive(Clone)] #[non_exhaustive] pub struct A { pub a: i32 }",
                true,
            ),
            ("/// Text.\npub static A: &str = \"x\";", true),
            (
                "#[cfg_attr(not(doctest), doc = \"x\")] pub type A = i32;",
                false,
            ),
            (
                "pub struct A {} object!(decode A { a: required \"a\", });",
                true,
            ),
            ("pub struct B {}", false),
            ("pub struct A {} pub struct B {}", false),
            ("pub struct A {} unsafe impl Send for A {}", false),
            (
                "pub struct A {} impl Drop for A { fn drop(&mut self) {} }",
                false,
            ),
            ("pub static mut A: i32 = 0;", false),
            ("pub static A: &str = include_str!(\"/etc/passwd\");", false),
            ("pub const A: &str = env!(\"HOME\");", false),
            ("pub const A: i32 = unsafe { 1 };", false),
            ("extern \"C\" {} pub struct A {}", false),
            ("extern crate std; pub struct A {}", false),
            ("#[path = \"/etc/x.rs\"] pub mod A;", false),
            ("pub mod A { }", false),
            ("#[cfg(feature = \"a\")] pub mod A;", true),
            (
                "#[cfg(any(feature = \"a\", feature = \"b\"))] pub mod A;",
                true,
            ),
            ("#[cfg(unix)] pub mod A;", false),
            ("#[deprecated] pub type A = i32;", true),
            ("#[no_mangle] pub fn A() {}", false),
            ("pub extern \"C\" fn A() {}", false),
            ("pub async fn A() {}", false),
            ("#[doc = include_str!(\"x\")] pub struct A {}", false),
            ("#[cfg_attr(all(), path = \"x\")] pub struct A {}", false),
            ("pub struct A {} println!(\"x\");", false),
            (
                "pub struct A {} object!(decode A { a: required include_str!(\"x\"), });",
                false,
            ),
            ("macro_rules! A { () => {} }", false),
            (
                "pub struct A {} faultcode_runtime::with_testing! { pub mod other; }",
                false,
            ),
            ("pub struct A {", false),
        ];
        for (code, expected) in rows {
            let read = code.parse().map_err(drop);
            let read = read.and_then(|it| syntax("a.rs", it, &["A".to_owned()]).map_err(drop));
            assert_eq!(read.is_ok(), expected, "{code}");
            if let Ok((_, names)) = read {
                assert_eq!(text("a.rs", code, names), Ok(()), "{code}");
            }
        }
    }

    #[test]
    fn what_became_code_on_the_way_is_seen() {
        let code = "/// Text.\npub struct A { pub a: Option<&'static str> }";
        let tokens = code.parse().expect("it is Rust");
        let (_, names) = syntax("a.rs", tokens, &["A".to_owned()]).expect("it may be written");
        let escaped = "/// Text.\nuse b as _; pub struct A { pub a: Option<&'static str> }";
        assert!(text("a.rs", escaped, names).is_err());
        assert!(text("a.rs", &code.replace("str", "u8"), names).is_err());
        assert!(text("a.rs", "pub struct A {", names).is_err());
    }
}
