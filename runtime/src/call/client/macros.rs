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
                /// Where the keys of calls are kept that have a name, and of those to which the caller gives a key.
                #[must_use]
                pub fn key_store(mut self, store: impl $crate::KeyStore) -> Self {
                    self.inner = self.inner.key_store(store);
                    self
                }
            }
        }

        impl $builder {
            /// Another base URL than the document's: scheme, host, port and the path that all operations stand below.
            #[must_use]
            pub fn base_url(mut self, url: impl Into<String>) -> Self {
                self.inner = self.inner.base_url(url);
                self
            }

            /// A credential that the document does not declare; the last one of a scheme counts. Calls carry it for which the
            /// client has none that the document declares.
            #[must_use]
            pub fn undeclared_credential(
                mut self,
                scheme: &'static $crate::Scheme,
                credential: $crate::Credential,
            ) -> Self {
                self.inner = self.inner.undeclared_credential(scheme, credential);
                self
            }

            /// Sends calls without a credential that the document asks for and the client does not have, in place of
            /// refusing them: for servers that do not check.
            #[must_use]
            pub fn credentials_optional(mut self) -> Self {
                self.inner = self.inner.credentials_optional();
                self
            }

            /// How the id and the secret of client credentials are shown at the token endpoint (RFC 6749 section 2.3.1).
            #[must_use]
            pub fn client_authentication(
                mut self,
                authentication: $crate::ClientAuthentication,
            ) -> Self {
                self.inner = self.inner.client_authentication(authentication);
                self
            }

            /// The scopes that tokens are asked for with client credentials, in place of all that the document lists.
            #[must_use]
            pub fn client_scopes(
                mut self,
                scopes: impl IntoIterator<Item = impl Into<String>>,
            ) -> Self {
                self.inner = self.inner.client_scopes(scopes);
                self
            }

            /// Another origin that credentials may go to: that of a server which the document gives to single operations.
            #[must_use]
            pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
                self.inner = self.inner.allow_origin(origin);
                self
            }

            /// One retry policy for all calls, in place of what the document says of each operation.
            #[must_use]
            pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
                self.inner = self.inner.retry(policy);
                self
            }

            /// Changes the retry policy of each operation, such as `|policy| policy.max_attempts = 5`.
            #[must_use]
            pub fn retry_with(
                mut self,
                change: impl Fn(&mut $crate::RetryPolicy) + Send + Sync + 'static,
            ) -> Self {
                self.inner = self.inner.retry_with(change);
                self
            }

            /// The longest time from sending a request to the last byte of its answer. Default: 60 seconds.
            #[must_use]
            pub fn attempt_timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.inner = self.inner.attempt_timeout(timeout);
                self
            }

            /// The longest time of a call with all its attempts and waits. Default: none.
            #[must_use]
            pub fn call_timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.inner = self.inner.call_timeout(timeout);
                self
            }

            /// The longest time for a connection, TLS included. Default: 3.1 seconds.
            #[must_use]
            pub fn connect_timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.inner = self.inner.connect_timeout(timeout);
                self
            }

            /// The longest time without a byte of a body. Default: 20 seconds.
            #[must_use]
            pub fn stall_timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.inner = self.inner.stall_timeout(timeout);
                self
            }

            /// Another transport than the default one.
            #[must_use]
            pub fn transport(mut self, transport: impl $crate::Transport) -> Self {
                self.inner = self.inner.transport(transport);
                self
            }

            /// The source of time, waits and random numbers; for tests.
            #[must_use]
            pub fn clock(mut self, clock: ::std::sync::Arc<dyn $crate::Clock>) -> Self {
                self.inner = self.inner.clock(clock);
                self
            }

            /// A retry budget, to share one between clients or to remove it.
            #[must_use]
            pub fn budget(mut self, budget: $crate::Budget) -> Self {
                self.inner = self.inner.budget(budget);
                self
            }

            /// Holds requests back once the server has asked for fewer, at a rate that it is found to take.
            #[must_use]
            pub fn adaptive(mut self) -> Self {
                self.inner = self.inner.adaptive();
                self
            }

            /// A header of every request.
            #[must_use]
            pub fn header(mut self, name: &str, value: &str) -> Self {
                self.inner = self.inner.header(name, value);
                self
            }

            /// The `User-Agent`. Default: name and version of the API, and of the runtime.
            #[must_use]
            pub fn user_agent(mut self, text: &str) -> Self {
                self.inner = self.inner.user_agent(text);
                self
            }

            /// The largest body of a success, in bytes. Default: 32 MiB.
            #[must_use]
            pub fn body_limit(mut self, bytes: usize) -> Self {
                self.inner = self.inner.body_limit(bytes);
                self
            }

            /// A function that sees each attempt before it is sent.
            #[must_use]
            pub fn on_send(
                mut self,
                hook: impl Fn(&$crate::Sending<'_>) + Send + Sync + 'static,
            ) -> Self {
                self.inner = self.inner.on_send(hook);
                self
            }

            /// A function that sees each attempt after its outcome is known.
            #[must_use]
            pub fn on_classified(
                mut self,
                hook: impl Fn(&$crate::Classified<'_>) + Send + Sync + 'static,
            ) -> Self {
                self.inner = self.inner.on_classified(hook);
                self
            }

            /// A function that sees each repeat that is granted, before its wait.
            #[must_use]
            pub fn on_retry(
                mut self,
                hook: impl Fn(&$crate::Retrying<'_>) + Send + Sync + 'static,
            ) -> Self {
                self.inner = self.inner.on_retry(hook);
                self
            }

            /// What receives the figures of all calls; the last one given counts.
            #[must_use]
            pub fn metrics(mut self, metrics: impl $crate::Metrics) -> Self {
                self.inner = self.inner.metrics(metrics);
                self
            }

            /// Sends credentials over plain `http` to other machines as well. Whoever listens on the way can read them.
            #[must_use]
            pub fn allow_insecure_http(mut self) -> Self {
                self.inner = self.inner.allow_insecure_http();
                self
            }

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
