//! Charges against a server that books each execution.

#[path = "ledger/ledger.rs"]
mod ledger;
