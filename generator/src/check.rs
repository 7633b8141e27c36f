//! Rules that need the whole API: what each part says is right, but two of them do not fit together.

mod choice;
mod details;
mod existing;
mod finite;
mod keys;
mod login;
mod renewed;
mod repeats;
mod servers;
mod styles;
mod tokens;
mod told;

use crate::diagnostics::Diagnostics;
use crate::ir::Api;

/// Checks the representation of a document.
pub fn check(api: &Api, diag: &mut Diagnostics) {
    renewed::check(api, diag);
    repeats::check(api, diag);
    details::check(api, diag);
    choice::check(api, diag);
    existing::check(api, diag);
    finite::check(api, diag);
    keys::check(api, diag);
    styles::check(api, diag);
    servers::check(api, diag);
    login::check(api, diag);
    tokens::check(api, diag);
    told::check(api, diag);
}
