//! `webhooks.rs`: how deliveries are signed, when the API delivers again, and what its payloads are decoded with.

use std::collections::BTreeSet;

use faultcode_facts::{Restate, WebhookScheme};
use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, code, inline};
use super::errors::{first_paragraph, sentence};
use super::literal::{ident, lit, option};
use super::stated;
use super::uses::Uses;
use crate::ir::{Answers, Type, Variant, WebhookFacts, WebhookSignature, WireName};
use crate::plan::modules::Module;
use crate::plan::{Crate, PlannedKind, PlannedWebhook};

/// The file.
pub(super) fn emit_webhooks(plan: &Crate<'_>) -> TokenStream {
    let uses = &mut Uses::new(plan, Module::Webhooks);
    let shared = plan.api.webhook.as_ref().map(|facts| shared(facts, uses));
    let each: Vec<_> = plan.webhooks.iter().map(|it| one(it, uses)).collect();
    let event = plan.api.event.as_ref().map(|event| {
        let (ty, error, decode) = (uses.ty(event), uses.rt("DecodeError"), uses.rt("from_json"));
        quote! {
            /// Decodes the payload of any webhook.
            ///
            /// # Errors
            ///
            /// The body is not JSON, or does not fit.
            pub fn parse_event(body: &[u8]) -> Result<#ty, #error> {
                #decode(body)
            }
        }
    });
    let durable = plan.says_durable().then(|| durable(plan, uses));
    let docs = Docs::inner().ours("Webhooks: what the API sends, and how that is signed.");
    let imports = uses.tokens();
    quote!(#docs #imports #shared #event #durable #(#each)*)
}

/// What holds for all deliveries.
fn shared(facts: &WebhookSignature, uses: &mut Uses<'_>) -> TokenStream {
    let all = &facts.deliveries;
    let schedule = (!all.schedule.is_empty()).then(|| {
        let waits = stated::value(&all.schedule, uses);
        quote! {
            /// The waits before a delivery that failed is tried again.
            pub const SCHEDULE: &[Duration] = #waits;
        }
    });
    let disable_after = all.disable_after.map(|count| {
        let count = stated::value(&count, uses);
        quote! {
            /// How many deliveries may fail in a row before the API stops delivering.
            pub const DISABLE_AFTER: u32 = #count;
        }
    });
    let attempts = all.attempts.map(|count| {
        let count = stated::value(&count, uses);
        quote! {
            /// How many deliveries of one event there are at most, the first included.
            pub const ATTEMPTS: u32 = #count;
        }
    });
    let answer_within = all.answer_within.map(|time| {
        let time = stated::value(&time, uses);
        quote! {
            /// How long the API waits for the answer to a delivery.
            pub const ANSWER_WITHIN: Duration = #time;
        }
    });
    let answers = (all.answers != Answers::default()).then(|| {
        let (name, answers) = (uses.rt("Answers"), stated::value(&all.answers, uses));
        quote! {
            /// What the API does after each answer to a delivery.
            pub const ANSWERS: #name = #answers;
        }
    });
    let signed = facts.signed.as_ref().map(|facts| verified(facts, uses));
    let (signed, verifier) = signed.unwrap_or_default();
    quote! {
        #signed

        #schedule
        #disable_after
        #attempts
        #answer_within
        #answers

        #verifier
    }
}

/// How deliveries are signed, and what verifies them.
fn verified(facts: &WebhookFacts, uses: &mut Uses<'_>) -> (TokenStream, TokenStream) {
    let value = signature(facts, uses);
    let (facts, builder) = (uses.rt("WebhookFacts"), uses.rt("VerifierBuilder"));
    let signed = quote! {
        /// How deliveries are signed.
        pub static WEBHOOKS: #facts = #value;
    };
    let verifier = quote! {
        /// Starts a verifier of deliveries: it is given the secret, and checks the signature before a body is decoded.
        pub fn verifier() -> #builder {
            WEBHOOKS.verifier()
        }
    };
    (signed, verifier)
}

