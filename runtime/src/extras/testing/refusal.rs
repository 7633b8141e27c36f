//! What an endpoint is refused with in a test: a value of its own error enum, so that another one does not compile.

use super::check::refused;
use super::fake::{Fake, Reply, of_sample};
use crate::call::endpoint_error::{Carried, EndpointError, FaultBody};
use crate::facts::operation::Operation;
use crate::facts::{Code, StatusRange};
use crate::transport::told::Told;

/// What an endpoint with the error enum `E` can be refused with: an error, or a function that makes one of what the
/// document shows, such as a variant by its name.
///
/// `Form` tells the two apart; it is always inferred.
pub trait Refusal<E, Form> {
    /// The answer of that operation.
    #[doc(hidden)]
    fn reply(self, fake: &Fake, operation: &'static Operation) -> Reply;
}

/// The form of a value.
#[doc(hidden)]
#[derive(Debug)]
pub enum Value {}

/// The form of a function of what a variant holds.
#[doc(hidden)]
#[derive(Debug)]
pub struct Of<D>(D);

impl<E: EndpointError + Clone> Refusal<E, Value> for E {
    fn reply(self, fake: &Fake, operation: &'static Operation) -> Reply {
        let reply = shown(fake, operation, self.facts());
        reply.telling(Told::new(self))
    }
}

impl<E: EndpointError + Clone, D: Carried, F: Fn(D) -> E> Refusal<E, Of<D>> for F {
    #[expect(
        clippy::expect_used,
        reason = "for tests alone, and the generator checks its own examples"
    )]
    fn reply(self, fake: &Fake, operation: &'static Operation) -> Reply {
        let code = self(D::empty()).facts();
        let answering = Fake::new(&[]);
        answering.then(operation, shown(fake, operation, code));
        let error = refused::<E>(operation, &answering);
        let held = D::of(&FaultBody::new(error.meta()));
        self(held.expect("what the document shows fits")).reply(fake, operation)
    }
}

/// The answer that the document shows for a case.
fn shown(fake: &Fake, operation: &Operation, code: Option<&'static Code>) -> Reply {
    let Some(code) = code else {
        panic!(
            "{}: an answer that the client does not know has no sample; arrange one with `then`",
            operation.id
        );
    };
    let is_shown = |sample: &&super::Sample| match (code.code, sample.code) {
        (Some(one), Some(other)) => one == other,
        (None, None) => StatusRange::any(code.status, sample.status),
        _ => false,
    };
    // Operations that share an enum share its samples.
    let own = |sample: &&super::Sample| sample.operation.id == operation.id && is_shown(sample);
    let samples = fake.samples();
    let sample = samples.iter().find(own);
    let sample = sample.or_else(|| samples.iter().find(is_shown));
    match sample {
        Some(sample) => of_sample(sample),
        None => panic!("{} has no sample of {code:?}", operation.id),
    }
}
