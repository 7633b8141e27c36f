//! Prism, a mock server that we did not write: it checks requests against a document and answers after it.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A running Prism. Dropping it ends it.
#[derive(Debug)]
pub struct Prism {
    child: Child,
    port: u16,
}

impl Prism {
    /// Serves a document on this machine, and waits until it does.
    ///
    /// # Panics
    ///
    /// It does not start within a minute.
    pub fn serving(program: &Path, document: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let port = free.expect("a free port").port();
        let mut child = Command::new(program)
            .args(["mock", "--host", "127.0.0.1", "--port", &port.to_string()])
            .arg(document)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Prism can be started");
        let out = child.stdout.take().expect("its output was asked for");
        let (listens, listening) = mpsc::channel();
        // It writes a line per request; somebody has to read them.
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if line.contains("Prism is listening") {
                    let _ = listens.send(());
                }
            }
        });
        let prism = Self { child, port };
        let started = listening.recv_timeout(Duration::from_secs(60));
        started.expect("Prism says that it listens");
        prism
    }

    /// Its origin.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
