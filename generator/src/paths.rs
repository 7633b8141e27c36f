//! Paths of requests and the templates that they fit: literal segments before parameters, those with the most fixed letters
//! first.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use regex_lite::Regex;

use crate::ir::{OperationId, Server};

/// The path templates of an API as a tree.
#[derive(Debug, Default)]
pub struct Tree {
    root: Place,
    /// Every literal segment, which may be shown.
    literals: BTreeSet<String>,
}

/// A place in the tree.
#[derive(Debug, Default)]
struct Place {
    literals: BTreeMap<String, Place>,
    /// Segments with parameters, those with the most fixed letters first.
    patterns: Vec<(Pattern, Place)>,
    ends: Vec<(String, OperationId)>,
}

/// A segment of a template that holds parameters.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    letters: usize,
    /// `None` where it is one parameter and nothing else.
    regex: Option<Regex>,
}

/// Where an API stands.
#[derive(Debug)]
pub struct Base {
    /// Host and port; `None`: any.
    #[cfg_attr(
        not(feature = "sources"),
        expect(dead_code, reason = "a server takes whoever comes to it")
    )]
    pub authority: Option<Regex>,
    /// The path before those of the operations.
    prefix: Regex,
    /// The only operations that stand there; empty: all.
    pub only: Vec<OperationId>,
}

impl Tree {
    /// Adds an operation: its path template, and its method in capitals.
    pub fn add(&mut self, template: &str, method: &str, id: OperationId) {
        let path = template.split(['?', '#']).next().unwrap_or_default();
        // Whether a request has a slash more or less at the end, it is the same path to nearly every server.
        let path = path.strip_suffix('/').unwrap_or(path);
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

    /// The first operation that fits a path, cut and decoded, and that is wanted; `values` are the segments that stand where the
    /// template has parameters.
    pub fn find(
        &self,
        path: &[Cow<'_, str>],
        wanted: &mut dyn FnMut(&str, OperationId) -> bool,
        values: &mut Vec<String>,
    ) -> Option<OperationId> {
        self.root.find(path, wanted, values)
    }

    /// A path of which only those segments show that the document has.
    pub fn shown(&self, path: &str) -> String {
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
        path: &[Cow<'_, str>],
        wanted: &mut dyn FnMut(&str, OperationId) -> bool,
        values: &mut Vec<String>,
    ) -> Option<OperationId> {
        let Some((first, rest)) = path.split_first() else {
            let mut ends = self.ends.iter();
            let found = ends.find(|(method, id)| wanted(method, *id));
            return found.map(|(_, id)| *id);
        };
        // See `Tree::add`.
        if first.is_empty() && rest.is_empty() {
            return self.find(rest, wanted, values);
        }
        if let Some(next) = self.literals.get(&**first)
            && let Some(found) = next.find(rest, wanted, values)
        {
            return Some(found);
        }
        let mut fitting = self.patterns.iter().filter(|(it, _)| it.fits(first));
        fitting.find_map(|(_, next)| {
            let before = values.len();
            values.push(first.clone().into_owned());
            let found = next.find(rest, wanted, values);
            if found.is_none() {
                values.truncate(before);
            }
            found
        })
    }
}

impl Pattern {
    /// A segment with parameters.
    pub fn of(segment: &str) -> Self {
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

    /// What stands in a segment in place of the parameters, in their order; nothing where it does not fit.
    #[cfg(feature = "mock")]
    pub fn values<'s>(&self, segment: &'s str) -> Vec<&'s str> {
        let Some(regex) = &self.regex else {
            return vec![segment];
        };
        let found = regex.captures(segment);
        let groups = found.iter().flat_map(|it| it.iter().skip(1).flatten());
        groups.map(|it| it.as_str()).collect()
    }
}

impl Base {
    /// Where a server of the document stands.
    pub fn of(server: &Server, only: &[OperationId]) -> Option<Self> {
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

    /// The place of a URL, or of a path on any host.
    pub fn at(url: &str, only: &[OperationId]) -> Option<Self> {
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

    /// What of a path follows behind that of the server.
    pub fn rest<'p>(&self, path: &'p str) -> Option<&'p str> {
        self.prefix.captures(path)?.get(1).map(|it| it.as_str())
    }

    /// Whether an operation stands there.
    pub fn has(&self, id: OperationId) -> bool {
        self.only.is_empty() || self.only.contains(&id)
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
pub fn parted(url: &str) -> (String, &str) {
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
pub fn segments(path: &str) -> impl Iterator<Item = &str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let some = !path.is_empty();
    path.split('/').filter(move |_| some)
}

/// The text that percent signs, and plus signs for blanks, stand for.
pub fn decoded(text: &str) -> Cow<'_, str> {
    unescaped(text, true)
}

/// The text that percent signs stand for; in paths, a plus sign is itself.
#[cfg(feature = "mock")]
pub fn decoded_segment(text: &str) -> Cow<'_, str> {
    unescaped(text, false)
}

fn unescaped(text: &str, plus: bool) -> Cow<'_, str> {
    let is_sign = |sign| sign == '%' || (plus && sign == '+');
    if !text.contains(is_sign) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = behind
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok());
        let byte = hex.and_then(|two| u8::from_str_radix(two, 16).ok());
        rest = match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                behind.get(2..).unwrap_or_default()
            }
            _ => {
                let blank = plus && *first == b'+';
                bytes.push(if blank { b' ' } else { *first });
                behind
            }
        };
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}
