//! The three macros that declare facts.

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

/// Declares a struct of facts together with its defaults, which stand in a constant of the name that is given.
///
/// A struct with `<F>` holds texts or lists, as the form `F` has it.
macro_rules! fact {
    (
        $(#[$about:meta])*
        pub struct $name:ident<F>;
        $(#[$defaults:meta])*
        const $base:ident;
        $( $(#[$meaning:meta])* $field:ident: $type:ty = $value:expr, )+
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name<F: $crate::Form = $crate::Static> {
            $( $(#[$meaning])* pub $field: $type, )+
        }

        impl Copy for $name {}

        impl $crate::Restate for $name {
            type As = $name<$crate::Document>;

            fn restate(&self) -> Self::As {
                $name { $( $field: $crate::Restate::restate(&self.$field), )+ }
            }
        }

        impl Default for $name<$crate::Document> {
            fn default() -> Self {
                $crate::Restate::restate(&<$name>::$base)
            }
        }

        fact!(@ [$name] [$name<$crate::Document>] $(#[$defaults])* $base $($field = $value;)+);
    };
    (
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

        restate_as_it_is!($name);

        fact!(@ [$name] [$name] $(#[$defaults])* $base $($field = $value;)+);
    };
    (@ [$name:ident] [$read:ty] $(#[$defaults:meta])* $base:ident $($field:ident = $value:expr;)+) => {
        impl $name {
            $(#[$defaults])*
            pub const $base: Self = Self { $( $field: $value, )+ };
        }

        impl Default for $name {
            fn default() -> Self {
                Self::$base
            }
        }

        impl $crate::Describe for $read {
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

        impl $crate::Fact for $read {
            const NAME: &'static str = stringify!($name);
            const BASE: &'static str = stringify!($base);

            fn members<M: $crate::Members>(&self, base: &Self, to: &mut M) {
                $( to.member(stringify!($field), &self.$field, &base.$field); )+
            }
        }
    };
}

/// Declares an enum whose variants hold something, such as `Header(name: F::Text)`: what stands in parentheses has a name
/// for those who read the declaration only.
macro_rules! cases {
    (
        $(#[$about:meta])*
        pub enum $name:ident<F> {
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
        pub enum $name<F: $crate::Form = $crate::Static> {
            $(
                $(#[$meaning])*
                $variant
                $( ($( $part_type ),+) )?
                $( {$( $(#[$member_meaning])* $member: $member_type ),+} )?,
            )+
        }

        impl Copy for $name {}

        impl $crate::Restate for $name {
            type As = $name<$crate::Document>;

            fn restate(&self) -> Self::As {
                match self {
                    $(
                        Self::$variant $( ($( $part ),+) )? $( {$( $member ),+} )? => $name::$variant
                            $( ($( $crate::Restate::restate($part) ),+) )?
                            $( {$( $member: $crate::Restate::restate($member) ),+} )?,
                    )+
                }
            }
        }

        cases!(@described [$name<$crate::Document>] $name $( $variant $( ($( $part ),+) )? $( {$( $member ),+} )?; )+);
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
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum $name {
            $(
                $(#[$meaning])*
                $variant
                $( ($( $part_type ),+) )?
                $( {$( $(#[$member_meaning])* $member: $member_type ),+} )?,
            )+
        }

        restate_as_it_is!($name);

        cases!(@described [$name] $name $( $variant $( ($( $part ),+) )? $( {$( $member ),+} )?; )+);
    };
    (@described [$read:ty] $name:ident
        $( $variant:ident $( ($( $part:ident ),+) )? $( {$( $member:ident ),+} )?; )+
    ) => {
        impl $crate::Describe for $read {
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
}
