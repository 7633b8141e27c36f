//! How sure it is what an entry says, and where that comes from when no document states it.

words! {
    /// How sure it is what an entry of `x-error-codes` or `x-idempotency` says.
    ///
    /// Ordered from sure to unsure.
    #[derive(Default)]
    pub enum Confidence {
        /// Somebody who knows the API has said so.
        #[default]
        Stated = "stated",
        /// It follows from what was read: a page, a catalogue, an example.
        Derived = "derived",
        /// A server has answered so.
        Observed = "observed",
    }
}

words! {
    /// Where a tool has found what a draft says.
    pub enum Source {
        /// A page for people.
        Page = "page",
        /// A list of codes in a file of its own.
        Catalogue = "catalogue",
        /// What a server has answered.
        Traffic = "traffic",
    }
}

impl Confidence {
    /// Whether nobody has stated it.
    pub const fn is_unsure(self) -> bool {
        !matches!(self, Self::Stated)
    }
}
