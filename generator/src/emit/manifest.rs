//! `Cargo.toml` of a generated crate. Text of the document enters it as TOML strings only.

use std::path::Path;

use faultcode_facts::WebhookScheme;

use super::docs::{is_hidden, shown};
use crate::Package;
use crate::ir::{Operation, Place, Type};
use crate::plan::Crate;

/// How the generated manifest names the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// By version.
    Version(String),
    /// By a path that stands relative to the manifest.
    Path(String),
    /// By a repository of git and a revision of it; without one, whatever its default branch holds.
    Git {
        /// The address of the repository.
        url: String,
        /// The revision.
        rev: Option<String>,
    },
}

/// What a text begins with that names a repository: `git+https://host/faultcode#REV`.
const GIT: &str = "git+";

impl Runtime {
    /// The runtime that a text names: a repository, a path, which `place` makes relative to the manifest, or a version.
    #[cfg(feature = "cli")]
    pub(crate) fn named(text: &str, place: impl FnOnce(&str) -> String) -> Self {
        match text.strip_prefix(GIT) {
            Some(address) => {
                let (url, rev) = address.split_once('#').unwrap_or((address, ""));
                Self::Git {
                    url: url.to_owned(),
                    rev: (!rev.is_empty()).then(|| rev.to_owned()),
                }
            }
            None if Self::is_path(text) => Self::Path(place(text)),
            None => Self::Version(text.to_owned()),
        }
    }

    /// Whether a text names a folder: a version has no separator and begins with no dot.
    pub(crate) fn is_path(text: &str) -> bool {
        !text.starts_with(GIT)
            && (text.contains(['/', '\\']) || text.starts_with('.') || Path::new(text).is_dir())
    }
}

/// What a manifest says beside the plan.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The runtime.
    pub runtime: Runtime,
    /// SHA-256 of everything that was read, in hexadecimal digits.
    pub digest: String,
    /// The first line.
    pub header: String,
    /// What the user says of the package.
    pub package: Package,
}

