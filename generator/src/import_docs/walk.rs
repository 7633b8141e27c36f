//! One page from top to bottom: tables, sections about a code or a status, lists, and what stands beside samples.

use super::envelope;
use super::facts::{Facts, Said};
use super::json;
use super::page::{Block, Page, Text};
use super::table::{self, Context};
use super::words::{self, Form, Role};

/// The section that is being read.
#[derive(Default)]
struct Section {
    /// The codes, or the statuses, that its heading names.
    keys: Vec<String>,
    are_statuses: bool,
    /// Whether something but the heading says that they are codes.
    is_sure: bool,
    level: u8,
    said: Said,
}

/// Reads a page. `members` are names of members of its samples.
pub(super) fn walk(page: &Page, members: &[String], facts: &mut Facts) {
    let mut walk = Walk {
        page,
        members,
        about_page: is_about(page),
        headings: Vec::new(),
        section: None,
        recent: None,
        lead: String::new(),
        facts,
    };
    for block in page.blocks.iter() {
        walk.block(block);
    }
    walk.end_section();
}

/// Whether a page as a whole is about errors: its name or its first heading says so.
fn is_about(page: &Page) -> bool {
    let first = page.blocks.iter().find_map(|block| match block {
        Block::Heading(_, text) => Some(text.text.as_str()),
        _ => None,
    });
    words::is_about_errors(&page.name) || first.is_some_and(words::is_about_errors)
}

struct Walk<'a> {
    page: &'a Page,
    members: &'a [String],
    about_page: bool,
    headings: Vec<(u8, String)>,
    section: Option<Section>,
    /// What the last sample, or the last named code, was about.
    recent: Option<Said>,
    /// The last paragraph, which announces what follows it.
    lead: String,
    facts: &'a mut Facts,
}

