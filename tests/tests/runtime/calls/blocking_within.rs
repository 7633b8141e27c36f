//! Code of the caller that runs within a blocking call may make blocking calls itself, and may block otherwise: it holds up
//! the call within which it runs, and no other.
//!
//! What hangs never ends, so each case runs on a thread of its own and is given up after a minute.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use faultcode_runtime::errors::TokenError;
use faultcode_runtime::keys::{KeyClaim, KeyRecord, KeyStore, KeyStoreFuture, MemoryKeyStore};
use faultcode_runtime::observe::Seen;
use faultcode_runtime::streams::Events;
use faultcode_runtime::transports::{HyperTransport, Outgoing, Transport, TransportFuture};
use faultcode_runtime::{
    BuildError, Bytes, Call, Client, ClientBuilder, Credential, ErrorKind, Token, Upload, Value,
};
use faultcode_tests::shop::{self, Order, ShopError};
use faultcode_tests::{Answer, Server};

/// What `run` returns, unless it hangs.
fn ends<T: Send + 'static>(what: &str, run: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, ended) = mpsc::channel();
    std::thread::spawn(move || done.send(run()));
    let outcome = ended.recv_timeout(Duration::from_secs(60));
    outcome.unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// Answers every other request for the order `o1` with 503, so that it is repeated; reads bodies; has events.
fn server() -> Server {
    let mut asked = 0;
    Server::deciding(move |request| {
        if request.target == "/v1/orders/events" {
            return Answer::body(200, "text/event-stream", "data: 1\n\ndata: 2\n\n");
        }
        asked += usize::from(request.target == "/v1/orders/o1");
        match asked % 2 {
            1 if request.target == "/v1/orders/o1" => Answer::status(503),
            _ => Answer::json(200, r#"{"id":"o"}"#),
        }
    })
}

/// A call that blocks, of a client of its own, counted when it has ended.
#[derive(Clone)]
struct Inner {
    client: Client,
    ended: Arc<AtomicUsize>,
}

impl Inner {
    fn new(server: &Server) -> Self {
        Self {
            client: shop::client(server),
            ended: Arc::default(),
        }
    }

    fn call(&self) {
        shop::get_order(&self.client, "inner")
            .send_blocking()
            .unwrap();
        self.ended.fetch_add(1, Ordering::SeqCst);
    }

    /// On a thread that is waited for, as by a library that knows nothing of this one.
    fn call_elsewhere(&self) {
        let inner = self.clone();
        std::thread::spawn(move || inner.call()).join().unwrap();
    }

    /// In a runtime of its own.
    fn call_in_runtime(&self) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let call = shop::get_order(&self.client, "inner").send();
        runtime.unwrap().block_on(call).unwrap();
        self.ended.fetch_add(1, Ordering::SeqCst);
    }

    fn stream(&self) {
        let call = Call::<Events<Value, ShopError>, ShopError>::new(&self.client, &shop::GET_ORDER);
        let events = call.path("order_id", "events").send_blocking().unwrap();
        assert_eq!(events.blocking().map(Result::unwrap).count(), 2);
        self.ended.fetch_add(1, Ordering::SeqCst);
    }
}

type Within = fn(&Inner);

const WAYS: [(&str, Within); 4] = [
    ("a call", Inner::call),
    ("a call on another thread", Inner::call_elsewhere),
    ("a call in a runtime", Inner::call_in_runtime),
    ("a stream", Inner::stream),
];

/// Sends a call of a client that `change` gave a place to run code, and asserts that the code came to its end.
fn outer(
    place: &'static str,
    change: impl Fn(ClientBuilder, Inner, Within) -> ClientBuilder + Copy + Send + 'static,
) {
    for (way, within) in WAYS {
        ends(&format!("{way} in {place}"), move || {
            let server = server();
            let inner = Inner::new(&server);
            let client = change(shop::builder(&server), inner.clone(), within)
                .build()
                .unwrap();
            for _ in 0..2 {
                shop::get_order(&client, "o1").send_blocking().unwrap();
            }
            assert!(inner.ended.load(Ordering::SeqCst) > 0, "{way} in {place}");
        });
    }
}

