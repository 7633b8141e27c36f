//! Who hands out tokens, the store that processes keep them in, and a source as a program would write it: it rotates refresh
//! tokens, and what was stored by another process counts.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use faultcode_runtime::Token;
use faultcode_runtime::auth::{TokenFuture, TokenRequest, TokenSource};
use faultcode_runtime::errors::TokenError;

use super::world::{Held, Sim, ms};

/// Begins every secret of a run: no surface may show it.
pub const CANARY: &str = "canary-";

/// The authorisation server.
#[derive(Debug)]
pub struct Issuer {
    /// The token that counts, and until when.
    number: u32,
    ends: Option<Duration>,
    lifetime: Option<Duration>,
    /// The newest token that a client was given.
    given: u32,
    revoked: bool,
}

pub fn access(number: u32) -> String {
    format!("{CANARY}access-{number}")
}

/// The number of the token that a request carries.
pub fn number_of(token: Option<&str>) -> Option<u32> {
    let text = token?.strip_prefix("Bearer ")?.strip_prefix(CANARY)?;
    text.strip_prefix("access-")?.parse().ok()
}

impl Issuer {
    pub fn new(lifetime: Option<Duration>) -> Self {
        Self {
            number: 1,
            ends: lifetime,
            lifetime,
            given: 1,
            revoked: false,
        }
    }

    pub fn takes(&self, token: Option<&str>, now: Duration) -> bool {
        number_of(token) == Some(self.number) && self.ends.is_none_or(|ends| now < ends)
    }

    /// The token in use is taken away.
    pub fn revoke(&mut self, now: Duration) {
        self.ends = Some(now);
    }

    /// Answers to a refresh token with the next pair. A token that is shown again after its answer was lost gets the same pair.
    fn refresh(&mut self, number: u32, now: Duration) -> Option<u32> {
        if self.revoked || (number != self.number && number + 1 != self.number) {
            return None;
        }
        if number == self.number {
            self.number += 1;
            self.ends = self.lifetime.map(|time| now + time);
        }
        Some(self.number)
    }
}

/// The tokens of a program on its disk, shared by its processes.
#[derive(Clone, Default)]
pub struct TokenStore(Arc<Mutex<Stored>>);

struct Stored {
    number: u32,
    ends: Option<Duration>,
    /// The process that refreshes.
    locked: Option<usize>,
}

impl Default for Stored {
    fn default() -> Self {
        Self {
            number: 1,
            ends: None,
            locked: None,
        }
    }
}

impl TokenStore {
    pub fn new(ends: Option<Duration>) -> Self {
        let stored = Stored {
            ends,
            ..Stored::default()
        };
        Self(Arc::new(Mutex::new(stored)))
    }

    fn lock(&self) -> MutexGuard<'_, Stored> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_lock(&self, client: usize) -> bool {
        let mut stored = self.lock();
        let is_free = stored.locked.is_none();
        if is_free {
            stored.locked = Some(client);
        }
        is_free
    }

    /// What the operating system does when a process ends.
    pub fn died(&self, client: usize) {
        let mut stored = self.lock();
        if stored.locked == Some(client) {
            stored.locked = None;
        }
    }
}

/// Lets go of the lock when the source ends, or is dropped.
struct Lock(TokenStore, usize);

impl Drop for Lock {
    fn drop(&mut self) {
        self.0.died(self.1);
    }
}

/// Where the tokens of one client come from.
#[derive(Clone)]
pub struct Source {
    pub sim: Sim,
    /// `None`: the source has what the runtime tells it, and nothing else.
    pub store: Option<TokenStore>,
    pub client: usize,
}

/// Counts a source that is being asked.
struct Asked<'a>(&'a Source);

impl<'a> Asked<'a> {
    fn new(source: &'a Source) -> Self {
        let mut world = source.sim.lock();
        let asking = &mut world.oracle.client(source.client).asking;
        *asking += 1;
        let asking = *asking;
        if asking > 1 {
            let client = source.client;
            world.breach(
                "two refreshes at once",
                format_args!("client {client} asks {asking} times at once"),
            );
        }
        drop(world);
        Self(source)
    }
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        let mut world = self.0.sim.lock();
        world.oracle.client(self.0.client).asking -= 1;
    }
}

