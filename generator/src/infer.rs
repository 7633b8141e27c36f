//! What a document without extensions says about its errors all the same: where code and message stand in the declared
//! schemas, and which codes they list.
//!
//! Each step fills only what is still unknown. A code of an example is one where no schema lists codes, and where its form shows
//! that it is one; a description gives none. Nothing here makes a call repeatable.

mod answers;
mod envelope;
mod limits;
mod members;
mod narrow;
mod places;
mod schema;
mod shown;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use faultcode_facts::says_nothing;

use self::answers::{Answer, each};
use self::limits::Limits;
#[cfg(feature = "sources")]
pub(crate) use self::limits::{Part, part};
pub use self::narrow::Narrow;
use self::places::{Place, Source};
use self::schema::Document;
use crate::diagnostics::Diagnostics;
use crate::extension::codes::Named;
use crate::extension::envelope as envelopes;
use crate::extension::received::{Received, received};
use crate::ir::{Api, Envelope, Inference, Origin, Pointer};
#[cfg(feature = "sources")]
use crate::resolve::place::is_method;
use crate::source::Span;
use crate::source::node::{Map, Node};

/// Envelopes that are tried at most, the most telling first.
const MOST_ENVELOPES: usize = 12;

/// Codes of one response; a list that is longer is no list of errors.
const MOST_CODES: usize = 1_000;

/// What the schemas and headers of a document say.
#[derive(Debug, Default)]
pub struct Inferred {
    errors: Errors,
    /// Whether the document declares no envelope, so that its schemas are asked for one.
    asked: bool,
    limits: Limits,
    /// What operations show and name, where lists are narrowed.
    words: Option<narrow::Words>,
}

/// What the declared errors say.
#[derive(Debug, Default)]
struct Errors {
    /// The envelopes of all of them, in the order in which they are tried.
    envelopes: Vec<Envelope>,
    /// What each response says, by its place.
    responses: BTreeMap<Span, Reading>,
}

/// What one response says.
#[derive(Clone, Debug, Default)]
struct Reading {
    envelopes: Rc<[Envelope]>,
    codes: Rc<[Named]>,
    /// Whether an envelope of another response would be taken for its own.
    mistaken: bool,
}

impl Inferred {
    /// Whether the document declares no envelope, so that its schemas were asked.
    pub(crate) fn asked_schemas(&self) -> bool {
        self.asked
    }

    /// Fills what the document does not declare.
    pub(crate) fn complete(&self, api: &mut Api) {
        if self.asked {
            api.envelopes = self.errors.envelopes.clone();
        }
        self.limits.complete(api);
    }

    /// The codes that the schema of the declared error at this place lists.
    pub(crate) fn codes(&self, response: Span) -> Vec<Named> {
        let reading = self.reading(response);
        reading
            .map(|reading| reading.codes.to_vec())
            .unwrap_or_default()
    }

    /// The same for an operation, which may name some of many itself.
    pub(crate) fn codes_of(&self, operation: Span, response: Span) -> Vec<Named> {
        let codes = self.codes(response);
        let words = self.words.as_ref().and_then(|words| words.get(&operation));
        match words {
            Some(words) => narrow::narrow(codes, words),
            None => codes,
        }
    }

    /// The envelopes that the schema of the declared error at this place shows.
    pub(crate) fn envelopes(&self, response: Span) -> Option<&[Envelope]> {
        let reading = self.reading(response)?;
        (!reading.envelopes.is_empty()).then_some(&*reading.envelopes)
    }

    /// The same, where the envelopes of the document would read it in another way.
    pub(crate) fn own_envelopes(&self, response: Span) -> Option<Vec<Envelope>> {
        let reading = self.reading(response)?;
        reading.mistaken.then(|| reading.envelopes.to_vec())
    }

    fn reading(&self, response: Span) -> Option<&Reading> {
        self.errors.responses.get(&response)
    }
}

/// Asks the schemas and the headers of a document for what it does not declare, and for the codes that its schemas list where
/// it declares that codes stand.
pub fn infer(root: &Node, narrow: Narrow) -> Inferred {
    let declared = root.get("x-error-envelope").map(|node| {
        // What is wrong with it is reported where it is lowered.
        let (envelopes, _) = Diagnostics::apart(|diag| envelopes::read(node, diag));
        let codes = envelopes.iter().filter_map(|it| it.code.as_ref());
        codes.map(|code| text(&code.at)).collect()
    });
    Inferred {
        errors: errors(Document { root }, declared.as_ref()),
        asked: declared.is_none(),
        limits: limits::limits(root),
        words: (narrow == Narrow::Examples).then(|| narrow::words(Document { root })),
    }
}

/// The envelopes of a document of bodies that were seen, which lists nothing; none where no value in them is a code.
#[cfg(feature = "sources")]
pub(crate) fn of_bodies(root: &Node) -> Vec<Envelope> {
    let errors = errors(Document { root }, None);
    let mut readings = errors.responses.values();
    match readings.any(|reading| !reading.codes.is_empty()) {
        true => errors.envelopes,
        false => Vec::new(),
    }
}

