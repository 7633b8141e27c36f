//! Frames without end: they hold up no call for longer than its attempt, are never a reason to send a second time, and fill no
//! memory.

use std::time::{Duration, Instant};

use faultcode_runtime::Effect;
use faultcode_runtime::errors::{StopReason, TransportErrorKind};

use super::frames::{Frames, REFUSED_STREAM, field, frame, head, settings, window};
use super::server::{Act, Server};
use super::{GET, POST, call, kind};

/// The memory of this process in bytes; 0 where it cannot be known.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kilobytes.unwrap_or(0) << 10
}

const NOTHING: Frames = |_| Vec::new();

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_any_frame_ends_with_its_attempt_and_fills_no_memory() {
    let rows: [(&str, Act); 11] = [
        ("pings", Act::Flood(NOTHING, |_| frame(6, 0, 0, &[7; 8]))),
        ("pongs", Act::Flood(NOTHING, |_| frame(6, 1, 0, &[7; 8]))),
        (
            "settings",
            Act::Flood(NOTHING, |_| settings(&[(4, 65_535)])),
        ),
        ("empty settings", Act::Flood(NOTHING, |_| settings(&[]))),
        ("windows", Act::Flood(NOTHING, |_| window(0, 1))),
        (
            "priorities",
            Act::Flood(NOTHING, |id| frame(2, 0, id, &[0, 0, 0, 0, 1])),
        ),
        (
            "unknown frames",
            Act::Flood(NOTHING, |_| frame(0xbb, 0, 0, b"greased")),
        ),
        ("empty data", Act::Flood(head, |id| frame(0, 0, id, b""))),
        (
            "padded data",
            Act::Flood(head, |id| frame(0, 8, id, &[9, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
        ),
        (
            "interim answers",
            Act::Flood(NOTHING, |id| frame(1, 0x4, id, &field(":status", "103"))),
        ),
        (
            "continuations",
            Act::Flood(
                |id| frame(1, 0, id, &[0x88]),
                |id| frame(9, 0, id, &field("x-filler", "a")),
            ),
        ),
    ];
    let attempt = Duration::from_millis(250);
    let mut text = String::new();
    for (name, act) in rows {
        let server = Server::new(&[act]).await;
        let client = server.impatient(attempt);
        let (begun, before) = (Instant::now(), memory());
        let error = call(&client, &POST).await.unwrap_err();
        let (took, more) = (begun.elapsed(), memory().saturating_sub(before));
        assert_eq!(error.effect(), Effect::MaybeApplied, "{name}: {error:?}");
        let stop = match kind(&error) {
            TransportErrorKind::HeadTooLarge => StopReason::NotRetryable,
            _ => StopReason::UnsafeToRepeat,
        };
        assert_eq!(error.stop_reason(), Some(stop), "{name}");
        assert_eq!(server.requests(), 1, "{name}");
        assert!(took < 20 * attempt, "{name}: {took:?}");
        assert!(more < 64 << 20, "{name}: {more} bytes");
        let flooded = server.see(|seen| seen.flooded) >> 10;
        text += &format!(
            " {name} {flooded} KiB, {} KiB kept, {:?};",
            more >> 10,
            kind(&error)
        );
    }
    println!("floods:{text}");
}

/// A head beyond the limit is no answer, and is asked for once.
#[tokio::test]
async fn a_head_beyond_the_limit_ends_its_call() {
    for (bytes, fits) in [(100 << 10, true), (400 << 10, false), (4 << 20, false)] {
        let server = Server::new(&[Act::LargeHead(bytes)]).await;
        let client = server.impatient(Duration::from_secs(5));
        let outcome = call(&client, &POST).await;
        assert_eq!(outcome.is_ok(), fits, "{bytes}: {outcome:?}");
        if let Err(error) = outcome {
            assert_eq!(error.effect(), Effect::MaybeApplied, "{bytes}");
            assert_eq!(kind(&error), TransportErrorKind::HeadTooLarge, "{bytes}");
        }
        assert_eq!(server.requests(), 1, "{bytes}");
    }
}

/// Reset streams are given back: a server that refuses all it is asked for does not fill the client.
#[tokio::test]
async fn refused_streams_leave_nothing_behind() {
    let acts = vec![Act::Rst(REFUSED_STREAM); 300];
    let server = Server::new(&acts).await;
    let client = server.builder(1).build().expect("a usable client");
    for _ in 0..300 {
        let error = call(&client, &GET).await.unwrap_err();
        assert_eq!(error.effect(), Effect::NotSent);
    }
    assert_eq!(call(&client, &GET).await.unwrap(), "done");
    assert_eq!(server.requests(), 301);
}
