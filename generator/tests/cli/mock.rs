//! `mock` as a process: its one stable line, its log, its end, and a port that is taken.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use super::scratch;

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Shop, version: '1'}
security: [{token: []}]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: It., content: {application/json: {example: {id: a}, schema: {type: object}}}}
        '503': {description: Later.}
components: {securitySchemes: {token: {type: http, scheme: bearer}}}
";

fn status(address: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let request = "GET /orders/order-4711?token=hidden HTTP/1.1\r\nhost: h\r\nauthorization: Bearer secret\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("it answers");
    text.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[cfg(unix)]
#[test]
fn it_prints_its_address_and_ends_when_it_is_told_to() {
    let folder = scratch("mock");
    let path = folder.join("shop.yaml");
    std::fs::write(&path, DOCUMENT).expect("a temporary file");
    let program = env!("CARGO_BIN_EXE_faultcode");
    let mut child = Command::new(program)
        .args(["mock", "--port", "0", "--script", "getOrder=503 x1"])
        .arg(&path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command can be started");
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("its output"));
    out.read_line(&mut line).expect("a line");
    let address = line.trim().strip_prefix("listening on http://");
    let address = address
        .unwrap_or_else(|| panic!("{line} is no address"))
        .to_owned();
    assert_eq!([status(&address), status(&address)], ["503", "200"]);

    let port = address.rsplit(':').next().expect("a port");
    let taken = Command::new(program)
        .args(["mock", "--port", port])
        .arg(&path)
        .output();
    let taken = taken.expect("the command can be started");
    assert_eq!(taken.status.code(), Some(2));
    let said = String::from_utf8_lossy(&taken.stderr);
    assert!(
        said.contains("another program listens on") && said.contains("--port 0"),
        "{said}"
    );
    assert!(taken.stdout.is_empty(), "there is no address");

    let told = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(told.expect("kill").success());
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(0), "a graceful stop");
    let log = String::from_utf8_lossy(&ended.stderr);
    let lines: Vec<_> = log.lines().collect();
    assert_eq!(lines.len(), 2, "a line per request: {log}");
    assert!(
        lines[0].starts_with("GET /orders/{id} getOrder 503 "),
        "{log}"
    );
    for hidden in ["secret", "hidden", "4711"] {
        assert!(!log.contains(hidden), "no value of a request: {log}");
    }
}

#[test]
fn what_it_cannot_do_it_says() {
    let folder = scratch("mock-bad");
    let path = folder.join("shop.yaml");
    std::fs::write(&path, DOCUMENT).expect("a temporary file");
    let rows: [(&[&str], &str); 4] = [
        (
            &["--script", "getOrder=NO_SUCH"],
            "declares no error `NO_SUCH`",
        ),
        (&["--script", "getOder=503"], "did you mean `getOrder`?"),
        (&["--script", "503"], "OPERATION=STEPS"),
        (&["--rate", "often"], "100/60s"),
    ];
    for (arguments, expected) in rows {
        let ended = Command::new(env!("CARGO_BIN_EXE_faultcode"))
            .args(["mock", "--port", "0"])
            .args(arguments)
            .arg(&path)
            .output()
            .expect("the command can be started");
        assert_eq!(ended.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}
