//! What generated clients put on the wire and take from it, construct by construct, on a real socket.
//!
//! `tests/wire/<construct>.yaml` is a small document, `tests/build.rs` generates its client, and the module of that name
//! here calls it and compares the bytes that a plain TCP server got, or sends bytes and compares what the client made of
//! them. No expectation comes from our own encoder: the styles of parameters are those of the specification's table.
//!
//! Every table prints how many rows it ran.

#[path = "wire/bodies.rs"]
mod bodies;
#[path = "wire/answers.rs"]
mod answers;
#[path = "wire/clients.rs"]
mod clients;
#[path = "wire/downloads.rs"]
mod downloads;
#[path = "wire/errors.rs"]
mod errors;
#[path = "wire/headers.rs"]
mod headers;
#[path = "wire/pages.rs"]
mod pages;
#[path = "wire/parameters.rs"]
mod parameters;
#[path = "wire/places.rs"]
mod places;
#[path = "wire/routes.rs"]
mod routes;
#[path = "wire/rows.rs"]
mod rows;
#[path = "wire/schemas.rs"]
mod schemas;
#[path = "wire/streams.rs"]
mod streams;
#[path = "wire/simple_bodies.rs"]
mod simple_bodies;
#[path = "wire/successes.rs"]
mod successes;
#[path = "wire/webhooks.rs"]
mod webhooks;
#[path = "wire/values.rs"]
mod values;
