//! What fails before there is a connection, with the errors that the libraries below give. What happens on a connection is
//! shown on sockets by `tests/tests/faults`.

use std::error::Error;
use std::io;

use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use rustls::{AlertDescription, CertificateError, PeerIncompatible};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tower_service::Service as _;

use super::{Hints, TransportKind, of_connection};

fn kind(error: &(dyn Error + 'static)) -> TransportKind {
    of_connection(error, Hints::default())
}

#[test]
fn what_stays_wrong_with_a_certificate_is_told_from_what_may_pass() {
    let rows = [
        (
            rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer),
            TransportKind::Certificate,
        ),
        (
            rustls::Error::InvalidCertificate(CertificateError::Expired),
            TransportKind::Certificate,
        ),
        (
            rustls::Error::InvalidCertificate(CertificateError::NotValidForName),
            TransportKind::Certificate,
        ),
        (
            rustls::Error::NoCertificatesPresented,
            TransportKind::Certificate,
        ),
        // RFC 8446 section 6.2: the server wants a certificate, or does not take the one that it got.
        (
            rustls::Error::AlertReceived(AlertDescription::CertificateRequired),
            TransportKind::Certificate,
        ),
        (
            rustls::Error::AlertReceived(AlertDescription::UnknownCA),
            TransportKind::Certificate,
        ),
        (
            rustls::Error::AlertReceived(AlertDescription::InternalError),
            TransportKind::Tls,
        ),
        (
            rustls::Error::PeerIncompatible(
                PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
            ),
            TransportKind::Tls,
        ),
        (rustls::Error::HandshakeNotComplete, TransportKind::Tls),
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
            TransportKind::Certificate,
        ),
        (
            "The certificate was not trusted.",
            TransportKind::Certificate,
        ),
        (
            "The certificate chain was issued by an authority that is not trusted.",
            TransportKind::Certificate,
        ),
        ("connection closed via error", TransportKind::Connect),
    ];
    for (text, expected) in rows {
        assert_eq!(kind(&io::Error::other(text)), expected, "{text}");
    }
    let timed_out = io::Error::from(io::ErrorKind::TimedOut);
    assert_eq!(kind(&timed_out), TransportKind::ConnectTimeout);
    let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
    assert_eq!(kind(&refused), TransportKind::Connect);
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
            TransportKind::Proxy,
        ),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", TransportKind::Proxy),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", TransportKind::Proxy),
        ("SSH-2.0-Open\r\n\r\n", TransportKind::Proxy),
        ("HTTP/1.1 200", TransportKind::Connect),
        ("", TransportKind::Connect),
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
    assert_eq!(kind(&error), TransportKind::Connect, "{error}");
}

/// RFC 1928 sections 3 and 6, by their numbers.
#[tokio::test]
async fn a_socks_proxy_that_refuses_is_told_from_one_that_cannot_reach_the_server() {
    let reply = |code| vec![vec![5, 0], vec![5, code, 0, 1, 0, 0, 0, 0, 0, 0]];
    let rows = [
        (vec![vec![5, 0xff]], TransportKind::Proxy),
        (reply(1), TransportKind::Proxy),
        (reply(2), TransportKind::Proxy),
        (reply(3), TransportKind::Connect),
        (reply(4), TransportKind::Connect),
        (reply(5), TransportKind::Connect),
        (reply(7), TransportKind::Proxy),
        (vec![vec![5, 0], vec![]], TransportKind::Connect),
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
