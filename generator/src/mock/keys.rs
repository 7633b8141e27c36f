//! Idempotency keys: which request each came with first, and what that was answered with.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::answer::Answer;
use super::request::Request;
use super::settings::Settings;
use crate::examples::follow;
use crate::ir::{Idempotency, KeyMode, KeyPlace, Operation, OperationId, ParameterId, segments};
use crate::paths::decoded_segment;

/// A key in its scope: the operation, the value of the path parameter that keys belong to, and the key.
pub(super) type Slot = (OperationId, String, String);

/// The keys that are remembered.
#[derive(Debug, Default)]
pub(super) struct Keys {
    all: BTreeMap<Slot, Kept>,
    order: VecDeque<(Slot, u64)>,
    bytes: usize,
    /// How many were begun, which tells one that was forgotten from one that came later.
    begun: u64,
}

#[derive(Debug)]
struct Kept {
    request: u64,
    since: Duration,
    number: u64,
    /// `None`: the first request is still being answered.
    answer: Option<Answer>,
}

/// What a key says about a request.
#[derive(Debug)]
pub(super) enum Judged {
    /// It is new, or the operation takes none.
    New(Option<Slot>),
    /// It was answered before.
    Known(Box<Answer>),
    /// It belongs to another request.
    Mismatch,
    /// Its first request is still being answered.
    InFlight,
    /// There is none where one is needed.
    Missing,
}

impl Keys {
    /// Looks at the key of a request, and remembers it where it is new.
    pub fn judge(
        &mut self,
        id: OperationId,
        operation: &Operation,
        path: &[(ParameterId, String)],
        request: &Request,
        now: Duration,
        settings: &Settings,
    ) -> Judged {
        let Some(facts) = &operation.idempotency else {
            return Judged::New(None);
        };
        let Some(key) = key(facts, request) else {
            let needed = facts.mode == KeyMode::Required || facts.missing.is_some();
            return match needed {
                true => Judged::Missing,
                false => Judged::New(None),
            };
        };
        let scope = facts.scope.as_ref().and_then(|name| {
            let of = |id: ParameterId| operation.parameters[id].wire == *name;
            let found = path.iter().find(|(id, _)| of(*id))?;
            Some(decoded_segment(&found.1).into_owned())
        });
        let slot = (id, scope.unwrap_or_default(), key);
        let digest = digest(request);
        if let Some(kept) = self.all.get(&slot)
            && facts.ttl.is_none_or(|ttl| now <= kept.since + ttl)
        {
            return match &kept.answer {
                _ if kept.request != digest => Judged::Mismatch,
                None => Judged::InFlight,
                Some(answer) => {
                    let mut answer = answer.clone();
                    if let Some(name) = &facts.replayed_header {
                        answer.header(name.as_str(), "true");
                    }
                    Judged::Known(Box::new(answer.because("the key was answered before")))
                }
            };
        }
        self.drop_slot(&slot);
        self.begun += 1;
        let kept = Kept {
            request: digest,
            since: now,
            number: self.begun,
            answer: None,
        };
        self.order.push_back((slot.clone(), self.begun));
        self.all.insert(slot.clone(), kept);
        self.bound(settings);
        Judged::New(Some(slot))
    }

    /// Remembers the answer of a new key, or lets the key go where that is no outcome.
    pub fn settle(&mut self, slot: &Slot, answer: Option<Answer>, settings: &Settings) {
        match answer {
            Some(answer) => {
                let Some(kept) = self.all.get_mut(slot) else {
                    return;
                };
                self.bytes += answer.body.len();
                kept.answer = Some(answer);
            }
            None => self.drop_slot(slot),
        }
        self.bound(settings);
    }

    fn drop_slot(&mut self, slot: &Slot) {
        if let Some(kept) = self.all.remove(slot) {
            let size = kept.answer.map_or(0, |answer| answer.body.len());
            self.bytes = self.bytes.saturating_sub(size);
        }
    }

    fn bound(&mut self, settings: &Settings) {
        while self.order.len() > settings.most_kept.max(1) || self.bytes > settings.most_bytes {
            let Some((slot, number)) = self.order.pop_front() else {
                return;
            };
            if self.all.get(&slot).is_some_and(|it| it.number == number) {
                self.drop_slot(&slot);
            }
        }
    }
}

/// The key of a request, where it has one.
fn key(facts: &Idempotency, request: &Request) -> Option<String> {
    if facts.mode == KeyMode::None {
        return None;
    }
    let key = match &facts.place {
        KeyPlace::Header(name) => {
            let text = request.header(name.as_str())?;
            match facts.structured {
                true => text.trim_matches('"').to_owned(),
                false => text.to_owned(),
            }
        }
        KeyPlace::Body(at) => {
            let body = serde_json::from_slice(&request.body).ok()?;
            follow(&body, &segments(at))?.as_str()?.to_owned()
        }
    };
    (!key.is_empty()).then_some(key)
}

/// What tells a request from another one with the same key (FNV-1a).
fn digest(request: &Request) -> u64 {
    let bytes = request.path.bytes().chain([0]);
    let bytes = bytes.chain(request.body.iter().copied());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
