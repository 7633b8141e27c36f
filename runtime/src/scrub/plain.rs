//! Tells in one pass that a text has nothing to hide, which is so for nearly every text.

use super::{MAX_SHOWN, credential};

/// Words that may announce a credential: see `token`, which looks at them closely.
const MARKS: [&[u8]; 4] = [b"sk_", b"pk_", b"whsec_", b"eyJ"];
const BEARER: &[u8] = b"bearer";

/// Whether a byte asks for a look: it may begin an escape, in which a credential would stand in another form, it is not shown as
/// it is, or it belongs to a word that may announce a credential.
const fn asks(byte: u8) -> bool {
    let begins_bearer = byte | 0x20 == b'b';
    begins_bearer | (byte < b' ') | (byte > b'~') | is_escape(byte) | ends_mark(byte)
}

const fn is_escape(byte: u8) -> bool {
    (byte == b'%') | (byte == b'\\') | (byte == b'+')
}

const fn ends_mark(byte: u8) -> bool {
    (byte == b'_') | (byte == b'J')
}

/// Whether [`scrub`](super::scrub) would return the text as it is. `false` where that takes a closer look.
pub(super) fn is_plain(text: &str, credentials: &[&str]) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() > MAX_SHOWN {
        return false;
    }
    let (pieces, rest) = bytes.as_chunks::<16>();
    for (index, piece) in pieces.iter().enumerate() {
        // A compiler turns this into a few vector instructions, as long as no value is a boolean.
        let any = piece
            .iter()
            .fold(0, |any, byte| any | u8::from(asks(*byte)));
        if any != 0 && !is_plain_from(bytes, index * 16, piece) {
            return false;
        }
    }
    is_plain_from(bytes, pieces.len() * 16, rest)
        && !credentials
            .iter()
            .any(|known| !known.is_empty() && text.contains(credential::beginning(known)))
}

/// The same of a piece of the text that begins `at` bytes from its start.
fn is_plain_from(text: &[u8], at: usize, piece: &[u8]) -> bool {
    let asking = piece.iter().enumerate().filter(|(_, byte)| asks(**byte));
    asking
        .map(|(index, byte)| (at + index, *byte))
        .all(|(at, byte)| match byte {
            b'b' | b'B' => !text[at..]
                .first_chunk::<{ BEARER.len() }>()
                .is_some_and(|word| word.eq_ignore_ascii_case(BEARER)),
            byte if ends_mark(byte) => !MARKS.iter().any(|mark| text[..=at].ends_with(mark)),
            _ => false,
        })
}
