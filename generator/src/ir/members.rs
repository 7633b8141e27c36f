//! The members of declared error bodies that no envelope names, and when two declarations of them can both hold.

use super::{Envelope, Fact, Pointer};

/// What declared bodies hold beside what their envelopes read.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// The members.
    pub facts: Vec<Fact>,
    /// The places that the envelopes of these bodies read, but for that of details.
    pub read: Vec<Pointer>,
}

impl Members {
    /// No member beside what these envelopes read.
    pub fn read_by(envelopes: &[Envelope]) -> Self {
        Self {
            facts: Vec::new(),
            read: envelopes.iter().flat_map(places_read).cloned().collect(),
        }
    }

    /// What holds for each of several bodies. Where two say different things of one place, or the envelope of one reads what
    /// is a member of another, nothing is known of that place.
    pub fn agreed(all: &[Self]) -> Self {
        let mut agreed = Self::default();
        for one in all {
            for fact in &one.facts {
                let known = agreed.facts.iter().any(|it| it.at == fact.at);
                if !known && !all.iter().any(|other| other.contradicts(one, fact)) {
                    agreed.facts.push(fact.clone());
                }
            }
            agreed.also_read(one);
        }
        agreed
    }

    /// Adds the places that the envelopes of others read.
    pub fn also_read(&mut self, others: &Self) {
        for at in &others.read {
            if !self.read.contains(at) {
                self.read.push(at.clone());
            }
        }
    }

    /// Whether a member that others declare cannot stand in these bodies as it does in those.
    pub fn contradicts(&self, others: &Self, fact: &Fact) -> bool {
        // A list whose items an envelope reads can be a member as well: then both read it.
        let mut read = self.read.iter().filter(|at| !others.read.contains(at));
        let mut facts = self.facts.iter();
        read.any(|at| overlap(at, &fact.at))
            || facts.any(|own| overlap(&own.at, &fact.at) && !own.says_the_same(fact))
    }

    /// Whether others declare the same members.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let mut pairs = self.facts.iter().zip(&other.facts);
        let same = self.facts.len() == other.facts.len();
        same && pairs.all(|(one, other)| one.says_the_same(other))
    }
}

/// Whether one of two places is within the other one, or the same.
fn overlap(one: &Pointer, other: &Pointer) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// The places that an envelope reads, but for that of the details.
pub fn places_read(envelope: &Envelope) -> impl Iterator<Item = &Pointer> {
    [
        envelope.code.as_ref().map(|code| &code.at),
        envelope.message.as_ref().map(|message| &message.at),
        envelope.category.as_ref(),
        envelope.param.as_ref(),
        envelope.field_errors.as_ref().map(|fields| &fields.at),
        envelope.items.as_ref(),
        envelope.status_echo.as_ref(),
        envelope.request_id.as_ref(),
        envelope.retry_after.as_ref().map(|(at, _)| at),
        envelope.reset_at.as_ref().map(|(at, _)| at),
        envelope.data.as_ref(),
    ]
    .into_iter()
    .flatten()
    .chain(envelope.when.iter().map(|when| &when.at))
}
