//! How an operation hands out a list page by page (`x-pagination`, foreign dialects, or what was detected).

use super::facts::Pointer;
use super::text::WireName;

/// How a list is handed out. Pointers lead into the whole body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// How the next page is asked for.
    pub turn: PageTurn,
    /// Where the list stands, if the page is about one list.
    pub items: Option<Pointer>,
    /// The same within what the call returns, where that has a type that can hold a list.
    pub within: Option<Pointer>,
    /// The member that says whether there is more.
    pub has_more: Option<Pointer>,
    /// Where a request asks for the list in the other direction.
    pub opposite: Vec<PagePlace>,
}

/// How the next page is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageTurn {
    /// By a text of the answer.
    Cursor {
        /// Where it is sent.
        to: PagePlace,
        /// The member that holds it.
        from: Pointer,
    },
    /// By the id of the last item.
    LastItem {
        /// Where it is sent.
        to: PagePlace,
        /// Where it stands within an item.
        id: Pointer,
    },
    /// By the number of items before the page.
    Offset {
        /// Where it is sent.
        to: PagePlace,
        /// The number of the first item, 0 or 1.
        first: u32,
        /// The member that holds the number of all items.
        total: Option<Pointer>,
    },
    /// By the number of the page.
    Number {
        /// Where it is sent.
        to: PagePlace,
        /// The number of the first page, 0 or 1.
        first: u32,
        /// The member that holds the number of all pages.
        pages: Option<Pointer>,
    },
    /// By the header `Link`.
    Link,
    /// By the URL in a member.
    Url(Pointer),
}

/// Where a request says which page it wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagePlace {
    /// In a query parameter.
    Query(WireName),
    /// In the JSON body.
    Body(Pointer),
}
