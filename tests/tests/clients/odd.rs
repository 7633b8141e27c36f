//! What no document describes, sent to every operation of the five under every error that it declares: proxies' pages, cut and
//! changed bodies, other codes.
//!
//! What is expected is read here from the documents as plain YAML: what they say of codes and statuses, which statuses they repeat,
//! and which operations have keys. Where the code stands in a body is not asked: an answer without any code in it is judged by its
//! status; one with a code by that code, or by its status where the reader does not find the code.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use faultcode_runtime::document::{Code, Operation};
use faultcode_runtime::errors::Verdict;
use faultcode_runtime::testing::{Checked, Fake, Odd, Sample, check_errors, odd_bodies, odd_forms};
use faultcode_runtime::{Effect, EndpointError, Error};
use faultcode_tests::{aloud, tree};
use serde_yaml::Value;

mod operations {
    use super::drive;

    include!(concat!(env!("OUT_DIR"), "/operations.rs"));
}

/// What an entry of a document says.
#[derive(Clone, Debug, Default)]
struct Said {
    statuses: Vec<String>,
    retry: Option<Verdict>,
    effect: Option<Effect>,
    category: Option<String>,
}

/// What a document says.
struct Page {
    codes: BTreeMap<String, Said>,
    /// What an operation says of a code or a status in place of that.
    own: BTreeMap<String, BTreeMap<String, Said>>,
    throttle: Vec<String>,
    transient: Vec<String>,
    /// Operations whose requests carry a key.
    keyed: BTreeSet<String>,
    refreshes: bool,
}

thread_local! {
    static PAGE: RefCell<Option<Page>> = const { RefCell::new(None) };
    static TOTAL: RefCell<(usize, usize, usize)> = const { RefCell::new((0, 0, 0)) };
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => panic!("{other:?} is no text"),
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Sequence(items) => items.iter().map(text).collect(),
        Value::Null => Vec::new(),
        one => vec![text(one)],
    }
}

fn said(entry: &Value, over: &Said) -> Said {
    let mut said = over.clone();
    if !entry["status"].is_null() {
        said.statuses = texts(&entry["status"]);
    }
    if let Some(word) = entry["retry"].as_str() {
        said.retry = match word {
            "never" | "newKey" => Some(Verdict::Never),
            "transient" => Some(Verdict::Transient),
            "throttle" => Some(Verdict::Throttle),
            "reauth" => Some(Verdict::Reauth),
            "inFlight" => Some(Verdict::InFlight),
            "auto" => None,
            other => panic!("{other} is no word of `retry`"),
        };
    }
    if let Some(word) = entry["effect"].as_str() {
        said.effect = match word {
            "rejected" => Some(Effect::Rejected),
            "maybeApplied" => Some(Effect::MaybeApplied),
            "applied" => Some(Effect::Applied),
            other => panic!("{other} is no word of `effect`"),
        };
    }
    if let Some(word) = entry["category"].as_str() {
        said.category = Some(word.to_owned());
    }
    said
}

/// Whether a status is one of `404`, `5XX`.
fn covers(range: &str, status: u16) -> bool {
    let status = status.to_string();
    range == status || (range.ends_with("XX") && range[..1] == status[..1])
}

