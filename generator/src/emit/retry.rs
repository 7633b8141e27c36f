//! The retry policy, over the constant that leaves least to say.

use faultcode_facts::{Preset, Word};
use proc_macro2::TokenStream;
use quote::quote;

use super::literal::word;
use super::stated::{differences, over, value};
use super::uses::Uses;
use crate::ir::RetryPolicy;

/// A policy over the one of the whole API, if that is given, or over one of the presets. Of those that leave as much to
/// say, the first is taken.
pub(super) fn policy(
    policy: &RetryPolicy,
    wide: Option<&RetryPolicy>,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let presets = Preset::ALL
        .iter()
        .map(|preset| (preset.stated(), Some(preset.policy().1)));
    let wide = wide.map(|wide| (wide.clone(), None));
    let bases = wide.into_iter().chain(presets);
    match bases.min_by_key(|(base, _)| differences(policy, base)) {
        Some((base, Some(constant))) => {
            let (name, constant) = (uses.rt("RetryPolicy"), word(constant));
            over(policy, &base, quote!(#name::#constant), uses)
        }
        Some((base, None)) => {
            let tokens = uses.api("RETRY");
            over(policy, &base, tokens, uses)
        }
        None => value(policy, uses),
    }
}
