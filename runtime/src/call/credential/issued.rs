//! Tokens that an operation of the API makes, with another credential of the same client.

use std::sync::Arc;

use super::cells::MakeSource;
use super::endpoint::{lifetime, says_wrong};
use super::held::{Credential, Held};
use super::token::{Token, TokenError, TokenFuture, TokenRequest, TokenSource};
use crate::call::endpoint_error::EndpointError;
use crate::call::envelope::text_at;
use crate::call::error::{AnyError, Failed};
use crate::call::request::{BuildError, FormRule, Request};
use crate::call::start;
use crate::facts::Code;
use crate::facts::Expression;
use crate::facts::Parameter;
use crate::facts::RetryPolicy;
use crate::facts::operation::Operation;
use crate::facts::scheme::{MakesTokens, Need, Scheme};
use crate::model::decode::Decoder;
use crate::model::value::Value;
use crate::policy::retry::Retries;
use std::any::Any;

/// The operation whose success is a token of a scheme (`token` of `x-auth`).
#[derive(Clone, Copy)]
pub struct TokenOperation {
    /// The operation. Its own credentials are those of other schemes. A function, since the facts of operations name schemes,
    /// and no two statics can be made of each other.
    pub operation: fn() -> &'static Operation,
    /// How it can be refused.
    pub errors: TokenErrors,
    /// Its parameters, and where their values come from: a path parameter of the call that needs the token, each of whose
    /// values has a token of its own, or a text.
    pub arguments: &'static [(Parameter, Expression)],
    /// What it is sent.
    pub body: Option<TokenBody>,
    /// Where the token stands in the body of the answer, as a JSON pointer.
    pub access_token: &'static str,
    /// Where its lifetime stands, in seconds.
    pub expires_in: &'static str,
}

/// The errors of an operation that makes tokens.
#[derive(Clone, Copy)]
pub struct TokenErrors {
    codes: &'static [&'static Code],
    typed: fn(Failed) -> AnyError,
}

impl TokenErrors {
    /// Those of one error enum.
    pub const fn of<E: EndpointError>() -> Self {
        Self {
            codes: E::CODES,
            typed: |failed| failed.typed::<E>().into(),
        }
    }
}

impl std::fmt::Debug for TokenErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenErrors").finish_non_exhaustive()
    }
}

/// A body that is always the same.
#[derive(Clone, Copy, Debug)]
pub struct TokenBody {
    /// Its media type: a form, or one of JSON.
    pub media: &'static str,
    /// The members as JSON.
    pub json: &'static str,
}

impl std::fmt::Debug for TokenOperation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenOperation")
            .field("operation", &(self.operation)().id)
            .finish_non_exhaustive()
    }
}

impl MakesTokens for TokenOperation {}

impl TokenOperation {
    /// The one that makes the tokens of a scheme, where one does.
    pub fn of(scheme: &Scheme) -> Option<&'static Self> {
        let token: &'static dyn Any = scheme.token?;
        token.downcast_ref()
    }

    /// The path parameter of calls, each of whose values has a token of its own.
    pub(crate) fn parameter(&self) -> Option<&'static str> {
        Expression::path_parameter(self.arguments.iter().map(|(_, from)| from)).copied()
    }

    /// The credentials with which it is called: the first alternative of which the client holds all. `Ok(None)`: those that
    /// any call would take, since the operation asks for none. They are settled when the client is made, from what it holds
    /// by then, so that no token is waited for by the call that fetches it.
    fn needs(&self, held: &[Held]) -> Result<Option<&'static &'static [Need]>, ()> {
        let operation = (self.operation)();
        if operation.security.is_empty() {
            return Ok(None);
        }
        let has = |need: &Need| {
            let mut held = held.iter();
            held.any(|it| it.scheme.name == need.scheme.name && it.serves(operation))
        };
        let full = |needs: &&&'static [Need]| !needs.is_empty() && needs.iter().all(has);
        let mut alternatives = operation.security.iter();
        match alternatives.clone().find(full) {
            Some(needs) => Ok(Some(needs)),
            // Without a credential, where that is allowed.
            None => alternatives
                .find(|needs| needs.is_empty())
                .map(Some)
                .ok_or(()),
        }
    }
}

