//! Prism, a mock server that we did not write: it checks requests against a document and answers after it.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::tree;

/// A running Prism. Dropping it ends it.
#[derive(Debug)]
pub struct Prism {
    child: Child,
    port: u16,
}

/// The program: `FAULTCODE_PRISM`, or where `.ci/validate` installs it, or in the path; `None`, said loudly, without one.
pub fn program() -> Option<PathBuf> {
    let given = std::env::var_os("FAULTCODE_PRISM").map(PathBuf::from);
    let tools = std::env::var_os("FAULTCODE_CI_TOOLS").map(PathBuf::from);
    let tools = tools.unwrap_or_else(|| PathBuf::from("target/ci-tools"));
    let installed = tree::root().join(tools);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path).map(|folder| folder.join("prism"));
    let mut all = given
        .into_iter()
        .chain([installed.join("node_modules/.bin/prism")])
        .chain(in_path);
    let found = all.find(|it| it.exists());
    if found.is_none() {
        crate::aloud(
            "SKIPPED: Prism is absent; .ci/validate installs it, FAULTCODE_PRISM names another one",
        );
    }
    found
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
