//! How the attempts of a call ended, and what the caller gets then.

use super::Run;
use crate::call::answered::{Answered, Reading};
use crate::call::error::Failed;
use crate::call::meta::Meta;
use crate::call::request::BuildError;
use crate::facts::StopReason;
use crate::transport::{IncomingBody, TransportError, TransportErrorKind};

/// How the attempts ended.
pub(super) enum Ended {
    Answered,
    /// With the failure of the last attempt.
    Failed,
    /// The deadline came before the first attempt.
    TooLate,
    NoToken(BuildError),
}

impl Run {
    /// What the caller gets.
    pub(super) fn settle(self, ended: Ended) -> Result<Answered, Failed> {
        match ended {
            Ended::Answered => Ok(self.answered()),
            Ended::Failed => Err(self.failed()),
            Ended::TooLate => Err(too_late(self.meta)),
            Ended::NoToken(problem) => Err(Failed::build(problem, self.meta)),
        }
    }

    fn failed(mut self) -> Failed {
        self.meta.effect = self.effect;
        self.meta.authorised = self.authorised;
        match self.failed {
            Some(judged) => judged.into_failed(self.meta),
            None => too_late(self.meta),
        }
    }

    /// The success of the last attempt, with its body where the caller reads that.
    fn answered(mut self) -> Answered {
        self.meta.authorised = std::mem::take(&mut self.authorised);
        let core = self.call.client.core();
        let limit = core.limits.success;
        let Some(streams) = self.call.streams else {
            return Answered {
                meta: self.meta,
                open: None,
                limit,
                span: tracing::Span::none(),
            };
        };
        let read_whole =
            streams.fits(&self.meta.headers) && !self.meta.body_truncated && !self.meta.is_absent();
        let whole = || read_whole.then(|| IncomingBody::Whole(std::mem::take(&mut self.meta.body)));
        let body = self.open.take().or_else(whole);
        let open = body.map(|body| {
            let clock = std::sync::Arc::clone(&core.clock);
            Reading::new(body, clock, core.stall_timeout, self.call.remaining())
        });
        Answered {
            meta: self.meta,
            open,
            limit,
            span: tracing::Span::none(),
        }
    }
}

/// The failure of a call whose deadline came before its first attempt.
pub(super) fn too_late(mut meta: Box<Meta>) -> Failed {
    meta.stop = Some(StopReason::DeadlineExceeded);
    let late = TransportError::new(TransportErrorKind::Timeout);
    Failed::transport(late, meta)
}
