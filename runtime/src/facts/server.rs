//! Servers as a document states them: a URL with variables that the caller can set.

/// A server of an API (OpenAPI 3.0.4, section 4.8.5).
#[derive(Clone, Copy, Debug)]
pub struct Server {
    /// The URL, with variables in braces.
    pub url: &'static str,
    /// The variables of the URL.
    pub variables: &'static [ServerVariable],
}

/// A variable of a server's URL (OpenAPI 3.0.4, section 4.8.6).
#[derive(Clone, Copy, Debug)]
pub struct ServerVariable {
    /// Its name.
    pub name: &'static str,
    /// What is used where the caller says nothing; `None` where the document forgot it.
    pub default: Option<&'static str>,
    /// The values that it can have; empty where it takes any.
    pub values: &'static [&'static str],
}

impl Server {
    /// A server without variables.
    pub const fn new(url: &'static str) -> Self {
        Self {
            url,
            variables: &[],
        }
    }

    /// A server with variables.
    pub const fn with(url: &'static str, variables: &'static [ServerVariable]) -> Self {
        Self { url, variables }
    }
}

impl ServerVariable {
    /// A variable with its default.
    pub const fn new(
        name: &'static str,
        default: &'static str,
        values: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            default: Some(default),
            values,
        }
    }

    /// A variable that the caller has to set.
    pub const fn required(name: &'static str) -> Self {
        Self {
            name,
            default: None,
            values: &[],
        }
    }
}
