//! Tables without anything between their cells but breaks of lines, or nothing at all.

use super::{Reader, marked};
use crate::import_docs::page::{Block, Table, Text};
use crate::import_docs::roles::{self, Role};
use crate::import_docs::words;

/// The most columns of a table a cell a line.
const COLUMNS: usize = 6;

/// A table with a cell a line: some headings of columns, one below the other, then as many lines per row.
pub(super) fn cells(reader: &mut Reader<'_>) -> bool {
    // Blank lines between cells come from the page, too.
    let mut lines = Vec::new();
    let mut ahead = 0;
    while let Some(line) = reader.line(ahead) {
        if !line.trim().is_empty() {
            lines.push((line.trim(), ahead));
        }
        if lines.len() > COLUMNS {
            break;
        }
        ahead += 1;
    }
    let roles: Vec<Role> = lines
        .iter()
        .map_while(|(line, _)| column(line))
        .take(COLUMNS)
        .collect();
    let columns = roles.len();
    let code = roles.iter().position(|it| *it == Role::Code);
    let status = roles.iter().position(|it| *it == Role::Status);
    if columns < 2 || code.or(status).is_none() {
        return false;
    }
    let mut ahead = 0;
    let mut next = |reader: &Reader<'_>| -> Option<(Text, usize)> {
        loop {
            let line = reader.line(ahead)?;
            ahead += 1;
            if !line.trim().is_empty() {
                return Some((marked(line.trim(), reader.number(ahead - 1)), ahead));
            }
        }
    };
    let mut head = Vec::new();
    let mut passed = 0;
    for _ in 0..columns {
        let Some((text, at)) = next(reader) else {
            return false;
        };
        head.push(text);
        passed = at;
    }
    let mut rows = Vec::new();
    loop {
        let mut row = Vec::new();
        let mut end = passed;
        while row.len() < columns {
            let Some((text, at)) = next(reader) else {
                break;
            };
            row.push(text);
            end = at;
        }
        let holds = |at: Option<usize>, accept: fn(&str) -> bool| {
            at.is_none_or(|at| row.get(at).is_some_and(|it: &Text| accept(&it.text)))
        };
        let is_code = |it: &str| words::form(it).is_some() || words::status(it).is_some();
        let is_status =
            |it: &str| !words::leading_statuses(it).is_empty() || words::form(it).is_some();
        if row.len() < columns || !holds(code, is_code) || !holds(status, is_status) {
            break;
        }
        rows.push(row);
        passed = end;
    }
    if rows.is_empty() {
        return false;
    }
    let line = reader.number(0);
    reader.out.push(Block::Table(Table { head, rows, line }));
    reader.pass(passed);
    true
}

/// The role of a line as a heading: a short one, without a value behind it.
fn column(line: &str) -> Option<Role> {
    (line.len() <= 30 && !line.contains(':'))
        .then(|| roles::role(line))
        .flatten()
}

/// The headings that stand in joined lines. Longer ones go first.
const HEADINGS: &[&str] = &[
    "HTTP status code",
    "HTTP Status Code",
    "HTTP Status",
    "HTTP status",
    "HTTP Code",
    "HTTP code",
    "Error code",
    "Error Code",
    "Status code",
    "Status Code",
    "Error message",
    "Error Message",
    "Recommended action",
    "Recommended Action",
    "Suggested action",
    "Suggested Action",
    "Action Required",
    "Action required",
    "How to fix",
    "How to Fix",
    "What to do",
    "Description",
    "Resolution",
    "Typical cause",
    "Solution",
    "Meaning",
    "Message",
    "Retryable",
    "Category",
    "Header",
    "Action",
    "Reason",
    "Status",
    "Cause",
    "Error",
    "Retry?",
    "Retry",
    "Notes",
    "Type",
    "HTTP",
    "Code",
    "Name",
    "When",
    "Fix",
];

/// The headings of a line that is nothing but headings without blanks between them.
fn headings(line: &str) -> Option<Vec<&'static str>> {
    let (mut found, mut rest) = (Vec::new(), line);
    while !rest.is_empty() {
        let heading = HEADINGS.iter().find(|it| rest.starts_with(**it))?;
        found.push(*heading);
        rest = rest.get(heading.len()..)?;
    }
    (found.len() > 1).then_some(found)
}

