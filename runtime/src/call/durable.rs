//! The name of a logical call, under which its key is kept.

use super::Call;

impl<T, E> Call<T, E> {
    /// The caller's name for this logical call, such as the number of an order: its key is kept in the key store of the
    /// client before the request leaves, and whoever makes the call of that name again sends the same key, also after a
    /// crash.
    ///
    /// One name stands for one piece of work, for ever. A call that succeeded keeps its key; one that was refused, or never
    /// left, gives it back, so that the next call of that name may have other arguments. A call of a name that is used
    /// already, with other arguments, is refused before it is sent. The body has to be in memory.
    pub fn durable(self, name: impl Into<String>) -> Self {
        self.with(|request| request.durable = Some(name.into()))
    }
}
