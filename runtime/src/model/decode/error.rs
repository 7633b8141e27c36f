//! Why a body does not fit its type, and where in the body.

use std::fmt::{self, Write as _};

use jiter::{JiterError, JiterErrorType, JsonErrorType, JsonType};

use crate::model::scrub::{Known, scrub};

/// A body that does not fit its type: what is wrong, the JSON path and the byte at which it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    kind: DecodeErrorKind,
    /// Innermost first, since it grows while the decoder leaves the nested values.
    path: Vec<Step>,
    offset: usize,
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Member(Box<str>),
    Index(usize),
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The text is no JSON; the word says what was being read.
    Syntax(&'static str),
    /// The text ends in the middle of a value.
    Truncated,
    /// Something follows the value.
    Trailing,
    /// A value of another JSON type.
    Type {
        /// The JSON type the field has.
        expected: &'static str,
        /// The JSON type that came.
        found: &'static str,
    },
    /// A number outside the range of its field, or with a fraction where an integer is due.
    Range(&'static str),
    /// A text that is not of its format, such as `date-time`.
    Format(&'static str),
    /// A required member is not there.
    Missing(&'static str),
    /// A member of that place is there more than once, and readers disagree about which one counts (RFC 8259 section 4).
    Repeated,
    /// An array with fewer items than its type has.
    Items(usize),
    /// Arrays and objects nest deeper than [`super::MAX_DEPTH`].
    TooDeep,
    /// The response has no body, or only blanks, where a value is due.
    Empty,
    /// The body is larger than the limit.
    TooLarge,
    /// The body is not of a content type that can be decoded.
    ContentType,
    /// The body is in a content coding, such as `gzip`, although none was asked for (RFC 9110 section 8.4).
    ContentCoding(&'static str),
}

impl DecodeError {
    pub(crate) fn new(kind: DecodeErrorKind, offset: usize) -> Self {
        Self(Box::new(Inner {
            kind,
            path: Vec::new(),
            offset,
        }))
    }

    pub(crate) fn inside(mut self, member: &str) -> Self {
        self.0.path.push(Step::Member(member.into()));
        self
    }

    pub(crate) fn at_index(mut self, index: usize) -> Self {
        self.0.path.push(Step::Index(index));
        self
    }

    /// What was found in a part of a body, told of the whole: the part's pointer, and the byte at which it begins.
    pub(crate) fn within(mut self, pointer: &[&str], start: usize) -> Self {
        let steps = pointer.iter().rev();
        self.0
            .path
            .extend(steps.map(|name| Step::Member((*name).into())));
        self.0.offset = self.0.offset.wrapping_add(start);
        self
    }

    /// Takes credentials out of the path: the names of a map are the server's choice, which may echo what it was sent.
    pub(crate) fn without(mut self, credentials: &[Known<'_>]) -> Self {
        for step in &mut self.0.path {
            if let Step::Member(name) = step {
                *name = scrub(name, credentials).into();
            }
        }
        self
    }

    /// What is wrong.
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.0.kind
    }

    /// The byte of the body at which that was found.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The JSON Pointer (RFC 6901) of the value, `""` for the whole body.
    pub fn path(&self) -> String {
        let mut text = String::new();
        for step in self.0.path.iter().rev() {
            text.push('/');
            match step {
                Step::Index(index) => drop(write!(text, "{index}")),
                Step::Member(name) => {
                    // An error that belongs to no call knows no credentials, but still words of known form.
                    for character in scrub(name, &[]).chars() {
                        match character {
                            '~' => text.push_str("~0"),
                            '/' => text.push_str("~1"),
                            c => text.push(c),
                        }
                    }
                }
            }
        }
        text
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        let place = if path.is_empty() { "the body" } else { &path };
        match self.kind() {
            DecodeErrorKind::Syntax(what) => write!(f, "{place} is no JSON: {what}"),
            DecodeErrorKind::Truncated => write!(f, "{place} ends too early"),
            DecodeErrorKind::Trailing => write!(f, "something follows {place}"),
            DecodeErrorKind::Type { expected, found } => {
                write!(f, "{place} is {found}, not {expected}")
            }
            DecodeErrorKind::Range(kind) => write!(f, "{place} does not fit {kind}"),
            DecodeErrorKind::Format(format) => write!(f, "{place} is not of the format {format}"),
            DecodeErrorKind::Missing(name) => write!(f, "{place} lacks the member `{name}`"),
            DecodeErrorKind::Repeated => write!(f, "{place} is there more than once"),
            DecodeErrorKind::Items(count) => write!(f, "{place} has fewer than {count} items"),
            DecodeErrorKind::TooDeep => write!(f, "{place} nests too deep"),
            DecodeErrorKind::Empty => f.write_str("the body is empty"),
            DecodeErrorKind::TooLarge => f.write_str("the body is larger than the limit"),
            DecodeErrorKind::ContentType => f.write_str("the body has another content type"),
            DecodeErrorKind::ContentCoding(coding) => {
                write!(f, "the body is encoded ({coding}), which was not asked for")
            }
        }?;
        write!(f, " (byte {})", self.offset())
    }
}

impl std::error::Error for DecodeError {}

impl DecodeError {
    #[cold]
    pub(super) fn of_tokens(base: usize, error: JiterError) -> Self {
        let kind = match error.error_type {
            JiterErrorType::WrongType { expected, actual } => DecodeErrorKind::Type {
                expected: type_name(expected),
                found: type_name(actual),
            },
            JiterErrorType::JsonError(kind) => json_problem(&kind),
        };
        Self::new(kind, base.wrapping_add(error.index))
    }
}

fn json_problem(kind: &JsonErrorType) -> DecodeErrorKind {
    match kind {
        JsonErrorType::EofWhileParsingList
        | JsonErrorType::EofWhileParsingObject
        | JsonErrorType::EofWhileParsingString
        | JsonErrorType::EofWhileParsingValue => DecodeErrorKind::Truncated,
        JsonErrorType::TrailingCharacters => DecodeErrorKind::Trailing,
        JsonErrorType::NumberOutOfRange => DecodeErrorKind::Range("its number type"),
        JsonErrorType::FloatExpectingInt => DecodeErrorKind::Range("an integer"),
        JsonErrorType::RecursionLimitExceeded => DecodeErrorKind::TooDeep,
        JsonErrorType::InvalidEscape
        | JsonErrorType::InvalidUnicodeCodePoint
        | JsonErrorType::LoneLeadingSurrogateInHexEscape
        | JsonErrorType::UnexpectedEndOfHexEscape
        | JsonErrorType::ControlCharacterWhileParsingString => DecodeErrorKind::Syntax("string"),
        JsonErrorType::InvalidNumber => DecodeErrorKind::Syntax("number"),
        _ => DecodeErrorKind::Syntax("value"),
    }
}

fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Null => "null",
        JsonType::Bool => "a boolean",
        JsonType::Int => "an integer",
        JsonType::Float => "a number",
        JsonType::String => "a string",
        JsonType::Array => "an array",
        JsonType::Object => "an object",
    }
}
