//! Why a next page is not asked for.

use std::fmt;

/// Why the next page was not asked for. What came before it was complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageError {
    /// The answer names a page that was there already, or holds the items of a page that was: it would go on for ever.
    Repeated,
    /// The answer says that there is more, but not where: nothing usable stands at that pointer, or in that header.
    NoNext(&'static str),
    /// That many pages in a row were empty or held the items of an earlier one, although each named another one. See
    /// [`Pages::max_empty_pages`](crate::pages::Pages::max_empty_pages).
    Empty(u32),
    /// The call itself asks, by that parameter or member of its body, for a start from which pages are not walked: for the
    /// list in the other direction, or for a page by something that is no number.
    Start(&'static str),
    /// That many pages have come, and the caller allows no more.
    TooMany(u64),
    /// The URL of the next page is none, or leads out of the path of the base URL.
    Url,
    /// The place to resume from is none of this operation.
    Token,
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repeated => f.write_str("the server names a page that has come already"),
            Self::NoNext(at) => write!(
                f,
                "the server says that there is more, and nothing usable stands at `{at}`"
            ),
            Self::Empty(count) => write!(f, "{count} pages in a row brought nothing new"),
            Self::Start(at) => write!(
                f,
                "`{at}` asks for the list in the other direction, or by no number of a page, and pages are not walked so"
            ),
            Self::TooMany(count) => write!(f, "{count} pages have come, which is the limit"),
            Self::Url => f.write_str("the URL of the next page leads out of the API"),
            Self::Token => f.write_str("this is no place from which this operation can resume"),
        }
    }
}
