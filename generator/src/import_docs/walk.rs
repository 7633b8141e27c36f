//! One page from top to bottom: tables, sections about a code or a status, lists, and what stands beside samples. What a block means
//! depends on those before it, which is why all blocks are walked in one file.

mod lead;
mod pairs;

use self::lead::{
    after_statuses, behind, first_brackets, is_told_of_class, leading_code, without_phrase,
};
use super::envelope;
use super::facts::{Facts, Said};
use super::json;
use super::page::{Block, Page, Text};
use super::table::{self, Context};
use super::words::{self, Form};

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

/// Whether a page as a whole is about errors: its name or one of its first headings says so.
fn is_about(page: &Page) -> bool {
    let headings = page.blocks.iter().filter_map(|block| match block {
        Block::Heading(_, text) => Some(text.text.as_str()),
        _ => None,
    });
    words::is_about_errors(&page.name) || headings.take(3).any(words::is_about_errors)
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
        // `401 Unauthorized - invalid_token`
        let behind_phrase = behind(without_phrase(rest));
        let code = leading_code(rest, text)
            .or_else(|| leading_code(line, text))
            .or_else(|| leading_code(behind_phrase, text).filter(|_| !statuses.is_empty()));
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
        let is_heading = about
            && !errors.is_empty()
            && (rest.is_empty() || words::is_phrase(rest) || rest.len() < 50);
        is_heading.then_some(Section {
            keys: errors.clone(),
            are_statuses: true,
            is_sure: words::is_phrase(rest) || rest.is_empty(),
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
        let heading = self.section.as_ref().filter(|it| it.are_statuses);
        if let Some([status]) = heading.map(|it| &*it.keys) {
            self.facts.shown.insert(place.clone(), status.clone());
        }
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
        // A line of a list whose signs are lost: a code in its form, and what it means.
        let leads =
            leading_code(&text.text, text).filter(|it| words::form(&it.0) == Some(Form::Joined));
        let is_told = text.text.split_whitespace().count() > 2;
        if is_told
            && leads.is_some_and(|it| {
                it.1.starts_with([':', '–', '—'])
                    || it.1.starts_with(" - ")
                    || it.1.starts_with(" – ")
            })
        {
            return self.item(text);
        }
        if let Some(section) = &mut self.section {
            let words = words::plain(&text.text);
            if section.said.description.is_empty()
                || section.are_statuses && section.said.description.len() < 30
            {
                let lead = std::mem::take(&mut section.said.description);
                let lead = lead.trim_end_matches('.');
                section.said.description = if lead.is_empty() || words::is_phrase(lead) {
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
            if is_code && !words::leading_statuses(&code).contains(&code) {
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
            words::is_phrase(told) || told.starts_with([':', '-', '–', '—', '(']) && told.len() > 3;
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
}
