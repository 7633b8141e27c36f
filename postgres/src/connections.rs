//! Connections: opened when they are needed, kept for the next one, replaced when they break.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use faultcode_runtime::keys::KeyStoreError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{sleep, timeout};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, Socket};

use crate::problem::Problem;
use crate::work::Work;

/// What holds in every session, whatever the role or the database is set to.
///
/// A statement has to see what others have committed while it waited for their lock. A claim has to be on the disk. And a client that
/// vanished in the middle of a transaction must hold up nobody for long.
const SESSION: &str = "
    SET default_transaction_isolation = 'read committed';
    SET statement_timeout = '10s';
    SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '10s';
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply');";

/// How long one attempt may take, with connecting and waiting for a free connection.
const ATTEMPT: Duration = Duration::from_secs(15);

/// How long the end of a call is tried to be noted.
const LONG: Duration = Duration::from_secs(30);

/// How often something is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Again at once, over a new connection, where the one that was kept turns out to be broken: a call waits for it.
    Brief,
    /// For as long as `LONG`: the end of a call, which is noted in the background if it takes longer.
    Long,
}

/// How often a call asks, where connections break.
const TIMES: u32 = 3;

type Connecting = Pin<Box<dyn Future<Output = Result<Client, Problem>> + Send>>;

pub(crate) struct Connections {
    connect: Box<dyn Fn() -> Connecting + Send + Sync>,
    idle: Mutex<Vec<Client>>,
    slots: Arc<Semaphore>,
}

impl Connections {
    pub(crate) fn new<T>(config: Config, tls: T, most: usize) -> Self
    where
        T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send + 'static,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let addresses = config.get_hosts().len().max(config.get_hostaddrs().len());
        let each = config.get_connect_timeout().copied().unwrap_or(ATTEMPT);
        let longest = each.saturating_mul(u32::try_from(addresses).unwrap_or(u32::MAX));
        let connect = move || -> Connecting {
            let (config, tls) = (config.clone(), tls.clone());
            Box::pin(async move {
                // What the driver limits is the first packet alone.
                let connected = timeout(longest, config.connect(tls)).await;
                let connected = connected.map_err(|_| Problem::Unreachable(None))?;
                let (client, connection) = connected.map_err(Problem::of_connecting)?;
                // It ends with its client, or with an error that the client is told as well.
                tokio::spawn(connection);
                client.batch_execute(SESSION).await?;
                Ok(client)
            })
        };
        Self {
            connect: Box::new(connect),
            idle: Mutex::new(Vec::new()),
            slots: Arc::new(Semaphore::new(most)),
        }
    }

    /// Does the work, again if it is broken off and the patience is not at its end.
    pub(crate) async fn run<W: Work>(
        self: &Arc<Self>,
        work: &W,
        patience: Patience,
    ) -> Result<W::Done, KeyStoreError> {
        let begun = Instant::now();
        let mut pause = Duration::from_millis(10);
        let mut times = 0;
        loop {
            let attempt = timeout(ATTEMPT, self.attempt(work, times == 0)).await;
            let problem = match attempt.unwrap_or(Err(Problem::Silent)) {
                Ok(done) => return Ok(done),
                Err(problem) => problem,
            };
            let again = match patience {
                Patience::Brief => times + 1 < TIMES && problem.is_gone_at_once(),
                Patience::Long => problem.passes() && begun.elapsed() < LONG,
            };
            if !again {
                return Err(problem.into());
            }
            times += 1;
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(1));
        }
    }

    async fn attempt<W: Work>(self: &Arc<Self>, work: &W, kept: bool) -> Result<W::Done, Problem> {
        if !kept {
            // If one broke, the others did too, or will.
            self.idle().clear();
        }
        let mut held = self.take().await?;
        let done = work.on(&mut held.client).await?;
        // What broke off in the middle is dropped with its connection.
        held.keep();
        Ok(done)
    }

    async fn take(self: &Arc<Self>) -> Result<Held, Problem> {
        // Never closed.
        let slot = Arc::clone(&self.slots).acquire_owned().await;
        let slot = slot.map_err(|_| Problem::Silent)?;
        let kept = {
            let mut idle = self.idle();
            idle.retain(|client| !client.is_closed());
            idle.pop()
        };
        let held = |client, slot| Held {
            client,
            connections: Arc::clone(self),
            _slot: slot,
        };
        if let Some(client) = kept {
            return Ok(held(client, slot));
        }
        // A call that has no more time must not cost the next one its connection: it is made to its end, whoever waits.
        let (give, given) = oneshot::channel();
        let connections = Arc::clone(self);
        tokio::spawn(async move {
            let made = (connections.connect)().await;
            if let Err((Ok(client), _slot)) = give.send((made, slot)) {
                connections.idle().push(client);
            }
        });
        // The task ends before that only with its runtime.
        let (made, slot) = given.await.map_err(|_| Problem::Silent)?;
        Ok(held(made?, slot))
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Client>> {
        // Nothing panics while it is held.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection in use.
struct Held {
    client: Client,
    connections: Arc<Connections>,
    _slot: OwnedSemaphorePermit,
}

impl Held {
    fn keep(self) {
        self.connections.idle().push(self.client);
    }
}