/// The headers that the answers of each operation declare: by path and method as the document writes them, with the status, or
/// none for `default`.
#[cfg(feature = "sources")]
pub(crate) fn headers(root: &Node) -> DeclaredHeaders {
    let document = Document { root };
    let mut all = DeclaredHeaders::new();
    let paths = root.get("paths").into_iter().flat_map(Node::entries);
    for (path, item) in paths {
        let operations = item.value.entries();
        for (method, operation) in operations.filter(|(key, _)| is_method(key)) {
            let declared = answers::of(document, &operation.value);
            let of = all.entry((path.to_owned(), method.to_owned())).or_default();
            for answer in declared {
                let headers = answer.node.get("headers");
                let names = headers.into_iter().flat_map(Node::entries);
                of.extend(names.map(|(name, _)| (answer.status, name.to_ascii_lowercase())));
            }
        }
    }
    all
}

/// Names of headers in lower case and the statuses that have them, by path and method.
#[cfg(feature = "sources")]
pub(crate) type DeclaredHeaders =
    BTreeMap<(String, String), Vec<(Option<crate::ir::StatusRange>, String)>>;

/// What the errors say; `declared` are the places at which the document declares their codes.
fn errors(document: Document<'_>, declared: Option<&BTreeSet<String>>) -> Errors {
    // Operations share most of their responses.
    let mut found: BTreeMap<Span, (Found<'_>, usize)> = BTreeMap::new();
    each(document, &mut |one| {
        if !one.error {
        } else if let Some((_, count)) = found.get_mut(&one.node.span) {
            *count += 1;
        } else if let Some(of) = look(document, one, declared.is_none()) {
            found.insert(one.node.span, (of, 1));
        }
    });
    shown::judge(found.values_mut().flat_map(|(found, _)| &mut found.places));
    let values = Values::of(found.values().map(|(found, _)| found));
    let mut responses: BTreeMap<Span, Reading> = BTreeMap::new();
    let mut envelopes: Vec<(Envelope, usize)> = Vec::new();
    let mut facts: BTreeMap<String, Rc<Node>> = BTreeMap::new();
    let mut places: BTreeMap<Span, Vec<Place<'_>>> = BTreeMap::new();
    let mut before = Reading::default();
    let read = found.into_iter().map(|(span, (of, count))| {
        let (envelopes, codes) = read(&of, &values, declared);
        (span, of, count, envelopes, codes)
    });
    let mut read: Vec<_> = read.collect();
    envelope::widen(read.iter_mut().flat_map(|(.., envelopes, _)| envelopes));
    // In document order, so that the first naming of a code describes it.
    for (span, of, count, mut own_envelopes, mut codes) in read {
        if declared.is_some() {
            own_envelopes.clear();
        }
        for named in &mut codes {
            let own = named.facts.take();
            let own = own.unwrap_or_else(|| Rc::new(Node::map(named.span, Map::new())));
            named.facts = Some(Rc::clone(facts.entry(named.code.clone()).or_insert(own)));
        }
        // Responses of one schema mostly follow each other.
        before = Reading {
            envelopes: shared(&before.envelopes, own_envelopes, |one, other| one == other),
            codes: shared(&before.codes, codes, Named::is_same),
            mistaken: false,
        };
        for envelope in &*before.envelopes {
            match envelopes.iter_mut().find(|(known, _)| known == envelope) {
                Some((_, known)) => *known += count,
                None => envelopes.push((envelope.clone(), count)),
            }
        }
        responses.insert(span, before.clone());
        places.insert(span, of.places);
    }
    envelopes.sort_by_key(|(envelope, count)| {
        let telling = envelope::telling(envelope);
        (std::cmp::Reverse(telling), std::cmp::Reverse(*count))
    });
    envelopes.truncate(MOST_ENVELOPES);
    let envelopes: Vec<Envelope> = envelopes
        .into_iter()
        .map(|(envelope, _)| envelope)
        .collect();
    for (span, reading) in &mut responses {
        let places = places.get(span).map_or(&[][..], Vec::as_slice);
        let own = |envelope: &&Envelope| reading.envelopes.contains(*envelope);
        let mut before = envelopes.iter().take_while(|envelope| !own(envelope));
        let taken = before.any(|envelope| envelope::fits(envelope, places));
        reading.mistaken = taken;
    }
    Errors {
        envelopes,
        responses,
    }
}

/// A response before it is known what the others say.
struct Found<'s> {
    document: Document<'s>,
    problem: bool,
    status: Option<u16>,
    places: Vec<Place<'s>>,
}

