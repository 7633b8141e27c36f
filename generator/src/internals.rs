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

/// What changes for callers.
#[cfg(feature = "cli")]
pub mod diff {
    pub use crate::diff::*;
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

/// Traffic, held against documents.
#[cfg(feature = "sources")]
pub mod learn {
    pub use crate::learn::*;
}
