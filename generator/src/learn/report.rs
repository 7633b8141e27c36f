//! What was learned: per operation, what is declared against what was seen.

use std::collections::{BTreeMap, BTreeSet};

use faultcode_facts::plain_name;
use serde_json::Value;

use super::known::{self, Document};
use super::members::Members;
use super::read::{self, Reading, Said};
use super::shape::sample;
use super::tally::{Bodies, OfStatus, Outcome, Seen};
use super::{Counts, Learner, deduced};
use crate::ir::{Api, Envelope, ErrorCode, Operation, OperationId, StatusRange};
use crate::verdict::{Repeat, repeat};

/// What was learned of an API.
pub struct Learned<'a> {
    pub(super) api: &'a Api,
    pub(super) document: &'a Document,
    /// What became of the entries.
    pub counts: Counts,
    /// Hosts that were called and are not the API's, with how often.
    pub hosts: BTreeMap<String, usize>,
    /// Paths of the API's host that no operation has, as far as the document knows their segments.
    pub paths: BTreeMap<String, usize>,
    /// The operations that answered, in document order.
    pub operations: Vec<OfOperation>,
    /// Those that did not, by `operationId`.
    pub silent: Vec<String>,
    /// Where codes stand, deduced from the bodies: the document does not say.
    pub(super) deduced: Option<Vec<Envelope>>,
    /// Bodies of errors that the envelopes read, and that they do not.
    pub envelopes: (usize, usize),
}

/// What one operation answered.
#[derive(Debug, Default)]
pub struct OfOperation {
    pub(super) id: Option<OperationId>,
    /// The `operationId`.
    pub name: String,
    /// Method and path template.
    pub route: String,
    /// How many answers.
    pub answers: usize,
    /// Codes and statuses that are declared and came, with how often.
    pub seen: Vec<(String, usize)>,
    /// Codes that are declared and did not come.
    pub never: Vec<String>,
    /// Codes that are not declared here.
    pub unknown: Vec<Unknown>,
    /// Statuses that are not declared, of answers without a code: with how often, and a sample.
    pub statuses: Vec<(u16, usize, Option<String>)>,
    /// Codes that came with a status that they are not declared for.
    pub moved: Vec<(String, u16, usize)>,
    /// Headers of waits and limits that the answers of a status had and do not declare: with how many of how many.
    pub headers: Vec<(String, u16, usize, usize)>,
    /// Members of successes and of known errors.
    pub members: Members,
    /// Bodies of errors that no envelope reads: with how often, and a sample.
    pub unread: Vec<(u16, usize, String)>,
    /// Places of codes that held something of the request, or what is not spelt like a code.
    pub hidden: (usize, usize),
    /// Bodies that could not be looked at, by their kind.
    pub unseen: Vec<(&'static str, usize)>,
    /// What was repeated and never succeeded: with how many attempts.
    pub in_vain: Vec<(String, usize)>,
}

/// A code that an operation answers and does not declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The code.
    pub code: String,
    /// The statuses that it came with, and how often.
    pub statuses: BTreeMap<u16, usize>,
    /// Whether the document has it elsewhere.
    pub elsewhere: bool,
    /// A body with its values hidden.
    pub sample: String,
}

impl Learned<'_> {
    /// Whether something came that the document does not declare: a code, or a status.
    pub fn has_unknown(&self) -> bool {
        let mut all = self.operations.iter();
        all.any(|it| !it.unknown.is_empty() || !it.statuses.is_empty())
    }
}

/// Whether a header says by its name that it is about waits or limits.
pub fn tells(name: &str) -> bool {
    let plain = plain_name(name);
    let waits = plain.ends_with("retryafter") || plain.ends_with("retryafterms");
    let sound = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    (waits || plain.contains("ratelimit")) && sound && name.len() <= 64
}

