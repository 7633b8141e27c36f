//! What options say in vain, told once the whole document was seen: nobody would notice otherwise.

use std::path::{Path, PathBuf};

use crate::diagnostics::rules::source as phrases;
use crate::diagnostics::{Diagnostics, Phrased, rules};
use crate::infer::Narrow;
use crate::ir::{Api, Inference, Origin, PageTurn};
use crate::load::{Input, contain};
use crate::lower::{origin, origin_of};
use crate::{Form, Options};

use super::{Session, Stage};

impl Session<'_> {
    /// Says once which options are without effect: at the end of all stages, or where an error ends them.
    pub(super) fn tell_stale(&mut self, sound: bool) {
        let is_last = self.done == Some(Stage::Emit);
        if self.told || (sound && !is_last) {
            return;
        }
        self.told = true;
        overruled(&self.options, &mut self.diag);
        if sound {
            let seen = Seen {
                options: &self.options,
                document: match self.input.document {
                    Input::File(path) => Some(path),
                    Input::Bytes { .. } | Input::Pack(_) => None,
                },
                files: self.loader.files(),
                api: &self.work.api,
            };
            report(&seen, &mut self.diag);
        }
    }
}

/// What is known at the end of a run.
struct Seen<'s> {
    options: &'s Options,
    /// The document, where it is a file.
    document: Option<&'s Path>,
    /// The files that were read.
    files: &'s [PathBuf],
    api: &'s Api,
}

/// Reports allowances of rules whose breaches are errors in this run.
fn overruled(options: &Options, diag: &mut Diagnostics) {
    let ids = diag.overruled_allowances().into_iter().map(str::to_owned);
    for id in ids.collect::<Vec<_>>() {
        stale(
            options,
            ("allow", &id),
            phrases::ERRORS_STAY.of([&id]),
            diag,
        );
    }
}

/// Reports every entry without effect.
fn report(seen: &Seen<'_>, diag: &mut Diagnostics) {
    let Seen { options, api, .. } = seen;
    let ids = diag.unused_allowances().into_iter().map(str::to_owned);
    for id in ids.collect::<Vec<_>>() {
        stale(
            options,
            ("allow", &id),
            phrases::NOTHING_BREAKS.of([&id]),
            diag,
        );
    }
    for entry in options.files.iter().filter(|entry| !seen.is_read(entry)) {
        stale(options, ("files", entry), &phrases::NO_REFERENCE, diag);
    }
    for given in options
        .allow_origins
        .iter()
        .filter(|it| !is_called(api, it))
    {
        stale(options, ("allow-origins", given), &phrases::NO_SERVER, diag);
    }
    for (name, _) in options.auth.schemes() {
        let mut needs = api
            .operations
            .iter()
            .flat_map(|it| it.security.iter().flatten());
        if !needs.any(|need| api.schemes[need.scheme].name.as_str() == name) {
            stale(options, ("auth.schemes", name), &phrases::NO_NEED, diag);
        }
    }
    let mut errors = api.operations.iter().flat_map(|it| &it.errors);
    if options.exhaustive && errors.next().is_none() {
        stale(options, ("exhaustive", ""), &phrases::NO_ERRORS, diag);
    }
    let mut errors = api.operations.iter().flat_map(|it| &it.errors);
    let is_narrowed = |origin: &Origin| matches!(origin, Origin::Inferred(Inference::Narrowed(_)));
    if options.narrow == Narrow::Examples && !errors.any(|it| is_narrowed(&it.origin)) {
        stale(options, ("narrow", ""), &phrases::NO_LIST, diag);
    }
    if options.form == Form::Module {
        let package = [
            (
                "version",
                options.package.version != crate::Package::default().version,
            ),
            ("license", options.package.license.is_some()),
            ("repository", options.package.repository.is_some()),
            ("description", options.package.description.is_some()),
            ("publish", !options.package.publish),
        ];
        for (key, _) in package.into_iter().filter(|(_, is_said)| *is_said) {
            stale(options, (key, ""), &phrases::NO_MANIFEST, diag);
        }
    }
}

fn stale(
    options: &Options,
    (key, entry): (&str, &str),
    why: impl Into<Phrased>,
    diag: &mut Diagnostics,
) {
    let shown = match entry {
        "" => key.to_owned(),
        entry => format!("{key}: {entry}"),
    };
    diag.report(&rules::source::STALE_ENTRY, options.places.span(key, entry))
        .arg(shown)
        .arg(why.into());
}

impl Seen<'_> {
    /// Whether an entry lets a reference name a file that was read.
    fn is_read(&self, entry: &str) -> bool {
        let Some(folder) = self.document.map(|it| it.parent().unwrap_or(Path::new(""))) else {
            return true;
        };
        let (_, file) = entry.rsplit_once('=').unwrap_or(("", entry));
        let allowed = [file.to_owned()];
        let mut files = self
            .files
            .iter()
            .filter(|it| Some(it.as_path()) != self.document);
        files.any(|path| {
            let below = path.strip_prefix(folder).unwrap_or(path);
            contain::is_allowed(&below.to_string_lossy().replace('\\', "/"), &allowed)
        })
    }
}

/// Whether calls can go to that origin: an operation has a server there, or one that is not all known, or goes from page to page by
/// addresses that the server names.
fn is_called(api: &Api, given: &str) -> bool {
    let given = origin(given);
    api.operations.iter().any(|it| {
        let by_server = it.server.as_ref().is_some_and(|server| {
            let own = origin_of(server.url.as_str());
            own.is_none() || own == given
        });
        let by_page = it
            .pagination
            .as_ref()
            .is_some_and(|it| matches!(it.facts.turn, PageTurn::Link | PageTurn::Url(_)));
        by_server || by_page
    })
}
