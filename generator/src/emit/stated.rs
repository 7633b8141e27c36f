//! Facts as values of the runtime's types: whatever `faultcode_facts` declares, written the same way.
//!
//! ```text
//! RetryPolicy { max_attempts: 4, ..RetryPolicy::STANDARD }
//! ```
//!
//! A fact names only the members that differ from a base, which is the constant of its defaults unless the caller has a
//! better one. So a member that a fact gets later changes no file of a document that does not speak of it.

use std::time::Duration;

use faultcode_facts::{Describe, Describer, Fact, Members, StatusRange, WireName};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::literal::{Differing, duration, lit, option, word};
use super::uses::Uses;

/// A value, over the defaults of its own type.
pub(super) fn value(stated: &impl Describe, uses: &mut Uses<'_>) -> TokenStream {
    stated.describe(&mut Writer {
        uses,
        base: TokenStream::new(),
    })
}

/// A list of values.
pub(super) fn list<T: Describe>(stated: &[T], uses: &mut Uses<'_>) -> TokenStream {
    let stated: Vec<_> = stated.iter().map(|it| value(it, uses)).collect();
    quote!(&[#(#stated),*])
}

/// A fact over another one of its type, whose value is `base` and which is written as `tokens`.
pub(super) fn over<T: Fact>(
    stated: &T,
    base: &T,
    tokens: TokenStream,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let mut writer = Writer {
        uses,
        base: TokenStream::new(),
    };
    writer.differing(stated, base, tokens)
}

/// How many members of a fact differ from a base.
pub(super) fn differences<T: Fact>(stated: &T, base: &T) -> usize {
    struct Count(usize);
    impl Members for Count {
        fn member<T: Describe>(&mut self, _: &'static str, own: &T, base: &T) {
            self.0 += usize::from(own != base);
        }
    }
    let mut count = Count(0);
    stated.members(base, &mut count);
    count.0
}

/// Statuses: `StatusRange::one(402)`, `StatusRange::class(5)` or the two ends.
fn statuses(range: StatusRange, uses: &mut Uses<'_>) -> TokenStream {
    let name = uses.rt("StatusRange");
    let (first, last) = (
        Literal::u16_unsuffixed(range.first),
        Literal::u16_unsuffixed(range.last),
    );
    if range.first == range.last {
        quote!(#name::one(#first))
    } else if let Some(class) = range.as_class() {
        let class = Literal::u8_unsuffixed(class);
        quote!(#name::class(#class))
    } else {
        quote!(#name { first: #first, last: #last })
    }
}

struct Writer<'u, 'p> {
    uses: &'u mut Uses<'p>,
    /// What is written for the base of the fact that is a member of another one.
    base: TokenStream,
}

impl Writer<'_, '_> {
    /// The type is named only where something differs, so that a base of another file needs no import.
    fn differing<T: Fact>(&mut self, stated: &T, base: &T, tokens: TokenStream) -> TokenStream {
        let mut members = Differences {
            value: Differing::over(tokens.clone()),
            base: tokens,
            writer: self,
        };
        stated.members(base, &mut members);
        let value = members.value.named(|| self.uses.rt(T::NAME));
        quote!(#value)
    }
}

/// The members of one fact that differ.
struct Differences<'w, 'u, 'p> {
    writer: &'w mut Writer<'u, 'p>,
    base: TokenStream,
    value: Differing,
}

impl Members for Differences<'_, '_, '_> {
    fn member<T: Describe>(&mut self, name: &'static str, own: &T, base: &T) {
        if own == base {
            return;
        }
        let (whole, member) = (&self.base, word(name));
        self.writer.base = quote!(#whole.#member);
        let value = own.describe_over(base, self.writer);
        self.value.set(name, value);
    }
}

impl Describer for Writer<'_, '_> {
    type Out = TokenStream;

    fn text(&mut self, text: &WireName) -> TokenStream {
        let text = lit(text);
        quote!(#text)
    }

    fn boolean(&mut self, value: bool) -> TokenStream {
        quote!(#value)
    }

    fn integer(&mut self, value: u64) -> TokenStream {
        let value = Literal::u64_unsuffixed(value);
        quote!(#value)
    }

    fn float(&mut self, value: f64) -> TokenStream {
        // Documents state numbers between bounds, but there is no literal for the others.
        if !value.is_finite() {
            return quote!(f64::INFINITY);
        }
        let value = Literal::f64_unsuffixed(value);
        quote!(#value)
    }

    fn duration(&mut self, value: Duration) -> TokenStream {
        self.uses.duration();
        duration(value)
    }

    fn statuses(&mut self, range: StatusRange) -> TokenStream {
        statuses(range, self.uses)
    }

    fn option<T: Describe>(&mut self, value: Option<&T>) -> TokenStream {
        option(value.map(|value| value.describe(self)))
    }

    fn list<T: Describe>(&mut self, items: &[T]) -> TokenStream {
        let items: Vec<_> = items.iter().map(|item| item.describe(self)).collect();
        quote!(&[#(#items),*])
    }

    fn shared<T: Describe>(&mut self, value: &T) -> TokenStream {
        let value = value.describe(self);
        quote!(&#value)
    }

    fn pair<A: Describe, B: Describe>(&mut self, (first, second): &(A, B)) -> TokenStream {
        let (first, second) = (first.describe(self), second.describe(self));
        quote!((#first, #second))
    }

    fn fact<T: Fact>(&mut self, fact: &T) -> TokenStream {
        let (name, constant) = (self.uses.rt(T::NAME), word(T::BASE));
        self.differing(fact, &T::default(), quote!(#name::#constant))
    }

    fn fact_over<T: Fact>(&mut self, fact: &T, base: &T) -> TokenStream {
        let tokens = std::mem::take(&mut self.base);
        self.differing(fact, base, tokens)
    }

    fn variant(
        &mut self,
        of: &'static str,
        variant: &'static str,
        values: Vec<(Option<&'static str>, TokenStream)>,
    ) -> TokenStream {
        let (name, variant) = (self.uses.rt(of), word(variant));
        let parts = values.iter().map(|(member, value)| match member {
            Some(member) => {
                let member = word(member);
                quote!(#member: #value)
            }
            None => quote!(#value),
        });
        match values.first() {
            None => quote!(#name::#variant),
            Some((Some(_), _)) => quote!(#name::#variant { #(#parts),* }),
            Some((None, _)) => quote!(#name::#variant(#(#parts),*)),
        }
    }
}
