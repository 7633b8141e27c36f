//! The codes of the operations: one for each pair of what a document can say of repeating and of the effect, and those by
//! which keys and tokens are refused.

use std::error::Error;
use std::fmt;

use faultcode_runtime::__private::{FaultBody, write_case};
use faultcode_runtime::document::Code;
use faultcode_runtime::errors::DecodeError;
use faultcode_runtime::retry::Retry;
use faultcode_runtime::{Effect, EndpointError, Unrecognized};

const NAMES: [&str; COUNT] = [
    "C00",
    "C01",
    "C02",
    "C03",
    "C04",
    "C05",
    "C06",
    "C07",
    "C08",
    "C09",
    "C10",
    "C11",
    "C12",
    "C13",
    "C14",
    "C15",
    "C16",
    "C17",
    "C18",
    "C19",
    "C20",
    "C21",
    "C22",
    "C23",
    "C24",
    "C25",
    "C26",
    "C27",
    "KEY_REUSED",
    "KEY_BUSY",
    "TOKEN_OLD",
];

pub const COUNT: usize = PAIRS + 3;
const PAIRS: usize = RETRIES.len() * EFFECTS.len();

pub const RETRIES: [Retry; 7] = [
    Retry::Auto,
    Retry::Never,
    Retry::Transient,
    Retry::Throttle,
    Retry::Reauth,
    Retry::InFlight,
    Retry::NewKey,
];

pub const EFFECTS: [Option<Effect>; 4] = [
    None,
    Some(Effect::Rejected),
    Some(Effect::MaybeApplied),
    Some(Effect::Applied),
];

/// The entries.
pub static CODES: [Code; COUNT] = {
    let mut all = [Code::STATUS; COUNT];
    let mut index = 0;
    while index < COUNT {
        all[index].code = Some(NAMES[index]);
        if index < PAIRS {
            all[index].retry = RETRIES[index / EFFECTS.len()];
            all[index].effect = EFFECTS[index % EFFECTS.len()];
        }
        index += 1;
    }
    all
};

/// How any operation of the schedules is refused.
#[derive(Clone, Debug)]
pub enum Refusal {
    Known(usize),
    Unrecognized(Unrecognized),
}

impl EndpointError for Refusal {
    const CODES: &'static [&'static Code] = &{
        let mut all = [&CODES[0]; COUNT];
        let mut index = 0;
        while index < COUNT {
            all[index] = &CODES[index];
            index += 1;
        }
        all
    };

    fn read(case: usize, _: &FaultBody<'_>) -> Result<Self, DecodeError> {
        Ok(Self::Known(case))
    }

    fn unrecognized(rest: Unrecognized) -> Self {
        Self::Unrecognized(rest)
    }

    fn known(&self) -> Result<&'static Code, &Unrecognized> {
        match self {
            Self::Known(case) => Ok(&CODES[*case]),
            Self::Unrecognized(rest) => Err(rest),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_case(self, f)
    }
}

impl Error for Refusal {}
