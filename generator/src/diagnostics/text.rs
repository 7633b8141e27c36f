//! Document text made fit for a terminal: escaped, on one line, not endless.

use std::fmt::Write as _;

/// Characters of document text that a message shows at most.
const SHOWN: usize = 200;

/// `text` with controls and direction marks escaped, cut to one short line.
pub fn one_line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len().min(SHOWN));
    for (count, character) in text.chars().enumerate() {
        if count == SHOWN {
            shown.push('…');
            break;
        }
        push_escaped(&mut shown, character);
    }
    shown
}

/// A number and what it counts: `1 error`, `2 errors`.
pub fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// Appends a character, or its escape when a terminal or a reader would not see it as itself.
pub(super) fn push_escaped(out: &mut String, character: char) {
    if is_hidden(character) {
        // Writing to a string cannot fail.
        let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
    } else {
        out.push(character);
    }
}

/// Controls, line separators, direction marks and characters without width.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Replaces `{0}`, `{1}` by the arguments. Text of an argument is never searched for placeholders.
pub(super) fn fill<T: AsRef<str>>(template: &str, arguments: &[T]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let placeholder = from.find('}').and_then(|close| {
            let argument = from.get(1..close)?.parse::<usize>().ok()?;
            Some((
                arguments.get(argument).map_or("", AsRef::as_ref),
                from.get(close + 1..)?,
            ))
        });
        match placeholder {
            Some((argument, after)) => {
                out.push_str(argument);
                rest = after;
            }
            None => {
                out.push('{');
                rest = from.get(1..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped() {
        let cases = [
            ("plain ä", "plain ä"),
            ("a\nb", "a\\u{a}b"),
            ("\u{1b}[31m", "\\u{1b}[31m"),
            ("\u{202e}txt", "\\u{202e}txt"),
            ("\u{feff}", "\\u{feff}"),
        ];
        for (text, shown) in cases {
            assert_eq!(one_line(text), shown);
        }
        assert_eq!(one_line(&"x".repeat(1000)).chars().count(), SHOWN + 1);
    }

    #[test]
    fn one_thing_has_no_plural() {
        let rows = [(0, "0 errors"), (1, "1 error"), (2, "2 errors")];
        for (count, said) in rows {
            assert_eq!(counted(count, "error"), said);
        }
    }

    #[test]
    fn arguments_fill_placeholders_once() {
        let arguments = ["{1}".to_owned(), "b".to_owned()];
        assert_eq!(
            fill("{0} and {1}, {x}, {9}.", &arguments),
            "{1} and b, {x}, ."
        );
    }
}
