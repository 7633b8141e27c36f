//! Error codes, the cases of an operation's error enum, and examples of answers.

use faultcode_facts::{Confidence, Effect, Retry, Source, StatusRange};

use super::facts::{Action, Code, Envelope, Existing, HeaderIs, NoCode, Pointer};
use super::members::Members;
use super::text::{DocText, WireName};
use super::types::{Field, Type};
use crate::source::Span;
use crate::table::CodeId;

/// One error entry of the API: a code of the catalogue, a status entry, or a declared error status. Each becomes one set of
/// facts, and a struct of details where it is a code or has details.
#[derive(Clone, Debug)]
pub struct ErrorCode {
    /// The code on the wire; `None` for a status entry.
    pub code: Option<WireName>,
    /// Other spellings of the code.
    pub aliases: Vec<WireName>,
    /// The statuses that carry it; for a status entry the status or class.
    pub statuses: Vec<StatusRange>,
    /// A header that tells it.
    pub header: Option<HeaderIs>,
    /// A name proposed by the document (`rustName`).
    pub name: Option<WireName>,
    /// What it means.
    pub doc: DocText,
    /// The group it belongs to.
    pub category: Option<WireName>,
    /// What a repeat would bring.
    pub retry: Retry,
    /// What the server has done.
    pub effect: Option<Effect>,
    /// What a caller does next.
    pub action: Option<Action>,
    /// How the resource is read that the code says is there already.
    pub existing: Option<Existing>,
    /// Whether the message may hold credentials.
    pub sensitive: bool,
    /// Marked deprecated.
    pub deprecated: bool,
    /// Typed members of the envelope's `details`.
    pub details: Vec<Field>,
    /// Details that are no object: the type of the whole subtree.
    pub details_value: Option<Type>,
    /// Typed members elsewhere in the body.
    pub facts: Vec<Fact>,
    /// An operation whose own use list changed the entry, so that the entry belongs to it alone, or the first of those that
    /// declare other members than most: its `operationId`.
    pub only_for: Option<WireName>,
    /// The entry whose facts it has, where only the details differ.
    pub facts_of: Option<CodeId>,
    /// What defines it.
    pub origin: Origin,
    /// How sure it is what it says.
    pub confidence: Confidence,
    /// Where it stands.
    pub span: Span,
}

impl ErrorCode {
    /// What findings call it: its code, or the first of its statuses.
    pub fn label(&self) -> String {
        match (&self.code, self.statuses.first()) {
            (Some(code), _) => code.as_str().to_owned(),
            (None, Some(status)) => status.to_string(),
            (None, None) => String::new(),
        }
    }

    /// The envelopes that may read it, each with its place in the list: those whose code it can be, but for one that another with
    /// the same place and the same conditions goes before.
    pub fn read_by<'e>(&self, envelopes: &'e [Envelope]) -> Vec<(usize, &'e Envelope)> {
        let mut all: Vec<(usize, &Envelope)> = Vec::new();
        let Some(code) = &self.code else {
            return all;
        };
        for (index, one) in envelopes.iter().enumerate() {
            let Some(at) = &one.code else { continue };
            let before = |(_, other): &(usize, &Envelope)| {
                let same_place = other.code.as_ref().is_some_and(|it| it.at == at.at);
                same_place && other.when == one.when
            };
            if NoCode::of(at, code.as_str()).is_none() && !all.iter().any(before) {
                all.push((index, one));
            }
        }
        all
    }

    /// Whether nobody has stated it: then it makes no call repeatable.
    pub fn is_unsure(&self) -> bool {
        self.confidence.is_unsure()
    }

    /// Whether it has a struct of details. A code has one without details too, since later versions of the document may
    /// give it some.
    pub fn has_details(&self) -> bool {
        let typed = !self.details.is_empty() || self.details_value.is_some();
        self.code.is_some() || typed || !self.facts.is_empty()
    }

    /// Whether it is a status of which the document says no more than that responses have it.
    pub fn is_declared_status(&self) -> bool {
        self.origin == Origin::Inferred(Inference::Statuses)
    }

    /// What the runtime is told of it.
    pub fn stated(&self) -> Code {
        Code {
            code: self.code.clone(),
            aliases: self.aliases.clone(),
            status: self.statuses.clone(),
            header: self.header.clone(),
            category: self.category.clone(),
            retry: self.retry,
            effect: self.effect,
            action: self.action.clone().map(Box::new),
            sensitive: self.sensitive,
            // Of what decides nothing, nobody has to be sure.
            unsure: self.is_unsure() && (self.retry != Retry::Auto || self.effect.is_some()),
        }
    }
}

/// A typed member of an error body outside the envelope's `details`.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Where it stands in the body.
    pub at: Pointer,
    /// The member; its `wire` is the pointer's last segment.
    pub field: Field,
}

impl Fact {
    /// Whether another one is the same member of the same type.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let (one, two) = (&self.field, &other.field);
        self.at == other.at && one.ty == two.ty && one.nullable == two.nullable
    }
}

