//! One document on its way through the stages. Their order stands here and nowhere else, in one file.

mod findings;
#[cfg(feature = "cli")]
mod reading;
mod show;
mod stage;
mod stale;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostics::{Diagnostics, Policy, nearest, rules};
use crate::dialect::{self, Origins};
use crate::emit;
use crate::given::Given;
use crate::infer::{self, Inferred};
use crate::ir::Api;
use crate::load::{self, Loader, Version};
use crate::model::{self, Model};
use crate::name::{self, Names};
use crate::plan::{self, Crate};
use crate::progress::Progress;
use crate::render::{self, File, Form};
use crate::resolve::{self, Held, Reach};
use crate::select::{self, Selected};
use crate::source::budget::OUTPUT_BYTES;
use crate::source::node::Node;
use crate::source::{FileId, SourceMap, Span};
use crate::{
    Input, Options, access, analyse, check, examples, lower, normalise, overlay, packs, review,
    write,
};

pub use findings::{Finding, Findings};
pub use stage::Stage;

/// What was made.
#[derive(Clone, Debug)]
pub struct Output {
    /// Every file, in a fixed order.
    pub files: Vec<File>,
    /// How much of what there is.
    pub summary: Summary,
    /// The features of `faultcode-runtime` that the files need. The manifest of a crate names them; the user of a module does.
    pub features: Vec<&'static str>,
}

impl Output {
    /// Writes the files into a folder: only what changed, and nothing but what was written there before is removed.
    ///
    /// # Errors
    ///
    /// The folder cannot be written, or holds something that stands in the way.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        write::write(folder, &self.files).map(drop)
    }
}

/// How much there is of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Operations.
    pub operations: usize,
    /// Named types.
    pub types: usize,
    /// Error codes, each once.
    pub codes: usize,
    /// Files.
    pub files: usize,
}

/// A document, what is wanted of it, and how far the stages have come with it.
///
/// What they found is in [`Self::findings`]; whoever makes a session looks there.
#[derive(Debug)]
pub struct Session<'a> {
    input: Input<'a>,
    options: Options,
    loader: Loader,
    diag: Diagnostics,
    through_errors: bool,
    /// Whether it was said which options are without effect.
    told: bool,
    progress: Arc<Progress>,
    done: Option<Stage>,
    work: Work,
}

/// What the stages hand on. What no later stage needs is let go.
#[derive(Debug)]
struct Work {
    tree: Node,
    overlays: Vec<Node>,
    overlay_names: BTreeMap<FileId, String>,
    version: Version,
    held: Held,
    names: Names,
    selected: Selected,
    origins: Origins,
    inferred: Inferred,
    given: Given,
    model: Model,
    api: Api,
    output: Option<Output>,
}

impl Work {
    /// The document as it is lowered.
    fn given(&self) -> lower::Given<'_> {
        lower::Given {
            model: &self.model,
            root: &self.tree,
            origins: &self.origins,
            overlays: &self.overlay_names,
            inferred: &self.inferred,
            selected: &self.selected,
            names: &self.names,
        }
    }
}

impl<'a> Session<'a> {
    /// A session in which nothing has been read yet.
    pub fn new(input: Input<'a>, options: Options) -> Self {
        let diag = Diagnostics::with_policy(Policy {
            strict: options.strict,
            allow: options.allow.clone(),
        });
        Self {
            input,
            options,
            loader: Loader::new(),
            diag,
            told: false,
            progress: Arc::default(),
            through_errors: false,
            done: None,
            work: Work {
                tree: Node::null(Span::NOWHERE),
                overlays: Vec::new(),
                overlay_names: BTreeMap::new(),
                version: Version::LATEST,
                held: Held::default(),
                names: Names::default(),
                selected: Selected::default(),
                origins: Origins::default(),
                inferred: Inferred::default(),
                given: Given::default(),
                model: Model::default(),
                api: Api::default(),
                output: None,
            },
        }
    }

    /// Makes the client of the document: all files of it, nothing written. `None` when an error was found.
    pub fn generate(&mut self) -> Option<Output> {
        self.until(Stage::Emit)?;
        self.work.output.take()
    }

    /// Runs the stages that have not run yet, up to this one. `None` when an error has stopped them.
    ///
    /// A stage reports all it finds. Only here it is decided to stop, and only between stages.
    pub fn until(&mut self, last: Stage) -> Option<()> {
        let done = self.advance(last);
        self.tell_stale(done.is_some());
        done
    }

