//! The entries of the API: the catalogue, what selects each of them, and which have been made so far.

mod carried;
pub(super) mod entry;
pub(super) mod error;
pub(super) mod members;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::diagnostics::{Diagnostics, nearest, rules};
use crate::extension;
use crate::extension::codes::{self, Catalogue, RawEntry};
use crate::extension::entry::AppliesTo;
use crate::extension::value::parse_status;
use crate::ir::{
    Api, Carried, CodeId, DocText, ErrorCode, Inference, Origin, StatusRange, Table, WireName,
};
use crate::source::node::Node;
use crate::source::{Span, Spanned};

/// What decides whether an operation answers an entry without naming it.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    pub statuses: Vec<StatusRange>,
    pub security: Option<Vec<Spanned<WireName>>>,
    pub applies_to: Option<AppliesTo>,
}

/// The catalogue and the entries made of it.
pub(super) struct Codes {
    pub catalogue: Catalogue,
    pub selections: IndexMap<String, Selection>,
    /// The codes of the catalogue that say more than their name.
    known: Vec<ErrorCode>,
    /// Whether keys that look like a status are codes.
    integer: bool,
    /// Codes that are named where there is no catalogue: the first naming defines them.
    named: Catalogue,
    made: Table<CodeId, Made>,
    shared: BTreeMap<String, CodeId>,
    /// Entries of declared statuses, by the entry of the catalogue whose facts they have.
    derived: BTreeMap<(StatusRange, Option<CodeId>), CodeId>,
    /// The bodies of responses, by the place of the response.
    bodies: BTreeMap<Span, Carried>,
    used: Vec<bool>,
    /// Entries that an operation declares a status for.
    reached: BTreeSet<CodeId>,
    /// Entries that an operation names without declaring their status: where, which operation, which status.
    undeclared: Vec<(CodeId, Named)>,
    /// Places of which something has been said.
    said: BTreeSet<Span>,
}

/// Where an operation names a code, the operation, and the status that it does not declare.
type Named = (Span, String, String);

struct Made {
    /// Position in the catalogue; entries outside it come later.
    order: usize,
    code: ErrorCode,
    /// Whether its statuses come from the responses that list it.
    collects: bool,
}

/// Where an entry stands among all: whether it is one of a status, its place in the catalogue, and how wide its status is and
/// where that begins.
type Rank = (bool, usize, (u16, u16), CodeId);

impl Made {
    /// Where it stands among all.
    fn rank(&self, id: CodeId) -> Rank {
        let by_status = self.code.code.is_none();
        let status = by_status.then(|| self.code.statuses.first()).flatten();
        let status = status.map_or((0, 0), |it| (it.last - it.first, it.first));
        let derived = self.code.is_declared_status();
        let status = if derived { status } else { (0, 0) };
        (by_status, self.order, status, id)
    }
}

impl Codes {
    pub fn new(root: &Node, diag: &mut Diagnostics) -> Self {
        let catalogue = codes::catalogue(root, diag);
        let envelope = root.get("x-error-envelope");
        let first = envelope.map(|node| node.items().first().unwrap_or(node));
        let kind = first
            .and_then(|node| node.at("/code/type"))
            .and_then(Node::text);
        let mut selections = IndexMap::new();
        let mut known = Vec::new();
        for (key, entry) in &catalogue {
            let read = extension::entry::read(&entry.node, diag);
            known.extend(entry::says_more(key, &read, entry.span));
            selections.insert(
                key.clone(),
                Selection {
                    statuses: read.statuses,
                    security: read.when.security,
                    applies_to: read.applies_to,
                },
            );
        }
        Self {
            catalogue,
            selections,
            known,
            integer: kind == Some("integer"),
            named: Catalogue::new(),
            made: Table::new(),
            shared: BTreeMap::new(),
            derived: BTreeMap::new(),
            bodies: BTreeMap::new(),
            used: Vec::new(),
            reached: BTreeSet::new(),
            undeclared: Vec::new(),
            said: BTreeSet::new(),
        }
    }

    /// The status that a key stands for, unless it is a code.
    pub fn status_of(&self, key: &str) -> Option<StatusRange> {
        if self.integer {
            return None;
        }
        parse_status(key)
    }

    /// The codes of the catalogue that say more than their name.
    pub fn known(&mut self) -> Vec<ErrorCode> {
        let mut known = std::mem::take(&mut self.known);
        known.retain(|code| {
            let key = code.code.as_ref();
            key.is_some_and(|key| self.status_of(key.as_str()).is_none())
        });
        known
    }

    /// Whether the catalogue lists codes; otherwise each naming of a code is its definition.
    pub fn lists_codes(&self) -> bool {
        self.catalogue
            .keys()
            .any(|key| self.status_of(key).is_none())
    }

    /// Whether a code may be named.
    pub fn knows(&self, key: &str) -> bool {
        self.catalogue.contains_key(key) || self.status_of(key).is_some() || !self.lists_codes()
    }

    /// The entries of the catalogue, then those that are defined by being named.
    pub fn all(&self) -> impl Iterator<Item = (&String, &RawEntry)> {
        self.catalogue.iter().chain(&self.named)
    }

    /// Reports a code that the catalogue lacks.
    pub fn report_unknown(&self, code: &str, span: Span, diag: &mut Diagnostics) {
        let report = diag.report(&rules::extension::UNKNOWN_CODE, span).arg(code);
        if let Some(near) = nearest(code, self.catalogue.keys().map(String::as_str)) {
            report.help(rules::remarks::DID_YOU_MEAN.of([near]));
        }
    }

