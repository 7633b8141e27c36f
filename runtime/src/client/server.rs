//! Servers as a document states them: a URL with variables that the caller can set.

use std::borrow::Cow;

use crate::request::BuildProblem;

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

    /// The URL with the values that the caller gave, and the defaults of the rest.
    pub(crate) fn resolved(
        &self,
        given: &[(&'static str, String)],
    ) -> Result<Cow<'static, str>, BuildProblem> {
        if self.variables.is_empty() {
            return Ok(Cow::Borrowed(self.url));
        }
        let mut url = String::with_capacity(self.url.len());
        let mut rest = self.url;
        // In one pass, so that a value with braces is never taken for a variable.
        while let Some((before, after)) = rest.split_once('{') {
            url.push_str(before);
            let (name, after) = after.split_once('}').ok_or(BuildProblem::BaseUrl)?;
            let mut known = self.variables.iter();
            let variable = known.find(|variable| variable.name == name);
            url.push_str(variable.ok_or(BuildProblem::BaseUrl)?.value(given)?);
            rest = after;
        }
        url.push_str(rest);
        Ok(Cow::Owned(url))
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

    fn value<'a>(&self, given: &'a [(&'static str, String)]) -> Result<&'a str, BuildProblem> {
        let problem = || BuildProblem::ServerVariable {
            name: self.name,
            values: self.values,
        };
        match given.iter().find(|(name, _)| *name == self.name) {
            None => self.default.ok_or_else(problem),
            Some((_, value)) => {
                let value = value.as_str();
                let listed = self.values.contains(&value) || self.default == Some(value);
                let any = self.values.is_empty() && !value.is_empty();
                (listed || any).then_some(value).ok_or_else(problem)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SERVER: Server = Server::with(
        "https://{region}.shop.example/{base}/v1",
        &[
            ServerVariable::new("region", "eu", &["eu", "us"]),
            ServerVariable::new("base", "api", &[]),
        ],
    );

    #[test]
    fn variables_are_replaced_once_and_checked() {
        type Given = &'static [(&'static str, &'static str)];
        let rows: [(Given, Option<&str>); 5] = [
            (&[], Some("https://eu.shop.example/api/v1")),
            (&[("region", "us")], Some("https://us.shop.example/api/v1")),
            (
                &[("base", "{region}")],
                Some("https://eu.shop.example/{region}/v1"),
            ),
            (&[("region", "mars")], None),
            (&[("base", "")], None),
        ];
        for (given, expected) in rows {
            let given: Vec<_> = given.iter().map(|(a, b)| (*a, (*b).to_owned())).collect();
            assert_eq!(
                SERVER.resolved(&given).ok().as_deref(),
                expected,
                "{given:?}"
            );
        }
        let forgotten = Server::with("https://{a}", const { &[ServerVariable::required("a")] });
        let error = forgotten.resolved(&[]).expect_err("no value");
        assert_eq!(
            error.to_string(),
            "the variable `a` of the server has no value"
        );
    }
}
