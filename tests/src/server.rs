//! A scripted server on a real socket of this machine: reads requests, writes what the script says, and counts.
//!
//! The script is either a list of answers, one per complete request in the order of their arrival, or a function:
//!
//! ```
//! use faultcode_tests::{Answer, Server};
//!
//! let listed = Server::answering([Answer::status(503), Answer::json(200, "{}")]);
//! let decided = Server::deciding(|request| match request.target.as_str() {
//!     "/v1/orders" => Answer::json(200, "[]"),
//!     _ => Answer::status(404),
//! });
//! # let _ = (listed.url(), decided.url());
//! ```
//!
//! Faults are answers as well: [`Answer::nothing`] closes the connection after the request was read,
//! [`Answer::cut_body`] breaks off within the body, [`Answer::stall`] goes silent, [`Answer::reset`] resets. A request
//! counts when it is complete, so a connection that ends before that shows in [`Server::connections`] only.
//!
//! The server lives on threads of its own: a test may pause the clock of its async runtime, or use none. Dropping it
//! closes the port and all connections.

use std::io::{BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use socket2::SockRef;

use crate::answer::{Answer, End};
use crate::deserted::Deserted;
use crate::mocked::Mocked;
use crate::request::Request;

/// A scripted server. See the [module](self).
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
    /// What serves in its place, where the suites are run with another server.
    mocked: Option<Mocked>,
    /// What keeps the port of one that is not there.
    _held: Option<Deserted>,
}

struct Shared {
    state: Mutex<State>,
    decide: Mutex<Decide>,
}

type Decide = Box<dyn FnMut(&Request) -> Answer + Send>;

#[derive(Default)]
struct State {
    requests: Vec<Request>,
    connections: usize,
    /// Connections that are closed as soon as they are accepted.
    unwelcome: usize,
    open: Vec<TcpStream>,
    stopped: bool,
}

impl Server {
    /// One that is not there: connections to its address are refused as long as it is kept.
    ///
    /// # Panics
    ///
    /// No port is free.
    pub fn deserted() -> Self {
        let held = Deserted::new();
        Self {
            address: held.address(),
            shared: Arc::new(Shared {
                state: Mutex::default(),
                decide: Mutex::new(Box::new(|_| unreachable!("nobody listens"))),
            }),
            acceptor: None,
            mocked: None,
            _held: Some(held),
        }
    }

    /// Gives each complete request the next answer. A request beyond the list is answered with 599, so that a test that
    /// sends too many fails at its own assertion.
    pub fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let mut answers = answers.into_iter().collect::<Vec<_>>().into_iter();
        Self::deciding(move |_| {
            let beyond = || Answer::body(599, "text/plain", "the script has ended");
            answers.next().unwrap_or_else(beyond)
        })
    }

    /// Asks a function for the answer to each complete request. Requests of several connections wait for each other only
    /// while the function runs.
    pub fn deciding(decide: impl FnMut(&Request) -> Answer + Send + 'static) -> Self {
        let mut decide = Some(decide);
        let mocked = Mocked::start(&mut decide);
        let decide: Decide = match decide {
            Some(decide) => Box::new(decide),
            None => Box::new(|_| Answer::status(599)),
        };
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            decide: Mutex::new(decide),
        });
        if let Some(mocked) = mocked {
            return Self {
                address: mocked.mock.address(),
                shared,
                acceptor: None,
                mocked: Some(mocked),
                _held: None,
            };
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("the address that was bound");
        let accepting = Arc::clone(&shared);
        let acceptor = std::thread::spawn(move || accepting.accept(&listener));
        Self {
            address,
            shared,
            acceptor: Some(acceptor),
            mocked: None,
            _held: None,
        }
    }

    /// Closes the next connections as soon as they are accepted.
    pub fn turn_away(&self, connections: usize) {
        assert!(self.mocked.is_none(), "a mock turns no connection away");
        self.shared.lock().unwelcome = connections;
    }

    /// The origin, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Every complete request so far, in the order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        match &self.mocked {
            Some(mocked) => mocked.requests(),
            None => self.shared.lock().requests.clone(),
        }
    }

    /// How many complete requests came.
    pub fn count(&self) -> usize {
        match &self.mocked {
            Some(mocked) => mocked.requests().len(),
            None => self.shared.lock().requests.len(),
        }
    }

    /// How many connections were accepted.
    pub fn connections(&self) -> usize {
        match &self.mocked {
            Some(mocked) => usize::try_from(mocked.mock.connections()).unwrap_or(usize::MAX),
            None => self.shared.lock().connections,
        }
    }

    /// The only request.
    ///
    /// # Panics
    ///
    /// There was none, or more than one.
    pub fn request(&self) -> Request {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:#?}");
        requests.remove(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.mocked.is_some() {
            return;
        }
        let open = {
            let mut state = self.shared.lock();
            state.stopped = true;
            std::mem::take(&mut state.open)
        };
        for stream in open {
            // A stream that the client closed first cannot be closed again.
            let _ = stream.shutdown(Shutdown::Both);
        }
        if let Some(acceptor) = self.acceptor.take() {
            // The acceptor looks at `stopped` only when a connection comes.
            let _ = TcpStream::connect(self.address);
            let _ = acceptor.join();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { continue };
            let connection = {
                let mut state = self.lock();
                if state.stopped {
                    return;
                }
                state.connections += 1;
                if state.unwelcome > 0 {
                    state.unwelcome -= 1;
                    continue;
                }
                if let Ok(stream) = stream.try_clone() {
                    state.open.push(stream);
                }
                state.connections
            };
            let shared = Arc::clone(self);
            std::thread::spawn(move || shared.serve(&stream, connection));
        }
    }

    /// Serves one connection until the script or the client ends it. What goes wrong on the way is the client's to show.
    fn serve(&self, stream: &TcpStream, connection: usize) {
        let ends_by_reset = self.converse(stream, connection) == Some(End::Reset);
        // A reset is sent when the last handle of the connection is dropped, anything else while there still is one.
        if !ends_by_reset {
            let _ = stream.shutdown(Shutdown::Both);
        }
        self.forget(stream);
    }

    /// How the script ended the connection; `None` where the client did.
    fn converse(&self, stream: &TcpStream, connection: usize) -> Option<End> {
        let mut from = BufReader::new(stream);
        while let Ok(Some(request)) = Request::read(&mut from, connection) {
            let answer = {
                let mut decide = self.decide.lock().unwrap_or_else(PoisonError::into_inner);
                // Recorded before it is answered, so that a client that has its answer finds its request counted.
                self.lock().requests.push(request.clone());
                decide(&request)
            };
            std::thread::sleep(answer.delay);
            let mut to = stream;
            to.write_all(&answer.bytes()).ok()?;
            match answer.end {
                End::KeepAlive => continue,
                End::Close => {}
                End::Reset => {
                    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
                }
                // The client's own end wakes this thread.
                End::Stall => drop(Request::read(&mut from, connection)),
            }
            return Some(answer.end);
        }
        None
    }

    fn forget(&self, stream: &TcpStream) {
        let peer = stream.peer_addr().ok();
        self.lock()
            .open
            .retain(|other| other.peer_addr().ok() != peer);
    }
}
