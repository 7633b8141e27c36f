//! What the successes of an operation return.

use faultcode_facts::{HeaderForm, SUCCESS, StatusRange, is_success};

use super::facts::Presence;
use super::text::{DocText, WireName};
use super::types::Type;

/// What a success returns.
#[derive(Clone, Debug)]
pub struct Success {
    /// The statuses that are successes; empty: 2xx.
    pub statuses: Vec<StatusRange>,
    /// Declared errors whose status would be taken for a success.
    pub failures: Vec<StatusRange>,
    /// Statuses of successes that say by themselves that there is no value. Of an operation without bodies they make the value
    /// itself: whether it is there.
    pub absent: Vec<StatusRange>,
    /// Statuses of successes that made nothing, because it was there already.
    pub existing: Vec<StatusRange>,
    /// The value.
    pub kind: SuccessKind,
    /// Whether a declared success has no body, so that the value may be absent.
    pub optional: bool,
    /// What the `Accept` header asks for.
    pub accept: WireName,
    /// A stream that is offered beside the value, and gets a method of its own.
    pub stream: Option<Stream>,
    /// The declared headers, but for those that the runtime reads itself.
    pub headers: Vec<ResponseHeader>,
}

/// The value of a success.
#[derive(Clone, Debug)]
pub enum SuccessKind {
    /// No body.
    Empty,
    /// JSON of that type, after unwrapping.
    Json(Type),
    /// Bytes.
    Bytes,
    /// Text.
    Text,
    /// One of several, told apart by status and content type. Each case holds one of the kinds above.
    Several(Vec<SuccessCase>),
    /// Items one after another.
    Stream(Stream),
}

/// One of several successes.
#[derive(Clone, Debug)]
pub struct SuccessCase {
    /// Its status; `None`: `default`.
    pub status: Option<StatusRange>,
    /// Its media types; empty where it has no body.
    pub media_types: Vec<WireName>,
    /// Its value.
    pub kind: SuccessKind,
    /// Its description.
    pub doc: DocText,
}

/// Items that arrive one after another in one body.
#[derive(Clone, Debug)]
pub struct Stream {
    /// How they are told apart.
    pub framing: Framing,
    /// What each is; `None`: text as it comes.
    pub item: Option<Type>,
    /// What the `Accept` header asks for.
    pub accept: WireName,
}

/// How the items of a stream are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events.
    Events,
    /// One JSON text per line, or per record separator.
    Lines,
}

/// A declared response header.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseHeader {
    /// Its name.
    pub wire: WireName,
    /// Its type.
    pub ty: Type,
    /// How its text is read.
    pub form: HeaderForm,
    /// Whether every success has it.
    pub required: bool,
    /// Its description.
    pub doc: DocText,
    /// Marked deprecated.
    pub deprecated: bool,
}

impl Success {
    /// Whether an answer of that status is a success.
    pub fn holds(&self, status: u16) -> bool {
        let declared = match self.statuses.as_slice() {
            [] => SUCCESS,
            declared => declared,
        };
        is_success(declared, &self.failures, status)
    }

    /// What the status of a success says by itself.
    pub fn presence(&self) -> Presence {
        match (self.is_presence(), self.absent.is_empty()) {
            (_, true) => Presence::Body,
            (true, false) => Presence::FalseUnder(self.absent.clone()),
            (false, false) => Presence::NoneUnder(self.absent.clone()),
        }
    }

    /// Whether the status is all that a success says: whether a thing is there.
    pub fn is_presence(&self) -> bool {
        matches!(self.kind, SuccessKind::Empty) && !self.absent.is_empty()
    }

    /// Every type that a success can hold.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let streams = self.stream.iter().filter_map(|stream| stream.item.as_ref());
        let headers = self.headers.iter().map(|header| &header.ty);
        self.kind.types().into_iter().chain(streams).chain(headers)
    }

    /// The same, for changing.
    pub fn types_mut(&mut self) -> impl Iterator<Item = &mut Type> {
        let streams = self.stream.iter_mut();
        let streams = streams.filter_map(|stream| stream.item.as_mut());
        let headers = self.headers.iter_mut().map(|header| &mut header.ty);
        let own = self.kind.types_mut().into_iter();
        own.chain(streams).chain(headers)
    }
}

impl SuccessKind {
    fn types(&self) -> Vec<&Type> {
        match self {
            Self::Json(ty) => vec![ty],
            Self::Stream(stream) => stream.item.iter().collect(),
            Self::Several(cases) => cases.iter().flat_map(|case| case.kind.types()).collect(),
            Self::Empty | Self::Bytes | Self::Text => Vec::new(),
        }
    }

    fn types_mut(&mut self) -> Vec<&mut Type> {
        match self {
            Self::Json(ty) => vec![ty],
            Self::Stream(stream) => stream.item.iter_mut().collect(),
            Self::Several(cases) => {
                let kinds = cases.iter_mut().map(|case| &mut case.kind);
                kinds.flat_map(Self::types_mut).collect()
            }
            Self::Empty | Self::Bytes | Self::Text => Vec::new(),
        }
    }
}
