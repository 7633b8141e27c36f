//! Pages and items for programs without an async runtime.

use super::{Items, Page, Pages};
use crate::call::Success;
use crate::call::endpoint_error::EndpointError;
use crate::call::error::Error;
use crate::transport::blocking::wait;

/// The pages of a list as an iterator that blocks its thread.
#[derive(Debug)]
pub struct BlockingPages<T, E>(Pages<T, E>);

/// The items of a list as an iterator that blocks its thread.
#[derive(Debug)]
pub struct BlockingItems<T: Page, E>(Items<T, E>);

impl<T: Success, E: EndpointError> Pages<T, E> {
    /// These pages as an iterator that blocks its thread; see [`Call::send_blocking`](crate::Call::send_blocking).
    pub fn blocking(self) -> BlockingPages<T, E> {
        BlockingPages(self)
    }

    /// The next page; `None` after the last. Blocks this thread until it has come.
    pub(super) fn next_blocking(&mut self) -> Option<Result<T, Error<E>>> {
        loop {
            match self.begin()? {
                Ok(call) => match self.settle(wait(call)) {
                    None => {}
                    page => return page,
                },
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<T: Page, E: EndpointError> Items<T, E> {
    /// These items as an iterator that blocks its thread; see [`Call::send_blocking`](crate::Call::send_blocking).
    pub fn blocking(self) -> BlockingItems<T, E> {
        BlockingItems(self)
    }
}

impl<T, E> BlockingPages<T, E> {
    /// As [`Pages::resume_token`].
    pub fn resume_token(&self) -> Option<String> {
        self.0.resume_token()
    }
}

impl<T: Page, E> BlockingItems<T, E> {
    /// As [`Items::resume_token`].
    pub fn resume_token(&self) -> Option<String> {
        self.0.resume_token()
    }
}

impl<T: Success, E: EndpointError> Iterator for BlockingPages<T, E> {
    type Item = Result<T, Error<E>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next_blocking()
    }
}

impl<T: Page, E: EndpointError> Iterator for BlockingItems<T, E> {
    type Item = Result<T::Item, Error<E>>;

    fn next(&mut self) -> Option<Self::Item> {
        let items = &mut self.0;
        loop {
            if let Some(item) = items.page.next() {
                return Some(Ok(item));
            }
            items.token = items.pages.resume_token();
            match items.pages.next_blocking()? {
                Ok(page) => items.page = page.items().into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
