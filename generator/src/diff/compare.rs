//! Two trees of items, item by item: what has no match was added or removed, and what has one may say something else.

use std::collections::{BTreeMap, BTreeSet};

use super::kinds::Kind;
use super::surface::{Fact, Item, Sort, Surface};
use crate::source::Span;

/// A change as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub kind: Kind,
    /// Which of several of the kind.
    pub label: String,
    /// What the thing is on the wire, among its siblings.
    pub key: String,
    /// What changes, by its name in Rust.
    pub subject: String,
    pub before: String,
    pub after: String,
    pub old: Option<Span>,
    pub new: Option<Span>,
}

/// All changes, and how many operations the two clients have in common.
pub(super) fn compare(old: &Surface, new: &Surface) -> (Vec<Found>, usize) {
    let mut compare = Compare {
        old,
        new,
        renamed: BTreeMap::new(),
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    let pairs = pairs(&old.root.items, &new.root.items);
    let mut common = 0;
    for pair in &pairs {
        let (Some(one), Some(other)) = pair else {
            continue;
        };
        common += usize::from(one.sort == Sort::Operation);
        if matches!(one.sort, Sort::Type | Sort::Code) {
            compare.renamed.insert(&one.name, &other.name);
        }
    }
    compare.item(&old.root, &new.root, pairs, (None, None));
    parted(old, new, &mut compare.found);
    (compare.found, common)
}

type Pair<'s> = (Option<&'s Item>, Option<&'s Item>);
type Places = (Option<Span>, Option<Span>);

/// Things that are the same on the wire; of the others those that have one name.
fn pairs<'s>(old: &'s [Item], new: &'s [Item]) -> Vec<Pair<'s>> {
    let mut open: Vec<Option<&Item>> = new.iter().map(Some).collect();
    let mut pairs: Vec<Pair<'s>> = old.iter().map(|item| (Some(item), None)).collect();
    let by_key = |item: &'s Item| Some((item.sort, item.key.as_str()));
    let by_name =
        |item: &'s Item| (!item.name.is_empty()).then_some((item.sort, item.name.as_str()));
    for round in [
        &by_key as &dyn Fn(&'s Item) -> Option<(Sort, &'s str)>,
        &by_name,
    ] {
        let mut left: BTreeMap<(Sort, &str), Vec<usize>> = BTreeMap::new();
        for (position, item) in open.iter().enumerate().rev() {
            if let Some(key) = item.and_then(round) {
                left.entry(key).or_default().push(position);
            }
        }
        for pair in pairs.iter_mut().filter(|pair| pair.1.is_none()) {
            let key = pair.0.and_then(round);
            let found = key.and_then(|key| left.get_mut(&key)?.pop());
            pair.1 = found.and_then(|position| open[position].take());
        }
    }
    pairs.extend(open.into_iter().flatten().map(|item| (None, Some(item))));
    pairs
}

struct Compare<'s> {
    old: &'s Surface,
    new: &'s Surface,
    /// New names of types and details.
    renamed: BTreeMap<&'s str, &'s str>,
    /// Types whose content was compared, by where they are defined: several names stand for one.
    seen: BTreeSet<(&'s str, &'s str)>,
    found: Vec<Found>,
}

