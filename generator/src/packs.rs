//! Packs: overlays over documents of vendors, which come with the program. `@github` stands for one wherever an overlay is named.
//!
//! A pack is a file below `generator/packs`. Its `info` says what no other overlay has to say:
//!
//! ```yaml
//! info:
//!   title: Error facts of GitHub
//!   version: 2026-11-29                       # the day on which the sources were read
//!   x-for: {title: GitHub v3 REST API, servers: ['https://api.github.com']}
//!   x-sources: ['https://docs.github.com/…']
//! ```

mod coverage;
mod head;

use std::path::Path;

pub use coverage::{Coverage, coverage};
pub use head::Head;

use crate::diagnostics::{Diagnostics, Rule, rules};
use crate::load::{Input, Loader};
use crate::source::node::Node;

/// An overlay that comes with the program.
#[derive(Debug, PartialEq, Eq)]
pub struct Pack {
    /// What stands behind the `@`.
    pub name: &'static str,
    /// The overlay.
    pub text: &'static str,
}

macro_rules! packs {
    ($($name:literal)*) => {
        &[$(Pack { name: $name, text: include_str!(concat!("../packs/", $name, ".yaml")) }),*]
    };
}

/// Every pack, by name.
pub static PACKS: &[Pack] = packs! {
    "adyen"
    "cloudflare"
    "discord"
    "elevenlabs"
    "github"
    "kubernetes"
    "lithic"
    "openai"
    "plaid"
    "stripe"
};

/// What is said of a pack as a whole where it goes beyond the document: which version of its document a user has is for the user
/// to say, so that a place that is gone or not there yet is no mistake.
pub static GATHERED: &[&Rule] = &[
    &rules::document::OVERLAY_NO_MATCH,
    &rules::extension::UNKNOWN_OPERATION,
    &rules::extension::UNKNOWN_PARAMETER,
    &rules::extension::UNREACHABLE_STATUS,
];

/// What is not said of a pack at all. A code that no operation is known to answer is told apart all the same if it comes; what
/// servers send need not be what the document declares; and a pack is written once for every version of OpenAPI.
pub static DROPPED: &[&Rule] = &[
    &rules::extension::UNUSED_CODE,
    &rules::extension::ENVELOPE_MISMATCH,
    &rules::types::NULLABLE_IN_31,
];

/// How many of the places that a document lacks are named.
const SHOWN: usize = 3;

/// The pack of this name.
pub fn find(name: &str) -> Option<&'static Pack> {
    PACKS.iter().find(|pack| pack.name == name)
}

/// The name of the pack that a path stands for. A file whose name begins with `@` is named with its folder, as in `./@mine`.
pub fn named(path: &Path) -> Option<&str> {
    let name = path.to_str()?.strip_prefix('@')?;
    (!name.contains(['/', '\\', '.'])).then_some(name)
}

impl Pack {
    /// What it is called where it is named.
    pub fn shown(&self) -> String {
        format!("@{}", self.name)
    }

    /// The overlay as a tree of its own; `None` where it is no YAML, which tests exclude.
    pub fn tree(&self) -> Option<Node> {
        let shown = self.shown();
        let bytes = self.text.as_bytes();
        let input = Input::Bytes {
            name: &shown,
            bytes,
        };
        Diagnostics::apart(|diag| Loader::new().read(input, diag)).0
    }

    /// What it says of itself.
    pub fn head(&self) -> Head {
        head::read(self.introduction())
    }

    /// The text before its actions.
    fn introduction(&self) -> &'static str {
        let parts = self.text.split_once("\nactions:");
        parts.map_or(self.text, |(introduction, _)| introduction)
    }
}

/// Looks at the packs that are given beside a document, and for one that is not. A pack for another document is reported and
/// taken out: each of its actions would match nothing, or the wrong place.
pub fn review(root: &Node, overlays: &mut Vec<Node>, loader: &Loader, diag: &mut Diagnostics) {
    let about = head::Document::of(root);
    let pack_of = |overlay: &Node| {
        let name = loader.sources().name(overlay.span.file);
        named(Path::new(name)).and_then(find)
    };
    overlays.retain(|overlay| {
        let Some(pack) = pack_of(overlay) else {
            return true;
        };
        let head = pack.head();
        if head.may_be_for(&about) {
            diag.gather(overlay.span.file, GATHERED, DROPPED);
            return true;
        }
        let span = overlay.span_at("/info/x-for").unwrap_or(overlay.span);
        diag.report(&rules::document::PACK_FOR_ANOTHER_DOCUMENT, span)
            .arg(pack.shown())
            .arg(head.titles.join(", "))
            .arg(&about.title)
            .also(about.span, &rules::document::TITLE_OF_DOCUMENT);
        false
    });
    let is_given = |pack: &Pack| {
        let mut files = loader.sources().files();
        files.any(|file| named(Path::new(loader.sources().name(file))) == Some(pack.name))
    };
    for pack in fitting(&about).filter(|pack| !is_given(pack)) {
        diag.report(&rules::document::PACK_EXISTS, about.span)
            .arg(pack.shown());
    }
}

/// The packs for a document.
#[cfg(feature = "cli")]
pub fn for_document(root: &Node) -> Vec<&'static Pack> {
    fitting(&head::Document::of(root)).collect()
}

/// The packs for a document of that title and those servers. A head is read only where its text holds the title: most documents
/// are nobody's of these.
fn fitting(about: &head::Document) -> impl Iterator<Item = &'static Pack> {
    let named = PACKS.iter();
    let named = named.filter(|pack| about.is_named_in(pack.introduction()));
    named.filter(|pack| pack.head().is_for(about))
}

/// Reports, once for each pack, what it names and the document lacks. In a part of a document, nothing tells what was left out
/// from what is not there.
pub fn outgrown(overlays: &[Node], in_part: bool, loader: &Loader, diag: &mut Diagnostics) {
    for overlay in overlays {
        let missing = diag.gathered(overlay.span.file);
        let (Some(((span, what), others)), false) = (missing.split_first(), in_part) else {
            continue;
        };
        let mut report = diag
            .report(&rules::document::PACK_OUTGROWN, *span)
            .arg(loader.sources().name(overlay.span.file))
            .arg(missing.len().to_string())
            .label(rules::document::MISSED.of([what]));
        for (span, what) in others.iter().take(SHOWN - 1) {
            report = report.also(*span, rules::document::MISSED.of([what]));
        }
    }
}
