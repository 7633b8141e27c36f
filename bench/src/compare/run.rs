//! One document through one generator, step by step; what was measured before is not measured again.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::cargo::{self, Package};
use super::document::Document;
use super::machine;
use super::peer::Installed;
use super::row::{Generated, Row, Step, first_line};
use crate::measure::{self, median};

/// A step that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Stage {
    /// Generate the crate.
    Generate,
    /// Check it, cold.
    Check,
    /// Check it after an edit.
    Edit,
    /// Build it for release.
    Release,
    /// Build a program that uses it.
    Program,
}

/// Where things are kept, and how far to go.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder for everything below the target directory.
    pub folder: PathBuf,
    /// The steps that are asked for.
    pub stages: Vec<Stage>,
    /// Whether to measure again what is known.
    pub fresh: bool,
    /// The most that one command may take.
    pub limit: Duration,
    /// How often something small is repeated.
    pub times: usize,
}

impl Settings {
    /// Moves a folder out of the way. Some file systems are slow to make files for seconds after many were removed, which
    /// would count against whoever writes next, so that removing waits for [`Settings::sweep`].
    ///
    /// # Errors
    ///
    /// The folder cannot be moved.
    pub fn put_away(&self, folder: &Path) -> std::io::Result<()> {
        if !folder.exists() {
            return Ok(());
        }
        let away = self.folder.join("away");
        fs::create_dir_all(&away)?;
        let taken = fs::read_dir(&away)?.count();
        let free = (taken..).map(|it| away.join(it.to_string()));
        let place = free.into_iter().find(|it| !it.exists());
        place.map_or(Ok(()), |place| fs::rename(folder, place))
    }

    /// Removes what was put away.
    ///
    /// # Errors
    ///
    /// A folder cannot be removed.
    pub fn sweep(&self) -> std::io::Result<()> {
        let away = self.folder.join("away");
        if away.exists() {
            fs::remove_dir_all(away)?;
        }
        Ok(())
    }
}

/// A crate whose check takes less than this is checked again, in seconds of CPU time.
const SMALL: f64 = 5.0;

/// Measures what is missing of a row.
///
/// # Errors
///
/// A program cannot be started at all, or a file cannot be written. What a generator or the compiler refuses is in the row.
pub fn measure(
    document: &Document,
    installed: &Installed,
    settings: &Settings,
) -> Result<Row, Box<dyn Error>> {
    let peer = installed.peer.name;
    let kept = settings.folder.join("rows");
    fs::create_dir_all(&kept)?;
    let file = kept.join(format!("{}-{peer}.json", document.name));
    let mut row = Row::load(
        &file,
        document.name,
        peer,
        &installed.version,
        &document.digest,
    );
    let fresh = settings.fresh;
    let asked = |stage: Stage, known: bool| settings.stages.contains(&stage) && (fresh || !known);
    let out = settings
        .folder
        .join("crates")
        .join(peer)
        .join(document.name);
    let say = |row: &mut Row, step: &str| {
        row.load = row.load.max(machine::load());
        eprintln!("{} × {peer}: {step}", document.name);
    };

    if asked(Stage::Generate, row.generate.is_some() && out.exists()) {
        say(&mut row, "generate");
        row.generate = Some(generate(document, installed, &out, settings)?);
        row.store(&file)?;
    }
    if !matches!(row.generate, Some(Step::Done(_))) {
        return Ok(row);
    }
    let folder = installed.finish(&out)?;
    let target = settings.folder.join("built").join(peer);
    let package = Package::adopt(&folder, &target, settings.limit)?;
    if asked(Stage::Check, row.check.is_some()) {
        say(&mut row, "check");
        let mut step = package.check(1)?;
        if let Step::Done(cost) = &step
            && cost.cpu_seconds < SMALL
            && settings.times > 1
        {
            step = package.check(settings.times)?;
        }
        row.check = Some(step);
        row.store(&file)?;
    }
    if !row.compiles() {
        return Ok(row);
    }
    if asked(Stage::Edit, row.edit.is_some()) {
        say(&mut row, "check after an edit");
        row.edit = Some(package.edit()?);
        row.store(&file)?;
    }
    if asked(Stage::Release, row.release.is_some()) {
        say(&mut row, "release");
        row.release = Some(package.release()?);
        row.store(&file)?;
    }
    if asked(Stage::Program, row.program.is_some())
        && let Some(text) = super::program::text(document.name, peer)
    {
        say(&mut row, "program");
        let program = super::program::write(&out.with_extension("program"), text, &package)?;
        row.program = Some(program.program()?);
        row.store(&file)?;
    }
    Ok(row)
}

fn generate(
    document: &Document,
    installed: &Installed,
    out: &Path,
    settings: &Settings,
) -> Result<Step<Generated>, Box<dyn Error>> {
    let mut costs = Vec::new();
    for _ in 0..settings.times.max(1) {
        settings.put_away(out)?;
        fs::create_dir_all(out)?;
        let outcome = measure::run(&installed.generate(document, out)?, settings.limit)?;
        if !outcome.good {
            return Ok(Step::Failed(first_line(&outcome.words)));
        }
        costs.push(outcome.cost);
    }
    let folder = match installed.finish(out) {
        Ok(folder) => folder,
        Err(fault) => return Ok(Step::Failed(fault.to_string())),
    };
    let (mut lines, mut bytes) = (0, 0);
    let files = cargo::sources(&folder.join("src"))?;
    for file in &files {
        let text = fs::read(file)?;
        lines += text.split(|it| *it == b'\n').count().saturating_sub(1);
        bytes += text.len() as u64;
    }
    Ok(Step::Done(Generated {
        cost: median(&costs),
        lines,
        bytes,
        files: files.len(),
    }))
}