#[test]
fn hooks_may_block() {
    outer(
        "an observer that sees requests",
        |builder, inner, within| {
            builder.observer(move |seen: &Seen<'_>| {
                if let Seen::Sending(_) = seen {
                    within(&inner);
                }
            })
        },
    );
    outer(
        "an observer that sees outcomes",
        |builder, inner, within| {
            builder.observer(move |seen: &Seen<'_>| {
                if let Seen::Ended(_) = seen {
                    within(&inner);
                }
            })
        },
    );
    outer("an observer that sees repeats", |builder, inner, within| {
        builder.observer(move |seen: &Seen<'_>| {
            if let Seen::Retrying(_) = seen {
                within(&inner);
            }
        })
    });
}

#[test]
fn token_sources_may_block() {
    outer("a token source", |builder, inner, within| {
        let source = move |_: Option<Token>| {
            let inner = inner.clone();
            async move {
                within(&inner);
                Ok::<_, TokenError>(Token::new("t"))
            }
        };
        builder.credential(&shop::TOKEN, Credential::source(source))
    });
    outer(
        "the making of a token's future",
        |builder, inner, within| {
            let source = move |_: Option<Token>| {
                within(&inner);
                std::future::ready(Ok::<_, TokenError>(Token::new("t")))
            };
            builder.credential(&shop::TOKEN, Credential::source(source))
        },
    );
}

struct Blocking {
    transport: HyperTransport,
    inner: Inner,
    within: Within,
    in_future: bool,
}

impl Transport for Blocking {
    fn send(&self, request: Outgoing) -> TransportFuture<'_> {
        if !self.in_future {
            (self.within)(&self.inner);
        }
        Box::pin(async move {
            if self.in_future {
                (self.within)(&self.inner);
            }
            self.transport.send(request).await
        })
    }
}

#[test]
fn transports_may_block() {
    outer("a transport", |builder, inner, within| {
        builder.transport(Blocking {
            transport: HyperTransport::new(),
            inner,
            within,
            in_future: false,
        })
    });
    outer("the future of a transport", |builder, inner, within| {
        builder.transport(Blocking {
            transport: HyperTransport::new(),
            inner,
            within,
            in_future: true,
        })
    });
}

struct Store(MemoryKeyStore, Inner, Within);

impl KeyStore for Store {
    fn find<'a>(&'a self, scope: &'a str, id: &'a str) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move {
            (self.2)(&self.1);
            self.0.find(scope, id).await
        })
    }

    fn claim<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        Box::pin(async move {
            (self.2)(&self.1);
            self.0.claim(claim).await
        })
    }

    fn finish<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, ()> {
        (self.2)(&self.1);
        self.0.finish(claim)
    }

    fn release<'a>(&'a self, claim: &'a KeyClaim) -> KeyStoreFuture<'a, Option<KeyRecord>> {
        self.0.release(claim)
    }
}

#[test]
fn key_stores_may_block() {
    for (way, within) in WAYS {
        ends(&format!("{way} in a key store"), move || {
            let server = server();
            let inner = Inner::new(&server);
            let store = Store(MemoryKeyStore::new(), inner.clone(), within);
            let client = shop::builder(&server).key_store(store).build().unwrap();
            let call = shop::pay(&client, &Order::new("o2")).durable("d1");
            call.send_blocking().unwrap();
            // Found, claimed, finished.
            assert_eq!(inner.ended.load(Ordering::SeqCst), 3, "{way}");
        });
    }
}

/// A stream whose every piece takes a call.
struct Asking(Inner, Within, usize);

impl futures_core::Stream for Asking {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        (self.1)(&self.0);
        let left = self.2.checked_sub(1);
        self.2 = left.unwrap_or(0);
        Poll::Ready(left.map(|_| Ok(Bytes::from_static(b"piece"))))
    }
}

