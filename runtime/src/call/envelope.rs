//! Reads the facts of an answer from its body, as the envelopes of the operation say.
//!
//! Nothing here fails: what cannot be read is absent, and a note says why. The status stands above the body, so a body
//! can make an error of a success (by the declared predicate) but never the reverse.

mod fields;
mod item;
mod items;
mod lookup;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;
use std::ops::Range;

use faultcode_facts::says_nothing;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

pub use self::fields::FieldError;
pub(crate) use self::item::{may_be_error, read_item};
pub use self::items::ErrorItem;
pub(crate) use self::lookup::{lookup, text_at, value_at};
use crate::call::coding;
use crate::call::meta::Note;
use crate::facts::HintUnit;
use crate::facts::operation::Operation;
use crate::facts::{CodeAt, Envelope, MessageAt, Pointer, Scalar, When};
use crate::model::decode::{Decoder, Kind};
use crate::model::scan::{End, Found, scan_into};
use crate::model::scrub::{Known, scrub, scrubbed};
use crate::model::value::{Number, Value};
use crate::policy::hint::BodyValue;

/// What the body and the headers of an answer say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Read {
    /// Whether a success status holds an error, by the declared predicate.
    pub(crate) is_error: bool,
    /// The machine code as sent.
    pub(crate) code: Option<String>,
    /// The message, scrubbed.
    pub(crate) message: Option<String>,
    /// Whether the envelope says that messages may hold credentials.
    pub(crate) sensitive: bool,
    /// The wire category.
    pub(crate) category: Option<String>,
    /// The offending parameter.
    pub(crate) param: Option<String>,
    /// Messages per field, scrubbed.
    pub(crate) field_errors: Vec<FieldError>,
    /// Every error of a list, scrubbed.
    pub(crate) items: Vec<ErrorItem>,
    /// The request id.
    pub(crate) request_id: Option<String>,
    /// A wait, and its unit.
    pub(crate) retry_after: Option<(BodyValue<'static>, HintUnit)>,
    /// An instant to wait for, and its format.
    pub(crate) reset_at: Option<(BodyValue<'static>, HintUnit)>,
    /// The subtree of typed details, and where the envelope has it.
    pub(crate) details: Option<Range<usize>>,
    pub(crate) details_at: Pointer,
    /// What a success returns.
    pub(crate) data: Data,
    /// Oddities, as short words.
    pub(crate) notes: Vec<Note>,
}

/// Where the value of a success stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Data {
    /// The whole body.
    #[default]
    Whole,
    /// A part of it, and where the envelope has it.
    At(Range<usize>, Pointer),
    /// A declared place that the body does not have.
    Missing(Pointer),
    /// A declared place that the body has more than once.
    Repeated(Pointer),
    /// Nowhere that can be read: the body is in that content coding.
    Coded(&'static str),
}

/// Reads an answer. `credentials` are the secrets of the call, which a server may echo in its messages.
pub(crate) fn read(
    operation: &Operation,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
    credentials: &[Known<'_>],
) -> Read {
    let success = operation.is_success(status);
    let envelopes = operation.envelopes_at(status);
    let asks = success && operation.may_fail_as_success(status);
    let mut read = Read::default();
    let json = text::json(headers.get(CONTENT_TYPE), body, &mut read.notes);
    let header = envelopes
        .first()
        .map_or(Envelope::DEFAULT.request_id_header, |first| {
            first.request_id_header
        });
    // Looking at each of a few names is cheaper than making a name of the text to look that up.
    let id = headers
        .iter()
        .find(|(name, _)| name.as_str().eq_ignore_ascii_case(header))
        .and_then(|(_, value)| value.to_str().ok())
        .filter(|id| !id.is_empty());
    // A success that nothing in the body can turn into a failure, and that is its own value: a look at the body could give
    // the request id alone, and the one in the header goes before that.
    let needs_no_body = |envelope: &Envelope| {
        (!asks || envelope.when.is_empty())
            && envelope.data.is_none()
            && (id.is_some() || envelope.request_id.is_none())
    };
    let is_settled = success && envelopes.iter().all(needs_no_body);
    let json = json.and_then(|json| match is_settled {
        true => Some(json),
        false => json.checked(&mut read.notes),
    });
    let looked_at = !is_settled && !envelopes.is_empty();
    if json.is_none()
        && (looked_at || !success)
        && let Some(coding) = coding::of(headers, body)
    {
        // An envelope that cannot be read may say that the call failed.
        read.data = Data::Coded(coding);
        read.notes.retain(|it| *it != Note::NotUtf8);
        note(&mut read, Note::ContentCoding);
    }
    if let Some(json) = json.as_ref().filter(|_| !is_settled) {
        let scene = Scene {
            status,
            asks,
            needs_id: id.is_none(),
            json,
            credentials,
        };
        match success {
            true => scene.success(envelopes, &mut read),
            false => scene.error(envelopes, None, &mut read),
        }
    }
    if let Some(id) = id {
        read.request_id = Some(scrub(id, credentials));
    }
    if !success && json.is_none() && read.message.is_none() {
        read.message = text::html_title(body).map(|title| scrubbed(title, credentials));
    }
    read
}

/// An answer whose body is looked at.
struct Scene<'a> {
    status: u16,
    /// Whether a success is asked for the conditions that make it an error.
    asks: bool,
    /// Whether the request id of the body is read.
    needs_id: bool,
    json: &'a text::Json<'a>,
    credentials: &'a [Known<'a>],
}

