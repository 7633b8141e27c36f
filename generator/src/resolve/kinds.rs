//! References to objects of another kind, where it is plain what was meant: by its members the target is what is wanted, or
//! holds it, or can be held by it.
//!
//! ```yaml
//! parameters: [{$ref: '#/components/schemas/owner'}]      # where owner: {name: owner, in: query, schema: …}
//! schema: {$ref: '#/components/parameters/owner'}         # becomes the schema of the parameter
//! '200': {$ref: '#/components/schemas/Order'}             # becomes an answer whose JSON is an Order
//! ```

use std::collections::BTreeMap;

use faultcode_facts::{JSON, ParamPlace, Word as _};

use super::held::Held;
use super::hoist::{free_name, insert_component, unique};
use super::place::{Kind, Place, reference};
use super::site::{self, Site};
use crate::diagnostics::rules::document::{AROUND_IT, BY_ITS_MEMBERS, ITS_SCHEMA};
use crate::diagnostics::{Phrase, rules};
use crate::source::Span;
use crate::source::node::{Map, Node};
use crate::source::pointer::Pointer;

/// What the members of an object show it to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Parameter,
    /// A response or a request body: it has content.
    Carrier,
    /// It holds one schema: a header or a media type.
    Holder,
    Schema,
    /// Nothing, or several at once.
    Unclear,
}

/// Keywords that stand in schemas and in nothing else.
const KEYWORDS: [&str; 15] = [
    "type",
    "properties",
    "patternProperties",
    "additionalProperties",
    "items",
    "prefixItems",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "enum",
    "const",
    "format",
    "pattern",
    "nullable",
];

fn look(node: &Node) -> Look {
    let text = |key: &str| node.get(key).and_then(Node::text);
    let is_map = |key: &str| node.get(key).is_some_and(Node::is_map);
    // A scheme of an API key has a name and a place, too.
    let placed = text("in").and_then(ParamPlace::of_word).is_some();
    if placed && text("name").is_some() && text("type") != Some("apiKey") {
        return Look::Parameter;
    }
    let carries = is_map("content") || is_map("links") || is_map("headers");
    let holds = is_map("schema");
    let is_schema = KEYWORDS.iter().any(|key| node.get(key).is_some());
    match (carries, holds, is_schema) {
        (true, false, false) => Look::Carrier,
        (false, true, false) => Look::Holder,
        (false, false, true) => Look::Schema,
        _ => Look::Unclear,
    }
}

/// What is made of a target so that it is of the wanted kind.
enum Made {
    /// It is that, and stands in the wrong section.
    Itself(Node),
    /// The schema that it holds.
    Inner(Node),
    /// An object around a reference to it.
    Around,
}

/// Makes objects of the wanted kind for references that lead to others, and of components that are not what their section
/// says.
pub(super) fn settle(root: &mut Node, held: &mut Held) {
    let mut made = Components::new();
    // What is made holds references of its own.
    for _ in 0..ROUNDS {
        if !settle_sites(root, &mut made, held) {
            break;
        }
    }
    let told = made.into_iter().filter(|(_, name)| name.is_some());
    let told: Vec<Pointer> = told.map(|((target, _), _)| target).collect();
    sections(root, &told, held);
}

/// Objects in objects that are made, before giving up.
const ROUNDS: usize = 16;

/// What was made of each target for each kind that was wanted of it.
type Components = BTreeMap<(Pointer, Kind), Option<String>>;

/// Makes what the references that stand in the document want. Whether there was any.
fn settle_sites(root: &mut Node, made: &mut Components, held: &mut Held) -> bool {
    let mut any = false;
    let sites = site::sites(
        root,
        Place::One(Kind::Root),
        &Pointer::root(),
        &|_, text| text.starts_with('#'),
    );
    for site in sites.iter().filter(|site| !site.mapping) {
        let Some(target) = Pointer::from_fragment(site.text.trim_start_matches('#')) else {
            continue;
        };
        if is_of(&target, site.kind) {
            continue;
        }
        let key = (target.clone(), site.kind);
        let name = match made.get(&key) {
            Some(name) => name.clone(),
            None => {
                let name = make(root, &target, site.kind);
                made.insert(key, name.clone());
                name
            }
        };
        if let Some(name) = name {
            tell(root, &target, site, held);
            site::rewrite(root, &site.text_at, site.kind, &name);
            any = true;
        }
    }
    any
}

