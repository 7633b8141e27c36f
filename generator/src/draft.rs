//! Drafts of overlays: what a tool has found out about errors, as an overlay that a person reads before it counts.
//!
//! A [`Draft`] is filled with facts and says [`Draft::to_yaml`]. Each fact has a remark of its own, which says where it was found
//! and ends up as a comment behind it; what was found and not understood is listed at the end. No text breaks out of the scalar or
//! the comment that it stands in, whatever it holds.
//!
//! ```yaml
//! overlay: 1.0.0
//! info: …
//! actions:
//!   - target: $
//!     update:
//!       x-error-codes:
//!         SOLD_OUT:                       # page.md:12
//!           status: 409
//!           retry: never
//!           confidence: derived
//!           origin: page
//! # Not understood:
//! # - page.md:20: …
//! ```
//!
//! A derived or observed entry never makes the runtime repeat a call that may have been applied, so a draft may be applied at once;
//! who has read an entry deletes its `confidence`.

mod target;
mod yaml;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

pub use target::Target;

/// The most bytes of a code; longer ones are no codes of the vocabulary.
const LONGEST_CODE: usize = 128;

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// The author of the document says so. Nothing is written: it is the default.
    Stated,
    /// Read off a page or a catalogue by rules.
    Derived,
    /// Seen in traffic.
    Observed,
}

/// What a fact was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A page of documentation.
    Page,
    /// A file that lists codes.
    Catalogue,
    /// What a server has answered.
    Traffic,
}

/// What a caller does next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Action {
    /// A word in camel case.
    pub kind: String,
    /// One short sentence; empty for none.
    pub text: String,
    /// The operation that helps, by its `operationId`.
    pub operation: Option<String>,
}

/// One code, or one status where the key is a status such as `404` or `5XX`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Statuses that carry the code, numbers or classes such as `5XX`; empty where none is known.
    pub statuses: Vec<String>,
    /// What it means; empty for nothing.
    pub description: String,
    /// Its group, as the source calls it.
    pub category: Option<String>,
    /// A word of the vocabulary, such as `never`.
    pub retry: Option<&'static str>,
    /// What a caller does next.
    pub action: Option<Action>,
    /// Further members, in the form of the vocabulary, such as `appliesTo`.
    pub more: Map<String, Value>,
    /// How sure it is.
    pub confidence: Confidence,
    /// What it was read from.
    pub origin: Origin,
    /// Where it was found, and what a reader should know. Each becomes a comment.
    pub remarks: Vec<String>,
}

impl Entry {
    /// An entry that says nothing yet.
    pub fn new(confidence: Confidence, origin: Origin) -> Self {
        Self {
            statuses: Vec::new(),
            description: String::new(),
            category: None,
            retry: None,
            action: None,
            more: Map::new(),
            confidence,
            origin,
            remarks: Vec::new(),
        }
    }

    /// The entry in the form of the vocabulary.
    pub fn value(&self) -> Value {
        let mut map = Map::new();
        let mut put = |key: &str, value: Value| {
            map.insert(key.to_owned(), value);
        };
        match &*self.statuses {
            [] => {}
            [one] => put("status", status(one)),
            several => put("status", several.iter().map(|it| status(it)).collect()),
        }
        if !self.description.is_empty() {
            put("description", json!(self.description));
        }
        if let Some(category) = &self.category {
            put("category", json!(category));
        }
        if let Some(retry) = self.retry {
            put("retry", json!(retry));
        }
        if let Some(action) = &self.action {
            put("action", action.value());
        }
        for (key, value) in &self.more {
            put(key, value.clone());
        }
        match self.confidence {
            Confidence::Stated => {}
            Confidence::Derived => put("confidence", json!("derived")),
            Confidence::Observed => put("confidence", json!("observed")),
        }
        put(
            "origin",
            json!(match self.origin {
                Origin::Page => "page",
                Origin::Catalogue => "catalogue",
                Origin::Traffic => "traffic",
            }),
        );
        Value::Object(map)
    }
}

impl Action {
    fn value(&self) -> Value {
        let mut map = Map::new();
        map.insert("kind".to_owned(), json!(self.kind));
        if !self.text.is_empty() {
            map.insert("text".to_owned(), json!(self.text));
        }
        if let Some(operation) = &self.operation {
            map.insert("operationId".to_owned(), json!(operation));
        }
        Value::Object(map)
    }
}

/// A status as the vocabulary writes it: a number, or the text of a class.
fn status(text: &str) -> Value {
    match text.parse::<u16>() {
        Ok(number) => json!(number),
        Err(_) => json!(text),
    }
}

/// An extension in the form of the vocabulary, and where it was found.
#[derive(Clone, Debug)]
pub struct Extension {
    /// Its value.
    pub value: Value,
    /// Where it was found; each becomes a comment.
    pub remarks: Vec<String>,
}

/// What is added at one place of the document.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Extensions other than codes by their names, such as `x-error-envelope`.
    pub extensions: IndexMap<String, Extension>,
    /// Entries of `x-error-codes` by code or status. At the document they are the catalogue, elsewhere they are included in what
    /// is inferred there.
    pub codes: IndexMap<String, Entry>,
}

/// An overlay that is being written.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The title of the overlay.
    pub title: String,
    /// What stands at the head, a comment a line.
    pub head: Vec<String>,
    /// What is added where. It is written in the order of insertion, the document first.
    pub parts: IndexMap<Target, Part>,
    /// What was found and not understood.
    pub notes: Vec<String>,
}

impl Draft {
    /// A draft with nothing in it.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// Sets an extension, with the place where it was found.
    pub fn extension(
        &mut self,
        target: Target,
        name: &str,
        value: Value,
        remark: impl Into<String>,
    ) {
        let part = self.parts.entry(target).or_default();
        let extension = Extension {
            value,
            remarks: vec![remark.into()],
        };
        part.extensions.insert(name.to_owned(), extension);
    }

    /// Sets the entry of a code or a status. What cannot be a code is noted instead, since an overlay with it would be refused.
    pub fn code(&mut self, target: Target, code: &str, entry: Entry) {
        if code.is_empty() || code.len() > LONGEST_CODE {
            let place = entry.remarks.first().map_or("", String::as_str);
            self.note(format!(
                "{place}: no code of at most {LONGEST_CODE} bytes: {code}"
            ));
            return;
        }
        let part = self.parts.entry(target).or_default();
        part.codes.insert(code.to_owned(), entry);
    }

    /// Notes what was not understood.
    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Whether it says nothing that could be applied.
    pub fn is_empty(&self) -> bool {
        let says_nothing = |part: &Part| part.extensions.is_empty() && part.codes.is_empty();
        self.parts.values().all(says_nothing)
    }

    /// What applies at one place, as one value: the `update` of its action.
    pub fn update(&self, target: &Target) -> Value {
        let mut map = Map::new();
        let Some(part) = self.parts.get(target) else {
            return Value::Object(map);
        };
        for (name, extension) in &part.extensions {
            map.insert(name.clone(), extension.value.clone());
        }
        if !part.codes.is_empty() {
            let codes = part.codes.iter();
            let codes: Map<_, _> = codes.map(|(code, it)| (code.clone(), it.value())).collect();
            let codes = match target {
                Target::Document => Value::Object(codes),
                _ => json!({ "include": codes }),
            };
            map.insert("x-error-codes".to_owned(), codes);
        }
        Value::Object(map)
    }

    /// The overlay. The same facts give the same text.
    pub fn to_yaml(&self) -> String {
        yaml::write(self)
    }
}
