//! Makes a client, and checks its parts before any call is made.

mod credentials;

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use http::HeaderMap;
use http::header::USER_AGENT;

use super::hooks::{Classified, Hooks, Retrying, Sending};
use super::metrics::Metrics;
use super::{Api, Base, CONNECT_TIMEOUT, ChangePolicy, Client, Core, Limits};
use crate::call::credential::{
    ClientAuthentication, Credential, Held, Need, Scheme, TokenEndpoint, add_issued,
};
use crate::call::request::{BuildProblem, checked_header, set_header};
use crate::facts::RetryPolicy;
use crate::policy::budget::Budget;
use crate::policy::send_rate::SendRate;
use crate::transport::Transport;
use crate::transport::clock::{Clock, TokioClock};

/// Makes a [`Client`].
pub struct ClientBuilder {
    api: &'static Api,
    base_url: Option<String>,
    server: usize,
    server_variables: Vec<(&'static str, String)>,
    credentials: Vec<(&'static Scheme, Credential)>,
    undeclared: Vec<Need>,
    credentials_optional: bool,
    client_authentication: Option<ClientAuthentication>,
    client_scopes: Option<Arc<[String]>>,
    credential_origins: Vec<String>,
    change_policy: Option<ChangePolicy>,
    attempt_timeout: Duration,
    call_timeout: Option<Duration>,
    connect_timeout: Duration,
    stall_timeout: Duration,
    transport: Option<Arc<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    budget: Option<Budget>,
    headers: HeaderMap,
    limits: Limits,
    hooks: Hooks,
    adaptive: bool,
    #[cfg(feature = "keys")]
    key_store: Option<Arc<dyn crate::call::key_store::KeyStore>>,
    allow_insecure_http: bool,
    problem: Option<BuildProblem>,
}

impl ClientBuilder {
    /// Starts with the defaults.
    pub fn new(api: &'static Api) -> Self {
        Self {
            api,
            base_url: None,
            server: 0,
            server_variables: Vec::new(),
            credentials: Vec::new(),
            undeclared: Vec::new(),
            credentials_optional: false,
            client_authentication: None,
            client_scopes: None,
            credential_origins: Vec::new(),
            change_policy: None,
            attempt_timeout: Duration::from_secs(60),
            call_timeout: None,
            connect_timeout: CONNECT_TIMEOUT,
            stall_timeout: Duration::from_secs(20),
            transport: None,
            clock: None,
            budget: None,
            headers: HeaderMap::new(),
            limits: Limits::DEFAULT,
            hooks: Hooks::default(),
            adaptive: false,
            #[cfg(feature = "keys")]
            key_store: None,
            allow_insecure_http: false,
            problem: None,
        }
    }

    /// Another base URL than the document's: scheme, host, port and the path that all operations stand below.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Another server of the document than its first, by its position in [`Api::servers`]. A base URL counts before it.
    #[must_use]
    pub fn server(mut self, position: usize) -> Self {
        self.server = position;
        self
    }

    /// The value of a variable in the URL of the server; the last one given counts. A base URL counts before it.
    #[must_use]
    pub fn server_variable(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.server_variables.retain(|(other, _)| *other != name);
        self.server_variables.push((name, value.into()));
        self
    }

    /// One retry policy for all calls, in place of what the document says of each operation.
    #[must_use]
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.retry_with(move |it| *it = policy)
    }

    /// Changes the retry policy of each operation, such as `|policy| policy.max_attempts = 5`.
    #[must_use]
    pub fn retry_with(mut self, change: impl Fn(&mut RetryPolicy) + Send + Sync + 'static) -> Self {
        self.change_policy = Some(match self.change_policy.take() {
            None => Box::new(change),
            Some(first) => Box::new(move |policy| {
                first(policy);
                change(policy);
            }),
        });
        self
    }

    /// The longest time from sending a request to the last byte of its answer. Default: 60 seconds.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// The longest time of a call with all its attempts and waits. Default: none.
    #[must_use]
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// The longest time for a connection, TLS included. Default: 3.1 seconds. A transport of your own has a timeout of
    /// its own.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The longest time without a byte of a body. Default: 20 seconds.
    #[must_use]
    pub fn stall_timeout(mut self, timeout: Duration) -> Self {
        self.stall_timeout = timeout;
        self
    }

    /// Another transport than the default one.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The source of time, waits and random numbers; for tests.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// A retry budget, to share one between clients or to remove it ([`Budget::unlimited`]).
    #[must_use]
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = Some(budget);
        self
    }

    /// Holds requests back once the server has asked for fewer, at a rate that it is found to take ([`SendRate`]). For
    /// programs that send all they can, such as imports; a client that is used now and then has no need of it.
    #[must_use]
    pub fn adaptive(mut self) -> Self {
        self.adaptive = true;
        self
    }

    /// Where the keys of calls are kept that have a name ([`Call::durable`](crate::Call::durable)), and of those to which
    /// the caller gives a key.
    #[cfg(feature = "keys")]
    #[must_use]
    pub fn key_store(mut self, store: impl crate::call::key_store::KeyStore) -> Self {
        self.key_store = Some(Arc::new(store));
        self
    }

