//! What a document is drawn with.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::components::Component;
use super::features::FEATURES;
use super::tape::Tape;

/// The version of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 3.0.4
    V30,
    /// 3.1.2
    V31,
    /// 3.2.0
    V32,
}

impl Version {
    /// As a document names it.
    pub fn text(self) -> &'static str {
        match self {
            Self::V30 => "3.0.4",
            Self::V31 => "3.1.2",
            Self::V32 => "3.2.0",
        }
    }

    /// Major and minor.
    pub fn minor(self) -> &'static str {
        &self.text()[..3]
    }
}

/// A schema and a value of it.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub schema: Value,
    pub value: Value,
}

/// A document in the making.
#[derive(Debug)]
pub(super) struct Draw {
    pub tape: Tape,
    pub version: Version,
    pub features: BTreeSet<&'static str>,
    /// Schemas that references may name, in the order in which they are drawn.
    pub schemas: Vec<Component>,
    /// How many of them have a value by now.
    pub ready: usize,
    /// Other components, by section.
    pub others: BTreeMap<&'static str, Map<String, Value>>,
    /// Names of the tags.
    pub tags: Vec<String>,
    /// Names of the security schemes, with their scopes and whether they are of a flow.
    pub schemes: Vec<(String, Vec<String>)>,
    /// Whether every operation needs a credential.
    pub secured: bool,
    /// Whether an operation makes the token of a scheme.
    pub token: bool,
    /// Codes that the document knows, with the status each belongs to.
    pub codes: Vec<(String, Option<u16>)>,
    /// Ids of the operations that are drawn by now.
    pub ids: Vec<String>,
    /// Whether members are read-only or write-only.
    pub sided: bool,
    /// Whether many names are of one letter.
    pub letters: bool,
}

impl Draw {
    pub fn new(mut tape: Tape) -> Self {
        let versions = [Version::V31, Version::V30, Version::V32];
        let version = versions[tape.choice() as usize % 3];
        Self {
            tape,
            version,
            features: BTreeSet::new(),
            schemas: Vec::new(),
            ready: 0,
            others: BTreeMap::new(),
            tags: Vec::new(),
            schemes: Vec::new(),
            secured: false,
            token: false,
            codes: Vec::new(),
            ids: Vec::new(),
            sided: false,
            letters: false,
        }
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.tape.choice() as usize % end.max(1)
    }

    /// Yes, once in so many times.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    /// One of these.
    pub fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        let at = self.below(all.len());
        all[at].clone()
    }

    /// Some of these, in their order.
    pub fn some<T: Clone>(&mut self, all: &[T]) -> Vec<T> {
        all.iter().filter(|_| self.one_in(2)).cloned().collect()
    }

    /// Notes that something was drawn.
    pub fn mark(&mut self, feature: &'static str) {
        debug_assert!(FEATURES.contains(&feature), "{feature} is no feature");
        self.features.insert(feature);
    }

    /// Once in so many times yes, and noted.
    pub fn has(&mut self, times: usize, feature: &'static str) -> bool {
        let yes = self.one_in(times);
        if yes {
            self.mark(feature);
        }
        yes
    }

    /// Whether the document is of 3.1 or later.
    pub fn is_31(&self) -> bool {
        self.version >= Version::V31
    }

    /// Whether the document is of 3.2.
    pub fn is_32(&self) -> bool {
        self.version >= Version::V32
    }

    /// Puts something among the components and refers to it.
    pub fn component(&mut self, section: &'static str, name: &str, value: Value) -> Value {
        let all = self.others.entry(section).or_default();
        let mut own = name.to_owned();
        while all.contains_key(&own) {
            own.push('_');
        }
        let target = format!("#/components/{section}/{own}");
        all.insert(own, value);
        json!({"$ref": target})
    }
}
