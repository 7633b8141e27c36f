//! The API of a document as a server: successes from its examples, requests checked, and any declared error on demand.
//!
//! It is another back end of the intermediate representation, as emission is: it never sees the document, and what it answers
//! with are the samples that tests of the generated client are written from. [`Mock`] is the server, on a thread of its own:
//!
//! ```
//! use faultcode::mock::{Mock, Settings};
//! use faultcode::{Input, Options, Session};
//!
//! let document = br#"{
//!     "openapi": "3.1.0",
//!     "info": {"title": "Greetings", "version": "1.0.0"},
//!     "x-error-codes": {"TOO_EARLY": {"status": 425}},
//!     "paths": {"/hello": {"get": {
//!         "operationId": "sayHello",
//!         "x-error-codes": ["TOO_EARLY"],
//!         "responses": {"204": {"description": "Said."}, "425": {"description": "Not yet."}}
//!     }}}
//! }"#;
//! let mut session = Session::new(Input::bytes("greetings.json", document), Options::named("greetings"));
//! let mock = Mock::start(&mut session, Settings::default())?;
//!
//! // Whatever client is under test calls `mock.url()`; twice it is too early, and then it is not.
//! mock.script("sayHello", "TOO_EARLY x2, ok")?;
//! assert!(mock.url().starts_with("http://127.0.0.1:"));
//! assert_eq!(mock.requests().len(), 0);
//! mock.stop();
//! # Ok::<(), faultcode::mock::MockError>(())
//! ```
//!
//! Each request goes through the same steps (`engine`): the operation by its path, a scripted answer, an error that the request
//! itself asks for, the credential, the rate limit, the request against the document, the idempotency key, and then the answer,
//! out of what was stored or out of the samples.

mod answer;
mod auth;
mod body;
mod clock;
mod connection;
mod control;
mod document;
mod engine;
mod error;
mod example;
mod keys;
mod limit;
mod log;
mod page;
mod params;
mod prefer;
mod prepared;
mod refusal;
mod request;
mod result;
mod script;
mod server;
mod settings;
mod site;
mod state;
mod store;
mod validate;
mod webhooks;
mod wire;

pub use self::document::{Document, Sampled};
pub use self::engine::Seen;
pub use self::error::MockError;
pub use self::log::Entry;
pub use self::script::{After, Fault, Step};
pub use self::server::Mock;
pub use self::settings::{RateLimit, Settings, Watch};
pub use self::webhooks::Delivery;