impl<'s> Compare<'s> {
    fn item(&mut self, old: &'s Item, new: &'s Item, mut pairs: Vec<Pair<'s>>, above: Places) {
        let places = (old.span.or(above.0), new.span.or(above.1));
        if old.name != new.name {
            self.found.push(Found {
                kind: new.renamed,
                label: String::new(),
                key: old.key.clone(),
                subject: new.shown.clone(),
                before: old.name.clone(),
                after: new.name.clone(),
                old: places.0,
                new: places.1,
            });
        }
        let known = old.sort == Sort::Type && !self.is_first(old, new);
        self.facts(old, new, known, places);
        order(old, new, &pairs, places, &mut self.found);
        // A type is shown by the first of its names, whichever document is the older one.
        pairs.sort_by_key(|pair| first_name(*pair));
        // Where the client as a whole stands says nothing of what comes or goes.
        let places = match new.sort {
            Sort::Client => (None, None),
            _ => places,
        };
        for pair in pairs {
            let sort = pair.0.or(pair.1).map(|item| item.sort);
            if known && sort != Some(Sort::Conversion) {
                continue;
            }
            match pair {
                (Some(one), Some(other)) => {
                    let below = self::pairs(&one.items, &other.items);
                    self.item(one, other, below, places);
                }
                (Some(item), None) => {
                    let at = (item.span.or(places.0), places.1);
                    self.one(item, item.added.opposite(), at);
                }
                (None, Some(item)) => {
                    self.one(item, item.added, (places.0, item.span.or(places.1)));
                }
                (None, None) => {}
            }
        }
    }

    /// Whether what stands behind two names was not compared yet.
    fn is_first(&mut self, old: &'s Item, new: &'s Item) -> bool {
        let behind = |of: &'s Surface, name: &'s str| of.types.get(name).map_or(name, |it| it);
        self.seen
            .insert((behind(self.old, &old.name), behind(self.new, &new.name)))
    }

    fn one(&mut self, item: &Item, kind: Kind, (old, new): Places) {
        self.found.push(Found {
            kind,
            label: String::new(),
            key: item.key.clone(),
            subject: item.shown.clone(),
            before: String::new(),
            after: String::new(),
            old,
            new,
        });
    }

    fn facts(&mut self, old: &'s Item, new: &'s Item, known: bool, (at, to): Places) {
        let all = |item: &'s Item| -> BTreeMap<(Kind, &'s str), &'s str> {
            let facts = item.facts.iter();
            facts
                .map(|Fact { kind, label, value }| ((*kind, label.as_str()), value.as_str()))
                .collect()
        };
        let (before, after) = (all(old), all(new));
        let keys: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
        for key @ (kind, label) in keys {
            if known && !matches!(kind, Kind::Deprecated | Kind::DocsChanged) {
                continue;
            }
            let (one, other) = (before.get(&key).copied(), after.get(&key).copied());
            let kind = match (one, other) {
                (Some(one), Some(other)) if self.is_same(kind, one, other) => continue,
                (Some(_), None) => kind.opposite(),
                // What is there under another name is neither added nor removed.
                (Some(_), Some(_)) if kind.opposite() != kind => Kind::Renamed,
                _ => kind,
            };
            let is_flag = kind.opposite() != kind && kind != Kind::Renamed;
            let shown = |value: Option<&str>| match kind {
                _ if is_flag => String::new(),
                Kind::DocsChanged => String::new(),
                Kind::TypeChanged | Kind::ResultChanged => {
                    value.unwrap_or_default().replace(['{', '}'], "")
                }
                _ => value.unwrap_or_default().to_owned(),
            };
            self.found.push(Found {
                kind,
                label: label.to_owned(),
                key: new.key.clone(),
                subject: new.shown.clone(),
                before: shown(one),
                after: shown(other),
                old: at,
                new: to,
            });
        }
    }

    /// Whether two values of a fact say the same. Types do where the same name of either client stands for both.
    fn is_same(&self, kind: Kind, old: &str, new: &str) -> bool {
        if old == new || !matches!(kind, Kind::TypeChanged | Kind::ResultChanged) {
            return old == new;
        }
        let (old, new): (Vec<&str>, Vec<&str>) = (
            old.split(['{', '}']).collect(),
            new.split(['{', '}']).collect(),
        );
        let mut parts = old.iter().zip(&new).enumerate();
        old.len() == new.len()
            && parts.all(|(position, (one, other))| match position % 2 {
                0 => one == other,
                _ => self.is_same_type(one, other),
            })
    }

    fn is_same_type(&self, old: &str, new: &str) -> bool {
        let renamed = self.renamed.get(old).copied().unwrap_or(old);
        let is_one = |of: &Surface, one: &str, other: &str| {
            let one = of.types.get(one);
            one.is_some() && one == of.types.get(other)
        };
        renamed == new || is_one(self.old, old, new) || is_one(self.new, renamed, new)
    }
}

