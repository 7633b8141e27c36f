//! Functions of the user that see each attempt, before it is sent and after it is classified.

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;

use crate::effect::Effect;
use crate::meta::Attempt;
use crate::operation::Operation;

/// An attempt that is about to be sent.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Sending<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// Its headers. Credentials and keys are marked as sensitive and do not show in `Debug`.
    pub headers: &'a HeaderMap,
}

/// An attempt whose outcome is known.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Classified<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The attempt as the log of the call has it.
    pub attempt: &'a Attempt,
    /// What the server may have done; `None` for a success.
    pub effect: Option<Effect>,
}

pub(crate) type OnSend = Arc<dyn Fn(&Sending<'_>) + Send + Sync>;
pub(crate) type OnClassified = Arc<dyn Fn(&Classified<'_>) + Send + Sync>;

/// The hooks of a client. No lock is held while one runs, so a panic in one ends its call and harms no other.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) send: Vec<OnSend>,
    pub(crate) classified: Vec<OnClassified>,
}

impl Hooks {
    pub(crate) fn sending(&self, sending: &Sending<'_>) {
        self.send.iter().for_each(|hook| hook(sending));
    }

    pub(crate) fn classified(&self, classified: &Classified<'_>) {
        self.classified.iter().for_each(|hook| hook(classified));
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("send", &self.send.len())
            .field("classified", &self.classified.len())
            .finish()
    }
}
