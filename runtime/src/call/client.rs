//! The client of an API: what all its calls share.

mod api;
mod base;
mod builder;
mod macros;
mod observer;
mod server;
mod settings;
mod sign;
mod throttle;
mod trace;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use http::HeaderMap;

pub use api::{Api, Generated};
pub use builder::ClientBuilder;
pub use observer::{Ended, Observer, Retrying, Seen, Sending};
pub use sign::{SignError, Signer, Signing};
pub use trace::TraceContext;

pub(crate) use base::Base;
pub(crate) use observer::Observers;
pub(crate) use throttle::{Place, Throttle, TooLate};

use crate::call::credential::Held;
use crate::call::request::BuildError;
use crate::facts::RetryPolicy;
use crate::facts::operation::Operation;
use crate::facts::scheme::{Need, Scheme};
use crate::policy::budget::Budget;
use crate::policy::retry::{Policy, Retries};
use crate::transport::Transport;
use crate::transport::clock::Clock;

/// The most unknown codes that are remembered, so that a server cannot fill memory with them.
const MOST_CODES: usize = 256;

/// A client: base URL, credentials, transport, and the rules of all its calls.
///
/// Clones are cheap and share everything, connections and retry budget included. Generated crates wrap it in a type of
/// their own.
#[derive(Clone)]
pub struct Client {
    core: Arc<Core>,
}

/// Changes the retry policy of an operation.
pub(crate) type ChangePolicy = Box<dyn Fn(Retries) -> Retries + Send + Sync>;

pub(crate) struct Core {
    pub(crate) api: &'static Api,
    pub(crate) base: Base,
    /// Whether the caller named the base URL.
    pub(crate) base_is_given: bool,
    pub(crate) server_variables: Vec<(&'static str, String)>,
    pub(crate) allow_insecure_http: bool,
    pub(crate) credentials: Vec<Held>,
    /// Those that the document does not declare, for calls that have no declared one.
    pub(crate) undeclared: Vec<Need>,
    /// Whether any of them has a token for each value of a path parameter.
    pub(crate) has_parted: bool,
    /// Whether calls go without a credential that the client does not have.
    pub(crate) credentials_optional: bool,
    /// Origins beside the base's that credentials may go to.
    pub(crate) credential_origins: Vec<Base>,
    pub(crate) change_policy: Option<ChangePolicy>,
    pub(crate) attempt_timeout: Duration,
    pub(crate) timeout: Option<Duration>,
    pub(crate) stall_timeout: Duration,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) headers: HeaderMap,
    pub(crate) limits: Limits,
    pub(crate) observers: Observers,
    pub(crate) signer: Option<Box<dyn Signer>>,
    pub(crate) trace_context: Option<trace::TellContext>,
    pub(crate) throttle: Option<Throttle>,
    /// Whether answers may be compressed.
    #[cfg(feature = "gzip")]
    pub(crate) gzip: bool,
    #[cfg(feature = "keys")]
    pub(crate) key_store: Option<Arc<dyn crate::call::key_store::KeyStore>>,
    given_budget: Option<Budget>,
    own_budget: OnceLock<Budget>,
    /// Those of other origins than the base's, which operations with servers of their own go to.
    other_budgets: Mutex<Vec<(Base, Budget)>>,
    unknown: Mutex<BTreeSet<(&'static str, String)>>,
}

/// How many bytes of a body are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) success: usize,
    pub(crate) error: usize,
}

impl Limits {
    const DEFAULT: Self = Self {
        success: 32 << 20,
        error: 1 << 20,
    };
}

impl Client {
    /// Starts to make a client of an API.
    pub fn builder(api: &'static Api) -> ClientBuilder {
        ClientBuilder::new(api)
    }

