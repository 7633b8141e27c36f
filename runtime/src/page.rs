//! Lists that come page by page: each page a full call of its own, fetched when it is asked for.

#[cfg(feature = "blocking")]
mod blocking;
mod facts;
mod link;
mod position;
mod problem;
mod read;
mod stream;
mod url;
mod walk;
mod write;

#[cfg(feature = "blocking")]
pub use blocking::{BlockingItems, BlockingPages};
pub use facts::{PagePlace, PageTurn, Pagination};
pub use problem::PageProblem;
pub use stream::{Items, Pages};

use crate::call::{Success, WithMeta};
use crate::decode::Decode;

/// A page: what one call of a paged operation returns.
pub trait Page: Success {
    /// What the list holds.
    type Item;

    /// The items of the page in their order.
    fn items(self) -> Vec<Self::Item>;
}

impl<T: Decode + Send + 'static> Page for Vec<T> {
    type Item = T;

    fn items(self) -> Self {
        self
    }
}

impl<P: Page + Decode> Page for Option<P> {
    type Item = P::Item;

    fn items(self) -> Vec<P::Item> {
        self.map(P::items).unwrap_or_default()
    }
}

impl<P: Page> Page for WithMeta<P> {
    type Item = P::Item;

    fn items(self) -> Vec<P::Item> {
        self.value.items()
    }
}

/// States where the items of a page stand in its type.
///
/// ```
/// #[derive(Clone, Debug)]
/// pub struct OrderPage {
///     pub data: Option<Vec<String>>,
/// }
///
/// faultcode_runtime::object!(decode OrderPage { 0 data: optional "data", });
/// faultcode_runtime::page!(OrderPage: String, |page| page.data.unwrap_or_default());
/// ```
#[macro_export]
macro_rules! page {
    ($name:ident: $item:ty, |$page:ident| $items:expr) => {
        impl $crate::Page for $name {
            type Item = $item;

            fn items(self) -> Vec<$item> {
                let $page = self;
                $items
            }
        }
    };
}
