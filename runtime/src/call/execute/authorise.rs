//! Which credentials a call carries, and what they are at this moment.

use std::borrow::Cow;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;

use crate::call::client::{Base, Core};
use crate::call::credential::{Held, NoToken, Sent, TokenCell, TokenError, lacking};
use crate::call::idempotency::IdempotencyKey;
use crate::call::request::{BuildError, Request};
use crate::facts::StopReason;
use crate::facts::operation::Operation;
use crate::facts::scheme::Need;
use crate::model::scrub::Known;
use crate::transport::race::unless;

use super::Prepared;

/// The credentials that a request goes with: none where its caller said so. See [`choose`].
pub(super) fn of_request(
    core: &Core,
    request: &Request,
    own_base: Option<&Base>,
) -> Result<Cow<'static, [Need]>, BuildError> {
    let trusted = own_base.is_none_or(|base| core.trusts(base));
    match (request.anonymous, request.needs) {
        (true, _) => Ok(Cow::Borrowed(&[])),
        (false, None) => choose(core, request.operation, trusted),
        (false, Some(needs)) => match request.operation.server {
            Some(server) if !needs.is_empty() && !trusted => {
                Err(BuildError::ServerOrigin(server.url))
            }
            _ => Ok(Cow::Borrowed(needs)),
        },
    }
}

/// The tokens of those credentials of which each value of a path parameter has its own, by their place among the needs.
pub(super) fn cells(
    core: &Core,
    request: &Request,
    needs: &[Need],
) -> Result<Vec<(usize, Arc<TokenCell>)>, BuildError> {
    let mut found = Vec::new();
    if !core.has_parted {
        return Ok(found);
    }
    // Numbered as what `Prepared::credentials` goes through.
    let operation = request.operation;
    let held = needs.iter();
    let held = held.filter_map(|need| core.credential_of(need.scheme, operation));
    for (index, held) in held.enumerate() {
        let Some(cells) = held.cells() else { continue };
        let name = cells.parameter();
        let value = request.path_value(name);
        let value = value.ok_or(BuildError::PathParameter(name))?;
        found.push((index, cells.of(&value)));
    }
    Ok(found)
}

/// The credentials of a call: the first alternative of the operation whose credentials the client has, or else those that
/// the document does not declare. `trusted` says whether credentials may go where the call goes.
///
/// Where a call may also go without any, credentials that are there are sent.
fn choose(
    core: &Core,
    operation: &'static Operation,
    trusted: bool,
) -> Result<Cow<'static, [Need]>, BuildError> {
    let needs = match alternative(core, operation)? {
        Some(declared) => Cow::Borrowed(declared),
        None => {
            let undeclared = core.undeclared.iter();
            let held = undeclared.filter(|it| core.credential_of(it.scheme, operation).is_some());
            Cow::Owned(held.copied().collect())
        }
    };
    let security = operation.security;
    let optional = security.is_empty() || security.iter().any(|needs| needs.is_empty());
    let optional = optional || core.credentials_optional;
    match operation.server {
        _ if needs.is_empty() && !optional => Err(missing(core, operation)),
        _ if needs.is_empty() || trusted => Ok(needs),
        Some(server) if !optional => Err(BuildError::ServerOrigin(server.url)),
        _ => Ok(Cow::Borrowed(&[])),
    }
}

/// The first alternative whose credentials the client has; where they are optional, the first of which it has any.
fn alternative(
    core: &Core,
    operation: &'static Operation,
) -> Result<Option<&'static [Need]>, BuildError> {
    let (mut part, mut problem) = (None, None);
    for needs in operation.security.iter().filter(|needs| !needs.is_empty()) {
        match held(core, operation, needs) {
            Ok(count) if count == needs.len() => return Ok(Some(needs)),
            Ok(1..) if core.credentials_optional => part = part.or(Some(*needs)),
            Ok(_) => {}
            // A key of the wrong class says more than a credential that is not there.
            Err(found) => problem = Some(found),
        }
    }
    match (part, problem) {
        (None, Some(problem)) => Err(problem),
        (part, _) => Ok(part),
    }
}

/// How many credentials of an alternative the client has.
fn held(core: &Core, operation: &Operation, needs: &[Need]) -> Result<usize, BuildError> {
    let held = needs.iter();
    let held = held.filter_map(|need| core.credential_of(need.scheme, operation));
    let mut count = 0_usize;
    for held in held {
        check_class(operation, held)?;
        count = count.saturating_add(1);
    }
    Ok(count)
}

/// The first credential that is missing.
fn missing(core: &Core, operation: &Operation) -> BuildError {
    let mut needs = operation.security.iter().copied().flatten();
    let missing = needs.find(|need| core.credential_of(need.scheme, operation).is_none());
    let made = |scheme| lacking(scheme, |other| core.credential(other).is_some());
    BuildError::MissingCredential(missing.map_or("", |need| made(need.scheme).name))
}

fn check_class(operation: &Operation, held: &Held) -> Result<(), BuildError> {
    match (operation.key_class, held.class()) {
        (Some(needed), Some(found)) if needed != found => {
            Err(BuildError::KeyClass { needed, found })
        }
        _ => Ok(()),
    }
}

/// The credentials of one attempt, in the order of [`Prepared::credentials`].
#[derive(Clone, Default)]
pub(crate) struct Authorised {
    pub(super) sent: Vec<Sent>,
    /// The idempotency key: who knows it can read the result of the call on some servers.
    key: Option<IdempotencyKey>,
    /// The URL, where credentials travel in its query.
    pub(super) uri: Option<Uri>,
    max_refreshes: u8,
}

