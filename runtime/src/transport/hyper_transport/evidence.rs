//! What an error of hyper proves about the request.

use std::error::Error;

use hyper_util::client::legacy::Error as ClientError;

use crate::transport::{TransportFault, TransportKind};

/// A fault before the head of the answer.
pub(super) fn of_send(error: ClientError) -> TransportFault {
    if error.is_connect() {
        let kind = error
            .source()
            .and_then(|cause| cause.downcast_ref::<TransportFault>())
            .map_or(TransportKind::Connect, TransportFault::kind);
        return TransportFault::new(kind).with_source(error);
    }
    if TransportFault::is_of_upload(&error) {
        return TransportFault::new(TransportKind::Upload).with_source(error);
    }
    let Some(cause) = error
        .source()
        .and_then(|cause| cause.downcast_ref::<hyper::Error>())
    else {
        return TransportFault::new(TransportKind::Reset).with_source(error);
    };
    // hyper uses this word only for a request that it still holds whole: the connection closed before it was started.
    if cause.is_canceled() || is_refused(cause) {
        return TransportFault::unstarted().with_source(error);
    }
    TransportFault::new(of_cause(cause)).with_source(error)
}

/// A fault within the body of the answer.
pub(super) fn of_body(error: hyper::Error) -> TransportFault {
    let kind = match of_cause(&error) {
        TransportKind::Reset => TransportKind::BodyInterrupted,
        kind => kind,
    };
    TransportFault::new(kind).with_source(error)
}

fn of_cause(cause: &hyper::Error) -> TransportKind {
    // hyper has a method for this only together with its server; a test holds the text.
    if cause.is_parse() && cause.to_string().contains("too large") {
        TransportKind::HeadTooLarge
    } else if cause.is_parse() {
        TransportKind::Protocol
    } else {
        TransportKind::Reset
    }
}

/// A server that refuses a stream, or says that it goes away and that a stream above the last one was not looked at,
/// promises that it did not begin with it (RFC 9113 section 8.7).
///
/// h2 gives a server's GOAWAY as the error of those streams only that lie above the one it names, and of requests that it
/// has not sent yet. The streams below end with the connection, as a broken pipe.
#[cfg(feature = "http2")]
fn is_refused(cause: &hyper::Error) -> bool {
    cause
        .source()
        .and_then(|cause| cause.downcast_ref::<h2::Error>())
        .filter(|error| error.is_remote())
        .is_some_and(|error| {
            let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
            refused || error.is_go_away()
        })
}

#[cfg(not(feature = "http2"))]
fn is_refused(_: &hyper::Error) -> bool {
    false
}
