//! Which edition of OpenAPI a document follows.

use crate::diagnostics::{Diagnostics, rules};
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// An edition of OpenAPI; patch releases differ in wording only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 3.0.x: schemas of their own kind, `nullable`.
    V30,
    /// 3.1.x: schemas are JSON Schema 2020-12.
    V31,
    /// 3.2.x: adds methods, streamed media types and shared media types to 3.1.
    V32,
}

impl Version {
    /// The newest edition known here.
    pub const LATEST: Self = Self::V32;

    /// Its number, as a person says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::V30 => "3.0",
            Self::V31 => "3.1",
            Self::V32 => "3.2",
        }
    }

    /// Whether schemas are JSON Schema 2020-12: type lists, `const`, siblings of `$ref`.
    pub fn has_json_schema(self) -> bool {
        self >= Self::V31
    }
}

/// The declared edition. `openapi: 3.1` without quotes is read by its text, not as a number.
pub(super) fn read(root: &Node, diag: &mut Diagnostics) -> Version {
    if let Some(swagger) = root.get("swagger") {
        let report = diag.report(&rules::document::UNSUPPORTED_VERSION, swagger.span);
        report
            .arg(rules::document::SWAGGER.of([swagger.text().unwrap_or("")]))
            .pointer(&Pointer::of(["swagger"]));
        return Version::LATEST;
    }
    let Some(declared) = root.get("openapi") else {
        diag.report(&rules::document::NOT_OPENAPI, root.span)
            .arg(root.kind_name())
            .pointer(&Pointer::root());
        return Version::LATEST;
    };
    let text = declared.text().unwrap_or("");
    match parse(text) {
        Some(version) => version,
        None => {
            let report = diag.report(&rules::document::UNSUPPORTED_VERSION, declared.span);
            report
                .arg(rules::document::OPENAPI.of([text]))
                .pointer(&Pointer::of(["openapi"]));
            Version::LATEST
        }
    }
}

fn parse(text: &str) -> Option<Version> {
    let mut parts = text.split('.');
    let (major, minor) = (parts.next()?, parts.next()?);
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some_and(|patch| !number(patch)) || parts.next().is_some() {
        return None;
    }
    match (major, minor) {
        ("3", "0") => Some(Version::V30),
        ("3", "1") => Some(Version::V31),
        ("3", "2") => Some(Version::V32),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_by_their_text() {
        let cases = [
            ("3.0.0", Some(Version::V30)),
            ("3.0", Some(Version::V30)),
            ("3.1.1", Some(Version::V31)),
            ("3.2.0", Some(Version::V32)),
            ("3.1.0-rc1", None),
            ("3.3.0", None),
            ("3", None),
            ("2.0", None),
            ("3.1.0.0", None),
            ("", None),
        ];
        for (text, version) in cases {
            assert_eq!(parse(text), version, "{text}");
        }
    }
}