impl Walk<'_> {
    fn place(&self, line: usize) -> String {
        format!("{}:{line}", self.page.name)
    }

    fn about_errors(&self) -> bool {
        self.about_page
            || self.headings.iter().any(|it| words::is_about_errors(&it.1))
            || words::is_about_errors(&self.lead)
    }

    /// Whether the nearest two headings or the last paragraph speak of errors or codes, not only the page as a whole.
    fn about_codes(&self) -> bool {
        let near = self.headings.iter().rev().take(2).map(|it| it.1.as_str());
        near.chain([self.lead.as_str()]).any(|it| {
            let it = words::plain(it);
            ["error", "exception", "fault", "problem", "code", "decline"]
                .iter()
                .any(|word| it.contains(word))
        })
    }

    fn about_other(&self) -> bool {
        let nearest = self.headings.last().filter(|_| self.section.is_none());
        nearest.is_some_and(|it| {
            words::is_about_other(&it.1) && !words::plain(&it.1).contains("error code")
        })
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, text) => self.heading(*level, text),
            Block::Table(table) => {
                let section = self.section.take();
                let statuses = section
                    .as_ref()
                    .filter(|it| it.are_statuses)
                    .map(|it| it.keys.clone());
                let cx = Context {
                    page: &self.page.name,
                    about_errors: self.about_errors(),
                    about_codes: self.about_codes(),
                    about_other: self.about_other() && section.is_none(),
                    statuses: &statuses.unwrap_or_default(),
                    members: self.members,
                };
                self.section = section;
                if !self.pairs_of(table) {
                    table::read(table, &cx, self.facts);
                }
            }
            Block::Sample(text, line) => self.sample(text, *line),
            Block::Item(text) => self.item(text),
            Block::Term(term, meaning) => {
                if !self.pair(&term.text, &meaning.text, meaning) {
                    let both = Text {
                        text: format!("{}: {}", term.text, meaning.text),
                        marked: term.marked.clone(),
                        line: term.line,
                    };
                    self.item(&both);
                }
            }
            Block::Paragraph(text) => self.paragraph(text),
        }
    }

    fn heading(&mut self, level: u8, text: &Text) {
        if self.section.as_ref().is_some_and(|it| level <= it.level) {
            self.end_section();
        }
        self.headings.retain(|it| it.0 < level);
        self.recent = None;
        self.lead.clear();
        let about = self.about_errors() || words::is_about_errors(&text.text);
        if let Some(section) = self.named(text, about) {
            self.end_section();
            self.section = Some(Section { level, ..section });
        }
        self.headings.push((level, text.text.clone()));
    }

    /// The section of a heading that names a code or a status.
    fn named(&self, text: &Text, about: bool) -> Option<Section> {
        let place = self.place(text.line);
        let line = text.text.trim();
        let lead = [
            "Error code:",
            "Error code",
            "Error:",
            "Code:",
            "error code:",
        ];
        let line = lead
            .iter()
            .find_map(|it| line.strip_prefix(it))
            .unwrap_or(line)
            .trim();
        let said = Said {
            place,
            ..Said::default()
        };
        let statuses = words::leading_statuses(line);
        let rest = after_statuses(line);
        let code = leading_code(rest, text).or_else(|| leading_code(line, text));
        if let Some((code, rest, is_sure)) = code {
            let statuses = if statuses.is_empty() {
                rest.split(|it: char| !it.is_ascii_alphanumeric())
                    .filter_map(words::status)
                    .collect()
            } else {
                statuses
            };
            let is_sure = is_sure || !statuses.is_empty();
            if !(about || is_sure && !statuses.is_empty())
                || self.members.contains(&code) && statuses.is_empty()
            {
                return None;
            }
            return Some(Section {
                keys: vec![code],
                is_sure: is_sure && !statuses.is_empty(),
                said: Said { statuses, ..said },
                ..Section::default()
            });
        }
        let errors: Vec<String> = statuses
            .into_iter()
            .filter(|it| words::is_error(it) && !it.ends_with("XX"))
            .collect();
        let is_heading =
            about && !errors.is_empty() && (rest.is_empty() || is_phrase(rest) || rest.len() < 50);
        is_heading.then_some(Section {
            keys: errors.clone(),
            are_statuses: true,
            is_sure: is_phrase(rest) || rest.is_empty(),
            said: Said {
                statuses: errors,
                description: rest
                    .trim_start_matches([':', '-', '–', '—', ' '])
                    .to_owned(),
                ..said
            },
            ..Section::default()
        })
    }

    /// A section counts where its statuses, a cause, an action or a sample say that its heading is an error.
    fn end_section(&mut self) {
        let Some(section) = self.section.take() else {
            return;
        };
        let told = !section.said.description.is_empty();
        for key in &section.keys {
            let joined = words::form(key) == Some(Form::Joined);
            if section.are_statuses {
                if section.is_sure || !section.said.action.is_empty() {
                    let fact = self.facts.status(key);
                    fact.statuses = vec![key.clone()];
                    fact.add(&section.said);
                }
            } else if section.is_sure || joined && (told || self.about_page) {
                let fact = self.facts.code(key);
                fact.is_listed = true;
                fact.add(&section.said);
            } else {
                let place = section.said.place.clone();
                self.facts.note(format!("{place}: perhaps a code: {key}"));
            }
        }
    }

    fn sample(&mut self, text: &str, line: usize) {
        let Some(sample) = json::sample(text) else {
            return;
        };
        if !envelope::is_error(&sample.body) {
            return;
        }
        let status = sample
            .status
            .filter(|it| words::is_error(it))
            .or_else(|| envelope::echo(&sample.body));
        let place = self.place(line + sample.before);
        let text = sample.body.to_string();
        if let Some(section) = &mut self.section {
            let shows = section
                .keys
                .iter()
                .any(|it| text.contains(&format!("\"{it}\"")));
            section.is_sure |= shows;
            if let Some(status) = status.filter(|_| shows && section.said.statuses.is_empty()) {
                section.said.statuses.push(status);
            }
        } else {
            self.recent = status.map(|status| Said {
                statuses: vec![status],
                place,
                ..Said::default()
            });
        }
    }

    fn paragraph(&mut self, text: &Text) {
        if let Some((key, value)) = text.text.split_once(':')
            && self.pair(key, value, text)
        {
            return;
        }
        if let Some(section) = &mut self.section {
            let words = words::plain(&text.text);
            if section.said.description.is_empty()
                || section.are_statuses && section.said.description.len() < 30
            {
                let lead = std::mem::take(&mut section.said.description);
                let lead = lead.trim_end_matches('.');
                section.said.description = if lead.is_empty() || is_phrase(lead) {
                    text.text.clone()
                } else {
                    format!("{lead}. {}", text.text)
                };
            }
            // A sentence about the response of this very error.
            if !section.are_statuses && section.said.statuses.is_empty() {
                let named = words::has(
                    &words,
                    &[
                        "response",
                        "status",
                        "http",
                        "returns",
                        "returned",
                        "status code",
                    ],
                );
                let found: Vec<String> = words
                    .split(' ')
                    .filter_map(words::status)
                    .filter(|it| words::is_error(it))
                    .collect();
                if let ([status], true) = (&*found, named) {
                    section.said.statuses.push(status.clone());
                    section.is_sure = true;
                }
            }
        } else {
            self.lead = text.text.clone();
        }
    }

    fn item(&mut self, text: &Text) {
        if let Some((key, value)) = text.text.split_once(':')
            && self.pair(key, value, text)
        {
            return;
        }
        if !self.about_errors() || self.about_other() && self.section.is_none() {
            return;
        }
        let place = self.place(text.line);
        let statuses = words::leading_statuses(&text.text);
        let rest = after_statuses(&text.text);
        if let Some((code, rest, is_sure)) = leading_code(rest, text) {
            let own: Vec<String> = first_brackets(rest)
                .iter()
                .filter_map(|it| words::status(it))
                .collect();
            let statuses = if statuses.is_empty() { own } else { statuses };
            let is_told = rest.trim_start().starts_with([':', '-', '–', '—', '(']);
            let is_member = self.members.contains(&code) || words::is_header(&code);
            let is_code = is_sure && is_told && !is_member || !statuses.is_empty() && is_told;
            if is_code && !words::leading_statuses(&code).iter().any(|it| *it == code) {
                let inherited = self
                    .section
                    .as_ref()
                    .filter(|it| it.are_statuses)
                    .map(|it| it.keys.clone());
                let said = Said {
                    statuses: if statuses.is_empty() {
                        inherited.unwrap_or_default()
                    } else {
                        statuses
                    },
                    description: behind(rest).to_owned(),
                    place,
                    ..Said::default()
                };
                if !said.statuses.is_empty() && !said.statuses.iter().any(|it| words::is_error(it))
                {
                    return;
                }
                let fact = self.facts.code(&code);
                fact.is_listed = true;
                fact.add(&said);
            }
            return;
        }
        if statuses.is_empty() || !statuses.iter().any(|it| words::is_error(it)) {
            return;
        }
        let told = rest.trim_start();
        let is_listed =
            is_phrase(told) || told.starts_with([':', '-', '–', '—', '(']) && told.len() > 3;
        let is_class = statuses.iter().any(|it| it.ends_with("XX"));
        if !is_listed
            || is_class && !is_told_of_class(told)
            || words::has(&words::plain(&self.lead), &["retry", "retry these"])
        {
            return;
        }
        for status in statuses.iter().filter(|it| words::is_error(it)) {
            let said = Said {
                description: behind(without_phrase(told)).to_owned(),
                place: place.clone(),
                ..Said::default()
            };
            let fact = self.facts.status(status);
            fact.statuses = vec![status.clone()];
            fact.add(&said);
        }
    }

    /// A table of two columns whose rows are pairs about the error of the section.
    fn pairs_of(&mut self, table: &super::page::Table) -> bool {
        if table.head.len() != 2 || self.section.is_none() {
            return false;
        }
        let rows: Vec<&Vec<Text>> = std::iter::once(&table.head).chain(&table.rows).collect();
        let known = rows.iter().filter(|row| {
            row.first()
                .is_some_and(|it| words::role(&it.text).is_some())
        });
        if known.count() * 2 <= table.rows.len() || table.rows.is_empty() {
            return false;
        }
        for row in rows {
            if let [key, value] = &**row {
                self.pair(&key.text, &value.text, value);
            }
        }
        true
    }

    /// `Status: 409`, `Solution: …`: what belongs to the section, or to the sample before it.
    fn pair(&mut self, key: &str, value: &str, text: &Text) -> bool {
        let key = key.trim_matches(|it: char| !it.is_alphanumeric());
        let Some(role) = words::role(key).filter(|_| key.len() <= 30) else {
            return false;
        };
        let value = value.trim();
        let place = self.place(text.line);
        if let (Role::Code | Role::Named, Some(_)) = (role, words::form(value)) {
            // A section with a heading in words names its code here.
            let is_code =
                role == Role::Code && (self.about_errors() || words::is_about_errors(key));
            let has_key = self
                .section
                .as_ref()
                .is_some_and(|it| !it.are_statuses && it.keys.iter().any(|it| it == value));
            if is_code
                && !has_key
                && (words::form(value) == Some(Form::Joined) || text.is_marked(value))
            {
                let statuses = self
                    .section
                    .as_ref()
                    .filter(|it| it.are_statuses)
                    .map(|it| it.keys.clone());
                self.end_section();
                self.section = Some(Section {
                    keys: vec![value.to_owned()],
                    is_sure: true,
                    level: 6,
                    said: Said {
                        statuses: statuses.unwrap_or_default(),
                        place,
                        ..Said::default()
                    },
                    ..Section::default()
                });
            }
            return true;
        }
        let Some(said) = self.section.as_mut().map(|it| {
            it.is_sure |= matches!(
                role,
                Role::Status | Role::Cause | Role::Action | Role::Retry
            );
            &mut it.said
        }) else {
            return self.pair_of_sample(role, value, &place);
        };
        put(said, role, value);
        true
    }

    fn pair_of_sample(&mut self, role: Role, value: &str, place: &str) -> bool {
        if !matches!(role, Role::Action | Role::Cause) {
            return false;
        }
        let Some(recent) = &self.recent else {
            return false;
        };
        let mut said = Said {
            place: place.to_owned(),
            ..Said::default()
        };
        put(&mut said, role, value);
        for status in recent.statuses.clone() {
            let fact = self.facts.status(&status);
            fact.statuses = vec![status.clone()];
            fact.add(&said);
        }
        true
    }
}

