//! A run: programs with their clients and calls, and who goes next. One thread, and no clock but the world's; the seed alone
//! decides, so that the same seed gives the same trace.
//!
//! Each program has a runtime of its own, which holds what clients leave to run in the background. Killing a program drops its
//! calls without a word and then its runtime, as if the process were gone: only stores and the server remember it. A run and its
//! steps stay together.

use std::collections::{BTreeMap, BTreeSet};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker};

use faultcode_runtime::keys::{MemoryKeyStore, SqliteKeyStore};
use faultcode_tests::folder::Folder;
use faultcode_tests::traces::Traces;
use tokio::runtime::Runtime;

use super::caller::{Caller, Generated, Parts};
use super::chance::{Faults, Without};
use super::intent::{Intent, Keying, Op};
use super::issuer::{CANARY, Issuer, TokenStore};
use super::keys::{Kept, Keys};
use super::naive::{Mistake, Naive};
use super::oracle::Oracle;
use super::schedule::Schedule;
use super::wants::Wants;
use super::world::{Event, Sim, World};

/// More steps than any run has.
const MOST_STEPS: u64 = 200_000;

/// What came of a run.
pub struct Run {
    pub hash: u64,
    pub steps: u64,
    pub calls: u64,
    pub requests: u64,
    pub effects: u64,
    pub killed: u64,
    pub breaches: Vec<(&'static str, String)>,
    pub reached: BTreeMap<String, u64>,
    /// The faults that struck, by number.
    pub struck: Vec<(u64, String)>,
    pub intents: usize,
    /// The trace, where it was asked for.
    pub lines: Vec<String>,
}

/// Puts its number into the set of those that can go on.
struct Ready {
    number: usize,
    set: Arc<Mutex<BTreeSet<usize>>>,
}

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        let set = self.set.lock();
        set.unwrap_or_else(PoisonError::into_inner)
            .insert(self.number);
    }
}

/// A program.
struct Process {
    runtime: Option<Runtime>,
    caller: Option<Arc<dyn Caller + Sync>>,
    client: usize,
    capacity: Option<u32>,
    alive: Weak<()>,
}

struct Actor {
    process: usize,
    future: Pin<Box<dyn Future<Output = ()> + Send>>,
    waker: Waker,
}

struct Stage {
    sim: Sim,
    schedule: Schedule,
    seed: u64,
    mistake: Option<Mistake>,
    kept: Option<Kept>,
    tokens: TokenStore,
    processes: Vec<Process>,
    actors: Vec<Option<Actor>>,
    ready: Arc<Mutex<BTreeSet<usize>>>,
    without: Without,
    steps: u64,
    killed: u64,
    /// Intents that ended well, or must not be tried again.
    settled: Arc<Mutex<BTreeSet<usize>>>,
}

/// Runs the schedule of a seed, with the generated client or in its place with one that makes a mistake.
pub fn run(seed: u64, mistake: Option<Mistake>, without: &Without, traced: bool) -> Run {
    let schedule = Schedule::of(seed);
    let faults = Faults::new(seed, schedule.fault_rate, without.faults.clone());
    let oracle = Oracle::new(schedule.intents.clone());
    let issuer = Issuer::new(schedule.lifetime);
    let world = World::new(seed, faults, oracle, issuer, traced);
    let sim = Sim::new(world);
    let folder = schedule.in_file.then(|| Folder::new("simulated"));
    let kept = schedule.limits.has_store.then(|| match &folder {
        None => Kept::Memory(MemoryKeyStore::new()),
        Some(folder) => {
            let store = SqliteKeyStore::open(folder.file("keys.db"));
            Kept::File(store.expect("a store"))
        }
    });
    let printed = schedule.is_printed.then(Traces::start);
    let mut stage = Stage {
        tokens: TokenStore::new(schedule.lifetime),
        sim: sim.clone(),
        seed,
        mistake,
        kept,
        processes: Vec::new(),
        actors: Vec::new(),
        ready: Arc::default(),
        without: without.clone(),
        steps: 0,
        killed: 0,
        settled: Arc::default(),
        schedule,
    };
    stage.play();
    let (steps, killed) = (stage.steps, stage.killed);
    let intents = stage.schedule.intents.len();
    stage.leave();
    drop(stage);
    let mut world = sim.lock();
    world.judge_end();
    if let Some(printed) = printed
        && printed.text().contains(CANARY)
    {
        let text = printed.text();
        let line = text.lines().find(|line| line.contains(CANARY));
        let line = line.unwrap_or_default().to_owned();
        world.breach("secret", format_args!("a trace shows {line}"));
    }
    Run {
        hash: world.hash(),
        steps,
        killed,
        calls: world.oracle.calls.len() as u64,
        requests: world.wires.len() as u64,
        effects: world.server.done.len() as u64,
        breaches: std::mem::take(&mut world.oracle.breaches),
        reached: std::mem::take(&mut world.oracle.reached),
        struck: std::mem::take(&mut world.faults.struck),
        intents,
        lines: world.lines(),
    }
}

