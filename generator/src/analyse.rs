//! Facts about types that need all of them: which are sent, which are received, and where a box has to break a cycle.

mod boxing;
mod prune;
mod tags;
mod usage;

use crate::ir::Api;

/// Drops what nothing holds, then fills in direction of use and boxes.
pub(crate) fn analyse(api: &mut Api) {
    tags::remove(api);
    usage::mark(api);
    prune::remove_unused(api);
    boxing::mark(api);
}
