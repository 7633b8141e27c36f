//! What was learned, for people.

use std::fmt::Write as _;

use super::report::{Learned, OfOperation};
use crate::diagnostics::{counted, one_line};

/// The column that facts of an operation begin at.
const FACTS: usize = 22;

/// Facts are broken at this width.
const LINE: usize = 100;

/// Bodies that no envelope reads which are shown of one operation.
const MOST_UNREAD: usize = 3;

impl Learned<'_> {
    /// The report.
    pub fn text(&self) -> String {
        let mut out = self.head();
        for of in &self.operations {
            out.push('\n');
            of.write(&mut out);
        }
        if !self.silent.is_empty() {
            out.push('\n');
            let head = format!("{} not called:", counted(self.silent.len(), "operation"));
            let names: Vec<String> = self.silent.iter().map(|name| one_line(name)).collect();
            wrapped(&mut out, &head, 2, &names);
        }
        out
    }

    /// What became of the entries, in one line or a few.
    fn head(&self) -> String {
        let counts = &self.counts;
        let mut out = format!(
            "{}: {} of {}",
            counted(counts.files, "file"),
            counted(counts.answers, "answer"),
            counted(self.operations.len(), "operation"),
        );
        let others = [
            (counts.elsewhere, "for other hosts"),
            (counts.no_operation, "that no operation has"),
            (counts.no_answer, "without an answer"),
            (counts.broken, "broken"),
        ];
        let others = others.into_iter().filter(|(count, _)| *count > 0);
        let others: Vec<_> = others
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        if !others.is_empty() {
            let _ = write!(out, "; left out: {}", others.join(", "));
        }
        out.push('\n');
        for (path, count) in &self.paths {
            let _ = writeln!(out, "    no operation: {} ({count})", one_line(path));
        }
        if let Some(found) = &self.deduced {
            let places = found.iter().filter_map(|envelope| envelope.code.as_ref());
            let places: Vec<String> = places.map(|code| pointer(&code.at)).collect();
            let _ = writeln!(
                out,
                "the document does not say where codes stand; the bodies have them at {}",
                places.join(", ")
            );
        }
        let (read, unread) = self.envelopes;
        if unread > 0 {
            let all = counted(read + unread, "body").replace("bodys", "bodies");
            let _ = writeln!(
                out,
                "envelopes: {unread} of {all} of errors have a form that none of them reads"
            );
        }
        out
    }

    /// What to say where no entry was for the API.
    pub fn nothing(&self) -> Option<String> {
        if self.counts.answers > 0 {
            return None;
        }
        let counts = &self.counts;
        let mut out = match counts.entries() {
            0 => "there is no answer in what was given".to_owned(),
            all => format!(
                "none of {} is an answer of this API",
                counted(all, "entry").replace("entrys", "entries")
            ),
        };
        let hosts: Vec<_> = self
            .hosts
            .iter()
            .map(|(host, count)| format!("{} ({count})", one_line(host)))
            .collect();
        if !hosts.is_empty() {
            let _ = write!(
                out,
                "; other hosts were called: {}. If one of them stands for the API, name it: --server URL",
                hosts.join(", ")
            );
        } else if counts.no_operation > 0 {
            let paths: Vec<_> = self.paths.keys().map(|path| one_line(path)).collect();
            let _ = write!(out, "; no operation has {}", paths.join(", "));
        }
        if counts.broken > 0 {
            let _ = write!(out, "; {} broken", counts.broken);
        }
        Some(out)
    }
}

/// A pointer in text form.
pub(super) fn pointer(at: &crate::ir::Pointer) -> String {
    crate::ir::joined(at).as_str().to_owned()
}

impl OfOperation {
    fn write(&self, out: &mut String) {
        let answers = counted(self.answers, "answer");
        let _ = writeln!(
            out,
            "{}  {}  {answers}",
            one_line(&self.name),
            one_line(&self.route)
        );
        let mut facts = |head: &str, list: Vec<String>| {
            if !list.is_empty() {
                let head = format!("  {head:width$}", width = FACTS - 2);
                wrapped(out, &head, FACTS, &list);
            }
        };
        let times = |text: &str, count: usize| format!("{} {count}", one_line(text));
        let seen = self.seen.iter().map(|(text, count)| times(text, *count));
        facts("declared, seen", seen.collect());
        facts(
            "declared, not seen",
            self.never.iter().map(|it| one_line(it)).collect(),
        );
        let moved = self.moved.iter();
        let moved =
            moved.map(|(code, status, count)| times(&format!("{code} with {status}"), *count));
        facts("with other statuses", moved.collect());
        for unknown in &self.unknown {
            let statuses = unknown.statuses.iter();
            let statuses: Vec<_> = statuses
                .map(|(status, count)| format!("({status}) {count}"))
                .collect();
            let head = match unknown.elsewhere {
                true => "not declared here",
                false => "unknown",
            };
            let line = format!("{} {}", one_line(&unknown.code), statuses.join(", "));
            facts(head, vec![line]);
            facts("", vec![one_line(&unknown.sample)]);
        }
        for (status, count, sample) in &self.statuses {
            facts("unknown", vec![format!("{status} {count}, without a code")]);
            facts("", sample.iter().map(|it| one_line(it)).collect());
        }
        let headers = self.headers.iter().map(|(name, status, count, all)| {
            format!("{} on {status}: {count} of {all}", one_line(name))
        });
        facts("headers, undeclared", headers.collect());
        let counts = |members: &std::collections::BTreeMap<String, usize>| {
            let all = members.iter().map(|(place, count)| times(place, *count));
            all.collect::<Vec<_>>()
        };
        facts("members, undeclared", counts(&self.members.undeclared));
        facts("members, absent", counts(&self.members.absent));
        for (status, count, sample) in self.unread.iter().take(MOST_UNREAD) {
            facts("read by no envelope", vec![format!("{status} {count}")]);
            facts("", vec![one_line(sample)]);
        }
        let (echoed, hidden) = self.hidden;
        let hidden = [
            (
                echoed,
                "codes repeat something of their request and are not shown",
            ),
            (hidden, "codes are not spelt like one and are not shown"),
        ];
        let hidden = hidden.into_iter().filter(|(count, _)| *count > 0);
        facts(
            "hidden",
            hidden
                .map(|(count, why)| format!("{count} {why}"))
                .collect(),
        );
        let unseen = self
            .unseen
            .iter()
            .map(|(kind, count)| format!("{count} {kind}"));
        facts("bodies not read", unseen.collect());
        let vain = self.in_vain.iter().map(|(name, attempts)| {
            format!(
                "{}: {attempts} more attempts, none succeeded",
                one_line(name)
            )
        });
        facts("repeated in vain", vain.collect());
    }
}

/// A list behind its head, in lines of limited width.
fn wrapped(out: &mut String, head: &str, indent: usize, list: &[String]) {
    let mut line = head.to_owned();
    let mut first = true;
    for (index, item) in list.iter().enumerate() {
        if !first && line.chars().count() + item.chars().count() + 2 > LINE {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(indent.saturating_sub(1));
        }
        let comma = if index + 1 < list.len() { "," } else { "" };
        let _ = write!(line, " {item}{comma}");
        first = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
}
