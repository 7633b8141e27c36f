//! Servers: addresses that a client can call, with their variables replaced by the defaults.

use core::net::Ipv6Addr;

use super::host;
use crate::diagnostics::{Diagnostics, Phrase, Phrased, rules};
use crate::ir::{DocText, Server, ServerVariable, WireName};
use crate::lower::site::{child, item};
use crate::model::Model;
use crate::source::node::Node;

/// The servers that a client can call; the others are reported and left out, and their users name a base themselves.
pub(in crate::lower) fn servers(model: &Model, root: &Node, diag: &mut Diagnostics) -> Vec<Server> {
    usable(&model.api.servers, child(root, "servers"), diag)
}

/// The server of an operation, where it or its path item names another one than the API's first. On the same origin only
/// its path counts, so that whoever names another base URL takes the operation along.
pub(in crate::lower) fn own(
    lists: [(&[openapiv3::Server], &Node); 2],
    shared: Option<&Server>,
    diag: &mut Diagnostics,
) -> Option<Server> {
    let (list, trees) = lists.into_iter().find(|(list, _)| !list.is_empty())?;
    let mut usable = usable(list, trees, diag).into_iter();
    let server = usable.next()?;
    if usable.next().is_some() {
        diag.report(&rules::operations::SEVERAL_SERVERS, trees.span)
            .arg(server.template.as_str());
    }
    let shared = shared.map_or("", |server| server.url.as_str());
    let trimmed = |url: &str| url.trim_end_matches('/').to_owned();
    if trimmed(server.url.as_str()) == trimmed(shared) {
        return None;
    }
    let (origin, _) = split(server.url.as_str());
    let same = origin.is_empty() || origin.eq_ignore_ascii_case(split(shared).0);
    if !same {
        return Some(server);
    }
    let path = split(server.template.as_str()).1;
    let path = if path.is_empty() { "/" } else { path };
    let mut own = server.clone();
    own.template = WireName::new(path);
    own.variables
        .retain(|it| path.contains(&braced(it.name.as_str())));
    Some(own)
}

fn braced(name: &str) -> String {
    format!("{{{name}}}")
}

/// Origin and path of a URL; a path has no origin.
fn split(url: &str) -> (&str, &str) {
    let Some((scheme, rest)) = url.split_once("://") else {
        return ("", url);
    };
    let host = rest.find('/').unwrap_or(rest.len());
    url.split_at(scheme.len() + "://".len() + host)
}

/// The origin of a URL in the form in which two can be compared; `None` if it is a path, or not all of it is known.
pub(crate) fn origin_of(url: &str) -> Option<String> {
    let (origin, _) = split(url);
    let origin = origin.to_ascii_lowercase();
    let usual = match origin.split_once("://")?.0 {
        "https" => ":443",
        _ => ":80",
    };
    let origin = origin.strip_suffix(usual).unwrap_or(&origin);
    (!origin.contains(['{', '}'])).then(|| origin.to_owned())
}

/// The origin that somebody names, if that is what it is.
pub(crate) fn origin(given: &str) -> Option<String> {
    let (_, path) = split(given);
    let is_origin = fault(given).is_none() && matches!(path, "" | "/");
    origin_of(given).filter(|_| is_origin)
}

fn usable(list: &[openapiv3::Server], trees: &Node, diag: &mut Diagnostics) -> Vec<Server> {
    let mut servers = Vec::new();
    for (index, server) in list.iter().enumerate() {
        let tree = item(trees, index);
        let at = tree.get("url").map_or(tree.span, |url| url.span);
        let template = server.url.as_str();
        let mut url = template.to_owned();
        let mut checked = template.to_owned();
        let mut variables = Vec::new();
        for name in names(template) {
            let declared = server.variables.as_ref().and_then(|all| all.get(name));
            let stated = tree.get("variables").and_then(|all| all.get(name));
            let has_default = stated.is_some_and(|it| it.get("default").is_some());
            let mut variable = variable(name, declared, has_default);
            if let Some(default) = &variable.default
                && !variable.values.is_empty()
                && !variable.values.contains(default)
            {
                let at = stated.and_then(|it| it.span_at("/default")).unwrap_or(at);
                diag.report(&rules::operations::SERVER_DEFAULT, at)
                    .arg(default.as_str())
                    .arg(name);
                variable.values.insert(0, default.clone());
            }
            match &variable.default {
                Some(default) => {
                    url = url.replace(&braced(name), default.as_str());
                    checked = checked.replace(&braced(name), default.as_str());
                }
                None => {
                    // Whatever the caller names there is checked when the client is made.
                    checked = checked.replace(&braced(name), "1");
                    diag.report(&rules::operations::SERVER_VARIABLE, at)
                        .arg(name);
                }
            }
            variables.push(variable);
        }
        if let Some(fault) = fault(&checked) {
            diag.report(&rules::operations::UNUSABLE_SERVER, at)
                .arg(&url)
                .arg(fault);
            continue;
        }
        if is_exposed(&checked) {
            diag.report(&rules::operations::PLAIN_HTTP, at).arg(&url);
        }
        let doc = server.description.clone().unwrap_or_default();
        let named = tree.get("name").and_then(Node::as_str);
        servers.push(Server {
            name: WireName::new(called(named, &doc, template)),
            url: WireName::new(url),
            template: WireName::new(template),
            variables,
            doc: DocText::new(doc),
            span: at,
        });
    }
    servers
}