/// What an envelope is applied for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To learn whether a success is one, and where its value stands.
    Success,
    /// For the facts of an error, if its condition holds and it finds its code or message.
    ErrorHolding,
    /// For the facts of an error, if the envelope finds its code or message.
    Error,
    /// For the facts of an error, if its condition holds.
    ErrorByCondition,
    /// For the facts of an error, if the envelope has no place for a code or message.
    ErrorWithoutText,
    /// For the facts of an error, if any of them is there.
    ErrorByAnyFact,
}

/// What came of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Applied {
    /// The body is that of an error, by the envelope's condition.
    Holds,
    /// The facts are read.
    Fits,
    /// The body has another shape.
    Not,
}

impl Scene<'_> {
    /// Every envelope is asked for its condition; the value stands where the first says that declares a place.
    fn success(&self, envelopes: &[Envelope], read: &mut Read) {
        for (index, envelope) in envelopes.iter().enumerate() {
            if apply(envelope, Purpose::Success, self, read) == Applied::Holds {
                read.data = Data::Whole;
                read.request_id = None;
                read.is_error = true;
                self.error(envelopes, Some(index), read);
                return;
            }
        }
    }

    /// The first envelope that finds a code or a message is taken, one whose condition holds before the others; else the
    /// first whose condition holds; else the first that looks for neither; else the first that finds anything, since a pointer
    /// that leads nowhere leaves its own fact absent and no other.
    fn error(&self, envelopes: &[Envelope], holding: Option<usize>, read: &mut Read) {
        let first = holding.and_then(|index| envelopes.get(index));
        let others = envelopes.iter().enumerate();
        let others = others.filter(|(index, _)| Some(*index) != holding);
        let all = || first.into_iter().chain(others.clone().map(|(_, it)| it));
        for purpose in [
            Purpose::ErrorHolding,
            Purpose::Error,
            Purpose::ErrorByCondition,
            Purpose::ErrorWithoutText,
            Purpose::ErrorByAnyFact,
        ] {
            if purpose == Purpose::ErrorHolding && (envelopes.len() < 2 || holding.is_some()) {
                continue;
            }
            if all().any(|it| apply(it, purpose, self, read) == Applied::Fits) {
                return;
            }
        }
    }
}

