//! Tests of error handling without a server: a transport that answers what a test wants, and a clock that never waits.
//!
//! ```
//! use faultcode_runtime::testing::{Fake, Sample};
//! use faultcode_runtime::{Call, Client, Unrecognized, endpoint_error};
//! use faultcode_runtime::calls::Endpoint;
//! use faultcode_runtime::document::{Api, Operation, Server};
//!
//! // A generated crate brings its operations, enums and samples along.
//! static API: Api = Api { name: "shop", servers: &[Server::new("https://shop.example")], ..Api::DEFAULT };
//! static PING: Endpoint<PingError> =
//!     Endpoint::new(Operation { id: "ping", path: &["/ping"], template: "/ping", ..Operation::DEFAULT });
//! #[derive(Clone)]
//! pub enum PingError {
//!     Unrecognized(Unrecognized),
//! }
//! endpoint_error!(PingError {});
//! static SAMPLES: &[Sample] = &[];
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let fake = Fake::new(SAMPLES);
//! fake.then(&PING, 404);
//! let client = Client::builder(&API).transport(fake.clone()).build()?;
//! let error = Call::<(), PingError>::new(&client, &PING).await.unwrap_err();
//! assert_eq!(error.status(), Some(404));
//! assert_eq!(fake.requests().len(), 1);
//! # Ok::<_, faultcode_runtime::BuildError>(())
//! # }).unwrap();
//! ```

mod check;
mod fake;
mod made;
mod manual_clock;
mod odd;
mod refusal;
mod told;

pub use check::{Checked, check_errors, check_errors_like};
pub use fake::{Fake, Recorded, Reply, Wanted};
pub use made::client;
pub use manual_clock::ManualClock;
pub use odd::{Odd, odd_bodies, odd_forms};
pub use refusal::Refusal;

use crate::facts::operation::Operation;

/// An answer that the document shows as an example, or that was made after its schema.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// The operation that answers so.
    pub operation: &'static Operation,
    /// The machine code, `None` for a success or a status entry.
    pub code: Option<&'static str>,
    /// The status.
    pub status: u16,
    /// The value of `Content-Type`; empty: the answer has none.
    pub content_type: &'static str,
    /// The body.
    pub body: &'static str,
}