impl Page {
    fn read(name: &str) -> Self {
        let path = tree::root().join("specs").join(name).with_extension("yaml");
        let document = std::fs::read_to_string(path).expect("a document of the repository");
        let document: Value = serde_yaml::from_str(&document).expect("YAML");
        let mut codes = BTreeMap::new();
        for place in [
            &document["x-error-codes"],
            &document["components"]["x-error-codes"],
        ] {
            for (name, entry) in place.as_mapping().into_iter().flatten() {
                codes.insert(text(name), said(entry, &Said::default()));
            }
        }
        let (mut own, mut keyed) = (BTreeMap::new(), BTreeSet::new());
        let keys = |place: &Value| match place {
            Value::Null => None,
            place => Some(place["mode"].as_str() != Some("none")),
        };
        let everywhere = keys(&document["x-idempotency"]);
        let items = document["paths"].as_mapping().expect("paths");
        for operation in items
            .values()
            .flat_map(|item| item.as_mapping().expect("an object").values())
        {
            let Some(id) = operation.get("operationId").and_then(Value::as_str) else {
                continue;
            };
            let mut changed = BTreeMap::new();
            for (name, entry) in operation["x-error-codes"]
                .as_mapping()
                .into_iter()
                .flatten()
            {
                let name = text(name);
                if entry.is_mapping() {
                    let before = codes.get(&name).cloned().unwrap_or_default();
                    changed.insert(name, said(entry, &before));
                }
            }
            own.insert(id.to_owned(), changed);
            if keys(&operation["x-idempotency"]).or(everywhere) == Some(true) {
                keyed.insert(id.to_owned());
            }
        }
        let on = &document["x-retry"]["on"];
        let list = |name: &str, usual: &[&str]| match &on[name] {
            Value::Null => usual.iter().map(|it| (*it).to_owned()).collect(),
            stated => texts(stated),
        };
        let schemes = document["components"]["securitySchemes"].as_mapping();
        let mut extensions = schemes
            .into_iter()
            .flatten()
            .filter_map(|(_, it)| it.get("x-auth"));
        Self {
            throttle: list("throttle", &["429"]),
            transient: list("transient", &["408", "425", "500", "502", "503", "504"]),
            refreshes: extensions.any(|it| !it["refresh"].is_null() || !it["token"].is_null()),
            codes,
            own,
            keyed,
        }
    }

    fn entry(&self, operation: &str, name: &str) -> Option<&Said> {
        self.own[operation]
            .get(name)
            .or_else(|| self.codes.get(name))
    }

    /// What the entries of a status say, the narrow one before that of its class.
    fn of_status(&self, operation: &str, status: u16) -> Option<&Said> {
        let exact = self.entry(operation, &status.to_string());
        exact.or_else(|| self.entry(operation, &format!("{}XX", status / 100)))
    }

    /// The verdict by a status alone.
    fn by_status(&self, operation: &str, status: u16) -> Verdict {
        let stated = self.of_status(operation, status).and_then(|it| it.retry);
        let is_of = |list: &[String]| list.iter().any(|it| covers(it, status));
        stated.unwrap_or_else(|| match () {
            () if is_of(&self.throttle) => Verdict::Throttle,
            () if is_of(&self.transient) => Verdict::Transient,
            () => Verdict::Never,
        })
    }

    /// Every code that the document has and that stands in a body.
    fn codes_in(&self, body: &[u8]) -> Vec<&str> {
        let names = self.codes.keys().map(String::as_str);
        let names = names.filter(|it| !it.as_bytes()[0].is_ascii_digit());
        names
            .filter(|it| body.windows(it.len()).any(|part| part == it.as_bytes()))
            .collect()
    }

    /// Every verdict that an answer may have.
    fn verdicts(&self, operation: &Operation, status: u16, body: &[u8]) -> Vec<Verdict> {
        let mut all = vec![self.by_status(operation.id, status)];
        for code in self.codes_in(body) {
            let said = self.entry(operation.id, code);
            all.extend(said.and_then(|it| it.retry));
        }
        if status == 401 && self.refreshes {
            all.push(Verdict::Reauth);
        }
        // What an answer says of a key goes before its status.
        if self.keyed.contains(operation.id) {
            all.push(Verdict::Never);
            if status == 409 {
                all.push(Verdict::InFlight);
            }
        }
        all
    }

    /// Whether the work may be done, and no entry that could count says otherwise.
    fn may_be_done(&self, operation: &Operation, status: u16, body: &[u8]) -> bool {
        let codes = self.codes_in(body).into_iter();
        let stated = codes.filter_map(|it| self.entry(operation.id, it)?.effect);
        let of_status = self
            .of_status(operation.id, status)
            .and_then(|it| it.effect);
        let mut stated = stated.chain(of_status);
        (status >= 500 || status == 408) && stated.all(|it| it > Effect::Rejected)
    }
}

/// How many changes of each kind are made of an error, and of every which error: few here, all of them for `.ci/slow`.
fn share() -> (usize, usize) {
    let given = std::env::var("ODD_FORMS").ok();
    given.map_or((1, 4), |it| (it.parse().expect("ODD_FORMS is a number"), 1))
}