#[test]
fn streams_that_are_uploaded_may_block() {
    for (way, within) in WAYS {
        ends(&format!("{way} in an upload"), move || {
            let server = server();
            let inner = Inner::new(&server);
            let client = shop::client(&server);
            let (maker, once) = (inner.clone(), inner.clone());
            let made = Upload::repeatable(move || {
                within(&maker);
                Asking(maker.clone(), within, 2)
            });
            for upload in [Upload::stream(Asking(once, within, 2)), made] {
                let call = Call::<(), ShopError>::new(&client, &shop::PLACE_ORDER);
                call.upload("application/octet-stream", upload)
                    .send_blocking()
                    .unwrap();
            }
            // Three questions for two pieces and the end, twice, and one for the making.
            assert_eq!(inner.ended.load(Ordering::SeqCst), 7, "{way}");
            assert!(server.requests().iter().any(|it| it.body == b"piecepiece"));
        });
    }
}

#[test]
fn a_token_source_that_blocks_holds_up_no_other_client() {
    ends("a call beside a token source that waits", || {
        let server = server();
        let (go_on, wait) = mpsc::channel::<()>();
        let (waiting, waits) = mpsc::channel();
        let shared = Arc::new(Mutex::new((wait, waiting)));
        let source = move |_: Option<Token>| {
            let shared = Arc::clone(&shared);
            async move {
                let shared = shared.lock().unwrap();
                shared.1.send(()).unwrap();
                // No async code would do this; a library that asks a person for a password does.
                shared.0.recv().unwrap();
                Ok::<_, TokenError>(Token::new("t"))
            }
        };
        let builder = shop::builder(&server);
        let held = builder
            .credential(&shop::TOKEN, Credential::source(source))
            .build()
            .unwrap();
        let call = std::thread::spawn(move || shop::get_order(&held, "o2").send_blocking());
        waits.recv().unwrap();
        let others: Vec<_> = (0..8)
            .map(|_| {
                let client = shop::client(&server);
                std::thread::spawn(move || shop::get_order(&client, "o3").send_blocking())
            })
            .collect();
        for other in others {
            other.join().unwrap().unwrap();
        }
        go_on.send(()).unwrap();
        call.join().unwrap().unwrap();
    });
}

#[test]
fn a_hook_whose_call_runs_the_hook_again_comes_to_an_end() {
    ends("a hook that calls its own client", || {
        let server = server();
        let own: Arc<Mutex<Option<Client>>> = Arc::default();
        let refused = Arc::new(AtomicUsize::new(0));
        let (hooked, counted) = (Arc::clone(&own), Arc::clone(&refused));
        let client = shop::builder(&server)
            .observer(move |seen: &Seen<'_>| {
                let Seen::Sending(_) = seen else { return };
                let client = hooked.lock().unwrap().clone().unwrap();
                if let Err(error) = shop::get_order(&client, "o2").send_blocking() {
                    let ErrorKind::Build(error) = error.kind() else {
                        panic!("{error:?}")
                    };
                    assert!(matches!(error, BuildError::BlockedWithin));
                    counted.fetch_add(1, Ordering::SeqCst);
                }
            })
            .build()
            .unwrap();
        *own.lock().unwrap() = Some(client.clone());
        shop::get_order(&client, "o2").send_blocking().unwrap();
        assert_eq!(refused.load(Ordering::SeqCst), 1);
        // The call itself and as many within it as are allowed.
        assert_eq!(server.count(), 8);
        // The thread is free again.
        *own.lock().unwrap() = Some(shop::client(&server));
        shop::get_order(&client, "o2").send_blocking().unwrap();
    });
}

#[test]
fn pages_and_async_calls_may_block_within() {
    ends("pages", || {
        let server = server();
        let inner = Inner::new(&server);
        let hooked = inner.clone();
        let client = shop::builder(&server)
            .observer(move |seen: &Seen<'_>| {
                if let Seen::Sending(_) = seen {
                    hooked.call();
                }
            })
            .build()
            .unwrap();
        let call = Call::<Value, ShopError>::new(&client, &shop::LIST_ORDERS);
        assert_eq!(call.pages().blocking().map(Result::unwrap).count(), 1);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime
            .unwrap()
            .block_on(shop::get_order(&client, "o2").send())
            .unwrap();
        assert_eq!(inner.ended.load(Ordering::SeqCst), 2);
    });
}
