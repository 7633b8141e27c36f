//! What to do about the slips that most often make a text no YAML. The event parser says where it gave up; what its author did
//! stands around that place.

use crate::diagnostics::{Phrase, Phrased, rules};

/// A hint, and a place that belongs to it.
pub(super) struct Advice {
    pub help: Phrased,
    /// Offset of a character elsewhere, and what it is.
    pub also: Option<(usize, &'static Phrase)>,
}

impl From<&'static Phrase> for Advice {
    fn from(phrase: &'static Phrase) -> Self {
        Phrased::from(phrase).into()
    }
}

impl From<Phrased> for Advice {
    fn from(help: Phrased) -> Self {
        Self { help, also: None }
    }
}

/// What to do where the parser gave up at `at` with these words.
pub(super) fn advice(text: &str, at: usize, said: &str) -> Option<Advice> {
    use rules::source as say;
    let here = Here::of(text, at)?;
    if said.contains("tab") || here.indentation().contains('\t') {
        return Some((&say::TAB).into());
    }
    let after_quote = here.rest().starts_with('#') && here.before().ends_with(['"', '\'']);
    if said.contains("trailing content") || after_quote {
        return Some((&say::QUOTE_WITHIN).into());
    }
    if said.contains("quoted scalar") {
        return Some((&say::QUOTE_NEVER_CLOSED).into());
    }
    if said.contains("unknown anchor") {
        return Some((&say::NO_ANCHOR).into());
    }
    if said.contains("unexpected character") || said.contains("cannot start any token") {
        let sign = here.rest().chars().next()?;
        return Some(say::QUOTE_SIGN.of([&sign.to_string()]).into());
    }
    if said.contains("misplaced bracket") {
        return Some((&say::CLOSES_NOTHING).into());
    }
    let begins_value = here.rest().starts_with(':');
    if begins_value && has_value(here.before()) {
        return Some((&say::COLON_IN_TEXT).into());
    }
    let in_brackets = ["flow", "placement of ':'", "invalid indentation"];
    let in_brackets = in_brackets.iter().any(|word| said.contains(word));
    if let Some(open) = unclosed(text, at).filter(|_| in_brackets) {
        return Some(Advice {
            help: Phrased::from(&say::NEVER_CLOSED),
            also: Some((open, &say::OPENED)),
        });
    }
    if begins_value && lacks_blank(here.line) {
        return Some((&say::COLON_WITHOUT_BLANK_HERE).into());
    }
    if begins_value {
        let above = here.above(text)?;
        let deeper = here.depth() > depth(above);
        return Some(if deeper && has_value(above) {
            (&say::DEEPER).into()
        } else if !has_value(above) && above.contains(':') {
            (&say::COLON_WITHOUT_BLANK).into()
        } else {
            return None;
        });
    }
    if said.contains("simple key") {
        let above = here.above(text)?;
        return lacks_blank(above).then(|| (&say::COLON_WITHOUT_BLANK).into());
    }
    let at_key = said.contains("expected key") || !here.before().trim().is_empty();
    if lacks_blank(here.line) && at_key {
        return Some((&say::COLON_WITHOUT_BLANK_HERE).into());
    }
    if !here.before().trim_matches([' ', '-']).is_empty() {
        let value = here.before().trim_start_matches(['-', ' ']);
        let value = value.split_once(": ").map_or(value, |(_, value)| value);
        let bracket = value.trim_start().starts_with(['{', '[']);
        return bracket.then(|| (&say::BRACKET_AS_TEXT).into());
    }
    let advice = indented(text, &here);
    let among_items = said.contains("'-' indicator") && !here.rest().starts_with('-');
    advice.or_else(|| among_items.then(|| (&say::NO_DASH).into()))
}

/// Where the parser gave up.
struct Here<'t> {
    line: &'t str,
    /// Where the line begins.
    start: usize,
    column: usize,
}

impl<'t> Here<'t> {
    fn of(text: &'t str, at: usize) -> Option<Self> {
        let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
        let rest = text.get(start..)?;
        let line = rest.split('\n').next().unwrap_or(rest);
        let column = (at - start).min(line.len());
        line.is_char_boundary(column).then_some(Self {
            line,
            start,
            column,
        })
    }

    fn before(&self) -> &'t str {
        self.line.get(..self.column).unwrap_or("")
    }

    fn rest(&self) -> &'t str {
        self.line.get(self.column..).unwrap_or("")
    }

    fn indentation(&self) -> &'t str {
        let end = self.line.len() - self.line.trim_start_matches([' ', '\t']).len();
        self.line.get(..end).unwrap_or("")
    }

    fn depth(&self) -> usize {
        depth(self.line)
    }

    /// The line before that says something.
    fn above(&self, text: &'t str) -> Option<&'t str> {
        lines_above(text, self.start).next()
    }
}