fn put(said: &mut Said, role: Role, value: &str) {
    let into = match role {
        Role::Status => {
            let found = words::leading_statuses(value);
            if said.statuses.is_empty() {
                said.statuses = found;
            }
            return;
        }
        Role::Meaning | Role::Cause => &mut said.description,
        Role::Action => &mut said.action,
        Role::Retry => &mut said.retry,
        Role::Category => &mut said.category,
        Role::Code | Role::Named | Role::Operations => return,
    };
    if into.is_empty() {
        into.push_str(value);
    }
}

/// The code that a text begins with, what follows it, and whether its form or its mark says that it is one.
fn leading_code<'a>(text: &'a str, whole: &Text) -> Option<(String, &'a str, bool)> {
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
fn after_statuses(text: &str) -> &str {
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
fn first_brackets(text: &str) -> Vec<&str> {
    let inside = text.split_once('(').and_then(|it| it.1.split_once(')'));
    let inside = inside.map_or("", |it| it.0);
    inside
        .split(|it: char| !it.is_ascii_alphanumeric())
        .collect()
}

/// A text without the sign that separates it from what it explains.
fn behind(text: &str) -> &str {
    let text = text.trim_start();
    let text = match text.strip_prefix('(').and_then(|it| it.split_once(')')) {
        Some((_, rest)) if !rest.trim().is_empty() => rest,
        _ => text,
    };
    text.trim_start_matches([':', '-', '–', '—', ' ', ')', '('])
        .trim_end_matches(')')
}

const PHRASES: &[&str] = &[
    "bad request",
    "unauthorized",
    "unauthorised",
    "payment required",
    "forbidden",
    "not found",
    "method not allowed",
    "not acceptable",
    "request timeout",
    "conflict",
    "gone",
    "length required",
    "precondition failed",
    "payload too large",
    "content too large",
    "request entity too large",
    "uri too long",
    "unsupported media type",
    "expectation failed",
    "misdirected request",
    "unprocessable entity",
    "unprocessable content",
    "locked",
    "failed dependency",
    "too early",
    "upgrade required",
    "precondition required",
    "too many requests",
    "request header fields too large",
    "unavailable for legal reasons",
    "internal server error",
    "not implemented",
    "bad gateway",
    "service unavailable",
    "gateway timeout",
    "server error",
    "server errors",
    "client error",
    "insufficient storage",
    "invalid request",
    "request too large",
    "rate limited",
    "internal error",
    "server overloaded",
    "overloaded",
    "validation error",
    "rate limit exceeded",
];

/// Whether a text begins with the usual words for a status.
fn is_phrase(text: &str) -> bool {
    let text = words::plain(text);
    PHRASES
        .iter()
        .any(|it| text == *it || text.starts_with(&format!("{it} ")))
}

/// A text without the usual words for its status, if anything else follows.
fn without_phrase(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let phrase = PHRASES
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
fn is_told_of_class(text: &str) -> bool {
    text.len() > 20
}
