//! `api.rs`: what the document says of the API as a whole, and what operations state only where they differ.

use faultcode_facts::MAX_REFRESHES;
use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, doc};
use super::literal::{Differing, ident, lit, lits};
use super::uses::Uses;
use super::{facts, params, retry, stated};
use crate::ir::{
    Api, BodyKind, OperationId, RateLimitFacts, RetryPolicy, Server, TokenOperation, WireName,
    joined,
};
use crate::plan::modules::Module;
use crate::plan::{Crate, Planned, PlannedScheme};

/// Whether the API has a policy of its own.
pub(super) fn has_retry(api: &Api) -> bool {
    api.retry != RetryPolicy::default()
}

/// Whether the API states rate limits.
pub(super) fn has_rate_limit(api: &Api) -> bool {
    api.rate_limit != RateLimitFacts::default()
}

/// The file.
pub(super) fn emit_api(plan: &Crate<'_>) -> TokenStream {
    let api = plan.api;
    let uses = &mut Uses::new(plan, Module::Api);
    let mut items = TokenStream::new();
    items.extend(api_static(plan, uses));
    items.extend(operation_default(plan, uses));
    if has_retry(api) {
        let (ty, value) = (
            uses.rt("RetryPolicy"),
            retry::policy(&api.retry, None, uses),
        );
        items.extend(quote! {
            /// When failed attempts are repeated.
            pub static RETRY: #ty = #value;
        });
    }
    if let Some(idempotency) = &api.idempotency {
        let (ty, value) = (uses.rt("Idempotency"), stated::value(idempotency, uses));
        items.extend(quote! {
            /// How idempotency keys travel.
            pub static IDEMPOTENCY: #ty = #value;
        });
    }
    if !api.envelopes.is_empty() {
        let (ty, value) = (uses.rt("Envelope"), stated::list(&api.envelopes, uses));
        items.extend(quote! {
            /// Where the facts of an answer stand in its body.
            pub static ENVELOPES: &[#ty] = #value;
        });
    }
    for shared in &plan.envelopes {
        let (ty, value) = (uses.rt("Envelope"), stated::list(shared.list, uses));
        let constant = ident(&shared.constant);
        items.extend(quote! {
            /// The same for answers of some operations or statuses.
            pub static #constant: &[#ty] = #value;
        });
    }
    if has_rate_limit(api) {
        let (ty, value) = (
            uses.rt("RateLimitFacts"),
            stated::value(&api.rate_limit, uses),
        );
        items.extend(quote! {
            /// Where rate limits are stated.
            pub static RATE_LIMIT: #ty = #value;
        });
    }
    if let Some(support) = &api.support {
        let (ty, value) = (uses.rt("Support"), stated::value(support, uses));
        items.extend(quote! {
            /// Whom to ask when an error persists.
            pub static SUPPORT: #ty = #value;
        });
    }
    for scheme in &plan.schemes {
        items.extend(scheme_static(plan, scheme, uses));
    }
    let docs = Docs::inner().ours("What the document says of the API as a whole.");
    let imports = uses.tokens();
    quote!(#docs #imports #items)
}

fn api_static(plan: &Crate<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("Api");
    let package = lit(&WireName::new(&plan.package));
    let version = lit(&WireName::new(plan.api.version.as_str()));
    let servers = plan.api.servers.iter();
    let servers: Vec<_> = servers.map(|it| facts::server(it, uses)).collect();
    let own: Vec<_> = servers_with_variables(plan.api)
        .into_iter()
        .map(|it| facts::server(it, uses))
        .collect();
    let mut value = Differing::from(name.clone(), quote!(#name::DEFAULT));
    value.set("name", quote!(#package));
    value.set("version", quote!(#version));
    value.set("servers", quote!(&[#(#servers),*]));
    value.set_if(!own.is_empty(), "own_servers", || quote!(&[#(#own),*]));
    let origins = &plan.api.credential_origins;
    value.set_if(!origins.is_empty(), "credential_origins", || lits(origins));
    let schemes = plan.schemes.iter().map(|scheme| &scheme.names);
    let made = schemes.filter(|names| names.maker.is_some());
    let tokens: Vec<_> = made.map(|names| ident(&names.constant)).collect();
    value.set_if(!tokens.is_empty(), "tokens", || quote!(&[#(&#tokens),*]));
    quote! {
        /// The API.
        pub static API: #name = #value;
    }
}

/// The servers of single operations that have variables, each once.
fn servers_with_variables(api: &Api) -> Vec<&Server> {
    let mut found: Vec<&Server> = Vec::new();
    let own = api.operations.iter().filter_map(|it| it.server.as_ref());
    for server in own.filter(|it| !it.variables.is_empty()) {
        if !found.iter().any(|it| it.says_the_same(server)) {
            found.push(server);
        }
    }
    found
}

fn operation_default(plan: &Crate<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let api = plan.api;
    let name = uses.rt("Operation");
    let mut value = Differing::from(name.clone(), quote!(#name::DEFAULT));
    value.set_if(has_retry(api), "retry", || quote!(&RETRY));
    value.set_if(!api.envelopes.is_empty(), "envelopes", || quote!(ENVELOPES));
    value.set_if(has_rate_limit(api), "rate_limit", || quote!(&RATE_LIMIT));
    value.set_if(!plan.usual_security.is_empty(), "security", || {
        facts::security(plan.usual_security, uses)
    });
    value.set_if(!api.statuses.is_empty(), "statuses", || {
        facts::entries(&api.statuses, uses)
    });
    value.set_if(!api.known.is_empty(), "known", || {
        facts::known(&api.known, uses)
    });
    value.set_if(api.support.is_some(), "support", || quote!(Some(&SUPPORT)));
    quote! {
        /// What operations share; each states only where it differs.
        pub(super) const OPERATION: #name = #value;
    }
}

fn scheme_static(
    plan: &Crate<'_>,
    planned: &PlannedScheme<'_>,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (scheme, constant) = (planned.ir, ident(&planned.names.constant));
    let ty = uses.rt("Scheme");
    let kind = stated::value(&scheme.kind, uses);
    let name = lit(&scheme.name);
    let mut value = Differing::from(ty.clone(), quote!(#ty::new(#name, #kind)));
    value.set_if(!scheme.key_classes.is_empty(), "key_classes", || {
        let classes = scheme.key_classes.iter().map(|(prefix, class)| {
            let (prefix, class) = (lit(prefix), lit(class));
            quote!((#prefix, #class))
        });
        quote!(&[#(#classes),*])
    });
    value.set_if(!scheme.refresh_codes.is_empty(), "refresh_codes", || {
        lits(&scheme.refresh_codes)
    });
    value.set_if(
        !scheme.refresh_statuses.is_empty(),
        "refresh_statuses",
        || stated::list(&scheme.refresh_statuses, uses),
    );
    value.set_if(
        scheme.max_refreshes != MAX_REFRESHES,
        "max_refreshes",
        || {
            let most = proc_macro2::Literal::u8_unsuffixed(scheme.max_refreshes);
            quote!(#most)
        },
    );
    let maker = planned.names.maker;
    if let Some(token) = maker.and_then(|(facts, maker)| token(plan, facts, maker, uses)) {
        value.set("token", quote!(Some(&#token)));
    }
    let docs = doc(&scheme.doc);
    quote! {
        #docs
        pub static #constant: #ty = #value;
    }
}

/// The operation that makes tokens; `None` where it has no parameter of a name that is given.
fn token(
    plan: &Crate<'_>,
    token: &TokenOperation,
    maker: OperationId,
    uses: &mut Uses<'_>,
) -> Option<TokenStream> {
    let module = ident(&plan.service_of(maker).module);
    let Planned {
        ir: operation,
        names,
    } = &plan.operations[maker];
    let (constant, error) = (ident(&names.constant), ident(&names.error));
    let mut arguments = Vec::new();
    for (name, from) in &token.arguments {
        let parameter = operation.parameters.iter().find(|it| it.wire == *name)?;
        let parameter = params::parameter(parameter, uses);
        let from = stated::value(from, uses);
        arguments.push(quote!((#parameter, #from)));
    }
    let body = token.body.as_ref().and_then(|body| {
        let media = match plan.api.constant_body(operation.body.as_ref()?)? {
            BodyKind::Json { media_type, .. } => media_type.clone(),
            _ => WireName::new("application/x-www-form-urlencoded"),
        };
        let (name, media, json) = (uses.rt("TokenBody"), lit(&media), lit(&body.json));
        Some(quote!(#name { media: #media, json: #json }))
    });
    let body = super::literal::option(body);
    let (name, errors) = (uses.rt("TokenOperation"), uses.rt("TokenErrors"));
    let (access, expires) = (
        lit(&joined(&token.access_token)),
        lit(&joined(&token.expires_in)),
    );
    // The names of the operation are written out: they are in no other place of this file.
    Some(quote! {
        #name {
            operation: || &super::#module::#constant.operation,
            errors: #errors::of::<super::#module::#error>(),
            arguments: &[#(#arguments),*],
            body: #body,
            access_token: #access,
            expires_in: #expires,
        }
    })
}
