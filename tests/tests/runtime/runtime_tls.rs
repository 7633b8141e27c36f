//! Connections over TLS: which certificates are taken, and what is reported of those that are not.

use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::errors::TransportErrorKind;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::transports::HyperTransport;
use faultcode_runtime::{Client, Credential, Effect, Error, ErrorKind};
use faultcode_tests::shop::{self, API, CANARY, Order, ShopError, TOKEN};
use faultcode_tests::{Answer, Server};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// An authority of its own, in DER form, and a server with a certificate of it for these names.
async fn server(names: &[&str]) -> (Vec<u8>, u16) {
    server_until(names, 4096).await
}

/// The same, its certificate valid until that year begins.
async fn server_until(names: &[&str], year: i32) -> (Vec<u8>, u16) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.not_after = rcgen::date_time_ymd(year, 1, 1);
    let certificate = params.signed_by(&key, &authority).unwrap();
    let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], secret)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A handshake that the client breaks off is the client's to report.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut request = vec![0; 4096];
            let read = stream.read(&mut request).await.unwrap_or(0);
            assert!(request[..read].starts_with(b"GET /orders/o1 HTTP/1.1\r\n"));
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"id\":\"o1\"}";
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (authority.as_ref().der().to_vec(), port)
}

fn client(host: &str, port: u16, authorities: &[Vec<u8>]) -> Client {
    Client::builder(&API)
        .base_url(format!("https://{host}:{port}"))
        .credential(&TOKEN, Credential::secret(CANARY))
        .transport(HyperTransport::with_authorities(
            Duration::from_secs(3),
            authorities,
        ))
        .clock(Arc::new(ManualClock::new()))
        .build()
        .unwrap()
}

fn fault(error: &Error<ShopError>) -> TransportErrorKind {
    match error.kind() {
        ErrorKind::Transport(error) => error.kind(),
        _ => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_certificate_of_a_known_authority_is_taken() {
    let (authority, port) = server(&["localhost"]).await;
    let client = client("localhost", port, &[authority]);
    assert_eq!(
        shop::get_order(&client, "o1").await.unwrap(),
        Order::new("o1")
    );
}

#[tokio::test]
async fn any_other_certificate_ends_the_call_before_anything_is_sent() {
    let (authority, port) = server(&["elsewhere.example"]).await;
    for authorities in [vec![], vec![authority]] {
        let client = client("localhost", port, &authorities);
        let error = shop::get_order(&client, "o1").await.unwrap_err();
        assert_eq!(fault(&error), TransportErrorKind::Certificate);
        assert_eq!(error.effect(), Effect::NotSent);
        assert_eq!(error.attempts().len(), 1);
    }
}

#[tokio::test]
async fn a_certificate_that_ran_out_ends_the_call_before_anything_is_sent() {
    let (authority, port) = server_until(&["localhost"], 2020).await;
    let client = client("localhost", port, &[authority]);
    let error = shop::get_order(&client, "o1").await.unwrap_err();
    assert_eq!(fault(&error), TransportErrorKind::Certificate);
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(error.attempts().len(), 1);
}

#[tokio::test]
async fn a_server_without_tls_gets_no_request() {
    let plain = Server::answering([Answer::status(204)]);
    let client = client("127.0.0.1", plain.port(), &[]);
    let error = shop::place_order(&client, &Order::new("o1"))
        .await
        .unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert_eq!(error.effect(), Effect::NotSent);
    assert_eq!(error.attempts().len(), 3);
    assert_eq!(plain.count(), 0);
}
