//! `client.rs`: the client, its builder with one method per security scheme, and one method per service.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, code, doc};
use super::gate;
use super::literal::{ident, lit, lits};
use super::uses::Uses;
use crate::ir::{Api, Method, Scheme, SchemeKind, WireName};
use crate::plan::modules::Module;
use crate::plan::{Crate, PlannedScheme, SchemeNames};

/// The file.
pub(super) fn emit_client(plan: &Crate<'_>) -> TokenStream {
    let uses = &mut Uses::new(plan, Module::Client);
    let facts = uses.api("API");
    let client = uses.rt("client");
    let schemes = plan.schemes.entries();
    let schemes: Vec<_> = schemes
        .map(|(id, scheme)| {
            let facts = uses.scheme(id);
            credential(plan, scheme, &facts, uses)
        })
        .collect();
    let credentials = (!schemes.is_empty()).then(|| quote!(impl ClientBuilder { #(#schemes)* }));
    let (servers, choices) = servers(plan);
    let services: Vec<_> = plan
        .services
        .entries()
        .map(|(id, service)| {
            let (name, method) = (uses.service(id), ident(&service.names.method));
            let tag = service.ir;
            let docs = doc(&tag.doc);
            let gate = gate::service(plan, id);
            quote! {
                #docs
                #gate
                pub fn #method(&self) -> #name<'_> {
                    #name { client: &self.inner }
                }
            }
        })
        .collect();
    let services = (!services.is_empty()).then(|| quote!(impl Client { #(#services)* }));
    let docs = Docs::inner().ours("The client and its builder.");
    let imports = uses.tokens();
    quote! {
        #docs
        #imports

        /// A client of the API. Clones are cheap and share everything, connections and retry budget included.
        #[derive(Clone, Debug)]
        pub struct Client {
            inner: faultcode_runtime::Client,
        }

        /// Makes a [`Client`].
        #[derive(Debug)]
        pub struct ClientBuilder {
            inner: faultcode_runtime::ClientBuilder,
        }

        #client!(Client, ClientBuilder, #facts);

        #servers
        #choices
        #credentials
        #services
    }
}

/// The enum of the servers, and the methods that choose one and set the variables of its URL.
fn servers(plan: &Crate<'_>) -> (TokenStream, TokenStream) {
    let mut methods = TokenStream::new();
    let mut choice = TokenStream::new();
    if let Some(list) = &plan.servers.list {
        let name = ident(&list.name);
        let variants = list.variants.iter().map(|variant| {
            let (server, variant) = (variant.ir, ident(&variant.names));
            let docs = Docs::of(code(server.template.as_str())).theirs(&server.doc);
            quote!(#docs #variant)
        });
        choice = quote! {
            /// The servers of the document; the first is the default.
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            #[non_exhaustive]
            pub enum #name { #(#variants),* }
        };
        methods.extend(quote! {
            /// The server that requests go to, unless a base URL is given.
            pub fn server(mut self, server: #name) -> Self {
                self.inner = self.inner.server(server as usize);
                self
            }
        });
    }
    for planned in &plan.servers.variables {
        let (variable, method) = (planned.ir, ident(&planned.names));
        let name = lit(&variable.name);
        let mut first = format!(
            "The variable {} in the URL of the server.",
            code(variable.name.as_str())
        );
        let texts = |list: &[WireName]| {
            let texts: Vec<_> = list.iter().map(|it| code(it.as_str())).collect();
            texts.join(", ")
        };
        if !variable.values.is_empty() {
            first.push_str(&format!(" One of {}.", texts(&variable.values)));
        }
        match &variable.default {
            Some(default) => first.push_str(&format!(" Default: {}.", code(default.as_str()))),
            None => first.push_str(" It has no default."),
        }
        let docs = Docs::of(first).theirs(&variable.doc);
        methods.extend(quote! {
            #docs
            pub fn #method(mut self, value: impl Into<String>) -> Self {
                self.inner = self.inner.server_variable(#name, value);
                self
            }
        });
    }
    let methods = (!methods.is_empty()).then(|| quote!(impl ClientBuilder { #methods }));
    (choice, quote!(#methods))
}

fn credential(
    plan: &Crate<'_>,
    planned: &PlannedScheme<'_>,
    facts: &TokenStream,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let (api, scheme, names) = (plan.api, planned.ir, &planned.names);
    let credential = uses.rt("Credential");
    let method = ident(&names.method);
    let name = code(scheme.name.as_str());
    let secret = |docs: Docs, argument: &'static str| {
        let argument = super::literal::word(argument);
        quote! {
            #docs
            pub fn #method(mut self, #argument: impl Into<String>) -> Self {
                self.inner = self.inner.credential(&#facts, #credential::secret(#argument));
                self
            }
        }
    };
    let key = |place: &str, at: &str| {
        let first = format!(
            "The credential of the scheme {name}, sent in the {place} {}.",
            code(at)
        );
        Docs::of(first).theirs(&scheme.doc)
    };
    match (&scheme.kind, &scheme.client_credentials) {
        (SchemeKind::Header(at) | SchemeKind::Cookie(at) | SchemeKind::Query(at), _) => {
            let place = match &scheme.kind {
                SchemeKind::Header(_) => "header",
                SchemeKind::Cookie(_) => "cookie",
                _ => "query parameter",
            };
            let fixed = secret(made(api, names, key(place, at.as_str())), "key");
            let token = scheme.token.as_ref().map(|_| token(planned, uses, facts));
            quote!(#fixed #token)
        }
        (SchemeKind::Basic, _) => {
            let docs =
                Docs::of(format!("User and password of the scheme {name}.")).theirs(&scheme.doc);
            quote! {
                #docs
                pub fn #method(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
                    self.inner = self.inner.credential(&#facts, #credential::basic(user, password));
                    self
                }
            }
        }
        (SchemeKind::Bearer, Some(flow)) => {
            let token = token(planned, uses, facts);
            let mut docs = Docs::of(format!(
                "Client id and secret of the scheme {name}: tokens are fetched, kept and refreshed."
            ));
            if !flow.scopes.is_empty() {
                docs = docs.ours("Tokens are asked for with all scopes that the document names; `client_scopes` says which instead.");
            }
            let docs = docs.theirs(&scheme.doc);
            let shown = shows_secret_in_body(api, &flow.token_url).then(|| {
                let authentication = uses.rt("ClientAuthentication");
                quote!(.authentication(#authentication::Body))
            });
            let (url, scopes) = (lit(&token_url(api, &flow.token_url)), lits(&flow.scopes));
            let fixed = ident(&names.token);
            let fixed_docs = Docs::of(format!(
                "A token of the scheme {name} that was fetched elsewhere and is not refreshed."
            ));
            quote! {
                #docs
                pub fn #method(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
                    let credential = #credential::client_credentials(#url, id, secret, #scopes)#shown;
                    self.inner = self.inner.credential(&#facts, credential);
                    self
                }
                #fixed_docs
                pub fn #fixed(mut self, token: impl Into<String>) -> Self {
                    self.inner = self.inner.credential(&#facts, #credential::secret(token));
                    self
                }
                #token
            }
        }
        (SchemeKind::Bearer, None) => {
            let docs = Docs::of(format!(
                "A token of the scheme {name} that is not refreshed."
            ))
            .theirs(&scheme.doc);
            let fixed = secret(made(api, names, docs), "token");
            let token = token(planned, uses, facts);
            quote!(#fixed #token)
        }
    }
}

/// A token URL below the base URL as a path: whoever sets another base URL gets the tokens from there as well, and sends
/// the credentials of one environment to no other.
fn token_url(api: &Api, url: &WireName) -> WireName {
    let base = api.servers.first().map_or("", |server| server.url.as_str());
    match url.as_str().strip_prefix(base.trim_end_matches('/')) {
        Some(path) if path.starts_with('/') => WireName::new(path),
        _ => url.clone(),
    }
}

/// Whether the document describes the request for a token, and lets it hold the secret of the client.
fn shows_secret_in_body(api: &Api, url: &WireName) -> bool {
    let mut operations = api.operations.iter().filter(|operation| {
        operation.method == Method::Post && url.as_str().ends_with(operation.template.as_str())
    });
    operations.any(|operation| {
        let ty = operation.body.as_ref().and_then(|body| body.kind.ty());
        let fields = ty.and_then(|ty| api.object(ty)).unwrap_or_default();
        fields
            .iter()
            .any(|field| field.wire.as_str() == "client_secret")
    })
}

/// Says where tokens come from that nobody gives.
fn made(api: &Api, names: &SchemeNames<'_>, docs: Docs) -> Docs {
    let Some((token, maker)) = names.maker else {
        return docs;
    };
    let whose = match token.parameter() {
        Some(name) => format!(", one for each {}", code(name.as_str())),
        None => String::new(),
    };
    docs.ours(format!(
        "Without it, tokens are made by {}{whose}: the client needs the credential of that operation only.",
        code(api.operations[maker].id.as_str())
    ))
}

fn token(planned: &PlannedScheme<'_>, uses: &mut Uses<'_>, facts: &TokenStream) -> TokenStream {
    let (scheme, names) = (planned.ir, &planned.names);
    let (credential, source_trait) = (uses.rt("Credential"), uses.rt("TokenSource"));
    let method = ident(&names.source);
    let name = code(scheme.name.as_str());
    let docs = Docs::of(format!(
        "Where tokens of the scheme {name} come from: asked when one is needed or refused."
    ));
    let parted = scheme.token.as_ref().and_then(|it| it.parameter());
    let parted = parted.map(|parameter| source_for(scheme, parameter, names, uses, facts));
    quote! {
        #docs
        pub fn #method(mut self, source: impl #source_trait) -> Self {
            self.inner = self.inner.credential(&#facts, #credential::source(source));
            self
        }
        #parted
    }
}

fn source_for(
    scheme: &Scheme,
    parameter: &WireName,
    names: &SchemeNames<'_>,
    uses: &mut Uses<'_>,
    facts: &TokenStream,
) -> TokenStream {
    let credential = uses.rt("Credential");
    let future = uses.future();
    let (token, error) = (uses.rt("Token"), uses.rt("TokenError"));
    let method = ident(&names.source_for);
    let docs = Docs::of(format!(
        "Where tokens of the scheme {} come from, one for each {}: asked with its value and the token in use until now.",
        code(scheme.name.as_str()),
        code(parameter.as_str())
    ));
    let parameter = lit(parameter);
    quote! {
        #docs
        pub fn #method<F, R>(mut self, source: F) -> Self
        where
            F: Fn(String, Option<#token>) -> R + Send + Sync + 'static,
            R: #future<Output = Result<#token, #error>> + Send + 'static,
        {
            self.inner = self.inner.credential(&#facts, #credential::source_for(#parameter, source));
            self
        }
    }
}
