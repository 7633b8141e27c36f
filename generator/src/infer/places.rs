//! The places of an error body where a code may stand: the body itself, its `error`, and the first item of its lists of
//! errors.

use std::collections::{BTreeMap, BTreeSet};

use faultcode_facts::code_rank;
pub(super) use faultcode_facts::{names_code, plain_name as plain};
use indexmap::IndexMap;

use super::members::{self, Listed, Sites, items, kinds, listed};
use super::schema::{self, Document, composed};
use crate::ir::{CodeKind, Pointer, WireName};
use crate::resolve::place;
use crate::source::Span;
use crate::source::node::{Map, Node};

/// An object of an error body.
pub(super) struct Place<'s> {
    /// Where it stands.
    pub at: Pointer,
    /// Its members.
    pub members: IndexMap<&'s str, Sites<'s>>,
    /// The JSON types of its members, and whether they list texts.
    pub kinds: IndexMap<&'s str, Vec<&'static str>>,
    /// Its members that list texts.
    pub sources: Vec<Source>,
}

/// A member that lists texts.
pub(super) struct Source {
    /// Where it stands in the body.
    pub at: Pointer,
    pub values: Vec<Value>,
    /// How likely a member of that name is the code; `None`: only where it tells statuses apart.
    pub rank: Option<u8>,
    pub discriminates: bool,
    /// Whether the values are texts, numbers, or both.
    pub kind: CodeKind,
    /// Whether examples show the values, and no schema lists them.
    pub shown: bool,
}

/// One listed text, and the schema of the branch that it chooses.
pub(super) struct Value {
    pub code: String,
    pub span: Span,
    doc: String,
    branch: Option<Node>,
}

/// The rank of a member whose name does not say that it is a code.
pub(super) const UNRANKED: u8 = 20;

/// Lists whose items may be errors, by their plain names.
const LISTS: [&str; 7] = [
    "error",
    "errors",
    "details",
    "issues",
    "messages",
    "faults",
    "tppmessages",
];

/// Members that say whether an answer is a success, by their plain names.
const SUCCESSES: [&str; 3] = ["success", "succeeded", "ok"];

/// Members that may be the error itself, by their plain names.
const OBJECTS: [&str; 3] = ["error", "errors", "fault"];

/// Prose is never a code, even where it is constant.
fn is_prose(name: &str) -> bool {
    let plain = plain(name);
    let words = ["message", "detail", "description", "title", "text"];
    words.iter().any(|word| plain.ends_with(word))
}

/// The places of a body.
pub(super) fn places<'s>(document: Document<'s>, site: &'s Node) -> Vec<Place<'s>> {
    let body = object(document, Vec::new(), &[site]);
    let mut all = Vec::new();
    let mut roots = vec![body];
    let named = |body: &Place<'s>, plain_name: &str| {
        let mut members = body.members.iter();
        let found = members.find(|(name, _)| plain(name) == plain_name);
        found.map(|(name, sites)| (*name, sites.clone()))
    };
    for word in OBJECTS {
        if let Some((name, sites)) = roots.first().and_then(|body| named(body, word)) {
            let inner = object(document, vec![WireName::new(name)], &sites);
            // A list is looked at below.
            if !inner.members.is_empty() {
                roots.push(inner);
            }
        }
    }
    for root in roots {
        let mut lists: Vec<(Pointer, Sites<'s>)> = Vec::new();
        for word in LISTS {
            let Some((name, sites)) = named(&root, word) else {
                continue;
            };
            let inside = items(document, &sites);
            let mut at = root.at.clone();
            at.extend([WireName::new(name), WireName::new("0")]);
            if !inside.is_empty() {
                lists.push((at, inside));
            }
        }
        all.push(root);
        for (at, inside) in lists {
            all.push(object(document, at, &inside));
        }
    }
    all
}