/// Adds the credentials that operations can make with those that are there.
pub(crate) fn add_issued(
    schemes: &'static [&'static Scheme],
    held: &mut Vec<Held>,
    endpoint: &super::TokenEndpoint,
) -> Result<(), BuildError> {
    // Each round can bring what another scheme needs; one that needs itself never comes.
    loop {
        let before = held.len();
        for scheme in schemes {
            let is_held = held.iter().any(|it| it.scheme.name == scheme.name);
            if let Some(operation) = TokenOperation::of(scheme).filter(|_| !is_held)
                && let Ok(needs) = operation.needs(held)
            {
                let mut made = Held::new(scheme, credential(operation, needs), endpoint)?;
                made.made_with = needs.copied().unwrap_or_default();
                held.push(made);
            }
        }
        if held.len() == before {
            return Ok(());
        }
    }
}

/// The scheme whose credential a client lacks for tokens of another scheme: the first that nothing makes.
pub(crate) fn lacking(scheme: &'static Scheme, has: impl Fn(&Scheme) -> bool) -> &'static Scheme {
    let mut lacking = scheme;
    // Operations that need the tokens of each other are no end.
    for _ in 0..8 {
        let needs = TokenOperation::of(lacking).and_then(|token| {
            let mut needs = (token.operation)().security.iter().copied().flatten();
            needs.find(|need| !has(need.scheme))
        });
        match needs {
            Some(need) => lacking = need.scheme,
            None => return lacking,
        }
    }
    scheme
}

fn credential(
    operation: &'static TokenOperation,
    needs: Option<&'static &'static [Need]>,
) -> Credential {
    let source = move |value: Option<&str>| Issued {
        of: operation,
        needs,
        value: value.map(str::to_owned),
    };
    match operation.parameter() {
        None => Credential::source(source(None)),
        Some(parameter) => {
            let make: MakeSource = Arc::new(move |value| Arc::new(source(Some(value))));
            Credential::made_for(parameter, make)
        }
    }
}

/// The tokens of one value of the parameter, or of all calls.
struct Issued {
    of: &'static TokenOperation,
    needs: Option<&'static &'static [Need]>,
    value: Option<String>,
}

impl Issued {
    fn request(&self, client: &crate::call::client::Client) -> Request {
        let operation = (self.of.operation)();
        let mut request = Request::new(client.clone(), operation);
        request.for_token = true;
        request.needs = self.needs;
        // As any refresh: asked for once, and at no cost. A later call asks again.
        request.policy = Some(Box::new(Retries::of(RetryPolicy {
            max_attempts: 1,
            budget: None,
            ..*operation.retry
        })));
        for (parameter, from) in self.of.arguments {
            let value = match from {
                Expression::Text(text) => Some(*text),
                _ => self.value.as_deref(),
            };
            request.set(parameter, &value.unwrap_or_default());
        }
        if let Some(body) = self.of.body {
            let json = Ok(body.json.as_bytes().to_vec());
            if body.media == "application/x-www-form-urlencoded" {
                request.form(json, FormRule::Members(&[]));
            } else {
                request.json(body.media, json);
            }
        }
        request
    }

    /// Why there is no token. Only who says that the credential itself is wrong ends all later requests.
    fn failure(&self, failed: Failed) -> TokenError {
        let reason = format!("{} made no token", (self.of.operation)().id);
        let error = (self.of.errors.typed)(failed);
        let permanent = match error.problem() {
            // What its own credential came to.
            Some(BuildError::Refresh(cause)) => cause.is_permanent(),
            _ => error.status().is_some_and(|status| {
                let word = text_at(error.expose_raw(), "/error");
                says_wrong(status, word.as_deref())
            }),
        };
        let failure = match permanent {
            true => TokenError::permanent(reason),
            false => TokenError::transient(reason),
        };
        failure.with_source(error)
    }
}

impl TokenSource for Issued {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> TokenFuture<'a> {
        Box::pin(async move {
            let request = Box::new(self.request(request.client));
            let answered = start(request, self.of.errors.codes).await;
            let answered = answered.map_err(|failed| self.failure(failed))?;
            let body = answered.meta.expose_raw();
            let access = text_at(body, self.of.access_token).filter(|token| !token.is_empty());
            let access = access.ok_or_else(|| {
                let id = (self.of.operation)().id;
                TokenError::transient(format!("the answer of {id} has no token"))
            })?;
            let mut token = Token::new(access);
            token.expires_in = value_at(body, self.of.expires_in)
                .as_ref()
                .and_then(lifetime);
            Ok(token)
        })
    }
}

fn value_at(body: &[u8], pointer: &str) -> Option<Value> {
    let value = Decoder::whole::<Value>(body).ok()?;
    let mut segments = pointer.split('/').skip(1);
    segments
        .try_fold(&value, |value, segment| {
            value.get(&segment.replace("~1", "/").replace("~0", "~"))
        })
        .cloned()
}
