//! A port that is taken, and at which nobody listens.

use std::net::SocketAddr;

use socket2::{Domain, Socket, Type};

/// Connections to it are refused as long as it is kept: a port that was given back could be another test's server a moment later.
#[derive(Debug)]
pub struct Deserted(Socket);

impl Deserted {
    /// One of the free ports of this machine.
    ///
    /// # Panics
    ///
    /// There is none.
    #[expect(
        clippy::new_without_default,
        reason = "it takes something of the machine"
    )]
    pub fn new() -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        socket.bind(&any.into()).expect("a free port");
        Self(socket)
    }

    /// Its address.
    ///
    /// # Panics
    ///
    /// The socket has none, which cannot be.
    pub fn address(&self) -> SocketAddr {
        let address = self.0.local_addr().expect("its address");
        address.as_socket().expect("an address of IPv4")
    }

    /// The origin, such as `http://127.0.0.1:40123`.
    ///
    /// # Panics
    ///
    /// As for [`address`](Self::address).
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }
}
