//! Every rule, one table per stage. No other file writes a message.

pub mod document;
pub mod extension;
pub mod names;
pub mod operations;
pub mod remarks;
pub mod retired;
pub mod review;
pub mod source;
pub mod types;
pub mod values;

use super::Rule;

/// Declares the rules of one table as statics and lists them in `ALL`.
macro_rules! rules {
    ($($name:ident: $class:ident $id:literal, $title:literal, help $help:literal,
       why $why:literal, bad $bad:literal, good $good:literal;)*) => {
        $(
            #[doc = $title]
            pub static $name: $crate::diagnostics::Rule = $crate::diagnostics::Rule {
                id: $id,
                severity: $crate::diagnostics::rules::rules!(@severity $class),
                repair: $crate::diagnostics::rules::rules!(@repair $class),
                title: $title,
                help: $help,
                explain: $crate::diagnostics::Explain { why: $why, bad: $bad, good: $good },
            };
        )*
        /// The rules of this table.
        pub static ALL: &[&$crate::diagnostics::Rule] = &[$(&$name),*];
    };
    (@severity error) => { $crate::diagnostics::Severity::Error };
    (@severity warning) => { $crate::diagnostics::Severity::Warning };
    (@severity repair) => { $crate::diagnostics::Severity::Warning };
    (@severity info) => { $crate::diagnostics::Severity::Info };
    (@repair repair) => { true };
    (@repair $other:ident) => { false };
}
pub(crate) use rules;

/// Declares the phrases that findings of a table say beside their titles.
macro_rules! phrases {
    ($($name:ident: $text:literal;)*) => {$(
        // A phrase is no Markdown: its brackets are no links.
        #[doc = concat!("```text\n", $text, "\n```")]
        pub static $name: $crate::diagnostics::Phrase = $crate::diagnostics::Phrase::new($text);
    )*};
}
pub(crate) use phrases;

/// The tables in the order of the stages.
pub static ALL: &[&[&Rule]] = &[
    source::ALL,
    document::ALL,
    review::ALL,
    extension::ALL,
    types::ALL,
    operations::ALL,
    names::ALL,
];

/// Every rule in the order of the tables.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    ALL.iter().flat_map(|table| table.iter().copied())
}

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_kebab_case_and_unique() {
        let mut seen = BTreeSet::new();
        for rule in all() {
            assert!(seen.insert(rule.id), "{} is listed twice", rule.id);
            let kebab = rule
                .id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            assert!(kebab, "{} is not kebab-case", rule.id);
            assert!(
                !rule.title.is_empty() && !rule.explain.why.is_empty(),
                "{} lacks text",
                rule.id
            );
        }
        for (id, _) in retired::ALL {
            assert!(seen.insert(id), "{id} is in use");
        }
    }
}
