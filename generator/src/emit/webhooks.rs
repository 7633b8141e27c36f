//! `webhooks.rs`: how deliveries are signed, and when the API delivers again.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::literal::{Differing, duration, lit};
use crate::ir::WebhookScheme;
use crate::plan::Crate;

/// The file.
pub(super) fn emit_webhooks(plan: &Crate<'_>) -> TokenStream {
    let Some(facts) = &plan.api.webhook else {
        return TokenStream::new();
    };
    let header = facts.header.as_ref().map(lit);
    let header = header.map_or_else(|| quote!("webhook-signature"), |header| quote!(#header));
    let base = match facts.scheme {
        WebhookScheme::Timestamped => quote!(WebhookFacts::timestamped(#header)),
        WebhookScheme::Plain => quote!(WebhookFacts::plain(#header)),
        WebhookScheme::Standard | WebhookScheme::StandardEd25519 => quote!(WebhookFacts::STANDARD),
    };
    let mut value = Differing::from(quote!(WebhookFacts), base);
    let mut names = vec![quote!(VerifierBuilder), quote!(WebhookFacts)];
    let standard = facts.scheme == WebhookScheme::Standard;
    if facts.base64 && !standard {
        value.set("encoding", quote!(SignatureEncoding::Base64));
        names.insert(0, quote!(SignatureEncoding));
    }
    let other_tolerance = facts.tolerance.as_secs() != 300 || facts.tolerance.subsec_nanos() != 0;
    value.set_if(other_tolerance, "tolerance", || duration(facts.tolerance));
    for (field, status) in [
        ("respond_signature", facts.respond_signature),
        ("respond_timestamp", facts.respond_timestamp),
    ] {
        value.set_if(status != 400, field, || {
            let status = Literal::u16_unsuffixed(status);
            quote!(#status)
        });
    }
    let waits: Vec<_> = facts.schedule.iter().copied().map(duration).collect();
    let schedule = (!waits.is_empty()).then(|| {
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
    let time = (other_tolerance || !waits.is_empty()).then(|| {
        quote!(
            use std::time::Duration;
        )
    });
    quote! {
        //! Webhooks: how deliveries are signed.

        #time
        use faultcode_runtime::webhook::{#(#names),*};

        /// How deliveries are signed.
        pub static WEBHOOKS: WebhookFacts = #value;

        #schedule
        #disable_after

        /// Starts a verifier of deliveries.
        pub fn verifier() -> VerifierBuilder {
            WEBHOOKS.verifier()
        }
    }
}
