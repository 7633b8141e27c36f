//! The record of a keyed call in the client's key store: claimed before the request leaves, settled when its end is known.

mod wait;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use self::wait::{Lasting, within};
use super::authorise;
use super::ended::too_late;
use crate::call::answered::Answered;
use crate::call::client::{Client, Core};
use crate::call::error::Failed;
use crate::call::idempotency::{self, IdempotencyKey, KeyError};
use crate::call::key_store::{KeyClaim, KeyRecord, KeyStore, KeyStoreError};
use crate::call::meta::{Meta, Note};
use crate::call::request::{BuildError, Request};
use crate::facts::{Effect, Idempotency, KeyMode};

/// How long a store may take to say what became of a name, also where the deadline is nearer: an error that says whether the
/// work may be done is worth a moment more.
const LOOK: Duration = Duration::from_millis(250);

/// How long the end of a call waits until it is noted. What is not noted by then is noted in the background, or stays open,
/// which is safe.
const NOTE: Duration = Duration::from_secs(2);

/// A record that this call has a claim on.
pub(super) struct Kept {
    store: Arc<dyn KeyStore>,
    client: Client,
    claim: KeyClaim,
    /// What is known of earlier calls, and of others at the same time.
    before: Effect,
    deadline: Option<Instant>,
}

/// Why a call has no claim and is not sent.
enum Unclaimed {
    Problem(BuildError),
    /// The deadline came first.
    TooLate,
}

impl<P: Into<BuildError>> From<P> for Unclaimed {
    fn from(problem: P) -> Self {
        Self::Problem(problem.into())
    }
}

/// Whether anything may be kept of a call: it has a name, or its client has a store.
pub(super) fn may_keep(request: &Request) -> bool {
    request.durable.is_some() || request.client.core().key_store.is_some()
}

/// Fixes the key of a call that its caller named, or to which the caller gave a key. Where that fails, the error says what
/// the record of the name does.
pub(super) async fn claim(request: &mut Request) -> Result<Option<Kept>, Failed> {
    let mut meta = Box::new(Meta::new(request.operation));
    match keep(request, &mut meta).await {
        Ok(kept) => Ok(kept),
        Err(Unclaimed::Problem(problem)) => Err(Failed::build(problem, meta)),
        Err(Unclaimed::TooLate) => Err(too_late(meta)),
    }
}

async fn keep(request: &mut Request, meta: &mut Meta) -> Result<Option<Kept>, Unclaimed> {
    let client = request.client.clone();
    let core = client.core();
    let Some(named) = Named::of(request, core)? else {
        return Ok(None);
    };
    let waits = Waits {
        core,
        deadline: request.deadline,
        longest: request.attempt_timeout.unwrap_or(core.attempt_timeout),
    };
    // Whatever becomes of the call, its caller goes on with that key.
    meta.key = named.given.as_ref().ok().cloned().flatten();
    // What earlier calls did is the caller's to know, whatever else is wrong with this one.
    let (store, scope, id) = (Arc::clone(&named.store), &named.scope, &named.id);
    let found = within(&*core.clock, waits.left().max(LOOK), store.find(scope, id)).await;
    let found = waits.answer(found).inspect_err(|_| {
        // Nobody knows.
        meta.effect = Effect::MaybeApplied;
    })?;
    if let Some(record) = &found {
        show(record, meta);
    }
    if let Some(problem) = request.problem.take() {
        return Err(problem.into());
    }
    let given = named.given?;
    let own_base = core.own_base(request.operation).ok().flatten();
    let needs = authorise::of_request(core, request, own_base.as_ref()).unwrap_or_default();
    let digest = request.digest(&needs).ok_or(KeyError::NoDigest)?;
    let now = core.clock.system_time();
    let check = Check {
        facts: named.facts,
        digests: [Some(digest), request.former_digest()],
        given: given.as_ref(),
        now,
    };
    if let Some(record) = &found {
        check.passes(record)?;
    }
    let key = match &given {
        Some(key) => key.clone(),
        None => IdempotencyKey::from_random(named.facts.prefix, core.clock.key_bits(), now)?,
    };
    let key = idempotency::checked(named.facts, key, now)?;
    let record = KeyRecord::new(named.scope, named.id, key, now, digest);
    let mut kept = Kept {
        store: Arc::clone(&store),
        client: client.clone(),
        claim: KeyClaim::new(record),
        before: Effect::NotSent,
        deadline: request.deadline,
    };
    if waits.is_over() {
        // Else the name would be taken until somebody gives it back in the background.
        return Err(Unclaimed::TooLate);
    }
    let claiming = claiming(store, kept.claim.clone());
    let known = within(&*core.clock, waits.left(), claiming).await;
    if let Some(Err(_)) = &known {
        // It may have been written all the same.
        drop(kept.releasing());
    }
    if let Some(record) = waits.answer(known)? {
        show(&record, meta);
        kept.before = record.effect();
        kept.claim.record = record;
        if let Err(problem) = check.passes(&kept.claim.record) {
            // Somebody else made the record a moment ago, for something else.
            drop(kept.releasing());
            return Err(problem.into());
        }
    }
    let record = &kept.claim.record;
    request.key = Some(key_of(record)?);
    request.durable = None;
    // The same parts have to give the same bytes, also in another process.
    let boundary = record.digest.first_chunk().copied();
    request.boundary = boundary.map(u128::from_be_bytes);
    Ok(Some(kept))
}