/// The file.
pub fn manifest(plan: &Crate<'_>, with: &Manifest) -> String {
    let runtime = match &with.runtime {
        Runtime::Version(version) => format!("version = {}", text(version)),
        Runtime::Path(path) => format!("path = {}", text(path)),
        Runtime::Git { url, rev: None } => format!("git = {}", text(url)),
        Runtime::Git {
            url,
            rev: Some(rev),
        } => format!("git = {}, rev = {}", text(url), text(rev)),
    };
    let features: Vec<_> = features(plan).into_iter().map(text).collect();
    let features = match features.as_slice() {
        [] => String::new(),
        some => format!(", features = [{}]", some.join(", ")),
    };
    let own = plan.features.names();
    let list = |first: &str| -> String {
        let names = std::iter::once(first).chain(own.iter().copied());
        names.map(text).collect::<Vec<_>>().join(", ")
    };
    let services = match own.as_slice() {
        [] => String::new(),
        names => {
            let lines = names.iter().map(|name| format!("{name} = []\n"));
            format!(
                "# Operations, by their tag, and the types that they need.\n{}{}",
                lines.collect::<String>(),
                plan.features
                    .of_webhooks()
                    .map_or_else(String::new, |name| format!(
                        "# Payloads of webhooks, for clients that receive them.\n{name} = []\n"
                    )),
            )
        }
    };
    let title = plan
        .api
        .title
        .as_str()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let own = [
        ("license", &with.package.license),
        ("repository", &with.package.repository),
    ];
    let own = own.iter().filter_map(|(key, value)| {
        let value = value.as_ref()?;
        Some(format!("{key} = {}\n", text(value)))
    });
    let mut said: String = own.collect();
    if !with.package.publish {
        said.push_str("publish = false\n");
    }
    // Cargo hands the description on in the environment, which has no way to say NUL.
    let title = shown(&title);
    format!(
        "# {header}

[package]
name = {name}
version = {own_version}
edition = \"2024\"
rust-version = {rust_version}
description = {description}
{said}
[package.metadata.faultcode]
version = {version}
document = {digest}

[package.metadata.docs.rs]
all-features = true

[lib]
# Examples in descriptions are the vendor's, not tests.
doctest = false

[features]
default = [{default}]
# The default transport.
hyper = [\"faultcode-runtime/hyper\"]
# A transport for those who bring a configured reqwest client.
reqwest = [\"faultcode-runtime/reqwest\"]
# A file of what the server answers, for `faultcode learn`.
recorder = [\"faultcode-runtime/recorder\"]
# serde's traits on every model.
serde = [\"faultcode-runtime/serde\"]
# Sample answers and a fake transport.
testing = [\"faultcode-runtime/testing\"]
{services}
[dependencies]
faultcode-runtime = {{ {runtime}, default-features = false{features} }}

[[test]]
name = \"errors\"
required-features = [{tested}]
",
        header = with.header,
        default = list("hyper"),
        tested = list("testing"),
        name = text(&plan.package),
        own_version = text(&with.package.version),
        rust_version = text(faultcode_facts::RUST_VERSION),
        description = text(&match &with.package.description {
            Some(own) => own.clone(),
            None => format!("A client of {title}, generated from its OpenAPI document"),
        }),
        version = text(env!("CARGO_PKG_VERSION")),
        digest = text(&format!("sha256:{}", with.digest)),
    )
}

/// The features of the runtime that the models and webhooks need.
pub fn features(plan: &Crate<'_>) -> Vec<&'static str> {
    let api = plan.api;
    let mut needs = Needs::default();
    for def in &api.types {
        def.kind.parts().into_iter().for_each(|ty| needs.add(ty));
    }
    let bodies = api.operations.iter().flat_map(Operation::error_bodies);
    bodies.for_each(|ty| needs.add(ty));
    for code in &api.codes {
        let facts = code.facts.iter().map(|fact| &fact.field.ty);
        let details = code.details.iter().map(|field| &field.ty);
        details
            .chain(facts)
            .chain(&code.details_value)
            .for_each(|ty| needs.add(ty));
    }
    for operation in &api.operations {
        let parameters = operation
            .parameters
            .iter()
            .filter(|it| it.place != Place::Path || needs_type(&it.ty));
        parameters.for_each(|it| needs.add(&it.ty));
        operation.success.types().for_each(|ty| needs.add(ty));
        if let Some(ty) = operation.body.as_ref().and_then(|body| body.kind.ty()) {
            needs.add(ty);
        }
    }
    let all = [
        ("client", true),
        ("decimal", needs.decimal),
        (
            "ed25519",
            plan.signatures()
                .filter_map(|it| it.signed.as_ref())
                .any(|facts| facts.scheme == WebhookScheme::StandardEd25519),
        ),
        ("jiff", needs.jiff),
        ("webhooks", plan.signatures().next().is_some()),
    ];
    all.into_iter()
        .filter(|(_, needed)| *needed)
        .map(|(name, _)| name)
        .collect()
}

fn needs_type(ty: &Type) -> bool {
    !matches!(ty, Type::String | Type::Any)
}

#[derive(Default)]
struct Needs {
    decimal: bool,
    jiff: bool,
}

impl Needs {
    fn add(&mut self, ty: &Type) {
        match ty {
            Type::Decimal { .. } => self.decimal = true,
            Type::DateTime | Type::Date => self.jiff = true,
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => self.add(inner),
            Type::Tuple(items) => items.iter().for_each(|item| self.add(item)),
            _ => {}
        }
    }
}

/// A basic string (TOML 1.0, section "String").
fn text(value: &str) -> String {
    let mut out = String::from("\"");
    for sign in value.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            sign if is_hidden(sign) => out.push_str(&format!("\\U{:08X}", u32::from(sign))),
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn strings_cannot_end_early() {
        let rows = [
            ("plain", "\"plain\""),
            (
                "a\"\n[workspace]\n",
                "\"a\\\"\\U0000000A[workspace]\\U0000000A\"",
            ),
            ("back\\slash", "\"back\\\\slash\""),
            ("\u{7f}\u{85}", "\"\\U0000007F\\U00000085\""),
        ];
        for (value, expected) in rows {
            assert_eq!(text(value), expected);
        }
    }
}
