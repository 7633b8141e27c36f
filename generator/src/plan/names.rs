//! Identifiers: how a name of the document becomes one, and how two names that want the same one are told apart.
//!
//! A document grows, and callers upgrade. So a name is made of the text of its own thing alone, and where two things of one
//! scope ask for one name, neither has it: were it given to one of them, it might mean the other one tomorrow.

mod ident;
mod pool;
mod short;
mod spell;

use std::collections::BTreeSet;

use crate::ir::{Id, Table};

pub use self::ident::{Name, RustIdent, is_keyword};
pub use self::spell::{Case, wanted};

use self::ident::with_hash;
use self::pool::Asking;
use self::spell::{exact, whole};

/// A name with something behind it. The underscore that sets a name apart from a keyword is no longer needed then, and two
/// in a row are bad style to the compiler.
pub fn joined(name: impl Into<Name>, suffix: &str) -> Name {
    name.into().joined(suffix)
}

/// The names that are taken in one place of the output.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
    folded: bool,
}

/// A name that a scope gave out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The identifier.
    pub ident: RustIdent,
    /// What it would be called if the name were free, where it was not.
    pub instead_of: Option<String>,
}

impl Scope {
    /// A scope in which the given names are taken.
    pub fn with<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        let mut scope = Self::default();
        scope.taken.extend(reserved.into_iter().map(str::to_owned));
        scope
    }

    /// A scope of file names: names that differ in case only are the same.
    pub fn of_files<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            folded: true,
            ..Self::with(reserved)
        }
    }

    /// Whether the name is taken.
    pub fn has(&self, name: &str) -> bool {
        self.taken.contains(&self.key(name))
    }

    /// Takes a name from everybody, whoever has it.
    pub(super) fn reserve(&mut self, name: &RustIdent) {
        let key = self.key(name.as_str());
        self.taken.insert(key);
    }

    fn key(&self, name: &str) -> String {
        if self.folded {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        }
    }

    /// Takes the name, or the name with the suffix, or with the first free number from 2 on: for names of the generator's
    /// own, of which there are few.
    pub fn claim(&mut self, wanted: impl Into<Name>, suffix: &str) -> Claimed {
        let wanted = wanted.into();
        let tries = std::iter::once(wanted.clone())
            .chain((!suffix.is_empty()).then(|| wanted.clone().joined(suffix)))
            .chain((2..).map(|number: u64| wanted.clone().joined(&format!("{suffix}{number}"))));
        for name in tries {
            if let Some(claimed) = self.take(&wanted, name) {
                return claimed;
            }
        }
        unreachable!("there are more numbers than names in a document")
    }

    fn take(&mut self, first: &Name, name: Name) -> Option<Claimed> {
        if self.has(name.as_str()) {
            return None;
        }
        let ident = RustIdent::new(name)?;
        self.reserve(&ident);
        let instead_of = (ident.as_str() != first.as_str()).then(|| first.as_str().to_owned());
        Some(Claimed { ident, instead_of })
    }

    /// Takes one name for each of the things that wish for one. The result does not depend on their order. Keys are distinct.
    ///
    /// Each thing has names that it would take, the best first, and asks for the next where one is taken or somebody else
    /// asks for it too. Whatever was asked for twice belongs to nobody, now and for whoever comes later to this scope. So a
    /// document that grows takes names away, but gives none to another thing.
    pub fn claim_all<T>(
        &mut self,
        things: impl IntoIterator<Item = T>,
        wish: impl Fn(&T) -> Wish,
        suffix: &str,
    ) -> Vec<(T, Claimed)> {
        let asking = things.into_iter().map(|thing| {
            let wish = wish(&thing);
            Asking::new(thing, wish, suffix)
        });
        pool::settle(self, asking.collect())
    }

    /// The same for the items of a list, found by the same ids.
    pub fn claim_table<I: Id, T>(
        &mut self,
        table: &Table<I, T>,
        wish: impl Fn(&T) -> Wish,
        suffix: &str,
    ) -> Table<I, Claimed> {
        let claimed = self.claim_all(table, |thing| wish(thing), suffix);
        claimed.into_iter().map(|(_, name)| name).collect()
    }
}

/// What a thing would be called, and what tells it from the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What tells it from the others.
    pub key: String,
    /// What it would be called.
    first: Name,
    /// What it would be called otherwise, the best first.
    others: Vec<Other>,
    /// Every sign and capital of its text in words.
    exact: Option<Exact>,
    /// Whether a user has given the name.
    given: bool,
}

