//! One row of a model's table: a member, whether it has to be there, and who writes it.

/// One member of a model: its wire name and whether it may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The member's name on the wire.
    pub name: &'static str,
    /// Whether a body without the member is refused, and whether an empty value is written as `null`.
    pub required: bool,
    /// Who writes the member.
    pub by: Writer,
}

/// Who writes a member of a model that goes both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// Either side.
    Both,
    /// The server alone (`readOnly`): the member is never sent.
    Server,
    /// The client alone (`writeOnly`): the member is not read from answers.
    Client,
}

impl Field {
    /// A member that must be there.
    pub const fn required(name: &'static str) -> Self {
        Self {
            name,
            required: true,
            by: Writer::Both,
        }
    }

    /// A member that may be absent.
    pub const fn optional(name: &'static str) -> Self {
        Self {
            name,
            required: false,
            by: Writer::Both,
        }
    }

    /// A member that only the server writes.
    pub const fn received(name: &'static str) -> Self {
        Self {
            name,
            required: false,
            by: Writer::Server,
        }
    }

    /// A member that only the client writes.
    pub const fn sent(name: &'static str) -> Self {
        Self {
            name,
            required: false,
            by: Writer::Client,
        }
    }
}
