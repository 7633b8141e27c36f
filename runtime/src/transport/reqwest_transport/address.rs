//! Addresses in the form that reqwest takes.

use std::sync::{Mutex, PoisonError};

use http::Uri;
use http::uri::{Authority, Scheme};
use reqwest::Url;

/// Makes URLs, and remembers the last server: reading a host costs more than all else of an address, and a client talks to
/// one server.
#[derive(Default)]
pub(super) struct Addresses {
    last: Mutex<Option<Server>>,
}

struct Server {
    scheme: Scheme,
    authority: Authority,
    root: Url,
}

impl Addresses {
    /// The URL of an absolute address, the same as reading its whole text gives. `None` if it is none.
    pub(super) fn url(&self, uri: &Uri) -> Option<Url> {
        let (scheme, authority) = (uri.scheme()?, uri.authority()?);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last
            .as_ref()
            .filter(|it| it.scheme == *scheme && it.authority.as_str() == authority.as_str());
        let mut url = match known {
            Some(server) => server.root.clone(),
            None => {
                let root = Url::parse(&format!("{scheme}://{authority}/")).ok()?;
                *last = Some(Server {
                    scheme: scheme.clone(),
                    authority: authority.clone(),
                    root: root.clone(),
                });
                root
            }
        };
        drop(last);
        url.set_path(uri.path());
        url.set_query(uri.query());
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remembered_server_changes_no_address() {
        let addresses = Addresses::default();
        let servers = [
            "http://localhost",
            "http://localhost:8080",
            "https://API.Example.com:443",
            "https://user:pass@example.com",
            "http://[::1]:9",
            "https://xn--bcher-kva.example",
            "http://127.1",
        ];
        let targets = [
            "/",
            "/a/b?c=d&e=%20+%2B",
            "//elsewhere.example/a",
            "/a//b/",
            "/a/./b/../c",
            "/%2e%2e/a",
            "/a;b=c/d:e@f,g!$&'()*+",
            "/a%2Fb%5C|~^`{}",
            "/?",
            "/?a=b?c=/d'e\"f",
            "/\u{e9}?\u{e9}",
            "/a\\b",
        ];
        for round in 0..2 {
            for server in servers {
                for target in targets {
                    let text = format!("{server}{target}");
                    let Ok(uri) = text.parse::<Uri>() else {
                        continue;
                    };
                    assert_eq!(
                        addresses.url(&uri),
                        Url::parse(&uri.to_string()).ok(),
                        "{text}, round {round}"
                    );
                }
            }
        }
    }
}
