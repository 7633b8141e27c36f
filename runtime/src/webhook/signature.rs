//! Reads the signatures of a delivery and compares them with our own, in constant time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

use super::facts::SignatureEncoding;
use crate::secret::Secret;

/// The bytes of an HMAC with SHA-256.
pub(super) type Signature = [u8; 32];

/// The most signatures a delivery may carry.
pub(super) const MAX_SIGNATURES: usize = 16;

/// The signature in a text, `None` if the text is no signature.
pub(super) fn read(text: &str, encoding: SignatureEncoding) -> Option<Signature> {
    match encoding {
        SignatureEncoding::Base64 => STANDARD.decode(text).ok()?.try_into().ok(),
        SignatureEncoding::Hex => {
            let mut signature = Signature::default();
            let (pairs, rest) = text.as_bytes().as_chunks::<2>();
            if !rest.is_empty() || pairs.len() != signature.len() {
                return None;
            }
            for (byte, [high, low]) in signature.iter_mut().zip(pairs) {
                let digit = |digit: u8| char::from(digit).to_digit(16);
                *byte = u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?;
            }
            Some(signature)
        }
    }
}

/// Whether one of the signatures belongs to the signed parts under one of the keys.
///
/// Every pair is compared: an early exit would tell which secret or signature was nearly right.
pub(super) fn matches(keys: &[Secret<Vec<u8>>], parts: &[&[u8]], signatures: &[Signature]) -> bool {
    let mut any = Choice::from(0);
    for key in keys {
        let own = sign(key, parts);
        for signature in signatures {
            any |= own.ct_eq(signature);
        }
    }
    any.into()
}

fn sign(key: &Secret<Vec<u8>>, parts: &[&[u8]]) -> Signature {
    let mut mac: Hmac<Sha256> =
        KeyInit::new_from_slice(key.expose()).expect("HMAC takes keys of every length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Our own signature as hex digits.
pub(super) fn hex(key: &Secret<Vec<u8>>, parts: &[&[u8]]) -> String {
    sign(key, parts)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
