//! The one door for the tests and the measurements of the workspace. Nothing in it is kept stable.

macro_rules! door {
    ($($name:ident)*) => {$(
        #[allow(missing_docs)]
        pub mod $name {
            pub use crate::$name::*;
        }
    )*};
}

door! {
    catalogue
    config
    diagnostics
    ir
    load
    overlay
    packs
    plan
    source
    steps
    write
}

/// Drafts of overlays.
#[cfg(feature = "sources")]
pub mod draft {
    pub use crate::draft::*;
}

/// Pages into drafts.
#[cfg(feature = "sources")]
pub mod import_docs {
    pub use crate::import_docs::*;
}