/// Takes a claim. One that nobody waits for any more is given back: its call is not sent.
fn claiming(
    store: Arc<dyn KeyStore>,
    claim: KeyClaim,
) -> Lasting<Result<Option<KeyRecord>, KeyStoreError>> {
    let (other, given_back) = (Arc::clone(&store), claim.clone());
    let work = async move { store.claim(&claim).await };
    Lasting::new(work).after(move |_| async move {
        let _ = other.release(&given_back).await;
    })
}

/// The key of a record. The age of a key that the caller made is that of its record.
fn key_of(record: &KeyRecord) -> Result<IdempotencyKey, KeyError> {
    let made = record.key.created().unwrap_or(record.created);
    IdempotencyKey::restore(record.key.as_str(), made)
}

/// What the record of the name says, for an error that is about to be made.
fn show(record: &KeyRecord, meta: &mut Meta) {
    meta.effect = record.effect();
    meta.key = key_of(record).ok();
}

/// The name under which a call is kept.
struct Named {
    store: Arc<dyn KeyStore>,
    facts: &'static Idempotency,
    given: Result<Option<IdempotencyKey>, BuildError>,
    scope: String,
    id: String,
}

impl Named {
    /// `None`: nothing is kept of the call, or what is wrong with it is reported where all of that is.
    fn of(request: &Request, core: &Core) -> Result<Option<Self>, BuildError> {
        let facts = request.operation.idempotency;
        let facts = facts.filter(|facts| facts.mode != KeyMode::None);
        let (store, facts) = match (core.key_store.clone(), facts, &request.durable) {
            (Some(store), Some(facts), _) => (store, facts),
            _ if request.problem.is_some() => return Ok(None),
            (_, None, Some(_)) => return Err(KeyError::NotTaken.into()),
            (None, Some(_), Some(_)) => return Err(KeyError::NoStore.into()),
            (_, _, None) => return Ok(None),
        };
        let given = request.given_key(facts);
        let owner = facts.scope.and_then(|name| {
            let mut parameters = request.path.iter();
            parameters.find(|(other, _)| *other == name)
        });
        let owner = owner.map(|(_, value)| value.as_str());
        let scope = |kind| scope(core.api.name, request.operation.id, kind, owner);
        let (scope, id) = match (&request.durable, &given) {
            (Some(id), _) => (scope(""), id.clone()),
            (None, Ok(Some(key))) => (scope("%key"), key.as_str().to_owned()),
            (None, Ok(None) | Err(_)) => return Ok(None),
        };
        Ok(Some(Self {
            store,
            facts,
            given,
            scope,
            id,
        }))
    }
}

/// The part of a store in which the names of one operation stand, or with `%key` its keys; those of one owner, where keys
/// belong to somebody. No two operations share one, whatever they and their APIs are called: the last blank ends the name of
/// the API, since values of a path have none, and a percent sign is never the operation's own.
fn scope(api: &str, operation: &str, kind: &str, owner: Option<&str>) -> String {
    let operation = operation.replace('%', "%25").replace(' ', "%20");
    match owner {
        Some(owner) => format!("{api} {operation}{kind}%of={owner}"),
        None => format!("{api} {operation}{kind}"),
    }
}

