//! What can become of a request, drawn for each, and what answers say and prove. The proofs are written down here from RFC 9110
//! and the table of evidence, and not asked of the runtime.

use std::time::Duration;

use super::intent::Op;
use super::network::{Asked, Fault, Seen};
use super::world::{World, ms};

/// What a request meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Fine,
    /// Never a connection: the kind of it.
    NoConnection(Fault),
    /// Handed back with proof.
    Unstarted,
    /// The connection is reset before the server has seen it.
    LostBefore,
    /// Done, and the connection is reset before the answer.
    LostAfter,
    /// A half-open connection: it never arrives, and nobody says so.
    SilentBefore,
    /// Done, and the answer never arrives.
    SilentAfter,
    /// It arrives when everybody has given up.
    Late(Duration),
    /// The network delivers it twice.
    Twice(Duration),
    /// An answer before the server has asked for the body.
    Early(u16),
    /// Refused, not done: with what.
    Refused(Words),
    /// Done, and the answer says this.
    Answered(Words),
    /// Done, and the body of the answer breaks off.
    Cut,
    /// Done, and the body of the answer stops in the middle.
    Stalled,
    /// Done, and the answer fits nothing.
    Odd,
    /// The work takes so long.
    Slow(Duration),
}

/// What an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    pub status: u16,
    pub code: &'static str,
    /// `Retry-After`, in seconds.
    pub after: Option<u64>,
    /// `X-Should-Retry`.
    pub again: Option<bool>,
}

pub const fn words(status: u16, code: &'static str) -> Words {
    Words {
        status,
        code,
        after: None,
        again: None,
    }
}

impl Words {
    const fn after(self, seconds: u64) -> Self {
        Self {
            after: Some(seconds),
            ..self
        }
    }

    const fn again(self, again: bool) -> Self {
        Self {
            again: Some(again),
            ..self
        }
    }

    /// What such an answer proves, where it came as a whole.
    pub fn proves(&self, untouched: bool) -> Seen {
        match (self.code, self.status) {
            ("DONE", _) => Seen::Done,
            ("REFUSED" | "SLOW_DOWN" | "TOKEN_EXPIRED" | "DECLINED", status) => {
                Seen::Refused(status)
            }
            ("PERHAPS" | "BROKEN" | "KEY_BUSY" | "KEY_REUSED", _) => Seen::Unclear,
            // A gateway says it of what it has handed on, unless there was nothing to hand on.
            (_, 408) if !untouched => Seen::Unclear,
            (_, status @ 400..=498) => Seen::Refused(status),
            _ => Seen::Unclear,
        }
    }
}

/// Refusals, none of which was done.
const REFUSALS: &[Words] = &[
    words(429, "SLOW_DOWN"),
    words(429, "SLOW_DOWN").after(2),
    words(429, "").after(1),
    words(429, "").after(300),
    words(503, "REFUSED"),
    words(503, "REFUSED").after(1),
    words(503, "").after(3),
    words(503, ""),
    words(502, ""),
    words(500, "BROKEN"),
    words(408, ""),
    words(425, ""),
    words(404, ""),
    words(402, "DECLINED"),
    words(422, "PERHAPS"),
    words(503, "").again(true),
    words(500, "").again(true),
    words(503, "REFUSED").again(false),
];

/// What may be said of work that is done.
const ANSWERS: &[Words] = &[
    words(502, ""),
    words(503, ""),
    words(503, "").after(2),
    words(504, ""),
    words(500, "BROKEN"),
    words(408, ""),
    words(422, "PERHAPS"),
    words(409, "DONE"),
];

impl Fate {
    pub fn draw(world: &mut World, asked: &Asked) -> Self {
        let Some(mut chance) = world.strike(format_args!("call {} {:?}", asked.call, asked.op))
        else {
            return Self::Fine;
        };
        let fate = match chance.below(24) {
            0 => Self::NoConnection(Fault::Dns),
            1 => Self::NoConnection(Fault::Refused),
            2 => Self::NoConnection(Fault::Slow),
            3 | 4 => Self::Unstarted,
            5 => Self::LostBefore,
            6 | 7 => Self::LostAfter,
            8 => Self::SilentBefore,
            9 => Self::SilentAfter,
            10 => Self::Late(Duration::from_secs(chance.pick(&[1, 10, 59, 61, 100]))),
            11 | 12 => Self::Twice(ms(chance.pick(&[0, 1, 30, 5000, 90_000]))),
            13 if asked.op == Op::Attach => Self::Early(chance.pick(&[408, 413, 429, 503, 500])),
            13..=17 => Self::Refused(chance.pick(REFUSALS)),
            18 | 19 => Self::Answered(chance.pick(ANSWERS)),
            20 => Self::Cut,
            21 => Self::Stalled,
            22 => Self::Odd,
            _ => Self::Slow(ms(chance.pick(&[1, 20, 1000, 30_000]))),
        };
        let shown = format!("{fate:?}");
        if let Some((_, place)) = world.faults.struck.last_mut() {
            *place = format!("{place}: {shown}");
        }
        fate
    }
}
