//! Pages and items as the caller gets them: a thin typed shell over the walk.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::Page;
use super::walk::Walk;
use crate::call::answered::Answered;
use crate::call::endpoint_error::EndpointError;
use crate::call::error::{Error, Failed};
use crate::call::execute::cut;
use crate::call::request::Request;
use crate::call::{Call, Outcome, Success, WithMeta, observe, start};
use crate::model::param::Params;

impl<T: Success, E: EndpointError, P: Params, B> Call<T, E, P, B> {
    /// The pages from the one that this call asks for to the last, each fetched when it is asked for. An operation of
    /// which no paging is known has one page.
    pub fn pages(self) -> Pages<T, E> {
        Pages::new(self.into_request())
    }
}

impl<T: Page, E: EndpointError, P: Params, B> Call<T, E, P, B> {
    /// The items of all pages from the one that this call asks for to the last, one by one.
    pub fn items(self) -> Items<T, E> {
        self.pages().items()
    }
}

/// The pages of a list, each fetched when it is asked for.
///
/// Each page is a full call: repeated, authorised and decoded as any other, within the timeout of the call; a deadline
/// holds for all of them. An error ends the stream; [`resume_token`](Self::resume_token) then names the page that failed.
/// A server that would go on for ever is stopped with an error that says so ([`PageError`](crate::errors::PageError)).
///
/// Dropping the future of [`next`](Self::next) loses nothing: the next one goes on with the same call.
#[must_use = "nothing is fetched until a page is asked for"]
pub struct Pages<T, E> {
    walk: Walk,
    running: Option<Outcome>,
    result: PhantomData<fn() -> (T, E)>,
}

impl<T, E: EndpointError> Pages<T, E> {
    pub(crate) fn new(request: Box<Request>) -> Self {
        Self {
            walk: Walk::new(request, E::CODES),
            running: None,
            result: PhantomData,
        }
    }
}

impl<T, E> Pages<T, E> {
    /// Starts at the page that an earlier [`resume_token`](Self::resume_token) names. The other arguments of the call have
    /// to be the same.
    pub fn resume(mut self, token: &str) -> Self {
        self.walk.resume(token);
        self
    }

    /// How many pages are fetched at most; 10,000 unless said here. Beyond them the stream ends with an error, so that a
    /// list is never cut in silence.
    pub fn max_pages(mut self, most: u64) -> Self {
        self.walk.limit(most);
        self
    }

    /// How many pages in a row may be empty, or hold the items of an earlier page, while each names another one; 100 unless
    /// said here, and at least one. Then the stream ends with an error ([`PageError::Empty`](crate::errors::PageError::Empty)),
    /// and [`resume_token`](Self::resume_token) names the page behind them.
    pub fn max_empty_pages(mut self, most: u32) -> Self {
        self.walk.limit_idle(most);
        self
    }

    /// The page that comes next, or that failed, as a text to store. `None` before the first page.
    ///
    /// After the last page it is `None` too, but for operations whose last page names where a later call goes on. The text
    /// is what the server gave: a cursor or a URL.
    pub fn resume_token(&self) -> Option<String> {
        self.walk.token()
    }

    /// Whether the last page has come, or an error.
    pub fn is_done(&self) -> bool {
        self.running.is_none() && self.walk.is_done()
    }

    /// The same pages, each with what else is known of its call: headers, request id, rate limits.
    pub fn with_meta(self) -> Pages<WithMeta<T>, E> {
        Pages {
            walk: self.walk,
            running: self.running,
            result: PhantomData,
        }
    }
}

impl<T: Success, E: EndpointError> Pages<T, E> {
    /// The next page; `None` after the last.
    ///
    /// # Errors
    ///
    /// As for the call itself; nothing comes after an error.
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error<E>>>> {
        loop {
            let running = match &mut self.running {
                Some(running) => running,
                none => match self.walk.request() {
                    None => return Poll::Ready(None),
                    Some(Err(failed)) => return Poll::Ready(Some(Err(failed.typed()))),
                    Some(Ok(request)) => none.insert(start(request, self.walk.codes)),
                },
            };
            let outcome = ready!(running.as_mut().poll(cx));
            self.running = None;
            if let Some(page) = self.settle(outcome) {
                return Poll::Ready(Some(page));
            }
        }
    }