fn drive<E: EndpointError>(operation: impl Into<&'static Operation>, samples: &'static [Sample]) {
    let operation = operation.into();
    let mut answers = 0;
    let own = samples.iter().filter(|it| it.operation.id == operation.id);
    // Under a status of success, the body alone says that it is an error.
    let errors = own.filter(|it| !(200..300).contains(&it.status));
    let mut statuses = BTreeSet::new();
    let (most, every) = share();
    for (index, sample) in errors.enumerate() {
        let mut all = Vec::new();
        if index % every == 0 {
            all = odd_forms(sample, most);
        }
        if statuses.insert(sample.status) {
            all.extend(
                odd_bodies(sample)
                    .into_iter()
                    .filter(|it| it.body.len() < 1_000),
            );
        }
        for odd in &all {
            answers += 1;
            check::<E>(operation, odd);
        }
    }
    TOTAL.with_borrow_mut(|total| {
        *total = (total.0 + 1, total.1 + E::CODES.len(), total.2 + answers)
    });
}

fn check<E: EndpointError>(operation: &'static Operation, odd: &Odd) {
    let shown: String = String::from_utf8_lossy(&odd.body)
        .chars()
        .take(200)
        .collect();
    let label = format!("{} {} {}: {shown}", operation.id, odd.status, odd.what);
    let error: Error<E> = Fake::new(&[]).error_of(operation, odd.reply());
    PAGE.with_borrow(|page| {
        let page = page.as_ref().expect("a page");
        assert_eq!(error.status(), Some(odd.status), "{label}");
        assert!(*error.expose_raw() == odd.body, "{label}: lost bytes");
        let verdict = error.verdict().expect("an answer has a verdict");
        let allowed = page.verdicts(operation, odd.status, &odd.body);
        assert!(
            allowed.contains(&verdict),
            "{label}: {verdict:?} is none of {allowed:?}"
        );
        if page.may_be_done(operation, odd.status, &odd.body) {
            assert!(
                error.effect() >= Effect::MaybeApplied,
                "{label}: {:?}",
                error.effect()
            );
        }
        let case = error.api().expect("an answer").facts();
        // A code that the body does not have is made up.
        if let Some(code) = case.and_then(|it: &Code| it.code) {
            let found = page.codes_in(&odd.body);
            assert!(found.contains(&code), "{label}: taken for {code}");
            let said = page.entry(operation.id, code).expect("the document has it");
            assert_eq!(error.category(), said.category.as_deref(), "{label}");
        }
    });
}

fn of(name: &str, all: fn()) {
    PAGE.set(Some(Page::read(name)));
    let before = TOTAL.take();
    all();
    let now = TOTAL.take();
    aloud(&format!(
        "odd: {name}: {} operations, {} errors, {} answers",
        now.0, now.1, now.2
    ));
    TOTAL.set((before.0 + now.0, before.1 + now.1, before.2 + now.2));
}

#[test]
fn what_nobody_declares_is_judged_as_the_documents_say() {
    of("accounts", operations::accounts::all);
    of("billium", operations::billium::all);
    of("getbill", operations::getbill::all);
    of("partner-invoicing", operations::partner_invoicing::all);
    of("sessions", operations::sessions::all);
    let (operations, errors, answers) = TOTAL.take();
    aloud(&format!(
        "odd: {operations} operations, {errors} errors, {answers} answers"
    ));
    assert!(operations == 184 && errors > 2_000, "{operations} {errors}");
    assert!(answers > 5 * errors, "{answers}");
    PAGE.set(None);
}

/// The tests that clients are generated with count what they do.
#[test]
fn a_generated_test_says_how_much_it_checks() {
    let checked: Checked = check_errors::<billium::invoices::CreateInvoiceError>(
        &billium::invoices::CREATE_INVOICE,
        billium::testing::SAMPLES,
    );
    assert!(
        checked.errors > 10 && checked.answers > 20 * checked.errors,
        "{checked:?}"
    );
    assert!(checked.requests > checked.answers, "{checked:?}");
}
