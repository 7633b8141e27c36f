//! Each row of the table, by each kind of call, through each transport, with one attempt and with three.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use faultcode_runtime::errors::{StopReason, TransportErrorKind, Verdict};
use faultcode_runtime::transports::ReqwestTransport;
use faultcode_runtime::{Effect, EndpointError, Error};
use faultcode_tests::payments::Client;
use faultcode_tests::payments::input::NewCharge;
use faultcode_tests::script::{Script, Step};
use faultcode_tests::{Deserted, aloud};
use socket2::{Domain, Socket, Type};

use super::rows::{First, GOOD, Row, all};

const CALLS: [&str; 4] = ["look", "amend", "charge", "note"];

/// What a failed call says of itself.
#[derive(Debug)]
struct Failure {
    effect: Effect,
    stop: Option<StopReason>,
    status: Option<u16>,
    fault: Option<TransportErrorKind>,
    verdict: Option<Verdict>,
    attempts: usize,
}

fn failure<T, E: EndpointError>(outcome: Result<T, Error<E>>) -> Option<Failure> {
    let error = outcome.err()?;
    let last = error.attempts().last();
    Some(Failure {
        effect: error.effect(),
        stop: error.stop_reason(),
        status: error.status(),
        fault: last.and_then(|attempt| attempt.fault),
        verdict: last.and_then(|attempt| attempt.verdict),
        attempts: error.attempts().len(),
    })
}

async fn call(client: &Client, name: &str) -> Option<Failure> {
    let payments = client.payments();
    let body = NewCharge::new("r", 1);
    match name {
        "look" => failure(payments.look("c1").await),
        "amend" => failure(payments.amend("c1", &body).await),
        "charge" => failure(payments.charge(&body).await),
        "note" => failure(payments.note(&body).await),
        other => panic!("no call {other}"),
    }
}

/// How long a connection, an attempt and the silence within a body may last: what is waited for is short, and what is looked
/// for is long on a machine that is busy.
fn limits(server: &First) -> [Duration; 3] {
    let milliseconds = match server {
        First::Silence => [500, 30_000, 30_000],
        First::Steps(steps) | First::Pooled(steps) if steps.contains(&Step::Stall) => {
            [30_000, 2000, 600]
        }
        _ => [30_000, 30_000, 30_000],
    };
    milliseconds.map(Duration::from_millis)
}

/// A port whose queue of connections is full, so that further ones are not even refused.
struct Full {
    address: SocketAddr,
    _queue: Socket,
    _waiting: Vec<Socket>,
}

impl Full {
    fn new() -> Self {
        let socket = || {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None);
            let socket = socket.expect("a socket");
            socket.set_nonblocking(true).expect("a mode of sockets");
            socket
        };
        let queue = socket();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        queue.bind(&any.into()).expect("a free port");
        queue.listen(0).expect("a queue");
        let address = queue.local_addr().expect("its address");
        // As many as any system keeps for a queue of none.
        let waiting = (0..4).map(|_| {
            let socket = socket();
            // It is under way, or not even that.
            let _ = socket.connect(&address);
            socket
        });
        Self {
            _waiting: waiting.collect(),
            address: address.as_socket().expect("an address of IPv4"),
            _queue: queue,
        }
    }
}

fn client(url: &str, reqwest: bool, attempts: u32, server: &First) -> Client {
    let [connect, attempt, stall] = limits(server);
    let builder = Client::builder()
        .base_url(url)
        .token("t")
        // For a name that nobody has, and so nobody reads anything.
        .allow_insecure_http()
        .connect_timeout(connect)
        .attempt_timeout(attempt)
        .stall_timeout(stall)
        .retry_with(move |retries| {
            retries.change(|policy| {
                policy.max_attempts = attempts;
                policy.backoff.base = Duration::from_millis(1);
                policy.throttle = Some(policy.backoff);
            })
        });
    let builder = match reqwest {
        false => builder,
        true => {
            let transport =
                ReqwestTransport::new(reqwest::Client::builder().connect_timeout(connect));
            builder.transport(transport.expect("a usable transport"))
        }
    };
    builder.build().expect("a usable client")
}

