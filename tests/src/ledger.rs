//! A server that takes money: books what it executes, once per idempotency key, and does to requests and answers what
//! networks do.
//!
//! It answers `POST /charges` (keyed), `POST /notes` (executed whenever asked) and is as honest as a real one: a key that is
//! known is answered from the book, a key that is being worked on is told so, a key with another body is refused. What the
//! client must not do shows in the book: two executions of one charge are two debits.
//!
//! The faults are drawn from a seeded sequence, one per request, and are counted. What is booked and what goes wrong stay
//! together in one file, since each fault says what is booked.

use std::collections::BTreeMap;
use std::io::{BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use socket2::SockRef;

use crate::request::Request;

/// A charge whose reference begins so is declined, always.
pub const DECLINED: &str = "declined-";

/// The server. Dropping it closes the port.
pub struct Ledger {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

struct Shared {
    book: Mutex<Book>,
    random: AtomicU64,
    /// How many of a thousand requests meet a fault.
    faults: u64,
    /// How many of a thousand are refused without being looked at.
    refusals: u64,
}

/// What was executed, and what went wrong on purpose.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Executions by idempotency key.
    pub by_key: BTreeMap<String, u32>,
    /// Executions by the caller's reference.
    pub by_reference: BTreeMap<String, u32>,
    /// The keys that were sent for each reference.
    pub keys_of: BTreeMap<String, Vec<String>>,
    /// Requests that were read in full.
    pub requests: u64,
    /// Faults by name.
    pub faults: BTreeMap<&'static str, u64>,
    keys: BTreeMap<String, Entry>,
    /// A burst: so many further requests are answered with that status.
    burst: (u32, u16),
    stopped: bool,
}

impl Book {
    /// Notes the key of a request.
    fn saw(&mut self, request: &Request) {
        let Some(key) = request.header("idempotency-key") else {
            return;
        };
        let keys = self.keys_of.entry(reference(request.text())).or_default();
        if !keys.iter().any(|known| known == key) {
            keys.push(key.to_owned());
        }
    }
}

#[derive(Clone, Debug)]
struct Entry {
    body: Vec<u8>,
    answer: Option<Answer>,
}

#[derive(Clone, Debug)]
struct Answer {
    status: u16,
    body: String,
}

impl Answer {
    fn code(status: u16, code: &str) -> Self {
        Self {
            status,
            body: format!(r#"{{"code": "{code}"}}"#),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let Self { status, body } = self;
        format!(
            "HTTP/1.1 {status} Booked\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }
}

/// What happens to one request, in the order of its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// Nothing of the request is read.
    ResetBefore,
    /// A part of it is read.
    ResetDuring,
    /// All of it is read, and nothing done.
    ResetUnseen,
    /// It is executed, and the answer is lost.
    ResetAfter,
    /// It is executed, and a part of the answer is lost.
    Truncated,
    /// It is executed, and the answer stops in the middle.
    Stalled,
    /// It is executed, and whoever stands in between says 502.
    LostUpstream,
    /// It is refused, and so are those that follow.
    Burst(u16),
    /// The network delivers it twice.
    Twice,
    /// The work takes a while, in which the key is busy.
    Slow,
}

impl Fault {
    fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ResetBefore => "reset before the request",
            Self::ResetDuring => "reset during the request",
            Self::ResetUnseen => "reset after the request, not executed",
            Self::ResetAfter => "reset after the request, executed",
            Self::Truncated => "truncated answer",
            Self::Stalled => "stalled answer",
            Self::LostUpstream => "502 although executed",
            Self::Burst(502) => "burst of 502",
            Self::Burst(503) => "burst of 503",
            Self::Burst(_) => "burst of 429",
            Self::Twice => "delivered twice",
            Self::Slow => "slow, key busy",
        }
    }
}

impl Ledger {
    /// A server that lets `faults` of a thousand requests meet a fault.
    pub fn new(seed: u64, faults: u64) -> Self {
        Self::refusing(seed, faults, 0)
    }

    /// A server that also refuses `refusals` of a thousand requests with 429, 409 or 400, and remembers nothing of them.
    pub fn refusing(seed: u64, faults: u64, refusals: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("the address that was bound");
        let shared = Arc::new(Shared {
            book: Mutex::default(),
            random: AtomicU64::new(seed),
            faults,
            refusals,
        });
        let accepting = Arc::clone(&shared);
        let acceptor = std::thread::spawn(move || accepting.accept(&listener));
        Self {
            address,
            shared,
            acceptor: Some(acceptor),
        }
    }

    /// The origin.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The book as it is now.
    pub fn book(&self) -> Book {
        self.shared.lock().clone()
    }

    /// How many requests were read in full.
    pub fn requests(&self) -> u64 {
        self.shared.lock().requests
    }

    /// How often a reference was executed.
    pub fn executions(&self, reference: &str) -> u32 {
        let book = self.shared.lock();
        book.by_reference.get(reference).copied().unwrap_or(0)
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        // The acceptor looks at `stopped` only when a connection comes.
        let _ = TcpStream::connect(self.address);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number below `end` (SplitMix64).
    fn below(&self, end: u64) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let state = self.random.fetch_add(STEP, Ordering::Relaxed);
        let state = state.wrapping_add(STEP);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn fault(&self) -> Fault {
        if self.below(1000) >= self.faults {
            return Fault::None;
        }
        match self.below(24) {
            0 | 1 => Fault::ResetBefore,
            2 | 3 => Fault::ResetDuring,
            4 | 5 => Fault::ResetUnseen,
            6..=9 => Fault::ResetAfter,
            10..=12 => Fault::Truncated,
            13 => Fault::Stalled,
            14..=16 => Fault::LostUpstream,
            17 => Fault::Burst(502),
            18 => Fault::Burst(503),
            19 => Fault::Burst(429),
            20 | 21 => Fault::Twice,
            _ => Fault::Slow,
        }
    }

    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.lock().stopped {
                return;
            }
            let Ok(stream) = stream else { continue };
            let shared = Arc::clone(self);
            std::thread::spawn(move || shared.serve(&stream));
        }
    }

    /// Serves a connection until a fault or the client ends it.
    fn serve(&self, stream: &TcpStream) {
        let mut from = BufReader::new(stream);
        loop {
            let fault = self.fault();
            if matches!(fault, Fault::ResetBefore | Fault::ResetDuring) {
                // A connection without a request has met no fault.
                let wanted = if fault == Fault::ResetBefore {
                    1
                } else {
                    1 + self.below(150)
                };
                let mut piece = vec![0; wanted as usize];
                if !matches!(from.get_ref().peek(&mut piece), Ok(1..)) {
                    return;
                }
                self.count(fault);
                if fault == Fault::ResetDuring {
                    let _ = from.read(&mut piece);
                }
                return reset(stream);
            }
            let Ok(Some(request)) = Request::read(&mut from, 0) else {
                return;
            };
            self.lock().requests += 1;
            let mut to = stream;
            let answer = match self.handle(&request, fault) {
                Some(answer) => answer.bytes(),
                None => return reset(stream),
            };
            // Somewhere in the head or in the body.
            let cut = 1 + self.below(answer.len() as u64 - 1) as usize;
            let whole = match fault {
                Fault::Truncated | Fault::Stalled => &answer[..cut],
                _ => &answer[..],
            };
            if to.write_all(whole).is_err() {
                return;
            }
            match fault {
                Fault::Truncated => {
                    let _ = stream.shutdown(Shutdown::Both);
                    return;
                }
                Fault::Stalled => {
                    // Until the client has had enough.
                    let _ = from.read(&mut [0]);
                    return;
                }
                _ => {}
            }
        }
    }

    fn count(&self, fault: Fault) {
        if fault != Fault::None {
            *self.lock().faults.entry(fault.name()).or_default() += 1;
        }
    }

    /// The answer to a request; `None` where it is lost.
    fn handle(&self, request: &Request, fault: Fault) -> Option<Answer> {
        if self.refusals > 0 && self.below(1000) < self.refusals {
            self.lock().saw(request);
            return Some(match self.below(3) {
                0 => Answer::code(429, "Throttling"),
                1 => Answer::code(409, "CONFLICT"),
                _ => Answer::code(400, "INVALID"),
            });
        }
        self.count(fault);
        let in_burst = {
            let mut book = self.lock();
            if let Fault::Burst(status) = fault {
                book.burst = (3 + self.below(10) as u32, status);
            }
            let (left, status) = book.burst;
            book.burst.0 = left.saturating_sub(1);
            (left > 0).then_some(status)
        };
        if let Some(status) = in_burst {
            return Some(Answer {
                status,
                body: "{}".to_owned(),
            });
        }
        match fault {
            Fault::ResetUnseen => None,
            Fault::ResetAfter => {
                self.execute(request, false);
                None
            }
            Fault::LostUpstream => {
                self.execute(request, false);
                Some(Answer {
                    status: 502,
                    body: "{}".to_owned(),
                })
            }
            // Without a key no server could tell the second delivery from a second wish.
            Fault::Twice if request.header("idempotency-key").is_some() => {
                self.execute(request, false);
                Some(self.execute(request, false))
            }
            _ => Some(self.execute(request, fault == Fault::Slow)),
        }
    }

    /// Does the work, unless the key says that it is done.
    fn execute(&self, request: &Request, slow: bool) -> Answer {
        let reference = reference(request.text());
        let Some(key) = request.header("idempotency-key").map(str::to_owned) else {
            if request.target != "/notes" {
                return Answer::code(400, "KEY_MISSING");
            }
            return self.book(None, &reference);
        };
        {
            let mut book = self.lock();
            book.saw(request);
            match book.keys.get(&key) {
                Some(entry) if entry.body != request.body => {
                    return Answer::code(409, "KEY_REUSED");
                }
                Some(entry) => {
                    let busy = || Answer::code(409, "KEY_BUSY");
                    return entry.answer.clone().unwrap_or_else(busy);
                }
                None => {}
            }
            let entry = Entry {
                body: request.body.clone(),
                answer: None,
            };
            book.keys.insert(key.clone(), entry);
        }
        if slow {
            std::thread::sleep(Duration::from_millis(5));
        }
        let answer = self.book(Some(&key), &reference);
        let mut book = self.lock();
        if answer.status == 402 {
            // A refusal is not remembered: the key is as good as new.
            book.keys.remove(&key);
        } else if let Some(entry) = book.keys.get_mut(&key) {
            entry.answer = Some(answer.clone());
        }
        answer
    }

    /// Takes the money.
    fn book(&self, key: Option<&str>, reference: &str) -> Answer {
        if reference.starts_with(DECLINED) {
            return Answer::code(402, "CARD_DECLINED");
        }
        let mut book = self.lock();
        if let Some(key) = key {
            *book.by_key.entry(key.to_owned()).or_default() += 1;
        }
        *book.by_reference.entry(reference.to_owned()).or_default() += 1;
        Answer {
            status: 200,
            body: format!(r#"{{"id": "c-{reference}"}}"#),
        }
    }
}

fn reset(stream: &TcpStream) {
    // The reset goes out when the connection is dropped.
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}

fn reference(body: &str) -> String {
    let body: serde_json::Value = serde_json::from_str(body).expect("the client sends JSON");
    let reference = body["reference"].as_str();
    reference.expect("a charge has a reference").to_owned()
}
