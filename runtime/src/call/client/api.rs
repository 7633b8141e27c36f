//! What a document says of its API as a whole.

use crate::facts::scheme::Scheme;
use crate::facts::server::Server;

use super::Client;

/// An API, as a generated crate states it: `Api { name: "sessions", …, ..Api::DEFAULT }`.
#[derive(Clone, Copy, Debug)]
pub struct Api {
    /// A short name, sent in `User-Agent`.
    pub name: &'static str,
    /// The version of the API, sent in `User-Agent`.
    pub version: &'static str,
    /// The servers of the document; the first is the default, and the builder can be given another one.
    pub servers: &'static [Server],
    /// Servers of single operations that have variables: their values are checked when a client is made.
    pub own_servers: &'static [Server],
    /// Origins beside that of the base URL to which credentials may go, as the configuration of the generator names them.
    pub credential_origins: &'static [&'static str],
    /// Schemes whose tokens operations of the API make, for clients that are given none.
    pub tokens: &'static [&'static Scheme],
}

impl Api {
    /// An API about which nothing is stated.
    pub const DEFAULT: Self = Self {
        name: "",
        version: "",
        servers: &[],
        own_servers: &[],
        credential_origins: &[],
        tokens: &[],
    };

    /// The text of `User-Agent`, with whatever a header cannot hold left out.
    pub(crate) fn user_agent(&self) -> String {
        let mut text = String::new();
        if !self.name.is_empty() {
            text.extend([self.name, "/", self.version, " "]);
        }
        text.push_str(concat!("faultcode/", env!("CARGO_PKG_VERSION")));
        text.retain(|character| character == ' ' || character.is_ascii_graphic());
        text
    }
}

/// The client type of a generated crate. [`client!`](crate::client) writes it.
pub trait Generated: Sized {
    /// Its API.
    const API: &'static Api;

    /// A client around that of the runtime.
    fn of(inner: Client) -> Self;
}
