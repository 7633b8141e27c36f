//! What a line begins with: a code, statuses, the usual words for them, and what is told behind.

use crate::import_docs::page::Text;
use crate::import_docs::words::{self, Form};

/// The code that a text begins with, what follows it, and whether its form or its mark says that it is one.
pub(super) fn leading_code<'a>(text: &'a str, whole: &Text) -> Option<(String, &'a str, bool)> {
    let text = text.trim_start_matches(['"', '\'', '(', '[', ' ', ':', '-', '–', '—']);
    let end = text
        .find(|it: char| {
            it.is_whitespace()
                || matches!(
                    it,
                    '(' | ')' | '"' | '\'' | ',' | ';' | '–' | '—' | '[' | ']'
                )
        })
        .unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let word = word.trim_end_matches([':', '.', '-']);
    let rest = text.get(word.len()..).unwrap_or(rest);
    let form = words::form(word)?;
    let is_marked = whole.is_marked(word);
    let is_alone = rest.trim().is_empty() && word == whole.text.trim();
    match form {
        Form::Joined => Some((word.to_owned(), rest, true)),
        Form::Word if is_marked => Some((word.to_owned(), rest, true)),
        Form::Number if is_marked || is_alone => Some((word.to_owned(), rest, is_marked)),
        Form::Uri if is_marked || is_alone => Some((word.to_owned(), rest, true)),
        _ => None,
    }
}

/// What follows the statuses at the beginning of a text.
pub(super) fn after_statuses(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let end = rest
            .find(|it: char| !it.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let (word, next) = rest.split_at(end);
        let is_lead = matches!(
            &*word.to_ascii_lowercase(),
            "http" | "status" | "code" | "and" | "or" | "error" | "errors"
        );
        let ahead = !words::leading_statuses(next).is_empty();
        if words::status(word).is_some() || is_lead && ahead {
            let signs = next
                .find(|it: char| !matches!(it, ' ' | '/' | ',' | '`'))
                .unwrap_or(next.len());
            rest = next.get(signs..).unwrap_or("");
        } else {
            return rest;
        }
    }
}

/// The words of the first brackets of a text.
pub(super) fn first_brackets(text: &str) -> Vec<&str> {
    let inside = text.split_once('(').and_then(|it| it.1.split_once(')'));
    let inside = inside.map_or("", |it| it.0);
    inside
        .split(|it: char| !it.is_ascii_alphanumeric())
        .collect()
}

/// A text without the sign that separates it from what it explains.
pub(super) fn behind(text: &str) -> &str {
    let text = text.trim_start();
    let text = match text.strip_prefix('(').and_then(|it| it.split_once(')')) {
        Some((_, rest)) if !rest.trim().is_empty() => rest,
        _ => text,
    };
    text.trim_start_matches([':', '-', '–', '—', ' ', ')', '('])
        .trim_end_matches(')')
}

/// A text without the usual words for its status, if anything else follows.
pub(super) fn without_phrase(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let phrase = words::PHRASES
        .iter()
        .filter(|it| lower.starts_with(**it))
        .max_by_key(|it| it.len());
    let rest = phrase.and_then(|it| text.get(it.len()..)).unwrap_or(text);
    if rest
        .trim_matches(|it: char| !it.is_alphanumeric())
        .is_empty()
    {
        text
    } else {
        rest
    }
}

/// Whether what is said of a class of statuses is about the class, and does not head a list.
pub(super) fn is_told_of_class(text: &str) -> bool {
    text.len() > 20
}
