//! Tokens of which each value of a path parameter has its own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::endpoint::TokenEndpoint;
use super::refresh::TokenCell;
use super::token::TokenSource;
use crate::facts::scheme::Scheme;

/// Makes the source of one value.
pub(super) type MakeSource = Arc<dyn Fn(&str) -> Arc<dyn TokenSource> + Send + Sync>;

/// Of how many values the tokens are kept, so that no caller's list of values fills memory.
const MOST: usize = 1000;

/// The tokens of one credential, by the value of a path parameter.
pub(crate) struct TokenCells {
    scheme: &'static Scheme,
    parameter: &'static str,
    make: MakeSource,
    endpoint: TokenEndpoint,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    cells: HashMap<String, Kept>,
    /// Counts uses, so that the cell is known that was not used for the longest time.
    uses: u64,
}

struct Kept {
    cell: Arc<TokenCell>,
    used: u64,
}

impl TokenCells {
    pub(super) fn new(
        scheme: &'static Scheme,
        parameter: &'static str,
        make: MakeSource,
        endpoint: TokenEndpoint,
    ) -> Self {
        Self {
            scheme,
            parameter,
            make,
            endpoint,
            known: Mutex::default(),
        }
    }

    pub(crate) fn parameter(&self) -> &'static str {
        self.parameter
    }

    /// The tokens of a value. Calls under way keep theirs, whatever is forgotten meanwhile.
    pub(crate) fn of(&self, value: &str) -> Arc<TokenCell> {
        // A panic cannot leave it half written: a cell is there or not.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.uses = known.uses.saturating_add(1);
        let used = known.uses;
        if let Some(kept) = known.cells.get_mut(value) {
            kept.used = used;
            return Arc::clone(&kept.cell);
        }
        if known.cells.len() >= MOST {
            known.forget_oldest();
        }
        let source = (self.make)(value);
        let endpoint = self.endpoint.clone();
        let cell = Arc::new(TokenCell::new(self.scheme, source, endpoint));
        let kept = Kept {
            cell: Arc::clone(&cell),
            used,
        };
        known.cells.insert(value.to_owned(), kept);
        cell
    }
}

impl Known {
    fn forget_oldest(&mut self) {
        let oldest = self.cells.iter().min_by_key(|(_, kept)| kept.used);
        if let Some(oldest) = oldest.map(|(value, _)| value.clone()) {
            self.cells.remove(&oldest);
        }
    }
}
