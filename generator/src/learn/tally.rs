//! How often what was seen: bounded, however much traffic there is.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

use super::exchange::Body;
use super::members::Members;
use crate::ir::OperationId;

/// Bodies of one operation and status that are told apart; with values hidden, codes and shapes alone make a difference.
const MOST_BODIES: usize = 128;

/// Bodies longer than this are counted only.
const LONGEST_BODY: usize = 16 * 1024;

/// Headers of one status that are counted.
const MOST_HEADERS: usize = 32;

/// Calls whose last failure is remembered.
const MOST_CALLS: usize = 100_000;

/// The answers of one operation.
#[derive(Debug, Default)]
pub struct Seen {
    pub answers: usize,
    /// By status, and whether the answer is an error.
    pub statuses: BTreeMap<(u16, bool), OfStatus>,
}

/// The answers of one status.
#[derive(Debug, Default)]
pub struct OfStatus {
    pub answers: usize,
    pub bodies: Bodies,
    pub headers: BTreeMap<String, usize>,
    /// Of successes; errors are looked at when all is read.
    pub members: Members,
}

impl OfStatus {
    pub fn header(&mut self, name: &str) {
        if let Some(count) = self.headers.get_mut(name) {
            *count += 1;
        } else if self.headers.len() < MOST_HEADERS {
            self.headers.insert(name.to_owned(), 1);
        }
    }
}

/// A body with its values hidden, and the declared code that the runtime told it by.
#[derive(Clone, Debug)]
pub struct Shape {
    pub body: Value,
    pub error_type: Option<String>,
}

/// The bodies of errors.
#[derive(Debug, Default)]
pub struct Bodies {
    /// Each once, with its count.
    pub shapes: IndexMap<String, (Shape, usize)>,
    /// Those for which there is no room.
    pub more: usize,
    /// Answers without a body, or whose body was not recorded.
    pub none: usize,
    /// Text and bytes.
    pub other: usize,
    /// Too long to be looked at.
    pub cut: usize,
    /// Said to be JSON, and none.
    pub broken: usize,
}

impl Bodies {
    /// Counts a body; its number, where it is kept.
    pub fn add(&mut self, shape: Shape) -> Option<usize> {
        let text = format!("{} {:?}", shape.body, shape.error_type);
        if let Some((index, _, (_, count))) = self.shapes.get_full_mut(&text) {
            *count += 1;
            return Some(index);
        }
        if self.shapes.len() >= MOST_BODIES || text.len() > LONGEST_BODY {
            self.more += 1;
            return None;
        }
        let (index, _) = self.shapes.insert_full(text, (shape, 1));
        Some(index)
    }

    /// Counts what is no JSON.
    pub fn other(&mut self, body: &Body) {
        match body {
            Body::Json(_) => {}
            Body::None => self.none += 1,
            Body::Other => self.other += 1,
            Body::Cut => self.cut += 1,
            Body::Broken => self.broken += 1,
        }
    }
}

/// What was answered: the operation, the status, and the number of the body.
pub type Outcome = (OperationId, u16, Option<usize>);

/// Which failures were followed by another attempt, and whether that helped.
#[derive(Debug, Default)]
pub struct Repeats {
    open: BTreeMap<u64, (Outcome, bool)>,
    /// By what was repeated, and whether the runtime repeated it or somebody sent the same request again.
    pub counted: BTreeMap<(Outcome, bool), Repeated>,
}

/// How often something was repeated.
#[derive(Clone, Copy, Debug, Default)]
pub struct Repeated {
    /// Attempts that followed.
    pub attempts: usize,
    /// Of these, successes.
    pub successes: usize,
}

impl Repeats {
    /// Notes an answer of a call.
    pub fn note(&mut self, call: Option<u64>, outcome: Outcome, failed: bool, by_runtime: bool) {
        let Some(call) = call else { return };
        if let Some(before) = self.open.remove(&call) {
            let repeated = self.counted.entry(before).or_default();
            repeated.attempts += 1;
            repeated.successes += usize::from(!failed);
        }
        if failed && self.open.len() < MOST_CALLS {
            self.open.insert(call, (outcome, by_runtime));
        }
    }

    /// Notes an attempt of a call that brought no answer.
    pub fn no_answer(&mut self, call: Option<u64>) {
        if let Some(before) = call.and_then(|call| self.open.remove(&call)) {
            self.counted.entry(before).or_default().attempts += 1;
        }
    }
}
