//! Defaults and presets, which are statics, as a document's facts.

use std::time::Duration;

use crate::form::WireName;
use crate::status::StatusRange;

/// A static fact that can be restated in the form of a document.
pub trait Restate {
    /// What it is there.
    type As;

    /// The same in that form.
    fn restate(&self) -> Self::As;
}

impl Restate for &'static str {
    type As = WireName;

    fn restate(&self) -> WireName {
        WireName::new(*self)
    }
}

impl<T: Restate> Restate for &'static [T] {
    type As = Vec<T::As>;

    fn restate(&self) -> Self::As {
        self.iter().map(T::restate).collect()
    }
}

impl<T: Restate> Restate for &'static T {
    type As = Box<T::As>;

    fn restate(&self) -> Self::As {
        Box::new(T::restate(self))
    }
}

impl<T: Restate> Restate for Option<T> {
    type As = Option<T::As>;

    fn restate(&self) -> Self::As {
        self.as_ref().map(T::restate)
    }
}

impl<A: Restate, B: Restate> Restate for (A, B) {
    type As = (A::As, B::As);

    fn restate(&self) -> Self::As {
        (self.0.restate(), self.1.restate())
    }
}

/// What holds neither text nor list is the same in every form.
macro_rules! restate_as_it_is {
    ($($plain:ty),* $(,)?) => {$(
        impl $crate::restate::Restate for $plain {
            type As = Self;

            fn restate(&self) -> Self {
                *self
            }
        }
    )*};
}

restate_as_it_is!(bool, u16, u32, u64, f64, Duration, StatusRange);
