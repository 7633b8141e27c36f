//! What the user says of credentials where the document says nothing, or something else: `auth` of `faultcode.yaml`, `--auth` and
//! [`Builder::auth`](crate::Builder::auth).
//!
//! ```yaml
//! auth:
//!   schemes: {token: bearer, key: {header: X-Api-Key}}
//!   default: token                              # every operation without a word of its own
//!   needs: {login: none, search: [token, key]}  # by operation id or tag; a list is one of these
//! ```

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::extension::value::is_token;

/// What the user says of credentials.
///
/// ```
/// use faultcode::{Auth, AuthScheme};
///
/// let auth = Auth::new()
///     .scheme("token", AuthScheme::Bearer)
///     .scheme("key", AuthScheme::Header("X-Api-Key".to_owned()))
///     .default_needs(["token"])
///     .needs("search", ["token", "key"])
///     .no_needs("login");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    #[serde(default)]
    schemes: BTreeMap<String, AuthScheme>,
    #[serde(default)]
    default: Option<Needs>,
    #[serde(default)]
    needs: BTreeMap<String, Needs>,
}

/// How a credential travels.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthScheme {
    /// A token in `Authorization: Bearer`.
    Bearer,
    /// A user and a password in `Authorization: Basic`.
    Basic,
    /// A key in the header of this name.
    Header(String),
    /// A key in the query parameter of this name.
    Query(String),
    /// A key in the cookie of this name.
    Cookie(String),
}

/// Alternatives of schemes that go together; an empty alternative means that none is needed, and so does an empty list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Needs(pub Vec<Vec<String>>);

/// The word for no credential.
const NONE: &str = "none";

impl Auth {
    /// Nothing beside what the document says.
    pub fn new() -> Self {
        Self::default()
    }

    /// A security scheme that the document lacks; one of the document with that name gives way. Unless something else says what
    /// operations need, those carry it whose client has it, where the document says nothing of them.
    #[must_use]
    pub fn scheme(mut self, name: impl Into<String>, scheme: AuthScheme) -> Self {
        self.schemes.insert(name.into(), scheme);
        self
    }

    /// What operations need that have no `security` of their own: one of these schemes. It takes the place of the document's
    /// `security`.
    #[must_use]
    pub fn default_needs(mut self, schemes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.default = Some(Needs::one_of(schemes));
        self
    }

    /// Says that operations which have no `security` of their own need no credential.
    #[must_use]
    pub fn no_default_needs(mut self) -> Self {
        self.default = Some(Needs::default());
        self
    }

    /// What operations of this operation id or tag need, whatever the document says: one of these schemes.
    #[must_use]
    pub fn needs(
        mut self,
        name: impl Into<String>,
        schemes: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.needs.insert(name.into(), Needs::one_of(schemes));
        self
    }

    /// What operations of this operation id or tag need, whatever the document says: all of these schemes together.
    #[must_use]
    pub fn needs_together(
        mut self,
        name: impl Into<String>,
        schemes: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let together = schemes.into_iter().map(Into::into).collect();
        self.needs.insert(name.into(), Needs(vec![together]));
        self
    }

    /// Says that operations of this operation id or tag need no credential, whatever the document says.
    #[must_use]
    pub fn no_needs(mut self, name: impl Into<String>) -> Self {
        self.needs.insert(name.into(), Needs::default());
        self
    }

    /// The schemes by name.
    pub(crate) fn schemes(&self) -> impl Iterator<Item = (&str, &AuthScheme)> {
        self.schemes
            .iter()
            .map(|(name, scheme)| (name.as_str(), scheme))
    }

    /// What operations need that have no `security` of their own; `None` leaves that to the document.
    pub(crate) fn default_of_all(&self) -> Option<&Needs> {
        self.default.as_ref()
    }

    /// What is said by operation id or tag.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&String, &Needs)> {
        self.needs.iter()
    }

    /// Whether nothing is said.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The names of schemes that are used.
    pub(crate) fn used(&self) -> impl Iterator<Item = &str> {
        let all = self.default.iter().chain(self.needs.values());
        all.flat_map(|needs| needs.0.iter().flatten().map(String::as_str))
    }

    /// Adds what the command line says: `NAME=KIND` is a scheme, `none` that no operation needs a credential by itself.
    #[cfg(any(feature = "cli", test))]
    pub(crate) fn add(&mut self, text: &str) -> Result<(), String> {
        if text == NONE {
            self.default = Some(Needs::default());
            return Ok(());
        }
        let (name, kind) = text.split_once('=').ok_or_else(|| {
            format!("{text:?} is neither {NONE} nor NAME=KIND, such as token=bearer or key=header:X-Api-Key")
        })?;
        let kind = match kind.split_once(':') {
            Some((place, at)) => AuthScheme::placed(place, at.trim())?,
            None => AuthScheme::of_word(kind)?,
        };
        self.schemes.insert(name.to_owned(), kind);
        Ok(())
    }
}