impl Stage {
    fn play(&mut self) {
        for process in 0..self.schedule.processes {
            self.start(process);
        }
        let mut world = self.sim.lock();
        for wait in &self.schedule.downs {
            world.at(*wait, Event::Down);
        }
        for wait in &self.schedule.revocations {
            world.at(*wait, Event::Revoke);
        }
        drop(world);
        while self.step() {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                self.sim
                    .lock()
                    .breach("left", format_args!("it never ends"));
                return;
            }
            let due = |it: &(usize, u64)| it.1 <= self.steps;
            if let Some(place) = self.schedule.kills.iter().position(due) {
                let (process, _) = self.schedule.kills.swap_remove(place);
                self.kill(process);
                self.start(process);
            }
        }
    }

    /// A program begins, or begins again: it makes its client and takes up what is not settled.
    fn start(&mut self, process: usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.expect("a runtime of one thread");
        let again = self.processes.len() > process;
        let client = {
            let mut world = self.sim.lock();
            world.oracle.add_client(self.schedule.limits.clone())
        };
        let parts = Parts {
            sim: self.sim.clone(),
            client,
            seed: self.seed ^ (client as u64 + 1).wrapping_mul(0x1234_5678_9abc_def1),
            limits: self.schedule.limits.clone(),
            attempt: self.schedule.attempt,
            keys: self.kept.clone().map(|kept| Keys {
                sim: self.sim.clone(),
                kept,
            }),
            tokens: self.schedule.shares_tokens.then(|| self.tokens.clone()),
            alive: Arc::new(()),
        };
        let alive = Arc::downgrade(&parts.alive);
        let caller: Arc<dyn Caller + Sync> = {
            let _within = runtime.enter();
            match self.mistake {
                None => Arc::new(Generated::new(&parts)),
                Some(mistake) => Arc::new(Naive::new(&parts, mistake)),
            }
        };
        let begun = Process {
            runtime: Some(runtime),
            caller: Some(Arc::clone(&caller)),
            client,
            capacity: self.schedule.limits.capacity,
            alive,
        };
        drop(parts);
        match again {
            true => self.processes[process] = begun,
            false => self.processes.push(begun),
        }
        for number in 0..self.schedule.intents.len() {
            let intent = self.schedule.intents[number].clone();
            if intent.process != process || self.without.intents.contains(&number) {
                continue;
            }
            if again {
                let settled = self.settled.lock();
                let settled = settled.unwrap_or_else(PoisonError::into_inner);
                // Who knows neither key nor name after a restart must not try again.
                let knows = intent.op == Op::Look
                    || intent.op == Op::Charge && intent.keying != Keying::Made;
                if settled.contains(&number) || !knows {
                    continue;
                }
            }
            let wants = Wants {
                sim: self.sim.clone(),
                caller: Arc::clone(&caller),
                client,
                number,
                intent: Intent {
                    // The second life of a program drops nothing.
                    dropped: intent.dropped.filter(|_| !again),
                    ..intent
                },
                settled: Arc::clone(&self.settled),
            };
            let actor = self.actors.len();
            let waker = Waker::from(Arc::new(Ready {
                number: actor,
                set: Arc::clone(&self.ready),
            }));
            self.actors.push(Some(Actor {
                process,
                future: Box::pin(wants.run()),
                waker,
            }));
            self.set().insert(actor);
        }
    }

    fn set(&self) -> MutexGuard<'_, BTreeSet<usize>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The process is gone, whatever it was doing.
    fn kill(&mut self, process: usize) {
        self.killed += 1;
        let client = self.processes[process].client;
        self.sim
            .lock()
            .note(format_args!("client {client} is killed"));
        for actor in &mut self.actors {
            if actor.as_ref().is_some_and(|actor| actor.process == process) {
                // Outside of any runtime: nothing of it can go on elsewhere.
                *actor = None;
            }
        }
        self.processes[process].caller = None;
        self.processes[process].runtime = None;
        self.tokens.died(client);
        let mut world = self.sim.lock();
        let calls = world.oracle.calls_of(client);
        for call in calls {
            world.dropped(call);
        }
    }

    /// Lets what runs in the background go on.
    fn background(&self) {
        for process in &self.processes {
            let Some(runtime) = &process.runtime else {
                continue;
            };
            let mut polled = false;
            runtime.block_on(poll_fn(|cx| {
                if std::mem::replace(&mut polled, true) {
                    return Poll::Ready(());
                }
                cx.waker().wake_by_ref();
                Poll::Pending
            }));
        }
    }

    /// One step: a call goes on, or an event happens. `false`: nothing is left to happen.
    fn step(&mut self) -> bool {
        let (count, is_due, roll) = {
            let mut world = self.sim.lock();
            let count = self.set().len() as u64;
            let is_due = world.is_due();
            let most = (count + u64::from(is_due)).max(1);
            (count, is_due, world.chance.below(most))
        };
        if roll < count {
            let actor = {
                let mut set = self.set();
                let actor = set.iter().nth(roll as usize).copied();
                let actor = actor.expect("it was counted");
                set.remove(&actor);
                actor
            };
            self.poll(actor);
            // What runs in the background is sometimes late.
            if !self.sim.lock().chance.in_hundred(15) {
                self.background();
            }
            return true;
        }
        if !is_due {
            // Before time passes, everybody has done what there was to do.
            self.background();
            if !self.set().is_empty() || self.sim.lock().is_due() {
                return true;
            }
        }
        let event = self.sim.lock().next(true);
        let Some(event) = event else { return false };
        self.happen(event);
        true
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Wake(waker) => waker.wake(),
            Event::Arrive { wire, again } => self.sim.lock().arrive(wire, again),
            Event::Reply { wire, outcome } => {
                let waker = self.sim.lock().replied(wire, outcome);
                if let Some(waker) = waker {
                    waker.wake();
                }
            }
            Event::Worked(wire) => self.sim.lock().worked(wire, false),
            Event::Down => self.sim.lock().goes_down(),
            Event::Up => self.sim.lock().comes_up(),
            Event::Revoke => {
                let mut world = self.sim.lock();
                let now = world.now;
                world.note(format_args!("the token is taken away"));
                world.issuer.revoke(now);
            }
        }
    }

    fn poll(&mut self, number: usize) {
        let Some(actor) = &mut self.actors[number] else {
            return;
        };
        let process = &self.processes[actor.process];
        let Some(runtime) = &process.runtime else {
            return;
        };
        let mut cx = Context::from_waker(&actor.waker);
        let future = &mut actor.future;
        let done = runtime.block_on(poll_fn(|_| {
            Poll::Ready(future.as_mut().poll(&mut cx).is_ready())
        }));
        if done {
            self.actors[number] = None;
        }
        let level = process.caller.as_ref().and_then(|caller| caller.bucket());
        if level > process.capacity {
            let mut world = self.sim.lock();
            world.breach("budget", format_args!("the bucket holds {level:?}"));
        }
    }

    /// Everybody goes.
    fn leave(&mut self) {
        let mut left = self.actors.iter().flatten().count();
        self.actors.clear();
        self.background();
        for process in &mut self.processes {
            if let Some(caller) = process.caller.take()
                && caller.shown().contains(CANARY)
            {
                let mut world = self.sim.lock();
                world.breach("secret", format_args!("a client shows it"));
            }
            // Whatever still has the client is a task, or a call that goes on by itself.
            left += process.alive.strong_count();
        }
        if left > 0 {
            let mut world = self.sim.lock();
            world.breach("left", format_args!("{left} calls or tasks are left"));
        }
        // Before the runtimes go, and with them whatever they hold.
        let held = self.sim.lock().held;
        if held > 0 {
            let mut world = self.sim.lock();
            world.breach(
                "left",
                format_args!("{held} futures are held in the background"),
            );
        }
        self.processes.clear();
    }
}
