//! Shared parts of the benchmarks: measuring commands and the compiler, the comparison with peers, and the models
//! and bodies that are compared.

pub mod compare;
pub mod instructions;
pub mod measure;
pub mod models;
pub mod payloads;
pub mod rtt;
pub mod rustc;
pub mod synthetic;
