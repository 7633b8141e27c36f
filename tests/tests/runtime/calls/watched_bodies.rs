//! A body that stands still for too long ends its attempt. Watched is the body that is on its way, while it is.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use faultcode_runtime::errors::{TransportError, TransportErrorKind};
use faultcode_runtime::transports::{
    Incoming, IncomingBody, Outgoing, OutgoingBody, Transport, TransportFuture,
};
use faultcode_runtime::{Bytes, Call, Client, Credential, ErrorKind, Upload};
use faultcode_tests::shop::{self, ShopError};
use tokio::time::{Sleep, sleep};

const STALL: Duration = Duration::from_secs(2);
const HALF: Duration = Duration::from_secs(1);

/// So many pieces, each after half the time that a body may stand still; `None` for one that stands still.
struct Slow {
    left: Option<usize>,
    piece: &'static [u8],
    wait: Pin<Box<Sleep>>,
}

impl Slow {
    fn new(left: Option<usize>) -> Self {
        Self {
            left,
            piece: b"piece",
            wait: Box::pin(sleep(HALF)),
        }
    }
}

impl futures_core::Stream for Slow {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(left) = self.left else {
            return Poll::Pending;
        };
        std::task::ready!(self.wait.as_mut().poll(cx));
        self.wait = Box::pin(sleep(HALF));
        self.left = Some(left.saturating_sub(1));
        let piece = Bytes::from_static(self.piece);
        Poll::Ready((left > 0).then_some(Ok(piece)))
    }
}

/// What becomes of a request.
#[derive(Clone, Copy)]
enum Act {
    /// It comes back unstarted.
    Back,
    /// It comes back unstarted, although its body was read.
    BackRead,
    /// It is read once this time is over, and answered.
    Served(Duration),
    /// As above, at once, by a network that needs half the time that a body may stand still for each 64 KiB.
    ServedSlowly,
}

struct Acts(Vec<Act>, AtomicUsize);

async fn next(body: &mut OutgoingBody) -> Option<usize> {
    let frame = poll_fn(|cx| http_body::Body::poll_frame(Pin::new(&mut *body), cx)).await;
    frame.map(|frame| frame.unwrap().into_data().unwrap().len())
}

impl Transport for Acts {
    fn send(&self, request: Outgoing) -> TransportFuture<'_> {
        let act = self.0[self.1.fetch_add(1, Ordering::SeqCst)];
        let mut body = request.request.into_body();
        Box::pin(async move {
            let served = || {
                let (status, headers) = (http::StatusCode::NO_CONTENT, http::HeaderMap::new());
                Ok(Incoming::new(
                    status,
                    headers,
                    IncomingBody::Whole(Bytes::new()),
                ))
            };
            match act {
                Act::Back => Err(TransportError::unstarted()),
                Act::BackRead => {
                    while next(&mut body).await.is_some() {}
                    Err(TransportError::unstarted())
                }
                Act::Served(after) => {
                    sleep(after).await;
                    while next(&mut body).await.is_some() {}
                    served()
                }
                Act::ServedSlowly => {
                    while let Some(size) = next(&mut body).await {
                        let parts = u32::try_from(size.div_ceil(64 * 1024)).unwrap();
                        sleep(HALF * parts).await;
                    }
                    served()
                }
            }
        })
    }
}

/// How a call ends whose body is made by that function for each request, the first being number 0.
async fn send(
    acts: &[Act],
    make: impl Fn(usize) -> Slow + Send + Sync + 'static,
) -> Option<TransportErrorKind> {
    let client = Client::builder(&shop::API)
        .transport(Acts(acts.to_vec(), AtomicUsize::new(0)))
        .credential(&shop::TOKEN, Credential::secret("t"))
        .stall_timeout(STALL)
        .attempt_timeout(Duration::from_secs(600))
        .build()
        .unwrap();
    let made = AtomicUsize::new(0);
    let upload = Upload::repeatable(move || make(made.fetch_add(1, Ordering::SeqCst)));
    let call = Call::<(), ShopError>::new(&client, &shop::PLACE_ORDER);
    match call.upload("application/octet-stream", upload).await {
        Ok(()) => None,
        Err(error) => match error.kind() {
            ErrorKind::Transport(fault) => Some(fault.kind()),
            _ => panic!("{error:?}"),
        },
    }
}

const NOW: Duration = Duration::ZERO;

#[tokio::test(start_paused = true)]
async fn a_body_that_is_sent_again_is_watched_by_its_own_progress() {
    let moves = |_| Slow::new(Some(8));
    assert_eq!(send(&[Act::Served(NOW)], moves).await, None);
    assert_eq!(send(&[Act::Back, Act::Served(NOW)], moves).await, None);
    assert_eq!(
        send(&[Act::Back, Act::Back, Act::Served(NOW)], moves).await,
        None
    );
    assert_eq!(send(&[Act::BackRead, Act::Served(NOW)], moves).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_sent_again_can_stall() {
    let second_stands = |number| Slow::new((number == 0).then_some(3));
    let stalled = Some(TransportErrorKind::Stalled);
    assert_eq!(
        send(&[Act::Served(NOW)], |_| Slow::new(None)).await,
        stalled
    );
    assert_eq!(
        send(&[Act::Back, Act::Served(NOW)], second_stands).await,
        stalled
    );
    // The first was read to its end, so that it cannot stall any more.
    assert_eq!(
        send(&[Act::BackRead, Act::Served(NOW)], second_stands).await,
        stalled
    );
}

#[tokio::test(start_paused = true)]
async fn a_body_that_nobody_has_asked_for_does_not_stall() {
    let slow_connection = Act::Served(STALL * 5);
    assert_eq!(send(&[slow_connection], |_| Slow::new(Some(3))).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_large_piece_makes_progress_while_it_is_taken() {
    static LARGE: [u8; 1 << 20] = [b'x'; 1 << 20];
    let large = |_| Slow {
        piece: &LARGE,
        ..Slow::new(Some(2))
    };
    assert_eq!(send(&[Act::ServedSlowly], large).await, None);
}