/// Lines that are looked at before the place where the parser gave up.
const LINES: usize = 500;

/// Bytes that are looked at there; each line with a bracket costs a pass over what follows it.
const LETTERS: usize = 32 * 1024;

/// The lines before an offset, from the last to the first, without empty ones and comments.
fn lines_above(text: &str, start: usize) -> impl Iterator<Item = &str> {
    let before = text.get(..start).unwrap_or("");
    let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    before.rsplit('\n').take(LINES).filter(says)
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Whether a line has a colon with a value right behind it, and none that is followed by a blank.
fn lacks_blank(line: &str) -> bool {
    let behind = line.split_once(':').map(|(_, rest)| rest);
    behind.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with([' ', '\r']) && !rest.starts_with("//")
    })
}

/// Whether a line gives a key a value: a colon, a blank, and something behind it.
fn has_value(line: &str) -> bool {
    let value = line.split_once(": ").map(|(_, value)| value.trim());
    value.is_some_and(|value| !value.is_empty() && !value.starts_with('#'))
}

/// A line whose depth is that of none before it, or whose list item has no blank behind its dash.
fn indented(text: &str, here: &Here<'_>) -> Option<Advice> {
    use rules::source as say;
    let above = here.above(text)?.trim_start();
    if above.starts_with('-') && !above.starts_with("- ") && !above.starts_with("---") {
        return Some((&say::DASH_WITHOUT_BLANK).into());
    }
    let mut levels: Vec<usize> = Vec::new();
    for line in lines_above(text, here.start) {
        let dash = line.trim_start().starts_with("- ");
        for level in [Some(depth(line)), dash.then(|| depth(line) + 2)] {
            let is_outer = |level: &usize| levels.last().is_none_or(|last| level < last);
            if let Some(level) = level.filter(is_outer) {
                levels.push(level);
            }
        }
        if depth(line) == 0 {
            break;
        }
    }
    let own = here.depth();
    if levels.contains(&own) {
        return None;
    }
    let outer = levels.iter().copied().find(|level| *level < own);
    let inner = levels.iter().rev().copied().find(|level| *level > own);
    let own = own.to_string();
    Some(match (outer, inner) {
        (Some(outer), Some(inner)) => {
            let around = [outer, inner].map(|level| level.to_string());
            say::BETWEEN_LEVELS
                .of([&own, &around[0], &around[1]])
                .into()
        }
        (Some(level), None) | (None, Some(level)) => {
            say::OTHER_LEVEL.of([&own, &level.to_string()]).into()
        }
        (None, None) => return None,
    })
}

/// The last bracket before an offset that opens a list or a map and that nothing closes.
fn unclosed(text: &str, at: usize) -> Option<usize> {
    let mut start = at;
    for line in text.get(..at)?.split_inclusive('\n').rev().take(LINES) {
        start -= line.len();
        if at - start > LETTERS {
            break;
        }
        if !line.contains(['[', '{']) {
            continue;
        }
        if let Some(open) = open_in(text.get(start..at)?) {
            return Some(start + open);
        }
    }
    None
}

/// The first bracket that is open at the end of a text. What stands in quotes or behind a comment sign counts for nothing.
fn open_in(text: &str) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut quote = None;
    let mut before = ' ';
    let mut comment = false;
    for (at, sign) in text.char_indices() {
        match (quote, sign) {
            _ if comment => comment = sign != '\n',
            (Some(own), _) if sign == own && before != '\\' => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(sign),
            (None, '#') if before.is_whitespace() => comment = true,
            (None, '[' | '{') if !open.is_empty() || starts_value(before) => open.push(at),
            (None, ']' | '}') => drop(open.pop()),
            (None, _) => {}
        }
        before = sign;
    }
    open.first().copied()
}

/// Whether a bracket behind this character begins a list or a map, and is not part of a text.
fn starts_value(before: char) -> bool {
    before.is_whitespace() || matches!(before, '[' | '{' | ',' | ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_brackets_are_found() {
        let rows = [
            ("a: [1, 2", Some(3)),
            ("a: [1, 2]", None),
            ("a: {b: [1}", Some(3)),
            ("a: '[' # {", None),
            ("/a/{id}: {", Some(9)),
        ];
        for (text, open) in rows {
            assert_eq!(open_in(text), open, "{text}");
        }
    }
}
