//! A forward proxy on a socket of this machine: tunnels (`CONNECT`), requests for whole addresses, credentials, refusals.
//!
//! Every host leads to the port that is asked for on this machine, so that a test can name hosts which nobody but the proxy
//! knows.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// What it does with a request.
#[derive(Clone, Debug, Default)]
pub enum Manner {
    /// It does what is asked for.
    #[default]
    Serves,
    /// It asks for this value of `Proxy-Authorization`, and answers 407 without it.
    Wants(String),
    /// It answers with these bytes, and closes.
    Answers(&'static str),
    /// It closes without a word.
    Closes,
}

/// A request that it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The method.
    pub method: String,
    /// What stands behind it.
    pub target: String,
    /// `Proxy-Authorization`.
    pub authorization: Option<String>,
    /// `Authorization`: what a tunnel is never told.
    pub credential: Option<String>,
}

/// The proxy. It ends with the process; its port closes when it is dropped.
#[derive(Debug)]
pub struct ForwardProxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl ForwardProxy {
    /// Starts one.
    pub fn new(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("the address that was bound");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (manner, seen) = (manner.clone(), Arc::clone(&seen));
                // A connection that breaks off is the client's to report.
                std::thread::spawn(move || drop(serve(stream, &manner, &seen)));
            }
        });
        Self { address, asked }
    }

    /// Host and port.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Its address as a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it was asked for.
    pub fn asked(&self) -> Vec<Asked> {
        let asked = self.asked.lock();
        asked.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(client: TcpStream, manner: &Manner, seen: &Mutex<Vec<Asked>>) -> io::Result<()> {
    let mut from = BufReader::new(client.try_clone()?);
    let mut client = client;
    loop {
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            if from.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end().to_owned();
            if line.is_empty() {
                break;
            }
            head.push(line);
        }
        let header = |name: &str| {
            let mut lines = head.iter().filter_map(|line| line.split_once(':'));
            let found = lines.find(|(other, _)| other.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.trim().to_owned())
        };
        let mut words = head.first().map_or("", String::as_str).split(' ');
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let authorization = header("proxy-authorization");
        seen.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Asked {
                method: method.to_owned(),
                target: target.to_owned(),
                authorization: authorization.clone(),
                credential: header("authorization"),
            });
        let length = header("content-length").and_then(|it| it.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        from.read_exact(&mut body)?;
        match manner {
            Manner::Serves => {}
            Manner::Wants(value) if authorization.as_ref() == Some(value) => {}
            Manner::Wants(_) => {
                let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=\"p\"\r\ncontent-length: 0\r\n\r\n";
                client.write_all(refusal.as_bytes())?;
                continue;
            }
            Manner::Answers(bytes) => return client.write_all(bytes.as_bytes()),
            Manner::Closes => return client.shutdown(Shutdown::Both),
        }
        if method == "CONNECT" {
            let server = TcpStream::connect(("127.0.0.1", port(target)))?;
            client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
            let (mut up, mut down) = (server.try_clone()?, server);
            let mut to = client.try_clone()?;
            let back = std::thread::spawn(move || {
                let copied = io::copy(&mut down, &mut to);
                let _ = to.shutdown(Shutdown::Write);
                copied
            });
            io::copy(&mut from, &mut up)?;
            let _ = up.shutdown(Shutdown::Write);
            let _ = back.join();
            return Ok(());
        }
        let (_, rest) = target.split_once("://").unwrap_or(("", target));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let mut server = TcpStream::connect(("127.0.0.1", port(authority)))?;
        let mut request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        for line in head.iter().skip(1) {
            if !line
                .to_ascii_lowercase()
                .starts_with("proxy-authorization:")
            {
                request.push_str(line);
                request.push_str("\r\n");
            }
        }
        request.push_str("\r\n");
        server.write_all(request.as_bytes())?;
        server.write_all(&body)?;
        server.shutdown(Shutdown::Write)?;
        io::copy(&mut server, &mut client)?;
        return client.shutdown(Shutdown::Both);
    }
}

fn port(authority: &str) -> u16 {
    let port = authority.rsplit_once(':').map(|(_, port)| port);
    port.and_then(|port| port.parse().ok()).unwrap_or(80)
}
