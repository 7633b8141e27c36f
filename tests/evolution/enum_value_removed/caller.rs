//! A value of an enum goes.

use client::types::State;

pub fn paid() -> State {
    State::Paid //~ E0599
}
