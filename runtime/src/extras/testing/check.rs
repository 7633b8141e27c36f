//! Drives an operation through every error that it declares.

mod called;

use self::called::called;
pub(super) use self::called::refused;
use super::fake::of_sample;
use super::odd::{Odd, odd_bodies, odd_forms};
use super::told::{as_read, is_of, is_told, may_come, places_details};
use super::{Fake, Sample};
use crate::call::endpoint_error::{EndpointError, Unrecognized};
use crate::call::error::{Error, ErrorKind};
use crate::facts::operation::Operation;
use crate::facts::{Code, Effect, Idempotent, StatusRange};
use crate::model::decode::{DecodeError, DecodeErrorKind};

/// As many as show that a call is repeated, and more than once.
const ATTEMPTS: u32 = 3;

/// Of each kind of change so many: every place of a body would take its user's tests too long.
const FORMS: usize = 3;

/// How much of a body a message shows.
const SHOWN: usize = 120;

/// What was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// Declared errors.
    pub errors: usize,
    /// Answers, the odd ones among them.
    pub answers: usize,
    /// Requests: an answer that asks for it is given again.
    pub requests: usize,
}

impl Checked {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            errors: self.errors.saturating_add(other.errors),
            answers: self.answers.saturating_add(other.answers),
            requests: self.requests.saturating_add(other.requests),
        }
    }
}

/// Calls the operation once per error sample, and checks that each becomes the variant of its code, with its details, and that
/// status, group, action, verdict and effect are as declared. Then with what no document describes ([`odd_bodies`],
/// [`odd_forms`]): that becomes the variant of its status or is unrecognised, with status, bytes and reason, and what may have
/// been done is not repeated.
///
/// # Panics
///
/// A declared code has no sample, or an answer becomes something else.
pub fn check_errors<E: EndpointError>(
    operation: impl Into<&'static Operation>,
    samples: &'static [Sample],
) -> Checked {
    let operation = operation.into();
    check_all::<E>(operation, operation, samples, true)
}

/// The same for an operation that shares its error enum with another one, which has the samples. What is made of each sample is
/// left out: it is read as at the other one.
///
/// # Panics
///
/// As [`check_errors`].
pub fn check_errors_like<E: EndpointError>(
    operation: impl Into<&'static Operation>,
    other: impl Into<&'static Operation>,
    samples: &'static [Sample],
) -> Checked {
    check_all::<E>(operation.into(), other.into(), samples, false)
}

fn check_all<E: EndpointError>(
    operation: &'static Operation,
    shown_by: &'static Operation,
    samples: &'static [Sample],
    forms: bool,
) -> Checked {
    let of_operation = |sample: &&Sample| sample.operation.id == shown_by.id;
    let errors: Vec<&Sample> = samples
        .iter()
        .filter(of_operation)
        .filter(|sample| sample.code.is_some() || !operation.is_success(sample.status))
        .filter(|sample| {
            let mut own = E::CODES.iter().filter(|code| is_of(sample, code));
            own.next()
                .is_none_or(|code| is_told::<E>(operation, code, sample.status))
        })
        .collect();
    for code in E::CODES.iter().filter(|it| may_come::<E>(operation, it)) {
        assert!(
            samples
                .iter()
                .any(|sample| of_operation(&sample) && is_of(sample, code)),
            "{} has no sample of {}",
            operation.id,
            name(code),
        );
    }
    let mut checked = Checked {
        errors: errors.len(),
        ..Checked::default()
    };
    let mut statuses: Vec<u16> = Vec::new();
    for sample in errors {
        checked = checked.and(check::<E>(operation, sample));
        let mut odd = Vec::new();
        if !statuses.contains(&sample.status) {
            statuses.push(sample.status);
            odd.extend(odd_bodies(sample));
            // What takes long is asked once of each enum.
            if !forms || statuses.len() > 1 {
                odd.retain(|it| it.body.len() <= SHOWN);
            }
        }
        if forms {
            odd.extend(odd_forms(sample, FORMS));
        }
        for odd in odd {
            checked = checked.and(check_odd::<E>(operation, &odd));
        }
    }
    checked
}

fn check<E: EndpointError>(operation: &'static Operation, sample: &Sample) -> Checked {
    let fake = Fake::new(&[]);
    fake.then(operation, of_sample(sample));
    let label = format!(
        "{} answering {} {:?}",
        operation.id, sample.status, sample.code
    );
    let Err(error) = called::<E>(operation, &fake, ATTEMPTS) else {
        panic!("{label}: the call succeeds");
    };
    let Some(api) = error.api() else {
        panic!("{label}: {error:?}");
    };
    // A code that a header tells need not stand in the body, and that of a status is one that nobody knows.
    if sample.code.is_some() {
        assert_eq!(error.code().or(api.code()), sample.code, "{label}");
    }
    assert_eq!(error.status(), Some(sample.status), "{label}");
    let body = as_read(operation, sample.status, sample.body.as_bytes());
    assert!(error.expose_raw() == body, "{label}: lost bytes");
    let facts = api.facts();
    let declared = E::CODES.iter().find(|code| is_of(sample, code));
    let lacks = |rest: &Unrecognized| {
        let cause = rest.cause().map(DecodeError::kind);
        matches!(cause, Some(DecodeErrorKind::Missing(_)))
    };
    let unplaced = |code: &&Code| !places_details(operation, sample.status, code);
    let lacks_details =
        sample.code.is_some() && declared.is_some_and(unplaced) && api.known().is_err_and(lacks);
    if declared.is_some() && !lacks_details {
        let found = facts.unwrap_or_else(|| panic!("{label}: not recognised: {error:?}"));
        assert!(is_of(sample, found), "{label}: taken for {}", name(found));
        check_facts(&error, found, &label);
    }
    check_repeats::<E>(operation, &error, body, &fake, &label)
}