    /// The call that fetches the next page, to be driven elsewhere and brought back to [`settle`](Self::settle).
    #[cfg(feature = "blocking")]
    pub(super) fn begin(&mut self) -> Option<Result<Outcome, Error<E>>> {
        if let Some(running) = self.running.take() {
            return Some(Ok(running));
        }
        Some(match self.walk.request()? {
            Ok(request) => Ok(start(request, self.walk.codes)),
            Err(failed) => Err(failed.typed()),
        })
    }

    /// The page of an outcome; `None` where that page came already, so that what comes after it is asked for.
    pub(super) fn settle(
        &mut self,
        outcome: Result<Answered, Failed>,
    ) -> Option<Result<T, Error<E>>> {
        let answered = match outcome {
            Ok(answered) => answered,
            Err(failed) => {
                let mut error = failed.typed();
                cut(&mut error);
                return Some(Err(error));
            }
        };
        let Answered { meta, span, .. } = answered;
        let turned = self.walk.turn(&meta);
        if turned.withheld {
            self.walk.take(turned);
            return None;
        }
        Some(match T::from_answer(meta) {
            Ok(page) => {
                self.walk.take(turned);
                Ok(page)
            }
            Err((error, meta)) => {
                observe::undecodable(&span, &error);
                Err(Error::undecodable(error, meta))
            }
        })
    }
}

impl<T: Page, E: EndpointError> Pages<T, E> {
    /// The items of these pages, one by one.
    pub fn items(self) -> Items<T, E> {
        Items {
            token: self.resume_token(),
            pages: self,
            page: Vec::new().into_iter(),
        }
    }
}

impl<T: Success, E: EndpointError> Stream for Pages<T, E> {
    type Item = Result<T, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<T, E> fmt::Debug for Pages<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// The items of a list, whose pages are fetched when they are needed. See [`Pages`].
#[must_use = "nothing is fetched until an item is asked for"]
pub struct Items<T: Page, E> {
    pub(super) pages: Pages<T, E>,
    pub(super) page: std::vec::IntoIter<T::Item>,
    /// The page in hand.
    pub(super) token: Option<String>,
}

impl<T: Page, E> Items<T, E> {
    /// Starts at the page that an earlier [`resume_token`](Self::resume_token) names.
    pub fn resume(mut self, token: &str) -> Self {
        self.pages = self.pages.resume(token);
        self.token = self.pages.resume_token();
        self
    }

    /// How many pages are fetched at most; see [`Pages::max_pages`].
    pub fn max_pages(mut self, most: u64) -> Self {
        self.pages = self.pages.max_pages(most);
        self
    }

    /// How many pages in a row may bring nothing new; see [`Pages::max_empty_pages`].
    pub fn max_empty_pages(mut self, most: u32) -> Self {
        self.pages = self.pages.max_empty_pages(most);
        self
    }

    /// The page to resume from: while a page still has items to give, that page, so that its first items come again; else
    /// the next one, or the one that failed. `None` before the second page.
    pub fn resume_token(&self) -> Option<String> {
        if self.page.len() > 0 {
            self.token.clone()
        } else {
            self.pages.resume_token()
        }
    }
}

impl<T: Page, E: EndpointError> Items<T, E> {
    /// The next item; `None` after the last.
    ///
    /// # Errors
    ///
    /// As for the call itself; nothing comes after an error.
    pub async fn next(&mut self) -> Option<Result<T::Item, Error<E>>> {
        poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T::Item, Error<E>>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            if self.pages.running.is_none() {
                self.token = self.pages.resume_token();
            }
            match ready!(self.pages.poll(cx)) {
                Some(Ok(page)) => self.page = page.items().into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Items are moved in and out of it, never pinned.
impl<T: Page, E> Unpin for Items<T, E> {}

impl<T: Page, E: EndpointError> Stream for Items<T, E> {
    type Item = Result<T::Item, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<T: Page, E> fmt::Debug for Items<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}
