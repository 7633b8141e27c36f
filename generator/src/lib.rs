//! Generates typed Rust clients from OpenAPI documents.
#![warn(missing_docs)]

mod analyse;
pub mod check;
pub mod config;
pub mod diagnostics;
pub mod emit;
mod extension;
pub mod format;
pub mod ir;
pub mod load;
pub mod lower;
pub mod model;
pub mod normalise;
pub mod overlay;
pub mod plan;
pub mod resolve;
pub mod source;
pub mod yaml_out;
