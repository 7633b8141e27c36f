//! Where the values stand that name what is there already: in a refusal, and as details of its code.

use super::super::carried::nearest;
use crate::diagnostics::{meant, rules};
use crate::ir::{CodeId, Expression, Pointer, WireName};
use crate::lower::Cx;
use crate::lower::answers::response::{Declared, Target, at, meant_pointer};
use crate::lower::bodies::{Media, media};
use crate::lower::site::{SchemaSite, child};
use crate::source::node::Node;
use crate::source::pointer;

/// Reports pointers of an entry's `existing` that lead nowhere in the refusal.
pub(super) fn check(cx: &mut Cx<'_, '_>, id: CodeId, facts: &Node, declared: &[Declared<'_>]) {
    let code = cx.codes.get(id);
    let Some(existing) = &code.existing else {
        return;
    };
    let refused = nearest(declared, &code.statuses);
    let Some((name, content, tree)) = refused.and_then(Declared::content) else {
        return;
    };
    let (Media::Json, Some(of)) = (media(name), &content.schema) else {
        return;
    };
    let site = SchemaSite::new(of, child(tree, "schema"));
    let parameters = facts.at("/existing/parameters");
    let mut lost = Vec::new();
    for (name, value) in &existing.arguments {
        let Expression::ResponseBody(text) = value else {
            continue;
        };
        let Some(parsed) = pointer::Pointer::parse(text.as_str()) else {
            continue;
        };
        let path: Pointer = parsed.tokens().map(WireName::new).collect();
        let span = parameters.and_then(|all| all.get(name.as_str()));
        let span = span.map_or(existing.span, |node| node.span);
        match at(cx, site, &path) {
            Target::Nothing => {
                let near = meant_pointer(cx, site, &path);
                lost.push((span, text.clone(), site.node.span, near));
            }
            // What the document leaves open the details of the code may say.
            Target::Anything | Target::Schema(_) => {
                let Some(member) = member_of_details(cx, &path) else {
                    continue;
                };
                let names = code.details.iter().map(|field| field.wire.as_str());
                let names: Vec<&str> = names.collect();
                if !names.is_empty() && !names.contains(&member.as_str()) {
                    let near = meant(member.as_str(), names.iter().copied());
                    let near = near.map(|near| {
                        let at = text.as_str().rfind(member.as_str());
                        let before = at.and_then(|at| text.as_str().get(..at));
                        format!("{}{near}", before.unwrap_or(""))
                    });
                    lost.push((span, text.clone(), code.span, near));
                }
            }
        }
    }
    for (span, text, schema, near) in lost {
        // One entry of the catalogue serves many operations.
        if !cx.codes.say_once(span) {
            continue;
        }
        let report = cx
            .diag
            .report(&rules::extension::LOST_POINTER, span)
            .arg(&rules::extension::VALUE_OF_EXISTING)
            .arg(text.as_str())
            .also(schema, &rules::extension::ONE_OF_SCHEMAS);
        if let Some(near) = near {
            let whole = format!("$response.body#{near}");
            report.help(rules::remarks::DID_YOU_MEAN.of([&whole]));
        }
    }
}

/// The first name below the details of the document's envelope, where a pointer leads there.
fn member_of_details(cx: &Cx<'_, '_>, path: &Pointer) -> Option<WireName> {
    let envelopes = cx.wide.root.get("x-error-envelope")?;
    let first = envelopes.items().first().unwrap_or(envelopes);
    let details = first.get("details")?;
    let details = pointer::Pointer::parse(details.as_str()?)?;
    let details: Pointer = details.tokens().map(WireName::new).collect();
    path.strip_prefix(details.as_slice())?.first().cloned()
}
