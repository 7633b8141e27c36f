//! Tells in one pass that a text has nothing to hide, which is so for nearly every text.

use super::{MAX_SHOWN, credential};

/// Words that may announce a credential, by their last byte: see `token`, which looks at them closely.
const MARKS: [(u8, &[u8]); 4] = [
    (b'_', b"sk_"),
    (b'_', b"pk_"),
    (b'_', b"whsec_"),
    (b'J', b"eyJ"),
];
const BEARER: &[u8] = b"bearer";

/// Whether [`scrub`](super::scrub) would return the text as it is. `false` where that takes a closer look.
pub(super) fn is_plain(text: &str, credentials: &[&str]) -> bool {
    let bytes = text.as_bytes();
    bytes.len() <= MAX_SHOWN
        && bytes.iter().enumerate().all(|(at, byte)| match byte {
            // What may begin an escape, in which a credential would stand in another form.
            b'%' | b'\\' | b'+' => false,
            b'_' | b'J' => !MARKS
                .iter()
                .any(|(last, mark)| last == byte && bytes[..=at].ends_with(mark)),
            b'r' | b'R' => !bytes[..=at]
                .last_chunk::<{ BEARER.len() }>()
                .is_some_and(|word| word.eq_ignore_ascii_case(BEARER)),
            b' '..=b'~' => true,
            _ => false,
        })
        && !credentials
            .iter()
            .any(|known| !known.is_empty() && text.contains(credential::beginning(known)))
}
