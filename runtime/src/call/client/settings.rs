//! The settings that every builder of a client has: each stands here once, for the runtime's own builder and for those of
//! generated crates.

/// The settings of clients: what each is called, takes and does. `$take` is the macro that makes methods of them.
///
/// Text and signature are those of both builders; only the runtime's own does what stands behind the arrow.
#[doc(hidden)]
#[macro_export]
macro_rules! settings {
    (keys, $($take:tt)+) => { $($take)+! {
        /// Where the keys of calls are kept that have a name, and of those to which the caller gives a key.
        key_store(store: impl $crate::__private::KeyStore) => |to| to.key_store = Some(Arc::new(store));
    } };
    (gzip, $($take:tt)+) => { $($take)+! {
        /// Asks for answers that are compressed with gzip, and decodes them. Limits of a body count what comes out.
        gzip() => |to| to.gzip = true;
    } };
    (proxy, $($take:tt)+) => { $($take)+! {
        /// The proxies between the client and its servers. Default: none; the environment is read only by
        /// `Proxy::from_env()`. A transport of your own has proxies of its own.
        proxy(proxy: $crate::__private::Proxy) => |to| to.proxy = Some(proxy);
    } };
    (tls, $($take:tt)+) => { $($take)+! {
        /// Which certificates are accepted, and which one is shown. Default: those that an authority of the web has signed, and none.
        /// A transport of your own has certificates of its own.
        tls(tls: $crate::__private::Tls) => |to| to.tls = Some(tls);
    } };
    (all, $($take:tt)+) => { $($take)+! {
        /// Another base URL than the document's: scheme, host, port and the path that all operations stand below.
        base_url(url: impl Into<String>) => |to| to.base_url = Some(url.into());

        /// A credential that the document does not declare; the last one of a scheme counts. Calls carry it for which the client
        /// has none that the document declares. The scheme is a `SchemeKind`, such as `Bearer` or `Header("X-Api-Key")`, or a
        /// `&'static Scheme` that says more.
        undeclared_credential(scheme: impl Into<&'static $crate::__private::Scheme>, credential: $crate::__private::Credential) => |to| {
            let scheme = scheme.into();
            to.undeclared.retain(|it| it.scheme.name != scheme.name);
            to.undeclared.push(Need { scheme, scopes: &[] });
            to.hold(scheme, credential);
        };

        /// Sends calls without a credential that the document asks for and the client does not have, in place of refusing them:
        /// for servers that do not check. Of several credentials that belong together those are sent that are there.
        credentials_optional() => |to| to.credentials_optional = true;

        /// How the id and the secret of client credentials are shown at the token endpoint (RFC 6749 section 2.3.1), in place of
        /// what the document shows. Default where it shows nothing: whichever of the two ways the endpoint takes.
        client_authentication(authentication: $crate::__private::ClientAuthentication) => |to| {
            to.grant.authentication = Some(authentication);
        };

        /// The scopes that tokens are asked for with client credentials, in place of all that the document lists: a server may
        /// refuse to grant any if a client asks for one that it may not have. A call that needs another one is not sent.
        client_scopes(scopes: impl IntoIterator<Item = impl Into<String>>) => |to| {
            to.grant.scopes = Some(scopes.into_iter().map(Into::into).collect());
        };

        /// Where tokens are asked for with client credentials, in place of the token URL of the document: an absolute URL, or a
        /// path below the base URL. A token URL of the document that is not below its server stays where it is when the base URL
        /// or the server is another one.
        token_url(url: impl Into<String>) => |to| to.grant.url = Some(url.into());

        /// Another origin that credentials may go to, such as `https://uploads.shop.example`: that of a server which the document
        /// gives to single operations. Without it, calls of those that need a credential are refused.
        allow_origin(origin: impl Into<String>) => |to| to.credential_origins.push(origin.into());

        /// One retry policy for all calls, in place of what the document says of each operation.
        retry(policy: $crate::__private::RetryPolicy) => |to| to.change_policy(move |retries| retries.policy(policy));

        /// Changes what the document says of repeating each operation, such as `|retries| retries.max_attempts(5)`.
        retry_with(change: impl Fn($crate::__private::Retries) -> $crate::__private::Retries + Send + Sync + 'static) => |to| to.change_policy(change);

        /// The longest time from sending a request to the last byte of its answer. Default: 60 seconds.
        attempt_timeout(timeout: ::core::time::Duration) => |to| to.attempt_timeout = timeout;

        /// The longest time of a call with all its attempts and waits. Default: none.
        timeout(timeout: ::core::time::Duration) => |to| to.timeout = Some(timeout);

        /// The longest time for a connection, TLS included. Default: 3.1 seconds. A transport of your own has a timeout of its
        /// own.
        connect_timeout(timeout: ::core::time::Duration) => |to| to.connect_timeout = timeout;

        /// The longest time without a byte of a body. Default: 20 seconds.
        stall_timeout(timeout: ::core::time::Duration) => |to| to.stall_timeout = timeout;

        /// Another transport than the default one.
        transport(transport: impl $crate::__private::Transport) => |to| to.transport = Some(Arc::new(transport));

        /// The source of time, waits and random numbers; for tests.
        clock(clock: ::std::sync::Arc<dyn $crate::__private::Clock>) => |to| to.clock = Some(clock);

        /// A retry budget, to share one between clients or to remove it.
        budget(budget: $crate::__private::Budget) => |to| to.budget = Some(budget);

        /// A header of every request.
        header(name: &str, value: &str) => |to| to.add_header(name, value);

        /// The `User-Agent`. Default: name and version of the API, and of the runtime.
        user_agent(text: &str) => |to| to.add_header(USER_AGENT.as_str(), text);

        /// The largest body of a success, in bytes. Default: 32 MiB.
        body_limit(bytes: usize) => |to| to.limits.success = bytes;

        /// The largest body of an error that is read, in bytes. Default: 1 MiB.
        error_body_limit(bytes: usize) => |to| to.limits.error = bytes;

        /// What sees every attempt and every repeat; each one that is given.
        observer(observer: impl $crate::__private::Observer) => |to| to.observers.add(observer);

        /// What signs each attempt as it is about to be sent, after credentials and keys. Requests that go without credentials are not
        /// signed: those to an origin that may have none, and those of calls that say so.
        signer(signer: impl $crate::__private::Signer) => |to| to.signer = Some(Box::new(signer));

        /// What tells the position in a trace that each attempt hands on as `traceparent`; asked within the span of the attempt.
        /// Default: none is sent.
        trace_context(tell: impl Fn() -> Option<$crate::__private::TraceContext> + Send + Sync + 'static) => |to| {
            to.trace_context = Some(Box::new(tell));
        };

        /// The most calls that go at once; the others wait for their turn, within their deadline. A call counts from its first request
        /// until it returns, waits between repeats included, and a stream until it begins.
        calls_at_once(most: usize) => |to| to.limited.at_once = Some(most);

        /// How many requests go per second, and how many of them may go at once after a pause; the others wait for their turn, within
        /// the deadline of their call. Repeats count.
        calls_per_second(rate: f64, burst: u32) => |to| to.limited.per_second = Some((rate, burst));

        /// Sends credentials over plain `http` to other machines as well. Whoever listens on the way can read them.
        allow_insecure_http() => |to| to.allow_insecure_http = true;
    } };
}
