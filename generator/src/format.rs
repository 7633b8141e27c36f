//! Syntax into text: prettyplease lays out each item, and this pass puts blank lines between items, between groups of
//! imports, and between the parts of an `impl`.
//!
//! It works on syntax, never on text patterns, and prints what it parses, so it is idempotent. rustfmt is never called:
//! the output must not depend on the machine.

mod table;

use syn::{Attribute, File, Item, ItemImpl, ItemMacro};

/// One file, below a header line.
pub fn format(file: File, header: &str) -> String {
    let mut out = format!("// {header}\n");
    let (docs, others): (Vec<_>, Vec<_>) = file.attrs.into_iter().partition(is_doc);
    for attrs in [docs, others] {
        if !attrs.is_empty() {
            out.push('\n');
            out.push_str(&print(attrs, Vec::new()));
        }
    }
    let mut before: Option<Kind> = None;
    for item in file.items {
        let kind = Kind::of(&item);
        if before.as_ref().is_none_or(|before| !before.joins(&kind)) {
            out.push('\n');
        }
        before = Some(kind);
        out.push_str(&self::item(item));
    }
    out
}

fn is_doc(attr: &Attribute) -> bool {
    attr.path().is_ident("doc")
}

fn print(attrs: Vec<Attribute>, items: Vec<Item>) -> String {
    prettyplease::unparse(&File {
        shebang: None,
        frontmatter: None,
        attrs,
        items,
    })
}

/// What an item is, as far as blank lines are concerned.
#[derive(PartialEq, Eq)]
enum Kind {
    /// An import: from the standard library, from another crate, from this one.
    Use(u8),
    /// A re-export, likewise.
    Export(u8),
    Mod,
    Other,
}

impl Kind {
    fn of(item: &Item) -> Self {
        match item {
            Item::Use(it) => {
                let group = match first_segment(&it.tree).as_deref() {
                    Some("std" | "core" | "alloc") => 0,
                    Some("self" | "super" | "crate") => 2,
                    _ => 1,
                };
                if matches!(it.vis, syn::Visibility::Inherited) {
                    Self::Use(group)
                } else {
                    Self::Export(group)
                }
            }
            Item::Mod(it) if it.content.is_none() => Self::Mod,
            _ => Self::Other,
        }
    }

    fn joins(&self, next: &Self) -> bool {
        *self != Self::Other && self == next
    }
}

fn first_segment(tree: &syn::UseTree) -> Option<String> {
    match tree {
        syn::UseTree::Path(path) => Some(path.ident.to_string()),
        syn::UseTree::Name(name) => Some(name.ident.to_string()),
        _ => None,
    }
}

fn item(item: Item) -> String {
    match item {
        Item::Macro(it) if it.ident.is_none() => table(it),
        Item::Impl(it) => implementation(it),
        other => print(Vec::new(), vec![other]),
    }
}

/// A table of the runtime's macros: one entry per line.
fn table(it: ItemMacro) -> String {
    table::print(&it.mac)
}

/// An `impl` with blank lines between its parts.
fn implementation(mut it: ItemImpl) -> String {
    let parts = std::mem::take(&mut it.items);
    let with = |it: &ItemImpl, items| {
        Item::Impl(ItemImpl {
            items,
            ..it.clone()
        })
    };
    let empty = print(Vec::new(), vec![with(&it, Vec::new())]);
    let Some(head) = empty.trim_end().strip_suffix('}') else {
        return print(Vec::new(), vec![with(&it, parts)]);
    };
    let mut out = format!("{}\n", head.trim_end());
    let skipped = out.lines().count();
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let alone = print(Vec::new(), vec![with(&it, vec![part])]);
        let last = alone.lines().count().saturating_sub(1);
        for line in alone.lines().take(last).skip(skipped) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.push_str("}\n");
    out
}
