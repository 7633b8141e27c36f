//! What is generated, under the compiler and its tools.

#[path = "compile/ci.rs"]
mod ci;
#[path = "compile/compile.rs"]
mod compile;
#[path = "compile/evolution.rs"]
mod evolution;
#[path = "compile/pack_answers.rs"]
mod pack_answers;
#[path = "compile/packages.rs"]
mod packages;
#[path = "compile/relearn.rs"]
mod relearn;
#[path = "compile/traced.rs"]
mod traced;
#[path = "compile/valid_clients.rs"]
mod valid_clients;
#[path = "compile/ways_in.rs"]
mod ways_in;