/// Looks at the JSON schema of a declared error, and at its examples if they are asked for.
fn look<'s>(document: Document<'s>, one: &Answer<'s>, examples: bool) -> Option<Found<'s>> {
    let (name, content) = one.content()?;
    if received(name) != Received::Json {
        return None;
    }
    let schema = content.get("schema")?;
    let problem = name
        .to_ascii_lowercase()
        .starts_with("application/problem+json");
    let mut places = places::places(document, schema);
    places::without_strangers(&mut places);
    if examples {
        shown::add(document, content, &mut places);
    }
    Some(Found {
        document,
        problem,
        status: one.status.map(|status| status.first),
        places,
    })
}

/// Which values stand at each pointer, over all responses.
struct Values {
    all: BTreeMap<String, BTreeSet<String>>,
    /// Pointers at which each response has one value, and responses of several statuses differ.
    constant: BTreeSet<String>,
}

impl Values {
    fn of<'f, 's: 'f>(found: impl Iterator<Item = &'f Found<'s>>) -> Self {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut statuses: BTreeMap<String, BTreeSet<Option<u16>>> = BTreeMap::new();
        let mut several = BTreeSet::new();
        for of in found {
            for source in of.places.iter().flat_map(|place| &place.sources) {
                let at = source.text();
                if source.values.len() > 1 {
                    several.insert(at.clone());
                }
                let values = source.values.iter().map(|value| value.code.clone());
                statuses.entry(at.clone()).or_default().insert(of.status);
                all.entry(at).or_default().extend(values);
            }
        }
        let differs = |at: &String| {
            let values = all.get(at).map_or(0, BTreeSet::len);
            let statuses = statuses.get(at).map_or(0, BTreeSet::len);
            values > 1 && statuses > 1 && !several.contains(at)
        };
        let constant = all.keys().filter(|at| differs(at)).cloned().collect();
        Self { all, constant }
    }

    /// How good a source is: smaller is better; `None`: it lists no codes.
    fn rank(&self, source: &Source) -> Option<(bool, u8, usize)> {
        let at = source.text();
        let kinds = self.all.get(&at).map_or(0, BTreeSet::len);
        let rank = match source.rank {
            Some(rank) => rank,
            None if self.constant.contains(&at) => places::UNRANKED,
            None => return None,
        };
        if source.values.is_empty() || source.values.len() > MOST_CODES {
            return None;
        }
        // A text that is the same in every error tells nothing, unless there is nothing better.
        let fixed = source.values.len() == 1 && !self.constant.contains(&at);
        Some((kinds < 2 || fixed, rank, source.at.len()))
    }
}

/// A list, or the one before it if it says the same.
fn shared<T>(before: &Rc<[T]>, list: Vec<T>, same: impl Fn(&T, &T) -> bool) -> Rc<[T]> {
    let mut pairs = before.iter().zip(&list);
    if before.len() == list.len() && pairs.all(|(one, other)| same(one, other)) {
        return Rc::clone(before);
    }
    list.into()
}

/// The envelopes that a response shows, and the codes that it lists.
fn read(
    found: &Found<'_>,
    values: &Values,
    declared: Option<&BTreeSet<String>>,
) -> (Vec<Envelope>, Vec<Named>) {
    let best = |of_items: bool| {
        let places = found.places.iter().filter(|it| it.of_items() == of_items);
        let sources = places.flat_map(|place| place.sources.iter().map(move |it| (place, it)));
        let sources = sources.filter(|(_, it)| declared.is_none_or(|at| at.contains(&it.text())));
        let ranked = sources.filter_map(|(place, it)| Some((values.rank(it)?, place, it)));
        ranked
            .min_by(|(one, ..), (other, ..)| one.cmp(other))
            .map(|(_, place, source)| (place, source))
    };
    let (whole, of_item) = (best(false), best(true));
    let mut codes = Vec::new();
    let mut seen = BTreeSet::new();
    for (_, source) in of_item.iter().chain(&whole) {
        let origin = Origin::Inferred(inference(found, source, values));
        for value in &source.values {
            let known = !seen.insert(value.code.as_str());
            if !known && !says_nothing(&value.code) {
                codes.push(Named {
                    code: value.code.clone(),
                    span: value.span,
                    facts: Some(Rc::new(value.facts())),
                    origin: origin.clone(),
                });
            }
        }
    }
    (envelope::envelopes(found, whole, of_item), codes)
}

fn inference(found: &Found<'_>, source: &Source, values: &Values) -> Inference {
    let at = source.text();
    if source.shown {
        Inference::Example(at)
    } else if source.discriminates {
        Inference::Discriminator(at)
    } else if found.problem {
        Inference::Problem(at)
    } else if values.constant.contains(&at) {
        Inference::Constant(at)
    } else {
        Inference::Enum(at)
    }
}

/// A pointer in text form.
fn text(at: &Pointer) -> String {
    at.iter()
        .map(|segment| format!("/{}", crate::source::pointer::escape(segment.as_str())))
        .collect()
}
