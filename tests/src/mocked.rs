//! The scripted server of the suites, with `faultcode mock` behind it: the same assertions, and another server.
//!
//! `FAULTCODE_TESTS_SERVER` says how much of an answer is the mock's. `bytes`: it reads and checks each request, and writes the
//! bytes that the test has scripted. `named`: an error that the document declares is asked for by its name, and the mock makes it.
//! `own`: so is every success. In all of them a request that the document does not allow is refused before any script counts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use faultcode::mock::{After, Document, Fault, Mock, Settings, Step};
use faultcode::{Input, Options, Session};
use serde_json::Value;

use crate::answer::{Answer, End, Head};
use crate::request::Request;
use crate::{aloud, tree};

/// The variable that says how much is the mock's.
pub const VARIABLE: &str = "FAULTCODE_TESTS_SERVER";

/// What a line begins with that says which test is served by a mock.
pub const SERVED: &str = "served by a mock: ";

/// The name of the running test, which is that of its thread.
fn name() -> String {
    let thread = std::thread::current();
    thread.name().unwrap_or_default().to_owned()
}

/// How much of an answer is the mock's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Share {
    /// Reading and checking requests.
    Bytes,
    /// Declared errors, too.
    Named,
    /// Successes, too.
    Own,
}

impl Share {
    /// The words of the variable.
    pub const ALL: [(&'static str, Self); 3] = [
        ("bytes", Self::Bytes),
        ("named", Self::Named),
        ("own", Self::Own),
    ];

    /// What the variable says.
    pub fn asked() -> Option<Self> {
        let word = std::env::var(VARIABLE).ok()?;
        let found = Self::ALL.iter().find(|(it, _)| *it == word);
        found.map(|(_, share)| *share)
    }
}

/// The document of the suite that the running test belongs to.
fn suite() -> Option<&'static str> {
    let name = name();
    let module = name.split("::").next()?;
    let all = [
        "accounts",
        "billium",
        "getbill",
        "partner_invoicing",
        "sessions",
    ];
    all.into_iter().find(|it| *it == module)
}

/// Each document, read once.
static READ: Mutex<BTreeMap<&'static str, Document>> = Mutex::new(BTreeMap::new());

fn document(name: &'static str) -> Document {
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    let document = read.entry(name).or_insert_with(|| of_specs(name));
    document.clone()
}

/// One of the five documents, by its file name or by that of its suite.
///
/// # Panics
///
/// It has errors.
pub fn of_specs(name: &str) -> Document {
    let file = format!("specs/{}.yaml", name.replace('_', "-"));
    let path = tree::root().join(file);
    let mut session = Session::new(Input::file(&path), Options::named("mock"));
    Document::read(&mut session).unwrap_or_else(|error| panic!("{error}\n{}", session.findings()))
}

/// A mock that answers as a script says.
pub(crate) struct Mocked {
    pub mock: Mock,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Mocked {
    /// Starts one where the variable asks for it and the test belongs to a suite.
    pub fn start<D>(decide: &mut Option<D>) -> Option<Self>
    where
        D: FnMut(&Request) -> Answer + Send + 'static,
    {
        let share = Share::asked()?;
        let document = document(suite()?);
        let mut decide = decide.take()?;
        let settings = Settings {
            check_first: true,
            ..Settings::default()
        };
        let mock = Mock::serve(&document, settings).expect("a free port");
        let requests: Arc<Mutex<Vec<Request>>> = Arc::default();
        let seen = Arc::clone(&requests);
        // Tests that need no server are not counted.
        aloud(&format!("{SERVED}{}", name()));
        let declared = document.clone();
        mock.decide(move |request| {
            let request = Request {
                method: request.method.clone(),
                target: request.target.clone(),
                headers: request.headers.clone(),
                body: request.body.clone(),
                connection: usize::try_from(request.connection).unwrap_or(usize::MAX),
            };
            let operation = declared.operation(&request.method, &request.target);
            // As the scripted server: recorded before it is answered.
            let recorded = || seen.lock().unwrap_or_else(PoisonError::into_inner);
            recorded().push(request.clone());
            let answer = decide(&request);
            Some(step(&answer, share, operation.as_deref(), &declared))
        });
        Some(Self { mock, requests })
    }

    pub fn requests(&self) -> Vec<Request> {
        let requests = self.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What a scripted answer says to a mock.
fn step(answer: &Answer, share: Share, operation: Option<&str>, document: &Document) -> Step {
    let after = |sent| match sent {
        Some(bytes) => After::Body(bytes),
        None => After::All,
    };
    let fault = match (&answer.head, answer.end, answer.cut) {
        (Head::Nothing, End::Reset, _) => Some(Fault::Reset(After::Nothing)),
        (Head::Nothing, End::Stall, _) => Some(Fault::Stall(After::Nothing)),
        (Head::Nothing, _, _) => Some(Fault::Close(After::Nothing)),
        (_, End::KeepAlive, None) => None,
        (_, End::Reset, cut) => Some(Fault::Reset(after(cut))),
        (_, End::Stall, cut) => Some(Fault::Stall(after(cut))),
        (_, End::Close | End::KeepAlive, cut) => Some(Fault::Close(after(cut))),
    };
    let status = match answer.head {
        Head::Status(status) => Some(status),
        _ => None,
    };
    let media_type = answer.headers.iter();
    let mut media_type = media_type.filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let media_type = media_type.next().map(|(_, value)| value.clone());
    let mut step = named(answer, status, share, operation, document);
    if step.is_none() {
        step = status.map(|status| {
            Step::answer(status, &media_type.unwrap_or_default(), answer.body.clone())
        });
    }
    let mut step = step.unwrap_or_else(Step::ok).delay(answer.delay);
    for (name, value) in &answer.headers {
        if !name.eq_ignore_ascii_case("content-type") {
            step = step.header(name, value);
        }
    }
    match fault {
        Some(fault) => step.fault(fault),
        None => step,
    }
}

/// The declared error that an answer is, or the mock's own success.
fn named(
    answer: &Answer,
    status: Option<u16>,
    share: Share,
    operation: Option<&str>,
    document: &Document,
) -> Option<Step> {
    let (status, operation) = (status?, operation?);
    if share < Share::Named {
        return None;
    }
    let mut sampled = document.answers(operation).into_iter();
    let same = sampled.find(|it| it.status == status && *it.body == *answer.body);
    if let Some(same) = same.filter(|it| share == Share::Own || it.error.is_some()) {
        return Some(Step {
            status: Some(status),
            error: same.error,
            example: Some(same.example),
            ..Step::ok()
        });
    }
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let mut texts = Vec::new();
    gather(&body, 0, &mut texts);
    let mut known = texts
        .into_iter()
        .filter(|it| document.declares(operation, it));
    if let Some(code) = known.next() {
        return Some(Step {
            status: Some(status),
            ..Step::error(code)
        });
    }
    if status >= 400 {
        let name = status.to_string();
        let known = document.declares(operation, &name);
        return known.then(|| Step::error(name));
    }
    (share == Share::Own && status < 300).then(|| Step {
        status: None,
        ..Step::ok()
    })
}

/// The texts of a body that may be codes.
fn gather(value: &Value, depth: usize, into: &mut Vec<String>) {
    const DEPTH: usize = 3;
    match value {
        _ if depth > DEPTH => {}
        Value::String(text) if !text.contains(' ') => into.push(text.clone()),
        Value::Object(members) => members.values().for_each(|it| gather(it, depth + 1, into)),
        _ => {}
    }
}
