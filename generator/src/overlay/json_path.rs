//! JSONPath (RFC 9535), as overlays use it: a path selects addresses of a tree.

mod compare;
mod literal;
mod parse;

use crate::source::node::{Kind, Node};
use crate::source::pointer::Pointer;
use crate::steps;

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
    Slice {
        start: Option<i64>,
        end: Option<i64>,
        step: i64,
    },
    All,
    Filter(Test),
}

/// A condition on a child.
#[derive(Clone, Debug, PartialEq)]
enum Test {
    Any(Vec<Test>),
    All(Vec<Test>),
    Not(Box<Test>),
    Exists(Query),
    Compare(Operand, Comparison, Operand),
    /// A function that is true or false: `match` or `search`.
    Matches {
        whole: bool,
        text: Operand,
        pattern: Operand,
    },
}

/// A path from the child (`@`) or from the document (`$`).
#[derive(Clone, Debug, PartialEq)]
struct Query {
    absolute: bool,
    segments: Vec<Segment>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Comparison {
    Equal,
    Different,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    /// A path that leads to one value at most.
    One(Query),
    Length(Box<Operand>),
    Count(Query),
    Value(Query),
}

impl JsonPath {
    /// The addresses of what the path selects, in document order, each once.
    pub fn find(&self, root: &Node) -> Vec<Pointer> {
        let found = run(&self.segments, root, root);
        let mut unique = indexmap::IndexSet::new();
        unique.extend(found.into_iter().map(|(pointer, _)| pointer));
        unique.into_iter().collect()
    }
}

type Found<'a> = Vec<(Pointer, &'a Node)>;

/// What the segments select, beginning at `from`.
fn run<'a>(segments: &[Segment], from: &'a Node, root: &'a Node) -> Found<'a> {
    let mut found = vec![(Pointer::root(), from)];
    for segment in segments {
        let mut next = Vec::new();
        for (pointer, node) in found {
            steps::count(1);
            if segment.descends {
                descend(pointer, node, root, &segment.selectors, &mut next);
            } else {
                select(&pointer, node, root, &segment.selectors, &mut next);
            }
        }
        found = next;
    }
    found
}

fn descend<'a>(
    pointer: Pointer,
    node: &'a Node,
    root: &'a Node,
    selectors: &[Selector],
    found: &mut Found<'a>,
) {
    steps::count(1);
    select(&pointer, node, root, selectors, found);
    for (pointer, child) in children(&pointer, node) {
        descend(pointer, child, root, selectors, found);
    }
}

fn select<'a>(
    pointer: &Pointer,
    node: &'a Node,
    root: &'a Node,
    selectors: &[Selector],
    found: &mut Found<'a>,
) {
    let item = |index: usize| {
        let item = node.items().get(index)?;
        Some((pointer.join(&index.to_string()), item))
    };
    for selector in selectors {
        match (selector, &node.kind) {
            (Selector::Name(name), Kind::Map(map)) => {
                found.extend(map.get(name).map(|value| (pointer.join(name), value)));
            }
            (Selector::Index(index), Kind::List(items)) => {
                found.extend(position(*index, items.len()).and_then(item));
            }
            (Selector::Slice { start, end, step }, Kind::List(items)) => {
                found.extend(
                    slice(*start, *end, *step, items.len())
                        .into_iter()
                        .filter_map(item),
                );
            }
            (Selector::All, _) => found.extend(children(pointer, node)),
            (Selector::Filter(test), _) => {
                let children = children(pointer, node);
                found.extend(children.into_iter().filter(|(_, it)| test.holds(it, root)));
            }
            (Selector::Name(_) | Selector::Index(_) | Selector::Slice { .. }, _) => {}
        }
    }
}

