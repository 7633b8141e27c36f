//! Which columns of a table hold codes and statuses, by their headings and their values.

use super::Context;
use crate::import_docs::page::Text;
use crate::import_docs::roles::Role;
use crate::import_docs::words::{self, Form};

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shares {
    codes: usize,
    joined: usize,
    statuses: usize,
    filled: usize,
}

impl Shares {
    fn most(self, count: usize) -> bool {
        self.filled > 0 && count * 10 >= self.filled * 6
    }

    fn nearly_all(self, count: usize) -> bool {
        self.filled > 0 && count * 10 >= self.filled * 9
    }
}

pub(super) fn shares(rows: &[&Vec<Text>], at: usize) -> Shares {
    let mut shares = Shares::default();
    for cell in rows.iter().filter_map(|row| row.get(at)) {
        let text = cell.text.trim();
        if is_nothing(text) {
            continue;
        }
        shares.filled += 1;
        let codes = codes(cell);
        shares.codes += usize::from(!codes.is_empty());
        let joined = |it: &String| {
            words::form(it) == Some(Form::Joined) || cell.is_marked(it) && it.contains('_')
        };
        shares.joined += usize::from(!codes.is_empty() && codes.iter().all(joined));
        let statuses = words::leading_statuses(text);
        shares.statuses += usize::from(!statuses.is_empty() && text.len() <= 60);
    }
    shares
}

/// Whether a word is a code wherever it stands: joined by underscores, or capitals with digits.
fn is_no_prose(word: &str) -> bool {
    let capital = word
        .bytes()
        .all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'-');
    let mixed = word.bytes().any(|it| it.is_ascii_digit())
        && word.starts_with(|it: char| it.is_ascii_uppercase());
    match words::form(word) {
        Some(Form::Joined) => true,
        Some(Form::Word) => capital && mixed,
        _ => false,
    }
}

/// Whether a cell says that there is nothing to say.
pub(super) fn is_nothing(text: &str) -> bool {
    let words = words::plain(text);
    matches!(
        &*words,
        "" | "n a" | "na" | "any" | "none" | "null" | "no code" | "varies" | "other"
    )
}

/// The codes of a cell: the cell itself, what of it is set as code, or several with commas between them.
pub(super) fn codes(cell: &Text) -> Vec<String> {
    let text = cell.text.trim();
    if words::form(text).is_some() {
        return vec![text.to_owned()];
    }
    let unquoted = text.trim_matches(['"', '\'', '“', '”', '[', ']']);
    if unquoted != text && words::form(unquoted).is_some() {
        return vec![unquoted.to_owned()];
    }
    let marked: Vec<String> = cell
        .marked
        .iter()
        .filter(|it| words::form(it).is_some())
        .cloned()
        .collect();
    let length: usize = marked.iter().map(String::len).sum();
    // Marks that are most of the cell; a sentence that mentions one is no code.
    if !marked.is_empty() && length * 2 >= text.len() {
        return marked;
    }
    let list = text
        .replace(" or ", ",")
        .replace(" and ", ",")
        .replace(" / ", ",");
    let parts: Vec<&str> = list
        .split([',', ';'])
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    let found: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|it| words::form(it).is_some())
        .collect();
    let joined = found.iter().any(|it| words::form(it) == Some(Form::Joined));
    // A remark among several codes, such as that there are more, is left out.
    if parts.len() > 1 && joined && found.len() * 2 > parts.len() {
        return found.into_iter().map(str::to_owned).collect();
    }
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.len() > 1 && parts.iter().all(|it| is_no_prose(it)) {
        return parts.into_iter().map(str::to_owned).collect();
    }
    Vec::new()
}

pub(super) struct Columns {
    pub code: Option<usize>,
    pub status: Option<usize>,
}

/// Which columns hold codes and statuses. Values decide: a column that is called a code and holds statuses is one of statuses.
pub(super) fn columns(
    head: &[Text],
    roles: &[Option<Role>],
    shares: &[Shares],
    cx: &Context<'_>,
) -> Option<Columns> {
    let at = |index: usize| shares.get(index).copied().unwrap_or_default();
    let called = |role: Role| (0..head.len()).filter(move |it| roles.get(*it) == Some(&Some(role)));
    let holds_statuses = |it: &usize| at(*it).most(at(*it).statuses);
    let status = called(Role::Status)
        .find(holds_statuses)
        .or_else(|| called(Role::Code).find(holds_statuses))
        .or_else(|| {
            (0..head.len()).find(|it| {
                let all = at(*it).nearly_all(at(*it).statuses);
                all && roles
                    .get(*it)
                    .is_some_and(|it| it.is_none_or(|it| matches!(it, Role::Named)))
            })
        });
    let free = |it: &usize| Some(*it) != status;
    let holds_codes = |it: &usize| at(*it).most(at(*it).codes);
    let supported = cx.about_errors && !cx.about_other || status.is_some();
    let code = called(Role::Code)
        .filter(free)
        .find(|it| {
            holds_codes(it)
                && (supported
                    || words::is_about_errors(
                        &head.get(*it).map(|it| it.text.clone()).unwrap_or_default(),
                    ) && !cx.about_other)
        })
        // A column of statuses by its name that holds codes: the names were swapped.
        .or_else(|| {
            called(Role::Status)
                .filter(free)
                .find(|it| holds_codes(it) && at(*it).joined > 0 && supported)
        })
        .or_else(|| {
            let named = called(Role::Named).filter(free);
            named.filter(holds_codes).find(|it| {
                supported
                    && (at(*it).nearly_all(at(*it).joined)
                        || status.is_some()
                        || cx.about_codes && !is_type_column(*it, head))
            })
        })
        .or_else(|| {
            let others = (0..head.len()).filter(free);
            others.into_iter().find(|it| {
                let unnamed = roles
                    .get(*it)
                    .is_some_and(|it| it.is_none_or(|it| matches!(it, Role::Meaning)));
                unnamed && supported && cx.about_errors && at(*it).nearly_all(at(*it).joined)
            })
        });
    if code.is_none()
        && (status.is_none() || !cx.about_errors && head.iter().all(|it| it.text.is_empty()))
    {
        return None;
    }
    Some(Columns { code, status })
}

/// Whether a column of types tells kinds of values: `string`, `integer`.
fn is_type_column(at: usize, head: &[Text]) -> bool {
    head.get(at)
        .is_some_and(|it| words::plain(&it.text) == "type")
}
