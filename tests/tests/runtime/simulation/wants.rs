//! A caller with an intent: calls, gives up, and calls again for as long as that is safe by what the errors say.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use super::caller::{Ask, Caller, Calling};
use super::intent::{Claim, Dropped, Ended, Intent, Keying, Op};
use super::world::{Sim, Sleep, ms};

/// A caller with an intent.
pub struct Wants {
    pub sim: Sim,
    pub caller: Arc<dyn Caller + Sync>,
    pub client: usize,
    pub number: usize,
    pub intent: Intent,
    pub settled: Arc<Mutex<BTreeSet<usize>>>,
}

impl Wants {
    fn settle(&self) {
        let settled = self.settled.lock();
        settled
            .unwrap_or_else(PoisonError::into_inner)
            .insert(self.number);
    }

    /// Calls, and calls again for as long as that is safe by what the errors say.
    pub async fn run(self) {
        let intent = &self.intent;
        self.sim.sleep(intent.starts).await;
        let (mut dropped, mut resumed, mut left) = (intent.dropped, None, intent.again);
        loop {
            let call = self.sim.lock().begin(self.number, self.client);
            let ask = Ask {
                call,
                intent: self.number,
                op: intent.op,
                keying: intent.keying,
                timeout: intent.timeout,
                resumed: resumed.take(),
            };
            let watched = Watched {
                sim: self.sim.clone(),
                call,
                calling: Some(self.caller.call(ask.clone())),
                left: match dropped {
                    Some(Dropped::Polls(polls)) => Some(polls),
                    _ => None,
                },
                end: match dropped.take() {
                    Some(Dropped::After(wait)) => Some(self.sim.sleep(wait)),
                    _ => None,
                },
            };
            let ended = watched.await;
            let keyed = intent.op == Op::Charge;
            let may = match &ended {
                // Nobody knows: only a key that is known helps.
                None => {
                    intent.op == Op::Look
                        || keyed && (intent.keying != Keying::Made || ask.resumed.is_some())
                }
                Some(ended) if ended.ok || ended.claim == Claim::Done || ended.is_final => {
                    self.settle();
                    return;
                }
                Some(ended) => {
                    resumed = ended
                        .key
                        .clone()
                        .filter(|_| keyed && intent.keying == Keying::Made);
                    intent.op == Op::Look || ended.claim == Claim::Nothing || keyed
                }
            };
            if ended.is_none() {
                resumed = ask.resumed;
            }
            if !may || left == 0 {
                return;
            }
            left -= 1;
            let wait = {
                let mut world = self.sim.lock();
                ms(world.chance.pick(&[0, 1, 10, 300, 10_000]))
            };
            self.sim.sleep(wait).await;
        }
    }
}

/// A call that its caller drops after so many polls, or at an instant; `None` then.
struct Watched {
    sim: Sim,
    call: usize,
    calling: Option<Calling>,
    left: Option<u32>,
    end: Option<Sleep>,
}

impl Future for Watched {
    type Output = Option<Ended>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let end = self.end.as_mut();
        let is_over = end.is_some_and(|end| Pin::new(end).poll(cx).is_ready());
        if self.left == Some(0) || is_over {
            let calling = self.calling.take();
            self.sim.lock().dropped(self.call);
            drop(calling);
            return Poll::Ready(None);
        }
        self.left = self.left.map(|left| left - 1);
        let this = &mut *self;
        let Some(calling) = &mut this.calling else {
            return Poll::Ready(None);
        };
        this.sim.lock().current = Some(this.call);
        let polled = calling.as_mut().poll(cx);
        this.sim.lock().current = None;
        let Poll::Ready(ended) = polled else {
            return Poll::Pending;
        };
        self.calling = None;
        self.sim.lock().end(self.call, ended.clone());
        Poll::Ready(Some(ended))
    }
}
