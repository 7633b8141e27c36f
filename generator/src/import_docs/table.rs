//! Tables of codes and of statuses: what a column holds is told by its heading and by the form of its values, and the values decide.

mod columns;

use self::columns::{Columns, codes, columns, is_nothing, shares};
use super::facts::{Facts, Said};
use super::page::{Table, Text};
use super::roles::{self, Role};
use super::words::{self, Form};

/// Where a table stands.
pub(super) struct Context<'a> {
    /// The page, as places name it.
    pub page: &'a str,
    /// Whether the headings above, or the page, are about errors.
    pub about_errors: bool,
    /// Whether the nearest headings, or what announces the table, speak of errors or codes.
    pub about_codes: bool,
    /// Whether the nearest heading is about something else.
    pub about_other: bool,
    /// The statuses that the heading above names.
    pub statuses: &'a [String],
    /// Names of members of samples, which are no codes.
    pub members: &'a [String],
}

/// Headings of tables of parameters, headers, events: their first column names these, not errors.
const OTHERS: &[&str] = &[
    "field",
    "parameter",
    "property",
    "attribute",
    "header",
    "argument",
    "member",
    "event",
    "option",
    "scope",
    "permission",
    "variable",
    "method",
    "endpoint",
    "path",
    "element",
    "param",
    "request header",
    "response header",
    "environment variable",
    "limit",
    "plan",
    "tier",
    "class",
    "event type",
    "header name",
    "field name",
    "parameter name",
    "feature",
    "country",
    "currency",
    "language",
    "region",
    "sdk",
    "library",
    "test card",
    "card number",
    "query parameter",
];

/// Reads a table. What has the headings of a table of codes and other values is noted.
pub(super) fn read(table: &Table, cx: &Context<'_>, facts: &mut Facts) {
    let mut head: Vec<Text> = table.head.clone();
    let mut rows: Vec<&Vec<Text>> = table.rows.iter().collect();
    // A first row that is no heading is a row.
    let is_data = |cell: &Text| {
        words::leading_statuses(&cell.text)
            .first()
            .is_some_and(|it| cell.text.starts_with(&**it) || cell.text.starts_with("HTTP "))
            || words::form(&cell.text) == Some(Form::Joined)
    };
    if head.iter().any(is_data) && !head.iter().any(|it| roles::role(&it.text).is_some()) {
        rows.insert(0, &table.head);
        head = vec![Text::default(); table.head.len()];
    }
    let first = head
        .first()
        .map(|it| words::plain(&it.text))
        .unwrap_or_default();
    if OTHERS.contains(&&*first) || rows.is_empty() {
        return;
    }
    let roles: Vec<Option<Role>> = head.iter().map(|it| roles::role(&it.text)).collect();
    let shares: Vec<_> = (0..head.len()).map(|at| shares(&rows, at)).collect();
    let Some(columns) = columns(&head, &roles, &shares, cx) else {
        let named = |role| roles.contains(&Some(role));
        if cx.about_errors && named(Role::Code) && named(Role::Status) && rows.len() > 1 {
            facts.note(format!(
                "{}:{}: the columns {} hold neither codes nor statuses",
                cx.page,
                table.line,
                head.iter()
                    .map(|it| it.text.as_str())
                    .collect::<Vec<_>>()
                    .join(", ")
            ));
        }
        return;
    };
    for row in &rows {
        entry(row, &head, &roles, &columns, cx, facts);
    }
    verdicts_of_table(&rows, &roles, &columns, facts);
}

