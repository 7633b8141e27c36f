//! The same through a proxy that is not ours: tinyproxy, as Debian has it.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use faultcode_runtime::errors::TransportErrorKind;
use faultcode_runtime::transports::{Proxy, Tls};
use faultcode_runtime::{Effect, Secret};
use faultcode_tests::authority::{Authority, TlsServer};
use faultcode_tests::folder::Folder;
use faultcode_tests::shop::{self, Order};
use faultcode_tests::{Answer, Server, outside};

use super::{BOTH, TLS};

/// A running tinyproxy; dropping it ends it.
struct Tinyproxy {
    child: Child,
    port: u16,
    _folder: Folder,
}

impl Tinyproxy {
    /// One that asks for a user, and tunnels to one port only.
    fn start(tunnels_to: u16) -> Self {
        let program = outside::tinyproxy().expect("Debian's package tinyproxy-bin");
        let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let port = free.expect("a free port").port();
        let folder = Folder::new("tinyproxy");
        let settings = format!(
            "Port {port}\nListen 127.0.0.1\nTimeout 10\nMaxClients 20\nAllow 127.0.0.1\nBasicAuth robot hunter2\nConnectPort {tunnels_to}\n"
        );
        let path = folder.path().join("tinyproxy.conf");
        std::fs::write(&path, settings).expect("a folder of ours");
        let child = Command::new(program)
            .arg("-d")
            .arg("-c")
            .arg(&path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("tinyproxy can be started");
        let started = Self {
            child,
            port,
            _folder: folder,
        };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return started;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("tinyproxy does not listen");
    }

    fn by_way(&self, password: &str) -> Proxy {
        let proxy = Proxy::new(format!("127.0.0.1:{}", self.port));
        proxy.credentials("robot", Secret::from(password))
    }
}

impl Drop for Tinyproxy {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
#[cfg_attr(
    not(tinyproxy),
    ignore = "NOT CHECKED: needs tinyproxy (Debian: tinyproxy-bin), which .ci/slow installs"
)]
async fn a_proxy_of_others_serves_and_refuses_as_ours_does() {
    let authority = Authority::default();
    let secure = TlsServer::new(&authority.server(&["localhost"]), None);
    let plain = Server::deciding(|_| Answer::json(200, r#"{"id": "o1"}"#));
    let proxy = Tinyproxy::start(secure.port());
    let tls = || Tls::new().only_roots(authority.pem());
    for over in BOTH {
        let client = over.client(&plain.url(), Some(proxy.by_way("hunter2")), None);
        let order = shop::place_order(&client, &Order::new("o1")).await;
        assert_eq!(order.unwrap(), Order::new("o1"), "{over:?}");
        let nobody = Proxy::new(format!("127.0.0.1:{}", proxy.port));
        refused(over, &over.client(&plain.url(), Some(nobody), None)).await;
        // It says 401 to credentials that it does not know, as a server would.
        let client = over.client(&plain.url(), Some(proxy.by_way("wrong")), None);
        let error = shop::place_order(&client, &Order::new("o1")).await;
        assert_eq!(error.unwrap_err().status(), Some(401), "{over:?}");
    }
    assert_eq!(plain.count(), 2);
    for &over in TLS {
        let base = format!("https://localhost:{}", secure.port());
        let client = over.client(&base, Some(proxy.by_way("hunter2")), Some(tls()));
        let order = shop::place_order(&client, &Order::new("o1")).await;
        assert_eq!(order.unwrap(), Order::new("o1"), "{over:?}");
        let client = over.client(&base, Some(proxy.by_way("wrong")), Some(tls()));
        refused(over, &client).await;
        // A port that it makes no tunnel to.
        let base = format!("https://localhost:{}", plain.port());
        let client = over.client(&base, Some(proxy.by_way("hunter2")), Some(tls()));
        refused(over, &client).await;
    }
    assert_eq!(secure.count(), TLS.len());
}

async fn refused(over: super::Over, client: &faultcode_runtime::Client) {
    let error = shop::place_order(client, &Order::new("o1"))
        .await
        .unwrap_err();
    assert_eq!(
        error.fault(),
        Some(TransportErrorKind::Proxy),
        "{over:?} {error:?}"
    );
    assert_eq!(error.effect(), Effect::NotSent, "{over:?}");
    assert_eq!(error.attempts().len(), 1, "{over:?}");
}
