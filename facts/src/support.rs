//! Whom to ask when an error persists, and what to tell them (`x-support`).

use crate::word::Word;

fact! {
    /// Whom to ask, and what to tell them (`x-support`).
    #[derive(Eq)]
    pub struct Support<F>;
    /// Nobody to ask; everything in the report.
    const DEFAULT;
    /// A mail address.
    email: Option<F::Text> = None,
    /// A page that shows ongoing incidents.
    status_page: Option<F::Text> = None,
    /// Where issues are reported.
    issues: Option<F::Text> = None,
    /// What a report holds.
    include: F::List<Include> = Include::ALL,
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
