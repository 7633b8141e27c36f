//! Makes a client, and checks its parts before any call is made.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use http::HeaderMap;
use http::header::USER_AGENT;

use super::observer::Observers;
use super::sign::Signer;
use super::throttle::Limited;
use super::trace::TellContext;
use super::{Api, Base, ChangePolicy, Client, Core, Limits};
use crate::call::credential::{ClientGrant, Credential, Held, TokenEndpoint, add_issued};
use crate::call::request::{BuildError, checked_header, set_header};
use crate::facts::scheme::{Need, Scheme};
use crate::policy::budget::Budget;
use crate::policy::retry::Retries;
#[cfg(feature = "proxy")]
use crate::transport::Proxy;
#[cfg(feature = "hyper")]
use crate::transport::Tls;
use crate::transport::clock::{Clock, TokioClock};
use crate::transport::{CONNECT_TIMEOUT, Transport};

/// Where a fake stands whose document names no server.
const NOWHERE: &str = "https://fake.invalid";

/// Makes a [`Client`].
///
/// ```
/// # use faultcode_runtime::{Client, Credential};
/// # use faultcode_runtime::document::{Api, Scheme, SchemeKind};
/// # static API: Api = Api::DEFAULT;
/// static KEY: Scheme = Scheme::new("key", SchemeKind::Header("X-Api-Key"));
///
/// let client = Client::builder(&API)
///     .base_url("https://shop.example")
///     .undeclared_credential(&KEY, Credential::secret("k1"))
///     .build()?;
/// # Ok::<(), faultcode_runtime::BuildError>(())
/// ```
pub struct ClientBuilder {
    api: &'static Api,
    base_url: Option<String>,
    server: usize,
    server_variables: Vec<(&'static str, String)>,
    credentials: Vec<(&'static Scheme, Credential)>,
    undeclared: Vec<Need>,
    credentials_optional: bool,
    grant: ClientGrant,
    credential_origins: Vec<String>,
    change_policy: Option<ChangePolicy>,
    attempt_timeout: Duration,
    timeout: Option<Duration>,
    connect_timeout: Duration,
    stall_timeout: Duration,
    transport: Option<Arc<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    budget: Option<Budget>,
    headers: HeaderMap,
    limits: Limits,
    observers: Observers,
    signer: Option<Box<dyn Signer>>,
    trace_context: Option<TellContext>,
    limited: Limited,
    #[cfg(feature = "proxy")]
    proxy: Option<Proxy>,
    #[cfg(feature = "hyper")]
    tls: Option<Tls>,
    #[cfg(feature = "gzip")]
    gzip: bool,
    #[cfg(feature = "keys")]
    key_store: Option<Arc<dyn crate::call::key_store::KeyStore>>,
    allow_insecure_http: bool,
    problem: Option<BuildError>,
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

#[cfg(feature = "gzip")]
impl ClientBuilder {
    crate::settings!(gzip, own);
}

#[cfg(feature = "keys")]
impl ClientBuilder {
    crate::settings!(keys, own);
}

#[cfg(feature = "proxy")]
impl ClientBuilder {
    crate::settings!(proxy, own);
}

#[cfg(feature = "hyper")]
impl ClientBuilder {
    crate::settings!(tls, own);
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
            grant: ClientGrant::default(),
            credential_origins: Vec::new(),
            change_policy: None,
            attempt_timeout: Duration::from_secs(60),
            timeout: None,
            connect_timeout: CONNECT_TIMEOUT,
            stall_timeout: Duration::from_secs(20),
            transport: None,
            clock: None,
            budget: None,
            headers: HeaderMap::new(),
            limits: Limits::DEFAULT,
            observers: Observers::default(),
            signer: None,
            trace_context: None,
            limited: Limited::default(),
            #[cfg(feature = "proxy")]
            proxy: None,
            #[cfg(feature = "hyper")]
            tls: None,
            #[cfg(feature = "gzip")]
            gzip: false,
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

    fn change_policy(&mut self, change: impl Fn(Retries) -> Retries + Send + Sync + 'static) {
        self.change_policy = Some(match self.change_policy.take() {
            None => Box::new(change),
            Some(first) => Box::new(move |retries| change(first(retries))),
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
    /// The base URL, a header, an allowed origin, a credential, a proxy, a certificate or a limit is unusable; or credentials would travel over plain `http` to another
    /// machine.
    pub fn build(mut self) -> Result<Client, BuildError> {
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        let is_fake = self.transport.as_ref().is_some_and(|it| it.is_fake());
        let base = match &self.base_url {
            Some(url) => Base::parse(url)?,
            None if is_fake => self.declared_base().or_else(|_| Base::parse(NOWHERE))?,
            None => self.declared_base()?,
        };
        for server in self.api.own_servers.iter().filter(|_| !is_fake) {
            server.check(&self.server_variables)?;
        }
        if base.is_exposed() && !self.credentials.is_empty() && !self.allow_insecure_http {
            return Err(BuildError::InsecureOrigin);
        }
        let declared = self.api.credential_origins.iter().copied();
        let origins = declared.chain(self.credential_origins.iter().map(String::as_str));
        let credential_origins = origins.map(Base::parse_origin).collect::<Result<_, _>>()?;
        let network_setting = self.network_setting();
        let transport = match (self.transport.take(), network_setting) {
            (None, _) => self.default_transport()?,
            (Some(transport), None) => transport,
            (Some(_), Some(setting)) => return Err(BuildError::OwnTransport(setting)),
        };
        let throttle = self.limited.settle().map_err(BuildError::Limit)?;
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
            ClientGrant {
                allow_insecure_http: self.allow_insecure_http,
                ..self.grant
            },
        );
        let endpoint = endpoint.map_err(BuildError::Refresh)?;
        let held = |(scheme, credential)| Held::new(scheme, credential, &endpoint);
        let given = self.credentials.into_iter().map(held);
        let mut credentials: Vec<Held> = given.collect::<Result<_, _>>()?;
        add_issued(self.api.tokens, &mut credentials, &endpoint)?;
        if base.is_exposed() && !credentials.is_empty() && !self.allow_insecure_http {
            return Err(BuildError::InsecureOrigin);
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
            credentials_optional: self.credentials_optional || is_fake,
            credential_origins,
            change_policy: self.change_policy,
            attempt_timeout: self.attempt_timeout,
            timeout: self.timeout,
            stall_timeout: self.stall_timeout,
            transport,
            clock,
            headers,
            limits: self.limits,
            observers: self.observers,
            signer: self.signer,
            trace_context: self.trace_context,
            throttle,
            #[cfg(feature = "gzip")]
            gzip: self.gzip,
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
    fn declared_base(&self) -> Result<Base, BuildError> {
        let server = self.api.servers.get(self.server);
        let server = server.ok_or(BuildError::NoServer(""))?;
        // A variable of another server, or of the server of one operation, is given for that one.
        let url = server.resolved(&self.server_variables)?;
        if url.is_empty() || url.starts_with('/') {
            return Err(BuildError::NoServer(server.url));
        }
        Base::parse(&url)
    }
}

impl ClientBuilder {
    #[cfg(feature = "cleartext")]
    fn default_transport(&self) -> Result<Arc<dyn Transport>, BuildError> {
        use crate::transport::{HyperTransport, Network};
        let network = Network::new().connect_timeout(self.connect_timeout);
        #[cfg(feature = "proxy")]
        let network = Network {
            proxy: self.proxy.clone(),
            ..network
        };
        #[cfg(feature = "hyper")]
        let network = Network {
            tls: self.tls.clone(),
            ..network
        };
        let transport = HyperTransport::with_network(&network);
        let transport = transport.map_err(|error| BuildError::Network(Arc::new(error)))?;
        Ok(Arc::new(transport))
    }

    #[cfg(not(feature = "cleartext"))]
    fn default_transport(&self) -> Result<Arc<dyn Transport>, BuildError> {
        let _ = self.connect_timeout;
        Err(BuildError::NoTransport)
    }

    /// A setting that only the default transport takes. A timeout is none of them: a transport of one's own has one anyway.
    fn network_setting(&self) -> Option<&'static str> {
        #[cfg(feature = "proxy")]
        if self.proxy.is_some() {
            return Some("proxy");
        }
        #[cfg(feature = "hyper")]
        if self.tls.is_some() {
            return Some("tls");
        }
        None
    }
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
