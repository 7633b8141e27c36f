//! Facts of a document, member by member, for who writes them down.

use std::time::Duration;

use crate::form::WireName;
use crate::status::StatusRange;

/// Something that a [`Describer`] can write.
pub trait Describe: PartialEq {
    /// Hands itself over.
    fn describe<D: Describer>(&self, to: &mut D) -> D::Out;

    /// Hands itself over as a member whose value in the base is `base`.
    fn describe_over<D: Describer>(&self, _base: &Self, to: &mut D) -> D::Out {
        self.describe(to)
    }
}

/// A struct of facts; `fact!` declares one.
pub trait Fact: Describe + Default {
    /// Its name.
    const NAME: &'static str;
    /// The name of the constant that holds its defaults.
    const BASE: &'static str;

    /// Hands over every member, beside its value in a base.
    fn members<M: Members>(&self, base: &Self, to: &mut M);
}

/// Who takes the members of a fact.
pub trait Members {
    /// A member and its value in the base.
    fn member<T: Describe>(&mut self, name: &'static str, own: &T, base: &T);
}

/// Who writes facts, such as a generator of code.
pub trait Describer {
    /// What a value becomes.
    type Out;

    /// A text.
    fn text(&mut self, text: &WireName) -> Self::Out;
    /// `true` or `false`.
    fn boolean(&mut self, value: bool) -> Self::Out;
    /// A whole number.
    fn integer(&mut self, value: u64) -> Self::Out;
    /// A number.
    fn float(&mut self, value: f64) -> Self::Out;
    /// A time.
    fn duration(&mut self, value: Duration) -> Self::Out;
    /// Statuses.
    fn statuses(&mut self, range: StatusRange) -> Self::Out;
    /// Something or nothing.
    fn option<T: Describe>(&mut self, value: Option<&T>) -> Self::Out;
    /// A list.
    fn list<T: Describe>(&mut self, items: &[T]) -> Self::Out;
    /// Something that stands elsewhere.
    fn shared<T: Describe>(&mut self, value: &T) -> Self::Out;
    /// Two things.
    fn pair<A: Describe, B: Describe>(&mut self, pair: &(A, B)) -> Self::Out;
    /// A fact, over its own defaults.
    fn fact<T: Fact>(&mut self, fact: &T) -> Self::Out;
    /// A fact that is a member of another one, in whose base it has other values than its own defaults.
    fn fact_over<T: Fact>(&mut self, fact: &T, base: &T) -> Self::Out;
    /// A variant of an enum: its values, with their names where they have names.
    fn variant(
        &mut self,
        of: &'static str,
        variant: &'static str,
        values: Vec<(Option<&'static str>, Self::Out)>,
    ) -> Self::Out;
}

macro_rules! describe {
    ($($type:ty => $method:ident($value:ident: $given:expr)),* $(,)?) => {$(
        impl Describe for $type {
            fn describe<D: Describer>(&self, to: &mut D) -> D::Out {
                let $value = self;
                to.$method($given)
            }
        }
    )*};
}

describe! {
    WireName => text(it: it),
    bool => boolean(it: *it),
    u16 => integer(it: (*it).into()),
    u32 => integer(it: (*it).into()),
    u64 => integer(it: *it),
    f64 => float(it: *it),
    Duration => duration(it: *it),
    StatusRange => statuses(it: *it),
}

impl<T: Describe> Describe for Option<T> {
    fn describe<D: Describer>(&self, to: &mut D) -> D::Out {
        to.option(self.as_ref())
    }
}

impl<T: Describe> Describe for Vec<T> {
    fn describe<D: Describer>(&self, to: &mut D) -> D::Out {
        to.list(self)
    }
}

impl<T: Describe> Describe for Box<T> {
    fn describe<D: Describer>(&self, to: &mut D) -> D::Out {
        to.shared(&**self)
    }
}

impl<A: Describe, B: Describe> Describe for (A, B) {
    fn describe<D: Describer>(&self, to: &mut D) -> D::Out {
        to.pair(self)
    }
}
