//! The threads of a run. What one of them frees is what the allocator gives it next, so reading, which takes most, happens
//! where files are made.

/// Stack of a worker. Types nest up to 64 levels, and laying out a level takes tens of kilobytes in unoptimised builds.
const STACK: usize = 16 << 20;

/// Runs all of it on as many threads as there are; those of the caller, where it is one of them.
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