    /// The entry that an operation's own facts are merged over. A code outside the catalogue is defined by `facts`.
    pub fn base(&mut self, key: &str, span: Span, facts: impl FnOnce() -> Node) -> RawEntry {
        if let Some(entry) = self.catalogue.get(key).or_else(|| self.named.get(key)) {
            return entry.clone();
        }
        let entry = RawEntry {
            span,
            node: facts(),
        };
        self.named.insert(key.to_owned(), entry.clone());
        entry
    }

    /// The shared entry of a key, if it has been made.
    pub fn shared(&self, key: &str) -> Option<CodeId> {
        self.shared.get(key).copied()
    }

    /// Adds an entry; without `only_for` it is the shared one of its key.
    pub fn add(&mut self, key: &str, code: ErrorCode) -> CodeId {
        let is_shared = code.only_for.is_none();
        let known = self.catalogue.get_index_of(key);
        let id = self.made.push(Made {
            order: known.unwrap_or(usize::MAX),
            collects: code.statuses.is_empty(),
            code,
        });
        if is_shared {
            self.shared.insert(key.to_owned(), id);
        }
        id
    }

    /// Notes that a response of `status` lists the entry. The statuses of an entry without its own are those, unless a header
    /// tells it: that holds under the entry's statuses alone, and one response would narrow them at all operations.
    pub fn listed_at(&mut self, id: CodeId, status: StatusRange) {
        let made = &mut self.made[id];
        let narrows = made.code.header.is_some();
        if made.collects && !narrows && !made.code.statuses.contains(&status) {
            made.code.statuses.push(status);
        }
    }

    /// The entry of a declared error status that the catalogue has none of. Facts of an entry that covers it hold for it.
    pub fn derived(
        &mut self,
        status: StatusRange,
        covering: Option<CodeId>,
        doc: &DocText,
        span: Span,
    ) -> CodeId {
        if let Some(id) = self.derived.get(&(status, covering)) {
            // Descriptions that differ describe the responses, not the status.
            let code = &mut self.made[*id].code;
            if code.doc != *doc {
                code.doc = DocText::default();
            }
            return *id;
        }
        let covered = covering.map(|id| self.made[id].code.clone());
        let mut code = covered.unwrap_or_else(|| entry::blank(span));
        code.name = None;
        code.statuses = vec![status];
        code.origin = Origin::Inferred(Inference::Statuses);
        code.doc = doc.clone();
        code.span = span;
        let id = self.made.push(Made {
            order: usize::MAX,
            collects: false,
            code,
        });
        self.derived.insert((status, covering), id);
        id
    }

    /// Notes that an operation which answers the entry declares one of its statuses.
    pub fn reach(&mut self, id: CodeId) {
        self.reached.insert(id);
    }

    /// Notes that an operation names the entry and declares none of its statuses.
    pub fn undeclared(&mut self, id: CodeId, at: Named) {
        self.undeclared.push((id, at));
    }

    /// Whether nothing has been said of this place so far.
    pub fn say_once(&mut self, span: Span) -> bool {
        self.said.insert(span)
    }

    /// The entry.
    pub fn get(&self, id: CodeId) -> &ErrorCode {
        &self.made[id].code
    }

    /// Where an entry stands among all: codes before status entries, each in document order, then declared statuses, single
    /// ones before classes.
    pub fn rank(&self, id: CodeId) -> Rank {
        self.made[id].rank(id)
    }

    /// Notes that an operation answers this key.
    pub fn mark_used(&mut self, key: &str) {
        if let Some(index) = self.catalogue.get_index_of(key) {
            if self.used.len() <= index {
                self.used.resize(index + 1, false);
            }
            if let Some(used) = self.used.get_mut(index) {
                *used = true;
            }
        }
    }

    /// Hands the entries over in document order, and reports those that nothing reaches. In a part of the document nothing
    /// tells them apart from those that what was left out reaches.
    pub fn finish(&mut self, api: &mut Api, in_part: bool, diag: &mut Diagnostics) {
        for (index, (key, entry)) in self.catalogue.iter().enumerate() {
            // An error often is the reason why nothing reaches an entry, and then says so.
            if diag.has_errors() || in_part {
                break;
            }
            if !self.used.get(index).copied().unwrap_or(false) {
                diag.report(&rules::extension::UNUSED_CODE, entry.span)
                    .arg(key);
            }
        }
        for (id, made) in self.made.entries() {
            let (Some(code), Some(status)) = (&made.code.code, made.code.statuses.first()) else {
                continue;
            };
            let known = self.reached.contains(&id) || made.collects;
            if !known && !diag.has_errors() && !in_part {
                diag.report(&rules::extension::UNREACHABLE_STATUS, made.code.span)
                    .arg(code.as_str())
                    .arg(status.to_string());
            }
        }
        // One that is declared nowhere has been reported where it stands.
        for (id, (span, operation, status)) in std::mem::take(&mut self.undeclared) {
            let code = &self.made[id].code;
            let (true, Some(code)) = (self.reached.contains(&id), &code.code) else {
                continue;
            };
            diag.report(&rules::extension::UNDECLARED_STATUS, span)
                .arg(code.as_str())
                .arg(status)
                .arg(operation);
        }
        let mut made = std::mem::take(&mut self.made);
        let moved = made.sort_by_key(|id, made| made.rank(id));
        api.each_code_mut(&mut |id| moved.follow(id));
        api.codes = made.into_map(|_, made| made.code);
    }
}
