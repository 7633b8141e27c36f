//! Reads one section of `specs/SOURCES.md`: its keys, and the rows of its tables with their braces spread.

use std::collections::BTreeMap;

/// The key of a fact that no page states.
pub const ASSUMED: &str = "assumed";

#[derive(Default)]
pub struct Section {
    /// The sources with their addresses.
    pub keys: BTreeMap<String, String>,
    pub lines: Vec<Line>,
    /// What cannot be read.
    pub complaints: Vec<String>,
}

pub struct Line {
    /// Counted from the head of the file.
    pub number: usize,
    pub facts: Vec<String>,
    pub keys: Vec<String>,
    pub note: String,
}

impl Section {
    /// The section below the heading `## name`, if there is one.
    pub fn of(text: &str, name: &str) -> Option<Self> {
        let mut lines = text.lines().zip(1..);
        lines.find(|(line, _)| line.strip_prefix("## ") == Some(name))?;
        let mut section = Self::default();
        for (line, number) in lines.take_while(|(line, _)| !line.starts_with("## ")) {
            let listed = line.strip_prefix("- ");
            // Other items of a list are words, such as what two pages disagree about.
            if let Some(source) = listed.filter(|it| it.starts_with('`') || it.contains("://")) {
                section.source(source, number);
            } else if line.starts_with("| `") {
                section.row(line, number);
            } else if line.starts_with('|') && !line.starts_with("|--") && line != HEAD {
                section.complain(number, "a row names no fact");
            }
        }
        Some(section)
    }

    fn complain(&mut self, number: usize, complaint: impl AsRef<str>) {
        self.complaints
            .push(format!("line {number}: {}", complaint.as_ref()));
    }

    /// `` `key`: https://example.com/page, read 2026-11-29 ``, with words after the address or without
    fn source(&mut self, line: &str, number: usize) {
        let Some((key, rest)) = line
            .strip_prefix('`')
            .and_then(|line| line.split_once("`: "))
        else {
            return self.complain(number, "a source without a key");
        };
        let Some((page, date)) = rest.rsplit_once(", read ") else {
            return self.complain(number, format!("{key} has no date"));
        };
        let address = page.split(", ").next().unwrap_or(page);
        if !is_address(address) {
            return self.complain(number, format!("{key} has no address"));
        }
        if !is_date(date) {
            return self.complain(number, format!("{key} has no date"));
        }
        if key == ASSUMED
            || self
                .keys
                .insert(key.to_owned(), address.to_owned())
                .is_some()
        {
            self.complain(number, format!("{key} stands for something else already"));
        }
    }

    /// ``| `GET /a`, `GET /a {200,404}` | `key` | note |``
    fn row(&mut self, line: &str, number: usize) {
        let cells = cells(line);
        let [facts, keys, note] = cells.as_slice() else {
            return self.complain(number, "a row has three cells");
        };
        let (Some(facts), Some(keys)) = (quoted(facts), quoted(keys)) else {
            return self.complain(
                number,
                "facts and keys stand in backticks, with commas between them",
            );
        };
        if keys.is_empty() {
            self.complain(number, "no source");
        }
        self.lines.push(Line {
            number,
            facts: facts.iter().flat_map(|fact| spread(fact)).collect(),
            keys,
            note: note.clone(),
        });
    }
}

const HEAD: &str = "| facts | source | note |";

fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://");
    rest.is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [4, 2, 2]
        && parts
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The cells of a row; `\|` is a bar in one of them.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for character in line.trim().trim_start_matches('|').chars() {
        match (character, cells.last_mut()) {
            ('\\', _) if !escaped => escaped = true,
            ('|', _) if !escaped => cells.push(String::new()),
            (other, Some(cell)) => {
                if escaped && other != '|' {
                    cell.push('\\');
                }
                cell.push(other);
                escaped = false;
            }
            (_, None) => {}
        }
    }
    cells.pop();
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// What stands in backticks, if between them stand commas only.
fn quoted(cell: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = cell.split('`').collect();
    let outside = parts.iter().step_by(2);
    let separated = outside.clone().enumerate().all(|(index, part)| {
        let between = index > 0 && index + 1 < outside.clone().count();
        part.trim() == if between { "," } else { "" }
    });
    let inside = parts.iter().skip(1).step_by(2);
    (separated && parts.len() % 2 == 1).then(|| inside.map(|&part| part.to_owned()).collect())
}

