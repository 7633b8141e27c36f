//! Security schemes as data, and the credentials that a client holds for them.

mod cells;
mod endpoint;
mod held;
mod issued;
mod refresh;
mod token;

pub use held::Credential;
pub use token::{Token, TokenError, TokenFuture, TokenRequest, TokenSource};

pub use endpoint::ClientAuthentication;
#[cfg(feature = "testing")]
pub(crate) use endpoint::TOKEN_REQUEST;
pub(crate) use endpoint::{ClientGrant, TokenEndpoint};
pub(crate) use held::{Held, Sent};
pub use issued::{TokenBody, TokenErrors, TokenOperation};
pub(crate) use issued::{add_issued, lacking};
pub(crate) use refresh::{NoToken, TokenCell};
