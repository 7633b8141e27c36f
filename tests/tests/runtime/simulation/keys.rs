//! Key stores as processes share them: they take their time, fail before or after their work, and are cut off at any step.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use faultcode_runtime::keys::{
    KeyClaim, KeyRecord, KeyStore, KeyStoreError, KeyStoreFuture, MemoryKeyStore, SqliteKeyStore,
};

use super::world::{Held, Sim};

#[derive(Clone)]
pub enum Kept {
    Memory(MemoryKeyStore),
    File(SqliteKeyStore),
}

/// A store of one process.
#[derive(Clone)]
pub struct Keys {
    pub sim: Sim,
    pub kept: Kept,
}

/// Wakes a thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits here for a file, whose work is done on another thread: to the world it takes no time.
async fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    std::future::poll_fn(move |_| {
        let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
        let mut cx = Context::from_waker(&waker);
        loop {
            match work.as_mut().poll(&mut cx) {
                Poll::Ready(done) => return Poll::Ready(done),
                Poll::Pending => std::thread::park(),
            }
        }
    })
    .await
}

impl Keys {
    fn as_store(&self) -> &dyn KeyStore {
        match &self.kept {
            Kept::Memory(store) => store,
            Kept::File(store) => store,
        }
    }

    async fn step<T>(
        &self,
        name: &'static str,
        work: Pin<Box<dyn Future<Output = Result<T, KeyStoreError>> + Send + '_>>,
    ) -> Result<T, KeyStoreError> {
        let _held = Held::new(&self.sim);
        let strike = self.sim.lock().strike(format_args!("key store: {name}"));
        let fault = strike.map_or(9, |mut chance| chance.below(6));
        self.sim.moment().await;
        match fault {
            0 => return Err(KeyStoreError::new("the disk is full")),
            1 => self.sim.sleep(Duration::from_secs(1)).await,
            2 => self.sim.sleep(Duration::from_secs(100)).await,
            _ => {}
        }
        let done = at_once(work).await;
        self.sim
            .lock()
            .note(format_args!("key store: {name}, {}", done.is_ok()));
        match fault {
            3 => return Err(KeyStoreError::new("nobody knows whether it is written")),
            4 => self.sim.sleep(Duration::from_secs(1)).await,
            _ => {}
        }
        self.sim.moment().await;
        done
    }
}

impl KeyStore for Keys {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        // Looked up when its turn comes, and not when it is asked for.
        let work = Box::pin(async move { self.as_store().find(scope, id).await });
        Box::pin(self.step("find", work))
    }

    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(self.step("claim", self.as_store().claim(claim)))
    }

    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        Box::pin(self.step("finish", self.as_store().finish(claim)))
    }

    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(self.step("release", self.as_store().release(claim)))
    }
}
