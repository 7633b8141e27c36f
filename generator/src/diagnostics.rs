//! What the stages found: every finding carries its rule, its places in the sources and what to do.

mod gathered;
mod nearest;
mod phrase;
pub mod render;
pub mod rules;
mod text;

use std::collections::BTreeMap;

use crate::source::Span;
use crate::source::pointer::Pointer;

pub(crate) use nearest::distance;
pub use nearest::{meant, nearest};
pub use phrase::{Phrase, Phrased};
pub(crate) use text::is_hidden;
pub use text::{counted, one_line};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Generation goes on; the author should look.
    Warning,
    /// Nothing is generated.
    Error,
}

impl Rule {
    /// What it is about, for a list of rules: the message with an ellipsis for what a finding names.
    pub fn summary(&self) -> String {
        text::fill(self.title, &["…"; 4])
    }

    /// What to do, in the same form.
    pub fn advice(&self) -> String {
        text::fill(self.help, &["…"; 4])
    }
}

impl Severity {
    /// What several findings of it are called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Info => "remark",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The word that messages print.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing that can be wrong with a document. All rules stand in [`rules`].
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable public name, kebab-case.
    pub id: &'static str,
    /// Severity unless a [`Policy`] changes it.
    pub severity: Severity,
    /// Whether the finding says how a breach was repaired; `--strict` makes such a finding an error.
    pub repair: bool,
    /// The message; `{0}`, `{1}` stand for the arguments of a finding.
    pub title: &'static str,
    /// What to do about it; empty when the message says it all.
    pub help: &'static str,
    /// The long form.
    pub explain: Explain,
}

/// What `faultcode explain` prints about a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Explain {
    /// Why the rule exists.
    pub why: &'static str,
    /// A document that breaks it.
    pub bad: &'static str,
    /// The same document, corrected.
    pub good: &'static str,
}

/// A place in a source with a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The remark; may be empty.
    pub text: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// Severity under the policy of the run.
    pub severity: Severity,
    /// The rule's title with its arguments.
    pub message: String,
    /// The place the finding is about.
    pub primary: Label,
    /// Other places that matter to it.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Vec<String>,
    /// The address in the document, where a stage knows it.
    pub pointer: Option<Pointer>,
}

/// How the user wants findings weighed.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Repairs are errors.
    pub strict: bool,
    /// Rule ids whose warnings are dropped. Errors stay errors.
    pub allow: Vec<String>,
}

/// Errors kept per run, and other findings; what a hostile document provokes beyond them is only counted.
const KEPT: usize = 10_000;

/// Collects findings. Whoever owns it must look at the result: in debug builds, dropping findings that nobody took panics.
#[derive(Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    beyond: usize,
    errors: usize,
    others: usize,
    policy: Policy,
    /// By each allowed rule how many findings were dropped, and how many are errors of this run.
    allowed: BTreeMap<String, (usize, usize)>,
    gathered: gathered::Files,
}

impl Diagnostics {
    /// A collector with the default policy.
    pub fn new() -> Self {
        Self::default()
    }

    /// A collector that weighs findings by `policy`.
    pub fn with_policy(policy: Policy) -> Self {
        let mut diag = Self::new();
        diag.allowed = policy.allow.iter().map(|id| (id.clone(), (0, 0))).collect();
        diag.policy = policy;
        diag
    }

    /// What a look at something gives, and apart from it what was found, for whoever decides whether it is reported.
    pub(crate) fn apart<T>(look: impl FnOnce(&mut Self) -> T) -> (T, Vec<Diagnostic>) {
        let mut diag = Self::new();
        let seen = look(&mut diag);
        (seen, std::mem::take(&mut diag.found))
    }

    /// Reports findings that were kept apart. They are weighed now, as this run weighs them.
    pub(crate) fn adopt(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        for mut diagnostic in findings {
            diagnostic.severity = self.severity(diagnostic.rule);
            self.record(diagnostic);
        }
    }

    /// How much a breach of the rule matters in this run.
    fn severity(&self, rule: &Rule) -> Severity {
        if rule.repair && self.policy.strict {
            return Severity::Error;
        }
        rule.severity
    }

