//! Parameters: those of the path item and of the operation together, path parameters in path order first.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{Parameter as Model, ParameterData, ParameterSchemaOrContent, ReferenceOr, Schema};

use crate::diagnostics::{Diagnostics, rules};
use crate::extension::{flag, value};
use crate::ir::{DocText, Parameter, ParameterId, PathPiece, Place, Style, Table, Type, WireName};
use crate::lower::Cx;
use crate::lower::bodies::{Media, media};
use crate::lower::schemas::limits::limits;
use crate::lower::schemas::values::default;
use crate::lower::schemas::{Typed, below};
use crate::lower::site::{SchemaSite, Site, child, item};
use crate::source::Span;
use crate::source::node::Node;

/// Lists of parameters in the model, each with its tree, the nearer one last.
pub(in crate::lower) type Lists<'s> = [(&'s [ReferenceOr<Model>], &'s Node); 2];

/// The parameters of an operation. `owned` names headers that travel by other means, such as the idempotency key.
pub(in crate::lower) fn lower_parameters<'a>(
    cx: &mut Cx<'a, '_>,
    lists: Lists<'a>,
    operation: &WireName,
    owned: &[&str],
) -> Vec<Parameter> {
    let mut found: IndexMap<(String, u8), Parameter> = IndexMap::new();
    for (list, trees) in lists {
        let mut here: BTreeMap<(String, u8), Span> = BTreeMap::new();
        for (index, of) in list.iter().enumerate() {
            let Some(site) = cx.document.resolve(of, item(trees, index)) else {
                continue;
            };
            let data = site.item.parameter_data_ref();
            let (place, style) = style(site.item, site.node);
            let is_header = place == Place::Header;
            // Names of headers have no case (RFC 9110, section 5.1).
            let key = match is_header {
                true => (data.name.to_ascii_lowercase(), place as u8),
                false => (data.name.clone(), place as u8),
            };
            let own = item(trees, index);
            let at = own.span_at("/name").unwrap_or(own.span);
            if let Some(before) = here.insert(key.clone(), at) {
                cx.diag
                    .report(&rules::operations::DUPLICATE_PARAMETER, at)
                    .arg(shown_name(&data.name))
                    .also(before, &rules::operations::DECLARED_FIRST);
            }
            let same = |header: &&str| header.eq_ignore_ascii_case(&data.name);
            if is_header && owned.iter().any(same) {
                continue;
            }
            if is_header && value::RESERVED_HEADERS.iter().any(same) {
                let at = site.node.span_at("/name").unwrap_or(site.node.span);
                cx.diag
                    .report(&rules::operations::RESERVED_HEADER, at)
                    .arg(&data.name);
                continue;
            }
            let unusable = match place {
                Place::Header | Place::Cookie => !value::is_token(&data.name),
                Place::Query => data.name.is_empty(),
                Place::Path | Place::QueryString => false,
            };
            if unusable {
                let at = site.node.span_at("/name").unwrap_or(site.node.span);
                cx.diag
                    .report(&rules::operations::BAD_HEADER_NAME, at)
                    .arg(shown_name(&data.name))
                    .arg(called(place));
                continue;
            }
            let path = below(std::slice::from_ref(operation), &data.name);
            let (ty, style) = parameter_type(cx, data, (site.node, style), &path);
            let explode = data.explode.unwrap_or(style.explodes());
            let parameter = Parameter {
                wire: WireName::new(&*data.name),
                place,
                ty,
                required: data.required || place == Place::Path,
                style,
                explode,
                allow_reserved: site.node.get("allowReserved").and_then(Node::as_bool)
                    == Some(true)
                    && matches!(place, Place::Query | Place::Path),
                default: schema(cx, data, site.node).and_then(default),
                limits: schema(cx, data, site.node).and_then(limits),
                doc: DocText::new(data.description.clone().unwrap_or_default()),
                deprecated: data.deprecated.unwrap_or(false),
                span: site.node.span_at("/name").unwrap_or(site.node.span),
            };
            found.insert(key, parameter);
        }
    }
    report_whole_query(&found, cx.diag);
    found.into_values().collect()
}

/// Reports what is declared beside a parameter that stands for the whole query.
fn report_whole_query(found: &IndexMap<(String, u8), Parameter>, diag: &mut Diagnostics) {
    let mut whole = found
        .values()
        .filter(|it| it.place == Place::QueryString)
        .map(|it| it.span);
    let Some(first) = whole.next() else { return };
    let beside = found.values().filter(|it| it.place == Place::Query);
    for (name, span) in beside
        .map(|it| (it.wire.as_str(), it.span))
        .chain(whole.map(|span| (Place::QueryString.as_str(), span)))
    {
        diag.report(&rules::operations::BESIDE_WHOLE_QUERY, span)
            .arg(name)
            .also(first, &rules::operations::DECLARED_FIRST);
    }
}

