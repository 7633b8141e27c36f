//! Names of what stands in `webhooks.rs`.

use crate::ir::Api;

use super::names::{Case, RustIdent, Scope, wanted};

/// Names of one webhook or callback.
#[derive(Clone, Debug)]
pub struct WebhookNames {
    /// The function that decodes its payload.
    pub parse: RustIdent,
    /// The function that starts a verifier, where it is signed in its own way.
    pub verifier: RustIdent,
}

/// Names every webhook.
pub(super) fn names(api: &Api) -> Vec<WebhookNames> {
    let event = api.event.as_ref().map(|_| "parse_event");
    let mut scope = Scope::with(["is_durable", "verifier"].into_iter().chain(event));
    let names: Vec<String> = api
        .webhooks
        .iter()
        .map(|webhook| {
            let parts: Vec<&str> = webhook.name.iter().map(|name| name.as_str()).collect();
            parts.join(" ")
        })
        .collect();
    let mut claim = |before: &str, after: &str| {
        let wishes = names.iter().map(|name| {
            let wish = wanted(&format!("{before}{name}{after}"), Case::Snake);
            (name.clone(), wish)
        });
        scope.claim_all(&wishes.collect::<Vec<_>>(), "_payload")
    };
    let parse = claim("parse ", "");
    let verifier = claim("", " verifier");
    parse
        .into_iter()
        .zip(verifier)
        .map(|(parse, verifier)| WebhookNames {
            parse: parse.ident,
            verifier: verifier.ident,
        })
        .collect()
}
