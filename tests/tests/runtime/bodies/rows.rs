//! The table: what is asked for, what is answered, what comes of it. The rows stand together, so that the file is long.

use faultcode_tests::Answer;

use super::{Ask, CUT_SHORT};

/// A name, what is asked for, the answer, and the outcome.
pub(super) type Row = (&'static str, Ask, Answer, &'static str);

fn json(status: u16, body: &str) -> Answer {
    Answer::json(status, body)
}

fn of(status: u16, content_type: &str, body: &[u8]) -> Answer {
    Answer::body(status, content_type, body)
}

/// `{"id":"o1"}` as gzip (RFC 1952), written by another program.
const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xca\x4c\x51\xb2\x52\xca\x37\x54\xaa\x05\x00\x41\x7d\x65\xd0\x0b\x00\x00\x00";

/// All rows.
pub(super) fn rows() -> Vec<Row> {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let head = |lines: &str| Answer::raw(format!("HTTP/1.1 {lines}\r\n\r\n{{\"id\":\"o1\"}}"));
    let whole = "{\"id\":\"o1\"}";
    let long = "a".repeat(CUT_SHORT);
    vec![
        // Texts on error statuses.
        (
            "HTML on 404",
            Ask::Item,
            of(404, "text/html", b"<html><title>Not here</title>"),
            r#"api Unrecognized, rejected, 404, message "Not here", 29 bytes"#,
        ),
        (
            "HTML on 502, unkeyed",
            Ask::Written,
            of(502, "text/html", b"<h1>Bad gateway</h1>"),
            "api Unrecognized, maybeApplied, 502, 20 bytes",
        ),
        (
            "HTML on 503, declared by status",
            Ask::Written,
            of(503, "text/html", b"<title>Down</title>"),
            r#"api Unavailable, maybeApplied, 503, message "Down", 19 bytes"#,
        ),
        (
            "plain text",
            Ask::Item,
            of(400, "text/plain", b"no such thing"),
            "api Unrecognized, rejected, 400, 13 bytes",
        ),
        (
            "no body",
            Ask::Item,
            Answer::status(404),
            "api Unrecognized, rejected, 404",
        ),
        (
            "blanks",
            Ask::Item,
            json(404, " \r\n "),
            "api Unrecognized, rejected, 404, 4 bytes",
        ),
        (
            "null",
            Ask::Item,
            json(404, "null"),
            "api Unrecognized, rejected, 404, 4 bytes",
        ),
        (
            "an array",
            Ask::Item,
            json(404, r#"[{"code":"NOT_FOUND"}]"#),
            "api Unrecognized, rejected, 404, 22 bytes",
        ),
        (
            "a string",
            Ask::Item,
            json(404, r#""NOT_FOUND""#),
            "api Unrecognized, rejected, 404, 11 bytes",
        ),
        (
            "a success-shaped body on 400",
            Ask::Item,
            json(400, whole),
            "api Unrecognized, rejected, 400, 11 bytes",
        ),
        (
            "a success-shaped body on 500, unkeyed",
            Ask::Written,
            json(500, whole),
            "api Unrecognized, maybeApplied, 500, 11 bytes",
        ),
        (
            "success: true on 400",
            Ask::Item,
            json(400, r#"{"success":true,"id":"o1"}"#),
            "api Unrecognized, rejected, 400, 26 bytes",
        ),
        // Codes.
        (
            "a declared code",
            Ask::Item,
            json(404, r#"{"code":"NOT_FOUND","message":"gone"}"#),
            r#"api NotFound, rejected, 404, code NOT_FOUND, message "gone", 37 bytes"#,
        ),
        (
            "an unknown code",
            Ask::Item,
            json(404, r#"{"code":"BRAND_NEW"}"#),
            "api Unrecognized, rejected, 404, code BRAND_NEW, 20 bytes",
        ),
        (
            "a code of another status",
            Ask::Item,
            json(418, r#"{"code":"NOT_FOUND"}"#),
            "api NotFound, rejected, 418, code NOT_FOUND, 20 bytes, note code-status",
        ),
        (
            "a number as code",
            Ask::Item,
            json(404, r#"{"code":404,"message":"m"}"#),
            r#"api Unrecognized, rejected, 404, message "m", 26 bytes, note code-type"#,
        ),
        (
            "an object as code",
            Ask::Item,
            json(404, r#"{"code":{"a":1},"message":"m"}"#),
            r#"api Unrecognized, rejected, 404, message "m", 30 bytes, note code-type"#,
        ),
        (
            "null as code",
            Ask::Item,
            json(404, r#"{"code":null,"message":"m"}"#),
            r#"api Unrecognized, rejected, 404, message "m", 27 bytes"#,
        ),
        (
            "an object as message",
            Ask::Item,
            json(404, r#"{"code":"NOT_FOUND","message":{"a":1}}"#),
            "api NotFound, rejected, 404, code NOT_FOUND, 38 bytes, note message-type",
        ),
        (
            "a list as message",
            Ask::Item,
            json(404, r#"{"code":"NOT_FOUND","message":["a","b"]}"#),
            r#"api NotFound, rejected, 404, code NOT_FOUND, message "a; b", 40 bytes"#,
        ),
        (
            "code twice",
            Ask::Item,
            json(404, r#"{"code":"NOT_FOUND","code":"INTERNAL"}"#),
            "api Unrecognized, rejected, 404, 38 bytes, note duplicate-member",
        ),
        (
            "an unused member twice",
            Ask::Item,
            json(404, r#"{"code":"NOT_FOUND","x":1,"x":2}"#),
            "api NotFound, rejected, 404, code NOT_FOUND, 32 bytes",
        ),
        (
            "details that do not fit",
            Ask::Item,
            json(
                402,
                r#"{"code":"INSUFFICIENT_BALANCE","details":{"required":"much"}}"#,
            ),
            "api Unrecognized, rejected, 402, code INSUFFICIENT_BALANCE, 61 bytes",
        ),
        (
            "details that are not there",
            Ask::Item,
            json(402, r#"{"code":"INSUFFICIENT_BALANCE"}"#),
            "api Unrecognized, rejected, 402, code INSUFFICIENT_BALANCE, 31 bytes",
        ),
        (
            "details with a fraction",
            Ask::Item,
            json(
                402,
                r#"{"code":"INSUFFICIENT_BALANCE","details":{"required":1.5}}"#,
            ),
            "api Unrecognized, rejected, 402, code INSUFFICIENT_BALANCE, 58 bytes",
        ),
        (
            "the predicate in a 200",
            Ask::Written,
            json(200, r#"{"success":false,"code":"NOT_FOUND"}"#),
            "api NotFound, maybeApplied, 200, code NOT_FOUND, 36 bytes, note code-status",
        ),
        (
            "the predicate without a code",
            Ask::Written,
            json(200, r#"{"success":false}"#),
            "api Unrecognized, maybeApplied, 200, 17 bytes",
        ),
        (
            "trailing bytes after an error",
            Ask::Item,
            json(404, r#"{"code":"NOT_FOUND"} oops"#),
            "api NotFound, rejected, 404, code NOT_FOUND, 25 bytes, note trailing-bytes",
        ),
        // Encodings.
        (
            "an error with a byte order mark",
            Ask::Item,
            of(
                404,
                "application/json",
                b"\xEF\xBB\xBF{\"code\":\"NOT_FOUND\"}",
            ),
            "api NotFound, rejected, 404, code NOT_FOUND, 23 bytes, note byte-order-mark",
        ),
        (
            "a success with a byte order mark",
            Ask::Item,
            of(200, "application/json", b"\xEF\xBB\xBF{\"id\":\"o1\"}"),
            r#"ok Item {id: "o1"}, note byte-order-mark"#,
        ),
        (
            "an error in Latin-1",
            Ask::Item,
            of(
                404,
                "application/json; charset=iso-8859-1",
                b"{\"code\":\"NOT_FOUND\",\"message\":\"\xe9\"}",
            ),
            "api Unrecognized, rejected, 404, 34 bytes, note charset",
        ),
        (
            "a success in Latin-1",
            Ask::Item,
            of(
                200,
                "application/json; charset=iso-8859-1",
                b"{\"id\":\"\xe9\"}",
            ),
            r#"decode ContentType at "", applied, 200, 10 bytes, note charset"#,
        ),
        (
            "a success of ASCII that says Latin-1",
            Ask::Item,
            of(
                200,
                "application/json; charset=iso-8859-1",
                whole.as_bytes(),
            ),
            r#"ok Item {id: "o1"}"#,
        ),
        (
            "an error of ASCII that says Latin-1",
            Ask::Item,
            of(
                404,
                "application/json; charset=iso-8859-1",
                b"{\"code\":\"NOT_FOUND\"}",
            ),
            "api NotFound, rejected, 404, code NOT_FOUND, 20 bytes",
        ),
        (
            "UTF-16",
            Ask::Item,
            of(200, "application/json; charset=utf-16", b"\xFF\xFE{\0}\0"),
            r#"decode ContentType at "", applied, 200, 6 bytes, note charset"#,
        ),
        (
            "an error that is not UTF-8",
            Ask::Item,
            of(
                404,
                "application/json",
                b"{\"code\":\"NOT_FOUND\",\"message\":\"\xff\"}",
            ),
            "api Unrecognized, rejected, 404, 34 bytes, note not-utf8",
        ),
        (
            "a success that is not UTF-8",
            Ask::Item,
            of(200, "application/json", b"{\"id\":\"\xff\"}"),
            r#"decode Syntax("string") at "/id", applied, 200, 10 bytes, note not-utf8"#,
        ),
        (
            "a lone surrogate",
            Ask::Item,
            json(200, r#"{"id":"\ud800"}"#),
            r#"decode Syntax("string") at "/id", applied, 200, 15 bytes, note broken-json"#,
        ),
        (
            "text in another charset",
            Ask::Text,
            of(200, "text/plain; charset=latin1", b"\xe9"),
            r#"decode ContentType at "", applied, 200, 1 bytes"#,
        ),
        (
            "JSON called text",
            Ask::Item,
            of(404, "text/plain", b"{\"code\":\"NOT_FOUND\"}"),
            "api NotFound, rejected, 404, code NOT_FOUND, 20 bytes, note content-type",
        ),
        (
            "a success called text",
            Ask::Item,
            of(200, "text/plain", whole.as_bytes()),
            r#"ok Item {id: "o1"}, note content-type"#,
        ),
        (
            "HTML called JSON",
            Ask::Item,
            json(200, "<html><title>Log in</title></html>"),
            r#"decode Syntax("value") at "", applied, 200, 34 bytes, note broken-json"#,
        ),
        (
            "JSON without a type",
            Ask::Item,
            Answer::raw(format!(
                "HTTP/1.1 404 x\r\ncontent-length: 20\r\n\r\n{}",
                r#"{"code":"NOT_FOUND"}"#
            )),
            "api NotFound, rejected, 404, code NOT_FOUND, 20 bytes",
        ),
        // Successes that do not fit.
        (
            "a member is missing",
            Ask::Written,
            json(201, r#"{"count":1}"#),
            r#"decode Missing("id") at "", applied, 201, 11 bytes"#,
        ),
        (
            "a member of another type",
            Ask::Written,
            json(201, r#"{"id":"o1","tags":["a",{"b":1}]}"#),
            r#"decode Type { expected: "a string", found: "an object" } at "/tags/1", applied, 201, 32 bytes"#,
        ),
        (
            "null where a text is due",
            Ask::Written,
            json(201, r#"{"id":null}"#),
            r#"decode Type { expected: "a string", found: "null" } at "/id", applied, 201, 11 bytes"#,
        ),
        (
            "an array where an object is due",
            Ask::Written,
            json(201, "[]"),
            r#"decode Type { expected: "an object", found: "an array" } at "", applied, 201, 2 bytes"#,
        ),
        (
            "trailing bytes after a success",
            Ask::Written,
            json(201, "{\"id\":\"o1\"} {}"),
            r#"decode Trailing at "", applied, 201, 14 bytes, note trailing-bytes"#,
        ),
        (
            "too deep",
            Ask::Any,
            json(200, &nested(129)),
            r#"decode TooDeep at "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0", applied, 200, 258 bytes"#,
        ),
        ("deep", Ask::Nothing, json(200, &nested(127)), "ok ()"),
        (
            "members that nobody knows",
            Ask::Item,
            json(200, r#"{"id":"o1","new":{"a":[1e400]}}"#),
            r#"ok Item {id: "o1"}"#,
        ),
        (
            "a member twice",
            Ask::Item,
            json(200, r#"{"id":"o1","id":"o2"}"#),
            r#"decode Repeated at "/id", applied, 200, 21 bytes"#,
        ),
        (
            "a member twice, once escaped",
            Ask::Written,
            json(201, r#"{"id":"o1","\u0069d":"o1"}"#),
            r#"decode Repeated at "/id", applied, 201, 26 bytes"#,
        ),
        (
            "a member twice that nothing reads",
            Ask::Item,
            json(200, r#"{"x":1,"id":"o1","x":2}"#),
            r#"ok Item {id: "o1"}"#,
        ),
        (
            "an envelope member twice where no value is read",
            Ask::Nothing,
            json(200, r#"{"success":true,"success":false}"#),
            r#"decode Repeated at "/success", applied, 200, 32 bytes, note duplicate-member"#,
        ),
        (
            "an envelope member twice where the text is read",
            Ask::Text,
            json(200, r#"{"success":false,"success":true}"#),
            r#"decode Repeated at "/success", applied, 200, 32 bytes, note duplicate-member"#,
        ),
        (
            "an envelope member twice where any value is read",
            Ask::Any,
            json(200, r#"{"success":true,"success":true}"#),
            r#"decode Repeated at "/success", applied, 200, 31 bytes, note duplicate-member"#,
        ),
        (
            "a member of the details twice",
            Ask::Item,
            json(
                402,
                r#"{"code":"INSUFFICIENT_BALANCE","details":{"required":5,"required":7}}"#,
            ),
            "api Unrecognized, rejected, 402, code INSUFFICIENT_BALANCE, 69 bytes",
        ),
        (
            "an envelope member of a success twice",
            Ask::Item,
            json(200, r#"{"success":true,"success":false,"id":"o1"}"#),
            r#"decode Repeated at "/success", applied, 200, 42 bytes, note duplicate-member"#,
        ),
        // Codings that nobody asked for.
        (
            "gzip",
            Ask::Item,
            of(200, "application/json", GZIP).header("content-encoding", "gzip"),
            r#"decode ContentCoding("gzip") at "", applied, 200, 31 bytes, note content-coding"#,
        ),
        (
            "gzip without a word of it",
            Ask::Item,
            of(200, "application/octet-stream", GZIP),
            r#"decode ContentCoding("gzip") at "", applied, 200, 31 bytes, note content-coding"#,
        ),
        (
            "gzip where an envelope is looked at and no value is read",
            Ask::Nothing,
            of(200, "application/json", GZIP).header("content-encoding", "gzip"),
            r#"decode ContentCoding("gzip") at "", applied, 200, 31 bytes, note content-coding"#,
        ),
        (
            "gzip as a text",
            Ask::Text,
            of(200, "text/plain", GZIP).header("content-encoding", "x-gzip"),
            r#"decode ContentCoding("gzip") at "", applied, 200, 31 bytes, note content-coding"#,
        ),
        (
            "a coding that is none",
            Ask::Item,
            json(200, whole).header("content-encoding", "gzip"),
            r#"ok Item {id: "o1"}"#,
        ),
        (
            "gzip on an error",
            Ask::Item,
            of(404, "application/json", GZIP).header("content-encoding", "gzip"),
            "api Unrecognized, rejected, 404, 31 bytes, note content-coding",
        ),
        (
            "gzip on an error, declared by status",
            Ask::Written,
            of(503, "text/html", GZIP).header("content-encoding", "gzip"),
            "api Unavailable, maybeApplied, 503, 31 bytes, note content-coding",
        ),
        // Numbers.
        (
            "an integer above its range",
            Ask::Item,
            json(200, r#"{"id":"o1","count":2147483648}"#),
            r#"decode Range("a 32-bit integer") at "/count", applied, 200, 30 bytes"#,
        ),
        (
            "an integer with a point",
            Ask::Item,
            json(200, r#"{"id":"o1","total":1.0}"#),
            r#"decode Range("a 64-bit integer") at "/total", applied, 200, 23 bytes"#,
        ),
        (
            "an integer with an exponent",
            Ask::Item,
            json(200, r#"{"id":"o1","total":1e2}"#),
            r#"decode Range("a 64-bit integer") at "/total", applied, 200, 23 bytes"#,
        ),
        (
            "an integer that no double holds",
            Ask::Item,
            json(200, r#"{"id":"o1","total":9007199254740993}"#),
            r#"ok Item {id: "o1", total: 9007199254740993}"#,
        ),
        (
            "an integer of 30 digits",
            Ask::Item,
            json(200, r#"{"id":"o1","total":123456789012345678901234567890}"#),
            r#"decode Range("a 64-bit integer") at "/total", applied, 200, 50 bytes"#,
        ),
        (
            "money keeps its zeros",
            Ask::Item,
            json(200, r#"{"id":"o1","price":50.00}"#),
            r#"ok Item {id: "o1", price: 50.00}"#,
        ),
        (
            "money as text",
            Ask::Item,
            json(200, r#"{"id":"o1","price":"0.10"}"#),
            r#"ok Item {id: "o1", price: 0.10}"#,
        ),
        (
            "money beyond any decimal",
            Ask::Item,
            json(200, r#"{"id":"o1","price":1e400}"#),
            r#"decode Range("a decimal of 28 digits") at "/price", applied, 200, 25 bytes"#,
        ),
        (
            "any number keeps its text",
            Ask::Any,
            json(200, "[0.1000000000000000055511151231257827,1e400,-0]"),
            r#"ok Array([Number(Number("0.1000000000000000055511151231257827")), Number(Number("1e400")), Number(Number("-0"))])"#,
        ),
        // No body where one is due, and the reverse.
        (
            "204 where a body is due",
            Ask::Written,
            Answer::status(204),
            r#"decode Empty at "", applied, 204"#,
        ),
        (
            "200 without a body",
            Ask::Written,
            Answer::status(200),
            r#"decode Empty at "", applied, 200"#,
        ),
        (
            "204 where a body may be left out",
            Ask::Perhaps,
            Answer::status(204),
            "ok None",
        ),
        ("205", Ask::Perhaps, json(205, whole), "ok None"),
        (
            "304",
            Ask::Item,
            Answer::status(304),
            "transport unexpectedRedirect, rejected, 304",
        ),
        (
            "a body where none is due",
            Ask::Nothing,
            json(200, "{\"unasked\":true}"),
            "ok ()",
        ),
        (
            "HEAD with a length",
            Ask::Head,
            Answer::raw("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"),
            "ok ()",
        ),
        (
            "HEAD that is refused",
            Ask::Head,
            Answer::raw("HTTP/1.1 404 x\r\ncontent-length: 1000\r\n\r\n"),
            "api Unrecognized, rejected, 404",
        ),
        // Sizes.
        (
            "a success above the limit",
            Ask::Written,
            json(200, &format!("\"{long}\"")),
            r#"decode TooLarge at "", applied, 200, 4096 bytes of more, note broken-json"#,
        ),
        (
            "a success above the limit in chunks",
            Ask::Written,
            json(200, &format!("\"{long}\"")).chunked_by(1000),
            r#"decode TooLarge at "", applied, 200, 4096 bytes of more, note broken-json"#,
        ),
        (
            "an error above the limit",
            Ask::Item,
            json(404, &format!("{{\"code\":\"NOT_FOUND\",\"x\":\"{long}\"}}")),
            "api Unrecognized, rejected, 404, 4096 bytes of more, note broken-json",
        ),
        (
            "an error above the limit whose code is behind it",
            Ask::Item,
            json(404, &format!("{{\"x\":\"{long}\",\"code\":\"NOT_FOUND\"}}")),
            "api Unrecognized, rejected, 404, 4096 bytes of more, note broken-json",
        ),
        (
            "an error whose kept part is whole",
            Ask::Item,
            json(
                404,
                &format!("{{\"code\":\"NOT_FOUND\"}}{}", " ".repeat(CUT_SHORT)),
            ),
            "api NotFound, rejected, 404, code NOT_FOUND, 4096 bytes of more",
        ),
        // Broken connections.
        (
            "half a success",
            Ask::Written,
            json(200, whole).cut_body(5),
            "transport bodyInterrupted, maybeApplied, 200, 5 bytes, note broken-json",
        ),
        (
            "half a success, safe to repeat",
            Ask::Item,
            json(200, whole).cut_body(5),
            "transport bodyInterrupted, maybeApplied, 200, 5 bytes, note broken-json x3",
        ),
        (
            "half an error",
            Ask::Written,
            json(404, r#"{"code":"NOT_FOUND"}"#).cut_body(8),
            "transport bodyInterrupted, maybeApplied, 404, 8 bytes, note broken-json",
        ),
        (
            "half a success in chunks",
            Ask::Written,
            json(200, whole).chunked().cut_body(5),
            "transport bodyInterrupted, maybeApplied, 200, 5 bytes, note broken-json",
        ),
        (
            "half a success in a whole body",
            Ask::Written,
            json(200, r#"{"id":"o"#),
            "transport bodyInterrupted, maybeApplied, 200, 8 bytes, note broken-json",
        ),
        (
            "half an error in a whole body",
            Ask::Written,
            json(404, r#"{"code":"NOT_FO"#),
            "api Unrecognized, rejected, 404, 15 bytes, note broken-json",
        ),
        (
            "a body beyond its length",
            Ask::Item,
            head("200 OK\r\ncontent-type: application/json\r\ncontent-length: 2"),
            "transport bodyInterrupted, maybeApplied, 200, 2 bytes, note broken-json x3",
        ),
        (
            "a length that is no number",
            Ask::Written,
            head("200 OK\r\ncontent-length: ten"),
            "transport protocol, maybeApplied",
        ),
        (
            "two lengths",
            Ask::Written,
            head("200 OK\r\ncontent-length: 5\r\ncontent-length: 11"),
            "transport protocol, maybeApplied",
        ),
        (
            "a chunk that is no number",
            Ask::Written,
            Answer::raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n"),
            "transport bodyInterrupted, maybeApplied, 200",
        ),
        // Heads.
        (
            "interim answers",
            Ask::Item,
            Answer::raw(format!(
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{whole}"
            )),
            r#"ok Item {id: "o1"}"#,
        ),
        (
            "switching protocols",
            Ask::Written,
            Answer::raw("HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n"),
            "transport protocol, maybeApplied",
        ),
        (
            "a head of 255 KiB",
            Ask::Item,
            head(&format!(
                "200 OK\r\ncontent-length: 11\r\nx-long: {}",
                "a".repeat(255 << 10)
            )),
            r#"ok Item {id: "o1"}"#,
        ),
        (
            "a head of 257 KiB",
            Ask::Written,
            head(&format!(
                "200 OK\r\ncontent-length: 11\r\nx-long: {}",
                "a".repeat(257 << 10)
            )),
            "transport headTooLarge, maybeApplied",
        ),
        (
            "99 headers",
            Ask::Item,
            head(&format!(
                "200 OK\r\ncontent-length: 11{}",
                "\r\nx: y".repeat(98)
            )),
            r#"ok Item {id: "o1"}"#,
        ),
        (
            "200 headers",
            Ask::Written,
            head(&format!(
                "200 OK\r\ncontent-length: 11{}",
                "\r\nx: y".repeat(200)
            )),
            "transport headTooLarge, maybeApplied",
        ),
        (
            "a request id that is not ASCII",
            Ask::Item,
            Answer::raw(
                b"HTTP/1.1 404 x\r\nx-request-id: \xe9\r\ncontent-length: 0\r\n\r\n".to_vec(),
            ),
            "api Unrecognized, rejected, 404",
        ),
        (
            "a header line without a name",
            Ask::Written,
            head("200 OK\r\n: nameless\r\ncontent-length: 11"),
            "transport protocol, maybeApplied",
        ),
        (
            "no HTTP",
            Ask::Written,
            Answer::raw("SSH-2.0-OpenSSH\r\n\r\n"),
            "transport protocol, maybeApplied",
        ),
        (
            "HTTP/0.9",
            Ask::Written,
            Answer::raw(whole),
            "transport protocol, maybeApplied",
        ),
        (
            "a status of two digits",
            Ask::Written,
            head("20 OK\r\ncontent-length: 11"),
            "transport protocol, maybeApplied",
        ),
        (
            "a status beyond 599",
            Ask::Written,
            head("799 x\r\ncontent-length: 11"),
            "api Unrecognized, maybeApplied, 799, 11 bytes",
        ),
        (
            "an encoding that nobody asked for",
            Ask::Item,
            json(200, whole).header("content-encoding", "gzip"),
            r#"ok Item {id: "o1"}"#,
        ),
        (
            "a gzip body that nobody asked for",
            Ask::Item,
            of(200, "application/json", b"\x1f\x8b\x08\0").header("content-encoding", "gzip"),
            r#"decode ContentCoding("gzip") at "", applied, 200, 4 bytes, note content-coding"#,
        ),
    ]
}