/// `a {b,c}` is `a b` and `a c`; braces without a comma, as in a path, stand for themselves.
fn spread(text: &str) -> Vec<String> {
    let (mut depth, mut start, mut commas) = (0_usize, 0, Vec::new());
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => {
                depth += 1;
                if depth == 1 {
                    (start, commas) = (index, Vec::new());
                }
            }
            b',' if depth == 1 => commas.push(index),
            b'}' if depth == 1 => {
                let (head, inside, tail) =
                    (&text[..start], &text[start + 1..index], &text[index + 1..]);
                let choices: Vec<String> = if commas.is_empty() {
                    spread(inside)
                        .iter()
                        .map(|inside| format!("{{{inside}}}"))
                        .collect()
                } else {
                    let ends = commas.iter().copied().chain([index]);
                    let starts = [start].into_iter().chain(commas.iter().copied());
                    let parts = starts.zip(ends).map(|(from, to)| &text[from + 1..to]);
                    parts.flat_map(spread).collect()
                };
                let tails = spread(tail);
                let all = choices.iter().flat_map(|choice| {
                    tails
                        .iter()
                        .map(move |tail| format!("{head}{choice}{tail}"))
                });
                return all.collect();
            }
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    vec![text.to_owned()]
}

#[test]
fn braces_group() {
    let cases: [(&str, &[&str]); 7] = [
        ("Invoice.id", &["Invoice.id"]),
        ("Invoice.{id,status}", &["Invoice.id", "Invoice.status"]),
        ("GET /a/{id}", &["GET /a/{id}"]),
        (
            "{GET,PUT} /a/{id} {200,404}",
            &[
                "GET /a/{id} 200",
                "GET /a/{id} 404",
                "PUT /a/{id} 200",
                "PUT /a/{id} 404",
            ],
        ),
        (
            "{GET /a/{id},POST /a} 401",
            &["GET /a/{id} 401", "POST /a 401"],
        ),
        ("A.{b,c.{d,e}}", &["A.b", "A.c.d", "A.c.e"]),
        ("A.b{,.c}", &["A.b", "A.b.c"]),
    ];
    for (text, expected) in cases {
        assert_eq!(spread(text), expected);
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    let cases = [
        (
            "- page: https://example.com, read 2026-11-29",
            "a source without a key",
        ),
        ("- `page`: https://example.com", "page has no date"),
        (
            "- `page`: https://example.com, read yesterday",
            "page has no date",
        ),
        (
            "- `page`: the leaflet, read 2026-11-29",
            "page has no address",
        ),
        (
            "- `page`: http://example.com, read 2026-11-29",
            "page has no address",
        ),
        (
            "- `assumed`: https://example.com, read 2026-11-29",
            "assumed stands for something else already",
        ),
        ("| `GET /a` | `page` |", "a row has three cells"),
        (
            "| `GET /a` and `GET /b` | `page` | |",
            "facts and keys stand in backticks, with commas between them",
        ),
        (
            "| `GET /a | `page` | |",
            "facts and keys stand in backticks, with commas between them",
        ),
        ("| GET /a | `page` | |", "a row names no fact"),
        ("| `GET /a` | | |", "no source"),
    ];
    for (line, expected) in cases {
        let section = Section::of(&format!("## a.yaml\n{line}\n"), "a.yaml").expect("the section");
        assert_eq!(
            section.complaints,
            [format!("line 2: {expected}")],
            "{line}"
        );
    }
}

#[test]
fn a_section_ends_where_the_next_begins() {
    let text = "## a.yaml\n\n- `page`: https://example.com/a, in its second edition, read 2026-11-29\n\n- Said twice.\n\n| `A=x\\|y`, `B` | `page`, `other` | Why. |\n\n\
                ## b.yaml\n\n| `C` | `page` | |\n";
    let section = Section::of(text, "a.yaml").expect("the section");
    assert_eq!(section.complaints, [""; 0]);
    assert_eq!(section.keys.into_keys().collect::<Vec<_>>(), ["page"]);
    let [line] = section.lines.as_slice() else {
        panic!("one line");
    };
    assert_eq!(line.facts, ["A=x|y", "B"]);
    assert_eq!(line.keys, ["page", "other"]);
    assert_eq!(line.note, "Why.");
    assert!(Section::of(text, "c.yaml").is_none());
}
