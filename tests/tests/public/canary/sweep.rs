//! Collects everything that is printed, and looks for secrets in it.

use std::any::type_name;
use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use faultcode_tests::traces::shown;

/// The secrets, which begin with six characters that stand nowhere else.
pub(crate) const TOKEN: &str = "Zq7tok-canary/0815";
pub(crate) const HEADER: &str = "Hk9hdr-canary+0815";
pub(crate) const QUERY: &str = "Qx5qry-canary=0815";
pub(crate) const COOKIE: &str = "Cw3cok-canary-0815";
pub(crate) const PASSWORD: &str = "Pv1pwd-canary:0815";
pub(crate) const KEY: &str = "Ik2idk-canary-0815";
pub(crate) const BODY: &str = "By8bdy-canary-0815";
pub(crate) const HOOK: &str = "Wh4hok-canary-0815";
pub(crate) const REFRESH: &str = "Rf6rfs-canary-0815";

const ALL: [&str; 9] = [
    TOKEN, HEADER, QUERY, COOKIE, PASSWORD, KEY, BODY, HOOK, REFRESH,
];

/// What the server is sent and may echo.
pub(crate) const ECHOED: [&str; 5] = [TOKEN, HEADER, QUERY, COOKIE, KEY];

/// The texts so far.
#[derive(Default)]
pub(crate) struct Sweep {
    pub(crate) texts: usize,
    types: BTreeSet<String>,
    words: BTreeSet<String>,
}

impl Sweep {
    /// A value in both forms of `Debug`.
    pub(crate) fn see<T: Debug>(&mut self, value: &T) {
        let name = type_name::<T>();
        let plain = name.split('<').next().unwrap_or(name);
        let last = plain.rsplit("::").next().unwrap_or(plain);
        self.types.insert(last.to_owned());
        self.text(name, &format!("{value:?}\n{value:#?}"));
    }

    /// An error: `Debug`, `Display`, and the same of its causes.
    pub(crate) fn error<E: Error + 'static>(&mut self, error: &E) {
        self.see(error);
        self.text(type_name::<E>(), &shown(error));
    }

    /// Any text that a log could hold.
    pub(crate) fn text(&mut self, label: &str, text: &str) {
        self.texts += 1;
        for secret in ALL {
            for spelling in spellings(&secret[..6]) {
                assert!(
                    !text.contains(&spelling),
                    "{label} shows {spelling}: {text}"
                );
            }
        }
        for (at, _) in text.match_indices("api_key=") {
            let rest = &text[at + "api_key=".len()..];
            assert!(rest.starts_with("[redacted]"), "{label}: {text}");
        }
        // `Name {` and `Name(` are how derived forms begin, and `Name)` is one without members within a variant.
        let begins = text.match_indices(" {").chain(text.match_indices('('));
        let ends = begins.chain(text.match_indices(')'));
        for (end, _) in ends {
            let word = text[..end].rsplit(|it: char| !it.is_alphanumeric()).next();
            let word = word.unwrap_or("");
            if word.starts_with(|it: char| it.is_ascii_uppercase()) && !self.words.contains(word) {
                self.words.insert(word.to_owned());
            }
        }
    }

    /// Whether a value of the type was printed, by itself or within another.
    pub(crate) fn has_seen(&self, name: &str) -> bool {
        self.types.contains(name) || self.words.contains(name)
    }
}

/// A text as it stands, percent-encoded in both cases, and in the escapes of JSON.
pub(crate) fn spellings(text: &str) -> [String; 4] {
    let each = |write: fn(u8) -> String| text.bytes().map(write).collect::<String>();
    [
        text.to_owned(),
        each(|byte| format!("%{byte:02X}")),
        each(|byte| format!("%{byte:02x}")),
        each(|byte| format!("\\u{byte:04x}")),
    ]
}

/// What panics say while this lives.
pub(crate) struct Panics(Arc<Mutex<String>>);

impl Panics {
    pub(crate) fn collect() -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let to = Arc::clone(&text);
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if let Ok(mut text) = to.lock() {
                text.push_str(&format!("{info}\n"));
            }
            if !info.to_string().contains("a hook of this test") {
                before(info);
            }
        }));
        Self(text)
    }

    pub(crate) fn text(&self) -> String {
        self.0.lock().map(|text| text.clone()).unwrap_or_default()
    }
}
