//! Functions of the user that see each attempt: before it is sent, after it is classified, and when it is repeated.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use super::metrics::Metrics;
use crate::call::meta::Attempt;
use crate::facts::operation::Operation;
use crate::facts::{Effect, Verdict};

/// An attempt that is about to be sent.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Sending<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// Its headers. Credentials and keys are marked as sensitive.
    pub headers: &'a HeaderMap,
}

/// The names of the headers alone: what a caller put into one may be a secret as well.
impl fmt::Debug for Sending<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.keys().map(|name| name.as_str()).collect();
        f.debug_struct("Sending")
            .field("operation", &self.operation.id)
            .field("attempt", &self.attempt)
            .field("headers", &names)
            .finish()
    }
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

/// A repeat that was granted.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Retrying<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The attempt that is repeated, as the log of the call has it.
    pub attempt: &'a Attempt,
    /// Why it is repeated.
    pub verdict: Verdict,
    /// The wait that begins now; none before a repeat with a new token.
    pub wait: Duration,
}

pub(crate) type OnSend = Arc<dyn Fn(&Sending<'_>) + Send + Sync>;
pub(crate) type OnClassified = Arc<dyn Fn(&Classified<'_>) + Send + Sync>;
pub(crate) type OnRetry = Arc<dyn Fn(&Retrying<'_>) + Send + Sync>;

/// The hooks of a client. No lock is held while one runs, so a panic in one ends its call and harms no other.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) send: Vec<OnSend>,
    pub(crate) classified: Vec<OnClassified>,
    pub(crate) retry: Vec<OnRetry>,
    pub(crate) metrics: Option<Arc<dyn Metrics>>,
}

impl Hooks {
    pub(crate) fn sending(&self, sending: &Sending<'_>) {
        self.send.iter().for_each(|hook| hook(sending));
    }

    pub(crate) fn classified(&self, classified: &Classified<'_>) {
        self.classified.iter().for_each(|hook| hook(classified));
    }

    pub(crate) fn retrying(&self, retrying: &Retrying<'_>) {
        self.retry.iter().for_each(|hook| hook(retrying));
        if let Some(metrics) = &self.metrics {
            metrics.retry(retrying.operation);
        }
    }

    pub(crate) fn budget_rejected(&self, operation: &'static Operation) {
        if let Some(metrics) = &self.metrics {
            metrics.budget_rejected(operation);
        }
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("send", &self.send.len())
            .field("classified", &self.classified.len())
            .field("retry", &self.retry.len())
            .field("metrics", &self.metrics.is_some())
            .finish()
    }
}
