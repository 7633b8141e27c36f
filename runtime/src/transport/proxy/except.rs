//! What goes straight to its server although there is a proxy: the words of `NO_PROXY`.

use std::net::IpAddr;

use ipnet::IpNet;

/// The exceptions of a proxy.
#[derive(Clone, Default)]
pub(super) struct Except(Vec<Entry>);

#[derive(Clone)]
struct Entry {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Clone)]
enum Hosts {
    All,
    /// A name, in lower case, and all below it.
    Below(String),
    Net(IpNet),
}

impl Except {
    /// Adds those of a list.
    pub(super) fn add(&mut self, list: &str) {
        let words = list.split(|it: char| it == ',' || it.is_whitespace());
        let words = words.filter(|word| !word.is_empty());
        self.0.extend(words.filter_map(Entry::read));
    }

    /// Whether a host is one of them.
    pub(super) fn has(&self, host: &str, port: u16) -> bool {
        let host = bare(host).trim_end_matches('.').to_ascii_lowercase();
        let address = host.parse::<IpAddr>().ok();
        let fits = |entry: &Entry| match &entry.hosts {
            Hosts::All => true,
            Hosts::Net(net) => address.is_some_and(|address| net.contains(&address)),
            // An address has no name, although its text ends in one.
            Hosts::Below(name) => {
                let above = host.strip_suffix(name.as_str());
                let fits = above.is_some_and(|above| above.is_empty() || above.ends_with('.'));
                fits && address.is_none()
            }
        };
        let mut entries = self.0.iter();
        entries.any(|entry| entry.port.is_none_or(|it| it == port) && fits(entry))
    }
}

impl Entry {
    /// An entry; `None` for what can stand for no host.
    fn read(word: &str) -> Option<Self> {
        if let Some(net) = net(word) {
            let hosts = Hosts::Net(net);
            return Some(Self { hosts, port: None });
        }
        let (host, port) = match word.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (word, None),
        };
        let name = host.strip_prefix('*').unwrap_or(host);
        let name = name.trim_start_matches('.').trim_end_matches('.');
        let hosts = match net(host) {
            Some(net) => Hosts::Net(net),
            None if host == "*" => Hosts::All,
            None if name.is_empty() => return None,
            None => Hosts::Below(name.to_ascii_lowercase()),
        };
        Some(Self { hosts, port })
    }
}

/// A network, or an address as a network of one.
fn net(text: &str) -> Option<IpNet> {
    let text = bare(text);
    let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(address)
}

/// An IPv6 address without its brackets.
fn bare(host: &str) -> &str {
    let inner = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    inner.unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::Except;

    #[test]
    fn the_usual_forms_are_understood() {
        let rows = [
            ("*", "a.example", 443, true),
            ("*:8080", "a.example", 443, false),
            ("*:8080", "a.example", 8080, true),
            ("a.example", "a.example", 443, true),
            ("a.example", "A.Example.", 443, true),
            ("A.EXAMPLE.", "a.example", 443, true),
            ("a.example", "b.a.example", 443, true),
            ("a.example", "ba.example", 443, false),
            ("a.example", "a.example.org", 443, false),
            (".a.example", "a.example", 443, true),
            (".a.example", "b.a.example", 443, true),
            ("*.a.example", "b.a.example", 443, true),
            ("*.a.example", "ba.example", 443, false),
            ("a.example:8443", "a.example", 443, false),
            ("a.example:8443", "b.a.example", 8443, true),
            ("localhost", "localhost", 80, true),
            ("localhost", "127.0.0.1", 80, false),
            ("127.0.0.1", "127.0.0.1", 80, true),
            ("127.0.0.1:81", "127.0.0.1", 80, false),
            ("127.0.0.1:80", "127.0.0.1", 80, true),
            ("10.0.0.0/8", "10.1.2.3", 80, true),
            ("10.0.0.0/8", "11.1.2.3", 80, false),
            ("10.0.0.0/8", "10.example", 80, false),
            ("0.0.1", "10.0.0.1", 80, false),
            ("::1", "[::1]", 80, true),
            ("[::1]", "[::1]", 80, true),
            ("[::1]:80", "[::1]", 80, true),
            ("[::1]:81", "[::1]", 80, false),
            ("0:0:0:0:0:0:0:1", "[::1]", 80, true),
            ("fd00::/8", "[fd12::3]", 80, true),
            ("fd00::/8", "[fe80::3]", 80, false),
            (" x.example ,\ta.example", "a.example", 80, true),
            ("x.example a.example", "a.example", 80, true),
            (",,", "a.example", 80, false),
            (".", "a.example", 80, false),
            ("a.example:http", "a.example", 80, false),
        ];
        for (list, host, port, expected) in rows {
            let mut except = Except::default();
            except.add(list);
            assert_eq!(except.has(host, port), expected, "{list:?}: {host}:{port}");
        }
    }
}