/// What the document says of an error is what its caller is told.
fn check_facts<E: EndpointError>(error: &Error<E>, declared: &Code, label: &str) {
    // What is known of a key or of a code goes before what is declared of a status.
    let of_status = declared.code.is_none();
    if of_status && (error.key_answer().is_some() || error.code().is_some()) {
        return;
    }
    if declared.category.is_some() {
        assert_eq!(error.category(), declared.category, "{label}");
    }
    assert_eq!(error.action(), declared.action, "{label}");
    if declared.unsure {
        return;
    }
    if let Some(verdict) = declared.retry.verdict() {
        assert_eq!(error.verdict(), Some(verdict), "{label}");
    }
    if let Some(effect) = declared.effect {
        assert_eq!(error.effect(), effect, "{label}");
    }
}

fn check_odd<E: EndpointError>(operation: &'static Operation, odd: &Odd) -> Checked {
    let fake = Fake::new(&[]);
    fake.then(operation, odd.reply());
    let Odd { what, status, .. } = *odd;
    let shown = String::from_utf8_lossy(odd.body.get(..SHOWN).unwrap_or(&odd.body));
    let label = format!("{} answering {status} {what}: {shown}", operation.id);
    let error = match called::<E>(operation, &fake, ATTEMPTS) {
        Err(error) => error,
        Ok(_) => {
            assert!(operation.is_success(status), "{label}: the call succeeds");
            return tally(&fake);
        }
    };
    assert_eq!(error.status(), Some(status), "{label}");
    let raw = error.expose_raw();
    let body = as_read(operation, status, &odd.body);
    let whole = raw.len() == body.len() || error.body_truncated();
    assert!(whole && body.starts_with(raw), "{label}: lost bytes");
    match error.kind() {
        ErrorKind::Api(api) => match api.known() {
            Ok(code) => assert!(
                may_be(code, status, body),
                "{label}: taken for {}",
                name(code)
            ),
            Err(rest) => {
                assert_eq!(rest.status(), Some(status), "{label}");
                assert!(rest.expose_raw() == raw, "{label}: lost bytes");
                let mut cases = E::CODES.iter();
                let of_status = |code: &&Code| code.code.is_none() && code.header.is_none();
                let covered =
                    |code: &&'static Code| of_status(code) && StatusRange::any(code.status, status);
                let reason = rest.cause().is_some();
                assert!(reason || !cases.any(covered), "{label}: no reason");
            }
        },
        // Where the status is a success, the body alone says that it is none.
        ErrorKind::Decode(_) => assert!(operation.is_success(status), "{label}: {error:?}"),
        _ => panic!("{label}: {error:?}"),
    }
    check_repeats::<E>(operation, &error, body, &fake, &label)
}

/// Whether an answer may be that case: one of a code has the code in it, one of a status has the status.
fn may_be(case: &Code, status: u16, body: &[u8]) -> bool {
    let Some(code) = case.code else {
        return StatusRange::any(case.status, status);
    };
    let told = case.header.is_some_and(|header| !header.exists);
    told || std::iter::once(&code)
        .chain(case.aliases)
        .any(|word| holds(body, word))
}

fn holds(body: &[u8], word: &str) -> bool {
    let plain = word
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"\"\\/".contains(&byte));
    // Others can be written in several ways.
    !plain || body.windows(word.len()).any(|it| it == word.as_bytes())
}

/// What may have been done is asked for once, unless doing it twice is harmless.
///
/// That a server may have acted is told here without the rules of calls: an answer of 5xx, or one of somebody who stopped to
/// wait, where no entry of the document that fits says that nothing was done.
fn check_repeats<E: EndpointError>(
    operation: &'static Operation,
    error: &Error<E>,
    body: &[u8],
    fake: &Fake,
    label: &str,
) -> Checked {
    let status = error.status().unwrap_or_default();
    let entries = E::CODES.iter().copied();
    let entries = entries.chain(operation.known).chain(operation.statuses);
    let mut stated = entries.filter(|it| it.effect.is_some() && may_be(it, status, body));
    let may_be_done = stated.all(|it| it.effect > Some(Effect::Rejected))
        && matches!(status, 408 | 460 | 499 | 500..);
    if may_be_done {
        assert!(error.effect() >= Effect::MaybeApplied, "{label}: {error:?}");
    }
    let keyed = error.idempotency_key().is_some();
    let idempotent = match operation.retry.idempotent {
        Idempotent::True => true,
        Idempotent::False => false,
        // RFC 9110 sections 9.2.1 and 9.2.2, and QUERY.
        Idempotent::Auto => matches!(
            operation.method.as_str(),
            "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY" | "PUT" | "DELETE"
        ),
    };
    let checked = tally(fake);
    assert!(
        checked.requests == 1 || keyed || idempotent || !may_be_done,
        "{label}: repeated: {error:?}"
    );
    checked
}

fn tally(fake: &Fake) -> Checked {
    Checked {
        errors: 0,
        answers: 1,
        requests: fake.count(),
    }
}

fn name(code: &Code) -> String {
    match (code.code, code.status) {
        (Some(code), _) => code.to_owned(),
        (None, [range, ..]) => format!("status {}", range.first),
        (None, []) => "any status".to_owned(),
    }
}
