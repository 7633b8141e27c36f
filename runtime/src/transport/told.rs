//! An error that a test tells as a value.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// The endpoint's own error that a fake tells beside an answer which says the same. It is what the caller gets, so that a test
/// decides every detail of it, whether or not the details can be written.
#[derive(Clone)]
pub(crate) struct Told(Arc<dyn Fn() -> Box<dyn Any> + Send + Sync>);

impl Told {
    pub(crate) fn new<E: Clone + Send + Sync + 'static>(error: E) -> Self {
        Self(Arc::new(move || Box::new(error.clone())))
    }

    /// The error, if it is one of that type.
    pub(crate) fn get<E: 'static>(&self) -> Option<E> {
        (self.0)().downcast().ok().map(|error| *error)
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Told")
    }
}
