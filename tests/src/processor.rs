//! The time that the processor has spent: unlike that on the wall, it says as much while the machine does other things.

use std::fs;
use std::time::{Duration, Instant};

/// By this thread. `None` where the system does not say.
pub fn of_thread() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// By all threads of this process, in hundredths of a second. `None` where the system does not say.
pub fn of_process() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in parentheses, may hold anything.
    let (_, fields) = text.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.map(|it| it.parse::<u64>().unwrap_or(0)).sum();
    Some(Duration::from_millis(ticks * 10))
}

/// What this thread spends on it; where the system does not say, what passes on the wall.
pub fn spent<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let (begun, before) = (Instant::now(), of_thread());
    let made = work();
    let spent = of_thread().zip(before).map(|(now, before)| now - before);
    (spent.unwrap_or_else(|| begun.elapsed()), made)
}