fn entry(
    row: &[Text],
    head: &[Text],
    roles: &[Option<Role>],
    columns: &Columns,
    cx: &Context<'_>,
    facts: &mut Facts,
) {
    let cell = |at: Option<usize>| at.and_then(|at| row.get(at));
    let of = |role: Role| -> String {
        let is_role = |at: &usize| {
            roles.get(*at) == Some(&Some(role))
                && Some(*at) != columns.code
                && Some(*at) != columns.status
        };
        let texts = (0..row.len()).filter(is_role).filter_map(|at| row.get(at));
        texts
            .map(|it| it.text.clone())
            .max_by_key(String::len)
            .unwrap_or_default()
    };
    let (meaning, cause) = (of(Role::Meaning), of(Role::Cause));
    let operations = of(Role::Operations);
    let mut said = Said {
        description: match (meaning.is_empty(), cause.is_empty()) {
            (false, false) => format!("{}. {cause}", meaning.trim_end_matches('.')),
            (false, true) => meaning,
            (true, _) => cause,
        },
        action: of(Role::Action),
        retry: of(Role::Retry),
        category: of(Role::Category),
        operations: operations
            .split([',', ' '])
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect(),
        ..Said::default()
    };
    if said.description.is_empty() {
        // A column without a known name is the meaning if it is the only one left.
        let unknown: Vec<usize> = (0..row.len())
            .filter(|at| Some(*at) != columns.code && Some(*at) != columns.status)
            .filter(|at| {
                roles
                    .get(*at)
                    .is_none_or(|it| it.is_none_or(|it| matches!(it, Role::Named)))
            })
            .collect();
        if let [only] = &*unknown {
            said.description = cell(Some(*only))
                .map(|it| it.text.clone())
                .unwrap_or_default();
        }
    }
    let line = row.iter().map(|it| it.line).find(|it| *it > 0).unwrap_or(0);
    said.place = format!("{}:{line}", cx.page);
    let statuses = cell(columns.status)
        .map(|it| words::leading_statuses(&it.text))
        .unwrap_or_default();
    let is_whole = columns.status.is_none();
    said.statuses = if is_whole {
        cx.statuses.to_vec()
    } else {
        statuses
    };
    // A row without a code in a table of codes is about its status.
    let Some(code_cell) = cell(columns.code).filter(|it| !is_nothing(&it.text)) else {
        if said.statuses.is_empty() || is_whole {
            return;
        }
        for status in said
            .statuses
            .clone()
            .iter()
            .filter(|it| words::is_error(it))
        {
            let mut said = said.clone();
            if said.description.is_empty() {
                said.description = cell(columns.status)
                    .map(|it| {
                        it.text
                            .trim_start_matches(|it: char| !it.is_alphabetic())
                            .to_owned()
                    })
                    .unwrap_or_default();
            }
            facts.status(status).is_listed = true;
            let fact = facts.status(status);
            fact.statuses = vec![status.clone()];
            fact.add(&said);
        }
        return;
    };
    let found = codes(code_cell);
    if found.is_empty() && !code_cell.text.is_empty() && !said.statuses.is_empty() {
        facts.note(format!(
            "{}: no code: {}",
            said.place,
            words::cut(&code_cell.text, 60)
        ));
    }
    // Successes stand in the same tables.
    if !said.statuses.is_empty() && !said.statuses.iter().any(|it| words::is_error(it)) {
        return;
    }
    let is_header = |code: &str| head.iter().any(|it| it.text == code);
    for code in found {
        let is_member = cx.members.contains(&code) && words::form(&code) != Some(Form::Joined);
        if is_header(&code) || is_member && said.statuses.is_empty() {
            continue;
        }
        let fact = facts.code(&code);
        fact.is_listed = true;
        fact.add(&said);
    }
}

/// In a table that says of some errors to try again, those whose action is another one are not tried again.
fn verdicts_of_table(
    rows: &[&Vec<Text>],
    roles: &[Option<Role>],
    columns: &Columns,
    facts: &mut Facts,
) {
    let Some(action) = roles.iter().position(|it| *it == Some(Role::Action)) else {
        return;
    };
    let keys = |row: &Vec<Text>| -> Vec<String> {
        match columns.code {
            Some(at) => row.get(at).map(codes).unwrap_or_default(),
            None => columns
                .status
                .and_then(|at| row.get(at))
                .map(|it| words::leading_statuses(&it.text))
                .unwrap_or_default(),
        }
    };
    let mut repeats = false;
    for row in rows {
        for key in keys(row) {
            let verdict = facts.entries.get(&key).and_then(|it| it.retry);
            repeats |= verdict.is_some_and(|it| matches!(it.0, "transient" | "throttle"));
        }
    }
    if !repeats {
        return;
    }
    for row in rows {
        let told = row.get(action).is_some_and(|it| !it.text.is_empty());
        for key in keys(row) {
            if let Some(fact) = facts.entries.get_mut(&key)
                && told
                && fact.retry.is_none()
                && fact.action.is_some()
            {
                fact.judge("never", false);
            }
        }
    }
}
