//! Bad input: scripts, ports, bodies and requests that cannot be used.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use faultcode::mock::{Mock, MockError, Settings};
use faultcode_tests::mocked::of_specs;
use faultcode_tests::raw::{exchange, parse};
use serde_json::json;

use super::{JSON, ask, specs};

#[test]
fn a_script_that_cannot_be_played_is_refused() {
    let mock = specs("sessions");
    let rows = [
        (
            "createSession",
            "INSUFFICIENT_BALANC",
            "did you mean `INSUFFICIENT_BALANCE`?",
        ),
        (
            "createSession",
            "503 x2, NO_SUCH",
            "`createSession` declares no error `NO_SUCH`",
        ),
        ("createSesion", "503", "did you mean `createSession`?"),
        ("*", "NO_SUCH", "declares no error `NO_SUCH`"),
        ("createSession", "", "no step"),
        ("createSession", "close after dinner", "`after`"),
        (
            "createSession",
            "ok example nothing",
            "no example `nothing`",
        ),
    ];
    for (operation, script, expected) in rows {
        let error = mock
            .script(operation, script)
            .expect_err(script)
            .to_string();
        assert!(error.contains(expected), "{script}: {error}");
        let body = json!({"operation": operation, "steps": script}).to_string();
        let reply = ask(&mock, "POST /_faultcode/script", &[JSON], &body);
        assert!(
            matches!(reply.status, 400 | 404),
            "{script}: {}",
            reply.text()
        );
        assert!(
            reply.text().contains(&expected.replace('"', "\\\"")),
            "{}",
            reply.text()
        );
    }
    // Nothing of a script that was refused is played.
    let reply = ask(
        &mock,
        "GET /v1/account/info",
        &[("authorization", "Bearer t")],
        "",
    );
    assert_eq!(reply.status, 200, "{}", reply.text());
}

#[test]
fn the_control_endpoint_says_what_is_wrong() {
    let mock = specs("sessions");
    let rows = [
        ("POST /_faultcode/script", "{", 400, "line 1, column"),
        ("POST /_faultcode/script", "[]", 400, "no JSON object"),
        (
            "POST /_faultcode/script",
            r#"{"operation": "createSession"}"#,
            400,
            "`steps`",
        ),
        (
            "POST /_faultcode/script",
            r#"{"steps": [{"stauts": 503}]}"#,
            400,
            "no `stauts`",
        ),
        (
            "POST /_faultcode/script",
            r#"{"step": "503"}"#,
            400,
            "no `step` here",
        ),
        (
            "POST /_faultcode/clock",
            r#"{"advance": "soon"}"#,
            400,
            "60s",
        ),
        ("POST /_faultcode/clock", r#"{"advance": 60}"#, 400, "60s"),
        (
            "POST /_faultcode/deliver",
            r#"{"webhook": "no", "to": "http://a/b"}"#,
            404,
            "no webhook",
        ),
        ("GET /_faultcode/nothing", "", 404, "/requests"),
    ];
    for (request, body, status, expected) in rows {
        let reply = ask(&mock, request, &[JSON], body);
        assert_eq!(reply.status, status, "{request} {body}: {}", reply.text());
        assert!(
            reply.text().contains(expected),
            "{request} {body}: {}",
            reply.text()
        );
    }
    let overview = ask(&mock, "GET /_faultcode", &[], "").json();
    assert_eq!(overview["title"], "Sessions");
}

#[test]
fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port();
    let settings = Settings {
        port,
        ..Settings::default()
    };
    let error = Mock::serve(&of_specs("sessions"), settings).expect_err("the port is taken");
    assert!(matches!(error, MockError::Listen(..)), "{error:?}");
    let text = error.to_string();
    assert!(
        text.contains(&format!("127.0.0.1:{port}")) && text.contains("--port 0"),
        "{text}"
    );
}

#[test]
fn a_huge_body_is_refused_and_not_kept() {
    let document = of_specs("billium");
    let settings = Settings {
        most_body: 10_000,
        ..Settings::default()
    };
    let mock = Mock::serve(&document, settings).expect("a free port");
    let path = "/v1/merchants/merchant/m/invoices";
    for length in [10_001, 25_000, 4_000_000] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: h\r\nx-api-key: sk_1\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        let answer = exchange(
            mock.address(),
            &[head.as_bytes(), &vec![b' '; length]].concat(),
        );
        // Who sends on for long enough is cut off, and may not see why.
        let cut_off = answer.is_empty() && length > 100_000;
        let status = parse(&answer).map(|it| it.status);
        assert!(cut_off || status == Some(413), "{length}: {status:?}");
    }
    let reply = ask(&mock, &format!("GET {path}"), &[("x-api-key", "sk_1")], "");
    assert_eq!(reply.status, 200, "it goes on");
}

#[test]
fn half_a_request_holds_nobody_up() {
    let document = of_specs("billium");
    let settings = Settings {
        patience: Duration::from_millis(300),
        most_connections: 4,
        ..Settings::default()
    };
    let mock = Mock::serve(&document, settings).expect("a free port");
    let halves: [&[u8]; 4] = [
        b"GET /v1/mer",
        b"POST /v1/merchants/merchant/m/invoices HTTP/1.1\r\nhost: h\r\nx-api-key: sk_1\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"name\":",
        b"",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
    ];
    let mut held = Vec::new();
    for half in halves {
        let mut stream = TcpStream::connect(mock.address()).expect("a connection");
        stream.write_all(half).expect("half a request");
        held.push(stream);
    }
    let started = Instant::now();
    let reply = ask(
        &mock,
        "GET /v1/merchants/merchant/m/invoices",
        &[("x-api-key", "sk_1")],
        "",
    );
    assert_eq!(reply.status, 200);
    assert!(
        started.elapsed() < Duration::from_secs(5),
        "{:?}",
        started.elapsed()
    );
    for mut stream in held {
        let mut rest = Vec::new();
        stream
            .set_read_timeout(Some(Duration::from_secs(5)))
            .expect("a timeout");
        // An end, with an answer or without; a reset is one, too.
        let _ = stream.read_to_end(&mut rest);
        let text = String::from_utf8_lossy(&rest);
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 4"), "{text}");
    }
}