/// Runs one row; says how many requests reached the server, where one can know.
async fn run(row: &Row, name: &'static str, reqwest: bool, attempts: u32) {
    let at = format!(
        "{}: {name}, reqwest {reqwest}, {attempts} attempts",
        row.name
    );
    let served = vec![Step::Serve(GOOD.into())];
    let first = match &row.server {
        First::Steps(steps) | First::Tls(steps) => steps.clone(),
        First::Pooled(steps) => {
            let good = [Step::Request, Step::write(GOOD)];
            good.into_iter().chain(steps.iter().cloned()).collect()
        }
        First::Port | First::Name | First::Silence => served.clone(),
    };
    let tls = matches!(row.server, First::Tls(_));
    let rest = if tls { first.clone() } else { served };
    let script = Script::new([first], rest);
    let full = Full::new();
    // Held to the end, so that no other run's server gets the port.
    let held = Deserted::new();
    let url = match &row.server {
        First::Port => held.url(),
        First::Silence => format!("http://{}", full.address),
        First::Name => "http://payments.invalid".to_owned(),
        First::Tls(_) => format!("https://{}", script.address()),
        _ => format!("http://{}", script.address()),
    };
    let client = client(&url, reqwest, attempts, &row.server);
    let mut before = 0;
    if matches!(row.server, First::Pooled(_)) {
        assert!(
            call(&client, "look").await.is_none(),
            "{at}: the first is served"
        );
        before = 1;
        // The connection is kept by tasks of this thread, and has to be before the next call asks for one.
        for _ in 0..64 {
            tokio::task::yield_now().await;
        }
    }
    let outcome = call(&client, name).await;

    let (fault, verdict) = (row.fault, row.verdict);
    let effect = match row.of_reads {
        Some(effect) if name == "look" => effect,
        _ => row.effect,
    };
    let safe = name != "note";
    let closed = match (verdict, effect) {
        (Verdict::Never, _) => Some(StopReason::NotRetryable),
        (_, Effect::MaybeApplied) if !safe => Some(StopReason::UnsafeToRepeat),
        _ if attempts == 1 => Some(StopReason::AttemptsExhausted),
        _ => None,
    };
    // Where nothing ever listens, no repeat helps.
    let hopeless = matches!(
        row.server,
        First::Port | First::Silence | First::Name | First::Tls(_)
    );
    let closed = match closed {
        None if hopeless => Some(StopReason::AttemptsExhausted),
        closed => closed,
    };
    let Some(stop) = closed else {
        assert!(outcome.is_none(), "{at}: {outcome:?}");
        return;
    };
    let failed = outcome.unwrap_or_else(|| panic!("{at}: it succeeded"));
    assert_eq!(failed.effect, effect, "{at}: {failed:?}");
    if effect != Effect::Applied {
        assert_eq!(failed.stop, Some(stop), "{at}: {failed:?}");
        assert_eq!(failed.verdict, Some(verdict), "{at}: {failed:?}");
        assert_eq!(failed.fault, fault, "{at}: {failed:?}");
    }
    assert_eq!(failed.status, row.status, "{at}: {failed:?}");
    let made = if stop == StopReason::AttemptsExhausted {
        attempts as usize
    } else {
        1
    };
    assert_eq!(failed.attempts, made, "{at}: {failed:?}");
    if !hopeless {
        // The faulty connection and none beside it: exactly one request left.
        assert_eq!(script.connections(), 1, "{at}");
        assert!(script.requests() <= before + 1, "{at}");
    } else if tls {
        assert_eq!(script.connections(), made, "{at}");
    }
}

#[test]
fn every_fault_has_its_effect_and_its_reason() {
    let rows = Arc::new(all());
    let mut runs = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        for name in CALLS {
            if row.only.is_some_and(|only| only != name) {
                continue;
            }
            for (reqwest, attempts) in [(false, 1), (false, 3), (true, 1), (true, 3)] {
                // The reqwest of these tests knows no TLS.
                if reqwest && matches!(row.server, First::Tls(_)) {
                    continue;
                }
                runs.push((index, name, reqwest, attempts));
            }
        }
    }
    let count = runs.len();
    let (runs, wrong) = (Mutex::new(runs), Mutex::new(0));
    std::thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| {
                loop {
                    let next = runs.lock().expect("no thread panics").pop();
                    let Some((index, name, reqwest, attempts)) = next else {
                        break;
                    };
                    let rows = Arc::clone(&rows);
                    let run = async move { run(&rows[index], name, reqwest, attempts).await };
                    // One thread for all tasks of a run: what has to be done before the next call is done in its order.
                    let mut own = tokio::runtime::Builder::new_current_thread();
                    let own = own.enable_all().build().expect("a runtime");
                    let outcome = own.block_on(async { tokio::spawn(run).await });
                    *wrong.lock().expect("no thread panics") += usize::from(outcome.is_err());
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no thread panics");
    assert_eq!(wrong, 0, "of {count} runs");
    aloud(&format!(
        "faults: {} kinds, {count} runs through two transports",
        rows.len()
    ));
}
