//! Facts of the vocabulary as values of the runtime's types.
//!
//! It is long because it mirrors one flat vocabulary, fact by fact.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::literal::{Differing, lit, lits, option, option_lit, word};
use super::stated;
use super::uses::Uses;
use crate::ir::{
    Action, CodeId, Envelope, ErrorCode, Expression, FieldErrorShape, Pointer, RateLimit, Retry,
    ScalarValue, SecurityNeed, Server, StatusRange, Success, Support, When, WireName,
};

/// A list of statuses.
pub(super) fn statuses(ranges: &[StatusRange], uses: &mut Uses<'_>) -> TokenStream {
    stated::value(&ranges.to_vec(), uses)
}

/// What the status of a success says by itself.
pub(super) fn presence(success: &Success, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("Presence");
    let variant = word(match success.is_presence() {
        true => "FalseUnder",
        false => "NoneUnder",
    });
    let absent = statuses(&success.absent, uses);
    quote!(#name::#variant(#absent))
}

/// A JSON pointer in segments.
fn pointer(at: &Pointer) -> TokenStream {
    lits(at)
}

/// Where a value of a call that the client makes by itself comes from.
pub(super) fn expression(from: &Expression, uses: &mut Uses<'_>) -> TokenStream {
    let expression = uses.rt("Expression");
    let from = match from {
        Expression::RequestBody(at) => {
            let at = joined(at);
            quote!(RequestBody(#at))
        }
        Expression::RequestPath(name) => {
            let name = lit(name);
            quote!(RequestPath(#name))
        }
        Expression::RequestQuery(name) => {
            let name = lit(name);
            quote!(RequestQuery(#name))
        }
        Expression::ResponseBody(at) => {
            let at = joined(at);
            quote!(ResponseBody(#at))
        }
        Expression::Text(text) => {
            let text = lit(text);
            quote!(Text(#text))
        }
    };
    quote!(#expression::#from)
}

/// A JSON pointer in one text.
pub(super) fn joined(at: &Pointer) -> Literal {
    let text: String = at
        .iter()
        .map(|part| format!("/{}", crate::source::pointer::escape(part.as_str())))
        .collect();
    lit(&WireName::new(text))
}

/// A list of envelopes.
pub(super) fn envelopes(list: &[Envelope], uses: &mut Uses<'_>) -> TokenStream {
    let list: Vec<_> = list.iter().map(|it| envelope(it, uses)).collect();
    quote!(&[#(#list),*])
}

/// A list of conditions.
pub(super) fn conditions(list: &[When], uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("When");
    let when: Vec<_> = list
        .iter()
        .map(|when| {
            let (at, exists) = (pointer(&when.at), when.exists);
            let equals = option(when.equals.as_ref().map(|value| scalar(value, uses)));
            quote!(#name { at: #at, equals: #equals, exists: #exists })
        })
        .collect();
    quote!(&[#(#when),*])
}

fn envelope(envelope: &Envelope, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("Envelope");
    let mut value = Differing::from(name.clone(), quote!(#name::DEFAULT));
    if !envelope.when.is_empty() {
        value.set("when", conditions(&envelope.when, uses));
    }
    if let Some(code) = &envelope.code {
        let name = uses.rt("CodeAt");
        let (at, integer, pattern) = (
            pointer(&code.at),
            code.integer,
            option_lit(code.pattern.as_ref()),
        );
        value.set(
            "code",
            quote!(Some(#name { at: #at, integer: #integer, pattern: #pattern })),
        );
    }
    if let Some(message) = &envelope.message {
        let name = uses.rt("MessageAt");
        let (at, join, sensitive) = (pointer(&message.at), lit(&message.join), message.sensitive);
        value.set(
            "message",
            quote!(Some(#name { at: #at, join: #join, sensitive: #sensitive })),
        );
    }
    let plain = [
        ("category", &envelope.category),
        ("param", &envelope.param),
        ("details", &envelope.details),
    ];
    for (field, at) in plain {
        if let Some(at) = at {
            value.set(field, option(Some(pointer(at))));
        }
    }
    if let Some(errors) = &envelope.field_errors {
        let name = uses.rt("FieldErrorsAt");
        let (at, shape) = (pointer(&errors.at), shape(&errors.shape, uses));
        value.set(
            "field_errors",
            quote!(Some(#name { at: #at, shape: #shape })),
        );
    }
    if let Some(at) = &envelope.status_echo {
        value.set("status_echo", option(Some(pointer(at))));
    }
    if let Some(at) = &envelope.request_id {
        value.set("request_id", option(Some(pointer(at))));
    }
    if let Some(header) = &envelope.request_id_header {
        value.set("request_id_header", lit(header));
    }
    for (field, hint) in [
        ("retry_after", &envelope.retry_after),
        ("reset_at", &envelope.reset_at),
    ] {
        if let Some((at, in_unit)) = hint {
            let (at, in_unit) = (pointer(at), stated::value(in_unit, uses));
            value.set(field, quote!(Some((#at, #in_unit))));
        }
    }
    if let Some(at) = &envelope.data {
        value.set("data", option(Some(pointer(at))));
    }
    if let Some(at) = &envelope.items {
        value.set("items", option(Some(pointer(at))));
    }
    value.set_if(envelope.open, "open", || quote!(true));
    quote!(#value)
}

fn scalar(value: &ScalarValue, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("Scalar");
    match value {
        ScalarValue::Null => quote!(#name::Null),
        ScalarValue::Bool(value) => quote!(#name::Bool(#value)),
        ScalarValue::Number(value) => {
            let value = lit(value);
            quote!(#name::Number(#value))
        }
        ScalarValue::Text(value) => {
            let value = lit(value);
            quote!(#name::Text(#value))
        }
    }
}

fn shape(shape: &FieldErrorShape, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("FieldErrorShape");
    match shape {
        FieldErrorShape::Map => quote!(#name::Map),
        FieldErrorShape::List => quote!(#name::List),
        FieldErrorShape::Pointers => quote!(#name::Pointers),
        FieldErrorShape::Objects {
            field,
            message,
            code,
        } => {
            let [field, message, code] =
                [field, message, code].map(|at| option(at.as_ref().map(pointer)));
            quote!(#name::Objects { field: #field, message: #message, code: #code })
        }
    }
}

/// The facts of rate limits.
pub(super) fn rate_limit(facts: &RateLimit, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("RateLimitFacts");
    let base = RateLimit::default();
    let mut value = Differing::from(name.clone(), quote!(#name::DEFAULT));
    let headers = [
        ("limit", &facts.limit, &base.limit),
        ("remaining", &facts.remaining, &base.remaining),
        ("reset", &facts.reset, &base.reset),
    ];
    for (field, own, theirs) in headers {
        value.set_if(own != theirs, field, || {
            let own = lit(own);
            quote!(#own)
        });
    }
    value.set_if(facts.reset_as != base.reset_as, "reset_as", || {
        stated::value(&facts.reset_as, uses)
    });
    value.set_if(!facts.standard, "standard", || quote!(false));
    if let Some(pointers) = &facts.body {
        let name = uses.rt("RateLimitPointers");
        let [limit, remaining, reset] = pointers.each_ref().map(|at| option_lit(at.as_ref()));
        value.set(
            "body",
            quote!(Some(#name { limit: #limit, remaining: #remaining, reset: #reset })),
        );
    }
    quote!(#value)
}

/// Whom to ask.
pub(super) fn support(facts: &Support, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("Support");
    let mut value = Differing::from(name.clone(), quote!(#name::DEFAULT));
    let texts = [
        ("email", &facts.email),
        ("status_page", &facts.status_page),
        ("issues", &facts.issues),
    ];
    for (field, text) in texts {
        value.set_if(text.is_some(), field, || option_lit(text.as_ref()));
    }
    let words: Vec<_> = facts
        .include
        .iter()
        .filter_map(|word| include(word.as_str()))
        .collect();
    value.set_if(!words.is_empty(), "include", || {
        let name = uses.rt("Include");
        let words = words.iter().map(|it| word(it));
        quote!(&[#(#name::#words),*])
    });
    quote!(#value)
}

fn include(name: &str) -> Option<&'static str> {
    Some(match name {
        "requestId" => "RequestId",
        "message" => "Message",
        "code" => "Code",
        "status" => "Status",
        "operation" => "Operation",
        "attempts" => "Attempts",
        _ => return None,
    })
}

/// Alternatives of credentials.
pub(super) fn security(alternatives: &[Vec<SecurityNeed>], uses: &mut Uses<'_>) -> TokenStream {
    let mut all = Vec::new();
    for needs in alternatives {
        let mut tokens = Vec::new();
        for need in needs {
            let scheme = uses.scheme(need.scheme);
            let (name, scopes) = (uses.rt("Need"), lits(&need.scopes));
            tokens.push(quote!(#name { scheme: &#scheme, scopes: #scopes }));
        }
        all.push(quote!(&[#(#tokens),*]));
    }
    quote!(&[#(#all),*])
}

/// The facts of several error entries.
pub(super) fn entries(ids: &[CodeId], uses: &mut Uses<'_>) -> TokenStream {
    let names: Vec<_> = ids.iter().map(|id| uses.error(*id)).collect();
    quote!(&[#(#names::CODE),*])
}

/// The facts of the codes that hold wherever they are answered: those of the struct of a code where there is one.
pub(super) fn known(list: &[ErrorCode], uses: &mut Uses<'_>) -> TokenStream {
    let api = uses.plan.api;
    let all: Vec<_> = list
        .iter()
        .map(|known| {
            let is_it = |it: &ErrorCode| it.only_for.is_none() && it.code == known.code;
            match api.codes.find(is_it).map(|id| uses.error(id)) {
                Some(name) => quote!(#name::CODE),
                None => code(known, uses),
            }
        })
        .collect();
    quote!(&[#(#all),*])
}

/// The facts of an error entry.
pub(super) fn code(entry: &ErrorCode, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("Code");
    let base = match &entry.code {
        Some(code) => {
            let code = lit(code);
            quote!(#name::new(#code))
        }
        None => quote!(#name::STATUS),
    };
    let mut value = Differing::from(name, base);
    value.set_if(!entry.aliases.is_empty(), "aliases", || {
        lits(&entry.aliases)
    });
    value.set_if(!entry.statuses.is_empty(), "status", || {
        statuses(&entry.statuses, uses)
    });
    if let Some(header) = &entry.header {
        let (ty, name) = (uses.rt("HeaderIs"), lit(&header.name));
        let (equals, exists) = (option_lit(header.equals.as_ref()), header.exists);
        value.set(
            "header",
            quote!(Some(#ty { name: #name, equals: #equals, exists: #exists })),
        );
    }
    value.set_if(entry.category.is_some(), "category", || {
        option_lit(entry.category.as_ref())
    });
    value.set_if(entry.retry != Retry::Auto, "retry", || {
        stated::value(&entry.retry, uses)
    });
    value.set_if(entry.effect.is_some(), "effect", || {
        stated::value(&entry.effect, uses)
    });
    if let Some(facts) = &entry.action {
        let action = action(facts, uses);
        value.set("action", quote!(Some(&#action)));
    }
    value.set_if(entry.sensitive, "sensitive", || quote!(true));
    quote!(#value)
}

fn action(facts: &Action, uses: &mut Uses<'_>) -> TokenStream {
    let (name, kind) = (uses.rt("Action"), lit(&facts.kind));
    let mut value = Differing::from(name.clone(), quote!(#name::new(#kind)));
    let texts = [
        ("text", &facts.text),
        ("operation", &facts.operation),
        ("link", &facts.link),
    ];
    for (field, text) in texts {
        value.set_if(text.is_some(), field, || option_lit(text.as_ref()));
    }
    quote!(#value)
}

/// A server with the variables of its URL.
pub(super) fn server(server: &Server, uses: &mut Uses<'_>) -> TokenStream {
    let ty = uses.rt("Server");
    let url = lit(&server.template);
    if server.variables.is_empty() {
        return quote!(#ty::new(#url));
    }
    let variable = uses.rt("ServerVariable");
    let variables = server.variables.iter().map(|it| {
        let (name, values) = (lit(&it.name), lits(&it.values));
        match &it.default {
            Some(default) => {
                let default = lit(default);
                quote!(#variable::new(#name, #default, #values))
            }
            None => quote!(#variable::required(#name)),
        }
    });
    quote!(#ty::with(#url, &[#(#variables),*]))
}
