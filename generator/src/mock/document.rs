//! A document that was read, from which servers are started, and what there is to be asked of it.

use std::sync::Arc;

use bytes::Bytes;

use super::engine::Seen;
use super::error::MockError;
use super::example;
use super::prepared::{Prepared, Ready};
use super::script::Step;
use super::site::{Found, Site};
use crate::{Session, Stage};

/// An answer that an operation has an example of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sampled {
    /// Its status.
    pub status: u16,
    /// What the error is called by: its code, or its statuses; `None` for a success.
    pub error: Option<String>,
    /// The name of the example; `made-up` where the document shows none.
    pub example: String,
    /// Its body.
    pub body: Bytes,
}

/// A document that was read, ready to be served.
#[derive(Clone, Debug)]
pub struct Document(pub(super) Arc<Site>);

impl Document {
    /// Reads the document of a session, which runs as far as that needs.
    ///
    /// # Errors
    ///
    /// The document has errors, which are among the findings of the session.
    pub fn read(session: &mut Session<'_>) -> Result<Self, MockError> {
        session.until(Stage::Check).ok_or(MockError::Document)?;
        Ok(Self(Arc::new(Site::of(session.api().clone()))))
    }

    /// Whether an operation declares an error, by its code or its status.
    pub fn declares(&self, operation: &str, error: &str) -> bool {
        let found = self.0.named(operation);
        found.is_ok_and(|id| self.0.answer(id, &Step::error(error)).is_ok())
    }

    /// The `operationId` of what a request calls; `target` is its path and query.
    pub fn operation(&self, method: &str, target: &str) -> Option<String> {
        let path = target.split('?').next().unwrap_or_default();
        match self.0.find(method, path) {
            Found::Operation(id, _) => Some(self.0.prepared(id)?.id.clone()),
            Found::OtherMethod(_) | Found::Nothing => None,
        }
    }

    /// What an operation can answer with, in the order of the document.
    pub fn answers(&self, operation: &str) -> Vec<Sampled> {
        let prepared = self.0.named(operation).ok();
        let prepared = prepared.and_then(|id| self.0.prepared(id));
        let sampled = |error, ready: &Ready| Sampled {
            status: ready.status,
            error,
            example: ready.name.clone(),
            body: ready.body.clone(),
        };
        let of = |prepared: &Prepared| {
            let successes = prepared.successes.iter().map(|it| sampled(None, it));
            let refusals = prepared.refusals.iter();
            let refusals =
                refusals.map(|(code, it)| sampled(self.0.called(*code).into_iter().next(), it));
            successes.chain(refusals).collect()
        };
        prepared.map(of).unwrap_or_default()
    }

    /// The `operationId`s of the document, in its order.
    pub fn operations(&self) -> Vec<String> {
        let all = self.0.api.operations.iter();
        all.map(|it| it.id.as_str().to_owned()).collect()
    }

    /// A request to an operation that its document allows, made up as answers are; `None` for an operation that there is not.
    pub fn request(&self, operation: &str) -> Option<Seen> {
        example::request(&self.0, operation)
    }
}
