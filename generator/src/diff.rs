//! `diff`: what changes for who calls a generated crate, when its document changes.
//!
//! Both documents are planned as they are for emission. What callers see of each plan is a tree of items ([`surface`]), and two
//! trees are compared item by item ([`compare`]). How bad a change is stands in one table ([`kinds`]).

mod compare;
mod gather;
mod kinds;
mod show;
mod surface;

use crate::plan::Crate;
use crate::source::{SourceMap, Span};

pub use self::kinds::{Class, Kind};
pub use self::show::{json, markdown, text};

use self::compare::compare;
use self::surface::Surface;

/// A client: its plan, and the texts that it was made of.
#[derive(Clone, Copy, Debug)]
pub struct Half<'a> {
    /// Every name of the client.
    pub plan: &'a Crate<'a>,
    /// The texts of the document.
    pub sources: &'a SourceMap,
}

/// What changes from one client to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The changes, worst first.
    pub changes: Vec<Change>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its kind.
    pub kind: Kind,
    /// Which of several of the kind, such as `backoff.base`; mostly empty.
    pub label: String,
    /// What changes, by its name in Rust.
    pub subject: String,
    /// Other things that change in the same way.
    pub also: Vec<String>,
    /// What it was; empty where that says nothing.
    pub before: String,
    /// What it is.
    pub after: String,
    /// Where the old document says it.
    pub old: Option<Place>,
    /// Where the new document says it.
    pub new: Option<Place>,
}

/// A place in a file, line and column from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as it was named.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Two documents that have no operation and no webhook in common: they are not two versions of one API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strangers;

/// What a new version of the crate has to be called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing changes for callers.
    Same,
    /// A patch.
    Patch,
    /// A minor version: something is new, or behaves differently.
    Minor,
    /// A major version.
    Major,
}

impl Verdict {
    /// The word of output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl Diff {
    /// What changes from one client to another.
    ///
    /// # Errors
    ///
    /// The two have nothing in common.
    pub fn of(old: Half<'_>, new: Half<'_>) -> Result<Self, Strangers> {
        let surfaces = [old, new].map(|half| Surface::of(half.plan));
        let [one, other] = &surfaces;
        let (found, common) = compare(one, other);
        let of_both = old.plan.operations.len() + new.plan.operations.len();
        if common == 0 && of_both > 0 {
            return Err(Strangers);
        }
        let gathered = gather::gather(found);
        let changes = gathered.into_iter().map(|(found, also)| Change {
            old: place(old.sources, found.old),
            new: place(new.sources, found.new),
            kind: found.kind,
            label: found.label,
            subject: found.subject,
            before: found.before,
            after: found.after,
            also,
        });
        Ok(Self {
            changes: changes.collect(),
        })
    }

    /// A client that has come or gone as a whole.
    pub fn whole(kind: Kind, name: &str) -> Self {
        Self {
            changes: vec![Change {
                kind,
                label: String::new(),
                subject: name.to_owned(),
                also: Vec::new(),
                before: String::new(),
                after: String::new(),
                old: None,
                new: None,
            }],
        }
    }

    /// The changes of a class.
    pub fn of_class(&self, class: Class) -> impl Iterator<Item = &Change> {
        let changes = self.changes.iter();
        changes.filter(move |change| change.kind.class() == class)
    }

    /// What the next version of the crate has to be.
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.changes.iter().map(|it| match it.kind.class() {
            Class::Major => Verdict::Major,
            Class::Minor | Class::Behaviour => Verdict::Minor,
            Class::Patch => Verdict::Patch,
        });
        verdicts.max().unwrap_or(Verdict::Same)
    }
}

fn place(sources: &SourceMap, span: Option<Span>) -> Option<Place> {
    let span = span?;
    let at = sources.location(span);
    Some(Place {
        file: sources.name(span.file).to_owned(),
        line: at.line,
        column: at.column,
    })
}
