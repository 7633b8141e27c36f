//! What an error of an HTTP client proves about the request: one table for every transport that stands on hyper.

use std::error::Error;
use std::io;

use hyper_util::client::legacy::Error as ClientError;

use super::{TransportError, TransportErrorKind};

/// What a client says of an error beside its causes.
#[derive(Clone, Copy, Default)]
pub(super) struct Hints {
    /// The name has no address.
    pub(super) dns: bool,
    /// Time ran out.
    pub(super) timeout: bool,
}

/// A fault before the head of the answer.
pub(super) fn of_send<E>(error: E, hints: Hints) -> TransportError
where
    E: Error + Send + Sync + 'static,
{
    before_head(&error, hints).with_source(error)
}

fn before_head(error: &(dyn Error + 'static), hints: Hints) -> TransportError {
    if TransportError::is_of_upload(error) {
        return TransportError::new(TransportErrorKind::Upload);
    }
    if find::<ClientError>(error).is_some_and(ClientError::is_connect) {
        return TransportError::new(of_connection(error, hints));
    }
    // In TLS 1.3 a client is done with the handshake before the server has looked at its certificate. A server that refuses it says
    // so where the answer would be, and has read no request by then (RFC 8446 section 4.4).
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    if find::<rustls::Error>(error).map(of_tls) == Some(TransportErrorKind::Certificate) {
        return TransportError::new(TransportErrorKind::Certificate);
    }
    if hints.timeout {
        return TransportError::new(TransportErrorKind::Timeout);
    }
    let Some(cause) = find::<hyper::Error>(error) else {
        return TransportError::new(TransportErrorKind::Reset);
    };
    // hyper uses this word only for a request that it still holds whole: the connection closed before it was started.
    if cause.is_canceled() || is_refused(cause) {
        return TransportError::unstarted();
    }
    TransportError::new(of_cause(cause))
}

/// A fault within the body of the answer.
pub(super) fn of_body<E>(error: E, hints: Hints) -> TransportError
where
    E: Error + Send + Sync + 'static,
{
    let cause = find::<hyper::Error>(&error).map_or(TransportErrorKind::Reset, of_cause);
    let kind = match cause {
        _ if hints.timeout => TransportErrorKind::Timeout,
        TransportErrorKind::Reset => TransportErrorKind::BodyInterrupted,
        kind => kind,
    };
    TransportError::new(kind).with_source(error)
}

/// Why no connection came about.
pub(super) fn of_connection(error: &(dyn Error + 'static), hints: Hints) -> TransportErrorKind {
    if let Some(fault) = find::<TransportError>(error) {
        return fault.kind();
    }
    if hints.dns {
        return TransportErrorKind::Dns;
    }
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    if let Some(kind) = find::<rustls::Error>(error).map(of_tls) {
        return kind;
    }
    // Other TLS libraries, and a proxy, have errors whose types are their own; tests hold the texts.
    let mut kind = TransportErrorKind::Connect;
    each(error, |cause| {
        let text = cause.to_string();
        if is_refusal_of_proxy(&text) {
            kind = TransportErrorKind::Proxy;
        } else if text.contains(NO_TLS) {
            kind = TransportErrorKind::NoTls;
        } else if text.to_ascii_lowercase().contains("certificate") {
            kind = TransportErrorKind::Certificate;
        }
    });
    let in_time = |error: &io::Error| error.kind() != io::ErrorKind::TimedOut;
    if kind == TransportErrorKind::Connect && (hints.timeout || !find(error).is_none_or(in_time)) {
        return TransportErrorKind::ConnectTimeout;
    }
    kind
}

/// What the connector of hyper-util says of an `https` address, where nothing speaks TLS over it.
const NO_TLS: &str = "scheme is not http";

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

#[cfg(any(feature = "hyper", feature = "reqwest"))]
fn of_tls(error: &rustls::Error) -> TransportErrorKind {
    use rustls::AlertDescription as Alert;
    use rustls::Error::{
        AlertReceived, InvalidCertRevocationList, InvalidCertificate, NoCertificatesPresented,
        UnsupportedNameType,
    };
    match error {
        InvalidCertificate(_)
        | NoCertificatesPresented
        | UnsupportedNameType
        | InvalidCertRevocationList(_) => TransportErrorKind::Certificate,
        // The server does not take ours, or asks for one (RFC 8446 section 6.2).
        AlertReceived(
            Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            // Of a certificate that is signed, but not by the authority of that name.
            | Alert::DecryptError
            | Alert::AccessDenied
            | Alert::CertificateRequired,
        ) => TransportErrorKind::Certificate,
        _ => TransportErrorKind::Tls,
    }
}

fn of_cause(cause: &hyper::Error) -> TransportErrorKind {
    // hyper has a method for this only together with its server; a test holds the text.
    let is_large = cause.is_parse() && cause.to_string().contains("too large");
    if is_large || is_large_head(cause) {
        TransportErrorKind::HeadTooLarge
    } else if cause.is_parse() {
        TransportErrorKind::Protocol
    } else {
        TransportErrorKind::Reset
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

/// h2 gives up a connection on which a head goes on and on, in one frame or in many; a test holds the texts.
#[cfg(feature = "http2")]
fn is_large_head(cause: &hyper::Error) -> bool {
    let cause = cause.source();
    let cause = cause.and_then(|cause| cause.downcast_ref::<h2::Error>());
    cause.is_some_and(|error| {
        let text = error.to_string();
        let words = ["header_list_way_too_large", "too_many_continuations"];
        error.is_library() && words.iter().any(|words| text.contains(words))
    })
}

#[cfg(not(feature = "http2"))]
fn is_large_head(_: &hyper::Error) -> bool {
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

#[cfg(all(test, any(feature = "hyper", feature = "reqwest")))]
mod tests {
    //! What fails before there is a connection, with the errors that the libraries below give. What happens on a connection is
    //! shown on sockets by `tests/tests/runtime/faults`.

    use std::error::Error;
    use std::io;

    use hyper_util::client::legacy::connect::HttpConnector;
    use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
    use rustls::{AlertDescription, CertificateError, PeerIncompatible};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;
    use tower_service::Service as _;

    use super::{Hints, TransportErrorKind, of_connection, of_send};
    use crate::facts::Effect;

    fn kind(error: &(dyn Error + 'static)) -> TransportErrorKind {
        of_connection(error, Hints::default())
    }

    #[test]
    fn what_stays_wrong_with_a_certificate_is_told_from_what_may_pass() {
        let rows = [
            (
                rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer),
                TransportErrorKind::Certificate,
            ),
            (
                rustls::Error::InvalidCertificate(CertificateError::Expired),
                TransportErrorKind::Certificate,
            ),
            (
                rustls::Error::InvalidCertificate(CertificateError::NotValidForName),
                TransportErrorKind::Certificate,
            ),
            (
                rustls::Error::NoCertificatesPresented,
                TransportErrorKind::Certificate,
            ),
            // RFC 8446 section 6.2: the server wants a certificate, or does not take the one that it got.
            (
                rustls::Error::AlertReceived(AlertDescription::CertificateRequired),
                TransportErrorKind::Certificate,
            ),
            (
                rustls::Error::AlertReceived(AlertDescription::UnknownCA),
                TransportErrorKind::Certificate,
            ),
            (
                rustls::Error::AlertReceived(AlertDescription::InternalError),
                TransportErrorKind::Tls,
            ),
            (
                rustls::Error::PeerIncompatible(
                    PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
                ),
                TransportErrorKind::Tls,
            ),
            (rustls::Error::HandshakeNotComplete, TransportErrorKind::Tls),
        ];
        for (error, expected) in rows {
            let text = error.to_string();
            // As the streams over TLS give it.
            let error = io::Error::new(io::ErrorKind::InvalidData, error);
            assert_eq!(kind(&error), expected, "{text}");
        }
    }

    #[test]
    fn other_libraries_tell_by_their_words() {
        let rows = [
            // OpenSSL, Security Framework, SChannel.
            (
                "error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed",
                TransportErrorKind::Certificate,
            ),
            (
                "The certificate was not trusted.",
                TransportErrorKind::Certificate,
            ),
            (
                "The certificate chain was issued by an authority that is not trusted.",
                TransportErrorKind::Certificate,
            ),
            ("connection closed via error", TransportErrorKind::Connect),
        ];
        for (text, expected) in rows {
            assert_eq!(kind(&io::Error::other(text)), expected, "{text}");
        }
        let timed_out = io::Error::from(io::ErrorKind::TimedOut);
        assert_eq!(kind(&timed_out), TransportErrorKind::ConnectTimeout);
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        assert_eq!(kind(&refused), TransportErrorKind::Connect);
    }

    /// A connection that is gone takes no byte of a request, which may then be sent again whatever it asks for.
    #[tokio::test]
    async fn a_request_that_no_connection_took_is_unstarted() {
        let (near, far) = tokio::io::duplex(64);
        let near = hyper_util::rt::TokioIo::new(near);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(near).await.unwrap();
        drop((connection, far));
        let request = http::Request::new(String::new());
        let error = sender.send_request(request).await.unwrap_err();
        let fault = of_send(error, Hints::default());
        assert!(fault.is_unstarted(), "{fault:?}");
        assert_eq!(fault.effect(), Effect::NotSent);
    }

    /// A proxy that answers what it reads with these bytes, one after the other, and closes.
    async fn proxy(answers: Vec<Vec<u8>>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            for answer in answers {
                let mut asked = [0; 1024];
                assert!(stream.read(&mut asked).await.unwrap() > 0);
                stream.write_all(&answer).await.unwrap();
            }
        });
        format!("http://{address}")
    }

    fn connector() -> HttpConnector {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http
    }

    /// RFC 9110 section 9.3.6: any answer but a 2xx says that the tunnel was not made.
    #[tokio::test]
    async fn a_proxy_that_refuses_a_tunnel_is_told_from_one_that_breaks_off() {
        let rows = [
            (
                "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
                TransportErrorKind::Proxy,
            ),
            ("HTTP/1.1 403 Forbidden\r\n\r\n", TransportErrorKind::Proxy),
            (
                "HTTP/1.1 502 Bad Gateway\r\n\r\n",
                TransportErrorKind::Proxy,
            ),
            ("SSH-2.0-Open\r\n\r\n", TransportErrorKind::Proxy),
            ("HTTP/1.1 200", TransportErrorKind::Connect),
            ("", TransportErrorKind::Connect),
        ];
        for (answer, expected) in rows {
            let at = proxy(vec![answer.into()]).await.parse().unwrap();
            let mut tunnel = Tunnel::new(at, connector());
            let error = tunnel
                .call("https://shop.example".parse().unwrap())
                .await
                .unwrap_err();
            assert_eq!(kind(&error), expected, "{answer:?}: {error}");
        }
        let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = format!("http://{}", nobody.local_addr().unwrap())
            .parse()
            .unwrap();
        drop(nobody);
        let mut tunnel = Tunnel::new(at, connector());
        let error = tunnel
            .call("https://shop.example".parse().unwrap())
            .await
            .unwrap_err();
        assert_eq!(kind(&error), TransportErrorKind::Connect, "{error}");
    }

    /// RFC 1928 sections 3 and 6, by their numbers.
    #[tokio::test]
    async fn a_socks_proxy_that_refuses_is_told_from_one_that_cannot_reach_the_server() {
        let reply = |code| vec![vec![5, 0], vec![5, code, 0, 1, 0, 0, 0, 0, 0, 0]];
        let rows = [
            (vec![vec![5, 0xff]], TransportErrorKind::Proxy),
            (reply(1), TransportErrorKind::Proxy),
            (reply(2), TransportErrorKind::Proxy),
            (reply(3), TransportErrorKind::Connect),
            (reply(4), TransportErrorKind::Connect),
            (reply(5), TransportErrorKind::Connect),
            (reply(7), TransportErrorKind::Proxy),
            (vec![vec![5, 0], vec![]], TransportErrorKind::Connect),
        ];
        for (answers, expected) in rows {
            let at = proxy(answers.clone()).await.parse().unwrap();
            let mut socks = SocksV5::new(at, connector());
            let error = socks.call("https://shop.example".parse().unwrap()).await;
            let Err(error) = error else {
                panic!("{answers:?} made a connection")
            };
            assert_eq!(kind(&error), expected, "{answers:?}: {error}");
        }
    }
}
