//! The threads of a run. What one of them frees is what the allocator gives it next, so reading, which takes most, happens
//! where files are made.
//!
//! Without the feature `parallel` there is one thread, beside the caller's.

#[cfg(feature = "parallel")]
use rayon::prelude::*;

/// Stack of a worker. Types nest up to 64 levels, and laying out a level takes tens of kilobytes in unoptimised builds.
const STACK: usize = 16 << 20;

/// Runs all of it on as many threads as there are; those of the caller, where it is one of them.
#[cfg(feature = "parallel")]
pub(crate) fn run<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    if rayon::current_thread_index().is_some() {
        return work();
    }
    match rayon::ThreadPoolBuilder::new().stack_size(STACK).build() {
        Ok(workers) => workers.install(work),
        // No threads to be had: the caller's own does all of it.
        Err(_) => work(),
    }
}

/// Runs all of it on a thread whose stack suffices.
#[cfg(not(feature = "parallel"))]
pub(crate) fn run<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let mut work = Some(work);
    let mut once = || work.take().map(|work| work());
    let done = std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK);
        match worker.spawn_scoped(scope, &mut once) {
            Ok(worker) => worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => None,
        }
    });
    match (done, work) {
        (Some(done), _) => done,
        // No thread to be had: the caller's own does all of it.
        (None, Some(work)) => work(),
        (None, None) => unreachable!("work that is taken is done"),
    }
}

/// What `of` makes of each item, in the order of the items.
pub(crate) fn map<I: Sync, T: Send>(items: &[I], of: impl Fn(&I) -> T + Send + Sync) -> Vec<T> {
    #[cfg(feature = "parallel")]
    return items.par_iter().map(of).collect();
    #[cfg(not(feature = "parallel"))]
    items.iter().map(of).collect()
}

/// Both, the first of which begins first.
pub(crate) fn both<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    #[cfg(feature = "parallel")]
    return rayon::join(one, other);
    #[cfg(not(feature = "parallel"))]
    (one(), other())
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use super::*;

    /// Uses `depth` kilobytes of stack.
    fn nest(depth: usize) -> usize {
        let room = black_box([1_u8; 1024]);
        match depth {
            0 => 0,
            _ => nest(depth - 1) + usize::from(room[depth % room.len()]),
        }
    }

    #[test]
    fn there_is_stack_for_twelve_megabytes() {
        assert_eq!(run(|| nest(6 << 10)), 6 << 10);
    }

    #[test]
    fn what_is_made_of_items_keeps_their_order() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(
            run(|| map(&items, |it| it * 2)),
            Vec::from_iter((0..2000).step_by(2))
        );
        assert_eq!(run(|| both(|| 1, || 2)), (1, 2));
    }
}