/// Applies one envelope.
fn apply(envelope: &Envelope, purpose: Purpose, scene: &Scene<'_>, read: &mut Read) -> Applied {
    let states_text = envelope.code.is_some() || envelope.message.is_some();
    let may_fit = match purpose {
        Purpose::Success => true,
        Purpose::ErrorHolding => states_text && !envelope.when.is_empty(),
        Purpose::Error => states_text,
        Purpose::ErrorByCondition => !envelope.when.is_empty(),
        Purpose::ErrorWithoutText => !states_text,
        Purpose::ErrorByAnyFact => states_text,
    };
    if !may_fit {
        return Applied::Not;
    }
    let Scene {
        json,
        credentials,
        needs_id,
        status,
        asks,
    } = *scene;
    let mut places = Places::default();
    let mut place = |pointer: Option<Pointer>| pointer.map(|pointer| places.add(pointer));
    let code = place(envelope.code.map(|code| code.at));
    let message = place(envelope.message.map(|message| message.at));
    let category = place(envelope.category);
    let param = place(envelope.param);
    let details = place(envelope.details);
    let echo = place(envelope.status_echo);
    let request_id = place(envelope.request_id.filter(|_| needs_id));
    let data = place(envelope.data);
    let fields = place(envelope.field_errors.map(|fields| fields.at));
    let list = place(envelope.items);
    let mut hint = |at: Option<(Pointer, HintUnit)>| at.map(|(at, unit)| (places.add(at), unit));
    let (retry_after, reset_at) = (hint(envelope.retry_after), hint(envelope.reset_at));
    // Those of the conditions come last, one behind the other.
    let first_when = places.count;
    for when in envelope.when {
        places.add(when.at);
    }
    let places = places.all();
    let mut few = [const { Found::Absent }; FEW];
    let mut many = Vec::new();
    let found = match few.get_mut(..places.len()) {
        Some(found) => found,
        None => {
            many.resize(places.len(), Found::Absent);
            &mut many
        }
    };
    match scan_into(json.bytes, places, found) {
        End::Broken => {
            note(read, Note::BrokenJson);
            return Applied::Not;
        }
        End::Trailing => note(read, Note::TrailingBytes),
        End::Whole => {}
    }
    let at = |place: Option<usize>| {
        place
            .and_then(|place| found.get(place))
            .unwrap_or(&Found::Absent)
    };
    let bytes = |place: Option<usize>| at(place).bytes(json.bytes);
    let range = |place: Option<usize>| match at(place) {
        Found::At(range) => {
            let shifted = |at: usize| at.wrapping_add(json.offset);
            Some(shifted(range.start)..shifted(range.end))
        }
        _ => None,
    };
    if let Some(twice) = found.iter().position(|found| *found == Found::Twice) {
        // The outcome of a call must not hang on which of two members a reader takes.
        note(read, Note::DuplicateMember);
        read.data = Data::Repeated(places.get(twice).copied().unwrap_or_default());
        return Applied::Not;
    }
    let matches = envelope
        .when
        .iter()
        .enumerate()
        .any(|(index, when)| holds(when, bytes(Some(first_when.wrapping_add(index)))));
    if purpose == Purpose::Success {
        if matches && asks {
            return Applied::Holds;
        }
        if let (Some(pointer), Data::Whole) = (envelope.data, &read.data) {
            read.data =
                range(data).map_or(Data::Missing(pointer), |range| Data::At(range, pointer));
        }
        if read.request_id.is_none() {
            read.request_id = string(bytes(request_id)).map(|id| scrubbed(id, credentials));
        }
        return Applied::Fits;
    }
    let found_code = envelope
        .code
        .and_then(|rule| code_text(&rule, bytes(code), read));
    let found_message = envelope
        .message
        .and_then(|rule| message_text(&rule, bytes(message), read));
    let fits = match purpose {
        Purpose::ErrorHolding => matches && (found_code.is_some() || found_message.is_some()),
        Purpose::Error => found_code.is_some() || found_message.is_some(),
        Purpose::ErrorByCondition => matches,
        Purpose::ErrorByAnyFact => found
            .iter()
            .take(first_when)
            .any(|found| matches!(found, Found::At(_))),
        Purpose::Success | Purpose::ErrorWithoutText => true,
    };
    if !fits {
        return Applied::Not;
    }
    read.code = found_code;
    read.sensitive = envelope.message.is_some_and(|rule| rule.sensitive);
    read.message = found_message.map(|message| scrubbed(message, credentials));
    read.category = string(bytes(category)).map(|group| scrubbed(group, credentials));
    read.param = string(bytes(param)).map(|name| scrubbed(name, credentials));
    read.details = range(details);
    read.details_at = envelope.details.unwrap_or_default();
    read.request_id = string(bytes(request_id)).map(|id| scrubbed(id, credentials));
    read.retry_after =
        retry_after.and_then(|(place, unit)| Some((body_value(bytes(Some(place))?)?, unit)));
    read.reset_at =
        reset_at.and_then(|(place, unit)| Some((body_value(bytes(Some(place))?)?, unit)));
    if let (Some(rule), Some(subtree)) = (envelope.field_errors, bytes(fields)) {
        read.field_errors = fields::field_errors(rule.shape, subtree, credentials);
    }
    if let Some(list) = bytes(list) {
        read.items = items::items(envelope, list, credentials);
    }
    if echo.is_some_and(|place| {
        bytes(Some(place)).is_some_and(|echo| echo != status.to_string().as_bytes())
    }) {
        note(read, Note::StatusEcho);
    }
    Applied::Fits
}