/// The position that an index means; negative ones count from the end.
fn position(index: i64, length: usize) -> Option<usize> {
    match usize::try_from(index) {
        Ok(index) => Some(index),
        Err(_) => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

/// The positions of a slice (RFC 9535, section 2.3.4.2.2).
fn slice(start: Option<i64>, end: Option<i64>, step: i64, length: usize) -> Vec<usize> {
    let Ok(length) = i64::try_from(length) else {
        return Vec::new();
    };
    let normal = |index: i64| {
        if index >= 0 {
            index
        } else {
            length.saturating_add(index)
        }
    };
    let mut positions = Vec::new();
    if step > 0 {
        let mut at = normal(start.unwrap_or(0)).clamp(0, length);
        let end = normal(end.unwrap_or(length)).clamp(0, length);
        while at < end {
            positions.push(at);
            at = at.saturating_add(step);
        }
    } else if step < 0 {
        let mut at = start.map_or(length - 1, normal).clamp(-1, length - 1);
        let end = end.map_or(-1, normal).clamp(-1, length - 1);
        while at > end {
            positions.push(at);
            at = at.saturating_add(step);
        }
    }
    let positions = positions.into_iter();
    positions
        .filter_map(|at| usize::try_from(at).ok())
        .collect()
}

fn children<'a>(pointer: &Pointer, node: &'a Node) -> Found<'a> {
    steps::count(node.entries().count() + node.items().len());
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

impl Query {
    fn run<'a>(&self, node: &'a Node, root: &'a Node) -> Found<'a> {
        run(
            &self.segments,
            if self.absolute { root } else { node },
            root,
        )
    }

    /// Whether it leads to one value at most (RFC 9535, section 2.3.5.1).
    fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            let one = matches!(
                segment.selectors.as_slice(),
                [Selector::Name(_) | Selector::Index(_)]
            );
            one && !segment.descends
        })
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
x-wanted: two
x-numbers: [0, 1, 2, 3, 4]
x-lines: [a-b, \"a\\nb\", \"a\\rb\", \".\"]
größe: {n2: 1, $ref: '#/x', it's: 1, 🍞: 1}
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
            ("$ .paths [ '/b' ] .get", &["/paths/~1b/get"]),
            ("$['paths']['\\u002fb']", &["/paths/~1b"]),
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
            ("$..['post']", &["/paths/~1a~1{id}/post"]),
            ("$.x-list[-1]", &["/x-list/1"]),
            ("$.x-list[-3]", &[]),
            ("$.x-numbers[1:3]", &["/x-numbers/1", "/x-numbers/2"]),
            ("$.x-numbers[-2:]", &["/x-numbers/3", "/x-numbers/4"]),
            (
                "$.x-numbers[::2]",
                &["/x-numbers/0", "/x-numbers/2", "/x-numbers/4"],
            ),
            ("$.x-numbers[3:1:-1]", &["/x-numbers/3", "/x-numbers/2"]),
            ("$.x-numbers[1:3:0]", &[]),
            ("$.x-numbers[?@ > 2]", &["/x-numbers/3", "/x-numbers/4"]),
            (
                "$.x-numbers[?@ >= 1 && @ <= 2]",
                &["/x-numbers/1", "/x-numbers/2"],
            ),
            ("$.x-list[?@.name=='two']", &["/x-list/1"]),
            ("$.x-list[?@.name == $.x-wanted]", &["/x-list/1"]),
            ("$.x-list[?(@.n == 2)]", &["/x-list/1"]),
            ("$.x-list[?@.name != 'two' && @.n]", &["/x-list/0"]),
            (
                "$.x-list[?@.name == 'two' || @.n == 1]",
                &["/x-list/0", "/x-list/1"],
            ),
            ("$.x-list[?!(@.name == 'two' || @.n == 3)]", &["/x-list/0"]),
            (
                "$.x-list[?@.none == @.neither]",
                &["/x-list/0", "/x-list/1"],
            ),
            ("$.paths.*[?@.deprecated]", &["/paths/~1a~1{id}/get"]),
            (
                "$.paths.*[?!@.deprecated]",
                &["/paths/~1a~1{id}/post", "/paths/~1b/get"],
            ),
            ("$.paths.*[?@.tags[?@ == 'x']]", &["/paths/~1a~1{id}/get"]),
            (
                "$.paths.*.*.tags[?@ == 'y']",
                &["/paths/~1a~1{id}/get/tags/1", "/paths/~1b/get/tags/0"],
            ),
            ("$.paths.*[?length(@.tags) == 2]", &["/paths/~1a~1{id}/get"]),
            ("$.paths.*[?count(@.tags[*]) == 1]", &["/paths/~1b/get"]),
            (
                "$.paths[?value(@..deprecated) == true]",
                &["/paths/~1a~1{id}"],
            ),
            (
                "$.paths.*[?match(@.operationId, 'get.')]",
                &["/paths/~1a~1{id}/get", "/paths/~1b/get"],
            ),
            (
                "$.paths.*[?search(@.operationId, 'A$')]",
                &["/paths/~1a~1{id}/get", "/paths/~1a~1{id}/post"],
            ),
            ("$.paths.*[?match(@.operationId, 'et')]", &[]),
            ("$.nothing", &[]),
            // Names of other alphabets, digits after the first character, and what overlays in use write.
            ("$.größe.n2", &["/größe/n2"]),
            ("$..$ref", &["/größe/$ref"]),
            // Escapes: of quotes by their own kind, and of a character of two halves.
            (r"$['größe']['it\'s']", &["/größe/it's"]),
            (r#"$.größe["\ud83c\udf5e"]"#, &["/größe/🍞"]),
            // Numbers of JSON.
            ("$.x-numbers[?@ == 0.2e+1]", &["/x-numbers/2"]),
            ("$.x-numbers[?@ == -0]", &["/x-numbers/0"]),
            ("$.x-numbers[-9007199254740991:1]", &["/x-numbers/0"]),
            // A dot of a pattern is no line break, unless it stands for itself.
            ("$.x-lines[?match(@, 'a.b')]", &["/x-lines/0"]),
            ("$.x-lines[?search(@, '[.]')]", &["/x-lines/3"]),
            (r"$.x-lines[?search(@, '\\.')]", &["/x-lines/3"]),
            ("$.x-list[?!@.none]", &["/x-list/0", "/x-list/1"]),
            ("$.x-list[?! match(@.name, 't.o')]", &["/x-list/0"]),
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
    }

    #[test]
    fn what_is_no_path_is_said() {
        let rows = [
            ("", "a path begins with $"),
            ("paths", "a path begins with $"),
            ("$paths", "expected . or [ before paths"),
            ("$.", "expected a name"),
            ("$[", "expected a quoted name"),
            ("$['a", "a quote is never closed"),
            ("$[a]", "expected a quoted name"),
            ("$.a[?b]", "b is no function"),
            ("$.a[?@.b==]", "expected a value"),
            ("$.a[?@.b == @.*]", "more than one value"),
            ("$.a[?length(@.b)]", "compared with something"),
            ("$.a[?match(@.b, 'x') == true]", "expected ] or , before"),
            ("$.a[?first(@.b) == 1]", "first is no function"),
            ("$.a[1:2:x]", "expected ]"),
            ("$.a[01]", "expected a quoted name"),
            ("$.a b", "expected . or ["),
            ("$.a[?'x']", "compared with something"),
            (" $", "a path begins with $"),
            ("$ ", "expected . or ["),
            ("$.responses.200", "expected a name before 200"),
            (
                "$.a[9007199254740992]",
                "expected a quoted name before 9007199254740992",
            ),
            ("$.a[-0]", "expected a quoted name before -0"),
            ("$['a\nb']", "\\u000a has to be escaped"),
            (r"$['\x']", "\\x is no escape"),
            (r#"$['\"']"#, "\\\" is no escape"),
            (r"$['\u12g4']", "\\u12g4 is no character"),
            (r"$['\ud83c']", "\\ud83c is no character"),
            (r"$['\udf5e']", "\\udf5e is no character"),
            ("$.a[?@ == 01]", "01 is no number"),
            ("$.a[?@ == 1.]", "1. is no number"),
            ("$.a[?@ == 1e]", "1e is no number"),
            ("$.a[?(@.b) == 1]", "expected ] or , before"),
            ("$.a[?!@.b == 1]", "expected ] or , before"),
            ("$.a[?!'x' == 1]", "expected a path, a function or ("),
            ("$.a[?count (@.*) == 1]", "count is no function"),
            ("$.a[?length(@.*) == 1]", "more than one value"),
            (r"$.a[?match(@, '\\p{Lu}')]", r"\p{Lu} is no pattern"),
            ("$.a[?search(@, '(')]", "( is no pattern"),
        ];
        for (path, expected) in rows {
            let message = JsonPath::parse(path).expect_err(path);
            let message = message.as_ref();
            assert!(message.contains(expected), "{path}: {message}");
        }
    }
}
