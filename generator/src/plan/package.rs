//! Names of packages: made of what a client is called, which may be the name of a file.

use crate::diagnostics::{Diagnostics, rules};
use crate::render::Form;
use crate::source::Span;

use super::names::is_keyword;
use super::prelude;

/// The longest name that a public registry takes.
const LONGEST: usize = 64;

/// What stands behind a name that means something else already.
const SUFFIX: &str = "-client";

/// What a client is called whose name has no letter that a package can have.
const NAMELESS: &str = "client";

/// Folders and files that Cargo or rustc give a meaning.
const CARGO: &[&str] = &[
    "benches",
    "bin",
    "build",
    "crate",
    "deps",
    "examples",
    "incremental",
    "lib",
    "main",
    "package",
    "src",
    "target",
    "tests",
];

/// Packages that a generated crate is built with: those that the runtime names, and faultcode's own.
const DEPENDENCIES: &[&str] = &[
    "base64",
    "bytes",
    "faultcode",
    "faultcode_facts",
    "flate2",
    "futures_core",
    "h2",
    "hmac",
    "http",
    "http_body",
    "http_body_util",
    "httpdate",
    "hyper",
    "hyper_rustls",
    "hyper_util",
    "ipnet",
    "itoa",
    "jiff",
    "jiter",
    "regex_lite",
    "reqwest",
    "ring",
    "rusqlite",
    "rust_decimal",
    "rustls",
    "rustls_platform_verifier",
    "sha2",
    "subtle",
    "tokio",
    "tower_service",
    "tracing",
    "uuid",
    "webpki_roots",
    "zeroize",
];

/// The name of a package or a module; reports where it is not the given one.
pub fn package(given: &str, form: Form, diag: &mut Diagnostics, at: Span) -> String {
    let made = made(given, form);
    if made != given {
        diag.report(&rules::names::BAD_PACKAGE_NAME, at)
            .arg(given)
            .arg(&made);
    }
    made
}

/// The name that is made of a text: letters, digits and single signs between them, and nothing that means something else
/// to Cargo, rustc or Windows. The name of a module stands beside no packages.
pub fn made(text: &str, form: Form) -> String {
    let mut name = String::new();
    for sign in text.chars() {
        let sign = sign.to_ascii_lowercase();
        match sign {
            'a'..='z' | '0'..='9' => name.push(sign),
            _ if name.is_empty() || name.ends_with(['-', '_']) => {}
            '_' => name.push('_'),
            _ => name.push('-'),
        }
    }
    let mut name = cut(&name, LONGEST).to_owned();
    if name.is_empty() {
        name.push_str(NAMELESS);
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert_str(0, &format!("{NAMELESS}-"));
        name = cut(&name, LONGEST).to_owned();
    }
    if form == Form::Crate && is_taken(&name.replace('-', "_")) {
        name = format!("{}{SUFFIX}", cut(&name, LONGEST - SUFFIX.len()));
    }
    name
}

/// As much of a name as fits, up to the end of a word where that leaves more than half of it.
fn cut(name: &str, longest: usize) -> &str {
    let name = name.trim_end_matches(['-', '_']);
    // Names are ASCII by now.
    let Some((kept, rest)) = name.split_at_checked(longest) else {
        return name;
    };
    if rest.is_empty() {
        return name;
    }
    let word = kept.rfind(['-', '_']).filter(|at| *at > longest / 2);
    let ends = rest.starts_with(['-', '_']);
    let kept = word.filter(|_| !ends).map_or(kept, |at| &kept[..at]);
    kept.trim_end_matches(['-', '_'])
}

fn is_taken(name: &str) -> bool {
    let lists = [prelude::CRATES, prelude::DEVICES, CARGO, DEPENDENCIES];
    is_keyword(name) || lists.iter().any(|list| list.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made() {
        let long = "a-name-of-several-words-".repeat(4);
        let rows = [
            ("shop", "shop"),
            ("my_shop", "my_shop"),
            ("My API", "my-api"),
            ("my--api", "my-api"),
            ("my-_api", "my-api"),
            ("_shop_", "shop"),
            ("3d-prints", "client-3d-prints"),
            ("shop.v2", "shop-v2"),
            ("async", "async-client"),
            ("Self", "self-client"),
            ("std", "std-client"),
            ("proc-macro", "proc-macro-client"),
            ("faultcode-runtime", "faultcode-runtime-client"),
            ("http", "http-client"),
            ("con", "con-client"),
            ("build", "build-client"),
            ("日本", "client"),
            ("", "client"),
            (
                &long,
                "a-name-of-several-words-a-name-of-several-words-a-name-of",
            ),
        ];
        for (text, name) in rows {
            assert_eq!(made(text, Form::Crate), name, "{text}");
            assert_eq!(made(name, Form::Crate), name, "{name} is made of itself");
        }
        for length in 50..80 {
            let name = made(&"x".repeat(length), Form::Crate);
            assert_eq!(name.len(), length.min(LONGEST));
        }
        assert_eq!(made("http", Form::Module), "http");
    }

    #[test]
    fn what_the_runtime_is_built_with_is_taken() {
        let manifest = include_str!("../../../runtime/Cargo.toml");
        let (_, rest) = manifest
            .split_once("[dependencies]\n")
            .expect("it has some");
        let own = rest.lines().take_while(|line| !line.starts_with('['));
        let names = own.filter_map(|line| Some(line.split_once(['.', ' '])?.0.replace('-', "_")));
        let names: Vec<_> = names.filter(|name| !name.starts_with('#')).collect();
        assert!(names.len() > 10, "{names:?}");
        for name in names {
            assert!(is_taken(&name), "{name}");
        }
    }
}
