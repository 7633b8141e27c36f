//! What the author of a document would want to know before anything is made of it: keys that nothing reads, names that lead
//! nowhere, statements that exclude each other. Nothing is changed.

mod extensions;
pub(crate) mod keys;
mod letters;
mod limits;
mod parameters;
mod paths;
mod properties;
mod scopes;
mod servers;
mod texts;

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostics, Report, Rule, rules};
use crate::load::Version;
use crate::resolve::place::{Kind, Place, reference, walk};
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer::Pointer;

/// What a look at one object sees beside it.
struct Cx<'a, 'd> {
    root: &'a Node,
    version: Version,
    diag: &'d mut Diagnostics,
    /// What was reported, by rule and place: what an alias or a merge repeats is said once.
    said: BTreeSet<(&'static str, Span)>,
    suggested: usize,
}

/// Names that are looked for among those of the document; each costs a pass over them.
const SUGGESTIONS: usize = 200;

impl Cx<'_, '_> {
    /// Whether one more name may be looked for.
    fn may_suggest(&mut self) -> bool {
        let may = self.suggested < SUGGESTIONS;
        self.suggested += 1;
        may
    }

    /// Reports a finding once per place.
    fn report(
        &mut self,
        rule: &'static Rule,
        span: Span,
        finish: impl FnOnce(Report<'_>) -> Report<'_>,
    ) {
        if self.said.insert((rule.id, span)) {
            drop(finish(self.diag.report(rule, span)));
        }
    }
}

/// Looks at the whole document.
pub fn review(root: &Node, version: Version, diag: &mut Diagnostics) {
    if !root.is_map() {
        return;
    }
    let mut cx = Cx {
        root,
        version,
        diag,
        said: BTreeSet::new(),
        suggested: 0,
    };
    let compositions = properties::Compositions::of(root);
    let schemes = scopes::Schemes::of(root);
    walk(
        root,
        Place::One(Kind::Root),
        &mut Pointer::root(),
        &mut |kind, node, pointer| {
            letters::look(kind, node, &mut cx);
            texts::look(kind, node, &mut cx);
            if matches!(kind, Kind::ErrorCodes | Kind::ErrorCode) {
                return;
            }
            references(kind, node, pointer, &mut cx);
            let refers = reference(node).is_some() && kind.section().is_some();
            if refers && kind != Kind::Schema && kind != Kind::PathItem {
                return;
            }
            // Before 3.2 the section is nobody's, and some keep whole contents there.
            let of_nobody = cx.version < Version::V32
                && pointer.as_str().starts_with("/components/mediaTypes/");
            if !of_nobody {
                keys::look(kind, node, pointer, &mut cx);
            }
            match kind {
                Kind::Root => {
                    keys::dialect(node.get("jsonSchemaDialect"), &mut cx);
                    schemes.look(node, &mut cx);
                    servers::look(node, &mut cx);
                }
                Kind::Paths => {
                    paths::look(node, &mut cx);
                    paths::adjacent(node, &mut cx);
                }
                Kind::PathItem => {
                    servers::look(node, &mut cx);
                }
                Kind::Operation => {
                    schemes.look(node, &mut cx);
                    servers::look(node, &mut cx);
                    paths::operation(node, pointer, &mut cx);
                }
                Kind::Parameter => parameters::look(node, &mut cx),
                Kind::Response => paths::response(node, pointer, &mut cx),
                Kind::MediaType => parameters::encoding(node, &mut cx),
                Kind::Schema => {
                    keys::dialect(node.get("$schema"), &mut cx);
                    properties::look(node, pointer, &compositions, &mut cx);
                    limits::look(node, pointer, &mut cx);
                    paths::mapping(node, pointer, &mut cx);
                }
                _ => {}
            }
        },
    );
}

/// Reports a reference that is no text.
fn references(kind: Kind, node: &Node, pointer: &Pointer, cx: &mut Cx<'_, '_>) {
    let Some(target) = node.get("$ref").filter(|_| kind.section().is_some()) else {
        return;
    };
    if target.text().is_none() {
        cx.report(&rules::document::WRONG_SHAPE, target.span, |report| {
            let report = report.arg("$ref").arg(&rules::values::A_TEXT);
            report.arg(target.kind_name()).pointer(pointer)
        });
    }
}
