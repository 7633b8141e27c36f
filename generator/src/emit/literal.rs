//! The two emitters for names and values of the document: an identifier of the plan, and a literal.

use std::time::Duration;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::ir::WireName;
use crate::plan::names::RustIdent;

/// An identifier of the plan.
pub fn ident(name: &RustIdent) -> Ident {
    Ident::new(name.as_str(), Span::call_site())
}

/// A value of the document, as a string literal.
pub fn lit(value: &WireName) -> Literal {
    Literal::string(value.as_str())
}

/// A word of the generator's own.
pub(super) fn word(text: &'static str) -> Ident {
    Ident::new(text, Span::call_site())
}

/// A number without a type behind it.
pub(super) fn number(value: usize) -> Literal {
    Literal::usize_unsuffixed(value)
}

/// `Some(…)` or `None`.
pub(super) fn option<T: ToTokens>(value: Option<T>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

/// `Some("…")` or `None`.
pub(super) fn option_lit(value: Option<&WireName>) -> TokenStream {
    option(value.map(lit))
}

/// `&["…", …]`
pub(super) fn lits(values: &[WireName]) -> TokenStream {
    let values = values.iter().map(lit);
    quote!(&[#(#values),*])
}

/// A duration in the largest unit that gives a whole number.
pub(super) fn duration(value: Duration) -> TokenStream {
    if value.subsec_nanos() == 0 {
        let seconds = Literal::u64_unsuffixed(value.as_secs());
        quote!(Duration::from_secs(#seconds))
    } else if let (Ok(millis), 0) = (
        u64::try_from(value.as_millis()),
        value.subsec_nanos() % 1_000_000,
    ) {
        let millis = Literal::u64_unsuffixed(millis);
        quote!(Duration::from_millis(#millis))
    } else {
        let (seconds, nanos) = (value.as_secs(), value.subsec_nanos());
        let (seconds, nanos) = (
            Literal::u64_unsuffixed(seconds),
            Literal::u32_unsuffixed(nanos),
        );
        quote!(Duration::new(#seconds, #nanos))
    }
}

/// A struct value that names only what differs from a base.
pub(super) struct Differing {
    name: TokenStream,
    base: TokenStream,
    fields: Vec<(Ident, TokenStream)>,
}

impl Differing {
    /// Nothing differs yet.
    pub fn from(name: TokenStream, base: TokenStream) -> Self {
        Self {
            name,
            base,
            fields: Vec::new(),
        }
    }

    /// Over a base with a name of its own: the struct is named only if something differs.
    pub fn over(base: TokenStream) -> Self {
        Self::from(TokenStream::new(), base)
    }

    /// The struct's name, looked up only if something differs.
    pub fn named(mut self, name: impl FnOnce() -> TokenStream) -> Self {
        if !self.is_base() {
            self.name = name();
        }
        self
    }

    /// Whether nothing differs.
    pub fn is_base(&self) -> bool {
        self.fields.is_empty()
    }

    /// A field that differs.
    pub fn set(&mut self, field: &'static str, value: impl ToTokens) {
        self.fields.push((word(field), value.into_token_stream()));
    }

    /// A field that differs if the condition holds.
    pub fn set_if(
        &mut self,
        differs: bool,
        field: &'static str,
        value: impl FnOnce() -> TokenStream,
    ) {
        if differs {
            self.set(field, value());
        }
    }
}

impl ToTokens for Differing {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (name, base) = (&self.name, &self.base);
        let fields = self
            .fields
            .iter()
            .map(|(field, value)| quote!(#field: #value,));
        tokens.extend(if self.is_base() {
            quote!(#base)
        } else {
            quote!(#name { #(#fields)* ..#base })
        });
    }
}
