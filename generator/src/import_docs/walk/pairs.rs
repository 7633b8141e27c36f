//! `Status: 409`, `Solution: …`: what belongs to the error of a section, or to the sample before it.

use super::{Section, Walk};
use crate::import_docs::facts::Said;
use crate::import_docs::page::{Table, Text};
use crate::import_docs::roles::{self, Role};
use crate::import_docs::words::{self, Form};

impl Walk<'_> {
    /// A table of two columns whose rows are pairs about the error of the section.
    pub(super) fn pairs_of(&mut self, table: &Table) -> bool {
        if table.head.len() != 2 || self.section.is_none() {
            return false;
        }
        let rows: Vec<&Vec<Text>> = std::iter::once(&table.head).chain(&table.rows).collect();
        let known = rows.iter().filter(|row| {
            row.first()
                .is_some_and(|it| roles::role(&it.text).is_some())
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
    pub(super) fn pair(&mut self, key: &str, value: &str, text: &Text) -> bool {
        let key = key.trim_matches(|it: char| !it.is_alphanumeric());
        let Some(role) = roles::role(key).filter(|_| key.len() <= 30) else {
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