impl Source {
    /// The next token after the one of that number.
    pub async fn next(&self, previous: Option<u32>) -> Result<Token, TokenError> {
        let _held = Held::new(&self.sim);
        let _asked = Asked::new(self);
        let client = self.client;
        self.sim.lock().note(format_args!(
            "client {client} asks for a token after {previous:?}"
        ));
        self.sim.moment().await;
        let Some(store) = &self.store else {
            let (number, ends) = match previous {
                None => (1, self.sim.lock().issuer.lifetime),
                Some(previous) => self.exchange(previous).await?,
            };
            return Ok(self.hand_out(number, ends));
        };
        let _lock = self.locked(store).await;
        let (stored, ends) = {
            let stored = store.lock();
            (stored.number, stored.ends)
        };
        if previous.is_none_or(|previous| previous < stored) {
            return Ok(self.hand_out(stored, ends));
        }
        let (number, ends) = self.exchange(stored).await?;
        self.write(store, number, ends).await?;
        Ok(self.hand_out(number, ends))
    }

    async fn locked(&self, store: &TokenStore) -> Lock {
        while !store.try_lock(self.client) {
            self.sim.sleep(ms(5)).await;
        }
        Lock(store.clone(), self.client)
    }

    /// Shows the refresh token of that number.
    async fn exchange(&self, number: u32) -> Result<(u32, Option<Duration>), TokenError> {
        let strike = {
            let mut world = self.sim.lock();
            world.strike(format_args!("refresh {number}"))
        };
        let fault = strike.map_or(9, |mut chance| chance.below(6));
        self.sim.moment().await;
        match fault {
            0 | 1 => return Err(TokenError::transient("the token server is down")),
            // An attempt takes 60 seconds at most, or 5.
            2 => self.sim.sleep(Duration::from_secs(70)).await,
            3 => self.sim.sleep(Duration::from_secs(3)).await,
            _ => {}
        }
        let pair = {
            let mut world = self.sim.lock();
            let now = world.now;
            if fault == 5 {
                world.issuer.revoked = true;
            }
            world.note(format_args!("refresh token {number} is shown"));
            if number < world.issuer.given {
                let given = world.issuer.given;
                world.breach(
                    "a refresh token used twice",
                    format_args!("{number} is shown although {given} was given out"),
                );
            }
            let next = world.issuer.refresh(number, now);
            next.map(|next| (next, world.issuer.ends))
        };
        self.sim.moment().await;
        if fault == 4 {
            return Err(TokenError::transient("the answer was lost"));
        }
        pair.ok_or_else(|| TokenError::permanent("invalid_grant"))
    }

    /// Writes the new pair before it is used.
    async fn write(
        &self,
        store: &TokenStore,
        number: u32,
        ends: Option<Duration>,
    ) -> Result<(), TokenError> {
        let fails = {
            let mut world = self.sim.lock();
            world
                .strike(format_args!("storing token {number}"))
                .is_some_and(|mut chance| chance.in_hundred(30))
        };
        self.sim.moment().await;
        if fails {
            return Err(TokenError::transient("the store is full"));
        }
        {
            let mut stored = store.lock();
            (stored.number, stored.ends) = (number, ends);
        }
        self.sim.moment().await;
        Ok(())
    }

    fn hand_out(&self, number: u32, ends: Option<Duration>) -> Token {
        let mut world = self.sim.lock();
        let client = self.client;
        world.note(format_args!("client {client} is given token {number}"));
        world.issuer.given = world.issuer.given.max(number);
        let newest = &mut world.oracle.client(client).newest;
        *newest = (*newest).max(number);
        let left = ends.map(|ends| ends.saturating_sub(world.now));
        drop(world);
        let mut token = Token::new(access(number)).refresh(format!("{CANARY}refresh-{number}"));
        token.expires_in = left;
        token
    }
}

impl TokenSource for Source {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> TokenFuture<'a> {
        let text = request.previous.map(|token| token.access.expose().clone());
        let previous = text.and_then(|text| number_of(Some(&format!("Bearer {text}"))));
        Box::pin(self.next(previous))
    }
}
