//! The name of a logical call, under which its key is kept.

use super::Call;

impl<T, E, P, B> Call<T, E, P, B> {
    /// The caller's name for this logical call, such as the number of an order: its key is kept in the key store of the
    /// client before the request leaves, and whoever makes the call of that name again sends the same key, also after a
    /// crash.
    ///
    /// One name stands for one piece of work, for ever, however many callers and processes make the call at once. A call that
    /// succeeded keeps its key; one that was refused, or never left, gives it back unless somebody else has used it, so that
    /// the next call of that name may have other arguments. A call of a name that is used already, with other arguments, is
    /// refused before it is sent: path, query, headers, cookies, body, host and API key count. The body has to be in memory.
    ///
    /// The effect of an error is that of the name: what earlier calls and other callers may have done is in it.
    pub fn durable(self, name: impl Into<String>) -> Self {
        self.change(|request| request.durable = Some(name.into()))
    }
}
