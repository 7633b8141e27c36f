//! A line between a store and its database that can be cut, or fall silent.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    /// Nothing gets through, and nobody is told.
    Silent,
    /// Every connection is reset, and each new one.
    Cut,
}

/// The line. New connections come through it while it is open.
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
        let state = Arc::new(watch::Sender::new(State::Open));
        let states = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                if *states.borrow() == State::Cut {
                    reset(&near);
                    continue;
                }
                let Ok(far) = TcpStream::connect(("127.0.0.1", port)).await else {
                    continue;
                };
                let (near_reads, near_writes) = near.into_split();
                let (far_reads, far_writes) = far.into_split();
                tokio::spawn(pump(near_reads, far_writes, states.subscribe()));
                tokio::spawn(pump(far_reads, near_writes, states.subscribe()));
            }
        });
        Self { port: own, state }
    }

    pub(super) fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    pub(super) fn silence(&self) {
        self.state.send_replace(State::Silent);
    }

    pub(super) fn open(&self) {
        self.state.send_replace(State::Open);
    }
}

fn reset(stream: &TcpStream) {
    let _ = socket2::SockRef::from(stream).set_linger(Some(std::time::Duration::ZERO));
}

/// Carries bytes while the line is open.
async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: watch::Receiver<State>) {
    let mut piece = vec![0; 16 * 1024];
    loop {
        let now = *state.borrow_and_update();
        match now {
            State::Cut => return reset(to.as_ref()),
            State::Silent if state.changed().await.is_err() => return,
            State::Silent => {}
            State::Open => tokio::select! {
                read = from.read(&mut piece) => {
                    // What was read is lost if the line was cut or silenced meanwhile.
                    let Ok(length @ 1..) = read else { return };
                    let lost = *state.borrow() != State::Open;
                    if !lost && to.write_all(&piece[..length]).await.is_err() {
                        return;
                    }
                }
                _ = state.changed() => {}
            },
        }
    }
}
