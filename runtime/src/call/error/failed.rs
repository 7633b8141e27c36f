//! How the core ended a call, before the endpoint's types are known.

use super::{Error, ErrorKind};
use crate::call::endpoint_error::{EndpointError, FaultBody, Unrecognized};
use crate::call::meta::Meta;
use crate::call::request::BuildError;
use crate::facts::Effect;
use crate::model::decode::DecodeError;
use crate::transport::TransportError;

/// A call that failed.
pub(crate) struct Failed {
    pub(crate) cause: Cause,
    pub(crate) meta: Box<Meta>,
}

/// Why.
pub(crate) enum Cause {
    /// The API answered with an error: the case among the endpoint's codes, if it is one of them.
    Api(Option<usize>),
    /// No complete answer came.
    Transport(TransportError),
    /// The call was wrong before it left.
    Build(BuildError),
}

impl Failed {
    pub(crate) fn api(case: Option<usize>, meta: Box<Meta>) -> Self {
        let cause = Cause::Api(case);
        Self { cause, meta }
    }

    pub(crate) fn transport(error: TransportError, meta: Box<Meta>) -> Self {
        let cause = Cause::Transport(error);
        Self { cause, meta }
    }

    pub(crate) fn build(error: BuildError, meta: Box<Meta>) -> Self {
        let cause = Cause::Build(error);
        Self { cause, meta }
    }

    /// The failure with the endpoint's own error decoded.
    pub(crate) fn typed<E: EndpointError>(self) -> Error<E> {
        let Self { cause, meta } = self;
        let kind = match cause {
            Cause::Transport(error) => ErrorKind::Transport(error),
            Cause::Build(error) => ErrorKind::Build(error),
            Cause::Api(case) => ErrorKind::Api(read(case, &meta)),
        };
        Error::new(kind, *meta)
    }
}

fn read<E: EndpointError>(case: Option<usize>, meta: &Meta) -> E {
    #[cfg(feature = "testing")]
    if let Some(told) = meta.told.as_ref().and_then(|told| told.get()) {
        return told;
    }
    let Some(case) = case else {
        return E::unrecognized(Unrecognized::new(meta, None));
    };
    E::read(case, &FaultBody::new(meta)).unwrap_or_else(|cause| {
        let cause = meta
            .authorised
            .with_secrets(|secrets| cause.without(secrets));
        let code = E::CODES.get(case).and_then(|facts| facts.code);
        E::unrecognized(Unrecognized::unread(meta, code, cause))
    })
}

impl<E> Error<E> {
    /// A success whose body does not fit its type: the work is done, whatever the body says.
    pub(crate) fn undecodable(error: DecodeError, mut meta: Box<Meta>) -> Self {
        meta.effect = Effect::Applied;
        let error = meta
            .authorised
            .with_secrets(|secrets| error.without(secrets));
        Self::new(ErrorKind::Decode(error), *meta)
    }
}