/// What a pair is sorted by: what is read before what is sent, then by name.
fn first_name<'s>((old, new): Pair<'s>) -> (bool, &'s str, &'s str) {
    let names = [old, new].map(|item| item.map(|item| item.shown.as_str()));
    let one = names.iter().flatten().min().copied().unwrap_or_default();
    let other = names.iter().flatten().max().copied().unwrap_or_default();
    (one.starts_with("input::"), one, other)
}

/// Reports arguments that change places.
fn order(old: &Item, new: &Item, pairs: &[Pair<'_>], (at, to): Places, found: &mut Vec<Found>) {
    let place = |item: &Item| {
        let mut all = new.items.iter().filter(|it| it.positional);
        all.position(|it| std::ptr::eq(it, item))
    };
    let positions: Vec<usize> = pairs
        .iter()
        .filter_map(|pair| match pair {
            (Some(one), Some(other)) if one.positional => place(other),
            _ => None,
        })
        .collect();
    if positions.is_sorted() {
        return;
    }
    let names = |item: &Item| {
        let all = item.items.iter().filter(|it| it.positional);
        let names: Vec<&str> = all.map(|it| it.name.as_str()).collect();
        names.join(", ")
    };
    found.push(Found {
        kind: Kind::ArgumentsReordered,
        label: String::new(),
        key: new.key.clone(),
        subject: match new.sort {
            Sort::Type => format!("{}::new", new.shown),
            _ => new.shown.clone(),
        },
        before: names(old),
        after: names(new),
        old: at,
        new: to,
    });
}

/// Names that stood for one thing and stand for several, or the other way round.
fn parted(old: &Surface, new: &Surface, found: &mut Vec<Found>) {
    let both = [
        (&old.types, &new.types, Kind::TypesPart),
        (&old.errors, &new.errors, Kind::ErrorsPart),
    ];
    for (before, after, kind) in both {
        for (one, other, kind, back) in [
            (before, after, kind, false),
            (after, before, kind.opposite(), true),
        ] {
            for (names, whole) in apart(one, other) {
                let (was, is) = if back { (names, whole) } else { (whole, names) };
                let subject = if back { &is } else { &was };
                let first = subject.split(", ").next().unwrap_or_default().to_owned();
                found.push(Found {
                    kind,
                    label: String::new(),
                    key: subject.clone(),
                    subject: subject.clone(),
                    old: span(old, &first),
                    new: span(new, &first),
                    before: if back { was } else { "one".to_owned() },
                    after: if back { "one".to_owned() } else { is },
                });
            }
        }
    }
}

/// Names that are one thing here and several there: as they are grouped there, and all of them.
fn apart(
    here: &BTreeMap<String, String>,
    there: &BTreeMap<String, String>,
) -> Vec<(String, String)> {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, target) in here.iter().filter(|(name, _)| there.contains_key(*name)) {
        groups.entry(target).or_default().push(name);
    }
    let several = groups.into_values().filter_map(|names| {
        let mut parts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for name in &names {
            parts.entry(&there[*name]).or_default().push(name);
        }
        let parts: Vec<String> = parts.into_values().map(|part| part.join(" = ")).collect();
        (parts.len() > 1).then(|| (parts.join("; "), names.join(", ")))
    });
    several.collect()
}

/// Where a type stands, or the operation of an error enum.
fn span(of: &Surface, name: &str) -> Option<Span> {
    let mut all = of.root.items.iter();
    let suffix = format!(", {name}");
    let item = all.find(|item| match item.sort {
        Sort::Type => item.name == name,
        Sort::Operation => item.name.ends_with(&suffix),
        _ => false,
    });
    item.and_then(|item| item.span)
}