/// Whether an address is one of objects of this kind.
fn is_of(target: &Pointer, kind: Kind) -> bool {
    Place::of(target) == Some(Place::One(kind))
}

/// The component that is made of a target; `None` where it is not plain what it is.
fn make(root: &mut Node, target: &Pointer, wanted: Kind) -> Option<String> {
    let section = wanted.section()?;
    let node = root.at(target).filter(|node| node.is_map())?;
    let is_many = matches!(Place::of(target), Some(Place::Map(_) | Place::List(_)));
    if is_many || reference(node).is_some() {
        return None;
    }
    // Where OpenAPI defines nothing, what is there is taken for what is wanted, unless it shows another kind.
    let undefined = Place::of(target).is_none();
    let span = node.span;
    let value = match read_as(node, wanted)? {
        Made::Itself(_) if undefined => return None,
        Made::Itself(node) | Made::Inner(node) => node,
        Made::Around => around(wanted, span, &format!("#{target}"))?,
    };
    let name = match target.last() {
        Some(name) if site::component_of(&format!("#{target}")).is_some() => {
            unique(root, section, &name, target.as_str())
        }
        _ => free_name(root, section, target),
    };
    insert_component(root, section, &name, span, value);
    Some(name)
}

/// How an object can be read as one of the wanted kind.
fn read_as(node: &Node, wanted: Kind) -> Option<Made> {
    let without = |keys: &[&str]| {
        let mut node = node.clone();
        if let Some(map) = node.as_map_mut() {
            keys.iter().for_each(|key| drop(map.remove(key)));
        }
        Some(Made::Itself(node))
    };
    let inner = |node: Option<&Node>| node.cloned().map(Made::Inner);
    match (wanted, look(node)) {
        (Kind::Parameter, Look::Parameter) => without(&[]),
        (Kind::Response, Look::Carrier) => without(&["required"]),
        (Kind::RequestBody, Look::Carrier) => without(&["headers", "links"]),
        (Kind::Header | Kind::MediaType, Look::Holder) => without(&[]),
        (Kind::Schema, Look::Schema) => without(&[]),
        (Kind::Schema, Look::Parameter | Look::Holder) => inner(node.get("schema")),
        (Kind::Schema, Look::Carrier) => inner(only_schema(node)),
        (Kind::Response | Kind::RequestBody | Kind::Header | Kind::MediaType, Look::Schema) => {
            Some(Made::Around)
        }
        _ => None,
    }
}

/// The schema of the one media type that an object has.
fn only_schema(carrier: &Node) -> Option<&Node> {
    let mut types = carrier.get("content")?.entries();
    let (_, only) = types.next()?;
    only.value.get("schema").filter(|_| types.next().is_none())
}

/// An object of the wanted kind around the schema at an address.
fn around(wanted: Kind, span: Span, target: &str) -> Option<Node> {
    let map = |entries: Vec<(&str, Node)>| {
        let mut map = Map::new();
        for (key, value) in entries {
            map.insert(key, span, value);
        }
        Node::map(span, map)
    };
    let schema = map(vec![("$ref", Node::string(span, target))]);
    let holder = map(vec![("schema", schema)]);
    Some(match wanted {
        Kind::Header | Kind::MediaType => holder,
        Kind::RequestBody => map(vec![("content", map(vec![(JSON, holder)]))]),
        Kind::Response => map(vec![
            ("description", Node::string(span, "")),
            ("content", map(vec![(JSON, holder)])),
        ]),
        _ => return None,
    })
}

