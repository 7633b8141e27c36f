//! The part of JSONPath (RFC 9535) that overlays use.

mod parse;

use crate::source::node::{Kind, Node};
use crate::source::pointer::Pointer;

/// A parsed path.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct JsonPath {
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq)]
struct Segment {
    /// Whether all levels below are searched, this one included.
    descends: bool,
    selectors: Vec<Selector>,
}

#[derive(Clone, Debug, PartialEq)]
enum Selector {
    Name(String),
    Index(i64),
    All,
    Filter(Filter),
}

/// A condition on a child: alternatives, each a list of tests that must all hold.
#[derive(Clone, Debug, PartialEq)]
struct Filter(Vec<Vec<Test>>);

#[derive(Clone, Debug, PartialEq)]
struct Test {
    negated: bool,
    /// Names from the child downwards.
    member: Vec<String>,
    /// What the member is compared with; without it the member has to exist.
    comparison: Option<(Comparison, Literal)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Comparison {
    Equal,
    Different,
}

#[derive(Clone, Debug, PartialEq)]
enum Literal {
    Text(String),
    /// A number, a boolean or null as written.
    Word(String),
}

impl JsonPath {
    /// The addresses of what the path selects, in document order, each once.
    pub fn find(&self, root: &Node) -> Vec<Pointer> {
        let mut found = vec![(Pointer::root(), root)];
        for segment in &self.segments {
            let mut next = Vec::new();
            for (pointer, node) in found {
                if segment.descends {
                    descend(pointer, node, &segment.selectors, &mut next);
                } else {
                    select(&pointer, node, &segment.selectors, &mut next);
                }
            }
            found = next;
        }
        let mut unique = indexmap::IndexSet::new();
        unique.extend(found.into_iter().map(|(pointer, _)| pointer));
        unique.into_iter().collect()
    }
}

type Found<'a> = Vec<(Pointer, &'a Node)>;

fn descend<'a>(pointer: Pointer, node: &'a Node, selectors: &[Selector], found: &mut Found<'a>) {
    select(&pointer, node, selectors, found);
    match &node.kind {
        Kind::Map(map) => {
            map.iter().for_each(|(key, entry)| {
                descend(pointer.join(key), &entry.value, selectors, found)
            });
        }
        Kind::List(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| {
                descend(pointer.join(&index.to_string()), item, selectors, found)
            });
        }
        Kind::Null | Kind::Scalar(_) => {}
    }
}

fn select<'a>(pointer: &Pointer, node: &'a Node, selectors: &[Selector], found: &mut Found<'a>) {
    for selector in selectors {
        match (selector, &node.kind) {
            (Selector::Name(name), Kind::Map(map)) => {
                found.extend(map.get(name).map(|value| (pointer.join(name), value)));
            }
            (Selector::Index(index), Kind::List(items)) => {
                let index = usize::try_from(*index).ok().or_else(|| {
                    items
                        .len()
                        .checked_sub(usize::try_from(index.unsigned_abs()).ok()?)
                });
                let item = index.and_then(|index| Some((index, items.get(index)?)));
                found.extend(item.map(|(index, item)| (pointer.join(&index.to_string()), item)));
            }
            (Selector::All, _) => found.extend(children(pointer, node)),
            (Selector::Filter(filter), _) => {
                found.extend(
                    children(pointer, node)
                        .into_iter()
                        .filter(|(_, child)| filter.holds(child)),
                );
            }
            (Selector::Name(_) | Selector::Index(_), _) => {}
        }
    }
}

fn children<'a>(pointer: &Pointer, node: &'a Node) -> Found<'a> {
    match &node.kind {
        Kind::Map(map) => map
            .iter()
            .map(|(key, entry)| (pointer.join(key), &entry.value))
            .collect(),
        Kind::List(items) => {
            let items = items.iter().enumerate();
            items
                .map(|(index, item)| (pointer.join(&index.to_string()), item))
                .collect()
        }
        Kind::Null | Kind::Scalar(_) => Vec::new(),
    }
}

