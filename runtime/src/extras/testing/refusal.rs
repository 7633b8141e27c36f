//! What an endpoint is refused with in a test: a value of its own error enum, so that another one does not compile.

use super::Sample;
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
        let code = self.facts();
        let first = shown(fake, operation, code).next();
        let Some(sample) = first else {
            panic!("{}", absent(operation, code))
        };
        of_sample(sample).telling(Told::new(self))
    }
}

impl<E: EndpointError + Clone, D: Carried, F: Fn(D) -> E> Refusal<E, Of<D>> for F {
    fn reply(self, fake: &Fake, operation: &'static Operation) -> Reply {
        let code = self(D::empty()).facts();
        // Of another operation, the body may be one that this one does not declare.
        let held = shown(fake, operation, code).find_map(|sample| {
            let answering = Fake::new(&[]);
            answering.then(operation, of_sample(sample));
            D::of(&FaultBody::new(refused::<E>(operation, &answering).meta())).ok()
        });
        match held {
            Some(held) => self(held).reply(fake, operation),
            None => panic!("{}", absent(operation, code)),
        }
    }
}

/// The answers that the document shows for a case, its own first: operations that share an enum share its samples.
fn shown(
    fake: &Fake,
    operation: &'static Operation,
    code: Option<&'static Code>,
) -> impl Iterator<Item = &'static Sample> {
    let is_shown = move |sample: &&'static Sample| match (code?.code, sample.code) {
        (Some(one), Some(other)) => Some(one == other),
        (None, None) => Some(StatusRange::any(code?.status, sample.status)),
        _ => None,
    };
    let is_own = |sample: &&'static Sample| sample.operation.id == operation.id;
    let samples = fake.samples().iter();
    let shown = samples.filter(move |it| is_shown(it) == Some(true));
    let own = shown.clone().filter(is_own);
    own.chain(shown.filter(move |it| !is_own(it)))
}

fn absent(operation: &Operation, code: Option<&'static Code>) -> String {
    match code {
        Some(code) => format!("{} has no sample of {code:?}", operation.id),
        None => format!(
            "{}: an answer that the client does not know has no sample; arrange one with `then`",
            operation.id
        ),
    }
}