/// What a parameter of a place is called in messages.
pub(in crate::lower) fn called(place: Place) -> &'static str {
    match place {
        Place::Query => rules::operations::QUERY_PARAMETER.text(),
        place => place.as_str(),
    }
}

/// A name as a message shows it.
pub(in crate::lower) fn shown_name(name: &str) -> &str {
    if name.is_empty() {
        rules::remarks::EMPTY_TEXT.text()
    } else {
        name
    }
}

fn style(parameter: &Model, node: &Node) -> (Place, Style) {
    let text = |key: &str| node.get(key).and_then(Node::text);
    let place = match parameter {
        Model::Query { .. } if text("in") == Some(Place::QueryString.as_str()) => {
            Place::QueryString
        }
        Model::Query { .. } => Place::Query,
        Model::Header { .. } => Place::Header,
        Model::Path { .. } => Place::Path,
        Model::Cookie { .. } => Place::Cookie,
    };
    let stated = text("style").and_then(Style::of_openapi);
    let stated = stated.filter(|style| place.styles().contains(style));
    (place, stated.unwrap_or(place.style()))
}

/// What the server takes where the parameter is absent.
/// The schema of a parameter that has one and no content.
fn schema<'a>(
    cx: &Cx<'a, '_>,
    data: &'a ParameterData,
    node: &'a Node,
) -> Option<Site<'a, Schema>> {
    let ParameterSchemaOrContent::Schema(of) = &data.format else {
        return None;
    };
    SchemaSite::new(of, child(node, "schema")).resolve(cx.document)
}

/// The type of a parameter, and its style: a parameter whose content is JSON is written as such.
fn parameter_type<'a>(
    cx: &mut Cx<'a, '_>,
    data: &'a ParameterData,
    (node, style): (&'a Node, Style),
    path: &[WireName],
) -> (Type, Style) {
    let (typed, style) = match &data.format {
        ParameterSchemaOrContent::Schema(of) => {
            let site = SchemaSite::new(of, child(node, "schema"));
            (cx.types.lower(site, path, cx.diag), style)
        }
        ParameterSchemaOrContent::Content(content) => {
            let kinds = [Media::Json, Media::Form];
            let known = content
                .iter()
                .find(|(name, _)| kinds.contains(&media(name)));
            let is_query = node.get("in").and_then(Node::text) == Some("querystring");
            let known = known.filter(|(name, _)| media(name) == Media::Json || is_query);
            let inside = |name: &str| child(child(node, "content"), name);
            match known {
                Some((name, media_type)) => {
                    let typed = match &media_type.schema {
                        Some(of) => {
                            let site = SchemaSite::new(of, child(inside(name), "schema"));
                            cx.types.lower(site, path, cx.diag)
                        }
                        None => Typed::ANY,
                    };
                    let json = media(name) == Media::Json;
                    (typed, if json { Style::Json } else { Style::Form })
                }
                // The value is a whole document of its own; the caller writes it.
                None => {
                    let at = node.key_span("content").unwrap_or(node.span);
                    if !content.keys().any(|name| media(name) == Media::Text) {
                        cx.diag
                            .report(&rules::operations::PARAMETER_CONTENT, at)
                            .arg(&data.name);
                    }
                    let typed = Typed {
                        ty: Type::String,
                        nullable: false,
                    };
                    (typed, style)
                }
            }
        }
    };
    if typed.ty == Type::String && flag::sensitive(node, cx.diag) {
        return (Type::Secret, style);
    }
    (typed.ty, style)
}

/// Cuts the path template into pieces and puts the path parameters in their order first.
pub(in crate::lower) fn cut(
    template: &str,
    mut parameters: Vec<Parameter>,
) -> (Vec<PathPiece>, Table<ParameterId, Parameter>) {
    let mut pieces = Vec::new();
    let mut ordered = Table::new();
    // A fragment never reaches a server, and what is appended to it would not either.
    let mut rest = template.split('#').next().unwrap_or(template);
    let mut fixed = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        fixed.push_str(before);
        let is_it = |p: &Parameter| p.place == Place::Path && p.wire.as_str() == name;
        let parameter = ordered.find(is_it).or_else(|| {
            let position = parameters.iter().position(is_it)?;
            Some(ordered.push(parameters.remove(position)))
        });
        match parameter {
            Some(id) => {
                if !fixed.is_empty() {
                    pieces.push(PathPiece::Fixed(WireName::new(std::mem::take(&mut fixed))));
                }
                pieces.push(PathPiece::Parameter(id));
            }
            None => {
                fixed.push('{');
                fixed.push_str(name);
                fixed.push('}');
            }
        }
        rest = after;
    }
    fixed.push_str(rest);
    if !fixed.is_empty() {
        pieces.push(PathPiece::Fixed(WireName::new(fixed)));
    }
    // A path parameter without a variable cannot be sent; normalisation has reported it.
    parameters.retain(|parameter| parameter.place != Place::Path);
    ordered.extend(parameters);
    (pieces, ordered)
}
