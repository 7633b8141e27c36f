//! Facts of the vocabulary as values of the runtime's types.
//!
//! It is long because it mirrors one flat vocabulary, fact by fact.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::literal::{Differing, duration, lit, lits, option, option_lit, word};
use super::uses::Uses;
use crate::ir::{
    Action, CodeId, Effect, Envelope, ErrorCode, Expression, FieldErrorShape, HintUnit,
    Idempotency, KeyFact, KeyMode, KeyPlace, Pointer, RateLimit, Replays, Retry, ScalarValue,
    SecurityNeed, Server, StatusSet, Success, Support, When, WireName,
};

/// `StatusRange::one(402)`, `StatusRange::class(5)` or the two ends.
pub(super) fn status(range: StatusSet, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("StatusRange");
    let class = range.first / 100;
    let (first, last) = (
        Literal::u16_unsuffixed(range.first),
        Literal::u16_unsuffixed(range.last),
    );
    if range.first == range.last {
        quote!(#name::one(#first))
    } else if range.first == class * 100 && range.last == class * 100 + 99 {
        let class = Literal::u16_unsuffixed(class);
        quote!(#name::class(#class))
    } else {
        quote!(#name { first: #first, last: #last })
    }
}

/// A list of statuses.
pub(super) fn statuses(ranges: &[StatusSet], uses: &mut Uses<'_>) -> TokenStream {
    let ranges: Vec<_> = ranges.iter().map(|range| status(*range, uses)).collect();
    quote!(&[#(#ranges),*])
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

pub(super) fn unit(unit: HintUnit, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("HintUnit");
    let variant = word(match unit {
        HintUnit::Seconds => "Seconds",
        HintUnit::Millis => "Millis",
        HintUnit::EpochSeconds => "EpochSeconds",
        HintUnit::EpochMillis => "EpochMillis",
        HintUnit::DateTime => "DateTime",
        HintUnit::Auto => "Auto",
    });
    quote!(#name::#variant)
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
            let (at, in_unit) = (pointer(at), unit(*in_unit, uses));
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

/// The facts of an idempotency key, stated over `base` where they differ from it.
pub(super) fn idempotency(
    facts: &Idempotency,
    base: Option<(&Idempotency, TokenStream)>,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let header = header_key();
    let (base, base_tokens) = base.unwrap_or_else(|| {
        let name = uses.rt("Idempotency");
        (&header, quote!(#name::HEADER))
    });
    let mut value = Differing::over(base_tokens);
    value.set_if(facts.place != base.place, "place", || {
        let name = uses.rt("KeyPlace");
        match &facts.place {
            KeyPlace::Header(header) => {
                let header = lit(header);
                quote!(#name::Header(#header))
            }
            KeyPlace::Body(at) => {
                let at = joined(at);
                quote!(#name::Body(#at))
            }
        }
    });
    value.set_if(facts.mode != base.mode, "mode", || {
        let name = uses.rt("KeyMode");
        let mode = word(match facts.mode {
            KeyMode::Auto => "Auto",
            KeyMode::Required => "Required",
            KeyMode::Optional => "Optional",
        });
        quote!(#name::#mode)
    });
    value.set_if(facts.max_length != base.max_length, "max_length", || {
        let length = Literal::u16_unsuffixed(facts.max_length);
        quote!(#length)
    });
    value.set_if(facts.prefix != base.prefix, "prefix", || {
        let prefix = lit(&facts.prefix);
        quote!(#prefix)
    });
    value.set_if(facts.structured != base.structured, "structured", || {
        let structured = facts.structured;
        quote!(#structured)
    });
    value.set_if(facts.scope != base.scope, "scope", || {
        option_lit(facts.scope.as_ref())
    });
    value.set_if(facts.ttl != base.ttl, "ttl", || {
        if facts.ttl.is_some() {
            uses.duration();
        }
        option(facts.ttl.map(duration))
    });
    let answers = [
        ("mismatch", &facts.mismatch, &base.mismatch),
        ("in_flight", &facts.in_flight, &base.in_flight),
        ("missing", &facts.missing, &base.missing),
    ];
    for (field, own, theirs) in answers {
        value.set_if(own != theirs, field, || {
            option(own.as_ref().map(|fact| key_fact(fact, uses)))
        });
    }
    value.set_if(facts.replays != base.replays, "replays", || {
        let name = uses.rt("Replays");
        option(facts.replays.map(|replays| {
            let word = word(match replays {
                Replays::Success => "Success",
                Replays::Executed => "Executed",
                Replays::All => "All",
            });
            quote!(#name::#word)
        }))
    });
    let header = &facts.replayed_header;
    value.set_if(*header != base.replayed_header, "replayed_header", || {
        option_lit(header.as_ref())
    });
    let value = value.named(|| uses.rt("Idempotency"));
    quote!(#value)
}

/// What the runtime calls `Idempotency::HEADER`.
fn header_key() -> Idempotency {
    Idempotency {
        place: KeyPlace::Header(WireName::new("Idempotency-Key")),
        mode: KeyMode::Auto,
        max_length: 255,
        prefix: WireName::new(""),
        structured: false,
        scope: None,
        ttl: None,
        mismatch: None,
        in_flight: None,
        missing: None,
        replays: None,
        replayed_header: None,
    }
}

fn key_fact(fact: &KeyFact, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("KeyFact");
    let status = option(
        fact.status
            .map(|range| Literal::u16_unsuffixed(range.first)),
    );
    let code = option_lit(fact.code.as_ref());
    quote!(#name { status: #status, code: #code })
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
        unit(facts.reset_as, uses)
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
            let Some(scheme) = uses.scheme(need.scheme) else {
                continue;
            };
            let (name, scopes) = (uses.rt("Need"), lits(&need.scopes));
            tokens.push(quote!(#name { scheme: &#scheme, scopes: #scopes }));
        }
        all.push(quote!(&[#(#tokens),*]));
    }
    quote!(&[#(#all),*])
}

/// The facts of several error entries.
pub(super) fn entries(ids: &[CodeId], uses: &mut Uses<'_>) -> TokenStream {
    let names: Vec<_> = ids.iter().filter_map(|id| uses.error(*id)).collect();
    quote!(&[#(#names::CODE),*])
}

/// The facts of the codes that hold wherever they are answered: those of the struct of a code where there is one.
pub(super) fn known(list: &[ErrorCode], uses: &mut Uses<'_>) -> TokenStream {
    let api = uses.plan.api;
    let all: Vec<_> = list
        .iter()
        .map(|known| {
            let mut codes = api.codes.iter();
            let id = codes.position(|it| it.only_for.is_none() && it.code == known.code);
            match id.and_then(|id| uses.error(CodeId(id))) {
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
        let name = uses.rt("Retry");
        let retry = word(match entry.retry {
            Retry::Auto => "Auto",
            Retry::Never => "Never",
            Retry::Transient => "Transient",
            Retry::Throttle => "Throttle",
            Retry::Reauth => "Reauth",
            Retry::InFlight => "InFlight",
            Retry::NewKey => "NewKey",
        });
        quote!(#name::#retry)
    });
    value.set_if(entry.effect.is_some(), "effect", || {
        let name = uses.rt("Effect");
        let effect = entry.effect.map(|effect| {
            let effect = word(match effect {
                Effect::Rejected => "Rejected",
                Effect::MaybeApplied => "MaybeApplied",
                Effect::Applied => "Applied",
            });
            quote!(#name::#effect)
        });
        option(effect)
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
