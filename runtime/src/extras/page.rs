//! Lists that come page by page: each page a full call of its own, fetched when it is asked for.

#[cfg(feature = "blocking")]
mod blocking;
mod link;
mod position;
mod progress;
mod read;
mod request;
mod stream;
mod url;
mod walk;
mod write;

#[cfg(feature = "blocking")]
pub use blocking::{BlockingItems, BlockingPages};
pub use stream::{Items, Pages};

use crate::call::{Success, WithMeta};
use crate::model::decode::Decode;

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

/// States where the items of a page stand in its type: the members on the way, each `required` or `optional`.
///
/// ```
/// # use faultcode_runtime::pages::Page as _;
/// pub struct OrderPage {
///     pub data: Option<Vec<String>>,
/// }
///
/// faultcode_runtime::object!(decode OrderPage { data: optional "data", });
/// faultcode_runtime::page!(OrderPage: String, [optional data]);
///
/// let page = OrderPage { data: Some(vec!["o1".to_owned()]) };
/// assert_eq!(page.items(), ["o1"]);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! page {
    ($name:ident: $item:ty, [$($presence:ident $member:ident),+]) => {
        impl $crate::__private::Page for $name {
            type Item = $item;

            #[inline]
            fn items(self) -> Vec<$item> {
                $crate::page!(@step Some(self); $($presence $member)+).unwrap_or_default()
            }
        }
    };
    (@step $value:expr;) => { $value };
    (@step $value:expr; required $member:ident $($rest:tt)*) => {
        $crate::page!(@step $value.map(|it| it.$member); $($rest)*)
    };
    (@step $value:expr; optional $member:ident $($rest:tt)*) => {
        $crate::page!(@step $value.and_then(|it| it.$member); $($rest)*)
    };
    (@step $value:expr; patch $member:ident $($rest:tt)*) => {
        $crate::page!(@step $value.and_then(|it| it.$member.into_value()); $($rest)*)
    };
}
