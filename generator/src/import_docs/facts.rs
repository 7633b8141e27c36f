//! What was understood of all pages: entries by code or status, with the places that say so.

use indexmap::IndexMap;

use super::action;
use super::verdict;
use super::words::{self, cut};
use crate::draft::{Action, Confidence, Entry, Origin};

/// The longest description that is taken over.
const DESCRIPTION: usize = 200;

/// The most places of one error that are looked at.
const MOST: usize = 50;

/// What is known of one code or status.
#[derive(Clone, Debug, Default)]
pub(super) struct Fact {
    /// Whether the key is a status, and not a code.
    pub is_status: bool,
    pub statuses: Vec<String>,
    pub description: String,
    pub category: Option<String>,
    /// The verdict, and whether the page says it of just this error.
    pub retry: Option<(&'static str, bool)>,
    pub action: Option<Action>,
    /// Operations that answer it, as the source names them.
    pub operations: Vec<String>,
    pub places: Vec<String>,
    pub is_listed: bool,
    count: usize,
}

/// Everything that was understood.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// By code or status, in the order of the pages.
    pub entries: IndexMap<String, Fact>,
    /// The status that the heading above a sample names, by the place of the sample.
    pub shown: IndexMap<String, String>,
    /// What was not understood, in order.
    pub notes: Vec<String>,
}

/// What one place says of an error.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub statuses: Vec<String>,
    pub description: String,
    pub action: String,
    pub retry: String,
    pub category: String,
    pub operations: Vec<String>,
    pub place: String,
}

impl Facts {
    /// The fact of a code, made if it is new.
    pub fn code(&mut self, code: &str) -> &mut Fact {
        self.entries.entry(code.to_owned()).or_default()
    }

    /// The fact of a status, made if it is new.
    pub fn status(&mut self, status: &str) -> &mut Fact {
        let fact = self.entries.entry(status.to_owned()).or_default();
        fact.is_status = true;
        fact
    }

    /// Whether a text is a code that a page lists.
    pub fn is_code(&self, text: &str) -> bool {
        self.entries.get(text).is_some_and(|it| !it.is_status)
    }

    /// Notes what was not understood, once.
    pub fn note(&mut self, note: String) {
        if !self.notes.contains(&note) && self.notes.len() < 200 {
            self.notes.push(note);
        }
    }
}

impl Fact {
    /// Adds what a place says. What an earlier place said stands.
    pub fn add(&mut self, said: &Said) {
        self.count += 1;
        if self.count > MOST {
            return;
        }
        for status in said
            .statuses
            .iter()
            .filter(|it| words::is_error(it) && !self.is_status)
        {
            if !self.statuses.contains(status) {
                self.statuses.push(status.clone());
            }
        }
        let statuses = self.statuses.clone();
        let is_limit = statuses.iter().any(|it| it == "429");
        let mut description = Vec::new();
        let mut advice = Vec::new();
        for sentence in words::sentences(&said.description) {
            // A part behind a dash tells what to do as a sentence does.
            let (said, told) = match sentence
                .split_once(" — ")
                .or_else(|| sentence.split_once(" - "))
            {
                Some((said, told)) if action::is_advice(told) => (said, Some(told)),
                _ => (sentence, None),
            };
            match told {
                None if action::is_advice(sentence) => advice.push(sentence),
                _ => {
                    description.push(said);
                    advice.extend(told);
                }
            }
        }
        if self.description.is_empty() {
            let text = if description.is_empty() {
                said.description.clone()
            } else {
                description.join(" ")
            };
            self.description = cut(&text, DESCRIPTION);
        }
        if self.category.is_none() && !said.category.is_empty() {
            self.category = Some(cut(&said.category, 60));
        }
        if !said.action.is_empty() {
            let action = action::action(&said.action, is_limit);
            self.action = self.action.take().or(action);
        } else if self.action.is_none() {
            // The last advice is what is left when the others did not help.
            let mut told = advice
                .iter()
                .rev()
                .filter(|it| verdict::verdict(it, &statuses) != Some("transient"));
            self.action = told
                .next()
                .or(advice.first())
                .and_then(|it| action::action(it, is_limit));
        }
        let retry = verdict::answer(&said.retry, &statuses)
            .filter(|_| !said.retry.is_empty())
            .map(|it| (it, true))
            .or_else(|| {
                verdict::verdict(&said.action, &statuses)
                    .filter(|_| !said.action.is_empty())
                    .map(|it| (it, false))
            })
            .or_else(|| {
                let told = advice.join(" ");
                verdict::verdict(&told, &statuses).map(|it| (it, false))
            })
            .or_else(|| {
                let key = verdict::verdict(&said.description, &statuses);
                key.filter(|it| matches!(*it, "newKey" | "inFlight"))
                    .map(|it| (it, false))
            });
        if let Some((retry, is_sure)) = retry {
            self.judge(retry, is_sure);
        }
        for operation in &said.operations {
            if !self.operations.contains(operation) {
                self.operations.push(operation.clone());
            }
        }
        self.at(&said.place);
    }

    /// Adds a place that says something of this error.
    pub fn at(&mut self, place: &str) {
        if !place.is_empty() && self.places.len() < 4 && !self.places.iter().any(|it| it == place) {
            self.places.push(place.to_owned());
        }
    }

    /// Sets the verdict; what is said of just this error goes before what its words mean.
    pub fn judge(&mut self, retry: &'static str, is_sure: bool) {
        match self.retry {
            Some((_, true)) => {}
            Some(_) if !is_sure => {}
            _ => self.retry = Some((retry, is_sure)),
        }
    }

    /// The entry of the draft.
    pub fn entry(&self, key: &str, origin: Origin) -> Entry {
        let mut entry = Entry::new(Confidence::Derived, origin);
        if !self.is_status {
            entry.statuses.clone_from(&self.statuses);
        }
        entry.description.clone_from(&self.description);
        entry.category.clone_from(&self.category);
        entry.retry = self.retry.map(|it| it.0);
        entry.action.clone_from(&self.action);
        let places = if self.places.is_empty() {
            vec![key.to_owned()]
        } else {
            vec![self.places.join(", ")]
        };
        entry.remarks = places;
        entry
    }
}
