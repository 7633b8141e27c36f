//! Choices: random ones of a seed, or those of a list.

/// Numbers that decide what is drawn.
#[derive(Clone, Debug)]
pub struct Tape {
    /// What comes first.
    given: Vec<u32>,
    /// The state of the generator that goes on behind it (SplitMix64); without one, zeros follow.
    state: Option<u64>,
    /// What was read.
    read: Vec<u32>,
}

impl Tape {
    /// Random choices, the same for the same seed.
    pub fn of_seed(seed: u64) -> Self {
        Self {
            given: Vec::new(),
            state: Some(seed.wrapping_mul(0x2545_F491_4F6C_DD1D)),
            read: Vec::new(),
        }
    }

    /// These choices, and the plainest ones behind them.
    pub fn of_choices(choices: &[u32]) -> Self {
        Self {
            given: choices.to_vec(),
            state: None,
            read: Vec::new(),
        }
    }

    /// The next choice.
    pub fn choice(&mut self) -> u32 {
        let next = match (self.given.get(self.read.len()), &mut self.state) {
            (Some(choice), _) => *choice,
            (None, Some(state)) => {
                *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
                let mut mixed = *state;
                mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or_default()
            }
            (None, None) => 0,
        };
        self.read.push(next);
        next
    }

    /// What was read.
    pub fn into_choices(self) -> Vec<u32> {
        self.read
    }
}

/// A list of choices for which something still holds, as short and as plain as `attempts` tries make it.
pub fn shrink(choices: &[u32], attempts: usize, mut holds: impl FnMut(&[u32]) -> bool) -> Vec<u32> {
    let mut best = choices.to_vec();
    let mut left = attempts;
    let mut attempt = |candidate: Vec<u32>, best: &mut Vec<u32>| {
        if left == 0 || candidate == *best {
            return false;
        }
        left -= 1;
        let better = holds(&candidate);
        if better {
            *best = candidate;
        }
        better
    };
    loop {
        let before = best.clone();
        // The end first: what is not read any more is zero.
        let mut length = best.len() / 2;
        while length > 0 {
            let kept = best.len().saturating_sub(length);
            if !attempt(best[..kept].to_vec(), &mut best) {
                length /= 2;
            }
        }
        let mut size = (best.len() / 2).clamp(1, 64);
        loop {
            let mut at = 0;
            while at < best.len() {
                let end = (at + size).min(best.len());
                let without = [&best[..at], &best[end..]].concat();
                let mut zeroed = best.clone();
                zeroed[at..end].fill(0);
                if !attempt(without, &mut best) && !attempt(zeroed, &mut best) {
                    at += size;
                }
            }
            if size == 1 {
                break;
            }
            size /= 2;
        }
        if best == before {
            return best;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Tape, shrink};

    #[test]
    fn a_list_is_replayed_and_ends_in_zeros() {
        let mut random = Tape::of_seed(7);
        let first: Vec<u32> = (0..5).map(|_| random.choice()).collect();
        let mut again = Tape::of_choices(&first);
        let second: Vec<u32> = (0..7).map(|_| again.choice()).collect();
        assert_eq!(second[..5], first);
        assert_eq!(second[5..], [0, 0]);
    }

    #[test]
    fn what_does_not_matter_goes() {
        let choices: Vec<u32> = (0..500).collect();
        let small = shrink(&choices, 10_000, |it| {
            it.contains(&137) && it.contains(&401)
        });
        assert_eq!(small, [137, 401]);
    }
}
