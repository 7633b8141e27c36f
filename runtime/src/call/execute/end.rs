//! What an error keeps of a large body once its details are read.

use crate::call::error::Error;

/// Gives back the memory of a large error body.
pub(crate) fn cut<E>(error: &mut Error<E>) {
    let meta = error.meta_mut();
    if let Some(kept) = meta.beginning() {
        meta.body = kept;
        meta.body_truncated = true;
    }
}