/// Says what was learned.
pub fn report(learner: Learner<'_>) -> Learned<'_> {
    let Learner {
        api,
        document,
        counts,
        hosts,
        paths,
        seen,
        repeats,
        ..
    } = learner;
    let deduced = deduce(api, &seen);
    let mut learned = Learned {
        api,
        document,
        counts,
        hosts,
        paths,
        operations: Vec::new(),
        silent: Vec::new(),
        deduced,
        envelopes: (0, 0),
    };
    let mut read: BTreeMap<Outcome, Reading> = BTreeMap::new();
    for (id, operation) in api.operations.entries() {
        let Some(of) = seen.get(&id) else {
            learned.silent.push(operation.id.as_str().to_owned());
            continue;
        };
        let one = Reader {
            api,
            document,
            operation,
            id,
            deduced: learned.deduced.as_deref(),
        };
        let said = one.operation(of, &mut read, &mut learned.envelopes);
        learned.operations.push(said);
    }
    let mut vain: BTreeMap<(OperationId, String), (usize, usize)> = BTreeMap::new();
    for ((outcome, by_runtime), repeated) in &repeats.counted {
        let (id, status, _) = outcome;
        let code = read.get(outcome).and_then(|reading| reading.code.as_ref());
        if !by_runtime && !is_repeated(api, *id, *status, code) {
            continue;
        }
        let name = match code {
            Some(Said::Code(code)) => format!("{code} ({status})"),
            _ => status.to_string(),
        };
        let sum = vain.entry((*id, name)).or_default();
        *sum = (sum.0 + repeated.attempts, sum.1 + repeated.successes);
    }
    for of in &mut learned.operations {
        let own = vain.iter().filter(|((id, _), _)| Some(*id) == of.id);
        let own = own.filter(|(_, (attempts, successes))| *attempts > 1 && *successes == 0);
        of.in_vain = own
            .map(|((_, name), (attempts, _))| (name.clone(), *attempts))
            .collect();
    }
    learned
}

/// Whether the document asks for a repeat: the same request sent again after another answer means something else.
fn is_repeated(api: &Api, id: OperationId, status: u16, code: Option<&Said>) -> bool {
    let operation = &api.operations[id];
    let case = match code {
        Some(Said::Code(code)) => known::case_of(api, operation, code),
        _ => None,
    };
    let case = case.or_else(|| known::status_case_of(api, operation, status));
    let no = [Repeat::No, Repeat::Unsafe, Repeat::NewKey];
    case.is_some_and(|(_, entry)| !no.contains(&repeat(api, operation, entry)))
}

/// The envelopes that the bodies show, where those of the document say nowhere where a code stands.
fn deduce(api: &Api, seen: &BTreeMap<OperationId, Seen>) -> Option<Vec<Envelope>> {
    let own = api.operations.iter();
    let own = own.flat_map(|it| {
        let of_statuses = it.envelopes_of.iter().flat_map(|(_, list)| list);
        it.envelopes.iter().flatten().chain(of_statuses)
    });
    if own.chain(&api.envelopes).any(|it| it.code.is_some()) {
        return None;
    }
    let mut bodies: BTreeMap<(usize, u16), Vec<&Value>> = BTreeMap::new();
    for (index, of) in seen.values().enumerate() {
        for ((status, failed), of_status) in &of.statuses {
            if *failed {
                let shapes = of_status.bodies.shapes.values();
                let shapes = shapes.map(|(shape, _)| &shape.body);
                bodies.entry((index, *status)).or_default().extend(shapes);
            }
        }
    }
    let found = deduced::envelopes(&bodies);
    found.iter().any(|it| it.code.is_some()).then_some(found)
}

/// Reads the answers of one operation.
struct Reader<'a> {
    api: &'a Api,
    document: &'a Document,
    operation: &'a Operation,
    id: OperationId,
    deduced: Option<&'a [Envelope]>,
}

