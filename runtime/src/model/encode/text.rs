//! Strings of JSON, escaped where RFC 8259 section 7 asks for it.

use super::Encoder;

/// What stands behind the backslash for a byte; 0 for bytes that stand for themselves.
#[expect(
    clippy::indexing_slicing,
    reason = "the table has every byte, and is made while compiling"
)]
pub(crate) static ESCAPES: [u8; 256] = {
    let mut escapes = [0; 256];
    let mut control = 0;
    while control < 0x20 {
        escapes[control] = b'u';
        control += 1;
    }
    escapes[b'"' as usize] = b'"';
    escapes[b'\\' as usize] = b'\\';
    escapes[b'\n' as usize] = b'n';
    escapes[b'\r' as usize] = b'r';
    escapes[b'\t' as usize] = b't';
    escapes[0x08] = b'b';
    escapes[0x0c] = b'f';
    escapes
};

impl Encoder {
    /// Appends a string.
    pub fn text(&mut self, text: &str) {
        let text = text.as_bytes();
        self.out.reserve(text.len().wrapping_add(2));
        self.out.push(b'"');
        if stands_for_itself(text) {
            self.out.extend_from_slice(text);
        } else {
            self.escaped(text);
        }
        self.out.push(b'"');
    }

    fn escaped(&mut self, text: &[u8]) {
        let mut rest = text;
        while let Some(index) = rest.iter().position(|byte| escape_of(*byte) != 0)
            && let Some((plain, [byte, behind @ ..])) = rest.split_at_checked(index)
        {
            let escape = escape_of(*byte);
            self.out.extend_from_slice(plain);
            rest = behind;
            self.out.extend_from_slice(&[b'\\', escape]);
            if escape == b'u' {
                // Of control characters only, so the first digit is 0 or 1.
                const LOW: &[u8; 16] = b"0123456789abcdef";
                let low = LOW.get(usize::from(byte & 15)).copied().unwrap_or(b'0');
                self.out
                    .extend_from_slice(&[b'0', b'0', b'0' | (byte >> 4), low]);
            }
        }
        self.out.extend_from_slice(rest);
    }
}

#[inline]
#[expect(clippy::indexing_slicing, reason = "the table has every byte")]
fn escape_of(byte: u8) -> u8 {
    ESCAPES[usize::from(byte)]
}

/// Whether nothing in a text needs an escape. By words of 8 bytes: a last one that is not full overlaps the one before.
fn stands_for_itself(text: &[u8]) -> bool {
    let (words, _) = text.as_chunks::<8>();
    match text.last_chunk::<8>() {
        Some(last) => words.iter().chain([last]).all(|word| is_plain(*word)),
        None => text.iter().all(|byte| escape_of(*byte) == 0),
    }
}

/// Whether none of 8 bytes needs an escape.
///
/// Of a word whose bytes are all below 0x80, `word - n` has the high bit of a byte set where that byte is below `n`, or where
/// a byte before it was: either way there is one. Bytes from 0x80 on are part of a character, and masked out.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "one byte eight times over, times one byte, fits in a word"
)]
const fn is_plain(word: [u8; 8]) -> bool {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const fn below(word: u64, limit: u8) -> u64 {
        word.wrapping_sub(ONES * limit as u64) & !word
    }
    let word = u64::from_le_bytes(word);
    let quotes = below(word ^ (ONES * b'"' as u64), 1);
    let backslashes = below(word ^ (ONES * b'\\' as u64), 1);
    (below(word, 0x20) | quotes | backslashes) & (ONES << 7) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_reads_back_wherever_it_stands() {
        let texts = (0..0x180).filter_map(char::from_u32);
        for next in texts.chain(['\u{2028}', '\u{1f600}']) {
            for before in [0, 3, 15, 16, 40] {
                let text = format!("{}{next}tail", "x".repeat(before));
                let mut to = Encoder::default();
                to.text(&text);
                let json = to.finish().expect("a text");
                let read: String = serde_json::from_slice(&json).expect("JSON");
                assert_eq!(read, text);
                assert_eq!(json, serde_json::to_vec(&text).expect("JSON"));
            }
        }
    }
}
