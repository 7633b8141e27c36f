//! Responses: which are successes, and what stands where in their schemas.

use openapiv3::{MediaType, Operation, ReferenceOr, Response, Schema, StatusCode};

use crate::diagnostics::{Diagnostics, meant};
use crate::extension::flag;
use crate::extension::outcome::{Outcome, is_error, settle};
use crate::extension::received::received;
use crate::ir::{Pointer, StatusRange, WireName};
use crate::lower::Cx;
use crate::lower::schemas::composed::composed;
use crate::lower::schemas::view::view;
use crate::lower::site::{Document, SchemaSite, Site, child};
use crate::source::node::Node;
use crate::source::{Span, pointer};

/// One declared response.
#[derive(Clone, Copy)]
pub(crate) struct Declared<'s> {
    /// `None`: `default`.
    pub status: Option<StatusRange>,
    pub response: &'s Response,
    pub node: &'s Node,
    /// Where its status stands.
    pub span: Span,
    /// The component that it is, if it is one.
    pub component: Option<&'s str>,
    /// Whether it is an error.
    pub error: bool,
    /// What the document says of that with `x-error`.
    pub said: Option<bool>,
    /// Whether it says that nothing was made, because it was there already (`x-existing`).
    pub existing: bool,
}

impl<'s> Declared<'s> {
    /// The body to read, and its media type: JSON before text before bytes.
    pub fn content(&self) -> Option<(&'s str, &'s MediaType, &'s Node)> {
        let offered = self.response.content.iter();
        let (name, chosen) = offered.min_by_key(|(name, _)| received(name))?;
        let node = child(child(self.node, "content"), name);
        Some((name, chosen, node))
    }

    fn outcome(&self) -> Outcome {
        Outcome {
            status: self.status,
            said: self.said,
            error: self.error,
        }
    }

    /// Whether `x-error` says another thing than the status does.
    pub fn is_flagged(&self) -> bool {
        self.said.is_some_and(|said| said != is_error(self.status))
    }

    /// Whether the document calls it an ordinary result although it is no 2xx.
    pub fn is_marked(&self) -> bool {
        let status = self.status.is_some_and(|status| status.first >= 300);
        self.said == Some(false) && status
    }

    /// Whether a call ends with it and returns what it holds. Informational answers come before the one that counts.
    pub fn is_returned(&self) -> bool {
        self.outcome().is_returned()
    }
}

/// The declared responses in document order.
pub(in crate::lower) fn declared<'s, 'a: 's>(
    document: Document<'a>,
    operation: &'s Operation,
    tree: &'s Node,
    diag: &mut Diagnostics,
) -> Vec<Declared<'s>> {
    let trees = child(tree, "responses");
    let mut all = Vec::new();
    let numbered = operation.responses.responses.iter();
    let numbered = numbered.map(|(code, of)| (Some(code), of));
    let default = operation.responses.default.iter().map(|of| (None, of));
    for (code, of) in numbered.chain(default) {
        let key = code.map_or("default".to_owned(), StatusCode::to_string);
        if let Some(found) = one(document, code, of, (&key, trees), diag) {
            all.push(found);
        }
    }
    let mut outcomes: Vec<Outcome> = all.iter().map(Declared::outcome).collect();
    settle(&mut outcomes);
    for (one, outcome) in all.iter_mut().zip(outcomes) {
        one.error = outcome.error;
    }
    all
}

fn one<'s, 'a: 's>(
    document: Document<'a>,
    code: Option<&StatusCode>,
    of: &'s ReferenceOr<Response>,
    (key, trees): (&str, &'s Node),
    diag: &mut Diagnostics,
) -> Option<Declared<'s>> {
    let site = document.resolve(of, child(trees, key))?;
    let status = code.map(|code| match code {
        StatusCode::Code(status) => StatusRange::one(*status),
        StatusCode::Range(digit) => StatusRange::class(u8::try_from(*digit).unwrap_or(0)),
    });
    let outcome = Outcome::of(status, site.node, diag);
    let component = match of {
        ReferenceOr::Reference { reference } => document.component::<Response>(reference),
        ReferenceOr::Item(_) => None,
    };
    Some(Declared {
        status,
        response: site.item,
        node: site.node,
        span: trees.key_span(key).unwrap_or(site.node.span),
        component: component.map(|(name, _, _)| name),
        error: outcome.error,
        said: outcome.said,
        existing: flag::existing(site.node, diag),
    })
}

/// What a pointer leads to within the values of a schema.
pub(in crate::lower) enum Target<'s> {
    /// A schema.
    Schema(SchemaSite<'s>),
    /// A place that the schema leaves open.
    Anything,
    /// A member that the schema does not have.
    Nothing,
}

/// Follows a pointer through a schema.
pub(in crate::lower) fn at<'s, 'a: 's>(
    cx: &Cx<'a, '_>,
    site: SchemaSite<'s>,
    pointer: &Pointer,
) -> Target<'s> {
    let mut here = vec![site];
    for segment in pointer {
        let mut next = Vec::new();
        let mut open = false;
        for site in composed(cx.document, &here) {
            step(site, segment.as_str(), &mut next, &mut open);
        }
        if next.is_empty() {
            return if open {
                Target::Anything
            } else {
                Target::Nothing
            };
        }
        here = next;
    }
    here.first()
        .map_or(Target::Nothing, |site| Target::Schema(*site))
}

/// The pointer that one was probably meant to be which leads nowhere: the first name that is not there replaced by the nearest
/// of those that are. `None` where that leads nowhere either.
pub(in crate::lower) fn meant_pointer(
    cx: &Cx<'_, '_>,
    site: SchemaSite<'_>,
    pointer: &Pointer,
) -> Option<String> {
    let mut here = vec![site];
    for (index, segment) in pointer.iter().enumerate() {
        let schemas = composed(cx.document, &here);
        let (mut next, mut open) = (Vec::new(), false);
        for site in &schemas {
            step(*site, segment.as_str(), &mut next, &mut open);
        }
        if next.is_empty() {
            let views = schemas.iter().map(|site| (view(*site), site.node));
            let names: Vec<&str> = views
                .flat_map(|(view, node)| {
                    view.properties(node)
                        .map(|(name, _)| name)
                        .collect::<Vec<_>>()
                })
                .collect();
            let near = meant(segment.as_str(), names.iter().copied())?;
            let mut better = pointer.clone();
            *better.get_mut(index)? = WireName::new(near);
            let leads = !matches!(at(cx, site, &better), Target::Nothing);
            return leads.then(|| shown(&better));
        }
        here = next;
    }
    None
}

/// A pointer in its text form.
fn shown(pointer: &Pointer) -> String {
    let mut text = pointer::Pointer::root();
    pointer.iter().for_each(|name| text.push(name.as_str()));
    text.as_str().to_owned()
}

/// Collects what a schema itself says of a member.
fn step<'s>(site: Site<'s, Schema>, name: &str, next: &mut Vec<SchemaSite<'s>>, open: &mut bool) {
    let view = view(site);
    next.extend(view.property(site.node, name));
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        next.extend(view.items(site.node));
    }
    next.extend(view.rest_schema(site.node));
    let says_nothing = !view.has_properties()
        && view.all_of.is_empty()
        && view.branches.is_empty()
        && view.kind.is_none_or(|kind| kind == "object")
        && view.rest.is_none()
        && !view.listed;
    *open |= view.is_open() || says_nothing;
}
