//! Calls for programs without an async runtime.

use crate::call::endpoint_error::EndpointError;
use crate::call::error::Error;
use crate::call::{Call, Success, WithMeta};
use crate::extras::stream::Download;
use crate::model::param::Params;
use crate::transport::blocking::wait;

impl<T: Success, E: EndpointError, P: Params, B> Call<T, E, P, B> {
    /// Sends the call and blocks this thread until it ends.
    ///
    /// The connections of all blocking calls live on threads of their own, so this works anywhere, also with a client that is
    /// used in async functions as well; within one it blocks the thread that others wait for, so use [`send`](Self::send)
    /// there. A client with a transport of its own, reqwest included, is used in one of the two ways only: a connection of
    /// the other runtime would wait for the thread that waits for it.
    ///
    /// Hooks, key stores and transports run on this thread. They may make blocking calls themselves, and so may token sources
    /// and the streams that a call uploads: no call waits for another, except for the one within which it was made.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send). A call within more than eight others, each made by a hook of the one before, is not sent
    /// ([`BuildError::BlockedWithin`](crate::BuildError::BlockedWithin)).
    ///
    /// # Panics
    ///
    /// A hook, a key store or a transport of the client panicked.
    pub fn send_blocking(self) -> Result<T, Error<E>> {
        wait(self.send())
    }

    /// As [`send_with_meta`](Self::send_with_meta), blocking this thread; see [`send_blocking`](Self::send_blocking).
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_with_meta_blocking(self) -> Result<WithMeta<T>, Error<E>> {
        wait(self.send_with_meta())
    }

    /// As [`download`](Self::download), blocking this thread; see [`send_blocking`](Self::send_blocking).
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn download_blocking(self) -> Result<Download, Error<E>> {
        wait(self.download())
    }
}
