//! Makes a client, and checks its parts before any call is made.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use http::HeaderMap;
use http::header::USER_AGENT;

use super::hooks::Hooks;
use super::{Api, Base, ChangePolicy, Client, Core, Limits};
use crate::call::credential::{ClientAuthentication, Credential, Held, TokenEndpoint, add_issued};
use crate::call::request::{BuildProblem, checked_header, set_header};
use crate::facts::RetryPolicy;
use crate::facts::scheme::{Need, Scheme};
use crate::policy::budget::Budget;
use crate::transport::clock::{Clock, TokioClock};
use crate::transport::{CONNECT_TIMEOUT, Transport};

/// Makes a [`Client`].
///
/// ```
/// # use faultcode_runtime::{Api, Client, Credential, Scheme, SchemeKind};
/// # static API: Api = Api::DEFAULT;
/// static KEY: Scheme = Scheme::new("key", SchemeKind::Header("X-Api-Key"));
///
/// let client = Client::builder(&API)
///     .base_url("https://shop.example")
///     .undeclared_credential(&KEY, Credential::secret("k1"))
///     .build()?;
/// # Ok::<(), faultcode_runtime::BuildProblem>(())
/// ```
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
    #[cfg(feature = "keys")]
    key_store: Option<Arc<dyn crate::call::key_store::KeyStore>>,
    allow_insecure_http: bool,
    problem: Option<BuildProblem>,
}

/// The settings of the runtime's own builder.
macro_rules! own {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) => |$to:ident| $does:expr;)*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $name(mut self, $($argument: $type),*) -> Self {
                let $to = &mut self;
                $does;
                self
            }
        )*
    };
}

impl ClientBuilder {
    crate::settings!(all, own);
}

#[cfg(feature = "keys")]
impl ClientBuilder {
    crate::settings!(keys, own);
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
            #[cfg(feature = "keys")]
            key_store: None,
            allow_insecure_http: false,
            problem: None,
        }
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

    /// The credential of a security scheme; the last one given counts.
    #[must_use]
    pub fn credential(mut self, scheme: &'static Scheme, credential: Credential) -> Self {
        self.hold(scheme, credential);
        self
    }

    fn hold(&mut self, scheme: &'static Scheme, credential: Credential) {
        self.credentials
            .retain(|(other, _)| other.name != scheme.name);
        self.credentials.push((scheme, credential));
    }

    fn change_policy(&mut self, change: impl Fn(&mut RetryPolicy) + Send + Sync + 'static) {
        self.change_policy = Some(match self.change_policy.take() {
            None => Box::new(change),
            Some(first) => Box::new(move |policy| {
                first(policy);
                change(policy);
            }),
        });
    }

    fn add_header(&mut self, name: &str, value: &str) {
        let checked = checked_header(name, value);
        if let Err(problem) = checked.and_then(|header| set_header(&mut self.headers, header)) {
            self.problem.get_or_insert(problem);
        }
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
