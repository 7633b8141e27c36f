//! What an error keeps of a large body once its details are read.

use bytes::Bytes;

use crate::call::error::Error;

/// How much of the body an error keeps, in bytes.
const KEPT: usize = 64 << 10;

/// Gives back the memory of a large error body.
pub(crate) fn cut<E>(error: &mut Error<E>) {
    let meta = error.meta_mut();
    if meta.body.len() > KEPT
        && let Some(kept) = meta.body.get(..KEPT)
    {
        meta.body = Bytes::copy_from_slice(kept);
        meta.body_truncated = true;
    }
}
