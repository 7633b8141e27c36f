//! Which operation a request is one of: by the server's address, by the path, and by the method.

use std::collections::BTreeMap;

use super::exchange::Target;
use super::sent::Sent;
use crate::ir::{Api, OperationId};
use crate::paths::{Base, Tree, decoded, parted, segments};

/// The operations of an API by what calls them.
pub struct Routes {
    servers: Vec<Base>,
    paths: Tree,
    by_route: BTreeMap<(String, String), OperationId>,
    by_id: BTreeMap<String, OperationId>,
}

/// A longer word is no method.
const LONGEST_METHOD: usize = 16;

/// What came of a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// It calls an operation.
    Operation(OperationId),
    /// It goes to another host, or to another part of it.
    Elsewhere(String),
    /// The API has no such operation: the method, and as much of the path as the document has.
    NoOperation(String),
}

impl Routes {
    /// The operations of an API. `servers` are URLs that stand for those of the document.
    pub fn of(api: &Api, servers: &[String]) -> Self {
        let mut routes = Self {
            servers: Vec::new(),
            paths: Tree::default(),
            by_route: BTreeMap::new(),
            by_id: BTreeMap::new(),
        };
        for (id, operation) in api.operations.entries() {
            let method = operation.method.name().to_ascii_uppercase();
            let template = operation.template.as_str();
            routes.paths.add(template, &method, id);
            let route = (method, template.to_owned());
            routes.by_route.entry(route).or_insert(id);
            let named = file_name(operation.id.as_str());
            routes.by_id.entry(named).or_insert(id);
        }
        if servers.is_empty() {
            let all = api.servers.iter();
            routes
                .servers
                .extend(all.filter_map(|it| Base::of(it, &[])));
            let own = api.operations.entries();
            let own = own.filter_map(|(id, it)| Base::of(it.server.as_ref()?, &[id]));
            routes.servers.extend(own);
        } else {
            let given = servers.iter();
            routes
                .servers
                .extend(given.filter_map(|it| Base::at(it, &[])));
        }
        if api.servers.is_empty() && servers.is_empty() {
            routes.servers.extend(Base::at("", &[]));
        }
        routes
    }

    /// The operation that a request calls. What the path has in place of parameters is added to what was sent.
    pub fn find(&self, target: &Target, sent: &mut Sent) -> Found {
        match target {
            Target::Url { method, url } => self.by_url(method, url, sent),
            Target::Route { method, template } => {
                let route = (method.clone(), template.clone());
                match self.by_route.get(&route) {
                    Some(id) => Found::Operation(*id),
                    None => Found::NoOperation(format!("{method} {}", self.paths.shown(template))),
                }
            }
            Target::Operation(name) => match self.by_id.get(&file_name(name)) {
                Some(id) => Found::Operation(*id),
                None => Found::NoOperation("a file that no operation is called like".to_owned()),
            },
        }
    }

    fn by_url(&self, method: &str, url: &str, sent: &mut Sent) -> Found {
        let is_name = |byte: u8| byte.is_ascii_uppercase() || byte == b'-';
        let is_method = method.len() <= LONGEST_METHOD && method.bytes().all(is_name);
        let method = if is_method { method } else { "*" };
        let (authority, path) = parted(url);
        let mut here = false;
        for base in &self.servers {
            let fits = base.authority.as_ref();
            if !fits.is_none_or(|authority_of| authority_of.is_match(&authority)) {
                continue;
            }
            let Some(rest) = base.rest(path) else {
                continue;
            };
            here = true;
            let rest: Vec<_> = segments(rest).map(decoded).collect();
            let mut values = Vec::new();
            let mut wanted = |other: &str, id| other == method && base.has(id);
            if let Some(id) = self.paths.find(&rest, &mut wanted, &mut values) {
                values.iter().for_each(|value| sent.word(value));
                return Found::Operation(id);
            }
        }
        match here {
            true => Found::NoOperation(format!("{method} {}", self.paths.shown(path))),
            false => Found::Elsewhere(authority),
        }
    }
}

/// An `operationId` as a file name can have it.
fn file_name(id: &str) -> String {
    let kept = id.chars();
    let kept = kept.map(|sign| {
        if sign.is_alphanumeric() || sign == '_' {
            sign
        } else {
            '-'
        }
    });
    kept.collect()
}