    /// Reports that the text at `span` breaks `rule`. The finding is recorded when the builder is dropped.
    pub fn report(&mut self, rule: &'static Rule, span: Span) -> Report<'_> {
        Report {
            diag: self,
            rule,
            arguments: Vec::new(),
            primary: Label {
                span,
                text: String::new(),
            },
            labels: Vec::new(),
            help: Vec::new(),
            pointer: None,
        }
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// How many errors there are, those beyond the kept ones included.
    pub fn error_count(&self) -> usize {
        self.errors
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many findings were counted but not kept.
    pub fn beyond(&self) -> usize {
        self.beyond
    }

    /// The findings so far, in the order of reporting.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> + '_ {
        self.found.iter()
    }

    /// Rule ids of the policy's allowances that nothing breaks.
    pub fn unused_allowances(&self) -> Vec<&str> {
        self.allowances(|uses| uses == (0, 0))
    }

    /// Rule ids of the policy's allowances that are without effect, since breaches of these rules are errors in this run.
    pub fn overruled_allowances(&self) -> Vec<&str> {
        self.allowances(|(_, errors)| errors > 0)
    }

    fn allowances(&self, wanted: impl Fn((usize, usize)) -> bool) -> Vec<&str> {
        let found = self.allowed.iter().filter(|(_, uses)| wanted(**uses));
        found.map(|(id, _)| id.as_str()).collect()
    }

    /// Takes all findings out, in document order, each once.
    pub fn take(&mut self) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut self.found);
        (self.errors, self.others) = (0, 0);
        found.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.primary.span, d.rule.id);
            key(a).cmp(&key(b))
        });
        found.dedup();
        found
    }

    fn record(&mut self, diagnostic: Diagnostic) {
        let Some(diagnostic) = self.unless_gathered(diagnostic) else {
            return;
        };
        if let Some((dropped, errors)) = self.allowed.get_mut(diagnostic.rule.id) {
            if diagnostic.severity != Severity::Error {
                *dropped += 1;
                return;
            }
            *errors += 1;
        }
        // Errors have room of their own: what stops the run is shown, however much else there is.
        let of_its_kind = match diagnostic.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning | Severity::Info => &mut self.others,
        };
        *of_its_kind += 1;
        if *of_its_kind <= KEPT {
            self.found.push(diagnostic);
        } else {
            self.beyond += 1;
        }
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        if cfg!(debug_assertions) && !std::thread::panicking() {
            assert!(
                self.found.is_empty(),
                "findings were dropped without being taken"
            );
        }
    }
}

/// A finding under construction; dropping it records it.
#[derive(Debug)]
pub struct Report<'a> {
    diag: &'a mut Diagnostics,
    rule: &'static Rule,
    arguments: Vec<String>,
    primary: Label,
    labels: Vec<Label>,
    help: Vec<String>,
    pointer: Option<Pointer>,
}

impl Report<'_> {
    /// Fills the next placeholder of the title: with text of the document, which is escaped and cut to one line, or with a
    /// [`Phrase`].
    pub fn arg(mut self, text: impl AsRef<str>) -> Self {
        self.arguments.push(one_line(text.as_ref()));
        self
    }

    /// A remark at the primary place.
    pub fn label(mut self, text: impl Into<Phrased>) -> Self {
        self.primary.text = one_line(text.into().as_ref());
        self
    }

    /// Another place that matters, with a remark.
    pub fn also(mut self, span: Span, text: impl Into<Phrased>) -> Self {
        self.labels.push(Label {
            span,
            text: one_line(text.into().as_ref()),
        });
        self
    }

    /// A further hint, printed after the rule's own.
    pub fn help(mut self, text: impl Into<Phrased>) -> Self {
        self.help.push(one_line(text.into().as_ref()));
        self
    }

    /// The address in the document.
    pub fn pointer(mut self, pointer: &Pointer) -> Self {
        self.pointer = Some(pointer.clone());
        self
    }
}

impl Drop for Report<'_> {
    fn drop(&mut self) {
        let mut help = Vec::new();
        if !self.rule.help.is_empty() {
            help.push(text::fill(self.rule.help, &self.arguments));
        }
        help.append(&mut self.help);
        let diagnostic = Diagnostic {
            rule: self.rule,
            severity: self.diag.severity(self.rule),
            message: text::fill(self.rule.title, &self.arguments),
            primary: self.primary.clone(),
            labels: std::mem::take(&mut self.labels),
            help,
            pointer: self.pointer.take(),
        };
        self.diag.record(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn an_error_is_kept_behind_any_number_of_warnings() {
        let mut diag = Diagnostics::new();
        let at = |index: usize| Span::at(FileId(0), index);
        for index in 0..KEPT + 7 {
            diag.report(&rules::source::MERGE_CONFLICT, at(index));
        }
        diag.report(&rules::source::DUPLICATE_KEY, at(0));
        assert_eq!((diag.beyond(), diag.error_count()), (7, 1));
        let found = diag.take();
        assert_eq!(found.len(), KEPT + 1);
        let errors = found.iter().filter(|it| it.severity == Severity::Error);
        assert_eq!(errors.count(), 1);
    }
}
