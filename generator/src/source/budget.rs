//! What one run may read: bytes, nodes, depth, aliases. Counted here and nowhere else.

use crate::steps;

/// A limit that was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    /// Bytes of all sources together.
    Source,
    /// Levels of nesting.
    Depth,
    /// Values of all trees together.
    Nodes,
    /// What YAML aliases expand to.
    Aliases,
    /// Bytes of one scalar.
    Scalar,
    /// Bytes of one map key.
    Key,
}

impl Exceeded {
    /// What was counted, for messages.
    pub fn what(self) -> &'static str {
        match self {
            Self::Source => "bytes of all files together",
            Self::Depth => "levels of nesting",
            Self::Nodes => "values of all files together",
            Self::Aliases => "times the size of the source in expanded aliases",
            Self::Scalar => "bytes in one scalar",
            Self::Key => "bytes in one key",
        }
    }

    /// The limit.
    pub fn limit(self) -> usize {
        match self {
            Self::Source => SOURCE_BYTES,
            Self::Depth => DEPTH,
            Self::Nodes => NODES,
            Self::Aliases => ALIAS_FACTOR,
            Self::Scalar => SCALAR_BYTES,
            Self::Key => KEY_BYTES,
        }
    }
}

/// Bytes of all sources of a run.
pub const SOURCE_BYTES: usize = 32 * 1024 * 1024;
/// Levels of a tree: 64 levels of schema take at least two each.
pub const DEPTH: usize = 160;
/// Values of all trees of a run.
pub const NODES: usize = 2_000_000;
/// How many times the source, in values and in bytes, aliases may expand to.
pub const ALIAS_FACTOR: usize = 10;
/// Bytes of one scalar, unless it is documentation. `review` looks at them, since no reader knows what documentation is.
pub const SCALAR_BYTES: usize = 1024 * 1024;
/// Bytes of one map key.
pub const KEY_BYTES: usize = 1024;

/// Bytes of one text that becomes documentation; the rest of it is left out, with a warning.
pub const DOC_BYTES: usize = 64 * 1024;

/// Bytes of all files of a client: what is shared in a document is written at each place that uses it, so that a small one can
/// ask for more than any machine holds.
pub const OUTPUT_BYTES: usize = 64 * 1024 * 1024;

/// Values and bytes that aliases may always expand to, so that a small file is not held to a tiny figure.
const ALIAS_FLOOR: usize = 10_000;

/// What is left to read in one run.
#[derive(Clone, Debug, Default)]
pub struct Budget {
    source_bytes: usize,
    nodes: usize,
    alias_nodes: usize,
    alias_bytes: usize,
}

impl Budget {
    /// A full budget.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many more bytes of sources may be read.
    pub fn source_left(&self) -> usize {
        SOURCE_BYTES - self.source_bytes
    }

    /// Counts a source.
    ///
    /// # Errors
    /// All sources together are too large.
    pub fn source(&mut self, bytes: usize) -> Result<(), Exceeded> {
        if bytes > self.source_left() {
            return Err(Exceeded::Source);
        }
        self.source_bytes += bytes;
        Ok(())
    }

    /// Counts one value at a nesting level, the root having level 1.
    ///
    /// # Errors
    /// There are too many values, or they nest too deeply.
    pub fn node(&mut self, depth: usize) -> Result<(), Exceeded> {
        steps::count(1);
        self.nodes += 1;
        match () {
            () if depth > DEPTH => Err(Exceeded::Depth),
            () if self.nodes > NODES => Err(Exceeded::Nodes),
            () => Ok(()),
        }
    }

    /// Counts an alias that stands for `nodes` values with `bytes` bytes of text.
    ///
    /// # Errors
    /// Aliases expand to too much.
    pub fn alias(&mut self, nodes: usize, bytes: usize) -> Result<(), Exceeded> {
        steps::count(nodes);
        let node_limit = ALIAS_FACTOR * self.nodes.max(ALIAS_FLOOR / ALIAS_FACTOR);
        let byte_limit = ALIAS_FACTOR * self.source_bytes.max(ALIAS_FLOOR / ALIAS_FACTOR);
        self.alias_nodes += nodes;
        self.alias_bytes += bytes;
        match () {
            () if self.alias_nodes > node_limit || self.alias_bytes > byte_limit => {
                Err(Exceeded::Aliases)
            }
            () if self.nodes + self.alias_nodes > NODES => Err(Exceeded::Nodes),
            () => Ok(()),
        }
    }

    /// Checks the length of a map key.
    ///
    /// # Errors
    /// It is too long.
    pub fn key(&self, bytes: usize) -> Result<(), Exceeded> {
        if bytes > KEY_BYTES {
            Err(Exceeded::Key)
        } else {
            Ok(())
        }
    }
}
