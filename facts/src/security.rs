//! How credentials travel, and when they are refreshed (`x-auth`).

use crate::form::Text;

facts! {
    cases {
        /// How a credential travels.
        #[derive(Eq)]
        pub enum SchemeKind {
            /// An API key in the header of that name.
            Header(name: Text),
            /// An API key in the query parameter of that name.
            Query(name: Text),
            /// An API key in the cookie of that name.
            Cookie(name: Text),
            /// `Authorization: Bearer`, for HTTP bearer, OAuth 2 and OpenID Connect.
            Bearer,
            /// `Authorization: Basic` (RFC 7617).
            Basic,
        }
    }
}

/// How many refreshes of a credential one call may cause, where nothing else is stated.
pub const MAX_REFRESHES: u8 = 1;

/// Where an operation that makes tokens answers with the token, where nothing else is stated (RFC 6749, section 5.1).
pub const ACCESS_TOKEN: &str = "access_token";

/// Where it answers with the token's lifetime in seconds.
pub const EXPIRES_IN: &str = "expires_in";
