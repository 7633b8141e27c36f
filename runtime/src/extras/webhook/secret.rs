//! Checks and decodes the secrets of a verifier.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::error::WebhookConfigError;
use crate::model::secret::Secret;
use faultcode_facts::WebhookScheme;

/// The key bytes of a secret. `allow_short` admits legacy secrets below 16 bytes, never empty ones.
pub(super) fn key(
    scheme: WebhookScheme,
    secret: &Secret<String>,
    allow_short: bool,
) -> Result<Secret<Vec<u8>>, WebhookConfigError> {
    let text = secret.expose();
    if text.trim().is_empty() {
        return Err(WebhookConfigError::EmptySecret);
    }
    if text.trim().len() != text.len() {
        return Err(WebhookConfigError::BlankAroundSecret);
    }
    #[cfg(feature = "ed25519")]
    if scheme == WebhookScheme::StandardEd25519 {
        let key = STANDARD.decode(text.strip_prefix("whpk_").unwrap_or(text));
        let key = key.ok().filter(|key| key.len() == 32);
        return key
            .map(Secret::from)
            .ok_or(WebhookConfigError::UnreadableKey);
    }
    if scheme != WebhookScheme::Standard {
        // The prefix that some of these secrets carry is part of the key.
        if text.len() < 16 && !allow_short {
            return Err(WebhookConfigError::ShortSecret);
        }
        return Ok(text.as_bytes().into());
    }
    let encoded = text.strip_prefix("whsec_").unwrap_or(text);
    let key = STANDARD
        .decode(encoded)
        .map_err(|_| WebhookConfigError::UnreadableSecret)?;
    let key = Secret::from(key);
    match key.expose().len() {
        0 => Err(WebhookConfigError::EmptySecret),
        1..24 => Err(WebhookConfigError::ShortSecret),
        24..=64 => Ok(key),
        _ => Err(WebhookConfigError::LongSecret),
    }
}