    fn advance(&mut self, last: Stage) -> Option<()> {
        for stage in Stage::ALL {
            if stage > last {
                break;
            }
            if self.done >= Some(stage) {
                continue;
            }
            self.run(stage, last)?;
            self.done = Some(stage);
            if stage.is_gate() && !(self.through_errors && stage > Stage::Load) {
                self.sound()?;
            }
        }
        Some(())
    }

    fn run(&mut self, stage: Stage, last: Stage) -> Option<()> {
        let Self {
            input,
            options,
            loader,
            diag,
            work,
            progress,
            ..
        } = self;
        progress.begin(stage);
        match stage {
            Stage::Load => {
                let document = load::load(input.document, loader, diag);
                (work.tree, work.version) = (document.node, document.version);
                let overlays = input.overlays.iter();
                work.overlays = overlays.filter_map(|it| loader.read(*it, diag)).collect();
                loader.beside(&mut options.places);
                unknown_rules(options, diag);
            }
            Stage::Overlay => {
                packs::review(&work.tree, &mut work.overlays, loader, diag);
                overlay::overlay(&mut work.tree, &work.overlays, loader, diag);
                let files = work.overlays.iter().map(|overlay| overlay.span.file);
                work.overlay_names = files
                    .map(|file| (file, overlay::name(loader.sources().name(file))))
                    .collect();
                // Places are named as they stand in the document.
                work.given = Given::new(options, &work.tree);
            }
            Stage::Resolve => {
                let reach = reach(input, options);
                work.held = resolve::resolve(&mut work.tree, work.version, &reach, loader);
            }
            Stage::Name => work.names = name::name(&work.tree),
            Stage::Select => {
                access::declare(&mut work.tree, options, diag);
                work.selected = select::select(&mut work.tree, &mut work.names, options, diag)?;
            }
            Stage::Judge => {
                let held = std::mem::take(&mut work.held);
                let all = !work.selected.in_part;
                resolve::judge(&mut work.tree, work.version, held, all, diag);
            }
            Stage::Review => review::review(&work.tree, work.version, diag),
            Stage::Normalise => {
                normalise::normalise(&mut work.tree, work.version, &work.names, diag);
            }
            Stage::Dialect => work.origins = dialect::translate(&mut work.tree, diag),
            Stage::Infer => work.inferred = infer::infer(&work.tree, options.narrow),
            Stage::Model => work.model = model::model(&work.tree, diag),
            Stage::Lower => {
                work.api = lower::lower(work.given(), diag);
                access::access(&mut work.api, options, diag);
            }
            Stage::Examples => {
                let mut api = std::mem::take(&mut work.api);
                examples::examples(work.given(), &mut api, diag);
                work.api = api;
                // From here on nothing looks at the document any more.
                work.tree = Node::null(work.tree.span);
                work.model = Model::default();
                work.inferred = Inferred::default();
            }
            Stage::Analyse => analyse::analyse(&mut work.api, diag),
            Stage::Check => {
                check::check(&work.api, diag);
                packs::outgrown(&work.overlays, work.selected.in_part, loader, diag);
            }
            // Names borrow from what they name: where files are made of them, they are decided there.
            Stage::Plan if last > stage => {}
            Stage::Plan => drop(planned(&work.api, options, &work.given, diag)?),
            Stage::Emit => {
                let plan = planned(&work.api, options, &work.given, diag)?;
                // From here on nothing depends on the document being right: emit, format and verify, file by file.
                let origin = render::Origin::new(&input.document, loader.sources());
                let files = match render::render(&plan, options, &origin, progress) {
                    Ok(files) => files,
                    Err(render::Fault::Refused(fault)) => {
                        diag.report(&rules::names::REFUSED_OUTPUT, Span::NOWHERE)
                            .arg(fault.to_string());
                        return None;
                    }
                    Err(render::Fault::TooLarge) => {
                        diag.report(&rules::source::TOO_LARGE, work.tree.span)
                            .arg(OUTPUT_BYTES.to_string())
                            .arg(&rules::source::BYTES_OF_A_CLIENT)
                            .help(&rules::source::CHOOSE_OPERATIONS);
                        return None;
                    }
                };
                let summary = Summary {
                    operations: work.api.operations.len(),
                    types: work.api.types.len(),
                    codes: codes(&work.api),
                    files: files.len(),
                };
                let features = emit::features(&plan);
                work.output = Some(Output {
                    files,
                    summary,
                    features,
                });
            }
        }
        Some(())
    }

