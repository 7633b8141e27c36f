//! Where the facts of an answer stand in its body, as data (`x-error-envelope`).

use crate::facts::HintUnit;

/// A JSON pointer (RFC 6901) split into its unescaped segments; empty: the whole body.
pub type Pointer = &'static [&'static str];

/// Where the facts of an answer stand in its body.
#[derive(Clone, Copy, Debug)]
pub struct Envelope {
    /// A success status with a body that matches any of these is an error.
    pub when: &'static [When],
    /// The machine code.
    pub code: Option<CodeAt>,
    /// The message.
    pub message: Option<MessageAt>,
    /// The wire category.
    pub category: Option<Pointer>,
    /// The name of the offending parameter.
    pub param: Option<Pointer>,
    /// The subtree that typed details are read from.
    pub details: Option<Pointer>,
    /// Messages per field.
    pub field_errors: Option<FieldErrorsAt>,
    /// A copy of the HTTP status: compared, never trusted.
    pub status_echo: Option<Pointer>,
    /// The request id in the body, read when the header is absent.
    pub request_id: Option<Pointer>,
    /// The header of the request id.
    pub request_id_header: &'static str,
    /// A wait in the body.
    pub retry_after: Option<(Pointer, HintUnit)>,
    /// An instant to wait for in the body.
    pub reset_at: Option<(Pointer, HintUnit)>,
    /// What a success returns; `None`: the whole body.
    pub data: Option<Pointer>,
    /// An array of errors. The pointers of code, message, category, parameter, details and field errors then lead into its
    /// first item, and the same facts of the other items are kept beside them.
    pub items: Option<Pointer>,
    /// Whether the codes are not all listed: an unknown one leaves the case to the status where no code is listed for it.
    pub open: bool,
}

impl Envelope {
    /// An envelope that finds nothing but the request id's header.
    pub const DEFAULT: Self = Self {
        when: &[],
        code: None,
        message: None,
        category: None,
        param: None,
        details: None,
        field_errors: None,
        status_echo: None,
        request_id: None,
        request_id_header: "x-request-id",
        retry_after: None,
        reset_at: None,
        data: None,
        items: None,
        open: false,
    };
}

/// A predicate over a body.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// The member that is looked at.
    pub at: Pointer,
    /// What it has to be; `None`: it only has to exist.
    pub equals: Option<Scalar>,
    /// For a predicate without `equals`: whether the member has to exist, or has to be absent. One that is `null` counts as
    /// absent, since servers write `"error": null` for "no error".
    pub exists: bool,
}

/// A scalar to compare with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number, by its text.
    Number(&'static str),
    /// A string.
    Text(&'static str),
}

/// Where the machine code stands.
#[derive(Clone, Copy, Debug)]
pub struct CodeAt {
    /// The member.
    pub at: Pointer,
    /// Whether the code is an integer; otherwise it is a string.
    pub integer: bool,
    /// A regular expression; a text that it does not match is no code.
    pub pattern: Option<&'static str>,
}

/// Where the message stands.
#[derive(Clone, Copy, Debug)]
pub struct MessageAt {
    /// The member: a string or an array of strings.
    pub at: Pointer,
    /// What joins the strings of an array.
    pub join: &'static str,
    /// Whether the message may hold credentials.
    pub sensitive: bool,
}

/// Where messages per field stand, and in what shape.
#[derive(Clone, Copy, Debug)]
pub struct FieldErrorsAt {
    /// The member.
    pub at: Pointer,
    /// Its shape.
    pub shape: FieldErrorShape,
}

/// The four shapes of messages per field.
#[derive(Clone, Copy, Debug)]
pub enum FieldErrorShape {
    /// A field name to a text or a list of texts.
    Map,
    /// A list of texts without field names.
    List,
    /// A list of objects, with pointers into one of them.
    Objects {
        /// The field's name.
        field: Option<Pointer>,
        /// The message.
        message: Option<Pointer>,
        /// The code of the single error.
        code: Option<Pointer>,
    },
    /// A list of objects with `pointer` and `detail` (RFC 9457).
    Pointers,
}
