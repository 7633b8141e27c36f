//! The server: its socket, the threads that connections are served on, and its end.

use std::future::{Future, poll_fn};
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::task::Poll;
use std::time::Duration;

use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::connection::serve;
use super::document::Document;
use super::engine::{Engine, Seen};
use super::error::MockError;
use super::log::Entry;
use super::script::{Step, steps};
use super::settings::Settings;
use super::webhooks::Delivery;
use crate::Session;

/// How long connections are given to end what they are doing when the mock is stopped.
const GRACE: Duration = Duration::from_secs(5);

/// A running mock. Dropping it ends it at once; [`stop`](Self::stop) lets requests end first.
pub struct Mock {
    address: SocketAddr,
    engine: Arc<Engine>,
    stop: watch::Sender<bool>,
    /// A lock, so that tests can share the mock between threads.
    stopped: Mutex<mpsc::Receiver<()>>,
    runtime: Option<Runtime>,
}

impl std::fmt::Debug for Mock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mock")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Mock {
    /// Serves the document of a session, which runs as far as that needs.
    ///
    /// # Errors
    ///
    /// The document has errors, which are among the findings of the session, or the address cannot be listened on.
    pub fn start(session: &mut Session<'_>, settings: Settings) -> Result<Self, MockError> {
        Self::serve(&Document::read(session)?, settings)
    }

    /// Serves a document that was read already: many servers of one document cost little.
    ///
    /// # Errors
    ///
    /// The address cannot be listened on.
    pub fn serve(document: &Document, settings: Settings) -> Result<Self, MockError> {
        let wanted = SocketAddr::new(settings.host, settings.port);
        let listen = |error| MockError::Listen(wanted, error);
        let listener = TcpListener::bind(wanted).map_err(listen)?;
        listener.set_nonblocking(true).map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(settings.threads.max(1))
            .thread_name("faultcode-mock")
            .enable_all()
            .build()
            .map_err(MockError::Start)?;
        let engine = Arc::new(Engine::new(Arc::clone(&document.0), settings));
        let (stop, stops) = watch::channel(false);
        let (says, stopped) = mpsc::channel();
        let within = runtime.enter();
        let listener = tokio::net::TcpListener::from_std(listener).map_err(MockError::Start)?;
        drop(within);
        runtime.spawn(Arc::clone(&engine).send_webhooks());
        runtime.spawn(accept(listener, Arc::clone(&engine), stops, says));
        Ok(Self {
            address,
            engine,
            stop,
            stopped: Mutex::new(stopped),
            runtime: Some(runtime),
        })
    }

    /// The origin, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Scripts the next requests of an operation by its `operationId`, or of any with `*`: `503 x2, ok, close after head`.
    ///
    /// # Errors
    ///
    /// The text cannot be understood, or names an operation or an error that the document does not have.
    pub fn script(&self, operation: &str, script: &str) -> Result<(), MockError> {
        self.engine.script(operation, steps(script)?)
    }

    /// The same with steps.
    ///
    /// # Errors
    ///
    /// As [`script`](Self::script).
    pub fn steps(
        &self,
        operation: &str,
        steps: impl IntoIterator<Item = Step>,
    ) -> Result<(), MockError> {
        self.engine.script(operation, steps.into_iter().collect())
    }

    /// Asks a function about every request to an operation, before any script; where it says nothing, all goes on as ever.
    pub fn decide(&self, decide: impl FnMut(&Seen) -> Option<Step> + Send + 'static) {
        self.engine.decide(Some(Box::new(decide)));
    }

    /// How many connections were accepted.
    pub fn connections(&self) -> u64 {
        self.engine.connections.load(Ordering::Relaxed)
    }

    /// Moves the clock: limits, tokens, keys and deliveries go by it.
    pub fn advance(&self, by: Duration) {
        self.engine.state().clock.advance(by);
        self.engine.deliveries.wake();
    }

    /// The last requests, the oldest first.
    pub fn requests(&self) -> Vec<Entry> {
        self.engine.state().log.entries().cloned().collect()
    }

    /// Delivers a webhook now, and again as the document says; `payload` stands for the one that is made up.
    ///
    /// # Errors
    ///
    /// There is no such webhook, or the address is none of `http://`.
    pub fn deliver(
        &self,
        webhook: &str,
        to: &str,
        payload: Option<Value>,
    ) -> Result<u64, MockError> {
        self.engine.deliver(webhook, to, payload)
    }

    /// The last webhooks that were delivered, the oldest first.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.engine.deliveries.all()
    }

    /// Forgets scripts, tokens, keys, limits, what was created, and the log. The clock stays.
    pub fn reset(&self) {
        self.engine.decide(None);
        self.engine.state().forget();
        self.engine.deliveries.forget();
    }

    /// Stops accepting, lets requests end, and returns.
    pub fn stop(mut self) {
        self.end(GRACE);
    }

    /// Waits until the process is told to end, then [`stop`](Self::stop)s.
    pub fn until_interrupted(self) {
        if let Some(runtime) = &self.runtime {
            runtime.block_on(interrupted());
        }
        self.stop();
    }

    fn end(&mut self, grace: Duration) {
        let Some(runtime) = self.runtime.take() else {
            return;
        };
        // There is nobody to tell where all of it has ended already.
        let _ = self.stop.send(true);
        let stopped = self
            .stopped
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        let _ = stopped.recv_timeout(grace);
        runtime.shutdown_background();
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        const SHORT: Duration = Duration::from_millis(50);
        self.end(SHORT);
    }
}

#[cfg(unix)]
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut ends = [SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok());
    poll_fn(|cx| {
        let mut listening = ends.iter_mut().flatten();
        match listening.any(|it| it.poll_recv(cx).is_ready()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
}

#[cfg(not(unix))]
async fn interrupted() {
    // Without it, the process ends as if it did not listen.
    let _ = tokio::signal::ctrl_c().await;
}

/// Accepts connections until it is told to stop, then waits for those that there are.
async fn accept(
    listener: tokio::net::TcpListener,
    engine: Arc<Engine>,
    mut stops: watch::Receiver<bool>,
    says: mpsc::Sender<()>,
) {
    let room = Arc::new(Semaphore::new(engine.settings.most_connections.max(1)));
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (listener.accept().await, place)
        };
        let Some((accepted, place)) = unless_stopped(&mut stops, next).await else {
            break;
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let (engine, stops) = (Arc::clone(&engine), stops.clone());
                connections.spawn(async move {
                    serve(stream, engine, stops).await;
                    drop(place);
                });
            }
            // Too many files are open, for example: it may pass.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
    // Who was to be told may be gone.
    let _ = says.send(());
}

/// What a future gives; `None`: it was time to stop first.
async fn unless_stopped<T>(
    stops: &mut watch::Receiver<bool>,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = pin!(future);
    let mut stop = pin!(stops.wait_for(|it| *it));
    poll_fn(|cx| {
        if stop.as_mut().poll(cx).is_ready() {
            return Poll::Ready(None);
        }
        future.as_mut().poll(cx).map(Some)
    })
    .await
}