/// One case of an operation's error enum.
#[derive(Clone, Debug)]
pub struct ErrorCase {
    /// The entry.
    pub code: CodeId,
    /// Where the operation names it, or where the entry stands if it was inferred.
    pub span: Span,
    /// What says that the operation answers it.
    pub origin: Origin,
    /// How sure that is.
    pub confidence: Confidence,
    /// What the operation says of it by its responses, where that is more than what the entry says of itself.
    pub doc: DocText,
    /// The statuses of the entry, as far as this operation and those before it list it.
    pub statuses: Vec<StatusRange>,
    /// What its variant holds.
    pub carried: Carried,
    /// Members of the declared body that no envelope names. They are the details of an entry that states none; analysis hands
    /// them over, and leaves none here.
    pub members: Members,
}

/// What the variant of a case holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Carried {
    /// The details of its entry.
    #[default]
    Details,
    /// The whole body: JSON of the type that the operation declares for it.
    Json(Type),
    /// The whole body: text.
    Text,
    /// The whole body: bytes.
    Bytes,
    /// Nothing: no body is declared, and one that comes all the same changes nothing.
    Nothing,
}

impl Carried {
    /// The type of the body, where it has one.
    pub fn ty(&self) -> Option<&Type> {
        match self {
            Self::Json(ty) => Some(ty),
            Self::Details | Self::Text | Self::Bytes | Self::Nothing => None,
        }
    }

    /// The same, for changing.
    pub fn ty_mut(&mut self) -> Option<&mut Type> {
        match self {
            Self::Json(ty) => Some(ty),
            Self::Details | Self::Text | Self::Bytes | Self::Nothing => None,
        }
    }
}

/// What in a document says that an operation answers an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The vocabulary: `x-error-codes` at the operation or in the catalogue.
    #[default]
    Native,
    /// The vocabulary, in an overlay of this name.
    Overlay(String),
    /// The vocabulary, where a tool has written what it found.
    Found(Source),
    /// The extension of another tool, by its name.
    Dialect(&'static str),
    /// Nothing of the kind: the error schemas and statuses.
    Inferred(Inference),
}

/// A step of inference (see the page on documents without extensions).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Inference {
    /// The type of a problem (RFC 9457), listed at this pointer.
    Problem(String),
    /// The discriminator of a union, at this pointer.
    Discriminator(String),
    /// A text with listed values, at this pointer.
    Enum(String),
    /// A text with listed values, at this pointer, as far as the operation's examples and sentences name them.
    Narrowed(String),
    /// A text that is constant under each status, at this pointer.
    Constant(String),
    /// A value that an example shows, at this pointer.
    Example(String),
    /// The declared statuses.
    Statuses,
}

impl Origin {
    /// Whether it is the vocabulary, wherever that is written.
    pub fn is_native(&self) -> bool {
        matches!(self, Self::Native | Self::Overlay(_) | Self::Found(_))
    }

    /// How sure it is that an operation answers what is found there, unless that says so itself: what schemas list is stated,
    /// and what is read out of examples and of differences follows.
    pub fn confidence(&self) -> Confidence {
        match self {
            Self::Inferred(
                Inference::Example(_) | Inference::Constant(_) | Inference::Narrowed(_),
            ) => Confidence::Derived,
            Self::Native
            | Self::Overlay(_)
            | Self::Found(_)
            | Self::Dialect(_)
            | Self::Inferred(_) => Confidence::Stated,
        }
    }

    /// The origin in words: `native`, an extension's name, or what it is inferred from.
    pub fn phrase(&self) -> String {
        match self {
            Self::Native => "native".to_owned(),
            Self::Overlay(name) => match name.strip_prefix('@') {
                Some(pack) => format!("pack {pack}"),
                None => format!("overlay {name}"),
            },
            Self::Found(source) => source.as_str().to_owned(),
            Self::Dialect(name) => (*name).to_owned(),
            Self::Inferred(Inference::Problem(at)) => format!("problem type at {at}"),
            Self::Inferred(Inference::Discriminator(at)) => format!("discriminator at {at}"),
            Self::Inferred(Inference::Enum(at)) => format!("enum at {at}"),
            Self::Inferred(Inference::Narrowed(at)) => {
                format!("enum at {at}, as far as the operation names it")
            }
            Self::Inferred(Inference::Constant(at)) => format!("constants at {at}"),
            Self::Inferred(Inference::Example(at)) => format!("example at {at}"),
            Self::Inferred(Inference::Statuses) => "declared statuses".to_owned(),
        }
    }
}

/// An example of an answer.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The status.
    pub status: u16,
    /// The case it belongs to; `None`: a success.
    pub case: Option<CodeId>,
    /// The example's name in the document.
    pub name: WireName,
    /// The body as JSON text, or as it stands for other media types.
    pub body: WireName,
    /// The media type.
    pub media_type: WireName,
}
