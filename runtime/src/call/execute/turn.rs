//! The limits of a client, as a call meets them.

use super::Prepared;
use crate::call::client::{Place, TooLate};

impl Prepared {
    /// Waits for the call's place among those of its client. A call that fetches a token has the place of the one that waits for
    /// it. Boxed, as few clients have limits.
    pub(super) async fn place(&self) -> Result<Option<Place>, TooLate> {
        let core = self.client.core();
        let throttle = core.throttle.as_ref().filter(|_| !self.for_token);
        match throttle {
            None => Ok(None),
            Some(throttle) => Box::pin(throttle.place(&*core.clock, self.remaining()))
                .await
                .map(Some),
        }
    }

    /// Waits until the next request may go; whether that took time.
    pub(super) async fn turn(&self) -> Result<bool, TooLate> {
        let core = self.client.core();
        match &core.throttle {
            None => Ok(false),
            Some(throttle) => {
                let left = || self.remaining();
                Box::pin(throttle.turn(&*core.clock, left)).await
            }
        }
    }
}
