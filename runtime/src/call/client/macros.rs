//! The macro by which a generated crate gives its client type the methods that every client has.

/// Gives a pair of newtypes, a client and its builder, the methods that every client has.
///
/// Each has one field, `inner`. The third argument is the [`Api`](crate::Api).
#[macro_export]
macro_rules! client {
    ($client:ident, $builder:ident, $api:expr) => {
        impl $client {
            /// Starts to make a client.
            pub fn builder() -> $builder {
                $builder {
                    inner: $crate::Client::builder(&$api),
                }
            }

            /// The client of the runtime, for calls that this crate does not know.
            pub fn inner(&self) -> &$crate::Client {
                &self.inner
            }
        }

        $crate::with_keys! {
            impl $builder {
                $crate::settings!(keys, $crate::handed_on);
            }
        }

        impl $builder {
            $crate::settings!(all, $crate::handed_on);

            /// Makes the client. No connection is made yet.
            ///
            /// # Errors
            ///
            /// The base URL, a header or a credential is unusable; or credentials would travel over plain `http` to
            /// another machine.
            pub fn build(self) -> Result<$client, $crate::BuildProblem> {
                Ok($client {
                    inner: self.inner.build()?,
                })
            }
        }
    };
}

/// The settings of a generated builder: what the runtime's own does.
#[doc(hidden)]
#[macro_export]
macro_rules! handed_on {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) => |$to:ident| $does:expr;)*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $name(mut self, $($argument: $type),*) -> Self {
                self.inner = self.inner.$name($($argument),*);
                self
            }
        )*
    };
}
