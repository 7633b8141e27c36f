//! Inputs that make a test system answer a known error (`x-test-triggers`).

use faultcode_facts::StatusRange;

use super::facts::Pointer;
use super::text::WireName;

/// An input and the error that it brings about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Where it is looked at.
    pub input: TriggerInput,
    /// What has to stand there.
    pub text: TriggerText,
    /// The status of the error; `None`: that of its code.
    pub status: Option<StatusRange>,
    /// The code of the error; `None`: the one of the status.
    pub code: Option<WireName>,
}

/// Where a trigger looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriggerInput {
    /// At the API key, wherever it travels.
    ApiKey,
    /// At a header.
    Header(WireName),
    /// At a query parameter.
    Query(WireName),
    /// At a member of the body.
    Body(Pointer),
}

/// What a trigger looks for. Numbers and booleans are compared as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriggerText {
    /// This text.
    Whole(WireName),
    /// A text that ends so.
    Ending(WireName),
}
