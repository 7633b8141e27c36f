//! Servers: addresses that a client can call, with their variables replaced by the defaults.

use super::site::{child, item};
use crate::diagnostics::{Diagnostics, rules};
use crate::ir::{DocText, Server, WireName};
use crate::model::Model;
use crate::source::node::Node;

/// The servers that a client can call; the others are reported and left out, and their users name a base themselves.
pub(super) fn servers(model: &Model, root: &Node, diag: &mut Diagnostics) -> Vec<Server> {
    usable(&model.api.servers, child(root, "servers"), diag)
}

/// The server of an operation, where it or its path item names another one than the API's first. On the same origin only
/// its path counts, so that whoever names another base URL takes the operation along.
pub(super) fn own(
    lists: [(&[openapiv3::Server], &Node); 2],
    shared: Option<&Server>,
    diag: &mut Diagnostics,
) -> Option<WireName> {
    let (list, trees) = lists.into_iter().find(|(list, _)| !list.is_empty())?;
    let url = usable(list, trees, diag).into_iter().next()?.url;
    let shared = shared.map_or("", |server| server.url.as_str());
    let trimmed = |url: &str| url.trim_end_matches('/').to_owned();
    if trimmed(url.as_str()) == trimmed(shared) {
        return None;
    }
    let (origin, path) = split(url.as_str());
    let path = if path.is_empty() { "/" } else { path };
    let same = origin.is_empty() || origin.eq_ignore_ascii_case(split(shared).0);
    Some(if same { WireName::new(path) } else { url })
}

/// Origin and path of a URL; a path has no origin.
fn split(url: &str) -> (&str, &str) {
    let Some((scheme, rest)) = url.split_once("://") else {
        return ("", url);
    };
    let host = rest.find('/').unwrap_or(rest.len());
    url.split_at(scheme.len() + "://".len() + host)
}

fn usable(list: &[openapiv3::Server], trees: &Node, diag: &mut Diagnostics) -> Vec<Server> {
    let mut servers = Vec::new();
    for (index, server) in list.iter().enumerate() {
        let mut url = server.url.clone();
        for (name, variable) in server.variables.iter().flatten() {
            url = url.replace(&format!("{{{name}}}"), &variable.default);
        }
        let tree = item(trees, index);
        let at = tree.get("url").map_or(tree.span, |url| url.span);
        if let Some(fault) = fault(&url) {
            diag.report(&rules::operations::UNUSABLE_SERVER, at)
                .arg(&url)
                .arg(fault);
            continue;
        }
        if is_exposed(&url) {
            diag.report(&rules::operations::PLAIN_HTTP, at).arg(&url);
        }
        servers.push(Server {
            url: WireName::new(url),
            doc: DocText::new(server.description.clone().unwrap_or_default()),
        });
    }
    servers
}

/// Why no request can be sent below this URL. A path alone is fine: its host is the one that the document came from.
fn fault(url: &str) -> Option<&'static str> {
    let is_url = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    if url.contains('{') {
        return Some("it has a variable without a default");
    }
    if !url.bytes().all(is_url) {
        return Some("it holds a character that no URL has");
    }
    if url.contains(['?', '#']) {
        return Some("it has a query or a fragment");
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        let is_path = url.is_empty() || (url.starts_with('/') && !url.starts_with("//"));
        return (!is_path).then_some("it does not begin with https://");
    };
    if !["https", "http"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
    {
        return Some("its scheme is neither https nor http");
    }
    match rest.split('/').next() {
        None | Some("") => Some("it names no host"),
        Some(host) => host.contains('@').then_some("it carries a user name"),
    }
}

/// Whether somebody between the caller and the server could read along.
fn is_exposed(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let host = rest.split('/').next().unwrap_or(rest);
    let host = match host.strip_prefix('[') {
        Some(address) => address.split(']').next(),
        None => host.split(':').next(),
    };
    let local = |host: &str| {
        let host = host.to_ascii_lowercase();
        host == "localhost"
            || host.ends_with(".localhost")
            || host.starts_with("127.")
            || host == "::1"
    };
    scheme.eq_ignore_ascii_case("http") && !host.is_some_and(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_http_hosts_are_called() {
        let rows = [
            ("https://api.shop.example/v1", true),
            ("HTTP://api.shop.example:8080", true),
            ("/v1", true),
            ("", true),
            ("//api.shop.example", false),
            ("api.shop.example", false),
            ("https://", false),
            ("https:///v1", false),
            ("https://a@b", false),
            ("https://{region}.shop.example", false),
            ("https://shop.example/a b", false),
            ("https://shop.example/\n", false),
            ("https://shöp.example", false),
            ("https://shop.example?a=1", false),
            ("javascript:alert(1)", false),
            ("file:///etc/hosts", false),
        ];
        for (url, usable) in rows {
            assert_eq!(fault(url).is_none(), usable, "{url}");
        }
    }

    #[test]
    fn plain_http_is_fine_on_this_machine_only() {
        let rows = [
            ("http://api.shop.example", true),
            ("https://api.shop.example", false),
            ("http://localhost:3000/v1", false),
            ("http://api.localhost", false),
            ("http://127.0.0.1", false),
            ("http://[::1]:80/", false),
            ("/v1", false),
        ];
        for (url, exposed) in rows {
            assert_eq!(is_exposed(url), exposed, "{url}");
        }
    }
}