/// A table with nothing between its cells: `CodeHTTPDescriptionAction`, `SOLD_OUT409Nothing leftTry another`.
pub(super) fn joined(reader: &mut Reader<'_>) -> bool {
    let Some(names) = reader.line(0).and_then(|line| headings(line.trim())) else {
        return false;
    };
    let mut rows = Vec::new();
    let mut ahead = 1;
    while let Some(line) = reader.line(ahead) {
        let Some(cells) = split(line.trim(), &names) else {
            break;
        };
        let number = reader.number(ahead);
        rows.push(cells.iter().map(|it| marked(it, number)).collect());
        ahead += 1;
    }
    if rows.is_empty() {
        return false;
    }
    let line = reader.number(0);
    let head = names.iter().map(|it| Text::plain(*it, line)).collect();
    reader.out.push(Block::Table(Table { head, rows, line }));
    reader.pass(ahead);
    true
}

/// The cells of a joined line. A code ends where a status or a capital begins, a text where a capital follows a small letter
/// without a blank; where that gives too many places, what is behind the first stays together in the last cell but one.
fn split(line: &str, names: &[&str]) -> Option<Vec<String>> {
    let mut cells = Vec::new();
    let mut rest = line;
    for (at, name) in names.iter().enumerate() {
        let is_last = at + 1 == names.len();
        if is_last {
            cells.push(rest.to_owned());
            break;
        }
        let end = match roles::role(name) {
            Some(Role::Status) => rest
                .get(..3)
                .filter(|it| words::status(it).is_some())?
                .len(),
            _ if *name == "Header" => header_end(rest)?,
            Some(Role::Code | Role::Named) => code_end(rest)?,
            _ => text_end(rest)?,
        };
        let (cell, next) = rest.split_at_checked(end)?;
        cells.push(cell.to_owned());
        rest = next;
    }
    Some(cells)
}

/// Where a code ends: at the status behind it, or at the capital that begins a text.
fn code_end(text: &str) -> Option<usize> {
    let word = text.split_whitespace().next()?;
    let bytes = word.as_bytes();
    if let Some(status) = word.get(..3).filter(|it| words::status(it).is_some()) {
        return Some(status.len());
    }
    let is_part = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.');
    let length = bytes.iter().take_while(|it| is_part(it)).count();
    let upper = bytes.first()?.is_ascii_uppercase()
        && bytes
            .get(1)
            .is_some_and(|it| it.is_ascii_uppercase() || *it == b'_');
    for at in 2..length {
        let before = *bytes.get(at - 1)?;
        let here = *bytes.get(at)?;
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        let is_status = word
            .get(at..at + 3)
            .is_some_and(|it| words::status(it).is_some())
            && !bytes.get(at + 3).is_some_and(u8::is_ascii_digit)
            && !before.is_ascii_digit()
            && before != b'_';
        let is_text = here.is_ascii_uppercase()
            && next.is_ascii_lowercase()
            && before != b'_'
            && (upper || before.is_ascii_lowercase());
        if is_status || is_text {
            return word
                .get(..at)
                .filter(|it| words::form(it).is_some())
                .map(str::len);
        }
    }
    None
}

/// Where the name of a header ends: at the last capital behind a small letter before the first blank.
fn header_end(text: &str) -> Option<usize> {
    let word = text.split_whitespace().next()?;
    let bytes = word.as_bytes();
    let mut ends = (1..bytes.len()).rev().filter(|at| {
        let before = bytes.get(at - 1).is_some_and(u8::is_ascii_lowercase);
        before && bytes.get(*at).is_some_and(u8::is_ascii_uppercase)
    });
    let end = ends.next()?;
    words::is_header(word.get(..end)?).then_some(end)
}

/// Where a text ends: where a capital follows a small letter, a digit or a closing sign without a blank.
fn text_end(text: &str) -> Option<usize> {
    let mut before = ' ';
    for (at, it) in text.char_indices() {
        let ends =
            before.is_lowercase() || before.is_ascii_digit() || matches!(before, ')' | '.' | '"');
        // Names such as GitHub have more capitals than begin a cell, but no blank in front of them: the first word is skipped.
        let closes = it.is_uppercase() && ends && text.get(..at).is_some_and(|it| !it.is_empty());
        if closes {
            return Some(at);
        }
        // Capitals in a row end a cell where the next small letter follows: "API KeyCheck", "APICheck".
        before = it;
    }
    None
}
