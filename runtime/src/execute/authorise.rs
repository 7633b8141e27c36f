//! Which credentials a call carries, and what they are at this moment.

use crate::client::{Client, Core};
use crate::credential::{Held, NoToken, Sent, TokenError};
use crate::operation::Operation;
use crate::request::BuildProblem;
use crate::retry::StopReason;

use super::Prepared;

/// One credential of the call.
pub(super) struct Chosen {
    /// Its place among the client's credentials.
    index: usize,
    scopes: &'static [&'static str],
}

impl Chosen {
    pub(super) fn held<'c>(&self, client: &'c Client) -> &'c Held {
        &client.core().credentials[self.index]
    }
}

/// The first alternative of the operation whose credentials the client has.
///
/// Where a call may also go without any, credentials that are there are sent.
pub(super) fn choose(core: &Core, operation: &Operation) -> Result<Vec<Chosen>, BuildProblem> {
    let mut problem = None;
    let mut anonymous = operation.security.is_empty();
    for alternative in operation.security {
        if alternative.is_empty() {
            anonymous = true;
            continue;
        }
        let chosen = alternative.iter().map(|need| {
            let found = core
                .credentials
                .iter()
                .position(|held| held.scheme.name == need.scheme.name);
            let index = found.ok_or(BuildProblem::MissingCredential(need.scheme.name))?;
            check_class(operation, &core.credentials[index])?;
            Ok(Chosen {
                index,
                scopes: need.scopes,
            })
        });
        match chosen.collect() {
            Ok(chosen) => return Ok(chosen),
            // A key of the wrong class says more than a credential that is not there.
            Err(found @ BuildProblem::KeyClass { .. }) => problem = Some(found),
            Err(found) => problem = problem.or(Some(found)),
        }
    }
    match problem {
        Some(problem @ BuildProblem::KeyClass { .. }) => Err(problem),
        Some(problem) if !anonymous => Err(problem),
        _ => Ok(Vec::new()),
    }
}

fn check_class(operation: &Operation, held: &Held) -> Result<(), BuildProblem> {
    match (operation.key_class, held.class()) {
        (Some(needed), Some(found)) if needed != found => {
            Err(BuildProblem::KeyClass { needed, found })
        }
        _ => Ok(()),
    }
}

/// The credentials of one attempt, in the order of [`Prepared::chosen`].
pub(super) struct Authorised {
    pub(super) sent: Vec<Sent>,
    max_refreshes: u8,
}

impl Authorised {
    /// The texts that a server may echo.
    pub(super) fn secrets(&self) -> Vec<&str> {
        self.sent.iter().flat_map(Sent::secrets).collect()
    }

    /// Whether a refused credential can be renewed after that many refreshes.
    pub(super) fn can_refresh(&self, refreshes: u8) -> bool {
        refreshes < self.max_refreshes && self.sent.iter().any(|sent| sent.token.is_some())
    }
}

/// Why a call has no credentials.
pub(super) enum Unauthorised {
    Problem(BuildProblem),
    /// The server refuses what was issued a moment ago.
    TooSoon,
    /// The deadline of the call came first.
    Deadline,
}

impl Unauthorised {
    /// The reason why a refused call is not repeated, where the answer itself says the rest.
    pub(super) fn stop(&self) -> Option<StopReason> {
        match self {
            Self::Problem(_) => None,
            Self::TooSoon => Some(StopReason::NotRetryable),
            Self::Deadline => Some(StopReason::DeadlineExceeded),
        }
    }

    pub(super) fn problem(self) -> BuildProblem {
        let refresh = |reason| BuildProblem::Refresh(TokenError::transient(reason));
        match self {
            Self::Problem(problem) => problem,
            Self::TooSoon => refresh("the last refresh is too recent"),
            Self::Deadline => refresh("no token came before the deadline of the call"),
        }
    }
}

impl Prepared {
    /// The credentials for the next attempt. `refused` are those that the server did not take.
    pub(super) async fn authorise(
        &self,
        refused: Option<&Authorised>,
    ) -> Result<Authorised, Unauthorised> {
        let mut authorised = Authorised {
            sent: Vec::with_capacity(self.chosen.len()),
            max_refreshes: 0,
        };
        for (index, chosen) in self.chosen.iter().enumerate() {
            let held = chosen.held(&self.client);
            if let Some(sent) = held.fixed() {
                authorised.sent.push(sent.clone());
                continue;
            }
            let Some(cell) = held.cell() else { continue };
            let refused = refused
                .and_then(|refused| refused.sent.get(index))
                .and_then(|sent| sent.token.as_deref());
            let token = cell.token(refused, chosen.scopes);
            let token = match self.remaining() {
                None => token.await,
                Some(left) => tokio::select! {
                    biased;
                    token = token => token,
                    () = self.client.core().clock.limit(left) => return Err(Unauthorised::Deadline),
                },
            };
            let sent = token.map_err(|reason| match reason {
                NoToken::TooSoon => Unauthorised::TooSoon,
                NoToken::Failed(error) => Unauthorised::Problem(BuildProblem::Refresh(error)),
            })?;
            let lacking = sent
                .token
                .as_ref()
                .and_then(|token| token.lacks(chosen.scopes));
            if let Some(scope) = lacking {
                return Err(Unauthorised::Problem(BuildProblem::MissingScope(scope)));
            }
            authorised.max_refreshes = authorised.max_refreshes.max(held.scheme.max_refreshes);
            authorised.sent.push(sent);
        }
        Ok(authorised)
    }
}
