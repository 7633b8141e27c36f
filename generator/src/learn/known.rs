//! What a document declares, as far as answers are held against it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::Diagnostics;
use crate::extension::codes;
use crate::extension::value::parse_status;
use crate::infer::{self, DeclaredHeaders};
use crate::ir::{Api, ErrorCase, ErrorCode, Operation, Pointer, StatusRange};
use crate::resolve::place::is_method;
use crate::source::node::Node;

/// What of a document is no part of its [`Api`].
#[derive(Debug, Default)]
pub struct Document {
    headers: DeclaredHeaders,
    routes: BTreeMap<(String, String), Use>,
    /// Whether a catalogue lists codes, so that no code may be named that it lacks.
    pub lists_codes: bool,
}

/// How an operation says which codes it answers, and how the document writes its method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The key of the operation.
    pub method: String,
    /// The form in which it says so.
    pub form: Form,
    /// The statuses of its responses, by their keys.
    pub responses: Vec<String>,
}

/// In which form an operation says which codes it answers, by what an overlay can add there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Not at all, or by changes to what it would have: entries can be included.
    Open,
    /// As a map of codes, which takes further ones.
    Map,
    /// As a list, which takes no entries.
    List,
}

impl Form {
    fn of(operation: &Node) -> Self {
        let Some(own) = operation.get("x-error-codes") else {
            return Self::Open;
        };
        let included = own.get("include");
        if own.is_list() || included.is_some_and(Node::is_list) {
            Self::List
        } else if own.is_map() && !own.has("include") && !own.has("exclude") {
            Self::Map
        } else {
            Self::Open
        }
    }
}

impl Document {
    /// What stands in the document that overlays apply to.
    pub fn of_source(root: &Node) -> Self {
        let mut routes = BTreeMap::new();
        let paths = root.get("paths").into_iter().flat_map(Node::entries);
        for (path, item) in paths {
            let operations = item.value.entries();
            for (method, operation) in operations.filter(|(key, _)| is_method(key)) {
                let responses = operation.value.get("responses").into_iter();
                let responses = responses.flat_map(Node::entries);
                let responses = responses.map(|(key, _)| key.to_owned());
                let of = Use {
                    method: method.to_owned(),
                    form: Form::of(&operation.value),
                    responses: responses.collect(),
                };
                routes.insert((path.to_owned(), method.to_ascii_uppercase()), of);
            }
        }
        Self {
            routes,
            ..Self::default()
        }
    }

    /// Adds what stands in the document once its references are bound.
    pub fn add_bound(&mut self, root: &Node) {
        self.headers = infer::headers(root);
        // What is wrong with the catalogue is reported where it is lowered.
        let (catalogue, _) = Diagnostics::apart(|diag| codes::catalogue(root, diag));
        self.lists_codes = catalogue.keys().any(|key| parse_status(key).is_none());
    }

    /// How an operation says which codes it answers; `None` where it stands elsewhere, as behind a reference.
    pub fn use_of(&self, operation: &Operation) -> Option<&Use> {
        let path = operation.template.as_str().to_owned();
        let method = operation.method.name().to_ascii_uppercase();
        self.routes.get(&(path, method))
    }

    /// Whether the answers of a status declare a header.
    pub fn declares_header(&self, operation: &Operation, status: u16, name: &str) -> bool {
        let Some(of) = self.use_of(operation) else {
            return false;
        };
        let key = (operation.template.as_str().to_owned(), of.method.clone());
        let declared = self.headers.get(&key).into_iter().flatten();
        let mut fitting = declared.filter(|(range, _)| range.is_none_or(|it| it.contains(status)));
        fitting.any(|(_, other)| other == name)
    }
}

/// The code of an entry and its other spellings.
pub fn spellings(entry: &ErrorCode) -> impl Iterator<Item = &str> {
    let all = entry.code.iter().chain(&entry.aliases);
    all.map(|name| name.as_str())
        .filter(|_| entry.code.is_some())
}

/// Every code that the document has.
pub fn all_codes(api: &Api) -> BTreeSet<String> {
    let all = api.codes.iter().chain(&api.known);
    all.flat_map(spellings).map(str::to_owned).collect()
}

/// Where the document declares codes in the bodies of an operation.
pub fn pointers<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a Pointer> {
    let own = operation.envelopes.iter().flatten();
    let of_statuses = operation.envelopes_of.iter().flat_map(|(_, list)| list);
    let all = own.chain(of_statuses).chain(&api.envelopes);
    let mut pointers: Vec<&Pointer> = all.filter_map(|it| Some(&it.code.as_ref()?.at)).collect();
    pointers.sort();
    pointers.dedup();
    pointers
}

/// The case of an operation for a code.
pub fn case_of<'a>(
    api: &'a Api,
    operation: &'a Operation,
    code: &str,
) -> Option<(&'a ErrorCase, &'a ErrorCode)> {
    let mut cases = operation
        .errors
        .iter()
        .map(|case| (case, &api.codes[case.code]));
    cases.find(|(_, entry)| spellings(entry).any(|name| name == code))
}

/// The case of an operation for an answer without a known code: the entry of the narrowest status.
pub fn status_case_of<'a>(
    api: &'a Api,
    operation: &'a Operation,
    status: u16,
) -> Option<(&'a ErrorCase, &'a ErrorCode)> {
    let cases = operation
        .errors
        .iter()
        .map(|case| (case, &api.codes[case.code]));
    let fitting = cases.filter_map(|(case, entry)| {
        let narrow = StatusRange::narrowest(&entry.statuses, status)?;
        entry.code.is_none().then_some((narrow, (case, entry)))
    });
    fitting
        .min_by_key(|(narrow, _)| *narrow)
        .map(|(_, found)| found)
}

/// Whether an operation declares an error of that status, with a code or without.
pub fn declares_status(api: &Api, operation: &Operation, status: u16) -> bool {
    operation.errors.iter().any(|case| {
        let entry = &api.codes[case.code];
        let any = entry.code.is_some() && entry.statuses.is_empty();
        any || StatusRange::any(&entry.statuses, status) || StatusRange::any(&case.statuses, status)
    })
}
