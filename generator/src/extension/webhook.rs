//! `x-webhook-signature`: how deliveries are signed and repeated.

use std::time::Duration;

use super::{Keys, value};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{WebhookScheme, WebhookSignature};
use crate::source::node::Node;

const KEYS: &[&str] = &[
    "scheme",
    "header",
    "prefix",
    "algorithm",
    "encoding",
    "tolerance",
    "respond",
    "delivery",
];

/// Reads the value.
pub(crate) fn read(node: &Node, diag: &mut Diagnostics) -> Option<WebhookSignature> {
    let keys = Keys::open(node, KEYS, &[], diag)?;
    let schemes = [
        ("standard", WebhookScheme::Standard),
        ("standardEd25519", WebhookScheme::StandardEd25519),
        ("timestamped", WebhookScheme::Timestamped),
        ("plain", WebhookScheme::Plain),
    ];
    let scheme = keys.read("scheme", diag, |n, d| value::word(n, &schemes, d));
    if keys.get("scheme").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg("scheme");
    }
    let scheme = scheme?;
    let header = keys.read("header", diag, value::header);
    let needs_header = matches!(scheme, WebhookScheme::Timestamped | WebhookScheme::Plain);
    if needs_header && keys.get("header").is_none() {
        diag.report(&rules::extension::MISSING_KEY, node.span)
            .arg("header");
    }
    if scheme == WebhookScheme::Plain {
        keys.conflict("scheme", "tolerance", diag);
    } else {
        keys.conflict("scheme", "prefix", diag);
    }
    let algorithm = match scheme {
        WebhookScheme::StandardEd25519 => "ed25519",
        _ => "hmac-sha256",
    };
    keys.read("algorithm", diag, |n, d| {
        value::word(n, &[(algorithm, ())], d)
    });
    let encodings: &[_] = match scheme.is_standard() {
        true => &[("base64", true)],
        false => &[("hex", false), ("base64", true)],
    };
    let base64 = keys.read("encoding", diag, |n, d| value::word(n, encodings, d));
    let mut signature = WebhookSignature {
        scheme,
        header,
        prefix: keys.read("prefix", diag, value::text),
        base64: base64.unwrap_or(scheme.is_standard()),
        tolerance: keys
            .read("tolerance", diag, value::duration)
            .unwrap_or(Duration::from_secs(300)),
        respond_signature: 400,
        respond_timestamp: 400,
        schedule: Vec::new(),
        disable_after: None,
    };
    if let Some(node) = keys.get("respond")
        && let Some(respond) = Keys::open(node, &["signature", "timestamp"], &[], diag)
    {
        let mut status = |key, field: &mut u16| {
            if let Some(status) = respond.read(key, diag, value::single_status) {
                *field = status;
            }
        };
        status("signature", &mut signature.respond_signature);
        status("timestamp", &mut signature.respond_timestamp);
    }
    if let Some(node) = keys.get("delivery")
        && let Some(delivery) = Keys::open(node, &["schedule", "disableAfter"], &[], diag)
    {
        signature.schedule = delivery
            .read("schedule", diag, |n, d| value::list(n, d, value::duration))
            .unwrap_or_default();
        signature.disable_after =
            delivery.read("disableAfter", diag, |n, d| value::integer(n, 1, 1000, d));
    }
    Some(signature)
}
