//! A request that came back unstarted carries the newest token of its own business.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use faultcode_runtime::errors::TransportError;
use faultcode_runtime::transports::{Incoming, IncomingBody, Outgoing, Transport, TransportFuture};
use http::{HeaderMap, StatusCode};

use super::made_tokens::Client;

/// Hands out `t1`, `t2` and so on, and takes the second only. The first request for an invoice comes back unstarted after a
/// second.
#[derive(Clone, Default)]
struct Bank(Arc<Mutex<Books>>);

#[derive(Default)]
struct Books {
    issued: usize,
    /// The tokens of the requests for invoices.
    sent: Vec<String>,
}

enum Answer {
    Unstarted,
    Json(u16, String),
}

impl Bank {
    fn answer(&self, path: &str, token: &str) -> Answer {
        let mut books = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if path == "/oauth2/token" {
            return Answer::Json(200, r#"{"access_token": "partner"}"#.to_owned());
        }
        if path == "/b1/oauth2/token" {
            books.issued += 1;
            return Answer::Json(200, format!(r#"{{"access_token": "t{}"}}"#, books.issued));
        }
        books.sent.push(token.to_owned());
        match (books.sent.len(), token) {
            (1, _) => Answer::Unstarted,
            (_, "t2") => Answer::Json(200, r#"{"id": "i1"}"#.to_owned()),
            _ => Answer::Json(401, r#"{"code": "EXPIRED"}"#.to_owned()),
        }
    }
}

impl Transport for Bank {
    fn send(&self, outgoing: Outgoing) -> TransportFuture<'_> {
        let token = outgoing.request.headers().get("authorization");
        let token = token.and_then(|token| token.to_str().ok());
        let token = token.unwrap_or_default().replace("Bearer ", "");
        let answer = self.answer(outgoing.request.uri().path(), &token);
        Box::pin(async move {
            let Answer::Json(status, body) = answer else {
                tokio::time::sleep(Duration::from_secs(1)).await;
                return Err(TransportError::unstarted());
            };
            tokio::time::sleep(Duration::from_millis(50)).await;
            let status = StatusCode::from_u16(status).expect("a status");
            let body = IncomingBody::Whole(body.into());
            Ok(Incoming::new(status, HeaderMap::new(), body))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_came_back_unstarted_takes_the_newest_token_of_its_business() {
    let bank = Bank::default();
    let builder = Client::builder().partner("p1", "secret");
    let client = builder.transport(bank.clone()).build().expect("a client");
    let (first, second) = (client.invoices(), client.invoices());
    let (first, second) = tokio::join!(first.get_invoice("b1", "i1").send(), async {
        // While the first is under way.
        tokio::time::sleep(Duration::from_millis(500)).await;
        second.get_invoice("b1", "i1").await
    });
    first.unwrap();
    second.unwrap();
    let books = bank.0.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(books.sent, ["t1", "t1", "t2", "t2"]);
}
