//! A line between a store and its database that breaks, or falls silent.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the line does now. Both change at once, so that nobody has to see a state that soon passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    /// Nothing gets through, and nobody is told.
    silent: bool,
    /// How often it broke. A connection lasts until the next time.
    breaks: u64,
}

/// The line. New connections come through it unless it is silent.
pub(super) struct Line {
    pub(super) port: u16,
    state: Arc<watch::Sender<State>>,
}

impl Line {
    pub(super) async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let own = listener
            .local_addr()
            .expect("the address that was bound")
            .port();
        let state = Arc::new(watch::Sender::new(State::default()));
        let states = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let born = states.borrow().breaks;
                let Ok(far) = TcpStream::connect(("127.0.0.1", port)).await else {
                    continue;
                };
                let (near_reads, near_writes) = near.into_split();
                let (far_reads, far_writes) = far.into_split();
                tokio::spawn(pump(near_reads, far_writes, states.subscribe(), born));
                tokio::spawn(pump(far_reads, near_writes, states.subscribe(), born));
            }
        });
        Self { port: own, state }
    }

    /// Every connection is reset, and nothing holds up a new one.
    pub(super) fn break_off(&self) {
        self.state.send_modify(|state| {
            state.silent = false;
            state.breaks += 1;
        });
    }

    pub(super) fn silence(&self) {
        self.state.send_modify(|state| state.silent = true);
    }
}

fn reset(stream: &TcpStream) {
    let _ = socket2::SockRef::from(stream).set_linger(Some(std::time::Duration::ZERO));
}

/// Carries bytes while the line is open, until it breaks.
async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut state: watch::Receiver<State>,
    born: u64,
) {
    let open = State {
        silent: false,
        breaks: born,
    };
    let mut piece = vec![0; 16 * 1024];
    loop {
        let now = *state.borrow_and_update();
        if now.breaks != born {
            return reset(to.as_ref());
        }
        if now.silent {
            if state.changed().await.is_err() {
                return;
            }
            continue;
        }
        tokio::select! {
            read = from.read(&mut piece) => {
                // What was read is lost if the line broke or fell silent meanwhile.
                let Ok(length @ 1..) = read else { return };
                let lost = *state.borrow() != open;
                if !lost && to.write_all(&piece[..length]).await.is_err() {
                    return;
                }
            }
            _ = state.changed() => {}
        }
    }
}