    /// A header of every request.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let checked = checked_header(name, value);
        if let Err(problem) = checked.and_then(|header| set_header(&mut self.headers, header)) {
            self.problem.get_or_insert(problem);
        }
        self
    }

    /// The `User-Agent`. Default: name and version of the API, and of this crate.
    #[must_use]
    pub fn user_agent(self, text: &str) -> Self {
        self.header(USER_AGENT.as_str(), text)
    }

    /// The largest body of a success, in bytes. Default: 32 MiB.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.success = bytes;
        self
    }

    /// The largest body of an error that is read, in bytes. Default: 1 MiB.
    #[must_use]
    pub fn error_body_limit(mut self, bytes: usize) -> Self {
        self.limits.error = bytes;
        self
    }

    /// A function that sees each attempt before it is sent.
    #[must_use]
    pub fn on_send(mut self, hook: impl Fn(&Sending<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.send.push(Arc::new(hook));
        self
    }

    /// A function that sees each attempt after its outcome is known.
    #[must_use]
    pub fn on_classified(mut self, hook: impl Fn(&Classified<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.classified.push(Arc::new(hook));
        self
    }

    /// A function that sees each repeat that is granted, before its wait.
    #[must_use]
    pub fn on_retry(mut self, hook: impl Fn(&Retrying<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.retry.push(Arc::new(hook));
        self
    }

    /// What receives the figures of all calls; the last one given counts.
    #[must_use]
    pub fn metrics(mut self, metrics: impl Metrics) -> Self {
        self.hooks.metrics = Some(Arc::new(metrics));
        self
    }

    /// Sends credentials over plain `http` to other machines as well. Whoever listens on the way can read them.
    #[must_use]
    pub fn allow_insecure_http(mut self) -> Self {
        self.allow_insecure_http = true;
        self
    }

    /// Makes the client. No connection is made yet.
    ///
    /// # Errors
    ///
    /// The base URL, a header, an allowed origin or a credential is unusable; or credentials would travel over plain `http` to another
    /// machine.
    pub fn build(self) -> Result<Client, BuildProblem> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let base = match &self.base_url {
            Some(url) => Base::parse(url)?,
            None => self.declared_base()?,
        };
        for server in self.api.own_servers {
            server.check(&self.server_variables)?;
        }
        if base.is_exposed() && !self.credentials.is_empty() && !self.allow_insecure_http {
            return Err(BuildProblem::InsecureOrigin);
        }
        let declared = self.api.credential_origins.iter().copied();
        let origins = declared.chain(self.credential_origins.iter().map(String::as_str));
        let credential_origins = origins.map(Base::parse_origin).collect::<Result<_, _>>()?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(self.connect_timeout)?,
        };
        let clock = self.clock.unwrap_or_else(|| Arc::new(TokioClock::new()));
        let mut headers = self.headers;
        if !headers.contains_key(USER_AGENT) {
            let text = self.api.user_agent();
            let (name, value) = checked_header(USER_AGENT.as_str(), &text)?;
            headers.insert(name, value);
        }
        let endpoint = TokenEndpoint::new(
            Arc::clone(&transport),
            base.clone(),
            Arc::clone(&clock),
            self.attempt_timeout,
            self.client_authentication,
            self.client_scopes,
        );
        let held = |(scheme, credential)| Held::new(scheme, credential, &endpoint);
        let given = self.credentials.into_iter().map(held);
        let mut credentials: Vec<Held> = given.collect::<Result<_, _>>()?;
        add_issued(self.api.tokens, &mut credentials, &endpoint)?;
        if base.is_exposed() && !credentials.is_empty() && !self.allow_insecure_http {
            return Err(BuildProblem::InsecureOrigin);
        }
        let started = clock.instant();
        let core = Core {
            api: self.api,
            base,
            base_is_given: self.base_url.is_some(),
            server_variables: self.server_variables,
            allow_insecure_http: self.allow_insecure_http,
            has_parted: credentials.iter().any(|held| held.cells().is_some()),
            credentials,
            undeclared: self.undeclared,
            credentials_optional: self.credentials_optional,
            credential_origins,
            change_policy: self.change_policy,
            attempt_timeout: self.attempt_timeout,
            call_timeout: self.call_timeout,
            stall_timeout: self.stall_timeout,
            transport,
            clock,
            headers,
            limits: self.limits,
            hooks: self.hooks,
            send_rate: self.adaptive.then(|| SendRate::new(started)),
            #[cfg(feature = "keys")]
            key_store: self.key_store,
            given_budget: self.budget,
            own_budget: OnceLock::new(),
            other_budgets: Mutex::default(),
            unknown: Mutex::default(),
        };
        Ok(Client {
            core: Arc::new(core),
        })
    }

    /// The base that the document and the values of its variables make.
    fn declared_base(&self) -> Result<Base, BuildProblem> {
        let server = self.api.servers.get(self.server);
        let server = server.ok_or(BuildProblem::NoServer(""))?;
        // A variable of another server, or of the server of one operation, is given for that one.
        let url = server.resolved(&self.server_variables)?;
        if url.is_empty() || url.starts_with('/') {
            return Err(BuildProblem::NoServer(server.url));
        }
        Base::parse(&url)
    }
}

#[cfg(feature = "cleartext")]
fn default_transport(connect_timeout: Duration) -> Result<Arc<dyn Transport>, BuildProblem> {
    let transport = crate::transport::HyperTransport::with_connect_timeout(connect_timeout);
    Ok(Arc::new(transport))
}

#[cfg(not(feature = "cleartext"))]
fn default_transport(_: Duration) -> Result<Arc<dyn Transport>, BuildProblem> {
    Err(BuildProblem::NoTransport)
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<_> = self
            .credentials
            .iter()
            .map(|(scheme, _)| scheme.name)
            .collect();
        f.debug_struct("ClientBuilder")
            .field("api", &self.api.name)
            .field("credentials", &schemes)
            .finish_non_exhaustive()
    }
}
