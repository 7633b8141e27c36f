//! What an error of an HTTP client proves about the request: one table for every transport that stands on hyper.

use std::error::Error;
use std::io;

use hyper_util::client::legacy::Error as ClientError;

use super::{TransportFault, TransportKind};

/// What a client says of an error beside its causes.
#[derive(Clone, Copy, Default)]
pub(super) struct Hints {
    /// The name has no address.
    pub(super) dns: bool,
    /// Time ran out.
    pub(super) timeout: bool,
}

/// A fault before the head of the answer.
pub(super) fn of_send<E>(error: E, hints: Hints) -> TransportFault
where
    E: Error + Send + Sync + 'static,
{
    before_head(&error, hints).with_source(error)
}

fn before_head(error: &(dyn Error + 'static), hints: Hints) -> TransportFault {
    if TransportFault::is_of_upload(error) {
        return TransportFault::new(TransportKind::Upload);
    }
    if find::<ClientError>(error).is_some_and(ClientError::is_connect) {
        return TransportFault::new(of_connection(error, hints));
    }
    if hints.timeout {
        return TransportFault::new(TransportKind::Timeout);
    }
    let Some(cause) = find::<hyper::Error>(error) else {
        return TransportFault::new(TransportKind::Reset);
    };
    // hyper uses this word only for a request that it still holds whole: the connection closed before it was started.
    if cause.is_canceled() || is_refused(cause) {
        return TransportFault::unstarted();
    }
    TransportFault::new(of_cause(cause))
}

/// A fault within the body of the answer.
pub(super) fn of_body<E>(error: E, hints: Hints) -> TransportFault
where
    E: Error + Send + Sync + 'static,
{
    let cause = find::<hyper::Error>(&error).map_or(TransportKind::Reset, of_cause);
    let kind = match cause {
        _ if hints.timeout => TransportKind::Timeout,
        TransportKind::Reset => TransportKind::BodyInterrupted,
        kind => kind,
    };
    TransportFault::new(kind).with_source(error)
}

/// Why no connection came about.
pub(super) fn of_connection(error: &(dyn Error + 'static), hints: Hints) -> TransportKind {
    if let Some(fault) = find::<TransportFault>(error) {
        return fault.kind();
    }
    if hints.dns {
        return TransportKind::Dns;
    }
    if let Some(kind) = find::<rustls::Error>(error).map(of_tls) {
        return kind;
    }
    // Other TLS libraries, and a proxy, have errors whose types are their own; tests hold the texts.
    let mut kind = TransportKind::Connect;
    each(error, |cause| {
        let text = cause.to_string();
        if is_refusal_of_proxy(&text) {
            kind = TransportKind::Proxy;
        } else if text.to_ascii_lowercase().contains("certificate") {
            kind = TransportKind::Certificate;
        }
    });
    let in_time = |error: &io::Error| error.kind() != io::ErrorKind::TimedOut;
    if kind == TransportKind::Connect && (hints.timeout || !find(error).is_none_or(in_time)) {
        return TransportKind::ConnectTimeout;
    }
    kind
}

/// Whether a proxy answered, and not with a tunnel. One that cannot be reached, or that cannot reach the server, refuses
/// nothing: that passes, as it does without a proxy.
fn is_refusal_of_proxy(text: &str) -> bool {
    let tunnel = [
        "proxy authorization required",
        "proxy response headers too long",
        "unsuccessful",
    ];
    let passes = [
        "connection refused",
        "failed to create underlying connection",
        "host unreachable",
        "io error during SOCKS handshake",
        "network unreachable",
        "ttl expired",
    ];
    if let Some(reason) = text.strip_prefix("tunnel error: ") {
        return tunnel.contains(&reason);
    }
    text.strip_prefix("SOCKS error: ")
        .is_some_and(|reason| !passes.contains(&reason))
}

fn of_tls(error: &rustls::Error) -> TransportKind {
    use rustls::AlertDescription as Alert;
    use rustls::Error::{
        AlertReceived, InvalidCertRevocationList, InvalidCertificate, NoCertificatesPresented,
        UnsupportedNameType,
    };
    match error {
        InvalidCertificate(_)
        | NoCertificatesPresented
        | UnsupportedNameType
        | InvalidCertRevocationList(_) => TransportKind::Certificate,
        // The server does not take ours, or asks for one (RFC 8446 section 6.2).
        AlertReceived(
            Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
            | Alert::CertificateRequired,
        ) => TransportKind::Certificate,
        _ => TransportKind::Tls,
    }
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

/// The first error of that type in a chain of causes.
pub(super) fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    let mut found = None;
    each(error, |cause| found = found.or(cause.downcast_ref::<T>()));
    found
}

/// Every error in a chain of causes.
fn each<'e>(error: &'e (dyn Error + 'static), mut see: impl FnMut(&'e (dyn Error + 'static))) {
    let mut next = Some(error);
    while let Some(error) = next {
        see(error);
        // The cause of an `io::Error` that wraps another error is the cause of that one, not the wrapped error itself.
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
}

#[cfg(test)]
mod tests;
