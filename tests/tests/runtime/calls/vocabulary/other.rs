//! Credentials, secrets and reports: `x-auth`, `x-sensitive`, `x-support`; and what is read and not used yet.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use faultcode::mock::{Mock, Settings};
use faultcode::{Input, Options, Session};
use faultcode_runtime::Token;
use faultcode_runtime::auth::{TokenFuture, TokenRequest, TokenSource};
use faultcode_runtime::errors::{StopReason, Verdict};
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server, lint, raw, tree};

use super::vocabulary::Client;
use super::vocabulary::input::NewThing;
use super::vocabulary::other::SecretsParams;
use super::{ask, code, thing};
use faultcode_tests::rows::Table;

#[tokio::test]
async fn secrets_are_not_shown() {
    let body = r#"{"pin": "4711", "card": "4000123456784711"}"#;
    let params = SecretsParams::default().pin("4711");
    assert!(!format!("{params:?}").contains("4711"));
    let new = NewThing::new();
    let asked = ask([Answer::json(200, body)], |it| {
        it.other().secrets(&new).with(|_| params)
    })
    .await;
    assert_eq!(asked.requests[0].header("x-pin"), Some("4711"));
    let secrets = asked.outcome.unwrap();
    assert!(!format!("{secrets:?}").contains("4711"), "{secrets:?}");
    assert_eq!(secrets.pin.expose(), "4711");
    assert_eq!(secrets.card.expose(), "4000123456784711");
    // The credential of a scheme is one in any case.
    let builder = Client::builder().token("canary-4711");
    let shown = format!("{builder:?}");
    assert!(!format!("{shown} {:?}", builder.build()).contains("4711"));
}

#[tokio::test]
async fn a_key_of_the_wrong_class_is_not_sent() {
    for (key, requests) in [("sk_1", 1), ("pk_1", 0), ("other", 1)] {
        let server = Server::answering([thing()]);
        let client = Client::builder().base_url(server.url()).key(key).build();
        let outcome = client.expect("a loopback URL").other().publishable().await;
        assert_eq!(
            (server.count(), outcome.is_ok()),
            (requests, requests == 1),
            "{key}"
        );
    }
}