/// Components that are not what their section says: references that were followed into other files put them there, or what
/// was wanted of them has been made by now.
fn sections(root: &mut Node, told: &[Pointer], held: &mut Held) {
    for kind in [
        Kind::Response,
        Kind::RequestBody,
        Kind::Header,
        Kind::MediaType,
    ] {
        for (at, node) in components(root, kind) {
            let name = at.last().unwrap_or_default();
            let schema = unique(root, "schemas", &name, at.as_str());
            let address = Pointer::of(["components", "schemas", schema.as_str()]);
            let Some(value) = around(kind, node.span, &format!("#{address}")) else {
                continue;
            };
            report(held, (node.span, node.span), kind, Kind::Schema, &AROUND_IT);
            insert_component(root, "schemas", &schema, node.span, node);
            if let Some(place) = root.at_mut(&at) {
                *place = value;
            }
        }
    }
    for (at, node) in components(root, Kind::Schema) {
        let Some(Made::Inner(schema)) = read_as(&node, Kind::Schema) else {
            continue;
        };
        if !told.contains(&at) {
            let found = found(&node).unwrap_or(Kind::Schema);
            report(
                held,
                (node.span, node.span),
                Kind::Schema,
                found,
                &ITS_SCHEMA,
            );
        }
        if let Some(place) = root.at_mut(&at) {
            *place = schema;
        }
    }
    // What was no parameter has been taken where it was wanted.
    for (at, _) in components(root, Kind::Parameter) {
        let parameters = root.at_mut("/components/parameters");
        let parameters = parameters.and_then(Node::as_map_mut);
        if let (true, Some(map), Some(name)) = (told.contains(&at), parameters, at.last()) {
            map.remove(&name);
        }
    }
}

/// The components of a kind that have an unexpected look, with their addresses.
fn components(root: &Node, kind: Kind) -> Vec<(Pointer, Node)> {
    let Some(section) = kind.section() else {
        return Vec::new();
    };
    let all = root.at(Pointer::of(["components", section]));
    let all = all.into_iter().flat_map(Node::entries);
    let odd = all.filter(|(_, entry)| {
        let node = &entry.value;
        reference(node).is_none()
            && match look(node) {
                Look::Schema => kind != Kind::Schema,
                Look::Unclear => false,
                _ => kind == Kind::Schema,
            }
    });
    odd.map(|(name, entry)| {
        let at = Pointer::of(["components", section, name]);
        (at, entry.value.clone())
    })
    .collect()
}

/// The kind that the members of an object show.
fn found(node: &Node) -> Option<Kind> {
    Some(match look(node) {
        Look::Parameter => Kind::Parameter,
        Look::Carrier => Kind::Response,
        Look::Holder => Kind::Header,
        Look::Schema => Kind::Schema,
        Look::Unclear => return None,
    })
}

/// Reports what was made for a reference.
fn tell(root: &Node, target: &Pointer, site: &Site, held: &mut Held) {
    let Some(node) = root.at(target) else { return };
    let (places, wanted) = ((site.span, node.span), site.kind);
    let stands = match Place::of(target) {
        Some(Place::One(kind)) => kind,
        _ => found(node).unwrap_or(wanted),
    };
    match read_as(node, wanted) {
        Some(Made::Itself(_)) => report(held, places, wanted, stands, &BY_ITS_MEMBERS),
        Some(Made::Inner(_)) => {
            let found = found(node).unwrap_or(stands);
            report(held, places, wanted, found, &ITS_SCHEMA);
        }
        Some(Made::Around) => report(held, places, wanted, Kind::Schema, &AROUND_IT),
        None => {}
    }
}

/// Reports an object at the first place that stands at the second.
fn report(
    held: &mut Held,
    (at, target): (Span, Span),
    wanted: Kind,
    found: Kind,
    taken: &'static Phrase,
) {
    held.about(at, |diag| {
        let report = diag
            .report(&rules::document::COMPONENT_OF_OTHER_KIND, at)
            .arg(wanted.noun())
            .arg(found.noun())
            .arg(taken);
        if target != at {
            report.also(target, &rules::document::THE_TARGET);
        }
    });
}
