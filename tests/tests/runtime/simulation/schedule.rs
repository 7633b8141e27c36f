//! What a seed makes: callers with their intents, limits, faults, and when programs are killed.

use std::time::Duration;

use super::chance::Chance;
use super::intent::{Dropped, Intent, Keying, Limits, Op};
use super::world::ms;

/// What a seed makes.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub intents: Vec<Intent>,
    pub processes: usize,
    pub fault_rate: u64,
    pub limits: Limits,
    pub attempt: Duration,
    pub lifetime: Option<Duration>,
    pub shares_tokens: bool,
    pub in_file: bool,
    /// A process, and the step at which it is killed.
    pub kills: Vec<(usize, u64)>,
    pub downs: Vec<Duration>,
    pub revocations: Vec<Duration>,
    pub is_printed: bool,
}

impl Schedule {
    pub fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed ^ 0x5eed);
        let processes = chance.pick(&[1, 1, 1, 2]);
        let has_store = processes > 1 || chance.in_hundred(35);
        let attempts = chance.pick(&[1, 2, 3, 3, 4]);
        let limits = Limits {
            attempts,
            at_once: chance.in_hundred(25).then(|| chance.pick(&[1, 2, 3])),
            per_second: chance
                .in_hundred(25)
                .then(|| chance.pick(&[(1.0, 1), (5.0, 2), (50.0, 1), (0.2, 3)])),
            capacity: chance
                .in_hundred(50)
                .then(|| chance.pick(&[0, 5, 14, 20, 40, 500])),
            has_store,
        };
        let intents = 1 + chance.below(9);
        let intent = |chance: &mut Chance| {
            let op = chance.pick(&[
                Op::Charge,
                Op::Charge,
                Op::Charge,
                Op::Note,
                Op::Note,
                Op::Look,
                Op::Attach,
            ]);
            let keying = match has_store {
                true => chance.pick(&[Keying::Named, Keying::Named, Keying::Given, Keying::Made]),
                false => chance.pick(&[Keying::Given, Keying::Made]),
            };
            Intent {
                op,
                keying,
                process: chance.below(processes) as usize,
                starts: ms(chance.pick(&[0, 0, 0, 1, 5, 100, 2000, 14_000, 70_000])),
                timeout: chance
                    .in_hundred(40)
                    .then(|| ms(chance.pick(&[0, 3, 50, 400, 2000, 5000, 30_000]))),
                again: chance.pick(&[0, 1, 2, 4]),
                dropped: match chance.below(10) {
                    0 => Some(Dropped::Polls(chance.below(12) as u32)),
                    1 => Some(Dropped::After(ms(chance.pick(&[0, 1, 5, 30, 1000])))),
                    _ => None,
                },
            }
        };
        let intents = (0..intents).map(|_| intent(&mut chance)).collect();
        let mut kills = Vec::new();
        if chance.in_hundred(if processes > 1 { 50 } else { 15 }) {
            for _ in 0..1 + chance.below(2) {
                kills.push((chance.below(processes) as usize, 5 + chance.below(250)));
            }
        }
        let mut instants = |of_hundred| -> Vec<Duration> {
            let count = if chance.in_hundred(of_hundred) {
                1 + chance.below(3)
            } else {
                0
            };
            let one =
                |_| ms(chance.pick(&[2, 10, 60, 500, 2500, 15_000, 65_000]) + chance.below(9));
            (0..count).map(one).collect()
        };
        let (downs, revocations) = (instants(25), instants(25));
        Schedule {
            intents,
            processes: processes as usize,
            fault_rate: chance.pick(&[0, 5, 20, 35, 35, 60, 90]),
            limits,
            attempt: chance.pick(&[ms(500), Duration::from_secs(5), Duration::from_secs(60)]),
            lifetime: chance
                .in_hundred(25)
                .then(|| Duration::from_secs(chance.pick(&[0, 5, 12, 15, 60, 60]))),
            // A program that begins again has nothing but what it wrote down.
            shares_tokens: processes > 1 || !kills.is_empty() || chance.in_hundred(50),
            in_file: has_store && chance.in_hundred(2),
            kills,
            downs,
            revocations,
            is_printed: chance.in_hundred(8),
        }
    }
}
