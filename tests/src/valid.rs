//! Documents that are valid, drawn at random from a grammar of OpenAPI 3.0, 3.1 and 3.2 and of the extensions.
//!
//! A document is drawn from a [`Tape`] of numbers: from a seed, it is endless and random; from a list, it is replayed, and
//! behind its end every choice is the plainest. So a document that shows a fault is made smaller by shortening its list
//! ([`shrink`]), and whatever is left is valid by construction. A library of strategies would do the same, if names, components
//! and what refers to them did not have to agree over a whole document: here that is plain code which draws as it goes.
//!
//! That documents are valid is not ours to say: tests ask the JSON Schemas of the OpenAPI Initiative and a validator of others.

mod batch;
mod components;
mod draw;
mod errors;
mod extensions;
mod features;
mod names;
mod operations;
mod parameters;
mod responses;
mod schemas;
mod security;
mod tape;
mod unions;

use std::collections::BTreeSet;

use serde_json::Value;

pub use self::batch::{Batch, Source};
pub use self::draw::Version;
pub use self::features::FEATURES;
pub use self::tape::{Tape, shrink};

use self::draw::Draw;

/// A document, and what it was made of.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document.
    pub json: Value,
    /// Its version.
    pub version: Version,
    /// What the grammar has drawn, of [`FEATURES`].
    pub features: BTreeSet<&'static str>,
    /// The choices, which make it again.
    pub choices: Vec<u32>,
}

impl Document {
    /// The document of a seed.
    pub fn of_seed(seed: u64) -> Self {
        Self::of(Tape::of_seed(seed))
    }

    /// The document of these choices.
    pub fn of_choices(choices: &[u32]) -> Self {
        Self::of(Tape::of_choices(choices))
    }

    fn of(tape: Tape) -> Self {
        let mut draw = Draw::new(tape);
        let json = operations::document(&mut draw);
        Self {
            json,
            version: draw.version,
            features: draw.features,
            choices: draw.tape.into_choices(),
        }
    }

    /// The name and the text of its file: JSON, or YAML for every second one.
    ///
    /// # Panics
    ///
    /// Never: a document is made of maps with texts as keys.
    pub fn file(&self) -> (&'static str, String) {
        let text = serde_json::to_string_pretty(&self.json).expect("JSON");
        if !self.features.contains("format: YAML") {
            return ("api.json", text);
        }
        ("api.yaml", yaml(&text))
    }

    /// As YAML, for a person.
    ///
    /// # Panics
    ///
    /// Never, as above.
    pub fn yaml(&self) -> String {
        yaml(&serde_json::to_string(&self.json).expect("JSON"))
    }
}

/// JSON written as YAML. It is read again, because numbers keep their digits in one package only.
fn yaml(json: &str) -> String {
    let value: serde_yaml::Value = serde_yaml::from_str(json).expect("JSON is YAML");
    serde_yaml::to_string(&value).expect("YAML")
}

/// How many documents, and the first seed: what two variables say, and a small number without them.
///
/// # Panics
///
/// One of them is no number.
pub fn seeds(plain: u64) -> std::ops::Range<u64> {
    let number = |name: &str| {
        let text = std::env::var(name).ok()?;
        Some(
            text.parse::<u64>()
                .unwrap_or_else(|_| panic!("{name} is a number")),
        )
    };
    let first = number("VALID_SEED").unwrap_or(0);
    first..first + number("VALID_DOCUMENTS").unwrap_or(plain)
}