impl Authorised {
    /// Gives the texts that a server may echo to `use_them`: credentials, and the idempotency key.
    pub(crate) fn with_secrets<R>(&self, use_them: impl FnOnce(&[Known<'_>]) -> R) -> R {
        let sent = self.sent.iter().flat_map(Sent::secrets);
        let key = self.key.as_ref().map(|key| Known::key(key.as_str()));
        let mut secrets = key.into_iter().chain(sent.map(Known::credential));
        // Nearly every call has a key and one credential at most; an empty text stands for none.
        let mut few = [Known::credential(""); 3];
        for (known, secret) in few.iter_mut().zip(&mut secrets) {
            *known = secret;
        }
        match secrets.next() {
            None => use_them(&few),
            Some(more) => {
                let all: Vec<Known<'_>> = few.into_iter().chain([more]).chain(secrets).collect();
                use_them(&all)
            }
        }
    }

    /// Whether a refused credential can be renewed after that many refreshes.
    pub(super) fn can_refresh(&self, refreshes: u8) -> bool {
        refreshes < self.max_refreshes && self.sent.iter().any(|sent| sent.token.is_some())
    }
}

impl fmt::Debug for Authorised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorised").finish_non_exhaustive()
    }
}

/// Why a call has no credentials.
pub(super) enum Unauthorised {
    Problem(BuildError),
    /// The server refuses what was issued a moment ago.
    TooSoon,
    /// The deadline of the call came first.
    Deadline,
    /// The time of an attempt came first.
    Slow,
}

impl Unauthorised {
    /// The reason why a refused call is not repeated, where the answer itself says the rest.
    pub(super) fn stop(&self) -> Option<StopReason> {
        match self {
            Self::Problem(_) | Self::Slow => None,
            Self::TooSoon => Some(StopReason::NotRetryable),
            Self::Deadline => Some(StopReason::DeadlineExceeded),
        }
    }

    pub(super) fn problem(self) -> BuildError {
        let refresh = |reason| BuildError::Refresh(TokenError::transient(reason));
        match self {
            Self::Problem(problem) => problem,
            Self::TooSoon => refresh("the last refresh is too recent"),
            Self::Deadline => refresh("no token came before the deadline of the call"),
            Self::Slow => refresh("no token came within the time of an attempt"),
        }
    }
}

impl Prepared {
    /// What the call needs, and what the client has for it.
    pub(super) fn credentials(&self) -> impl Iterator<Item = (&Need, &Held)> {
        let core = self.client.core();
        self.needs.iter().filter_map(|need| {
            let held = core.credential_of(need.scheme, self.operation)?;
            Some((need, held))
        })
    }

    /// The credentials for the next attempt. `refused` are those that the server did not take.
    pub(super) async fn authorise(
        &self,
        refused: Option<&Authorised>,
    ) -> Result<Authorised, Unauthorised> {
        let mut authorised = Authorised {
            sent: Vec::with_capacity(self.needs.len()),
            key: self.key.clone(),
            ..Authorised::default()
        };
        for (index, (need, held)) in self.credentials().enumerate() {
            if let Some(sent) = held.fixed() {
                authorised.sent.push(sent.clone());
                continue;
            }
            let of_value = || self.cells.iter().find(|(place, _)| *place == index);
            let cell = held.cell().or_else(|| of_value().map(|(_, cell)| cell));
            let Some(cell) = cell else { continue };
            let refused = refused
                .and_then(|refused| refused.sent.get(index))
                .and_then(|sent| sent.token.as_deref());
            let token = cell.token(refused, need.scopes, &self.client);
            let left = self.remaining().unwrap_or(Duration::MAX);
            let end = match left <= self.attempt_timeout {
                true => Unauthorised::Deadline,
                false => Unauthorised::Slow,
            };
            let limit = self
                .client
                .core()
                .clock
                .limit(left.min(self.attempt_timeout));
            let token = unless(pin!(token), pin!(limit)).await;
            let sent = token.map_err(|()| end)?.map_err(|reason| match reason {
                NoToken::TooSoon => Unauthorised::TooSoon,
                NoToken::Failed(error) => Unauthorised::Problem(BuildError::Refresh(error)),
            })?;
            let lacking = sent
                .token
                .as_ref()
                .and_then(|token| token.lacks(need.scopes));
            if let Some(scope) = lacking {
                return Err(Unauthorised::Problem(BuildError::MissingScope(scope)));
            }
            authorised.max_refreshes = authorised.max_refreshes.max(held.scheme.max_refreshes);
            authorised.sent.push(sent);
        }
        let uri = self.uri_with(&authorised);
        authorised.uri = uri.map_err(Unauthorised::Problem)?;
        Ok(authorised)
    }

    /// Takes the tokens that others got in the meantime, without asking for one.
    pub(super) fn take_newest(&self, authorised: &mut Authorised) {
        let cells = self.credentials().enumerate().map(|(index, (_, held))| {
            let of_value = || self.cells.iter().find(|(place, _)| *place == index);
            held.cell().or_else(|| of_value().map(|(_, cell)| cell))
        });
        for (sent, cell) in authorised.sent.iter_mut().zip(cells) {
            if let Some(newer) = cell.and_then(|cell| cell.newer(sent.token.as_deref())) {
                *sent = newer;
            }
        }
        if let Ok(uri) = self.uri_with(authorised) {
            authorised.uri = uri;
        }
    }
}
