//! What a mock can be told before it starts.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use super::log::Entry;

/// How a mock is set up. Every bound keeps its memory bounded: what is older than so much is forgotten. Later
/// versions may add fields: start from the default.
#[derive(Clone)]
pub struct Settings {
    /// The address that it listens on; other machines cannot reach 127.0.0.1.
    pub host: IpAddr,
    /// The port; 0 takes one that is free.
    pub port: u16,
    /// The only credentials that it takes, as they stand in the request without the word `Bearer`; empty: any. Tokens that it
    /// has made itself are always taken.
    pub credentials: Vec<String>,
    /// How many requests of one credential it answers; `None`: all of them.
    pub rate_limit: Option<RateLimit>,
    /// Whether what was never created is not found. Otherwise it is answered from the examples.
    pub created_only: bool,
    /// Whether a scripted answer has to wait until the request was found to be right. Otherwise it comes whatever was sent.
    pub check_first: bool,
    /// The key that webhooks are signed with: bytes, or `whsec_` and their base64.
    pub webhook_key: String,
    /// How much faster than the wall the clock of the mock goes; waits between deliveries are as much shorter.
    pub speed: f64,
    /// The largest body of a request, in bytes.
    pub most_body: usize,
    /// How many created things are kept.
    pub most_things: usize,
    /// How many bytes of created things, of kept answers and of the log are kept, each.
    pub most_bytes: usize,
    /// How many entries of the log, idempotency keys, tokens and limits are kept, each.
    pub most_kept: usize,
    /// How many connections are served at once; others wait.
    pub most_connections: usize,
    /// How long a request may take to arrive.
    pub patience: Duration,
    /// How many threads serve requests.
    pub threads: usize,
    /// What is told of every request.
    pub watch: Option<Arc<Watch>>,
}

/// What is told of every request. It runs while the request waits, so it has to be short.
pub type Watch = dyn Fn(&Entry) + Send + Sync;

/// How many requests are answered within how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests of one credential.
    pub requests: u32,
    /// The window, by the clock of the mock.
    pub per: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            credentials: Vec::new(),
            rate_limit: None,
            created_only: false,
            check_first: false,
            webhook_key: DEFAULT_KEY.to_owned(),
            speed: 1.0,
            most_body: 8 << 20,
            most_things: 10_000,
            most_bytes: 64 << 20,
            most_kept: 10_000,
            most_connections: 512,
            patience: Duration::from_secs(30),
            threads: 1,
            watch: None,
        }
    }
}

/// The key of webhooks where none is given: no secret, so that receivers in tests can have it in their code.
pub(super) const DEFAULT_KEY: &str = "whsec_ZmF1bHRjb2RlLW1vY2std2ViaG9vay1rZXk=";

impl fmt::Debug for Settings {
    /// Credentials and keys are not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("rate_limit", &self.rate_limit)
            .finish_non_exhaustive()
    }
}

impl RateLimit {
    /// Reads `100/60s`: so many requests within so long, in `ms`, `s`, `m` or `h`.
    ///
    /// # Errors
    ///
    /// What is wrong, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no limit; `100/60s` is one");
        let (requests, per) = text.split_once('/').ok_or_else(wrong)?;
        let requests = requests.trim().parse().map_err(|_| wrong())?;
        let per = duration(per.trim()).ok_or_else(wrong)?;
        if requests == 0 || per.is_zero() {
            return Err(wrong());
        }
        Ok(Self { requests, per })
    }
}

/// A number and its unit: `250ms`, `1.5s`, `2m`, `1h`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.')?;
    let (number, unit) = text.split_at(end);
    let scale = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3_600.0,
        "d" => 86_400.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * scale).ok()
}
