//! What odd answers become, row by row: each goes over a real socket, through both transports, and its whole outcome is
//! compared, with what the server may have done and how often it was asked.

#[path = "bodies/rows.rs"]
mod rows;

use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::document::{Method, Operation};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::ReqwestTransport;
use faultcode_runtime::{Call, Client, Decimal, ErrorKind, Text, Value, object};
use faultcode_tests::shop::{self, ShopError};
use faultcode_tests::{Answer, Server, aloud};

/// A model whose members are easily rounded, or told apart from each other.
struct Item {
    id: String,
    count: Option<i32>,
    total: Option<i64>,
    price: Option<Decimal>,
    tags: Option<Vec<String>>,
}

object!(decode Item {
    id: required "id",
    count: optional "count",
    total: optional "total",
    price: optional "price",
    tags: optional "tags",
});

static READ: Operation = Operation {
    id: "read",
    ..shop::GET_ORDER
};

static HEAD: Operation = Operation {
    id: "head",
    method: Method::Head,
    ..shop::GET_ORDER
};

static WRITE: Operation = Operation {
    id: "write",
    ..shop::PLACE_ORDER
};

/// What is asked for.
#[derive(Clone, Copy)]
enum Ask {
    /// An [`Item`], by GET.
    Item,
    /// An [`Item`], by POST without a key.
    Written,
    /// An [`Item`] that may be left out.
    Perhaps,
    /// Any JSON.
    Any,
    /// Plain text.
    Text,
    /// Nothing.
    Nothing,
    /// The head alone.
    Head,
}

const CUT_SHORT: usize = 4096;

fn client(server: &Server, transport: Option<&ReqwestTransport>) -> Client {
    let builder = match transport {
        Some(transport) => shop::builder(server).transport(transport.clone()),
        None => shop::builder(server),
    };
    builder
        .clock(Arc::new(ManualClock::new()))
        .body_limit(CUT_SHORT)
        .error_body_limit(CUT_SHORT)
        .build()
        .expect("a loopback URL")
}

async fn outcome(answer: &Answer, ask: Ask, transport: Option<&ReqwestTransport>) -> String {
    let server = Server::deciding({
        let answer = answer.clone();
        move |_| answer.clone()
    });
    let client = client(&server, transport);
    let told = match ask {
        Ask::Item => tell(Call::<Item, _>::new(&client, &READ).path("order_id", "o1")).await,
        Ask::Written => tell(Call::<Item, _>::new(&client, &WRITE)).await,
        Ask::Perhaps => {
            tell(Call::<Option<Item>, _>::new(&client, &READ).path("order_id", "o1")).await
        }
        Ask::Any => tell(Call::<Value, _>::new(&client, &READ).path("order_id", "o1")).await,
        Ask::Text => tell(Call::<Text, _>::new(&client, &READ).path("order_id", "o1")).await,
        Ask::Nothing => tell(Call::<(), _>::new(&client, &WRITE)).await,
        Ask::Head => tell(Call::<(), _>::new(&client, &HEAD).path("order_id", "o1")).await,
    };
    match server.count() {
        1 => told,
        more => format!("{told} x{more}"),
    }
}

/// The outcome of a call in one line.
async fn tell<T>(call: Call<T, ShopError>) -> String
where
    T: faultcode_runtime::calls::Success + std::fmt::Debug,
{
    let limit = Duration::from_secs(20);
    let sent = tokio::time::timeout(limit, call.send_with_meta()).await;
    let (mut line, meta) = match sent.expect("no answer hangs a call") {
        Ok(answer) => (format!("ok {:?}", answer.value), answer.meta),
        Err(error) => {
            let what = match error.kind() {
                ErrorKind::Api(error) => {
                    let variant = format!("{error:?}");
                    let variant = variant.split(['(', ' ']).next().unwrap_or("");
                    format!("api {variant}")
                }
                ErrorKind::Transport(error) => format!("transport {}", error.kind().as_str()),
                ErrorKind::Decode(error) => {
                    format!("decode {:?} at {:?}", error.kind(), error.path())
                }
                other => format!("{other:?}"),
            };
            let mut line = format!("{what}, {}", error.effect().as_str());
            if let Some(status) = error.status() {
                line += &format!(", {status}");
            }
            if let Some(code) = error.code() {
                line += &format!(", code {code}");
            }
            if let Some(message) = error.message() {
                line += &format!(", message {message:?}");
            }
            if !error.expose_raw().is_empty() {
                line += &format!(", {} bytes", error.expose_raw().len());
            }
            if error.body_truncated() {
                line += " of more";
            }
            (line, Box::new(error.meta().clone()))
        }
    };
    for note in meta.notes() {
        line += &format!(", note {note}");
    }
    line
}

#[tokio::test]
async fn every_row_of_the_table_holds() {
    let rows = rows::rows();
    let mut wrong = Vec::new();
    for (name, ask, answer, expected) in &rows {
        let outcome = outcome(answer, *ask, None).await;
        if outcome != *expected {
            wrong.push(format!(
                "{name}:\n  is       {outcome}\n  expected {expected}"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} rows:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    aloud(&format!("bodies: {} odd answers", rows.len()));
}

#[tokio::test]
async fn every_row_holds_over_reqwest_as_well() {
    let transport = ReqwestTransport::new(reqwest::Client::builder()).expect("TLS starts");
    let mut wrong = Vec::new();
    for (name, ask, answer, expected) in &rows::rows() {
        let outcome = outcome(answer, *ask, Some(&transport)).await;
        if outcome != *expected {
            wrong.push(format!(
                "{name}:\n  is       {outcome}\n  expected {expected}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A body that stops is a stall after the client's limit, whatever its status; one that drips goes on.
#[tokio::test]
async fn stalled_bodies_end_and_dripping_ones_do_not() {
    let stall = Duration::from_millis(300);
    for (status, kind) in [(200, "stalled"), (404, "stalled")] {
        for chunked in [false, true] {
            let mut answer = Answer::json(status, "a".repeat(100)).cut_body(10).stall();
            if chunked {
                answer = answer.chunked_by(5);
            }
            let server = Server::answering([answer]);
            let client = shop::builder(&server).stall_timeout(stall).build().unwrap();
            let error = Call::<Item, ShopError>::new(&client, &WRITE)
                .await
                .unwrap_err();
            let ErrorKind::Transport(fault) = error.kind() else {
                panic!("{error:?}");
            };
            assert_eq!(fault.kind().as_str(), kind);
            assert_eq!(error.effect().as_str(), "maybeApplied");
            assert_eq!((error.status(), server.count()), (Some(status), 1));
        }
    }
}
