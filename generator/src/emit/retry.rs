//! The retry policy as a value of the runtime's type.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::facts::{statuses, unit};
use super::literal::{Differing, duration, lit, option, option_lit, word};
use super::uses::Uses;
use crate::ir::{
    Backoff, BackoffKind, Beyond, Budget, HintSource, Jitter, Preset, RetryPolicy, WireName,
};

/// A policy, stated over another one where it differs; over its preset if there is none.
pub(super) fn policy(
    policy: &RetryPolicy,
    base: Option<(&RetryPolicy, TokenStream)>,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let preset = RetryPolicy::of_preset(policy.preset);
    let (base, base_tokens) = match base.filter(|(base, _)| base.preset == policy.preset) {
        Some(base) => base,
        None => {
            let constant = word(match policy.preset {
                Preset::Standard => "STANDARD",
                Preset::Aws21 => "AWS_2_1",
                Preset::Aws20 => "AWS_2_0",
                Preset::Stripe => "STRIPE",
                Preset::None => "NONE",
            });
            let name = uses.rt("RetryPolicy");
            (&preset, quote!(#name::#constant))
        }
    };
    let mut value = Differing::over(base_tokens.clone());
    value.set_if(
        policy.max_attempts != base.max_attempts,
        "max_attempts",
        || number(policy.max_attempts),
    );
    value.set_if(
        policy.max_elapsed != base.max_elapsed,
        "max_elapsed",
        || optional_duration(policy.max_elapsed, uses),
    );
    value.set_if(policy.backoff != base.backoff, "backoff", || {
        backoff(&policy.backoff, uses)
    });
    let others = [
        ("throttle", &policy.throttle, &base.throttle),
        ("network", &policy.network, &base.network),
    ];
    for (field, own, theirs) in others {
        value.set_if(own != theirs, field, || {
            option(own.as_ref().map(|own| backoff(own, uses)))
        });
    }
    value.set_if(
        policy.transient_on != base.transient_on,
        "transient_on",
        || statuses(&policy.transient_on, uses),
    );
    value.set_if(
        policy.throttle_on != base.throttle_on,
        "throttle_on",
        || statuses(&policy.throttle_on, uses),
    );
    value.set_if(policy.network_on != base.network_on, "network_on", || {
        let name = uses.rt("NetworkRetry");
        let on = policy.network_on;
        let (connect, timeout, reset) = (on.connect, on.timeout, on.reset);
        quote!(#name { connect: #connect, timeout: #timeout, reset: #reset })
    });
    if let Some(hints) = hints(policy, base, &base_tokens, uses) {
        value.set("hints", hints);
    }
    value.set_if(
        policy.should_retry_header != base.should_retry_header,
        "should_retry_header",
        || option_lit(policy.should_retry_header.as_ref()),
    );
    value.set_if(policy.budget != base.budget, "budget", || {
        option(policy.budget.as_ref().map(|costs| budget(costs, uses)))
    });
    value.set_if(policy.idempotent != base.idempotent, "idempotent", || {
        let name = uses.rt("Idempotent");
        let word = word(match policy.idempotent {
            None => "Auto",
            Some(true) => "True",
            Some(false) => "False",
        });
        quote!(#name::#word)
    });
    let value = value.named(|| uses.rt("RetryPolicy"));
    quote!(#value)
}

fn number(value: u32) -> TokenStream {
    let value = Literal::u32_unsuffixed(value);
    quote!(#value)
}

fn optional_duration(value: Option<std::time::Duration>, uses: &mut Uses<'_>) -> TokenStream {
    if value.is_some() {
        uses.duration();
    }
    option(value.map(duration))
}

fn backoff(own: &Backoff, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("Backoff");
    let base = RetryPolicy::default().backoff;
    let mut value = Differing::from(name.clone(), quote!(#name::STANDARD));
    value.set_if(own.kind != base.kind, "kind", || {
        let name = uses.rt("BackoffKind");
        let kind = word(match own.kind {
            BackoffKind::Exponential => "Exponential",
            BackoffKind::Linear => "Linear",
            BackoffKind::Fixed => "Fixed",
        });
        quote!(#name::#kind)
    });
    value.set_if(own.base != base.base, "base", || {
        uses.duration();
        duration(own.base)
    });
    value.set_if(own.factor != base.factor, "factor", || {
        let factor = Literal::f64_unsuffixed(if own.factor.is_finite() {
            own.factor
        } else {
            base.factor
        });
        quote!(#factor)
    });
    value.set_if(own.cap != base.cap, "cap", || {
        uses.duration();
        duration(own.cap)
    });
    value.set_if(own.jitter != base.jitter, "jitter", || {
        let name = uses.rt("Jitter");
        let jitter = word(match own.jitter {
            Jitter::Full => "Full",
            Jitter::Equal => "Equal",
            Jitter::None => "None",
        });
        quote!(#name::#jitter)
    });
    value.set_if(own.floor != base.floor, "floor", || {
        uses.duration();
        duration(own.floor)
    });
    quote!(#value)
}

fn hints(
    policy: &RetryPolicy,
    base: &RetryPolicy,
    base_tokens: &TokenStream,
    uses: &mut Uses<'_>,
) -> Option<TokenStream> {
    let differs = policy.hints_from != base.hints_from
        || policy.hints_missing != base.hints_missing
        || policy.hints_max != base.hints_max
        || policy.hints_beyond != base.hints_beyond;
    if !differs {
        return None;
    }
    let mut value = Differing::from(uses.rt("Hints"), quote!(#base_tokens.hints));
    if policy.hints_from != base.hints_from {
        let name = uses.rt("HintSource");
        value.set(
            "sources",
            match &policy.hints_from {
                None => quote!(#name::STANDARD),
                Some(sources) => {
                    let sources: Vec<_> = sources.iter().map(|it| source(it, uses)).collect();
                    quote!(&[#(#sources),*])
                }
            },
        );
    }
    value.set_if(
        policy.hints_missing != base.hints_missing,
        "missing",
        || optional_duration(policy.hints_missing, uses),
    );
    value.set_if(policy.hints_max != base.hints_max, "max", || {
        uses.duration();
        duration(policy.hints_max)
    });
    value.set_if(policy.hints_beyond != base.hints_beyond, "beyond", || {
        let name = uses.rt("Beyond");
        let beyond = word(match policy.hints_beyond {
            Beyond::Fail => "Fail",
            Beyond::Clamp => "Clamp",
            Beyond::Ignore => "Ignore",
        });
        quote!(#name::#beyond)
    });
    Some(quote!(#value))
}

fn source(source: &HintSource, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("HintSource");
    match source {
        HintSource::Header {
            name: header,
            unit: in_unit,
        } => {
            let header = lit(&WireName::new(header.as_str().to_ascii_lowercase()));
            let in_unit = unit(*in_unit, uses);
            quote!(#name::Header { name: #header, unit: #in_unit })
        }
        HintSource::Body { at, unit: in_unit } => {
            let (at, in_unit) = (lit(at), unit(*in_unit, uses));
            quote!(#name::Body { at: #at, unit: #in_unit })
        }
        HintSource::EnvelopeRetryAfter => quote!(#name::EnvelopeRetryAfter),
        HintSource::EnvelopeResetAt => quote!(#name::EnvelopeResetAt),
        HintSource::RateLimit => quote!(#name::RateLimit),
        HintSource::Reset => quote!(#name::Reset),
    }
}

fn budget(own: &Budget, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("BudgetCosts");
    let Some(base) = RetryPolicy::default().budget else {
        unreachable!("the standard preset has a budget")
    };
    let mut value = Differing::from(name.clone(), quote!(#name::STANDARD));
    let costs = [
        ("capacity", own.capacity, base.capacity),
        ("cost", own.cost, base.cost),
        ("timeout_cost", own.timeout_cost, base.timeout_cost),
        ("throttle_cost", own.throttle_cost, base.throttle_cost),
        ("refill", own.refill, base.refill),
    ];
    for (field, own, theirs) in costs {
        value.set_if(own != theirs, field, || number(own));
    }
    quote!(#value)
}