impl Filter {
    fn holds(&self, node: &Node) -> bool {
        self.0
            .iter()
            .any(|tests| tests.iter().all(|test| test.holds(node)))
    }
}

impl Test {
    fn holds(&self, node: &Node) -> bool {
        let member = self
            .member
            .iter()
            .try_fold(node, |node, name| node.step(name));
        let holds = match &self.comparison {
            None => member.is_some(),
            Some((comparison, literal)) => {
                let equal = member.is_some_and(|member| literal.equals(member));
                equal == (*comparison == Comparison::Equal)
            }
        };
        holds != self.negated
    }
}

impl Literal {
    fn equals(&self, node: &Node) -> bool {
        match self {
            Self::Text(text) => node.as_str() == Some(text),
            Self::Word(word) if word == "null" => node.is_null(),
            Self::Word(word) => {
                let literal = Node::plain(node.span, word.as_str());
                literal.same_value(node)
                    || (literal.as_f64().is_some() && literal.as_f64() == node.as_f64())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::source::budget::Budget;
    use crate::source::{FileId, yaml};

    const TEXT: &str = "
paths:
  /a/{id}:
    get: {operationId: getA, tags: [x, y], deprecated: true}
    post: {operationId: postA}
  /b:
    get: {operationId: getB, tags: [y]}
x-list: [{name: one, n: 1}, {name: two, n: 2.0}]
";

    #[test]
    fn paths_select_in_document_order() {
        let mut diag = Diagnostics::new();
        let root =
            yaml::parse(TEXT, FileId(0), &mut Budget::new(), &mut diag).expect("the text is YAML");
        let cases: &[(&str, &[&str])] = &[
            ("$", &[""]),
            ("$.paths['/b'].get", &["/paths/~1b/get"]),
            ("$.paths[\"/b\"]['get', 'post']", &["/paths/~1b/get"]),
            ("$.paths.*.get", &["/paths/~1a~1{id}/get", "/paths/~1b/get"]),
            (
                "$.paths[*][*].operationId",
                &[
                    "/paths/~1a~1{id}/get/operationId",
                    "/paths/~1a~1{id}/post/operationId",
                    "/paths/~1b/get/operationId",
                ],
            ),
            (
                "$..tags",
                &["/paths/~1a~1{id}/get/tags", "/paths/~1b/get/tags"],
            ),
            (
                "$..tags[0]",
                &["/paths/~1a~1{id}/get/tags/0", "/paths/~1b/get/tags/0"],
            ),
            ("$.x-list[-1]", &["/x-list/1"]),
            ("$.x-list[-3]", &[]),
            ("$.x-list[?@.name=='two']", &["/x-list/1"]),
            ("$.x-list[?(@.n == 2)]", &["/x-list/1"]),
            ("$.x-list[?@.name != 'two' && @.n]", &["/x-list/0"]),
            (
                "$.x-list[?@.name == 'two' || @.n == 1]",
                &["/x-list/0", "/x-list/1"],
            ),
            ("$.paths.*[?@.deprecated]", &["/paths/~1a~1{id}/get"]),
            (
                "$.paths.*[?!@.deprecated]",
                &["/paths/~1a~1{id}/post", "/paths/~1b/get"],
            ),
            ("$.nothing", &[]),
        ];
        for (path, expected) in cases {
            let found = JsonPath::parse(path).map(|path| path.find(&root));
            let found =
                found.map(|found| found.iter().map(ToString::to_string).collect::<Vec<_>>());
            assert_eq!(
                found,
                Ok(expected.iter().map(ToString::to_string).collect()),
                "{path}"
            );
        }
        for path in [
            "",
            "paths",
            "$paths",
            "$.",
            "$[",
            "$['a",
            "$[a]",
            "$.a[?b]",
            "$.a[?@.b==]",
            "$.a[1:2]",
            "$.a b",
        ] {
            assert!(JsonPath::parse(path).is_err(), "{path}");
        }
    }
}
