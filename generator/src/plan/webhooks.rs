//! Names of what stands in `webhooks.rs`.

use crate::ir::{Api, Webhook};

use super::names::{Case, RustIdent, Scope, Wish};
use super::pair::Planned;

/// A webhook or callback with its names.
pub type PlannedWebhook<'a> = Planned<'a, Webhook, WebhookNames>;

/// Names of one webhook or callback.
#[derive(Clone, Debug)]
pub struct WebhookNames {
    /// The function that decodes its payload.
    pub parse: RustIdent,
    /// The function that starts a verifier, where it is signed in its own way.
    pub verifier: RustIdent,
}

/// Names every webhook.
pub(super) fn names(api: &Api) -> Vec<PlannedWebhook<'_>> {
    let event = api.event.as_ref().map(|_| "parse_event");
    let mut scope = Scope::with(["is_durable", "verifier"].into_iter().chain(event));
    let wish = |webhook: &Webhook, before: &str, after: &str| {
        let parts: Vec<&str> = webhook.name.iter().map(|name| name.as_str()).collect();
        let name = parts.join(" ");
        Wish::of(&format!("{before}{name}{after}"), Case::Snake)
    };
    let parsed = scope.claim_all(
        &api.webhooks,
        |webhook| wish(webhook, "parse ", ""),
        "_payload",
    );
    let both = scope.claim_all(
        parsed,
        |(webhook, _)| wish(webhook, "", " verifier"),
        "_payload",
    );
    let both = both.into_iter();
    both.map(|((webhook, parse), verifier)| {
        let names = WebhookNames {
            parse: parse.ident,
            verifier: verifier.ident,
        };
        Planned::new(webhook, names)
    })
    .collect()
}
