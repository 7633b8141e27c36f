//! The part of JSONPath (RFC 9535) that overlays use.

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
    /// Reads a path.
    ///
    /// # Errors
    /// What the text lacks, for people.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text.trim() };
        if !reader.eat("$") {
            return Err("a path begins with $".to_owned());
        }
        let mut segments = Vec::new();
        while !reader.rest.is_empty() {
            segments.push(reader.segment()?);
        }
        Ok(Self { segments })
    }

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

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn segment(&mut self) -> Result<Segment, String> {
        let descends = self.eat("..");
        if self.eat("[") {
            return Ok(Segment {
                descends,
                selectors: self.brackets()?,
            });
        }
        if !descends && !self.eat(".") {
            return Err(format!("expected . or [ before {}", self.shown()));
        }
        if self.eat("*") {
            return Ok(Segment {
                descends,
                selectors: vec![Selector::All],
            });
        }
        let name = self.name();
        if name.is_empty() {
            return Err(format!(
                "expected a name before {}; names with other characters are quoted",
                self.shown()
            ));
        }
        Ok(Segment {
            descends,
            selectors: vec![Selector::Name(name)],
        })
    }

    fn brackets(&mut self) -> Result<Vec<Selector>, String> {
        let mut selectors = Vec::new();
        loop {
            self.blanks();
            selectors.push(self.selector()?);
            self.blanks();
            if self.eat("]") {
                return Ok(selectors);
            }
            if !self.eat(",") {
                return Err(format!("expected ] or , before {}", self.shown()));
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, String> {
        if self.eat("*") {
            return Ok(Selector::All);
        }
        if self.eat("?") {
            return self.filter().map(Selector::Filter);
        }
        if let Some(text) = self.quoted()? {
            return Ok(Selector::Name(text));
        }
        let word = self.word();
        word.parse()
            .map(Selector::Index)
            .map_err(|_| format!("expected a quoted name before {}", self.shown()))
    }

    fn filter(&mut self) -> Result<Filter, String> {
        self.blanks();
        let grouped = self.eat("(");
        let mut alternatives = vec![vec![self.test()?]];
        loop {
            self.blanks();
            if self.eat("&&") {
                let test = self.test()?;
                if let Some(tests) = alternatives.last_mut() {
                    tests.push(test);
                }
            } else if self.eat("||") {
                alternatives.push(vec![self.test()?]);
            } else {
                break;
            }
        }
        if grouped && !self.eat(")") {
            return Err(format!("expected ) before {}", self.shown()));
        }
        Ok(Filter(alternatives))
    }

    fn test(&mut self) -> Result<Test, String> {
        self.blanks();
        let negated = self.eat("!");
        self.blanks();
        if !self.eat("@") {
            return Err(format!("expected @ before {}", self.shown()));
        }
        let mut member = Vec::new();
        loop {
            if self.eat(".") {
                let name = self.name();
                if name.is_empty() {
                    return Err(format!("expected a name before {}", self.shown()));
                }
                member.push(name);
            } else if self.eat("[") {
                let name = match self.quoted()? {
                    Some(name) => name,
                    None => self.word(),
                };
                if !self.eat("]") {
                    return Err(format!("expected ] before {}", self.shown()));
                }
                member.push(name);
            } else {
                break;
            }
        }
        self.blanks();
        let comparison = match () {
            () if self.eat("==") => Some(Comparison::Equal),
            () if self.eat("!=") => Some(Comparison::Different),
            () => None,
        };
        let comparison = match comparison {
            None => None,
            Some(comparison) => Some((comparison, self.literal()?)),
        };
        Ok(Test {
            negated,
            member,
            comparison,
        })
    }

    fn literal(&mut self) -> Result<Literal, String> {
        self.blanks();
        if let Some(text) = self.quoted()? {
            return Ok(Literal::Text(text));
        }
        let word = self.word();
        if word.is_empty() {
            return Err(format!("expected a value before {}", self.shown()));
        }
        Ok(Literal::Word(word))
    }

    /// Text in single or double quotes, escapes decoded.
    fn quoted(&mut self) -> Result<Option<String>, String> {
        let Some(quote) = self
            .rest
            .chars()
            .next()
            .filter(|quote| matches!(quote, '\'' | '"'))
        else {
            return Ok(None);
        };
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            if character == quote {
                self.rest = self.rest.get(at + 1..).unwrap_or("");
                return Ok(Some(text));
            }
            if character == '\\' {
                match characters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, escaped)) => text.push(escaped),
                    None => break,
                }
            } else {
                text.push(character);
            }
        }
        Err("a quote is never closed".to_owned())
    }

    /// A name without quotes. The hyphen is not in RFC 9535, but overlays in use write `$.paths.x-retry`.
    fn name(&mut self) -> String {
        self.take(|character| character.is_alphanumeric() || matches!(character, '_' | '-' | '$'))
    }

    fn word(&mut self) -> String {
        self.take(|character| {
            character.is_alphanumeric() || matches!(character, '-' | '+' | '.' | '_')
        })
    }

    fn take(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let end = self
            .rest
            .find(|character| !belongs(character))
            .unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken.to_owned()
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn shown(&self) -> String {
        if self.rest.is_empty() {
            "the end".to_owned()
        } else {
            self.rest.chars().take(20).collect()
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