impl Reader<'_> {
    fn operation(
        &self,
        seen: &Seen,
        read: &mut BTreeMap<Outcome, Reading>,
        envelopes: &mut (usize, usize),
    ) -> OfOperation {
        let operation = self.operation;
        let method = operation.method.name();
        let mut of = OfOperation {
            id: Some(self.id),
            name: operation.id.as_str().to_owned(),
            route: format!("{method} {}", operation.template.as_str()),
            answers: seen.answers,
            ..OfOperation::default()
        };
        let mut counted: BTreeMap<(String, String), usize> = BTreeMap::new();
        let mut unknown: BTreeMap<String, Unknown> = BTreeMap::new();
        let mut met: BTreeSet<&str> = BTreeSet::new();
        for ((status, failed), of_status) in &seen.statuses {
            self.headers(*status, of_status, &mut of);
            of.members.add(&of_status.members, 1);
            if !failed {
                let text = status.to_string();
                *counted.entry((text.clone(), text)).or_default() += of_status.answers;
                continue;
            }
            let mut coded = 0;
            let list = self
                .deduced
                .unwrap_or_else(|| self.api.envelopes_at(operation, *status));
            for (index, (shape, count)) in of_status.bodies.shapes.values().enumerate() {
                let mut reading = read::read(&shape.body, list);
                if let Some(told) = &shape.error_type {
                    (reading.fits, reading.code) = (true, Some(Said::Code(told.clone())));
                }
                read.insert((self.id, *status, Some(index)), reading.clone());
                match reading.fits {
                    true => envelopes.0 += count,
                    false => envelopes.1 += count,
                }
                let case = match &reading.code {
                    Some(Said::Code(code)) => {
                        coded += count;
                        let case = known::case_of(self.api, operation, code);
                        match case {
                            Some((_, entry)) => {
                                met.extend(known::spellings(entry));
                                let at = format!("{code} ({status})");
                                *counted.entry((code.clone(), at)).or_default() += count;
                                self.place(entry, code, *status, *count, &mut of);
                            }
                            None => {
                                let entry = unknown.entry(code.clone());
                                let entry = entry.or_insert_with(|| Unknown {
                                    code: code.clone(),
                                    statuses: BTreeMap::new(),
                                    elsewhere: self.is_elsewhere(code),
                                    sample: sample(&shape.body, Some(code)),
                                });
                                *entry.statuses.entry(*status).or_default() += count;
                            }
                        }
                        case
                    }
                    other => {
                        match other {
                            Some(Said::Echo) => of.hidden.0 += count,
                            Some(Said::Hidden) => of.hidden.1 += count,
                            _ => {}
                        }
                        if !reading.fits && !list.is_empty() {
                            let shown = sample(&shape.body, None);
                            of.unread.push((*status, *count, shown));
                        }
                        known::status_case_of(self.api, operation, *status)
                    }
                };
                if let Some(case) = case {
                    let envelope = reading.envelope.and_then(|index| list.get(index));
                    let found = Members::of_error(self.api, case, envelope, &shape.body);
                    of.members.add(&found, *count);
                }
            }
            self.unseen(&of_status.bodies, &mut of);
            let plain = of_status.answers - coded;
            if plain > 0 {
                self.without_code(*status, plain, of_status, &mut counted, &mut of);
            }
        }
        of.seen = counted
            .into_iter()
            .map(|((_, text), count)| (text, count))
            .collect();
        of.unknown = unknown.into_values().collect();
        let cases = operation
            .errors
            .iter()
            .map(|case| &self.api.codes[case.code]);
        let never = cases.filter(|entry| known::spellings(entry).all(|name| !met.contains(name)));
        let never =
            never.filter_map(|entry| Some(with_status(entry.code.as_ref()?.as_str(), entry)));
        of.never = never.collect();
        of
    }

    /// Notes a declared code under a status that is none of its own.
    fn place(
        &self,
        entry: &ErrorCode,
        code: &str,
        status: u16,
        count: usize,
        of: &mut OfOperation,
    ) {
        let own = &entry.statuses;
        if !own.is_empty() && !StatusRange::any(own, status) {
            of.moved.push((code.to_owned(), status, count));
        }
    }

    /// Counts answers of an error status whose code is not known.
    fn without_code(
        &self,
        status: u16,
        count: usize,
        seen: &OfStatus,
        counted: &mut BTreeMap<(String, String), usize>,
        of: &mut OfOperation,
    ) {
        if known::declares_status(self.api, self.operation, status) {
            let text = format!("{status} without a code");
            *counted.entry((status.to_string(), text)).or_default() += count;
            return;
        }
        let first = seen.bodies.shapes.values().next();
        let sample = first.map(|(shape, _)| sample(&shape.body, None));
        of.statuses.push((status, count, sample));
    }

    fn headers(&self, status: u16, seen: &OfStatus, of: &mut OfOperation) {
        for (name, count) in &seen.headers {
            if !self.document.declares_header(self.operation, status, name) {
                of.headers
                    .push((name.clone(), status, *count, seen.answers));
            }
        }
    }

    fn unseen(&self, bodies: &Bodies, of: &mut OfOperation) {
        let kinds = [
            ("not recorded or empty", bodies.none),
            ("no JSON", bodies.other),
            ("broken JSON", bodies.broken),
            ("too long", bodies.cut),
            ("one too many of its kind", bodies.more),
        ];
        for (kind, count) in kinds.into_iter().filter(|(_, count)| *count > 0) {
            match of.unseen.iter_mut().find(|(other, _)| *other == kind) {
                Some((_, known)) => *known += count,
                None => of.unseen.push((kind, count)),
            }
        }
    }

    fn is_elsewhere(&self, code: &str) -> bool {
        let mut all = self.api.codes.iter().chain(&self.api.known);
        all.any(|entry| known::spellings(entry).any(|name| name == code))
    }
}

fn with_status(code: &str, entry: &ErrorCode) -> String {
    let statuses: Vec<_> = entry.statuses.iter().map(StatusRange::to_string).collect();
    match statuses.is_empty() {
        true => code.to_owned(),
        false => format!("{code} ({})", statuses.join(", ")),
    }
}
