//! An operation together with the enum of its errors.

use std::fmt;
use std::marker::PhantomData;

use crate::facts::operation::Operation;

/// An operation, and by its type the enum of the errors that it is refused with: what a generated crate states beside each
/// method, and what tests arrange answers for.
pub struct Endpoint<E> {
    /// The facts of the operation.
    pub operation: Operation,
    refused: PhantomData<fn() -> E>,
}

impl<E> Endpoint<E> {
    /// An operation that is refused with `E`.
    pub const fn new(operation: Operation) -> Self {
        Self {
            operation,
            refused: PhantomData,
        }
    }
}

impl<E> From<&'static Endpoint<E>> for &'static Operation {
    fn from(endpoint: &'static Endpoint<E>) -> Self {
        &endpoint.operation
    }
}

impl<E> fmt::Debug for Endpoint<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Endpoint").field(&self.operation.id).finish()
    }
}