/// Takes the listed words of a body out that are none of its error. Where a body says whether it is a success and carries its errors
/// along, a `type` or a `name` beside them is one of the resource, and the errors say themselves what is their code.
pub(super) fn without_strangers(places: &mut [Place<'_>]) {
    let Some((body, inside)) = places.split_first_mut() else {
        return;
    };
    let has_code = |place: &Place<'_>| place.members.keys().any(|name| names_code(name));
    let may_be_any = |rank: u8| code_rank("error").is_some_and(|error| rank > error);
    let says_success = |place: &Place<'_>| {
        let mut names = place.kinds.keys();
        names.any(|name| SUCCESSES.contains(&&*plain(name)) && place.is(name, "boolean"))
    };
    if says_success(body) && !has_code(body) && inside.iter().any(has_code) {
        body.sources
            .retain(|source| source.discriminates || !source.rank.is_none_or(may_be_any));
    }
}

/// An object on its own, with pointers from itself.
pub(super) fn item<'s>(document: Document<'s>, sites: &[&'s Node]) -> Place<'s> {
    object(document, Vec::new(), sites)
}

fn object<'s>(document: Document<'s>, at: Pointer, sites: &[&'s Node]) -> Place<'s> {
    let members = members::members(document, sites);
    let tag = discriminator(document, sites);
    let mut sources = Vec::new();
    for (name, sites) in &members {
        let texts = listed(document, sites);
        let numbers = match names_code(name) {
            true => members::numbers(document, sites),
            false => Vec::new(),
        };
        let kind = match (texts.is_empty(), numbers.is_empty()) {
            (_, true) => CodeKind::Text,
            (true, false) => CodeKind::Integer,
            (false, false) => CodeKind::Either,
        };
        let mut seen = BTreeSet::new();
        let mut values: Vec<Value> = texts
            .into_iter()
            .chain(numbers)
            .filter(|it| seen.insert(it.code.clone()))
            .map(|Listed { code, span, doc }| Value {
                code,
                span,
                doc,
                branch: None,
            })
            .collect();
        let mut rank = code_rank(name);
        let mut discriminates = false;
        if let Some(tag) = tag.as_ref().filter(|tag| tag.property == *name) {
            tag.branches(&mut values);
            (rank, discriminates) = (Some(0), true);
        }
        if values.is_empty() || is_prose(name) {
            continue;
        }
        let mut at = at.clone();
        at.push(WireName::new(*name));
        sources.push(Source {
            at,
            values,
            rank,
            discriminates,
            kind,
            shown: false,
        });
    }
    let kinds = members
        .iter()
        .map(|(name, sites)| (*name, kinds(document, sites)));
    Place {
        at,
        kinds: kinds.collect(),
        members,
        sources,
    }
}

/// A member that chooses the branch of a union.
struct Tag<'s> {
    property: &'s str,
    /// Values, their places, and the schemas that they choose.
    mapping: Vec<(String, Span, Node)>,
}

fn discriminator<'s>(document: Document<'s>, sites: &[&'s Node]) -> Option<Tag<'s>> {
    for node in composed(document, sites) {
        let branches = schema::branches(node);
        let Some(named) = node.get("discriminator").filter(|_| !branches.is_empty()) else {
            continue;
        };
        let Some(property) = named.get("propertyName").and_then(Node::as_str) else {
            continue;
        };
        let reference = |text: &str, span: Span| {
            let mut map = Map::new();
            map.insert("$ref", span, Node::string(span, text));
            Node::map(span, map)
        };
        let mut mapping = Vec::new();
        for (value, entry) in named.get("mapping").into_iter().flat_map(Node::entries) {
            let Some(target) = entry.value.as_str() else {
                continue;
            };
            let target = if target.contains(['/', '#']) {
                target.to_owned()
            } else {
                format!("#/components/schemas/{target}")
            };
            mapping.push((
                value.to_owned(),
                entry.key_span,
                reference(&target, entry.value.span),
            ));
        }
        let mapped: BTreeSet<String> = mapping
            .iter()
            .filter_map(|(_, _, node)| node.get("$ref")?.as_str().map(str::to_owned))
            .collect();
        // A branch outside the mapping is chosen by its name.
        let mut unmapped = Vec::new();
        for branch in branches {
            let target = place::reference(branch).and_then(Node::text);
            if let Some(target) = target
                && !mapped.contains(target)
                && let Some(name) = target.rsplit('/').next()
            {
                let members = members::members(document, &[branch]);
                let own = members.get(property).map(|sites| listed(document, sites));
                // Its own constant goes before its name.
                match own.filter(|values| !values.is_empty()) {
                    Some(values) => unmapped.extend(
                        values
                            .into_iter()
                            .map(|value| (value.code, value.span, reference(target, branch.span))),
                    ),
                    None => {
                        let span = branch.span;
                        unmapped.push((name.to_owned(), span, reference(target, span)));
                    }
                }
            }
        }
        mapping.extend(unmapped);
        return Some(Tag { property, mapping });
    }
    None
}

impl Tag<'_> {
    /// Adds what the mapping says to the listed values.
    fn branches(&self, values: &mut Vec<Value>) {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for (index, value) in values.iter().enumerate() {
            known.entry(value.code.clone()).or_insert(index);
        }
        for (code, span, branch) in &self.mapping {
            let index = *known.entry(code.clone()).or_insert(values.len());
            match values.get_mut(index) {
                Some(value) => {
                    value.branch.get_or_insert(branch.clone());
                }
                None => values.push(Value {
                    code: code.clone(),
                    span: *span,
                    doc: String::new(),
                    branch: Some(branch.clone()),
                }),
            }
        }
    }
}

impl Place<'_> {
    /// Whether it is an item of a list.
    pub fn of_items(&self) -> bool {
        self.at.last().is_some_and(|last| last.as_str() == "0")
    }

    /// A member whose values are of that type only.
    pub fn is(&self, name: &str, kind: &str) -> bool {
        self.kinds.get(name).is_some_and(|kinds| *kinds == [kind])
    }

    /// The first member of that type whose plain name fits.
    pub fn find(&self, kinds: &[&str], fits: impl Fn(&str) -> bool) -> Option<Pointer> {
        let mut names = self.kinds.keys();
        let name = names
            .find(|name| kinds.iter().any(|kind| self.is(name, kind)) && fits(&plain(name)))?;
        Some(self.below(name))
    }

    /// The pointer of a member.
    pub fn below(&self, name: &str) -> Pointer {
        let mut at = self.at.clone();
        at.push(WireName::new(name));
        at
    }
}

