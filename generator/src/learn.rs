//! What servers really answer, held against what a document says: codes, statuses, envelopes, members, waits and limits.
//!
//! Answers come from logs of browsers and proxies ([HAR](Learner::har)), from the runtime's recorder
//! ([lines](Learner::lines)) or from files of their own ([`Learner::answer`]). Each is matched to an operation and let go at once:
//! what is kept is its shape, with values hidden but for what may be a code, and how often it came. So the memory does not grow
//! with the traffic, and no value of it can reach what is printed. What is declared is what the pipeline says of the document;
//! what a body says is read by its envelopes, or, where it has none, by the inference that reads the examples of documents.

mod answer;
mod cut;
mod deduced;
mod draft;
mod exchange;
mod har;
mod known;
mod lines;
mod members;
mod pick;
mod read;
mod report;
mod routes;
mod sent;
mod shape;
mod tally;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};

use self::exchange::{Body, Exchange};
use self::members::Members;
use self::routes::{Found, Routes};
use self::shape::Kept;
use self::tally::{Repeats, Seen, Shape};
use crate::ir::{Api, OperationId, Pointer};
use crate::{Session, Stage};

pub use self::answer::LONGEST as LONGEST_ANSWER;
pub use self::known::Document;
pub use self::report::{Learned, OfOperation, Unknown};

/// Hosts that are named where nothing was meant for the API.
const MOST_HOSTS: usize = 8;

/// Why there is nothing to learn from an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// Half of it is missing, or it cannot be read.
    Broken,
    /// No answer came.
    NoAnswer,
}

/// How many entries there were, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files.
    pub files: usize,
    /// Answers of an operation.
    pub answers: usize,
    /// Entries for other hosts.
    pub elsewhere: usize,
    /// Entries for the API's host that call no operation of it.
    pub no_operation: usize,
    /// Entries that cannot be read.
    pub broken: usize,
    /// Requests without an answer.
    pub no_answer: usize,
}

impl Counts {
    /// All entries.
    pub fn entries(&self) -> usize {
        self.answers + self.elsewhere + self.no_operation + self.broken + self.no_answer
    }
}

/// Why a file cannot be used.
#[derive(Debug)]
pub enum Unusable {
    /// There is nothing in it.
    Empty,
    /// It is JSON or text, and no log of answers.
    NoLog,
    /// It breaks off after so many entries, which count.
    Broken {
        /// The entries that were read.
        entries: usize,
        /// What is wrong, by the parser.
        why: String,
    },
    /// It cannot be read.
    Io(io::Error),
}

/// What the document of a session declares, as far as that is no part of its [`Api`]; `None` where it cannot be used. The session
/// has run as far as answers need it then.
pub fn declared(session: &mut Session<'_>) -> Option<Document> {
    session.until(Stage::Overlay)?;
    let mut document = Document::of_source(session.tree());
    session.until(Stage::Judge)?;
    document.add_bound(session.tree());
    session.until(Stage::Check)?;
    Some(document)
}

/// Reads answers and holds them against an API.
pub struct Learner<'a> {
    api: &'a Api,
    document: &'a Document,
    routes: Routes,
    /// The codes that the document has.
    codes: BTreeSet<String>,
    pointers: BTreeMap<OperationId, Vec<&'a Pointer>>,
    counts: Counts,
    hosts: BTreeMap<String, usize>,
    paths: BTreeMap<String, usize>,
    seen: BTreeMap<OperationId, Seen>,
    repeats: Repeats,
}

impl<'a> Learner<'a> {
    /// One that has seen nothing. `servers` are URLs at which the API was called, where these are not the document's.
    pub fn new(api: &'a Api, document: &'a Document, servers: &[String]) -> Self {
        let operations = api.operations.entries();
        Self {
            api,
            document,
            routes: Routes::of(api, servers),
            codes: known::all_codes(api),
            pointers: operations
                .map(|(id, operation)| (id, known::pointers(api, operation)))
                .collect(),
            counts: Counts::default(),
            hosts: BTreeMap::new(),
            paths: BTreeMap::new(),
            seen: BTreeMap::new(),
            repeats: Repeats::default(),
        }
    }