/// `WebhookFacts { … }`
fn signature(facts: &WebhookFacts, uses: &mut Uses<'_>) -> TokenStream {
    let (name, header) = (uses.rt("WebhookFacts"), lit(&facts.header));
    let usual: WebhookFacts = facts.scheme.usual().restate();
    let tokens = match facts.scheme {
        WebhookScheme::Timestamped => quote!(#name::timestamped(#header)),
        WebhookScheme::Plain => quote!(#name::plain(#header)),
        WebhookScheme::StandardEd25519 => quote!(#name::STANDARD_ED25519),
        _ => quote!(#name::STANDARD),
    };
    let base = WebhookFacts {
        header: facts.header.clone(),
        ..usual
    };
    stated::over(facts, &base, tokens, uses)
}

/// Whether an event is delivered until it is acknowledged: by its name, and by its payload where that tells.
fn durable(plan: &Crate<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let named = |durable: bool| {
        let fitting = plan.api.webhooks.iter();
        let fitting = fitting.filter(move |webhook| webhook.durable == Some(durable));
        let names: BTreeSet<_> = fitting
            .filter_map(|webhook| webhook.name.last().map(WireName::as_str))
            .collect();
        (!names.is_empty()).then(|| quote!(#(#names)|* => Some(#durable),))
    };
    let (lasting, passing) = (named(true), named(false));
    let method = plan.api.event.as_ref().and_then(|event| {
        let Type::Named(id) = plan.resolved(event) else {
            return None;
        };
        let PlannedKind::Union { tag, variants } = &plan.types[*id].names.kind else {
            return None;
        };
        let arms = variants.iter().map(|variant| {
            let name = ident(&variant.names);
            match durable_payload(plan, variant.ir, tag) {
                Durable::Always(durable) => quote!(Self::#name(_) => #durable,),
                Durable::ByTag(at) => quote!(Self::#name(event) => is_durable(#at),),
            }
        });
        let ty = uses.ty(event);
        Some(quote! {
            impl #ty {
                /// Whether the API delivers this event until it is acknowledged. `None` where its document does not say.
                pub fn is_durable(&self) -> Option<bool> {
                    match self {
                        #(#arms)*
                        Self::Unknown(_) => None,
                    }
                }
            }
        })
    });
    quote! {
        /// Whether the API delivers an event until it is acknowledged; `Some(false)` means that it may be lost. `None` where
        /// its document does not say.
        pub fn is_durable(event: &str) -> Option<bool> {
            match event {
                #lasting
                #passing
                _ => None,
            }
        }

        #method
    }
}

/// How the durability of a payload is known.
enum Durable {
    /// By its type.
    Always(TokenStream),
    /// By the member that names the event.
    ByTag(TokenStream),
}

fn durable_payload(plan: &Crate<'_>, variant: &Variant, tag: &WireName) -> Durable {
    let webhooks = plan.api.webhooks.iter();
    let payload = plan.resolved(&variant.ty);
    let said = webhooks.filter(|it| plan.resolved(&it.payload) == payload);
    let said: BTreeSet<_> = said.map(|it| it.durable).collect();
    let mut said = said.into_iter();
    if let (Some(one), None) = (said.next(), said.next()) {
        return Durable::Always(option(one));
    }
    let kind = match payload {
        Type::Named(id) => Some(&plan.types[*id].names.kind),
        _ => None,
    };
    let member = match kind {
        Some(PlannedKind::Object { members, .. }) => members.iter().find(|it| it.ir.wire == *tag),
        _ => None,
    };
    match member {
        Some(member) if !member.ir.is_option() => {
            let name = ident(&member.names.field);
            Durable::ByTag(quote!(event.#name.as_str()))
        }
        _ => Durable::Always(quote!(None)),
    }
}

/// The functions of one webhook or callback.
fn one(planned: &PlannedWebhook<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let (webhook, names) = (planned.ir, &planned.names);
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
    let title = inline(&first_paragraph(&webhook.doc));
    let docs = Docs::of(if title.is_empty() {
        format!("Decodes the payload of {called}.")
    } else {
        sentence(&format!("Decodes the payload of {called}: {title}"))
    });
    let docs = docs
        .ours("# Errors")
        .ours("The body is not JSON, or does not fit.");
    let parse = ident(&names.parse);
    let (ty, error, decode) = (
        uses.ty(&webhook.payload),
        uses.rt("DecodeError"),
        uses.rt("from_json"),
    );
    let signature = webhook.signature.as_ref();
    let verified = signature.and_then(|it| it.signed.as_ref());
    let verifier = verified.map(|facts| {
        let docs = Docs::of(format!(
            "Starts a verifier of {called}, which is signed in its own way."
        ));
        let (facts, builder) = (self::signature(facts, uses), uses.rt("VerifierBuilder"));
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
