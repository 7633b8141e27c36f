//! Credentials: whether a request has one, of the class that the operation needs, and the tokens that the mock makes.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use faultcode_facts::{ACCESS_TOKEN, EXPIRES_IN};
use serde_json::{Value, json};

use super::answer::Answer;
use super::refusal::Finding;
use super::request::Request;
use super::settings::Settings;
use super::site::Site;
use crate::examples::{follow, set};
use crate::ir::{Operation, OperationId, ParameterId, Scheme, SchemeId, SchemeKind, WireName};
use crate::paths::{decoded, decoded_segment, parted};

/// How long a token lives where its answer does not say.
const USUAL_LIFE: u64 = 3_600;

/// The tokens that were made.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    all: BTreeMap<String, Token>,
    order: VecDeque<String>,
    made: u64,
}

#[derive(Debug)]
struct Token {
    until: Duration,
    /// The value of the path parameter that it is for, where its scheme has one per value.
    only_for: Option<String>,
}

/// Who sends a request: nothing but a number that tells credentials apart.
pub(super) type Who = u64;

impl Tokens {
    fn make(&mut self, until: Duration, only_for: Option<String>, most: usize) -> String {
        self.made += 1;
        let text = format!("mock-token-{}", self.made);
        while self.order.len() >= most.max(1) {
            if let Some(oldest) = self.order.pop_front() {
                self.all.remove(&oldest);
            }
        }
        self.order.push_back(text.clone());
        self.all.insert(text.clone(), Token { until, only_for });
        text
    }
}

/// Whether a request may do what it asks for, and who sends it.
pub(super) fn authenticate(
    site: &Site,
    tokens: &Tokens,
    (operation, path): (&Operation, &[(ParameterId, String)]),
    request: &Request,
    now: Duration,
    settings: &Settings,
) -> Result<Who, Finding> {
    let mut refused = None;
    for needs in &operation.security {
        let mut who = 0;
        let mut outcome = Ok(());
        for need in needs {
            let scheme = &site.api.schemes[need.scheme];
            let found = credential(scheme, request);
            let judged = found.map_or(Err(Finding::NoCredential), |text| {
                who = number(&text);
                judge(scheme, &text, (operation, path), tokens, now, settings)
            });
            outcome = outcome.and(judged);
        }
        match outcome {
            Ok(()) => return Ok(who),
            Err(finding) => refused = Some(worse(refused, finding)),
        }
    }
    match refused {
        Some(finding) => Err(finding),
        None => Ok(0),
    }
}

/// Of the findings of two alternatives, that of the one that was tried harder.
fn worse(first: Option<Finding>, second: Finding) -> Finding {
    match first {
        Some(first) if first != Finding::NoCredential => first,
        _ => second,
    }
}

fn judge(
    scheme: &Scheme,
    text: &str,
    (operation, path): (&Operation, &[(ParameterId, String)]),
    tokens: &Tokens,
    now: Duration,
    settings: &Settings,
) -> Result<(), Finding> {
    if let Some(token) = tokens.all.get(text) {
        if token.until <= now {
            return Err(Finding::OldToken);
        }
        let of = |name: &WireName| value_of(operation, path, name);
        let parameter = scheme.token.as_ref().and_then(|it| it.parameter());
        let here = parameter.and_then(of);
        return match (&token.only_for, here) {
            (Some(only), Some(here)) if *only != here => Err(Finding::NotAllowed),
            _ => Ok(()),
        };
    }
    let listed = settings.credentials.iter().any(|it| it == text);
    if !settings.credentials.is_empty() && !listed {
        return Err(Finding::WrongCredential);
    }
    let classes = scheme.key_classes.iter();
    let mut classes = classes.filter(|(prefix, _)| text.starts_with(prefix.as_str()));
    match (&operation.key_class, classes.next()) {
        (Some(needed), Some((_, class))) if needed != class => Err(Finding::NotAllowed),
        _ => Ok(()),
    }
}

/// The value of a path parameter of a request.
fn value_of(
    operation: &Operation,
    path: &[(ParameterId, String)],
    name: &WireName,
) -> Option<String> {
    let found = path
        .iter()
        .find(|(id, _)| operation.parameters[*id].wire == *name)?;
    Some(decoded_segment(&found.1).into_owned())
}

