//! What a pack says of itself: the documents that it is for, when it was written, and from what.

use crate::diagnostics::Diagnostics;
use crate::load::{Input, Loader};
use crate::source::Span;
use crate::source::node::Node;

/// The head of a pack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// What it is called.
    pub title: String,
    /// The day on which the sources were read.
    pub read: String,
    /// The titles of the documents that it is for.
    pub titles: Vec<String>,
    /// The servers of those documents; empty where they name none.
    pub servers: Vec<String>,
    /// The pages that its facts come from.
    pub sources: Vec<String>,
}

/// What tells documents apart.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// The title; empty where there is none.
    pub title: String,
    /// Where that stands.
    pub span: Span,
    hosts: Vec<String>,
}

/// Reads the head of a pack, the text before its actions.
pub(super) fn read(text: &str) -> Head {
    let input = Input::Bytes {
        name: "head.yaml",
        bytes: text.as_bytes(),
    };
    let (tree, _) = Diagnostics::apart(|diag| Loader::new().read(input, diag));
    let Some(tree) = tree else {
        return Head::default();
    };
    let text = |at: &str| tree.at(at).and_then(Node::text).unwrap_or("").to_owned();
    Head {
        title: text("/info/title"),
        read: text("/info/version"),
        titles: texts(tree.at("/info/x-for/title")),
        servers: texts(tree.at("/info/x-for/servers")),
        sources: texts(tree.at("/info/x-sources")),
    }
}

/// A text, or a list of them.
fn texts(node: Option<&Node>) -> Vec<String> {
    let one = node.and_then(Node::text);
    let many = node.map(Node::items).unwrap_or_default();
    let all = one.into_iter().chain(many.iter().filter_map(Node::text));
    all.map(str::to_owned).collect()
}

impl Document {
    pub fn of(root: &Node) -> Self {
        let title = root.at("/info/title");
        let servers = root.get("servers").map(Node::items).unwrap_or_default();
        let urls = servers
            .iter()
            .filter_map(|it| it.get("url").and_then(Node::text));
        Self {
            title: title.and_then(Node::text).unwrap_or("").trim().to_owned(),
            span: title.map_or(root.span, |title| title.span),
            hosts: urls.filter_map(host).collect(),
        }
    }

    /// Whether a text holds the title.
    pub fn is_named_in(&self, text: &str) -> bool {
        !self.title.is_empty() && text.contains(&self.title)
    }
}

impl Head {
    fn has_title(&self, document: &Document) -> bool {
        let title = &document.title;
        self.titles.iter().any(|it| it.eq_ignore_ascii_case(title))
    }

    fn has_server(&self, document: &Document) -> bool {
        let hosts: Vec<String> = self.servers.iter().filter_map(|it| host(it)).collect();
        document.hosts.iter().any(|host| hosts.contains(host))
    }

    /// Whether the document is one of those that the pack is for: by its title, and by its servers where both name some.
    pub(super) fn is_for(&self, document: &Document) -> bool {
        let apart = !self.servers.is_empty() && !document.hosts.is_empty();
        self.has_title(document) && (!apart || self.has_server(document))
    }

    /// Whether the document may be one of those: a copy under another title, or on another server.
    pub(super) fn may_be_for(&self, document: &Document) -> bool {
        self.has_title(document) || self.has_server(document)
    }
}

/// The host of an address, in lower case; `None` for a relative one.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_compared_without_what_stands_around_them() {
        let cases = [
            ("https://API.github.com/v3?a#b", Some("api.github.com")),
            ("https://user@a.example:8080/", Some("a.example:8080")),
            ("https://{region}.example/", Some("{region}.example")),
            ("/v1", None),
            ("https:///v1", None),
        ];
        for (url, expected) in cases {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }
}
