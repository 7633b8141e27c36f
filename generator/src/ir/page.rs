//! How an operation hands out a list page by page (`x-pagination`, foreign dialects, or what was detected).

use super::facts::Pointer;

/// How a list is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// What the runtime is told. Pointers lead into the whole body of an answer.
    pub facts: faultcode_facts::document::Pagination,
    /// Where the list stands within what the call returns, where that has a type that can hold a list.
    pub within: Option<Pointer>,
}
