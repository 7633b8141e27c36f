//! Which operation a request is one of: by the server's address, by the path, literal segments before parameters, and by the
//! method.

use std::collections::{BTreeMap, BTreeSet};

use regex_lite::Regex;

use super::exchange::Target;
use super::sent::{Sent, decoded};
use crate::ir::{Api, OperationId, Server};

/// The operations of an API by what calls them.
pub struct Routes {
    servers: Vec<Base>,
    root: Place,
    by_route: BTreeMap<(String, String), OperationId>,
    by_id: BTreeMap<String, OperationId>,
    /// Every literal segment, which may be shown.
    literals: BTreeSet<String>,
}

/// Where an API stands.
struct Base {
    /// Host and port; `None`: any.
    authority: Option<Regex>,
    /// The path before those of the operations.
    prefix: Regex,
    /// The only operations that stand there; empty: all.
    only: Vec<OperationId>,
}

/// A place in the tree of paths.
#[derive(Default)]
struct Place {
    literals: BTreeMap<String, Place>,
    /// Segments with parameters, the most letters beside these first.
    /// Segments with parameters, those with the most fixed letters first.
    patterns: Vec<(Pattern, Place)>,
    ends: Vec<(String, OperationId)>,
}

/// A segment that holds parameters.
struct Pattern {
    text: String,
    letters: usize,
    /// `None` where it is one parameter and nothing else.
    regex: Option<Regex>,
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
            root: Place::default(),
            by_route: BTreeMap::new(),
            by_id: BTreeMap::new(),
            literals: BTreeSet::new(),
        };
        for (id, operation) in api.operations.entries() {
            let method = operation.method.name().to_ascii_uppercase();
            let template = operation.template.as_str();
            routes.add(template, &method, id);
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

    fn add(&mut self, template: &str, method: &str, id: OperationId) {
        let path = template.split(['?', '#']).next().unwrap_or_default();
        let mut place = &mut self.root;
        for segment in segments(path) {
            if !segment.contains('{') {
                let literal = decoded(segment).into_owned();
                self.literals.insert(literal.clone());
                place = place.literals.entry(literal).or_default();
                continue;
            }
            let known = place.patterns.iter().position(|(it, _)| it.text == segment);
            let known = known.unwrap_or_else(|| {
                let pattern = Pattern::of(segment);
                // The more of a segment is fixed, the earlier it is tried.
                let before = |(it, _): &&(Pattern, Place)| it.letters >= pattern.letters;
                let at = place.patterns.iter().take_while(before).count();
                place.patterns.insert(at, (pattern, Place::default()));
                at
            });
            let Some((_, next)) = place.patterns.get_mut(known) else {
                return;
            };
            place = next;
        }
        place.ends.push((method.to_owned(), id));
    }

    /// The operation that a request calls. What the path has in place of parameters is added to what was sent.
    pub fn find(&self, target: &Target, sent: &mut Sent) -> Found {
        match target {
            Target::Url { method, url } => self.by_url(method, url, sent),
            Target::Route { method, template } => {
                let route = (method.clone(), template.clone());
                match self.by_route.get(&route) {
                    Some(id) => Found::Operation(*id),
                    None => Found::NoOperation(format!("{method} {}", self.shown(template))),
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
            let Some(rest) = base.prefix.captures(path).and_then(|it| it.get(1)) else {
                continue;
            };
            here = true;
            let rest: Vec<_> = segments(rest.as_str()).map(decoded).collect();
            let mut values = Vec::new();
            let allowed = |id: &OperationId| base.only.is_empty() || base.only.contains(id);
            if let Some(id) = self.root.find(&rest, method, &allowed, &mut values) {
                values.iter().for_each(|value| sent.word(value));
                return Found::Operation(id);
            }
        }
        match here {
            true => Found::NoOperation(format!("{method} {}", self.shown(path))),
            false => Found::Elsewhere(authority),
        }
    }

    /// A path of which only those segments show that the document has.
    fn shown(&self, path: &str) -> String {
        let known = |segment: &str| match self.literals.contains(segment) {
            true => format!("/{segment}"),
            false => "/*".to_owned(),
        };
        segments(path).map(known).collect()
    }
}

impl Place {
    fn find(
        &self,
        path: &[std::borrow::Cow<'_, str>],
        method: &str,
        allowed: &dyn Fn(&OperationId) -> bool,
        values: &mut Vec<String>,
    ) -> Option<OperationId> {
        let Some((first, rest)) = path.split_first() else {
            let mut ends = self.ends.iter();
            let found = ends.find(|(other, id)| other == method && allowed(id));
            return found.map(|(_, id)| *id);
        };
        // One slash more at the end is the same path to nearly every server.
        if first.is_empty() && rest.is_empty() {
            return self.find(rest, method, allowed, values);
        }
        let literal = self.literals.get(&**first);
        let literal = literal.and_then(|next| next.find(rest, method, allowed, values));
        literal.or_else(|| {
            let mut fitting = self.patterns.iter().filter(|(it, _)| it.fits(first));
            fitting.find_map(|(_, next)| {
                let before = values.len();
                values.push(first.clone().into_owned());
                let found = next.find(rest, method, allowed, values);
                if found.is_none() {
                    values.truncate(before);
                }
                found
            })
        })
    }
}

impl Pattern {
    fn of(segment: &str) -> Self {
        let whole = segment.starts_with('{') && segment.find('}') == Some(segment.len() - 1);
        let (regex, letters) = pattern(segment, "(.+)");
        let regex = (!whole)
            .then(|| Regex::new(&format!("^{regex}$")).ok())
            .flatten();
        Self {
            text: segment.to_owned(),
            letters,
            regex,
        }
    }

    fn fits(&self, segment: &str) -> bool {
        let regex = self.regex.as_ref();
        !segment.is_empty() && regex.is_none_or(|regex| regex.is_match(segment))
    }
}

impl Base {
    fn of(server: &Server, only: &[OperationId]) -> Option<Self> {
        let template = server.template.as_str();
        // Of a server whose scheme and host are one variable, the default is known.
        let is_plain = template.contains("://") || template.starts_with('/');
        let text = if is_plain {
            template
        } else {
            server.url.as_str()
        };
        Self::at(text, only)
    }

    fn at(url: &str, only: &[OperationId]) -> Option<Self> {
        let (authority, path) = match url.contains("://") {
            true => parted(url),
            false => (String::new(), url),
        };
        let (host, _) = pattern(&authority, "[^/]*");
        let (prefix, _) = pattern(path.trim_end_matches('/'), "[^/]*");
        let authority = (!authority.is_empty()).then(|| Regex::new(&format!("(?i)^{host}$")));
        Some(Self {
            authority: authority.transpose().ok()?,
            prefix: Regex::new(&format!("^{prefix}(/.*|)$")).ok()?,
            only: only.to_vec(),
        })
    }
}

/// A text with `{names}` as a pattern, and how many letters stand outside of names.
fn pattern(text: &str, of_name: &str) -> (String, usize) {
    let (mut regex, mut letters, mut rest) = (String::new(), 0, text);
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((_, after)) = behind.split_once('}') else {
            break;
        };
        regex.push_str(&regex_lite::escape(before));
        regex.push_str(of_name);
        letters += before.len();
        rest = after;
    }
    regex.push_str(&regex_lite::escape(rest));
    (regex, letters + rest.len())
}

/// Host and port of an address, without a usual port and without what stands before the host; and its path.
fn parted(url: &str) -> (String, &str) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let usual = match scheme.to_ascii_lowercase().as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => "",
    };
    let host = host.strip_suffix(usual).unwrap_or(host);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    (host.to_ascii_lowercase(), path)
}

/// The segments of a path; none of an empty one.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let some = !path.is_empty();
    path.split('/').filter(move |_| some)
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
