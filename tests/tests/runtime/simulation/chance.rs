//! Numbers from a seed, and the faults of a schedule: each can be left out by its number, which is how a failure is made small.

use std::collections::BTreeSet;

/// SplitMix64.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// True so many times in a hundred.
    pub fn in_hundred(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

/// What is taken out of a schedule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Without {
    pub faults: BTreeSet<u64>,
    pub intents: BTreeSet<usize>,
}

/// The faults of a run, in the order in which there was an occasion for one.
#[derive(Debug)]
pub struct Faults {
    seed: u64,
    /// How many occasions of a hundred are used.
    rate: u64,
    occasions: u64,
    without: BTreeSet<u64>,
    /// The numbers of those that were used, and what happened.
    pub struck: Vec<(u64, String)>,
}

impl Faults {
    pub fn new(seed: u64, rate: u64, without: BTreeSet<u64>) -> Self {
        Self {
            seed,
            rate,
            occasions: 0,
            without,
            struck: Vec::new(),
        }
    }

    /// An occasion: what decides about the fault where there is one. It depends on seed and number alone, so that one which is
    /// left out changes no other.
    pub fn strike(&mut self) -> Option<(u64, Chance)> {
        self.occasions += 1;
        let number = self.occasions;
        let mut chance = Chance::new(self.seed ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93));
        let strikes = chance.in_hundred(self.rate);
        (strikes && !self.without.contains(&number)).then_some((number, chance))
    }
}
