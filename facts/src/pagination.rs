//! How a list is handed out page by page (`x-pagination`, or what the document's parameters and answers show).

use crate::form::{List, Text};

facts! {
    fact {
        /// How a list is handed out page by page (`x-pagination`, or what the document's parameters and answers show).
        ///
        /// Every pointer is a JSON pointer (RFC 6901) into the whole body of an answer; `""` is the body itself.
        #[derive(Eq)]
        pub struct Pagination;
        /// Pages whose list is the whole body, and which name the next one in a header.
        const DEFAULT;
        /// How the next page is asked for.
        turn: PageTurn = PageTurn::Link,
        /// Where the list stands, if the page is about one list.
        items: Option<Text> = Some(""),
        /// A member that says whether there is more.
        has_more: Option<Text> = None,
        /// Where a request asks for the list in the other direction. A call that does so is not walked: its own parameter and
        /// that of the next page would go out together.
        opposite: List<PagePlace> = &[],
    }

    cases {
        /// How the next page is asked for.
        #[derive(Eq)]
        pub enum PageTurn {
            /// By a text that the answer gives.
            Cursor {
                /// Where the cursor is sent.
                to: PagePlace,
                /// The member that holds it; absent, `null` or empty on the last page.
                from: Text,
            },
            /// By the id of the last item of the page.
            LastItem {
                /// Where the id is sent.
                to: PagePlace,
                /// Where it stands within an item.
                id: Text,
            },
            /// By the number of items before the page.
            Offset {
                /// Where the number is sent.
                to: PagePlace,
                /// The number of the first item, 0 or 1.
                first: u64,
                /// The member that holds the number of all items.
                total: Option<Text>,
            },
            /// By the number of the page.
            Number {
                /// Where the number is sent.
                to: PagePlace,
                /// The number of the first page, 0 or 1.
                first: u64,
                /// The member that holds the number of all pages.
                pages: Option<Text>,
            },
            /// By the URL in the header `Link` of the relation `next` (RFC 8288).
            Link,
            /// By the URL in a member of the body; absent, `null` or empty on the last page.
            Url(at: Text),
        }
    }

    impl PageTurn {
        /// Whether pages are asked for by a number, which no answer names.
        pub const fn is_counted(&self) -> bool {
            matches!(self, Self::Offset { .. } | Self::Number { .. })
        }

        /// Where a request says which page it wants. Links and URLs say so themselves.
        pub const fn place(&self) -> Option<&PagePlace> {
            match self {
                Self::Cursor { to, .. }
                | Self::LastItem { to, .. }
                | Self::Offset { to, .. }
                | Self::Number { to, .. } => Some(to),
                Self::Link | Self::Url(_) => None,
            }
        }
    }

    cases {
        /// Where a request says which page it wants.
        #[derive(Eq)]
        pub enum PagePlace {
            /// In a query parameter of that name.
            Query(name: Text),
            /// In the JSON body, at that pointer.
            Body(at: Text),
        }
    }
}

impl Pagination {
    /// Pages whose list is the whole body, and which say of themselves only how the next one is asked for.
    pub const fn by(turn: PageTurn) -> Self {
        Self {
            turn,
            ..Self::DEFAULT
        }
    }
}

words! {
    /// The words for how the next page is asked for; what each needs is stated beside it.
    pub enum PageKind {
        /// [`PageTurn::Cursor`] or [`PageTurn::LastItem`]
        Cursor = "cursor",
        /// [`PageTurn::Offset`]
        Offset = "offset",
        /// [`PageTurn::Number`]
        Page = "page",
        /// [`PageTurn::Link`]
        Link = "link",
        /// [`PageTurn::Url`]
        NextUrl = "nextUrl",
        /// Not page by page.
        None = "none",
    }
}

impl PageKind {
    /// The number of the first item or page, where nothing else is stated.
    pub const fn first(self) -> u32 {
        match self {
            Self::Page => 1,
            _ => 0,
        }
    }
}
