//! A server that does to each connection what a list of steps says, byte by byte.
//!
//! [`Server`](crate::Server) answers complete requests; this one also ends a connection in the middle of one.

use std::collections::VecDeque;
use std::io::{BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use socket2::SockRef;

use crate::request::Request;

/// One step of a connection.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Reads so many bytes, whatever they are.
    Read(usize),
    /// Reads a complete request.
    Request,
    /// Writes these bytes.
    Write(Vec<u8>),
    /// Waits for so long.
    Wait(Duration),
    /// Ends the server's half of the connection and reads on until the client ends its own.
    HalfClose,
    /// Does nothing more until the client leaves.
    Stall,
    /// Ends the connection with a reset; without this step it is closed in order.
    Reset,
    /// Reads requests and answers each with these bytes, until the client leaves.
    Serve(Vec<u8>),
}

impl Step {
    /// Writes a text.
    pub fn write(text: impl Into<String>) -> Self {
        Self::Write(text.into().into_bytes())
    }
}

/// A server of steps. Dropping it closes the port.
pub struct Script {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    acceptor: Option<std::thread::JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    programs: VecDeque<Vec<Step>>,
    rest: Vec<Step>,
    connections: usize,
    requests: usize,
    stopped: bool,
}

impl Script {
    /// Gives each connection the next list of steps, and `rest` to those beyond the lists.
    pub fn new(programs: impl IntoIterator<Item = Vec<Step>>, rest: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("the address that was bound");
        let state = Arc::new(Mutex::new(State {
            programs: programs.into_iter().collect(),
            rest,
            ..State::default()
        }));
        let shared = Arc::clone(&state);
        let acceptor = std::thread::spawn(move || accept(&shared, &listener));
        Self {
            address,
            state,
            acceptor: Some(acceptor),
        }
    }

    /// The address without a scheme.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections were accepted.
    pub fn connections(&self) -> usize {
        lock(&self.state).connections
    }

    /// How many complete requests were read by [`Step::Request`] and [`Step::Serve`].
    pub fn requests(&self) -> usize {
        lock(&self.state).requests
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        lock(&self.state).stopped = true;
        // The acceptor looks at `stopped` only when a connection comes.
        let _ = TcpStream::connect(self.address);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(state: &Arc<Mutex<State>>, listener: &TcpListener) {
    for stream in listener.incoming() {
        let Ok(stream) = stream else { continue };
        let program = {
            let mut state = lock(state);
            if state.stopped {
                return;
            }
            state.connections += 1;
            let next = state.programs.pop_front();
            next.unwrap_or_else(|| state.rest.clone())
        };
        let state = Arc::clone(state);
        std::thread::spawn(move || run(&state, &stream, &program));
    }
}

/// Runs the steps. What goes wrong on the way is the client's doing.
fn run(state: &Mutex<State>, stream: &TcpStream, program: &[Step]) {
    let mut from = BufReader::new(stream);
    let mut to = stream;
    for step in program {
        match step {
            Step::Read(bytes) => {
                let mut piece = vec![0; *bytes];
                let _ = from.read_exact(&mut piece);
            }
            Step::Request => {
                if let Ok(Some(_)) = Request::read(&mut from, 0) {
                    lock(state).requests += 1;
                }
            }
            Step::Write(bytes) => {
                let _ = to.write_all(bytes);
            }
            Step::Wait(time) => std::thread::sleep(*time),
            Step::HalfClose => {
                let _ = stream.shutdown(Shutdown::Write);
                let _ = std::io::copy(&mut from, &mut std::io::sink());
            }
            Step::Stall => {
                let _ = std::io::copy(&mut from, &mut std::io::sink());
            }
            Step::Reset => {
                // The reset goes out when the connection is dropped.
                let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
                return;
            }
            Step::Serve(bytes) => {
                while let Ok(Some(_)) = Request::read(&mut from, 0) {
                    lock(state).requests += 1;
                    if to.write_all(bytes).is_err() {
                        return;
                    }
                }
            }
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
}
