//! What a mock remembers between requests.

use std::collections::BTreeMap;
use std::collections::VecDeque;

use super::auth::Tokens;
use super::clock::Clock;
use super::keys::Keys;
use super::limit::Limits;
use super::log::Log;
use super::script::Step;
use super::settings::Settings;
use super::store::Store;
use crate::ir::OperationId;

/// What a mock remembers. All of it is bounded.
#[derive(Debug)]
pub(super) struct State {
    pub clock: Clock,
    /// Steps by operation; `None`: for any.
    pub scripts: BTreeMap<Option<OperationId>, VecDeque<Step>>,
    pub tokens: Tokens,
    pub limits: Limits,
    pub keys: Keys,
    pub store: Store,
    pub log: Log,
    /// How many requests were answered, which their ids are made of.
    pub answered: u64,
}

impl State {
    pub fn new(settings: &Settings) -> Self {
        Self {
            clock: Clock::new(settings.speed),
            scripts: BTreeMap::new(),
            tokens: Tokens::default(),
            limits: Limits::default(),
            keys: Keys::default(),
            store: Store::default(),
            log: Log::default(),
            answered: 0,
        }
    }

    /// Forgets everything but the time.
    pub fn forget(&mut self) {
        self.scripts.clear();
        self.tokens = Tokens::default();
        self.limits = Limits::default();
        self.keys = Keys::default();
        self.store = Store::default();
        self.log.clear();
    }

    /// The next scripted step of an operation: its own ones go before those for any.
    pub fn next_step(&mut self, id: OperationId) -> Option<Step> {
        for of in [Some(id), None] {
            let Some(steps) = self.scripts.get_mut(&of) else {
                continue;
            };
            let Some(step) = steps.front_mut() else {
                continue;
            };
            let taken = step.clone();
            match step.times {
                0 | 1 => drop(steps.pop_front()),
                _ => step.times -= 1,
            }
            return Some(taken);
        }
        None
    }
}