    /// Reads a log: a HAR, or lines of the recorder. Which of them it is, its beginning says.
    ///
    /// # Errors
    ///
    /// It is neither, or breaks off; what was read until then counts.
    pub fn log(&mut self, mut from: impl BufRead) -> Result<(), Unusable> {
        self.counts.files += 1;
        skip_blanks(&mut from).map_err(Unusable::Io)?;
        let beginning = from.fill_buf().map_err(Unusable::Io)?;
        if beginning.is_empty() {
            return Err(Unusable::Empty);
        }
        // The first line may be half of one: somebody cut the file.
        let mut first = beginning.split(|byte| *byte == b'\n').take(2);
        if first.any(lines::is_line) {
            let read = lines::read(from, &mut |entry| self.take(entry));
            return read.map_err(Unusable::Io);
        }
        let before = self.counts.entries();
        match har::read(from, &mut |entry| self.take(entry)) {
            har::Ended::Whole => Ok(()),
            har::Ended::NoHar => Err(Unusable::NoLog),
            har::Ended::Broken(why) => Err(Unusable::Broken {
                entries: self.counts.entries() - before,
                why,
            }),
        }
    }

    /// Reads an answer that is a file of its own.
    pub fn answer(&mut self, name: &str, content: &[u8]) {
        self.counts.files += 1;
        self.take(answer::read(name, content));
    }

    fn take(&mut self, entry: Result<Exchange, Skipped>) {
        match entry {
            Err(Skipped::Broken) => self.counts.broken += 1,
            Err(Skipped::NoAnswer) => self.counts.no_answer += 1,
            Ok(mut exchange) => match self.routes.find(&exchange.target, &mut exchange.sent) {
                Found::Elsewhere(host) => {
                    self.counts.elsewhere += 1;
                    if !exchange.sent.echoes(&host) {
                        count_some(&mut self.hosts, host);
                    }
                }
                Found::NoOperation(path) => {
                    self.counts.no_operation += 1;
                    count_some(&mut self.paths, path);
                }
                Found::Operation(id) => self.of_operation(id, &exchange),
            },
        }
    }

    fn of_operation(&mut self, id: OperationId, exchange: &Exchange) {
        let operation = &self.api.operations[id];
        let Some(status) = exchange.status else {
            self.counts.no_answer += 1;
            self.repeats.no_answer(exchange.call);
            return;
        };
        self.counts.answers += 1;
        let envelopes = self.api.envelopes_at(operation, status);
        let success = operation.success.holds(status);
        let says_error = match &exchange.body {
            Body::Json(body) if success => read::holds(envelopes, body),
            _ => false,
        };
        let judged = exchange.judged.as_ref();
        let failed = judged.map_or(!success || says_error, |it| it.failed);
        let seen = self.seen.entry(id).or_default();
        seen.answers += 1;
        let of_status = seen.statuses.entry((status, failed)).or_default();
        of_status.answers += 1;
        for (name, _) in &exchange.headers {
            if report::tells(name) && !exchange.sent.echoes(name) {
                of_status.header(name);
            }
        }
        let kept = Kept {
            pointers: self.pointers.get(&id).map_or(&[], Vec::as_slice),
            declared: &self.codes,
            sent: &exchange.sent,
        };
        let shape = match &exchange.body {
            Body::Json(body) => Some(kept.shape(body)),
            other => {
                of_status.bodies.other(other);
                None
            }
        };
        let mut place = None;
        match shape {
            Some(shape) if !failed => {
                let members = Members::of_success(self.api, operation, status, &shape);
                of_status.members.add(&members, 1);
            }
            Some(body) => {
                // What the runtime told by a declared code needs no reading.
                let error_type = judged.and_then(|it| it.error_type.as_deref());
                let error_type = error_type.filter(|it| self.codes.contains(*it));
                let error_type = error_type.map(str::to_owned);
                place = of_status.bodies.add(Shape { body, error_type });
            }
            None => {}
        }
        let outcome = (id, status, place);
        let by_runtime = judged.is_some();
        self.repeats
            .note(exchange.call, outcome, failed, by_runtime);
    }

    /// What was learned.
    pub fn finish(self) -> Learned<'a> {
        report::report(self)
    }
}

/// Counts a text, unless there are many others already.
fn count_some(to: &mut BTreeMap<String, usize>, text: String) {
    if to.len() < MOST_HOSTS || to.contains_key(&text) {
        *to.entry(text).or_default() += 1;
    }
}

/// Goes behind a byte order mark and blanks.
fn skip_blanks(from: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = from.fill_buf()?;
        let blank = |byte: &u8| byte.is_ascii_whitespace() || b"\xEF\xBB\xBF".contains(byte);
        let used = buffer.iter().take_while(|byte| blank(byte)).count();
        let ends = used < buffer.len() || buffer.is_empty();
        from.consume(used);
        if ends {
            return Ok(());
        }
    }
}
