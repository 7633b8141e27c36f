//! Whom to ask when an error persists, and what to tell them (`x-support`).

use crate::form::{List, Text};
use crate::word::Word;

facts! {
    fact {
        /// Whom to ask, and what to tell them (`x-support`).
        #[derive(Eq)]
        pub struct Support;
        /// Nobody to ask; everything in the report.
        const DEFAULT;
        /// A mail address.
        email: Option<Text> = None,
        /// A page that shows ongoing incidents.
        status_page: Option<Text> = None,
        /// Where issues are reported.
        issues: Option<Text> = None,
        /// What a report holds.
        include: List<Include> = Include::ALL,
    }
}

words! {
    /// One line of a support report.
    pub enum Include {
        /// The request id.
        RequestId = "requestId",
        /// The message.
        Message = "message",
        /// The code.
        Code = "code",
        /// The status.
        Status = "status",
        /// The operation.
        Operation = "operation",
        /// How often it was tried.
        Attempts = "attempts",
    }
}

impl Include {
    /// Every line.
    pub const ALL: &'static [Self] = <Self as Word>::ALL;
}
