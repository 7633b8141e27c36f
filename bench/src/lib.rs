//! Shared parts of the benchmarks: measuring a command as a whole, and the models that shapes are compared with.

pub mod measure;
pub mod models;
