//! What the hostile client is made of, beside what the clients of our own documents are made of.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use faultcode_tests::tree;
use syn::visit::{self, Visit};

/// What a file is made of: kinds of items, attributes, macros.
#[derive(Default)]
struct Made(BTreeSet<String>);

impl<'s> Visit<'s> for Made {
    fn visit_item(&mut self, item: &'s syn::Item) {
        self.0.insert(format!("item {}", discriminant(item)));
        visit::visit_item(self, item);
    }

    fn visit_attribute(&mut self, attribute: &'s syn::Attribute) {
        let path = attribute
            .path()
            .segments
            .iter()
            .map(|it| it.ident.to_string());
        self.0
            .insert(format!("attribute {}", path.collect::<Vec<_>>().join("::")));
        visit::visit_attribute(self, attribute);
    }

    fn visit_macro(&mut self, it: &'s syn::Macro) {
        let path = it.path.segments.iter().map(|it| it.ident.to_string());
        self.0
            .insert(format!("macro {}", path.collect::<Vec<_>>().join("::")));
        visit::visit_macro(self, it);
    }

    fn visit_ident(&mut self, ident: &'s proc_macro2::Ident) {
        if ident == "PWNED_SENTINEL" {
            self.0.insert("the sentinel".to_owned());
        }
    }
}

fn discriminant(item: &syn::Item) -> &'static str {
    match item {
        syn::Item::Const(_) => "const",
        syn::Item::Enum(_) => "enum",
        syn::Item::ExternCrate(_) => "extern crate",
        syn::Item::Fn(_) => "fn",
        syn::Item::ForeignMod(_) => "extern",
        syn::Item::Impl(_) => "impl",
        syn::Item::Macro(_) => "macro",
        syn::Item::Mod(_) => "mod",
        syn::Item::Static(_) => "static",
        syn::Item::Struct(_) => "struct",
        syn::Item::Trait(_) => "trait",
        syn::Item::Type(_) => "type",
        syn::Item::Union(_) => "union",
        syn::Item::Use(_) => "use",
        _ => "another",
    }
}

fn made_of(folder: &Path) -> BTreeSet<String> {
    let mut made = Made::default();
    for path in tree::files(folder).iter().filter(|it| it.ends_with(".rs")) {
        let text = fs::read_to_string(folder.join(path)).expect("it was listed");
        made.visit_file(&syn::parse_file(&text).expect("Rust"));
    }
    made.0
}

/// What the hostile client is made of and the clients of our own five documents are not.
pub fn foreign_items(folder: &Path) -> Vec<String> {
    let mut ours = BTreeSet::new();
    for client in [
        "accounts",
        "billium",
        "getbill",
        "partner-invoicing",
        "sessions",
    ] {
        ours.extend(made_of(
            &tree::root()
                .join("generated-example")
                .join(client)
                .join("src"),
        ));
    }
    let made = made_of(folder);
    assert!(made.len() > 10, "{made:?}");
    // Bodies of a choice of media types, which none of the five has.
    ours.insert("macro bodies".to_owned());
    let foreign = made.difference(&ours);
    foreign.map(|it| format!("the client has {it}")).collect()
}
