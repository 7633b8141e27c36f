//! The call core and what goes with it, against sockets and clocks of tests: no client of a vendor is part of it.

#[path = "runtime/bodies.rs"]
mod bodies;
#[path = "runtime/calls.rs"]
mod calls;
#[path = "runtime/faults.rs"]
mod faults;
#[path = "runtime/made_tokens.rs"]
mod made_tokens;
#[path = "runtime/network.rs"]
mod network;
#[path = "runtime/origin.rs"]
mod origin;
#[path = "runtime/postgres.rs"]
mod postgres;
#[path = "runtime/promise.rs"]
mod promise;
#[path = "runtime/promise_more.rs"]
mod promise_more;
#[path = "runtime/recorder.rs"]
mod recorder;
#[path = "runtime/refresh.rs"]
mod refresh;
#[path = "runtime/runtime_answers.rs"]
mod runtime_answers;
#[path = "runtime/runtime_blocking.rs"]
mod runtime_blocking;
#[path = "runtime/runtime_faults.rs"]
mod runtime_faults;
#[path = "runtime/runtime_key_store.rs"]
mod runtime_key_store;
#[path = "runtime/runtime_keys.rs"]
mod runtime_keys;
#[path = "runtime/runtime_observed.rs"]
mod runtime_observed;
#[path = "runtime/runtime_pages.rs"]
mod runtime_pages;
#[path = "runtime/runtime_replays.rs"]
mod runtime_replays;
#[path = "runtime/runtime_requests.rs"]
mod runtime_requests;
#[path = "runtime/runtime_reqwest.rs"]
mod runtime_reqwest;
#[path = "runtime/runtime_retry.rs"]
mod runtime_retry;
#[path = "runtime/runtime_testing.rs"]
mod runtime_testing;
#[path = "runtime/runtime_tls.rs"]
mod runtime_tls;
#[path = "runtime/runtime_tokens.rs"]
mod runtime_tokens;
#[path = "runtime/runtime_uploads.rs"]
mod runtime_uploads;
#[path = "runtime/signals.rs"]
mod signals;
#[path = "runtime/simulation.rs"]
mod simulation;
#[path = "runtime/vectors.rs"]
mod vectors;
#[path = "runtime/webhooks.rs"]
mod webhooks;
