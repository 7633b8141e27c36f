//! Tells in one pass that a text has nothing to hide, which is so for nearly every text.

use std::ops::Range;

use super::{Known, MAX_SHOWN};

/// Words that may announce a credential: see `token`, which looks at them closely.
const MARKS: [&[u8]; 4] = [b"sk_", b"pk_", b"whsec_", b"eyJ"];
const BEARER: &[u8] = b"bearer";

/// Whether a byte asks for a look: it may begin an escape, in which a credential would stand in another form, it is not shown as
/// it is, or it belongs to a word that may announce a credential. `next` is the byte behind it.
const fn asks(byte: u8, next: u8) -> bool {
    let is_escape = (byte == b'%') | (byte == b'\\') | (byte == b'+');
    begins_bearer(byte, next) | (byte < b' ') | (byte > b'~') | is_escape | ends_mark(byte)
}

const fn begins_bearer(byte: u8, next: u8) -> bool {
    (byte | 0x20 == b'b') & (next | 0x20 == b'e')
}

const fn ends_mark(byte: u8) -> bool {
    (byte == b'_') | (byte == b'J')
}

/// Whether [`scrub`](super::scrub) would return the text as it is. `false` where that takes a closer look.
pub(super) fn is_plain(text: &str, known: &[Known<'_>]) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() > MAX_SHOWN {
        return false;
    }
    let (pieces, _) = bytes.as_chunks::<16>();
    let (behind, _) = bytes.get(1..).unwrap_or_default().as_chunks::<16>();
    let mut at = 0_usize;
    for (piece, next) in pieces.iter().zip(behind) {
        // A compiler turns this into a few vector instructions, as long as no value is a boolean.
        let pairs = piece.iter().zip(next);
        let any = pairs.fold(0, |any, (byte, next)| any | u8::from(asks(*byte, *next)));
        let end = at.wrapping_add(piece.len());
        if any != 0 && !is_plain_within(bytes, at..end) {
            return false;
        }
        at = end;
    }
    is_plain_within(bytes, at..bytes.len()) && !known.iter().any(|known| known.may_stand_in(text))
}

/// The bytes that ask for a look whatever follows them, or may do so.
#[expect(
    clippy::indexing_slicing,
    reason = "the table has every byte, and is made while compiling"
)]
const ASKING: [bool; 256] = {
    let mut asking = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        asking[byte] = asks(byte as u8, b'e');
        byte += 1;
    }
    asking
};

#[inline]
#[expect(clippy::indexing_slicing, reason = "the table has every byte")]
fn is_asking(byte: u8) -> bool {
    ASKING[usize::from(byte)]
}

/// The same of a part of the text.
fn is_plain_within(text: &[u8], part: Range<usize>) -> bool {
    let start = part.start;
    let asking = text.get(part).unwrap_or_default().iter().enumerate();
    let mut asking = asking.filter(|(_, byte)| is_asking(**byte));
    asking.all(|(index, byte)| {
        let at = start.wrapping_add(index);
        if ends_mark(*byte) {
            let before = text.get(..=at).unwrap_or(text);
            return !MARKS.iter().any(|mark| before.ends_with(mark));
        }
        let word = || text.get(at..)?.first_chunk::<{ BEARER.len() }>();
        begins_bearer(*byte, b'e') && !word().is_some_and(|it| it.eq_ignore_ascii_case(BEARER))
    })
}
