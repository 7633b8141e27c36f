//! Shared parts of the benchmarks: measuring commands and the compiler, the comparison with peers, and the models that
//! shapes are compared with.

pub mod compare;
pub mod measure;
pub mod models;
pub mod rtt;
pub mod rustc;
pub mod synthetic;
