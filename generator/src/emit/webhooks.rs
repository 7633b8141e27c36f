//! `webhooks.rs`: how deliveries are signed, when the API delivers again, and what its payloads are decoded with.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{Docs, code, inline};
use super::errors::{first_paragraph, sentence};
use super::facts::{joined, statuses};
use super::literal::{Differing, duration, ident, lit, option, word};
use super::uses::Uses;
use crate::ir::{
    StatusRange, Type, Variant, WebhookAnswers, WebhookScheme, WebhookSignature, WireName,
};
use crate::plan::modules::Module;
use crate::plan::{Crate, PlannedKind, PlannedWebhook};

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
    let each: Vec<_> = plan.webhooks.iter().map(|it| one(it, uses)).collect();
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
    let durable = plan.says_durable().then(|| durable(plan, uses));
    let docs = Docs::inner().ours("Webhooks: what the API sends, and how that is signed.");
    let imports = uses.tokens();
    quote!(#docs #imports #shared #event #durable #(#each)*)
}

/// What holds for all deliveries.
fn shared(facts: &WebhookSignature, uses: &mut Names<'_>) -> TokenStream {
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
    let attempts = facts.attempts.map(|count| {
        let count = Literal::u32_unsuffixed(count);
        quote! {
            /// How many deliveries of one event there are at most, the first included.
            pub const ATTEMPTS: u32 = #count;
        }
    });
    let answer_within = facts.answer_within.map(|time| {
        uses.uses.duration();
        let time = duration(time);
        quote! {
            /// How long the API waits for the answer to a delivery.
            pub const ANSWER_WITHIN: Duration = #time;
        }
    });
    let answers = answers(&facts.answers, uses);
    let (signed, verifier) = match facts.scheme.is_verified() {
        true => verified(facts, uses),
        false => Default::default(),
    };
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
fn verified(facts: &WebhookSignature, uses: &mut Names<'_>) -> (TokenStream, TokenStream) {
    let value = signature(facts, uses);
    let (facts, builder) = (
        uses.webhook("WebhookFacts"),
        uses.webhook("VerifierBuilder"),
    );
    let signed = quote! {
        /// How deliveries are signed.
        pub static WEBHOOKS: #facts = #value;
    };
    let verifier = quote! {
        /// Starts a verifier of deliveries.
        pub fn verifier() -> #builder {
            WEBHOOKS.verifier()
        }
    };
    (signed, verifier)
}

/// `WebhookFacts { … }`
fn signature(facts: &WebhookSignature, uses: &mut Names<'_>) -> TokenStream {
    let header = facts.header.as_ref().map(lit);
    let header = header.map_or_else(|| quote!("webhook-signature"), |header| quote!(#header));
    let name = uses.webhook("WebhookFacts");
    let base = match facts.scheme {
        WebhookScheme::Timestamped => quote!(#name::timestamped(#header)),
        WebhookScheme::Plain => quote!(#name::plain(#header)),
        WebhookScheme::Standard | WebhookScheme::Other => quote!(#name::STANDARD),
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
    if let Some(at) = &facts.id {
        let at = joined(at);
        value.set("id", quote!(Some(#at)));
    }
    headers(facts, &mut value, uses);
    let repeats_for = facts.repeats_for();
    value.set_if(!repeats_for.is_zero(), "repeats_for", || {
        uses.uses.duration();
        duration(repeats_for)
    });
    quote!(#value)
}

/// `headers: HeaderNames { … }`
fn headers(facts: &WebhookSignature, value: &mut Differing, uses: &mut Names<'_>) {
    let headers = &facts.headers;
    let all = [
        ("event", &headers.event),
        ("id", &headers.id),
        ("delivery", &headers.delivery),
        ("endpoint", &headers.endpoint),
    ];
    if all.iter().all(|(_, header)| header.is_none()) {
        return;
    }
    let name = uses.webhook("HeaderNames");
    let mut names = Differing::from(name.clone(), quote!(#name::DEFAULT));
    for (field, header) in all {
        if let Some(header) = header {
            let header = lit(header);
            names.set(field, quote!(Some(#header)));
        }
    }
    value.set("headers", names);
}

/// What each answer to a delivery does.
fn answers(answers: &WebhookAnswers, uses: &mut Names<'_>) -> Option<TokenStream> {
    if *answers == WebhookAnswers::default() {
        return None;
    }
    let name = uses.webhook("Answers");
    let mut value = Differing::from(name.clone(), quote!(#name::DEFAULT));
    let lists: [(_, &[StatusRange]); 4] = [
        ("acknowledge", &answers.acknowledge),
        ("repeat", &answers.repeat),
        ("stop", &answers.stop),
        ("disable", &answers.disable),
    ];
    for (field, ranges) in lists {
        value.set_if(!ranges.is_empty(), field, || {
            statuses(ranges, &mut uses.uses)
        });
    }
    Some(quote! {
        /// What the API does after each answer to a delivery.
        pub const ANSWERS: #name = #value;
    })
}

/// Whether an event is delivered until it is acknowledged: by its name, and by its payload where that tells.
fn durable(plan: &Crate<'_>, uses: &mut Names<'_>) -> TokenStream {
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
        let Type::Named(id) = event else { return None };
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
        let ty = uses.uses.ty(event);
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
    let said = webhooks.filter(|it| it.payload == variant.ty);
    let said: BTreeSet<_> = said.map(|it| it.durable).collect();
    let mut said = said.into_iter();
    if let (Some(one), None) = (said.next(), said.next()) {
        return Durable::Always(option(one));
    }
    let kind = match &variant.ty {
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
fn one(planned: &PlannedWebhook<'_>, uses: &mut Names<'_>) -> TokenStream {
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
    let verified = webhook.signature.as_ref();
    let verified = verified.filter(|facts| facts.scheme.is_verified());
    let verifier = verified.map(|facts| {
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
