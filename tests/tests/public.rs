//! What the runtime shows to those who use it: the types of others in its interface, and what is printed of secrets.

#[path = "public/canary.rs"]
mod canary;
#[path = "public/public_api.rs"]
mod public_api;
