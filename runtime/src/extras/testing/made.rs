//! A client, its fake and its clock in one line.

use std::sync::Arc;

use super::{Fake, ManualClock, Sample};
use crate::call::client::{Client, Generated};

/// A client without a network, the fake that answers its calls from these samples, and the clock by which it waits. Generated
/// crates have a function `testing::client()` that knows its samples.
#[expect(clippy::expect_used, reason = "nothing is given that could be wrong")]
pub fn client<C: Generated>(samples: &'static [Sample]) -> (C, Fake, ManualClock) {
    let (fake, clock) = (Fake::new(samples), ManualClock::new());
    let client = Client::builder(C::API)
        .transport(fake.clone())
        .clock(Arc::new(clock.clone()))
        .build();
    let client = client.expect("a fake needs neither server nor credential");
    (C::of(client), fake, clock)
}
