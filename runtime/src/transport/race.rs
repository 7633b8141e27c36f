//! Work, and what stops it: the first of two futures to end decides.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// The result of the work, or that of what stops it. The work is looked at first each time, so that a result counts that came
/// together with its end.
///
/// In place of `tokio::select!`, whose macro brings a parser of Rust along, which every user of a client would compile.
pub(crate) fn unless<W: Future, S: Future>(
    mut work: Pin<&mut W>,
    mut stop: Pin<&mut S>,
) -> impl Future<Output = Result<W::Output, S::Output>> {
    poll_fn(move |cx| match work.as_mut().poll(cx) {
        Poll::Ready(result) => Poll::Ready(Ok(result)),
        Poll::Pending => stop.as_mut().poll(cx).map(Err),
    })
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::pin::pin;

    use super::unless;

    #[tokio::test]
    async fn work_that_is_done_goes_before_what_stops_it() {
        assert_eq!(unless(pin!(ready(1)), pin!(ready(2))).await, Ok(1));
        assert_eq!(unless(pin!(pending::<()>()), pin!(ready(2))).await, Err(2));
        assert_eq!(unless(pin!(ready(1)), pin!(pending::<()>())).await, Ok(1));
    }
}
