//! The record of a keyed call in the client's key store: written before the request leaves, settled when its end is known.

use std::sync::Arc;

use crate::effect::Effect;
use crate::error::Failed;
use crate::idempotency::{IdempotencyKey, KeyError, KeyMode};
use crate::key_store::{KeyRecord, KeyStore};
use crate::meta::Meta;
use crate::request::{BuildProblem, Request};
use crate::stream::Answered;

/// A record that this call wrote or found.
pub(super) struct Claim {
    store: Arc<dyn KeyStore>,
    scope: String,
    id: String,
    /// Whether an earlier call wrote it, of which nobody knows what became.
    resumed: bool,
}

/// Fixes the key of a call that its caller named, or to which the caller gave a key.
pub(super) async fn claim(request: &mut Request) -> Result<Option<Claim>, BuildProblem> {
    // What is wrong with the call is reported where all of that is.
    if request.problem.is_some() {
        return Ok(None);
    }
    let store = request.client.core().key_store.clone();
    let facts = request.operation.idempotency;
    let facts = facts.filter(|facts| facts.mode != KeyMode::None);
    let (store, facts) = match (store, facts, &request.durable) {
        (Some(store), Some(facts), _) => (store, facts),
        (_, None, Some(_)) => return Err(KeyError::NotTaken.into()),
        (None, Some(_), Some(_)) => return Err(KeyError::NoStore.into()),
        (_, _, None) => return Ok(None),
    };
    let given = request.given_key(facts)?;
    let api = request.client.core().api.name;
    let operation = request.operation.id;
    let (scope, id) = match (request.durable.take(), &given) {
        (Some(id), _) => (scope("name", api, operation), id),
        (None, Some(key)) => (scope("key", api, operation), key.as_str().to_owned()),
        (None, None) => return Ok(None),
    };
    let digest = request.digest().ok_or(KeyError::NoDigest)?;
    let clock = &request.client.core().clock;
    let now = clock.system_time();
    let made = || IdempotencyKey::from_random(facts.prefix, clock.key_bits(), now);
    let key = match &given {
        Some(key) => key.clone(),
        None => made()?,
    };
    let key = facts.checked(key, now)?;
    let record = KeyRecord::new(&scope, &id, key, now, digest);
    let claimed = store.claim(record.clone()).await;
    let known = claimed.map_err(BuildProblem::KeyStore)?;
    let resumed = known.is_some();
    let record = known.unwrap_or(record);
    if record.digest != digest {
        return Err(KeyError::OtherArguments.into());
    }
    if given.is_some_and(|given| given.as_str() != record.key.as_str()) {
        return Err(KeyError::OtherKey.into());
    }
    // The age of a key that the caller made is that of its record.
    let made = record.key.created().unwrap_or(record.created);
    request.key = Some(IdempotencyKey::restore(record.key.as_str(), made)?);
    // The same parts have to give the same bytes, also in another process.
    let boundary = digest.first_chunk().copied().map(u128::from_be_bytes);
    request.boundary = boundary;
    Ok(Some(Claim {
        store,
        scope,
        id,
        resumed,
    }))
}

/// The part of the store in which names, or keys, of one operation stand. No operation and no API, whatever they are called,
/// share one: the length says where the name of the API ends.
fn scope(kind: &str, api: &str, operation: &str) -> String {
    format!("{kind} {} {api} {operation}", api.len())
}

impl Claim {
    /// The least that may have been done: what an earlier call did is not known.
    pub(super) fn effect(&self) -> Effect {
        match self.resumed {
            true => Effect::MaybeApplied,
            false => Effect::NotSent,
        }
    }

    /// Notes what the call may have done. A record that stays open is safe, so a store that fails here fails no call:
    /// false.
    pub(super) async fn settle(self, effect: Effect) -> bool {
        let (store, scope, id) = (&self.store, &self.scope, &self.id);
        let settled = match effect.max(self.effect()) {
            Effect::Applied => store.finish(scope, id).await,
            Effect::NotSent | Effect::Rejected => store.release(scope, id).await,
            Effect::MaybeApplied => Ok(()),
        };
        settled.is_ok()
    }
}

/// What is known of a call that ended.
pub(super) fn meta(outcome: &mut Result<Answered, Failed>) -> &mut Meta {
    match outcome {
        Ok(answered) => &mut answered.meta,
        Err(Failed::Api { meta, .. }) => meta,
        Err(Failed::Transport(error)) => error.meta_mut(),
        Err(Failed::Build(error)) => error.meta_mut(),
    }
}