impl AuthScheme {
    fn of_word(word: &str) -> Result<Self, String> {
        match word {
            "bearer" => Ok(Self::Bearer),
            "basic" => Ok(Self::Basic),
            _ => Err(format!(
                "{word:?} is no kind of credential: bearer, basic, or a key by its header, query or cookie"
            )),
        }
    }

    fn placed(place: &str, name: &str) -> Result<Self, String> {
        let fits = match place {
            "header" | "cookie" => is_token(name),
            _ => !name.is_empty(),
        };
        if !fits {
            return Err(format!("{name:?} cannot be the name of a {place}"));
        }
        match place {
            "header" => Ok(Self::Header(name.to_owned())),
            "query" => Ok(Self::Query(name.to_owned())),
            "cookie" => Ok(Self::Cookie(name.to_owned())),
            _ => Err(format!(
                "{place:?} is no place of a key: header, query or cookie"
            )),
        }
    }
}

impl Needs {
    fn one_of(schemes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(schemes.into_iter().map(|name| vec![name.into()]).collect())
    }
}

impl<'de> Deserialize<'de> for AuthScheme {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Word(String),
            Placed(BTreeMap<String, String>),
        }
        let scheme = match Form::deserialize(from) {
            Ok(Form::Word(word)) => Self::of_word(&word),
            Ok(Form::Placed(places)) => {
                let mut places = places.iter();
                match (places.next(), places.next()) {
                    (Some((place, name)), None) => Self::placed(place, name),
                    _ => Err("a key has one place: header, query or cookie".to_owned()),
                }
            }
            Err(_) => {
                Err("a scheme is bearer, basic, or a place such as {header: X-Api-Key}".to_owned())
            }
        };
        scheme.map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Needs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Alternative {
            One(String),
            Together(Vec<String>),
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            One(String),
            Several(Vec<Alternative>),
        }
        let of_word = |word: String| match word.as_str() {
            NONE => Vec::new(),
            _ => vec![word],
        };
        match Form::deserialize(from) {
            Ok(Form::One(word)) if word == NONE => Ok(Self::default()),
            Ok(Form::One(word)) => Ok(Self(vec![vec![word]])),
            Ok(Form::Several(all)) => {
                let all = all.into_iter().map(|one| match one {
                    Alternative::One(word) => of_word(word),
                    Alternative::Together(names) => names,
                });
                Ok(Self(all.collect()))
            }
            Err(_) => Err(D::Error::custom(
                "a need is none, the name of a scheme, or a list of them",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Auth, AuthScheme};

    #[test]
    fn both_forms_say_the_same() {
        let text = "{schemes: {token: bearer, login: basic, key: {header: X-Key}, old: {query: key}, sid: {cookie: sid}}, \
                    default: token, needs: {search: [token, key], both: [[token, key]], open: none}}";
        let read: Auth = serde_yaml::from_str(text).expect("the reader takes it");
        let built = Auth::new()
            .scheme("token", AuthScheme::Bearer)
            .scheme("login", AuthScheme::Basic)
            .scheme("key", AuthScheme::Header("X-Key".to_owned()))
            .scheme("old", AuthScheme::Query("key".to_owned()))
            .scheme("sid", AuthScheme::Cookie("sid".to_owned()))
            .default_needs(["token"])
            .needs("search", ["token", "key"])
            .needs_together("both", ["token", "key"])
            .no_needs("open");
        assert_eq!(read, built);
        let mut added = Auth::new();
        let schemes = [
            "token=bearer",
            "login=basic",
            "key=header:X-Key",
            "old=query:key",
            "sid=cookie: sid",
        ];
        for scheme in schemes {
            added.add(scheme).expect("the command line takes it");
        }
        assert!(added.schemes().eq(built.schemes()));
    }

    #[test]
    fn what_is_no_scheme_is_refused() {
        let rows = [
            "{schemes: {token: barer}}",
            "{schemes: {key: {body: key}}}",
            "{schemes: {key: {header: A, query: b}}}",
            "{schemes: {key: {header: ''}}}",
            "{schemes: {key: {header: 'X Key'}}}",
            "{schemes: {key: {cookie: 'a;b'}}}",
            "{schemes: {key: [bearer]}}",
            "{scheme: {token: bearer}}",
            "{default: {token: []}}",
        ];
        for text in rows {
            assert!(serde_yaml::from_str::<Auth>(text).is_err(), "{text}");
        }
        for text in ["token", "token=barer", "key=header:", "key=body:key"] {
            assert!(Auth::new().add(text).is_err(), "{text}");
        }
    }
}
