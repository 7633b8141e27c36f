//! Generates typed Rust clients, with an error enum per endpoint, from annotated OpenAPI documents.
//!
//! A [`Session`] leads one document through the stages. [`Builder`] is for build scripts.
//!
//! ```
//! use faultcode::{Input, Options, Session};
//!
//! let document = br#"{
//!     "openapi": "3.1.0",
//!     "info": {"title": "Greetings", "version": "1.0.0"},
//!     "x-error-codes": {"TOO_EARLY": {"status": 425, "retry": "transient"}},
//!     "paths": {"/hello": {"get": {
//!         "operationId": "sayHello",
//!         "x-error-codes": ["TOO_EARLY"],
//!         "responses": {"204": {"description": "Said."}, "425": {"description": "Not yet."}}
//!     }}}
//! }"#;
//! let mut session = Session::new(Input::bytes("greetings.json", document), Options::named("greetings"));
//!
//! let output = session.generate().expect("the document is sound");
//! let file = output.files.iter().find(|file| file.path.ends_with("say_hello.rs")).expect("one file per operation");
//! assert!(file.text.contains("pub enum SayHelloError {"));
//! // It says that nothing encrypts or addresses the calls: the document names no server.
//! print!("{}", session.findings());
//! ```
#![warn(missing_docs)]

mod access;
mod analyse;
mod auth;
mod builder;
mod catalogue;
mod check;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod config;
mod contest;
mod diagnostics;
mod dialect;
#[cfg(feature = "cli")]
mod diff;
mod digest;
#[cfg(feature = "sources")]
mod draft;
mod emit;
mod examples;
mod extension;
mod format;
mod given;
#[cfg(feature = "sources")]
mod import_docs;
mod infer;
mod input;
#[doc(hidden)]
pub mod internals;
mod ir;
#[cfg(feature = "sources")]
mod learn;
mod load;
mod lower;
#[cfg(feature = "mock")]
pub mod mock;
mod model;
mod name;
mod normalise;
mod options;
mod overlay;
mod packs;
#[cfg(any(feature = "mock", feature = "sources"))]
mod paths;
mod plan;
mod progress;
mod render;
mod resolve;
mod review;
mod select;
mod session;
mod source;
mod steps;
mod table;
mod verdict;
mod verify;
mod workers;
mod write;
mod yaml_out;

pub use crate::auth::{Auth, AuthScheme};
pub use crate::builder::Builder;
pub use crate::emit::Runtime;
pub use crate::infer::Narrow;
pub use crate::input::Input;
pub use crate::options::{Options, Package};
pub use crate::render::{File, Form};
pub use crate::session::{Finding, Findings, Output, Session, Stage, Summary};
