//! `webhooks.rs`: how deliveries are signed, when the API delivers again, and what its payloads are decoded with.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{Docs, code, inline};
use super::errors::{first_paragraph, sentence};
use super::literal::{Differing, duration, ident, lit, word};
use super::uses::Uses;
use crate::ir::{Webhook, WebhookScheme, WebhookSignature};
use crate::plan::modules::Module;
use crate::plan::{Crate, WebhookNames};

/// What the file imports; the runtime has names for webhooks in a module of its own.
struct Names<'p> {
    uses: Uses<'p>,
    webhook: BTreeSet<&'static str>,
}

impl Names<'_> {
    /// A name of the runtime's module for webhooks.
    fn webhook(&mut self, name: &'static str) -> TokenStream {
        let token = word(name);
        if self.uses.plan.taken.contains(name) {
            return quote!(faultcode_runtime::webhook::#token);
        }
        self.webhook.insert(name);
        quote!(#token)
    }

    fn tokens(&self) -> TokenStream {
        let names = self.webhook.iter().copied().map(word);
        let names: Vec<_> = names.collect();
        let own = match names.as_slice() {
            [] => None,
            [one] => Some(quote!(use faultcode_runtime::webhook::#one;)),
            many => Some(quote!(use faultcode_runtime::webhook::{#(#many),*};)),
        };
        let others = self.uses.tokens();
        quote!(#others #own)
    }
}

/// The file.
pub(super) fn emit_webhooks(plan: &Crate<'_>) -> TokenStream {
    let uses = &mut Names {
        uses: Uses::new(plan, Module::Webhooks),
        webhook: BTreeSet::new(),
    };
    let shared = plan.api.webhook.as_ref().map(|facts| shared(facts, uses));
    let all = plan.api.webhooks.iter().zip(&plan.webhooks);
    let each: Vec<_> = all
        .map(|(webhook, names)| one(webhook, names, uses))
        .collect();
    let event = plan.api.event.as_ref().map(|event| {
        let uses = &mut uses.uses;
        let (ty, error, decode) = (uses.ty(event), uses.rt("DecodeError"), uses.rt("from_json"));
        quote! {
            /// Decodes the payload of any webhook.
            ///
            /// # Errors
            ///
            /// The body is no JSON, or does not fit.
            pub fn parse_event(body: &[u8]) -> Result<#ty, #error> {
                #decode(body)
            }
        }
    });
    let docs = Docs::inner().ours("Webhooks: what the API sends, and how that is signed.");
    let imports = uses.tokens();
    quote!(#docs #imports #shared #event #(#each)*)
}

/// What holds for all deliveries.
fn shared(facts: &WebhookSignature, uses: &mut Names<'_>) -> TokenStream {
    let value = signature(facts, uses);
    let waits: Vec<_> = facts.schedule.iter().copied().map(duration).collect();
    let schedule = (!waits.is_empty()).then(|| {
        uses.uses.duration();
        quote! {
            /// The waits before a delivery that failed is tried again.
            pub const SCHEDULE: &[Duration] = &[#(#waits),*];
        }
    });
    let disable_after = facts.disable_after.map(|count| {
        let count = Literal::u32_unsuffixed(count);
        quote! {
            /// How many deliveries may fail in a row before the API stops delivering.
            pub const DISABLE_AFTER: u32 = #count;
        }
    });
    let (facts, builder) = (
        uses.webhook("WebhookFacts"),
        uses.webhook("VerifierBuilder"),
    );
    quote! {
        /// How deliveries are signed.
        pub static WEBHOOKS: #facts = #value;

        #schedule
        #disable_after

        /// Starts a verifier of deliveries.
        pub fn verifier() -> #builder {
            WEBHOOKS.verifier()
        }
    }
}

/// `WebhookFacts { … }`
fn signature(facts: &WebhookSignature, uses: &mut Names<'_>) -> TokenStream {
    let header = facts.header.as_ref().map(lit);
    let header = header.map_or_else(|| quote!("webhook-signature"), |header| quote!(#header));
    let name = uses.webhook("WebhookFacts");
    let base = match facts.scheme {
        WebhookScheme::Timestamped => quote!(#name::timestamped(#header)),
        WebhookScheme::Plain => quote!(#name::plain(#header)),
        WebhookScheme::Standard => quote!(#name::STANDARD),
        WebhookScheme::StandardEd25519 => quote!(#name::STANDARD_ED25519),
    };
    let mut value = Differing::from(name, base);
    if let Some(prefix) = &facts.prefix
        && prefix.as_str() != "sha256="
    {
        let prefix = lit(prefix);
        value.set("prefix", quote!(#prefix));
    }
    if facts.base64 && !facts.scheme.is_standard() {
        let encoding = uses.webhook("SignatureEncoding");
        value.set("encoding", quote!(#encoding::Base64));
    }
    let other_tolerance = facts.tolerance.as_secs() != 300 || facts.tolerance.subsec_nanos() != 0;
    value.set_if(other_tolerance, "tolerance", || {
        uses.uses.duration();
        duration(facts.tolerance)
    });
    for (field, status) in [
        ("respond_signature", facts.respond_signature),
        ("respond_timestamp", facts.respond_timestamp),
    ] {
        value.set_if(status != 400, field, || {
            let status = Literal::u16_unsuffixed(status);
            quote!(#status)
        });
    }
    quote!(#value)
}

/// The functions of one webhook or callback.
fn one(webhook: &Webhook, names: &WebhookNames, uses: &mut Names<'_>) -> TokenStream {
    let called = match webhook.name.as_slice() {
        [operation, callback] => format!(
            "the callback {} of {}",
            code(callback.as_str()),
            code(operation.as_str())
        ),
        other => format!(
            "the webhook {}",
            code(other.last().map_or("", |name| name.as_str()))
        ),
    };
    let title = inline(first_paragraph(&webhook.doc));
    let docs = Docs::of(if title.is_empty() {
        format!("Decodes the payload of {called}.")
    } else {
        sentence(&format!("Decodes the payload of {called}: {title}"))
    });
    let docs = docs
        .ours("# Errors")
        .ours("The body is no JSON, or does not fit.");
    let parse = ident(&names.parse);
    let (ty, error, decode) = (
        uses.uses.ty(&webhook.payload),
        uses.uses.rt("DecodeError"),
        uses.uses.rt("from_json"),
    );
    let verifier = webhook.signature.as_ref().map(|facts| {
        let docs = Docs::of(format!(
            "Starts a verifier of {called}, which is signed in its own way."
        ));
        let (facts, builder) = (signature(facts, uses), uses.webhook("VerifierBuilder"));
        let verifier = ident(&names.verifier);
        quote! {
            #docs
            pub fn #verifier() -> #builder {
                #facts.verifier()
            }
        }
    });
    quote! {
        #docs
        pub fn #parse(body: &[u8]) -> Result<#ty, #error> {
            #decode(body)
        }

        #verifier
    }
}
