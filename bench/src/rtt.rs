//! What a call costs: a server over loopback in a process of its own, and clients, each a program of its own.

pub mod client;
pub mod report;
pub mod server;