/// Another name that a thing would take. What few things come to ask for is made when one does.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Other {
    Name(Name),
    /// All words of a text, though it says some for the second time.
    Whole(String, Case),
}

/// The exact words of a text, and what stands behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Exact {
    text: String,
    case: Case,
    suffix: String,
}

impl Wish {
    /// The identifier that a text asks for, which also tells it from others.
    pub fn of(text: &str, case: Case) -> Self {
        let mut wish = Self::new(text, wanted(text, case)).spelled(text, case);
        wish.others.push(Other::Whole(text.to_owned(), case));
        wish
    }

    /// A name for what a key tells from others.
    pub fn new(key: impl Into<String>, name: impl Into<Name>) -> Self {
        Self {
            key: key.into(),
            first: name.into(),
            others: Vec::new(),
            exact: None,
            given: false,
        }
    }

    /// Another name, if it cannot have those before.
    #[must_use]
    pub fn or(mut self, name: impl Into<Name>) -> Self {
        self.others.push(Other::Name(name.into()));
        self
    }

    /// A better name than those before.
    #[must_use]
    pub fn rather(mut self, name: impl Into<Name>) -> Self {
        let second = std::mem::replace(&mut self.first, name.into());
        self.others.insert(0, Other::Name(second));
        self
    }

    /// The text in whose exact words it is called, if it can have none of the other names.
    #[must_use]
    pub fn spelled(self, text: &str, case: Case) -> Self {
        self.spelled_before(text, case, "")
    }

    /// The same with something behind the exact words.
    #[must_use]
    pub fn spelled_before(mut self, text: &str, case: Case, suffix: &str) -> Self {
        self.exact = Some(Exact {
            text: text.to_owned(),
            case,
            suffix: suffix.to_owned(),
        });
        self
    }

    /// All that it would take, the best first: what is no identifier is nobody's wish. The last one has a hash.
    fn all(&self, suffix: &str) -> Vec<Name> {
        let mut names = vec![self.first.clone()];
        names.extend(self.others.iter().filter_map(|other| match other {
            Other::Name(name) => Some(name.clone()),
            Other::Whole(text, case) => whole(text, *case),
        }));
        if !self.given {
            if !suffix.is_empty() {
                names.push(self.first.clone().joined(suffix));
            }
            if let Some(Exact { text, case, suffix }) = &self.exact {
                let exact = exact(text, *case);
                let exact = match suffix.is_empty() {
                    true => exact,
                    false => exact.joined(suffix),
                };
                names.push(match names.contains(&exact) {
                    true => just(&exact, *case),
                    false => exact,
                });
            }
        }
        let case = self.exact.as_ref().map(|exact| exact.case);
        let case = case.unwrap_or_else(|| Case::of(self.first.as_str()));
        names.push(with_hash(self.first.as_str(), &self.key, case));
        let mut seen = Vec::new();
        names.retain(|name| {
            let fresh = RustIdent::new(name.clone()).is_some() && !seen.contains(name);
            seen.push(name.clone());
            fresh
        });
        names
    }

    /// What it would be called.
    pub fn first(&self) -> &Name {
        &self.first
    }

    /// The name that a user has given to it, if there is one, and nothing else.
    #[must_use]
    pub fn given(self, name: Option<&str>, case: Case) -> Self {
        self.given_before(name, case, "")
    }

    /// The same with something behind the name.
    #[must_use]
    pub fn given_before(mut self, name: Option<&str>, case: Case, suffix: &str) -> Self {
        if let Some(name) = name {
            self.first = wanted(name, case).joined(suffix);
            self.others.clear();
            self.given = true;
        }
        self
    }
}