impl Source {
    /// Its pointer in text form.
    pub fn text(&self) -> String {
        super::text(&self.at)
    }
}

impl Value {
    /// A value of an example, and what is said of that.
    pub fn shown(code: &str, span: Span, doc: Option<&str>) -> Self {
        Self {
            code: code.to_owned(),
            span,
            doc: doc.unwrap_or_default().to_owned(),
            branch: None,
        }
    }

    /// What the schema says of the code, as facts of the vocabulary.
    pub fn facts(&self) -> Node {
        let mut facts = Map::new();
        let span = self.span;
        if !self.doc.is_empty() {
            facts.insert("description", span, Node::string(span, self.doc.as_str()));
        }
        if let Some(branch) = &self.branch {
            facts.insert("details", span, branch.clone());
        }
        if let Some(name) = self
            .code
            .contains(':')
            .then(|| last_word(&self.code))
            .flatten()
        {
            facts.insert("rustName", span, Node::string(span, name));
        }
        Node::map(span, facts)
    }
}

/// The last part of a URI in UpperCamelCase.
fn last_word(uri: &str) -> Option<String> {
    let last = uri.trim_end_matches('/').rsplit(['/', ':', '#']).next()?;
    let words = last.split(|sign: char| !sign.is_ascii_alphanumeric());
    let name: String = words
        .filter(|word| !word.is_empty())
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        })
        .collect();
    name.starts_with(|sign: char| sign.is_ascii_uppercase())
        .then_some(name)
}