    fn sound(&self) -> Option<()> {
        (!self.diag.has_errors()).then_some(())
    }

    /// What was found since this was last asked.
    pub fn findings(&mut self) -> Findings<'_> {
        Findings {
            found: self.diag.take(),
            beyond: self.diag.beyond(),
            sources: self.loader.sources(),
        }
    }

    /// The files that were read, as they were named, in the order of reading.
    pub fn files(&self) -> &[PathBuf] {
        self.loader.files()
    }

    /// Goes on where errors were found, as far as what they leave can be looked at.
    #[doc(hidden)]
    #[must_use]
    pub fn through_errors(mut self) -> Self {
        self.through_errors = true;
        self
    }

    /// The last stage that has run.
    #[doc(hidden)]
    pub fn reached(&self) -> Option<Stage> {
        self.done
    }

    /// What the document says, free of OpenAPI's syntax, once it is lowered.
    #[doc(hidden)]
    pub fn api(&self) -> &Api {
        &self.work.api
    }

    /// The document as it is at the stage that has run last; null once it is lowered and its examples are read.
    #[cfg(feature = "sources")]
    pub(crate) fn tree(&self) -> &Node {
        &self.work.tree
    }

    /// The files that could not be read.
    #[cfg(feature = "cli")]
    pub(crate) fn missing(&self) -> &[PathBuf] {
        self.loader.missing()
    }

    /// How far it has come, for another thread.
    #[cfg(feature = "cli")]
    pub(crate) fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    /// The names of the output.
    #[doc(hidden)]
    pub fn plan(&self) -> Option<Crate<'_>> {
        let (plan, _) = Diagnostics::apart(|diag| {
            planned(&self.work.api, &self.options, &self.work.given, diag)
        });
        plan
    }

    /// The collector of what is found.
    #[doc(hidden)]
    pub fn diagnostics(&mut self) -> &mut Diagnostics {
        &mut self.diag
    }

    /// The texts that were read.
    #[doc(hidden)]
    pub fn sources(&self) -> &SourceMap {
        self.loader.sources()
    }
}

impl Drop for Session<'_> {
    /// What nobody asked for is let go: without it there is no output either.
    fn drop(&mut self) {
        self.diag.take();
    }
}

/// Every name of the output. `None` when they cannot be had.
fn planned<'s>(
    api: &'s Api,
    options: &Options,
    given: &Given,
    diag: &mut Diagnostics,
) -> Option<Crate<'s>> {
    let place = options.places.span("name", "");
    let package = plan::package(&options.name, options.form, diag, place);
    let mut plan = plan::plan(api, &package, given, diag);
    plan.form = options.form;
    plan.exhaustive = options.exhaustive;
    if diag.has_errors() {
        return None;
    }
    Some(match options.form {
        Form::Crate => plan.with_features(),
        Form::Module => plan,
    })
}

/// How many codes the errors of an API have.
fn codes(api: &Api) -> usize {
    let codes = api.codes.iter().filter_map(|code| code.code.as_ref());
    codes.collect::<BTreeSet<_>>().len()
}

/// Reports what is allowed and is no rule.
fn unknown_rules(options: &Options, diag: &mut Diagnostics) {
    let is_known = |id: &str| rules::find(id).is_some() || rules::retired::find(id).is_some();
    for id in options.allow.iter().filter(|id| !is_known(id)) {
        let at = options.places.span("allow", id);
        let report = diag.report(&rules::source::NO_SUCH_RULE, at).arg(id);
        if let Some(near) = nearest(id, rules::all().map(|rule| rule.id)) {
            report.help(rules::remarks::DID_YOU_MEAN.of([near]));
        }
    }
}

fn reach(input: &Input<'_>, options: &Options) -> Reach {
    Reach {
        entry: match input.document {
            load::Input::File(path) => Some(PathBuf::from(path)),
            load::Input::Bytes { .. } | load::Input::Pack(_) => None,
        },
        allowed: options.files.clone(),
    }
}
