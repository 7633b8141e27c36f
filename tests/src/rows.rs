//! A table of calls: what a client sends, compared with bytes that stand in the test.
//!
//! Every row is run, so that one test shows everything that is wrong. A row that is known to be wrong says why, and fails
//! when it starts to be right, so that none stays that has become untrue.

use std::fmt::Debug;

use crate::{Answer, Request, Server, aloud};

/// A running table.
pub struct Table {
    name: &'static str,
    server: Server,
    known: Option<&'static str>,
    rows: usize,
    known_rows: usize,
    wrong: Vec<String>,
}

impl Table {
    /// A table whose server answers every request with 204.
    pub fn new(name: &'static str) -> Self {
        Self::answering(name, |_| Answer::status(204))
    }

    /// A table whose server answers as the function says.
    pub fn answering(
        name: &'static str,
        answer: impl FnMut(&Request) -> Answer + Send + 'static,
    ) -> Self {
        Self {
            name,
            server: Server::deciding(answer),
            known: None,
            rows: 0,
            known_rows: 0,
            wrong: Vec::new(),
        }
    }

    /// Where the server listens.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The next row is wrong for this reason.
    pub fn known(&mut self, reason: &'static str) -> &mut Self {
        self.known = Some(reason);
        self
    }

    /// The call sends one request to this path and query.
    pub async fn target<C, T, E: Debug>(&mut self, what: &str, call: C, expected: &str)
    where
        C: IntoFuture<Output = Result<T, E>>,
    {
        let sent = self.sent(call).await;
        self.compare(what, sent.map(|sent| sent.target), expected);
    }

    /// The call sends one request whose header has this value; empty where there must be none.
    pub async fn header<C, T, E: Debug>(&mut self, what: &str, call: C, name: &str, expected: &str)
    where
        C: IntoFuture<Output = Result<T, E>>,
    {
        let sent = self.sent(call).await;
        let value = sent.map(|sent| sent.header(name).unwrap_or("(none)").to_owned());
        self.compare(what, value, expected);
    }

    /// The call sends one request with this media type and body.
    pub async fn body<C, T, E: Debug>(&mut self, what: &str, call: C, media: &str, expected: &str)
    where
        C: IntoFuture<Output = Result<T, E>>,
    {
        let sent = self.sent(call).await;
        let shown = sent.map(|sent| {
            let media = sent.header("content-type").unwrap_or("(none)");
            format!("{media}\n{}", String::from_utf8_lossy(&sent.body))
        });
        self.compare(what, shown, &format!("{media}\n{expected}"));
    }

    /// The call sends one request that the function shows so.
    pub async fn shown<C, T, E: Debug>(
        &mut self,
        what: &str,
        call: C,
        show: impl FnOnce(&Request) -> String,
        expected: &str,
    ) where
        C: IntoFuture<Output = Result<T, E>>,
    {
        let sent = self.sent(call).await;
        self.compare(what, sent.map(|sent| show(&sent)), expected);
    }

    /// The call is refused before anything is sent, with an error whose form for programmers holds this text.
    pub async fn refused<C, T, E: Debug>(&mut self, what: &str, call: C, expected: &str)
    where
        C: IntoFuture<Output = Result<T, E>>,
    {
        let before = self.server.count();
        let shown = match call.await {
            Ok(_) => "the call succeeded".to_owned(),
            Err(_) if self.server.count() > before => "a request was sent".to_owned(),
            Err(error) => format!("{error:?}"),
        };
        let holds = shown.contains(expected);
        let shown = if holds { expected.to_owned() } else { shown };
        self.compare(what, Ok(shown), expected);
    }

    /// The value that the call returns, in its form for programmers, or its error.
    pub async fn value<C, T: Debug, E: Debug>(&mut self, what: &str, call: C, expected: &str)
    where
        C: IntoFuture<Output = Result<T, E>>,
    {
        let shown = match call.await {
            Ok(value) => format!("{value:?}"),
            Err(error) => format!("{error:?}"),
        };
        self.compare(what, Ok(shown), expected);
    }

    /// A fact of any kind.
    pub fn compare(&mut self, what: &str, found: Result<String, String>, expected: &str) {
        self.rows += 1;
        let right = found.as_deref() == Ok(expected);
        let known = self.known.take();
        self.known_rows += usize::from(known.is_some());
        match (right, known) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(reason)) => self.wrong.push(format!(
                "{what}: is right now; take away its entry ({reason})"
            )),
            (false, None) => {
                let found = found.unwrap_or_else(|error| error);
                self.wrong.push(format!(
                    "{what}:\n    expected {expected:?}\n    found    {found:?}"
                ));
            }
        }
    }

    /// Prints how many rows ran, and fails with all that are wrong.
    ///
    /// # Panics
    ///
    /// A row is wrong.
    #[track_caller]
    pub fn finish(self) {
        let Self {
            name,
            rows,
            known_rows,
            wrong,
            ..
        } = self;
        aloud(&format!(
            "wire: {name}: {rows} rows, {known_rows} of them known to be wrong"
        ));
        assert!(rows > 0, "{name}: no row ran");
        assert!(
            wrong.is_empty(),
            "{name}: {} of {rows} rows are wrong\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }

    async fn sent<C, T, E: Debug>(&self, call: C) -> Result<Request, String>
    where
        C: IntoFuture<Output = Result<T, E>>,
    {
        let before = self.server.count();
        let outcome = call.await;
        let mut requests = self.server.requests().split_off(before);
        match (requests.len(), outcome) {
            (1, Ok(_)) => Ok(requests.remove(0)),
            (sent, Ok(_)) => Err(format!("{sent} requests were sent")),
            (_, Err(error)) => Err(format!("{error:?}")),
        }
    }
}