/// What a name is called whose text has no sign and no capital that could tell it from the others.
fn just(name: &Name, case: Case) -> Name {
    let bare = name.as_str().trim_start_matches('_');
    Name::from(match case {
        Case::Snake => format!("just_{bare}"),
        Case::Camel => format!("Just{bare}"),
        Case::Shouty => format!("JUST_{bare}"),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::ident::KEYWORDS;
    use super::*;

    #[test]
    fn names_become_identifiers() {
        let rows = [
            ("createOrder", Case::Snake, "create_order"),
            ("createOrder", Case::Camel, "CreateOrder"),
            ("INSUFFICIENT_BALANCE", Case::Camel, "InsufficientBalance"),
            ("type", Case::Snake, "type_"),
            ("self", Case::Camel, "Self_"),
            ("gen", Case::Snake, "gen_"),
            ("1abc", Case::Snake, "n1abc"),
            ("", Case::Camel, "Empty"),
            ("a b", Case::Snake, "a_b"),
            ("名", Case::Snake, "u540d"),
            // The plural of an acronym is one word.
            ("IDs", Case::Snake, "ids"),
            ("ContactIDs", Case::Snake, "contact_ids"),
            ("userIDs", Case::Camel, "UserIds"),
            ("URLsList", Case::Snake, "urls_list"),
            ("DNSRecord", Case::Snake, "dns_record"),
            ("HTTPSettings", Case::Snake, "http_settings"),
            // Between words, these signs part them.
            ("user-id", Case::Snake, "user_id"),
            ("user.id", Case::Snake, "user_id"),
            ("read:org", Case::Camel, "ReadOrg"),
            ("filter[name]", Case::Snake, "filter_name"),
            ("repos/list", Case::Snake, "repos_list"),
            ("1.5", Case::Camel, "N1_5"),
            ("V1 5", Case::Camel, "V1_5"),
            // What an identifier can hold in front stays; every other sign is a word.
            ("_id", Case::Snake, "_id"),
            ("__typename", Case::Snake, "__typename"),
            ("_links", Case::Camel, "_Links"),
            ("class_", Case::Snake, "class_underscore"),
            ("+1", Case::Snake, "plus_1"),
            ("-1", Case::Snake, "minus_1"),
            ("-created", Case::Snake, "minus_created"),
            ("@type", Case::Snake, "at_type"),
            ("@odata.type", Case::Snake, "at_odata_type"),
            ("$ref", Case::Snake, "dollar_ref"),
            ("O+", Case::Camel, "OPlus"),
            ("AB-", Case::Camel, "AbMinus"),
            ("a,-b", Case::Snake, "a_minus_b"),
            ("a - b", Case::Snake, "a_b"),
            ("ld+json", Case::Camel, "LdPlusJson"),
            ("C#", Case::Snake, "c_hash"),
            (".pdf", Case::Camel, "DotPdf"),
            ("r#type", Case::Snake, "r_hash_type"),
            ("_", Case::Snake, "underscore"),
            ("-", Case::Snake, "minus"),
            (">=", Case::Camel, "GreaterEqual"),
            ("*", Case::Shouty, "STAR"),
        ];
        for (name, case, expected) in rows {
            let wanted = wanted(name, case);
            assert_eq!(wanted.as_str(), expected, "{name}");
            assert!(RustIdent::new(wanted).is_some(), "{name}");
        }
    }

    /// Names that the members of one struct get.
    fn members<'n>(names: &[&'n str], case: Case) -> BTreeMap<&'n str, String> {
        let mut scope = Scope::with(["Option", "client"]);
        let wish = |name: &&str| Wish::of(name, case);
        let claimed = scope.claim_all(names.iter().copied(), wish, "_member");
        let claimed = claimed.into_iter();
        claimed
            .map(|(name, claimed)| (name, claimed.ident.to_string()))
            .collect()
    }

    #[test]
    fn of_two_that_ask_for_one_name_neither_has_it() {
        let rows: [(&[&str], Case, &[&str]); 10] = [
            (
                &[
                    "user-id", "user_id", "user.id", "user id", "userId", "USER_ID",
                ],
                Case::Snake,
                &[
                    "user_minus_id",
                    "user_underscore_id",
                    "user_dot_id",
                    "user_space_id",
                    "user_capital_id",
                    "upper_user_underscore_upper_id",
                ],
            ),
            (&["name", "-name"], Case::Camel, &["Name", "MinusName"]),
            (&["type", "@type"], Case::Snake, &["type_", "at_type"]),
            (
                &["1", "+1", "-1"],
                Case::Snake,
                &["n1", "plus_1", "minus_1"],
            ),
            (
                &["ids", "ids[]"],
                Case::Snake,
                &["just_ids", "ids_bracket_bracket"],
            ),
            (
                &["foo", "Foo", "FOO"],
                Case::Camel,
                &["LowerFoo", "JustFoo", "UpperFoo"],
            ),
            (&["a", "b"], Case::Snake, &["a", "b"]),
            (&["A", "a"], Case::Camel, &["JustA", "LowerA"]),
            (&["client", "body"], Case::Snake, &["client_member", "body"]),
            (
                &["client", "client_member"],
                Case::Snake,
                &["just_client", "client_member_member"],
            ),
        ];
        for (names, case, expected) in rows {
            let given = members(names, case);
            let given: Vec<&str> = names.iter().map(|name| given[name].as_str()).collect();
            assert_eq!(given, expected, "{names:?}");
        }
    }

    #[test]
    fn a_long_name_says_nothing_twice() {
        let name = "codespaces/set-repositories-for-secret-for-authenticated-user-of-repositories-and-codespaces";
        assert_eq!(
            wanted(name, Case::Snake).as_str(),
            "codespaces_set_repositories_for_secret_authenticated_user_of_and"
        );
    }

    #[test]
    fn a_name_without_end_is_cut_and_stays_distinct() {
        let words: Vec<String> = (0..40_000).map(|number| format!("word{number}")).collect();
        let long = words.join("_");
        for case in [Case::Snake, Case::Camel, Case::Shouty] {
            let one = wanted(&long, case);
            let other = wanted(&format!("{long}x"), case);
            assert!(one.as_str().len() <= 60, "{one:?}");
            assert_ne!(one, other);
            assert!(RustIdent::new(one.clone()).is_some_and(|it| it.is_hashed()));
            let mut scope = Scope::default();
            let claimed: BTreeSet<_> = (0..200)
                .map(|_| scope.claim(one.clone(), "Service").ident)
                .collect();
            assert_eq!(claimed.len(), 200);
        }
    }

    #[test]
    fn a_name_that_gives_way_to_its_end_has_one_underscore_before_it() {
        for length in 100..160 {
            let name = Name::from(format!("{}_42", "a".repeat(length)));
            let joined = name.joined("_source_for");
            assert!(!joined.as_str().contains("__"), "{joined:?}");
            assert!(joined.as_str().len() <= 140, "{joined:?}");
        }
    }

    #[test]
    fn no_keyword_and_no_sign_is_an_identifier() {
        for text in KEYWORDS
            .iter()
            .copied()
            .chain(["_", "", "1a", "a-b", "ä", "r#a"])
        {
            assert!(RustIdent::new(text.into()).is_none(), "{text}");
        }
    }

    #[test]
    fn names_do_not_depend_on_the_order_of_the_document() {
        let mut names = [
            "foo", "Foo", "FOO", "Foo_", "Foo2", "Bar", "Option", "foo-", "user id", "user-id",
        ];
        let first = members(&names, Case::Camel);
        names.reverse();
        assert_eq!(first, members(&names, Case::Camel));
        assert_eq!(first["Foo2"], "Foo2");
        assert_eq!(first["Option"], "Option_member");
        let distinct: BTreeSet<_> = first.values().collect();
        assert_eq!(distinct.len(), names.len());
    }

    /// What a name means does not change, whichever names join it: it goes, or it stays what it was.
    #[test]
    fn a_name_never_changes_hands() {
        let pool = [
            "id",
            "_id",
            "ID",
            "Id",
            "id[]",
            "@id",
            "-id",
            "id-",
            "user-id",
            "user_id",
            "userId",
            "user id",
            "user.id",
            "id_member",
            "at_id",
            "minus_id",
            "just_id",
            "client",
            "client_member",
            "u540d",
            "名",
            "type",
            "type_",
            "$type",
            "dollar_type",
            "1",
            "+1",
            "n1",
            "-1",
            "minus_1",
            "UserIDs",
            "user_ids",
            "user_IDs",
            "extra",
            "upper_id",
        ];
        let mut dice = 0x2545_f491_4f6c_dd1d_u64;
        let mut throw = |sides: usize| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            usize::try_from(dice % 1_000_003).unwrap_or(0) % sides
        };
        let mut kept = 0;
        for _ in 0..3_000 {
            let mut names = pool;
            for at in (1..names.len()).rev() {
                names.swap(at, throw(at + 1));
            }
            let few = 1 + throw(8);
            let more = few + throw(8);
            for case in [Case::Snake, Case::Camel, Case::Shouty] {
                let (before, after) = (members(&names[..few], case), members(&names[..more], case));
                for (wire, name) in &before {
                    let now = after.iter().find(|(_, other)| *other == name);
                    kept += usize::from(now.is_some());
                    assert!(
                        now.is_none_or(|(other, _)| other == wire),
                        "{name} was {wire} and is {now:?}"
                    );
                }
            }
        }
        assert!(kept > 10_000, "{kept}");
    }

    #[test]
    fn file_names_differ_in_more_than_case() {
        let mut scope = Scope::of_files(["con"]);
        assert_eq!(scope.claim("con", "_type").ident.as_str(), "con_type");
        assert_eq!(scope.claim("Order", "").ident.as_str(), "Order");
        assert_eq!(scope.claim("order", "").ident.as_str(), "order2");
    }
}
