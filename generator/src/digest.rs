//! SHA-256 in hexadecimal digits.

use hmac_sha256::Hash;

/// The digest of texts one after another; their lengths are part of it.
pub(crate) fn digest<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hash = Hash::new();
    for text in texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hexadecimal(&hash.finalize())
}

/// The digest of one text.
pub(crate) fn digest_of(text: &str) -> String {
    hexadecimal(&Hash::hash(text.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
