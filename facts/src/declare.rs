//! The macros that declare facts.

/// Declares an enum together with its words in documents: `Full = "full"`.
macro_rules! words {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $( $(#[$meaning:meta])* $variant:ident = $word:literal, )+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[$meaning])* $variant, )+
        }

        impl $name {
            /// The word for it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $word, )+
                }
            }
        }

        impl $crate::Word for $name {
            const NAME: &'static str = stringify!($name);
            const ALL: &'static [Self] = &[$( Self::$variant, )+];

            fn word(self) -> &'static str {
                self.as_str()
            }

            fn variant(self) -> &'static str {
                match self {
                    $( Self::$variant => stringify!($variant), )+
                }
            }
        }

        impl $crate::Describe for $name {
            fn describe<D: $crate::Describer>(&self, to: &mut D) -> D::Out {
                to.variant(stringify!($name), $crate::Word::variant(*self), Vec::new())
            }
        }

        restate_as_it_is!($name);
    };
}

/// Declares what holds texts or lists, in both forms: as statics, here, and as documents have it, in a module `document` beside
/// it. What is declared names its texts and lists `Text`, `List`, `Shared` and `Pointer`, which each form has of its own.
///
/// Two structs and no generic one: a field whose type is a projection cannot be captured by a closure that writes
/// `RetryPolicy { max_attempts: 4, ..policy }` (an internal error of rustc 1.95, which its callers would meet).
macro_rules! facts {
    (@static fact { $($fact:tt)* } $($rest:tt)*) => {
        fact!(@declare $($fact)*);
        facts!(@static $($rest)*);
    };
    (@static cases { $($cases:tt)* } $($rest:tt)*) => {
        cases!(@declare [#[derive(Copy)]] $($cases)*);
        facts!(@static $($rest)*);
    };
    (@document fact { $($fact:tt)* } $($rest:tt)*) => {
        fact!(@document $($fact)*);
        facts!(@document $($rest)*);
    };
    (@document cases { $($cases:tt)* } $($rest:tt)*) => {
        cases!(@document $($cases)*);
        facts!(@document $($rest)*);
    };
    // What another file declares in both forms.
    (@static use $file:ident::$name:ident; $($rest:tt)*) => {
        use crate::$file::$name;
        facts!(@static $($rest)*);
    };
    (@document use $file:ident::$name:ident; $($rest:tt)*) => {
        use crate::$file::document::$name;
        facts!(@document $($rest)*);
    };
    // A method of both.
    (@$form:ident $item:item $($rest:tt)*) => {
        $item
        facts!(@$form $($rest)*);
    };
    (@$form:ident) => {};
    ($($all:tt)*) => {
        facts!(@static $($all)*);

        /// The same, as documents have it.
        pub mod document {
            #[allow(unused_imports, reason = "not every file has all of them")]
            use super::*;
            #[allow(unused_imports, reason = "not every file has all of them")]
            use crate::form::document::{List, Pointer, Shared, Text};

            facts!(@document $($all)*);
        }
    };
}

/// Declares a struct of facts together with its defaults, which stand in a constant of the name that is given.
macro_rules! fact {
    (@declare
        $(#[$about:meta])*
        pub struct $name:ident;
        $(#[$defaults:meta])*
        const $base:ident;
        $( $(#[$meaning:meta])* $field:ident: $type:ty = $value:expr, )+
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name {
            $( $(#[$meaning])* pub $field: $type, )+
        }

        impl $name {
            $(#[$defaults])*
            pub const $base: Self = Self { $( $field: $value, )+ };
        }

        impl Default for $name {
            fn default() -> Self {
                Self::$base
            }
        }
    };
    (@document
        $(#[$about:meta])*
        pub struct $name:ident;
        $(#[$defaults:meta])*
        const $base:ident;
        $( $(#[$meaning:meta])* $field:ident: $type:ty = $value:expr, )+
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $( $(#[$meaning])* pub $field: $type, )+
        }

        impl $crate::Restate for super::$name {
            type As = $name;

            fn restate(&self) -> $name {
                $name { $( $field: $crate::Restate::restate(&self.$field), )+ }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                $crate::Restate::restate(&super::$name::$base)
            }
        }

        fact!(@described $name $base $($field)+);
    };
    (@described $name:ident $base:ident $($field:ident)+) => {
        impl $crate::Describe for $name {
            fn describe<D: $crate::Describer>(&self, to: &mut D) -> D::Out {
                to.fact(self)
            }

            fn describe_over<D: $crate::Describer>(&self, base: &Self, to: &mut D) -> D::Out {
                if *base == Self::default() {
                    to.fact(self)
                } else {
                    to.fact_over(self, base)
                }
            }
        }

        impl $crate::Fact for $name {
            const NAME: &'static str = stringify!($name);
            const BASE: &'static str = stringify!($base);

            fn members<M: $crate::Members>(&self, base: &Self, to: &mut M) {
                $( to.member(stringify!($field), &self.$field, &base.$field); )+
            }
        }
    };
    (
        $(#[$about:meta])*
        pub struct $name:ident;
        $(#[$defaults:meta])*
        const $base:ident;
        $( $(#[$meaning:meta])* $field:ident: $type:ty = $value:expr, )+
    ) => {
        fact!(@declare
            $(#[$about])*
            pub struct $name;
            $(#[$defaults])*
            const $base;
            $( $(#[$meaning])* $field: $type = $value, )+
        );

        restate_as_it_is!($name);

        fact!(@described $name $base $($field)+);
    };
}

/// Declares an enum whose variants hold something, such as `Header(name: Text)`: what stands in parentheses has a name for those
/// who read the declaration only.
macro_rules! cases {
    (@declare
        [$($derive:tt)*]
        $(#[$about:meta])*
        pub enum $name:ident {
            $(
                $(#[$meaning:meta])*
                $variant:ident
                $( ($( $part:ident: $part_type:ty ),+) )?
                $( {$( $(#[$member_meaning:meta])* $member:ident: $member_type:ty ),+ $(,)?} )?
            ),+ $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq)]
        $($derive)*
        pub enum $name {
            $(
                $(#[$meaning])*
                $variant
                $( ($( $part_type ),+) )?
                $( {$( $(#[$member_meaning])* $member: $member_type ),+} )?,
            )+
        }
    };
    (@document
        $(#[$about:meta])*
        pub enum $name:ident {
            $(
                $(#[$meaning:meta])*
                $variant:ident
                $( ($( $part:ident: $part_type:ty ),+) )?
                $( {$( $(#[$member_meaning:meta])* $member:ident: $member_type:ty ),+ $(,)?} )?
            ),+ $(,)?
        }
    ) => {
        cases!(@declare []
            $(#[$about])*
            pub enum $name {
                $(
                    $(#[$meaning])*
                    $variant
                    $( ($( $part: $part_type ),+) )?
                    $( {$( $(#[$member_meaning])* $member: $member_type ),+} )?,
                )+
            }
        );

        impl $crate::Restate for super::$name {
            type As = $name;

            fn restate(&self) -> $name {
                match self {
                    $(
                        Self::$variant $( ($( $part ),+) )? $( {$( $member ),+} )? => $name::$variant
                            $( ($( $crate::Restate::restate($part) ),+) )?
                            $( {$( $member: $crate::Restate::restate($member) ),+} )?,
                    )+
                }
            }
        }

        cases!(@described $name $( $variant $( ($( $part ),+) )? $( {$( $member ),+} )?; )+);
    };
    (@described $name:ident
        $( $variant:ident $( ($( $part:ident ),+) )? $( {$( $member:ident ),+} )?; )+
    ) => {
        impl $crate::Describe for $name {
            fn describe<D: $crate::Describer>(&self, to: &mut D) -> D::Out {
                match self {
                    $(
                        Self::$variant $( ($( $part ),+) )? $( {$( $member ),+} )? => {
                            let values = vec![
                                $( $( (None, $crate::Describe::describe($part, to)) ),+ )?
                                $( $( (Some(stringify!($member)), $crate::Describe::describe($member, to)) ),+ )?
                            ];
                            to.variant(stringify!($name), stringify!($variant), values)
                        }
                    )+
                }
            }
        }
    };
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $(
                $(#[$meaning:meta])*
                $variant:ident
                $( ($( $part:ident: $part_type:ty ),+) )?
                $( {$( $(#[$member_meaning:meta])* $member:ident: $member_type:ty ),+ $(,)?} )?
            ),+ $(,)?
        }
    ) => {
        cases!(@declare [#[derive(Copy)]]
            $(#[$about])*
            pub enum $name {
                $(
                    $(#[$meaning])*
                    $variant
                    $( ($( $part: $part_type ),+) )?
                    $( {$( $(#[$member_meaning])* $member: $member_type ),+} )?,
                )+
            }
        );

        restate_as_it_is!($name);

        cases!(@described $name $( $variant $( ($( $part ),+) )? $( {$( $member ),+} )?; )+);
    };
}
