//! Scopes that no flow declares.

use std::collections::{BTreeMap, BTreeSet};

use super::Cx;
use crate::diagnostics::{nearest, rules};
use crate::extension::codes::resolve;
use crate::source::node::Node;

/// The scopes that the flows of each scheme of OAuth declare. A scheme that declares none says nothing of them.
pub(super) struct Schemes<'n> {
    scopes: BTreeMap<&'n str, BTreeSet<&'n str>>,
}

impl<'n> Schemes<'n> {
    pub fn of(root: &'n Node) -> Self {
        let schemes = root.at("/components/securitySchemes");
        let mut scopes = BTreeMap::new();
        for (name, entry) in schemes.into_iter().flat_map(Node::entries) {
            let scheme = resolve(root, &entry.value);
            let flows = scheme.get("flows").into_iter().flat_map(Node::entries);
            let declared = flows
                .filter_map(|(_, flow)| flow.value.get("scopes"))
                .flat_map(Node::entries);
            let declared: BTreeSet<&str> = declared.map(|(scope, _)| scope).collect();
            if scheme.get("type").and_then(Node::text) == Some("oauth2") && !declared.is_empty() {
                scopes.insert(name, declared);
            }
        }
        Self { scopes }
    }

    /// Reports the scopes that the document or an operation asks for and no flow declares.
    pub fn look(&self, holder: &Node, cx: &mut Cx<'_, '_>) {
        let requirements = holder.get("security").map(Node::items).unwrap_or_default();
        for (scheme, entry) in requirements.iter().flat_map(Node::entries) {
            let Some(declared) = self.scopes.get(scheme) else {
                continue;
            };
            for scope in entry.value.items() {
                let Some(text) = scope.text().filter(|text| !declared.contains(text)) else {
                    continue;
                };
                let suggest = cx.may_suggest();
                cx.report(&rules::review::UNKNOWN_SCOPE, scope.span, |report| {
                    let report = report.arg(scheme).arg(text);
                    let near = suggest.then(|| nearest(text, declared.iter().copied()));
                    match near.flatten() {
                        Some(near) => report.help(rules::remarks::DID_YOU_MEAN.of([near])),
                        None => report,
                    }
                });
            }
        }
    }
}
