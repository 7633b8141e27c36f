//! A thousand callers and a server that is down, in simulated time: the load stays near that of the calls, and comes back
//! to work at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use faultcode_runtime::Bytes;
use faultcode_runtime::errors::{TransportError, TransportErrorKind};
use faultcode_runtime::transports::{
    Incoming, IncomingBody, Outgoing, TokioClock, Transport, TransportFuture,
};
use faultcode_tests::aloud;
use faultcode_tests::payments::Client;
use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, sleep};

/// What a server does that is down.
#[derive(Clone, Copy, Debug)]
enum Down {
    Status(u16),
    Fault(TransportErrorKind),
}

/// Down for a while, then up.
#[derive(Clone)]
struct Outage {
    begun: Instant,
    ends: Duration,
    down: Down,
    requests: Arc<AtomicUsize>,
}

impl Transport for Outage {
    fn send(&self, _: Outgoing) -> TransportFuture<'_> {
        Box::pin(async move {
            sleep(Duration::from_millis(20)).await;
            let status = match self.down {
                _ if self.begun.elapsed() >= self.ends => 200,
                Down::Status(status) => status,
                Down::Fault(kind) => {
                    self.requests.fetch_add(1, Ordering::Relaxed);
                    return Err(TransportError::new(kind));
                }
            };
            if status != 200 {
                self.requests.fetch_add(1, Ordering::Relaxed);
            }
            let body = IncomingBody::Whole(Bytes::from_static(br#"{"id": "c1"}"#));
            let status = StatusCode::from_u16(status).expect("a status");
            Ok(Incoming::new(status, HeaderMap::new(), body))
        })
    }
}

const CALLERS: usize = 1000;
const OUTAGE: Duration = Duration::from_secs(30);

#[tokio::test(start_paused = true)]
async fn a_server_that_is_down_is_not_met_with_a_multiple_of_its_load() {
    let downs = [
        Down::Status(503),
        Down::Status(429),
        Down::Fault(TransportErrorKind::Reset),
        Down::Fault(TransportErrorKind::Connect),
    ];
    for down in downs {
        let outage = Outage {
            begun: Instant::now(),
            ends: OUTAGE,
            down,
            requests: Arc::default(),
        };
        let client = Client::builder()
            .transport(outage.clone())
            .token("t")
            .clock(Arc::new(TokioClock::seeded(7)))
            .build()
            .expect("a usable client");
        // When each call began, and whether it succeeded.
        let calls = Arc::new(Mutex::new(Vec::new()));
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let (client, calls) = (client.clone(), Arc::clone(&calls));
                let begun = outage.begun;
                tokio::spawn(async move {
                    // A call per second and caller, spread over the second.
                    sleep(Duration::from_millis(caller as u64)).await;
                    while begun.elapsed() < OUTAGE + Duration::from_secs(10) {
                        let at = begun.elapsed();
                        let done = client.payments().look("c1").await.is_ok();
                        calls.lock().expect("no panic").push((at, done));
                        sleep(Duration::from_secs(1)).await;
                    }
                })
            })
            .collect();
        for caller in callers {
            caller.await.expect("no panic");
        }
        let calls = calls.lock().expect("no panic").clone();
        let failed = calls.iter().filter(|(_, done)| !done).count();
        let requests = outage.requests.load(Ordering::Relaxed);
        let bucket = 500;
        assert!(failed > 20 * CALLERS, "{failed} calls failed");
        assert!(
            requests as f64 <= 1.2 * failed as f64 + f64::from(bucket),
            "{down:?}: {requests} requests for {failed} calls"
        );
        let within = |from: Duration, to: Duration| {
            let these = calls.iter().filter(|(at, _)| *at >= from && *at < to);
            let these: Vec<_> = these.collect();
            let done = these.iter().filter(|(_, done)| *done).count();
            done as f64 / these.len() as f64
        };
        let second = Duration::from_secs(1);
        let goodput = within(OUTAGE, OUTAGE + 5 * second);
        assert!(goodput > 0.95, "{down:?}: goodput {goodput}");
        aloud(&format!(
            "storm ({down:?}): {failed} calls, {requests} requests, {:.4} per call; goodput {:.1} % in the 5 s after",
            requests as f64 / failed as f64,
            100.0 * goodput,
        ));
    }
}