/// The credential of a scheme that a request has. An empty one is none.
fn credential(scheme: &Scheme, request: &Request) -> Option<String> {
    let text = match &scheme.kind {
        SchemeKind::Header(name) => request.header(name.as_str())?.to_owned(),
        SchemeKind::Query(name) => request.query_value(name.as_str())?,
        SchemeKind::Cookie(name) => {
            let cookies = request.cookies();
            let found = cookies.iter().find(|(it, _)| it == name.as_str())?;
            decoded(found.1).into_owned()
        }
        SchemeKind::Bearer => authorization(request, "bearer")?,
        SchemeKind::Basic => {
            let text = authorization(request, "basic")?;
            let bytes = STANDARD.decode(text).ok()?;
            String::from_utf8(bytes)
                .ok()
                .filter(|it| it.contains(':'))?
        }
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn authorization(request: &Request, word: &str) -> Option<String> {
    let (scheme, rest) = request.header("authorization")?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case(word)
        .then(|| rest.trim().to_owned())
}

/// The API key of a request, by any of the schemes that carry one as it is.
pub(super) fn api_key(site: &Site, request: &Request) -> Option<String> {
    let keys = site
        .api
        .schemes
        .iter()
        .filter(|it| it.kind != SchemeKind::Basic);
    let mut keys = keys.filter_map(|scheme| credential(scheme, request));
    keys.next()
}

/// A number that tells credentials apart and says nothing of them.
fn number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Puts a token of the mock's own making into the answer of an operation that makes them.
pub(super) fn issue(
    site: &Site,
    tokens: &mut Tokens,
    id: OperationId,
    path: &[(ParameterId, String)],
    answer: &mut Answer,
    now: Duration,
    settings: &Settings,
) {
    let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else {
        return;
    };
    let Some(prepared) = site.prepared(id) else {
        return;
    };
    let operation = &site.api.operations[id];
    let mut made = false;
    for scheme in site.makes(id) {
        let facts = site.api.schemes[*scheme].token.as_ref();
        let usual = |name| vec![WireName::new(name)];
        let token = facts.map_or_else(|| usual(ACCESS_TOKEN), |it| it.access_token.clone());
        let life = facts.map_or_else(|| usual(EXPIRES_IN), |it| it.expires_in.clone());
        // The pointers lead into what the call returns, which may be wrapped.
        let inside = |at: &[WireName]| {
            let within = [prepared.data.as_slice(), at].concat();
            match follow(&body, &within).is_some() {
                true => within,
                false => at.to_vec(),
            }
        };
        let (at, life) = (inside(&token), inside(&life));
        if !follow(&body, &at).is_some_and(Value::is_string) {
            continue;
        }
        let seconds = follow(&body, &life).and_then(Value::as_u64);
        let until = now + Duration::from_secs(seconds.unwrap_or(USUAL_LIFE));
        let arguments = facts.iter().flat_map(|it| &it.arguments);
        let only_for = arguments.into_iter().find_map(|(name, from)| {
            crate::ir::Expression::path_parameter(std::iter::once(from))?;
            value_of(operation, path, name)
        });
        let token = tokens.make(until, only_for, settings.most_kept);
        set(&mut body, &at, Value::from(token));
        made = true;
    }
    if made {
        answer.body = body.to_string().into();
    }
}

/// The answer at a token URL that is no operation of the document (RFC 6749, section 4.4). `None`: it is no token URL.
pub(super) fn at_token_url(
    site: &Site,
    tokens: &mut Tokens,
    path: &str,
    now: Duration,
    settings: &Settings,
) -> Option<Answer> {
    let mut schemes = site.api.schemes.entries();
    let is_here = |(_, scheme): &(SchemeId, &Scheme)| {
        let url = scheme.client_credentials.as_ref();
        url.is_some_and(|it| parted(it.token_url.as_str()).1 == path)
    };
    schemes.find(is_here)?;
    let until = now + Duration::from_secs(USUAL_LIFE);
    let token = tokens.make(until, None, settings.most_kept);
    let body = json!({ACCESS_TOKEN: token, "token_type": "Bearer", EXPIRES_IN: USUAL_LIFE});
    Some(Answer::json(200, &body).because("the token URL of the document"))
}
