//! How an operation hands out its result page by page, as data.

/// How a list is handed out page by page (`x-pagination`, or what the document's parameters and answers show).
///
/// Every pointer is a JSON pointer (RFC 6901) into the whole body of an answer; `""` is the body itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// How the next page is asked for.
    pub turn: PageTurn,
    /// Where the list stands, if the page is about one list.
    pub items: Option<&'static str>,
    /// A member that says whether there is more.
    pub has_more: Option<&'static str>,
    /// Where a request asks for the list in the other direction. A call that does so is not walked: its own parameter and
    /// that of the next page would go out together.
    pub opposite: &'static [PagePlace],
}

/// How the next page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageTurn {
    /// By a text that the answer gives.
    Cursor {
        /// Where the cursor is sent.
        to: PagePlace,
        /// The member that holds it; absent, `null` or empty on the last page.
        from: &'static str,
    },
    /// By the id of the last item of the page.
    LastItem {
        /// Where the id is sent.
        to: PagePlace,
        /// Where it stands within an item.
        id: &'static str,
    },
    /// By the number of items before the page.
    Offset {
        /// Where the number is sent.
        to: PagePlace,
        /// The number of the first item, 0 or 1.
        first: u64,
        /// The member that holds the number of all items.
        total: Option<&'static str>,
    },
    /// By the number of the page.
    Number {
        /// Where the number is sent.
        to: PagePlace,
        /// The number of the first page, 0 or 1.
        first: u64,
        /// The member that holds the number of all pages.
        pages: Option<&'static str>,
    },
    /// By the URL in the header `Link` of the relation `next` (RFC 8288).
    Link,
    /// By the URL in a member of the body; absent, `null` or empty on the last page.
    Url(&'static str),
}

/// Where a request says which page it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagePlace {
    /// In a query parameter of that name.
    Query(&'static str),
    /// In the JSON body, at that pointer.
    Body(&'static str),
}

impl Pagination {
    /// Pages whose list is the whole body, and which say of themselves only how the next one is asked for.
    pub const fn by(turn: PageTurn) -> Self {
        Self {
            turn,
            items: Some(""),
            has_more: None,
            opposite: &[],
        }
    }
}

impl PageTurn {
    /// Whether pages are asked for by a number, which no answer names.
    pub(crate) const fn is_counted(self) -> bool {
        matches!(self, Self::Offset { .. } | Self::Number { .. })
    }
}
