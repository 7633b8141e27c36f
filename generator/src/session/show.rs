//! What there is after a stage as text, for those who work on the generator.

use std::fmt::Write as _;

use super::{Session, Stage};
use crate::diagnostics::one_line;
use crate::model::Model;
use crate::plan::Crate;
use crate::source::node::Node;
use crate::yaml_out;

impl Session<'_> {
    /// What there is after a stage. Errors of the stages before it do not stop it where a result exists.
    pub fn show(&mut self, stage: Stage) -> Option<String> {
        self.through_errors = stage <= Stage::Check;
        let reached = self.until(stage).is_some();
        // A document that cannot be read is shown as far as it can.
        match self.done {
            Some(Stage::Load) => yaml(&self.work.tree),
            Some(done) if reached => self.text(done),
            _ => None,
        }
    }

    fn text(&self, stage: Stage) -> Option<String> {
        match stage {
            Stage::Name => {
                let names = self.work.names.all.iter();
                Some(names.fold(String::new(), |mut out, it| {
                    let _ = writeln!(
                        out,
                        "{} {}: {}",
                        one_line(&it.method.to_ascii_uppercase()),
                        one_line(&it.path),
                        one_line(&it.id)
                    );
                    out
                }))
            }
            Stage::Infer => Some(visible(&format!("{:#?}\n", self.work.inferred))),
            Stage::Model => {
                let Model {
                    api,
                    operations,
                    webhooks,
                } = &self.work.model;
                let mut out = format!("{api:#?}\n");
                if !operations.is_empty() {
                    let _ = writeln!(out, "{operations:#?}");
                }
                if !webhooks.is_empty() {
                    let _ = writeln!(out, "{webhooks:#?}");
                }
                Some(visible(&out))
            }
            Stage::Lower | Stage::Examples | Stage::Analyse | Stage::Check => {
                Some(visible(&format!("{:#?}\n", self.work.api)))
            }
            Stage::Plan => self.plan().map(|plan| names(&plan)),
            Stage::Emit => self.work.output.as_ref().map(|output| {
                let files = output.files.iter();
                let files = files.map(|file| format!("==> {} <==\n{}\n", file.path, file.text));
                files.collect()
            }),
            _ => yaml(&self.work.tree),
        }
    }
}

fn names(plan: &Crate<'_>) -> String {
    let mut out = String::new();
    for module in plan.modules() {
        let items = plan.items(module).join(" ");
        let _ = writeln!(out, "{}: {items}", plan.file(module));
    }
    out
}

fn yaml(node: &Node) -> Option<String> {
    yaml_out::to_yaml(node).ok().map(|text| visible(&text))
}

/// Text of the document on a terminal: every line with its controls escaped.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        if line.chars().all(|sign| !sign.is_control()) {
            out.push_str(line);
        } else {
            out.push_str(&one_line(line));
        }
        out.push('\n');
    }
    out
}
