//! What callers want, what clients may do, and how calls end: the words that everybody in the world shares.

use std::time::Duration;

/// What the server can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Takes money, with a key.
    Charge,
    /// Writes a note, each time.
    Note,
    /// Reads.
    Look,
    /// Takes a stream that cannot be read twice.
    Attach,
}

impl Op {
    pub fn of(id: &str) -> Self {
        match id {
            "charge" => Self::Charge,
            "note" => Self::Note,
            "look" => Self::Look,
            _ => Self::Attach,
        }
    }
}

/// Where the key of a charge comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keying {
    /// The client makes it; whoever has it from an error goes on with it.
    Made,
    /// The caller's own.
    Given,
    /// The key store keeps it under a name.
    Named,
}

/// Something that a caller wants to have done once.
#[derive(Clone, Debug)]
pub struct Intent {
    pub op: Op,
    pub keying: Keying,
    /// The program that wants it.
    pub process: usize,
    pub starts: Duration,
    pub timeout: Option<Duration>,
    /// How often it is tried again by the caller.
    pub again: u32,
    /// When the caller drops the first call.
    pub dropped: Option<Dropped>,
}

/// When a call is dropped.
#[derive(Clone, Copy, Debug)]
pub enum Dropped {
    /// When it is to be polled once more.
    Polls(u32),
    After(Duration),
}

/// What a failed call says of its effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    Nothing,
    Perhaps,
    Done,
}

/// How a call ended, as its caller has it.
#[derive(Clone, Debug)]
pub struct Ended {
    pub ok: bool,
    pub claim: Claim,
    /// The key to go on with.
    pub key: Option<String>,
    /// Whether the caller should not come again at all.
    pub is_final: bool,
    /// Everything that can be printed of it.
    pub shown: String,
    pub why: String,
}

/// What a client may do.
#[derive(Clone, Debug)]
pub struct Limits {
    pub attempts: u32,
    pub at_once: Option<usize>,
    pub per_second: Option<(f64, u32)>,
    pub capacity: Option<u32>,
    pub has_store: bool,
}
