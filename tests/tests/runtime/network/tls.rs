//! Certificates: those that are accepted, those that are shown, and what becomes of a call where one is not.

use faultcode_runtime::errors::TransportErrorKind;
use faultcode_runtime::transports::Tls;
use faultcode_runtime::{BuildError, Effect};
use faultcode_tests::authority::{Authority, Identity, TlsServer};
use faultcode_tests::shop::{self, Order};

use super::TLS;

const NAMES: [&str; 1] = ["localhost"];

fn showing(tls: Tls, who: &Identity) -> Tls {
    tls.client_certificate(who.certificate_pem(), who.key_pem().into())
}

fn base(server: &TlsServer) -> String {
    format!("https://localhost:{}", server.port())
}

#[tokio::test]
async fn roots_of_ones_own_are_taken_beside_others_or_alone() {
    for &over in TLS {
        let (ours, theirs) = (Authority::default(), Authority::default());
        let server = TlsServer::new(&ours.server(&NAMES), None);
        let both = format!("{}{}", theirs.pem(), ours.pem());
        let rows = [
            (Tls::new().roots(ours.pem()), true),
            (Tls::new().only_roots(ours.pem()), true),
            (Tls::new().roots(both), true),
            (Tls::new().only_roots(theirs.pem()).roots(ours.pem()), true),
            (Tls::new(), false),
            (Tls::new().roots(theirs.pem()), false),
            (Tls::new().only_roots(theirs.pem()), false),
        ];
        for (tls, expected) in rows {
            let row = format!("{over:?} {tls:?}");
            let client = over.client(&base(&server), None, Some(tls));
            assert_eq!(
                shop::get_order(&client, "o1").await.is_ok(),
                expected,
                "{row}"
            );
        }
        assert_eq!(server.count(), 4);
    }
}

#[tokio::test]
async fn a_client_shows_its_certificate_to_a_server_that_asks() {
    for &over in TLS {
        let ours = Authority::default();
        let server = TlsServer::new(&ours.server(&NAMES), Some(&ours));
        let tls = showing(Tls::new().only_roots(ours.pem()), &ours.client());
        let client = over.client(&base(&server), None, Some(tls));
        let order = shop::place_order(&client, &Order::new("o1")).await;
        assert_eq!(order.unwrap(), Order::new("o1"), "{over:?}");
        assert_eq!(server.count(), 1, "{over:?}");
    }
}

/// A certificate that has run out, of nobody known, or for another host; a client that shows none, or one of nobody known.
#[tokio::test]
async fn a_certificate_that_is_not_accepted_ends_the_call_and_nothing_was_sent() {
    for &over in TLS {
        let (ours, theirs) = (Authority::default(), Authority::called("somebody else"));
        let trusting = || Tls::new().only_roots(ours.pem());
        let rows = [
            ("expired", ours.expired(&NAMES), None, trusting()),
            ("unknown", theirs.server(&NAMES), None, trusting()),
            (
                "other host",
                ours.server(&["else.invalid"]),
                None,
                trusting(),
            ),
            ("none shown", ours.server(&NAMES), Some(&ours), trusting()),
            (
                "unknown client",
                ours.server(&NAMES),
                Some(&ours),
                showing(trusting(), &theirs.client()),
            ),
            (
                "client of a namesake",
                ours.server(&NAMES),
                Some(&ours),
                showing(trusting(), &Authority::default().client()),
            ),
        ];
        for (row, identity, clients, tls) in rows {
            let server = TlsServer::new(&identity, clients);
            let client = over.client(&base(&server), None, Some(tls));
            let error = shop::place_order(&client, &Order::new("o1"))
                .await
                .unwrap_err();
            let row = format!("{over:?} {row}: {error:?}");
            assert_eq!(
                error.fault(),
                Some(TransportErrorKind::Certificate),
                "{row}"
            );
            assert_eq!(error.effect(), Effect::NotSent, "{row}");
            assert_eq!(error.attempts().len(), 1, "{row}");
            assert_eq!(server.count(), 0, "{row}");
            assert!(error.to_string().contains("certificate"), "{row}");
        }
    }
}

#[test]
fn what_is_no_certificate_or_key_is_refused_when_the_client_is_made() {
    let ours = Authority::default();
    let (one, other) = (ours.client(), ours.client());
    let rows = [
        Tls::new().roots("no PEM"),
        Tls::new().only_roots(""),
        Tls::new().roots(one.key_pem()),
        Tls::new().client_certificate("", one.key_pem().into()),
        Tls::new().client_certificate(one.certificate_pem(), "key-canary".into()),
        Tls::new().client_certificate(one.certificate_pem(), other.key_pem().into()),
    ];
    let key = one.key_pem();
    let key = key.lines().nth(1).expect("a line of the key");
    for tls in rows {
        for &over in TLS {
            let built = over.builder("https://localhost", None, Some(tls.clone()));
            let error = built.and_then(|it| it.build()).unwrap_err();
            let text = format!("{error} {error:?} {tls:?}");
            assert!(matches!(error, BuildError::Network(_)), "{text}");
            assert!(!text.contains("canary") && !text.contains(key), "{text}");
        }
    }
}

/// Without the feature, TLS settings are not dropped.
#[cfg(not(feature = "reqwest-tls"))]
#[test]
fn settings_that_reqwest_cannot_be_given_are_refused() {
    let built = super::Over::Reqwest.builder("https://localhost", None, Some(Tls::new()));
    let error = built.map(drop).unwrap_err().to_string();
    assert!(error.contains("reqwest-tls"), "{error}");
}

/// Says that half of the tests above ran.
#[cfg(not(feature = "reqwest-tls"))]
#[test]
#[ignore = "NOT CHECKED: TLS over reqwest. Run with `--features reqwest-tls`."]
fn tls_over_reqwest() {
    panic!("the tests above do it, with `--features reqwest-tls`");
}
