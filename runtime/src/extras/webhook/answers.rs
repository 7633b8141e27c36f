//! What the answer to a delivery does at the API that sent it.

use crate::facts::StatusRange;

/// Which answers to a delivery have which effect, as the API says. A single status goes before a class of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The event counts as delivered.
    pub acknowledge: &'static [StatusRange],
    /// The event is delivered again.
    pub repeat: &'static [StatusRange],
    /// The event is given up.
    pub stop: &'static [StatusRange],
    /// The event is given up, and the endpoint gets no other ones.
    pub disable: &'static [StatusRange],
}

/// What the API does after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AfterAnswer {
    /// The event counts as delivered.
    Acknowledge,
    /// It delivers the event again.
    Repeat,
    /// It gives the event up.
    Stop,
    /// It gives the event up and sends no other ones.
    Disable,
}

impl Answers {
    /// Nothing is said.
    pub const DEFAULT: Self = Self {
        acknowledge: &[],
        repeat: &[],
        stop: &[],
        disable: &[],
    };

    /// What the API does after an answer with this status. `None` where its document does not say.
    pub fn after(&self, status: u16) -> Option<AfterAnswer> {
        let fitting = self.all().into_iter().flat_map(|(after, ranges)| {
            let fitting = ranges.iter().filter(|range| range.contains(status));
            fitting.map(move |range| (range.last.saturating_sub(range.first), after))
        });
        fitting.min_by_key(|(width, _)| *width).map(|it| it.1)
    }

    /// A status whose answer has this effect: 503 to have an event delivered again, for example. `None` where no status of
    /// the document has it.
    pub fn status(&self, after: AfterAnswer) -> Option<u16> {
        // The usual one first, so that logs on both sides can be read.
        let usual = match after {
            AfterAnswer::Acknowledge => 200,
            AfterAnswer::Repeat => 503,
            AfterAnswer::Stop => 400,
            AfterAnswer::Disable => 410,
        };
        let ranges = self.all().into_iter().find(|(it, _)| *it == after)?.1;
        let mut all = [usual]
            .into_iter()
            .chain(ranges.iter().flat_map(|range| range.first..=range.last));
        all.find(|status| self.after(*status) == Some(after))
    }

    const fn all(&self) -> [(AfterAnswer, &'static [StatusRange]); 4] {
        [
            (AfterAnswer::Acknowledge, self.acknowledge),
            (AfterAnswer::Repeat, self.repeat),
            (AfterAnswer::Stop, self.stop),
            (AfterAnswer::Disable, self.disable),
        ]
    }
}
