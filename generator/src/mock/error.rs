//! Why a mock does not start, or does not do what it is asked for.

use std::fmt;
use std::io;
use std::net::SocketAddr;

/// Why a mock does not start, or does not do what it is asked for.
#[derive(Debug)]
#[non_exhaustive]
pub enum MockError {
    /// The document has errors; the findings of its session say which.
    Document,
    /// The address cannot be listened on, because another program does, for example.
    Listen(SocketAddr, io::Error),
    /// The threads of the server cannot be started.
    Start(io::Error),
    /// A script, or a request to the control endpoint, cannot be understood; the text says what of it.
    Script(String),
    /// There is no such thing: an operation or a webhook; the text says which there are.
    Unknown(String),
}

impl fmt::Display for MockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document => f.write_str("the document has errors"),
            Self::Listen(address, error) if error.kind() == io::ErrorKind::AddrInUse => write!(
                f,
                "another program listens on {address}; `--port 0` takes a port that is free"
            ),
            Self::Listen(address, error) => write!(f, "cannot listen on {address}: {error}"),
            Self::Start(error) => write!(f, "cannot start the server: {error}"),
            Self::Script(text) | Self::Unknown(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for MockError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen(_, error) | Self::Start(error) => Some(error),
            Self::Document | Self::Script(_) | Self::Unknown(_) => None,
        }
    }
}
