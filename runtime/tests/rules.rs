//! What the pure layers decide and read, value by value: what the vectors of `tests/data`, which run through a client, do not
//! reach.

#[path = "rules/hostile_headers.rs"]
mod hostile_headers;
#[path = "rules/models.rs"]
mod models;
#[path = "rules/rate_limit.rs"]
mod rate_limit;
#[path = "rules/retries.rs"]
mod retries;