#[tokio::test]
async fn tokens_are_made_as_the_scheme_says() {
    let made = |token| format!(r#"{{"made": {{"token": "{token}", "lasts": 60}}}}"#);
    let server = Server::answering([
        Answer::json(200, made("m1")),
        thing(),
        Answer::json(200, made("m2")),
        thing(),
        thing(),
        Answer::json(200, made("m3")),
        thing(),
    ]);
    let (client, clock) = super::client(&server);
    let call = async |region| client.other().show_made(region).await.unwrap();
    call("north").await;
    call("south").await;
    call("north").await;
    // Ten seconds before the end.
    clock.advance(Duration::from_secs(51));
    call("north").await;
    let shown = |request: &faultcode_tests::Request| {
        let by = request.header("authorization").unwrap_or_default();
        format!("{} {by} {}", request.target, request.text())
    };
    let shown: Vec<_> = server.requests().iter().map(shown).collect();
    assert_eq!(
        shown,
        [
            "/regions/north/token?purpose=calls Bearer bearer-of-these-tests grant=all",
            "/regions/north/made Bearer m1 ",
            "/regions/south/token?purpose=calls Bearer bearer-of-these-tests grant=all",
            "/regions/south/made Bearer m2 ",
            "/regions/north/made Bearer m1 ",
            "/regions/north/token?purpose=calls Bearer bearer-of-these-tests grant=all",
            "/regions/north/made Bearer m3 ",
        ]
    );
}

/// A source of tokens that counts.
#[derive(Clone, Default)]
struct Counting(Arc<AtomicUsize>);

impl TokenSource for Counting {
    fn token<'a>(&'a self, _: TokenRequest<'a>) -> TokenFuture<'a> {
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        Box::pin(std::future::ready(Ok(Token::new(format!("t{number}")))))
    }
}

#[tokio::test]
async fn tokens_are_renewed_as_the_scheme_says() {
    let mut table = Table::new("vocabulary: tokens");
    let number = || Answer::json(400, r#"{"code": 1003}"#);
    let stale = || code(400, "STALE");
    // The answers, whether codes are numbers there, and the tokens that were asked for.
    let rows = [
        ("a code", vec![stale(), thing()], false, 2),
        ("a number", vec![number(), thing()], true, 2),
        ("a status", vec![Answer::status(419), thing()], false, 2),
        ("twice", vec![stale(), stale(), thing()], false, 3),
        (
            "three times",
            vec![stale(), stale(), stale(), thing()],
            false,
            3,
        ),
        ("another code", vec![code(400, "PLAIN"), thing()], false, 1),
        (
            "another status",
            vec![Answer::status(401), thing()],
            false,
            1,
        ),
    ];
    for (what, answers, numbers, tokens) in rows {
        let clock = ManualClock::new();
        let mut answers = answers.into_iter();
        let ticking = clock.clone();
        // Two refreshes lie ten seconds apart at least.
        let server = Server::deciding(move |_| {
            ticking.advance(Duration::from_secs(11));
            answers.next().expect("enough answers")
        });
        let source = Counting::default();
        let asked = Arc::clone(&source.0);
        let client = Client::builder()
            .base_url(server.url())
            .clock(Arc::new(clock))
            .session_source(source);
        let client = client.build().expect("a loopback URL");
        let ended = match numbers {
            true => client.other().session().await.is_ok(),
            false => client.other().session_text().await.is_ok(),
        };
        let shown = format!(
            "{} {} {ended}",
            server.count(),
            asked.load(Ordering::SeqCst)
        );
        let ended = !matches!(what, "three times" | "another code" | "another status");
        table.compare(what, Ok(shown), &format!("{tokens} {tokens} {ended}"));
    }
    let server = Server::answering([Answer::status(404), thing()]);
    let source = Counting::default();
    let asked = Arc::clone(&source.0);
    let client = Client::builder()
        .base_url(server.url())
        .stubborn_source(source);
    let client = client.build().expect("a loopback URL");
    let error = client.other().stubborn().await.unwrap_err();
    assert_eq!(error.verdict(), Some(Verdict::Reauth));
    assert_eq!(error.stop_reason(), Some(StopReason::NotRetryable));
    assert_eq!((server.count(), asked.load(Ordering::SeqCst)), (1, 1));
    table.finish();
}

#[tokio::test]
async fn a_report_says_what_the_document_lists() {
    let answer =
        Answer::json(400, r#"{"code": "PLAIN", "message": "No."}"#).header("x-request-id", "r1");
    let asked = ask([answer.clone()], |it| it.codes().coded()).await;
    let report = "status: 400\ncode: PLAIN\nrequest id: r1\nmessage: No.\noperation: coded (GET /coded)\nattempts: 1\n\
        mail: help@vocabulary.example\nstatus page: https://status.vocabulary.example\n\
        issues: https://issues.vocabulary.example/new\n";
    assert_eq!(asked.outcome.unwrap_err().support_report(), report);
    let asked = ask([answer], |it| it.other().supported()).await;
    let report = "operation: supported (GET /support)\nmail: desk@vocabulary.example\n\
        status page: https://status.vocabulary.example\nissues: https://issues.vocabulary.example/new\n";
    assert_eq!(asked.outcome.unwrap_err().support_report(), report);
}

#[test]
fn what_is_not_used_yet_is_said() {
    let linted = lint::lint(&tree::root().join("tests/calls/vocabulary.yaml"), None, &[]);
    let unused = linted
        .human
        .lines()
        .filter(|it| it.contains("[not-yet-used]"));
    let unused: Vec<_> = unused.collect();
    for name in ["absent", "last4"] {
        assert!(
            unused.iter().any(|it| it.contains(name)),
            "{name}: {unused:#?}"
        );
    }
}

/// A client does nothing about them: the mock of the document does.
#[test]
fn inputs_that_provoke_errors_do_so_in_the_mock() {
    let path = tree::root().join("tests/calls/vocabulary.yaml");
    let mut session = Session::new(Input::file(&path), Options::named("vocabulary"));
    let mock = Mock::start(&mut session, Settings::default());
    let mock = mock.unwrap_or_else(|error| panic!("{error}\n{}", session.findings()));
    let token = |text| ("authorization", text);
    let fine = token("Bearer token");
    /// Path, headers, body, and the status and the code of the answer.
    type Row<'r> = (
        &'r str,
        Vec<(&'r str, &'r str)>,
        &'r str,
        u16,
        Option<&'r str>,
    );
    let rows: [Row<'_>; 6] = [
        ("/listed-codes", vec![fine], "", 200, None),
        (
            "/listed-codes",
            vec![token("Bearer token_401")],
            "",
            401,
            None,
        ),
        (
            "/listed-codes",
            vec![fine, ("x-test", "true")],
            "",
            400,
            None,
        ),
        (
            "/listed-codes?fail=false",
            vec![fine],
            "",
            400,
            Some("\"PLAIN\""),
        ),
        ("/listed-codes?fail=true", vec![fine], "", 200, None),
        (
            "/integer",
            vec![fine],
            r#"{"name": "error"}"#,
            400,
            Some("1001"),
        ),
    ];
    for (target, headers, body, status, code) in rows {
        let reply = raw::send(mock.address(), "GET", target, &headers, body.as_bytes());
        let reply = reply.expect("an answer");
        assert_eq!(
            reply.status,
            status,
            "{target} {headers:?}: {}",
            reply.text()
        );
        if let Some(code) = code {
            assert_eq!(reply.json()["code"].to_string(), code, "{target}");
        }
    }
}
