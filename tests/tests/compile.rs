//! What is generated, under the compiler and its tools.

#[path = "compile/compile.rs"]
mod compile;
#[path = "compile/evolution.rs"]
mod evolution;
