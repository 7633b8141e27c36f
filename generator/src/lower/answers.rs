//! Answers: which responses an operation has, and what stands in their headers and bodies.

pub(super) mod envelope;
pub(super) mod held;
pub(super) mod response;
pub(super) mod response_header;
pub(super) mod stream;
pub(super) mod success;
