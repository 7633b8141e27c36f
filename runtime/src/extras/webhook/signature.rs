//! Reads the signatures of a delivery and checks them, in constant time where a secret is involved.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

use crate::model::secret::Secret;
use faultcode_facts::{SignatureEncoding, WebhookScheme};

/// The bytes of an HMAC with SHA-256.
const MAC_LENGTH: usize = 32;

/// The most signatures a delivery may carry.
pub(super) const MAX_SIGNATURES: usize = 16;

/// Whether signatures of that scheme can be told to be right or wrong here.
pub(super) const fn is_known(scheme: WebhookScheme) -> bool {
    use WebhookScheme::{Plain, Standard, StandardEd25519, Timestamped};
    let with_key_pairs = cfg!(feature = "ed25519");
    matches!(scheme, Standard | Timestamped | Plain)
        || (with_key_pairs && matches!(scheme, StandardEd25519))
}

/// The length of a signature in bytes.
const fn length(scheme: WebhookScheme) -> usize {
    match scheme {
        #[cfg(feature = "ed25519")]
        WebhookScheme::StandardEd25519 => 64,
        _ => MAC_LENGTH,
    }
}

/// The signature in a text, `None` if the text is no signature of the scheme.
pub(super) fn read(
    text: &str,
    encoding: SignatureEncoding,
    scheme: WebhookScheme,
) -> Option<Vec<u8>> {
    let bytes = match encoding {
        SignatureEncoding::Base64 => STANDARD.decode(text).ok()?,
        SignatureEncoding::Hex => {
            let (pairs, rest) = text.as_bytes().as_chunks::<2>();
            let digit = |digit: u8| char::from(digit).to_digit(16);
            let byte = |[high, low]: &[u8; 2]| {
                u8::try_from(digit(*high)?.checked_mul(16)?.checked_add(digit(*low)?)?).ok()
            };
            let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
            bytes.filter(|_| rest.is_empty())?
        }
    };
    (bytes.len() == length(scheme)).then_some(bytes)
}

/// Whether one of the signatures belongs to the signed parts under one of the keys.
///
/// Every pair is compared: an early exit would tell which secret or signature was nearly right.
pub(super) fn matches(
    scheme: WebhookScheme,
    keys: &[Secret<Vec<u8>>],
    parts: &[&[u8]],
    signatures: &[Vec<u8>],
) -> bool {
    #[cfg(feature = "ed25519")]
    if scheme == WebhookScheme::StandardEd25519 {
        return is_signed(keys, &parts.concat(), signatures);
    }
    let _ = scheme;
    let mut any = Choice::from(0);
    for key in keys {
        let own = sign(key, parts);
        for signature in signatures {
            any |= own.ct_eq(signature);
        }
    }
    any.into()
}

/// Whether one of the signatures is that of the message under one of the public keys. Nothing in here is secret.
#[cfg(feature = "ed25519")]
fn is_signed(keys: &[Secret<Vec<u8>>], message: &[u8], signatures: &[Vec<u8>]) -> bool {
    use ring::signature::{ED25519, UnparsedPublicKey};

    keys.iter().any(|key| {
        let key = UnparsedPublicKey::new(&ED25519, key.expose());
        let mut signatures = signatures.iter();
        signatures.any(|signature| key.verify(message, signature).is_ok())
    })
}

#[expect(
    clippy::expect_used,
    reason = "HMAC takes keys of every length (RFC 2104 section 2)"
)]
fn sign(key: &Secret<Vec<u8>>, parts: &[&[u8]]) -> [u8; MAC_LENGTH] {
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
