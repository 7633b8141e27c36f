//! Where the facts of an answer stand in its body (`x-error-envelope`).

use crate::form::{List, Pointer, Text};
use crate::hints::HintUnit;

facts! {
    fact {
        /// Where the facts of an answer stand in its body.
        pub struct Envelope;
        /// An envelope that finds nothing but the request id's header.
        const DEFAULT;
        /// A success status with a body that matches any of these is an error.
        when: List<When> = &[],
        /// The machine code.
        code: Option<CodeAt> = None,
        /// The message.
        message: Option<MessageAt> = None,
        /// The wire category.
        category: Option<Pointer> = None,
        /// The name of the offending parameter.
        param: Option<Pointer> = None,
        /// The subtree that typed details are read from.
        details: Option<Pointer> = None,
        /// Messages per field.
        field_errors: Option<FieldErrorsAt> = None,
        /// A copy of the HTTP status: compared, never trusted.
        status_echo: Option<Pointer> = None,
        /// The request id in the body, read when the header is absent.
        request_id: Option<Pointer> = None,
        /// The header of the request id.
        request_id_header: Text = "x-request-id",
        /// A wait in the body.
        retry_after: Option<(Pointer, HintUnit)> = None,
        /// An instant to wait for in the body.
        reset_at: Option<(Pointer, HintUnit)> = None,
        /// What a success returns; `None`: the whole body.
        data: Option<Pointer> = None,
        /// An array of errors. The pointers of code, message, category, parameter, details and field errors then lead into its
        /// first item, and the same facts of the other items are kept beside them.
        items: Option<Pointer> = None,
    }

    fact {
        /// A predicate over a body.
        pub struct When;
        /// That there is a body.
        const DEFAULT;
        /// The member that is looked at.
        at: Pointer = &[],
        /// What it has to be; `None`: it only has to exist.
        equals: Option<Scalar> = None,
        /// For a predicate without `equals`: whether the member has to exist, or has to be absent. One that is `null` counts as
        /// absent, since servers write `"error": null` for "no error".
        exists: bool = true,
    }

    cases {
        /// A scalar to compare with.
        pub enum Scalar {
            /// `null`.
            Null,
            /// A boolean.
            Bool(value: bool),
            /// A number, by its text.
            Number(text: Text),
            /// A string.
            Text(text: Text),
        }
    }

    fact {
        /// Where the machine code stands.
        pub struct CodeAt;
        /// The whole body.
        const DEFAULT;
        /// The member.
        at: Pointer = &[],
        /// Which values are codes.
        kind: CodeKind = CodeKind::Text,
        /// A regular expression; a text that it does not match is no code.
        pattern: Option<Text> = None,
    }

    fact {
        /// Where the message stands.
        pub struct MessageAt;
        /// The whole body.
        const DEFAULT;
        /// The member: a string or an array of strings.
        at: Pointer = &[],
        /// What joins the strings of an array.
        join: Text = "; ",
        /// Whether the message may hold credentials.
        sensitive: bool = false,
    }

    fact {
        /// Where messages per field stand, and in what shape.
        pub struct FieldErrorsAt;
        /// The whole body is a map.
        const DEFAULT;
        /// The member.
        at: Pointer = &[],
        /// Its shape.
        shape: FieldErrorShape = FieldErrorShape::Map,
    }

    cases {
        /// The four shapes of messages per field.
        pub enum FieldErrorShape {
            /// A field name to a text or a list of texts.
            Map,
            /// A list of texts without field names.
            List,
            /// A list of objects, with pointers into one of them.
            Objects {
                /// The field's name: a text, or a list of the steps to it.
                field: Option<Pointer>,
                /// The message.
                message: Option<Pointer>,
                /// The code of the single error.
                code: Option<Pointer>,
            },
            /// A list of objects with `pointer` and `detail` (RFC 9457).
            Pointers,
        }
    }
}

words! {
    /// Which values of the member of a code are codes.
    #[derive(Default)]
    pub enum CodeKind {
        /// Texts.
        #[default]
        Text = "string",
        /// Numbers, by their text.
        Integer = "integer",
        /// Both: some servers have numbers for their own codes, and words for those of a server behind them.
        Either = "either",
    }
}

impl CodeKind {
    /// Whether a text is a code.
    #[must_use]
    pub const fn has_texts(self) -> bool {
        !matches!(self, Self::Integer)
    }

    /// Whether a number is one.
    #[must_use]
    pub const fn has_numbers(self) -> bool {
        !matches!(self, Self::Text)
    }

    /// What holds the codes of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match self == other {
            true => self,
            false => Self::Either,
        }
    }
}

words! {
    /// The words for the shape of messages per field; what is in the objects of a list is stated beside them.
    #[derive(Default)]
    pub enum FieldErrorWord {
        /// [`FieldErrorShape::Map`]
        #[default]
        Map = "map",
        /// [`FieldErrorShape::List`]
        List = "list",
        /// [`FieldErrorShape::Objects`]
        Objects = "objects",
        /// [`FieldErrorShape::Pointers`]
        Pointers = "pointers",
    }
}

words! {
    /// Layouts that an envelope can start from.
    pub enum EnvelopePreset {
        /// The layout of RFC 9457: `type` is a URI that names the problem.
        Problem = "problem",
        /// Square: a list of errors, each with its code.
        Square = "square",
        /// Google (AIP-193): the canonical status is the code; `ErrorInfo`, which comes first among the details where a service
        /// sends it, names the reason.
        Google = "google",
    }
}

impl EnvelopePreset {
    /// The envelope. Where it has `items`, its pointers lead from one of them.
    pub const fn envelope(self) -> Envelope {
        const fn code(at: Pointer) -> Option<CodeAt> {
            Some(CodeAt {
                at,
                ..CodeAt::DEFAULT
            })
        }
        const fn message(at: Pointer) -> Option<MessageAt> {
            Some(MessageAt {
                at,
                ..MessageAt::DEFAULT
            })
        }
        match self {
            Self::Problem => Envelope {
                code: code(&["type"]),
                message: message(&["detail"]),
                status_echo: Some(&["status"]),
                field_errors: Some(FieldErrorsAt {
                    at: &["errors"],
                    shape: FieldErrorShape::Pointers,
                }),
                ..Envelope::DEFAULT
            },
            Self::Square => Envelope {
                items: Some(&["errors"]),
                code: code(&["code"]),
                message: message(&["detail"]),
                category: Some(&["category"]),
                param: Some(&["field"]),
                ..Envelope::DEFAULT
            },
            Self::Google => Envelope {
                code: code(&["error", "status"]),
                message: message(&["error", "message"]),
                status_echo: Some(&["error", "code"]),
                category: Some(&["error", "details", "0", "reason"]),
                details: Some(&["error", "details"]),
                ..Envelope::DEFAULT
            },
        }
    }
}
