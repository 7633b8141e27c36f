//! The world of a run: one clock that moves from event to event, what happens when, and the trace of it.
//!
//! Everything that takes time is an event here. Events of one instant come in an order that the seed decides.

use std::collections::BTreeMap;
use std::fmt::Arguments;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

use faultcode_runtime::transports::Clock;

use super::chance::{Chance, Faults};
use super::issuer::Issuer;
use super::network::{Fault, Said, Wire};
use super::oracle::Oracle;
use super::server::Server;

pub const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// What happens at an instant.
pub enum Event {
    Wake(Waker),
    /// A request is at the server, for the first or for another time.
    Arrive {
        wire: usize,
        again: bool,
    },
    /// What comes of a request is at the client.
    Reply {
        wire: usize,
        outcome: Result<Said, Fault>,
    },
    /// Work that took a while is done.
    Worked(usize),
    /// The server goes down, or comes back.
    Down,
    Up,
    /// The token in use is taken away.
    Revoke,
}

/// Where an event stands: instant, a number of the seed's, a running number.
pub type Place = (Duration, u64, u64);

pub struct World {
    pub now: Duration,
    pub chance: Chance,
    pub faults: Faults,
    pub oracle: Oracle,
    pub server: Server,
    pub issuer: Issuer,
    pub wires: Vec<Wire>,
    /// The call that goes on at the moment: what it sends does not say so, since a key belongs to all headers of its call.
    pub current: Option<usize>,
    /// Futures of the world's own that somebody holds: sleeps, requests, work of stores and sources.
    pub held: usize,
    events: BTreeMap<Place, Event>,
    count: u64,
    hash: u64,
    lines: Option<Vec<String>>,
}

impl World {
    pub fn new(seed: u64, faults: Faults, oracle: Oracle, issuer: Issuer, traced: bool) -> Self {
        Self {
            now: Duration::ZERO,
            chance: Chance::new(seed),
            faults,
            oracle,
            server: Server::default(),
            issuer,
            wires: Vec::new(),
            current: None,
            held: 0,
            events: BTreeMap::new(),
            count: 0,
            // FNV-1a.
            hash: 0xcbf2_9ce4_8422_2325,
            lines: traced.then(Vec::new),
        }
    }

    /// Writes a line of the trace.
    pub fn note(&mut self, line: Arguments<'_>) {
        let line = format!("{:>9.3} {line}", self.now.as_secs_f64());
        for byte in line.bytes() {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
        if let Some(lines) = &mut self.lines {
            lines.push(line);
        }
    }

    /// Something that must not be.
    pub fn breach(&mut self, rule: &'static str, text: Arguments<'_>) {
        self.note(format_args!("BREACH {rule}: {text}"));
        self.oracle.breaches.push((rule, text.to_string()));
    }

    /// Whether a fault strikes here, and what decides about it.
    pub fn strike(&mut self, place: Arguments<'_>) -> Option<Chance> {
        let (number, chance) = self.faults.strike()?;
        self.faults.struck.push((number, place.to_string()));
        Some(chance)
    }

    pub fn hash(&self) -> u64 {
        self.hash
    }

    pub fn lines(&mut self) -> Vec<String> {
        self.lines.take().unwrap_or_default()
    }

    pub fn at(&mut self, wait: Duration, event: Event) -> Place {
        self.count += 1;
        let place = (self.now + wait, self.chance.next(), self.count);
        self.events.insert(place, event);
        place
    }

    /// A moment on the way, often none.
    pub fn moment(&mut self) -> Duration {
        ms(self.chance.pick(&[0, 0, 1, 1, 2, 3, 5, 20]))
    }

    /// The next event, if it is due at this instant or if time may pass.
    pub fn next(&mut self, may_pass: bool) -> Option<Event> {
        let (place, _) = self.events.first_key_value()?;
        if place.0 > self.now && !may_pass {
            return None;
        }
        let (place, event) = self.events.pop_first()?;
        self.now = self.now.max(place.0);
        Some(event)
    }

    /// Whether something is due at this instant.
    pub fn is_due(&self) -> bool {
        let first = self.events.first_key_value();
        first.is_some_and(|(place, _)| place.0 <= self.now)
    }
}

/// The world, shared by all that are in it.
#[derive(Clone)]
pub struct Sim(Arc<Mutex<World>>);

impl Sim {
    pub fn new(world: World) -> Self {
        Self(Arc::new(Mutex::new(world)))
    }

    pub fn lock(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn sleep(&self, wait: Duration) -> Sleep {
        let until = self.lock().now.saturating_add(wait);
        Sleep {
            held: Held::new(self),
            sim: self.clone(),
            until,
            place: None,
        }
    }

    /// A moment of waiting.
    pub async fn moment(&self) {
        let wait = self.lock().moment();
        self.sleep(wait).await;
    }
}

/// Counts a future of the world's while somebody holds it.
pub struct Held(Sim);

impl Held {
    pub fn new(sim: &Sim) -> Self {
        sim.lock().held += 1;
        Self(sim.clone())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.lock().held -= 1;
    }
}

pub struct Sleep {
    #[expect(dead_code, reason = "counts until it is dropped")]
    held: Held,
    sim: Sim,
    until: Duration,
    place: Option<Place>,
}

impl Sleep {
    fn cancel(&mut self) {
        let Some(place) = self.place.take() else {
            return;
        };
        let gone = self.sim.lock().events.remove(&place);
        // Outside of the lock: the last waker of a task takes the task with it.
        drop(gone);
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.cancel();
        let mut world = self.sim.lock();
        if world.now >= self.until {
            return Poll::Ready(());
        }
        let wait = self.until - world.now;
        let place = world.at(wait, Event::Wake(cx.waker().clone()));
        drop(world);
        self.place = Some(place);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// The world's clock as a client sees it, with random numbers of its own.
pub struct WorldClock {
    sim: Sim,
    chance: Mutex<Chance>,
}

impl WorldClock {
    pub fn new(sim: &Sim, seed: u64) -> Self {
        Self {
            sim: sim.clone(),
            chance: Mutex::new(Chance::new(seed)),
        }
    }
}

impl std::fmt::Debug for WorldClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WorldClock")
    }
}

impl Clock for WorldClock {
    fn instant(&self) -> Instant {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        *START + self.sim.lock().now
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000) + self.sim.lock().now
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.sim.sleep(duration))
    }

    fn random(&self) -> u64 {
        let chance = self.chance.lock();
        chance.unwrap_or_else(PoisonError::into_inner).next()
    }

    fn key_bits(&self) -> u128 {
        u128::from(self.random()) << 64 | u128::from(self.random())
    }
}
