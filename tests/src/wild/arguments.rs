//! The command line of `wild`.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::tree;

/// How the program is called.
pub const USAGE: &str = "\
wild DIR [--report OUT] [--only a,b] [--clippy] [--doc] [--no-check] [--mutants N] [--tables FOLDER] [--scratch FOLDER]

  DIR        the documents; a folder in it is a tier, or an API of several files
  --report   write OUT/wild.md and OUT/wild.json
  --only     only documents whose path below DIR contains one of these words
  --clippy   run clippy over the generated crates as well
  --doc      build the documentation of the five largest, or of those that --only names, and run their doctests
  --no-check generate only
  --mutants  generate N changed forms of each document as well; what goes wrong is kept in the scratch folder
  --tables   refused.yaml and unsupported.yaml, what is known of the documents; by default tests/wild/corpus
  --scratch  where crates are written and compiled; by default below the target folder";

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// The folder of documents.
    pub folder: PathBuf,
    /// Where the report goes.
    pub report: Option<PathBuf>,
    /// Words of which a document's path must contain one; empty: every document.
    pub only: Vec<String>,
    /// Whether clippy runs.
    pub clippy: bool,
    /// Whether documentation is built.
    pub doc: bool,
    /// Whether the crates are compiled.
    pub check: bool,
    /// How many changed forms of each document are tried.
    pub mutants: u64,
    /// What is known of the documents.
    pub tables: PathBuf,
    /// Where crates are written and compiled; `None`: below the target folder.
    pub scratch: Option<PathBuf>,
    /// The target folder of these crates; `None`: in the scratch folder.
    pub target: Option<PathBuf>,
}

impl Arguments {
    /// A run over a folder with the tables beside it, that generates and compiles.
    pub fn of(folder: PathBuf, tables: PathBuf) -> Self {
        Self {
            folder,
            report: None,
            only: Vec::new(),
            clippy: false,
            doc: false,
            check: true,
            mutants: 0,
            tables,
            scratch: None,
            target: None,
        }
    }

    /// Reads the words after the program's name.
    ///
    /// # Errors
    ///
    /// A word has no meaning here, or there is no folder.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut words = words.into_iter();
        let mut folder = None;
        let mut read = Self::of(PathBuf::new(), tree::root().join("tests/wild/corpus"));
        while let Some(word) = words.next() {
            let mut value = |of: &str| words.next().ok_or(format!("{of} needs a value"));
            match word.to_str() {
                Some("--report") => read.report = Some(value("--report")?.into()),
                Some("--tables") => read.tables = value("--tables")?.into(),
                Some("--scratch") => read.scratch = Some(value("--scratch")?.into()),
                Some("--only") => {
                    let list = value("--only")?;
                    let list = list.to_string_lossy();
                    read.only.extend(list.split(',').map(str::to_owned));
                }
                Some("--mutants") => {
                    let number = value("--mutants")?;
                    let number = number.to_string_lossy().parse();
                    read.mutants = number.map_err(|_| "--mutants takes a number")?;
                }
                Some("--clippy") => read.clippy = true,
                Some("--doc") => read.doc = true,
                Some("--no-check") => read.check = false,
                Some(option) if option.starts_with('-') => {
                    return Err(format!("there is no option {option}"));
                }
                _ if folder.is_none() => folder = Some(word),
                _ => return Err(format!("one folder is enough: {}", word.display())),
            }
        }
        read.folder = folder.ok_or("which folder?")?.into();
        Ok(read)
    }
}