/// The variables of a URL, each once, in their order.
fn names(template: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let pieces = template.split('{').skip(1);
    for name in pieces
        .filter_map(|piece| piece.split_once('}'))
        .map(|(name, _)| name)
    {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn variable(
    name: &str,
    declared: Option<&openapiv3::ServerVariable>,
    has_default: bool,
) -> ServerVariable {
    let default = declared.filter(|_| has_default);
    ServerVariable {
        name: WireName::new(name),
        default: default.map(|it| WireName::new(it.default.as_str())),
        values: declared
            .map(|it| it.enumeration.iter().map(WireName::new).collect())
            .unwrap_or_default(),
        doc: DocText::new(
            declared
                .and_then(|it| it.description.clone())
                .unwrap_or_default(),
        ),
    }
}

/// What a server is called: its name (3.2), a description of a few words, or else its URL.
fn called(name: Option<&str>, description: &str, template: &str) -> String {
    let short = |text: &&str| {
        let words = text.split_whitespace().count();
        (1..=4).contains(&words) && text.chars().any(|sign| sign.is_ascii_alphabetic())
    };
    let url = template
        .split_once("://")
        .map_or(template, |(_, rest)| rest);
    let text = name.into_iter().chain([description]).find(short);
    text.unwrap_or(url).to_owned()
}

/// Why no request can be sent below this URL. A path alone is fine: its host is the one that the document came from.
///
/// A client is not made with what is refused here, so all that it would refuse is.
fn fault(url: &str) -> Option<Phrased> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    if !scheme.is_empty() && !host.is_ascii() && !host.contains('@') {
        let name = host.split(':').next().unwrap_or(host);
        return Some(match host::on_the_network(name) {
            Some(known_as) => rules::operations::URL_HOST_KNOWN_AS.of([&known_as]),
            None => Phrased::from(&rules::operations::URL_HOST_LETTERS),
        });
    }
    fault_of_parts(url).map(Phrased::from)
}

fn fault_of_parts(url: &str) -> Option<&'static Phrase> {
    let is_url = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    if !url.bytes().all(is_url) {
        return Some(&rules::operations::URL_CHARACTER);
    }
    if url.contains(['?', '#']) {
        return Some(&rules::operations::URL_QUERY);
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        let is_path = url.is_empty() || (url.starts_with('/') && !url.starts_with("//"));
        let begins = (!is_path).then_some(&rules::operations::URL_BEGIN);
        return begins.or_else(|| fault_of_path(url));
    };
    if !["https", "http"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
    {
        return Some(&rules::operations::URL_SCHEME);
    }
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    fault_of_host(host).or_else(|| fault_of_path(path))
}

fn fault_of_host(host: &str) -> Option<&'static Phrase> {
    if host.contains('@') {
        return Some(&rules::operations::URL_USER);
    }
    // The colons of an IPv6 address stand in brackets.
    let (name, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) if address.parse::<Ipv6Addr>().is_ok() => (address, port),
        Some(_) => return Some(&rules::operations::URL_NO_HOST),
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_port = |port: &str| {
        let number = port.strip_prefix(':');
        number
            .is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit()) && it.parse::<u16>().is_ok())
    };
    match () {
        () if name.is_empty() || name.contains(['[', ']']) => Some(&rules::operations::URL_NO_HOST),
        () if name.contains('%') => Some(&rules::operations::URL_HOST_ESCAPED),
        () if !port.is_empty() && !is_port(port) => Some(&rules::operations::URL_PORT),
        () => None,
    }
}

/// URL parsers fold steps away, each in its own way, and some read brackets.
fn fault_of_path(path: &str) -> Option<&'static Phrase> {
    let is_step = |segment: &str| {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        plain == "." || plain == ".."
    };
    match () {
        () if path.contains(['[', ']']) => Some(&rules::operations::URL_CHARACTER),
        () if path.split('/').any(is_step) => Some(&rules::operations::URL_STEP),
        () => None,
    }
}

/// Whether somebody between the caller and the server could read along.
pub(super) fn is_exposed(url: &str) -> bool {
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
            ("https://api.shop.example:443/", true),
            ("https://api.shop.example:70000", false),
            ("https://api.shop.example:", false),
            ("https://[::1]:80/v1", true),
            ("https://[::1", false),
            ("https://a[b]", false),
            ("https://%61pi.shop.example", false),
            ("https://shop.example/v1/../v2", false),
            ("/v1/%2E%2e", false),
            ("https://shop.example/..v1", true),
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
