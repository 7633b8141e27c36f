//! Facts about types that need all of them: which are sent, which are received, and where a box has to break a cycle.

mod boxing;
mod choice;
mod circles;
mod depth;
mod details;
mod part;
mod prune;
mod share;
mod tags;
mod usage;

use crate::diagnostics::Diagnostics;
use crate::ir::Api;

pub(crate) use self::choice::fields as choice_fields;

/// Drops what nothing holds or nothing can compile, fills in direction of use and boxes, makes one of inline types that
/// say the same, and gives entries the details that operations declare for them.
pub(crate) fn analyse(api: &mut Api, diag: &mut Diagnostics) {
    tags::remove(api);
    usage::mark(api);
    part::part(api);
    prune::remove_unused(api);
    boxing::mark(api);
    depth::cut(api, diag);
    choice::complete(api);
    share::merge(api);
    details::settle(api);
}