/// Whether a record is that of this call.
struct Check<'a> {
    facts: &'static Idempotency,
    digests: [Option<[u8; 32]>; 2],
    given: Option<&'a IdempotencyKey>,
    now: SystemTime,
}

impl Check<'_> {
    fn passes(&self, record: &KeyRecord) -> Result<(), KeyError> {
        if !self.digests.contains(&Some(record.digest)) {
            return Err(KeyError::OtherArguments);
        }
        let key = record.key.as_str();
        if self.given.is_some_and(|given| given.as_str() != key) {
            return Err(KeyError::OtherKey);
        }
        idempotency::checked(self.facts, key_of(record)?, self.now).map(drop)
    }
}

/// How long a call waits for its store.
struct Waits<'a> {
    core: &'a Core,
    deadline: Option<Instant>,
    /// Without a deadline: as long as an attempt.
    longest: Duration,
}

impl Waits<'_> {
    fn left(&self) -> Duration {
        let left = left(self.core, self.deadline);
        left.map_or(self.longest, |left| left.min(self.longest))
    }

    fn is_over(&self) -> bool {
        left(self.core, self.deadline).is_some_and(|left| left.is_zero())
    }

    /// What the store said. A store that said nothing has failed, unless it is the call that had no time.
    fn answer<T>(&self, outcome: Option<Result<T, KeyStoreError>>) -> Result<T, Unclaimed> {
        match outcome {
            Some(outcome) => outcome.map_err(|error| BuildError::KeyStore(error).into()),
            None if self.is_over() => Err(Unclaimed::TooLate),
            None => {
                let silent = KeyStoreError::new("the key store did not answer in time");
                Err(BuildError::KeyStore(silent).into())
            }
        }
    }
}

fn left(core: &Core, deadline: Option<Instant>) -> Option<Duration> {
    deadline.map(|end| end.saturating_duration_since(core.clock.instant()))
}

impl Kept {
    /// Notes what the call did, and adds to its failure what is known under its name by now.
    ///
    /// A record that stays open is safe, so a store that fails here fails no call, and none is held up for long.
    pub(super) async fn settle(self, outcome: &mut Result<Answered, Failed>) {
        let is_failure = outcome.is_err();
        let meta = meta(outcome);
        let mut limit = left(self.client.core(), self.deadline).map_or(NOTE, |left| left.min(NOTE));
        if is_failure {
            limit = limit.max(LOOK);
        }
        let clock = &*self.client.core().clock;
        let (noted, stands) = match meta.effect {
            Effect::MaybeApplied => (true, None),
            Effect::Applied => {
                let finished = within(clock, limit, self.finishing()).await;
                (matches!(finished, Some(Ok(()))), None)
            }
            Effect::NotSent | Effect::Rejected => {
                let released = within(clock, limit, self.releasing()).await;
                match released {
                    Some(Ok(None)) => return,
                    Some(Ok(Some(record))) => (true, Some(record.effect())),
                    // Others may have claimed it in the meantime.
                    Some(Err(_)) | None => (false, Some(Effect::MaybeApplied)),
                }
            }
        };
        if !noted {
            meta.notes.push(Note::KeyNotSettled);
        }
        if is_failure {
            let all = [Some(meta.effect), Some(self.before), stands];
            meta.effect = all.into_iter().flatten().max().unwrap_or(meta.effect);
            if meta.key.is_none() {
                meta.key = key_of(&self.claim.record).ok();
            }
        }
    }

    fn finishing(&self) -> Lasting<Result<(), KeyStoreError>> {
        let (store, claim) = (Arc::clone(&self.store), self.claim.clone());
        Lasting::new(async move { store.finish(&claim).await })
    }

    fn releasing(&self) -> Lasting<Result<Option<KeyRecord>, KeyStoreError>> {
        let (store, claim) = (Arc::clone(&self.store), self.claim.clone());
        Lasting::new(async move { store.release(&claim).await })
    }
}

/// What is known of a call that ended.
fn meta(outcome: &mut Result<Answered, Failed>) -> &mut Meta {
    match outcome {
        Ok(answered) => &mut answered.meta,
        Err(failed) => &mut failed.meta,
    }
}