/// More places than nearly every envelope has.
const FEW: usize = 16;

/// The pointers of one scan.
#[derive(Default)]
struct Places {
    few: [Pointer; FEW],
    count: usize,
    /// All of them, if they are more than a few.
    many: Vec<Pointer>,
}

impl Places {
    fn add(&mut self, pointer: Pointer) -> usize {
        match self.few.get_mut(self.count) {
            Some(place) => *place = pointer,
            None => {
                if self.many.is_empty() {
                    self.many.extend(self.few);
                }
                self.many.push(pointer);
            }
        }
        let place = self.count;
        self.count = place.wrapping_add(1);
        place
    }

    fn all(&self) -> &[Pointer] {
        self.few.get(..self.count).unwrap_or(&self.many)
    }
}

fn note(read: &mut Read, note: Note) {
    if !read.notes.contains(&note) {
        read.notes.push(note);
    }
}

/// Whether a predicate holds for the value that was found.
fn holds(when: &When, found: Option<&[u8]>) -> bool {
    let Some(expected) = when.equals else {
        return found.is_some_and(|value| value != b"null") == when.exists;
    };
    let value = found.and_then(|bytes| Decoder::whole::<Value>(bytes).ok());
    match (expected, value) {
        (Scalar::Null, Some(Value::Null)) => true,
        (Scalar::Bool(expected), Some(Value::Bool(value))) => expected == value,
        (Scalar::Number(expected), Some(Value::Number(value))) => same_number(expected, &value),
        (Scalar::Text(expected), Some(Value::String(value))) => expected == value,
        _ => false,
    }
}

fn same_number(expected: &str, value: &Number) -> bool {
    value.as_str() == expected
        || value
            .as_f64()
            .is_some_and(|value| expected.parse() == Ok(value))
}

fn code_text(rule: &CodeAt, found: Option<&[u8]>, read: &mut Read) -> Option<String> {
    let bytes = found?;
    let text = match Decoder::new(bytes).kind().ok()? {
        Kind::String if rule.kind.has_texts() => string(Some(bytes))?,
        Kind::Number if rule.kind.has_numbers() => std::str::from_utf8(bytes).ok()?.to_owned(),
        Kind::Null => return None,
        _ => {
            note(read, Note::CodeType);
            return None;
        }
    };
    is_code(rule, &text).then_some(text)
}

/// Whether a text, or that of a number, is a code where the rule looks for one.
pub(crate) fn is_code(rule: &CodeAt, text: &str) -> bool {
    let pattern = rule.pattern;
    !says_nothing(text) && pattern.is_none_or(|pattern| text::matches(pattern, text))
}

fn message_text(rule: &MessageAt, found: Option<&[u8]>, read: &mut Read) -> Option<String> {
    let bytes = found?;
    if bytes.first() == Some(&b'"') {
        return Decoder::whole::<String>(bytes).ok();
    }
    match Decoder::whole::<Value>(bytes).ok()? {
        Value::Array(items) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            (!texts.is_empty()).then(|| texts.join(rule.join))
        }
        Value::Null => None,
        _ => {
            note(read, Note::MessageType);
            None
        }
    }
}

fn string(found: Option<&[u8]>) -> Option<String> {
    Decoder::whole::<String>(found?)
        .ok()
        .filter(|text| !text.is_empty())
}

/// A number or a text of the body, for hints.
fn body_value(bytes: &[u8]) -> Option<BodyValue<'static>> {
    match Decoder::whole::<Value>(bytes).ok()? {
        Value::Number(number) => number.as_f64().map(BodyValue::Number),
        Value::String(text) => Some(BodyValue::Text(Cow::Owned(text))),
        _ => None,
    }
}
