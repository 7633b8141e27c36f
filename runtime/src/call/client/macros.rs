//! The macro by which a generated crate gives its client type the methods that every client has.

/// Gives a pair of newtypes, a client and its builder, the methods that every client has.
///
/// Each has one field, `inner`. The third argument is the [`Api`](crate::document::Api).
#[doc(hidden)]
#[macro_export]
macro_rules! client {
    ($client:ident, $builder:ident, $api:expr) => {
        impl $client {
            /// Starts to make a client.
            pub fn builder() -> $builder {
                $builder {
                    inner: $crate::__private::Client::builder(&$api),
                }
            }

            /// The client of the runtime, for calls that this crate does not know.
            pub fn inner(&self) -> &$crate::__private::Client {
                &self.inner
            }
        }

        $crate::with_testing! {
            impl $crate::__private::Generated for $client {
                const API: &'static $crate::__private::Api = &$api;

                fn of(inner: $crate::__private::Client) -> Self {
                    Self { inner }
                }
            }
        }

        $crate::with_keys! {
            impl $builder {
                $crate::settings!(keys, $crate::handed_on);
            }
        }

        $crate::with_gzip! {
            impl $builder {
                $crate::settings!(gzip, $crate::handed_on);
            }
        }

        $crate::with_proxy! {
            impl $builder {
                $crate::settings!(proxy, $crate::handed_on);
            }
        }

        $crate::with_tls! {
            impl $builder {
                $crate::settings!(tls, $crate::handed_on);
            }
        }

        impl $builder {
            $crate::settings!(all, $crate::handed_on);

            /// Makes the client. No connection is made yet.
            ///
            /// # Errors
            ///
            /// The base URL, a header, a credential, a proxy, a certificate or a limit is unusable; or credentials would travel over plain `http` to
            /// another machine.
            pub fn build(self) -> Result<$client, $crate::__private::BuildError> {
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