    /// The API.
    pub fn api(&self) -> &'static Api {
        self.core.api
    }

    /// The retry budget that all calls of this client to the base URL's origin share; `None` until the first call of a
    /// client with a budget of its own. Operations whose server is another one have another budget: a server that fails does
    /// not take the repeats from one that works.
    pub fn budget(&self) -> Option<&Budget> {
        let core = &self.core;
        core.given_budget.as_ref().or_else(|| core.own_budget.get())
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.core
    }
}

impl Core {
    /// The base of an operation with a server of its own.
    ///
    /// A caller who names a base URL means another environment, and all operations go there: only a path on the same
    /// origin still counts.
    pub(crate) fn own_base(&self, operation: &Operation) -> Result<Option<Base>, BuildError> {
        let Some(server) = operation.server else {
            return Ok(None);
        };
        let base = if server.url.starts_with('/') {
            self.base.at(&server.resolved(&self.server_variables)?)
        } else if self.base_is_given {
            return Ok(None);
        } else {
            Base::parse(&server.resolved(&self.server_variables)?)?
        };
        let carries = !self.credentials.is_empty() && self.trusts(&base);
        if base.is_exposed() && carries && !self.allow_insecure_http {
            return Err(BuildError::InsecureOrigin);
        }
        Ok(Some(base))
    }

    /// Whether credentials may go to a base: to the origin of the client's own, and to those that the caller or the
    /// configuration of the generator allows by name. That a document names another one is not enough: its author would
    /// decide who gets the keys of its users.
    pub(crate) fn trusts(&self, base: &Base) -> bool {
        let mut allowed = self.credential_origins.iter();
        base.has_origin_of(&self.base) || allowed.any(|origin| origin.has_origin_of(base))
    }

    /// The policy of an operation as this client changes it.
    pub(crate) fn policy(&self, operation: &Operation) -> Policy {
        match &self.change_policy {
            None => Policy::Stated(operation.retry),
            Some(change) => {
                let stated = Retries::of(*operation.retry);
                Policy::Own(Box::new(change(stated)))
            }
        }
    }

    /// The bucket that pays for repeats under a policy at the origin of that base.
    pub(crate) fn budget(&self, policy: &RetryPolicy, base: &Base) -> Budget {
        if policy.budget.is_none() {
            return Budget::unlimited();
        }
        if let Some(budget) = &self.given_budget {
            return budget.clone();
        }
        // An operation that affords no repeats affords none from the bucket of others.
        if policy.budget.is_some_and(|costs| costs.capacity == 0) {
            return Budget::new(0);
        }
        let new = || Budget::for_costs(policy.budget);
        // Nearly every call goes there, and says so by the place of its base.
        if std::ptr::eq(base, &raw const self.base) || base.has_origin_of(&self.base) {
            return self.own_budget.get_or_init(new).clone();
        }
        // As many as the document names servers.
        let others = self.other_budgets.lock();
        let mut others = others.unwrap_or_else(PoisonError::into_inner);
        let known = others.iter().find(|(other, _)| base.has_origin_of(other));
        if let Some((_, budget)) = known {
            return budget.clone();
        }
        let budget = new();
        others.push((base.clone(), budget.clone()));
        budget
    }

    /// The credential for a scheme.
    pub(crate) fn credential(&self, scheme: &Scheme) -> Option<&Held> {
        let mut all = self.credentials.iter();
        all.find(|held| held.scheme.name == scheme.name)
    }

    /// The credential for a scheme, as far as calls of that operation can have it.
    #[inline]
    pub(crate) fn credential_of(&self, scheme: &Scheme, operation: &Operation) -> Option<&Held> {
        let held = self.credential(scheme)?;
        (!self.has_parted || held.serves(operation)).then_some(held)
    }

    /// Whether a code of this operation is seen for the first time.
    pub(crate) fn is_new_code(&self, operation: &Operation, code: &str) -> bool {
        let mut unknown = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
        unknown.len() < MOST_CODES && unknown.insert((operation.id, code.to_owned()))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.core.api.name)
            .field("base", &self.core.base)
            .finish_non_exhaustive()
    }
}
