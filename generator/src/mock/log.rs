//! The log: a line per request, without any value that a request held.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

/// A request and what became of it. It holds names and numbers, never a value of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Its number, from 1.
    pub number: u64,
    /// The method.
    pub method: String,
    /// The path template of the operation, or what of the path the document knows.
    pub path: String,
    /// The `operationId`; `None`: the document has no such operation.
    pub operation: Option<String>,
    /// The status of the answer; `None`: none was sent.
    pub status: Option<u16>,
    /// The declared code that it was answered with.
    pub code: Option<String>,
    /// Why it was answered so, where that was not asked of it by the document alone.
    pub because: Option<String>,
    /// How long the answer took to be found.
    pub took: Duration,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        if let Some(operation) = &self.operation {
            write!(f, " {operation}")?;
        }
        match self.status {
            Some(status) => write!(f, " {status}")?,
            None => write!(f, " -")?,
        }
        if let Some(code) = &self.code {
            write!(f, " {code}")?;
        }
        write!(f, " {:.1}ms", self.took.as_secs_f64() * 1_000.0)?;
        if let Some(because) = &self.because {
            write!(f, " ({because})")?;
        }
        Ok(())
    }
}

/// The last entries.
#[derive(Debug, Default)]
pub(super) struct Log {
    entries: VecDeque<Entry>,
    count: u64,
}

impl Log {
    /// Adds an entry, and lets the oldest go where there are too many.
    pub fn add(&mut self, mut entry: Entry, most: usize) -> Entry {
        self.count += 1;
        entry.number = self.count;
        while self.entries.len() >= most.max(1) {
            self.entries.pop_front();
        }
        self.entries.push_back(entry.clone());
        entry
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    pub fn clear(&mut self) {
        self.entries.clear();
    }
}
