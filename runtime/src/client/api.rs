//! What a document says of its API as a whole.

/// An API, as a generated crate states it: `Api { name: "sessions", …, ..Api::DEFAULT }`.
#[derive(Clone, Copy, Debug)]
pub struct Api {
    /// A short name, sent in `User-Agent`.
    pub name: &'static str,
    /// The version of the API, sent in `User-Agent`.
    pub version: &'static str,
    /// The base URL of the first server; the builder can be given another one.
    pub base_url: &'static str,
}

impl Api {
    /// An API about which nothing is stated.
    pub const DEFAULT: Self = Self {
        name: "",
        version: "",
        base_url: "",
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
