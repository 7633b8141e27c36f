//! What is said of one operation: its method, its successes, and the values of calls that a client makes by itself.

use crate::form::{List, Text, spelt};
use crate::status::StatusRange;

facts! {
    cases {
        /// HTTP methods, as data that a static can hold.
        #[derive(Eq, Hash)]
        #[expect(missing_docs, reason = "each variant is the method of that name")]
        pub enum Method {
            Get,
            Head,
            Post,
            Put,
            Patch,
            Delete,
            Options,
            Trace,
            /// A method that `http` has no constant for, such as `QUERY`.
            Other(name: Text),
        }
    }

    impl Method {
        const KNOWN: [Self; 8] = [
            Self::Get,
            Self::Head,
            Self::Post,
            Self::Put,
            Self::Patch,
            Self::Delete,
            Self::Options,
            Self::Trace,
        ];

        /// The method of a name in capital letters.
        pub fn of(name: Text) -> Self {
            let known = Self::KNOWN.into_iter();
            let mut known = known.filter(|it| it.known() == Some(spelt(&name)));
            known.next().unwrap_or(Self::Other(name))
        }

        /// The name on the wire.
        pub fn name(&self) -> &str {
            match self {
                Self::Other(name) => spelt(name),
                known => known.known().unwrap_or_default(),
            }
        }

        const fn known(&self) -> Option<&'static str> {
            Some(match self {
                Self::Get => "GET",
                Self::Head => "HEAD",
                Self::Post => "POST",
                Self::Put => "PUT",
                Self::Patch => "PATCH",
                Self::Delete => "DELETE",
                Self::Options => "OPTIONS",
                Self::Trace => "TRACE",
                Self::Other(_) => return None,
            })
        }
    }

    cases {
        /// What the status of a success says by itself, where a document calls a status such as 404 an ordinary result
        /// (`x-error: false`).
        #[derive(Eq)]
        pub enum Presence {
            /// Nothing: the body is the value.
            Body,
            /// Under these statuses there is no value, whatever their body holds.
            NoneUnder(statuses: List<StatusRange>),
            /// The status is the value: `false` under these, `true` under every other success.
            FalseUnder(statuses: List<StatusRange>),
        }
    }

    cases {
        /// Where a value comes from: the runtime expressions of OpenAPI that a client can answer.
        #[derive(Eq)]
        pub enum Expression {
            /// A member of the body that was sent, at this JSON pointer.
            RequestBody(at: Text),
            /// A path parameter that was sent.
            RequestPath(name: Text),
            /// A query parameter that was sent.
            RequestQuery(name: Text),
            /// A member of the body of the refusal, at this JSON pointer.
            ResponseBody(at: Text),
            /// This text.
            Text(text: Text),
        }
    }

    impl Expression {
        /// The path parameter of calls each of whose values has a token of its own, among the values that such a token needs.
        pub fn path_parameter<'e>(of: impl IntoIterator<Item = &'e Self>) -> Option<&'e Text> {
            of.into_iter().find_map(|from| match from {
                Self::RequestPath(name) => Some(name),
                _ => None,
            })
        }
    }
}

impl Method {
    /// The method on the wire.
    pub const fn as_str(self) -> &'static str {
        match (self, self.known()) {
            (Self::Other(name), _) => name,
            (_, Some(known)) => known,
            (_, None) => "",
        }
    }
}

impl Presence {
    /// Whether a status says that there is no value.
    pub fn is_absent(self, status: u16) -> bool {
        match self {
            Self::Body => false,
            Self::NoneUnder(ranges) | Self::FalseUnder(ranges) => StatusRange::any(ranges, status),
        }
    }

    /// Whether a success of another status has to have a value: nothing else says that it is there.
    pub fn needs_value(self) -> bool {
        matches!(self, Self::NoneUnder(_))
    }

    /// The value that the status is, as JSON; `None` where the body holds it.
    pub fn stated(self, status: u16) -> Option<&'static [u8]> {
        match (self, self.is_absent(status)) {
            (Self::Body, _) | (Self::NoneUnder(_), false) => None,
            (Self::NoneUnder(_), true) => Some(b"null"),
            (Self::FalseUnder(_), true) => Some(b"false"),
            (Self::FalseUnder(_), false) => Some(b"true"),
        }
    }
}

/// The statuses of successes where nothing else is stated.
pub const SUCCESS: &[StatusRange] = &[StatusRange::class(2)];

/// The media type of JSON (RFC 8259).
pub const JSON: &str = "application/json";

/// The media type that is asked for where nothing else is stated.
pub const ACCEPT: &str = JSON;

/// Whether an answer has no body, whatever follows its head (RFC 9110 sections 9.3.2 and 15). `head`: it is one to HEAD.
#[must_use]
pub const fn is_bodiless(head: bool, status: u16) -> bool {
    head || matches!(status, 204 | 205 | 304)
}

/// Whether a status is a success: a declared one, or any 2xx, since servers exchange 200 and 201 freely; but not one that the
/// document calls an error. Of a declared success and a declared failure, the narrower range counts.
pub fn is_success(success: &[StatusRange], failure: &[StatusRange], status: u16) -> bool {
    let usual = StatusRange::any(SUCCESS, status);
    let narrowest = |ranges| StatusRange::narrowest(ranges, status);
    let (success, failure) = (narrowest(success), narrowest(failure));
    match (success, failure) {
        (_, None) => success.is_some() || usual,
        (None, Some(_)) => false,
        (Some(success), Some(failure)) => success < failure,
    }
}

words! {
    /// How the text of a header is read.
    pub enum HeaderForm {
        /// The whole text is the value.
        Text = "text",
        /// A number, a boolean, or any other JSON.
        Json = "json",
        /// Texts between commas (style `simple`).
        Texts = "texts",
        /// JSON values between commas.
        Jsons = "jsons",
    }
}
