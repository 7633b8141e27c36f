//! Connections without TLS, for builds that leave it out.

use std::task::{Context, Poll};

use http::Uri;
use http::uri::Scheme;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::connect::{BoxError, Connecting, Dial};
use crate::transport::{TransportError, TransportErrorKind};

/// Connections to `http` addresses.
#[derive(Clone)]
pub(super) struct Over(Dial);

pub(super) fn over(dial: Dial) -> Over {
    Over(dial)
}

impl Service<Uri> for Over {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = Connecting<Self::Response, BoxError>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx).map_err(boxed)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        if to.scheme() != Some(&Scheme::HTTP) {
            let words =
                "this client is built without TLS: the feature `hyper` of faultcode-runtime has it";
            let fault = TransportError::new(TransportErrorKind::Tls).with_source(words);
            return Box::pin(async { Err(BoxError::from(fault)) });
        }
        let connecting = self.0.call(to);
        Box::pin(async { connecting.await.map_err(boxed) })
    }
}

/// What went wrong, whoever made the connection.
fn boxed(error: impl Into<BoxError>) -> BoxError {
    error.into()
}

#[cfg(test)]
mod tests {
    use hyper_util::client::legacy::connect::HttpConnector;
    use tower_service::Service as _;

    use super::super::connect::{Resolver, dial};
    use super::over;
    use crate::transport::Network;
    use crate::transport::{TransportError, TransportErrorKind};

    #[tokio::test]
    async fn an_address_with_tls_is_refused_in_words_that_help() {
        let http = HttpConnector::new_with_resolver(Resolver::new());
        let mut over = over(dial(http, &Network::new()));
        let to = http::Uri::from_static("https://parcels.example");
        let error = over.call(to).await.err().expect("no TLS is compiled in");
        let fault = error.downcast::<TransportError>().expect("it is typed");
        assert_eq!(fault.kind(), TransportErrorKind::Tls);
        let words = std::error::Error::source(&*fault).map(ToString::to_string);
        assert!(words.is_some_and(|it| it.contains("the feature `hyper`")));
    }
}
