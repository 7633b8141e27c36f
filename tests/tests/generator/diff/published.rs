//! Published versions of other people's documents: what `diff` says of two of them, and what the compiler says of a caller that
//! writes every name of the older client.
//!
//! `FAULTCODE_VERSIONS` names a folder with a folder per pair, which holds `old` and `new`, each YAML or JSON.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use faultcode::internals::diff::{Class, Diff, Kind, Verdict, text};
use faultcode::internals::ir::{BodyKind, Type, TypeKind};
use faultcode::internals::plan::{Crate, Emptiness, PlannedKind};
use faultcode::{Form, Input, Options, Session, Stage};
use faultcode_tests::cargo::{cargo, workspace};
use faultcode_tests::snapshot::finish;
use faultcode_tests::{aloud, tree};

use super::of_files;

/// What breaks callers, and no caller that only writes names: who hands values over, gives arguments by their places, or runs.
const UNSEEN: &[Kind] = &[
    Kind::TypesPart,
    Kind::ErrorsPart,
    Kind::ConversionRemoved,
    Kind::ArgumentsReordered,
    Kind::KeyRequired,
    Kind::SecurityRemoved,
    Kind::MemberMayNotBeNull,
    Kind::PagesRemoved,
];

/// Bytes of a document whose client is compiled. A larger one is compared, and the compiler is not asked.
const CHEAP: u64 = 512 << 10;

fn document(folder: &Path, side: &str) -> Option<PathBuf> {
    let endings = ["yaml", "yml", "json"].into_iter();
    let mut paths = endings.map(|ending| folder.join(format!("{side}.{ending}")));
    paths.find(|path| path.is_file())
}

fn versions() -> Vec<(String, PathBuf, PathBuf)> {
    let folder = std::env::var_os("FAULTCODE_VERSIONS").map(PathBuf::from);
    let folder = folder.expect("FAULTCODE_VERSIONS names a folder of pairs");
    let mut pairs: Vec<_> = fs::read_dir(folder)
        .expect("a folder of pairs")
        .filter_map(|entry| {
            let folder = entry.ok()?.path();
            let name = folder.file_name()?.to_str()?.to_owned();
            Some((name, document(&folder, "old")?, document(&folder, "new")?))
        })
        .collect();
    pairs.sort();
    pairs
}

/// A program that writes every name of a client: methods with as many arguments, fields, variants.
fn caller(plan: &Crate<'_>) -> String {
    let mut out = "#![allow(warnings)]\nuse client::Client;\n".to_owned();
    let mut add = |line: String| writeln!(out, "{line}").expect("text takes text");
    for (number, (id, planned)) in plan.operations.entries().enumerate() {
        let service = plan.service_of(id);
        let arguments = planned.names.parameters.iter();
        let arguments = arguments.filter(|it| !it.ir.is_optional()).count();
        let body = planned.ir.body.as_ref().filter(|body| body.required);
        // An argument of any type that converts has none in a closure.
        let open = body.is_some_and(|it| matches!(it.kind, BodyKind::Bytes(_) | BodyKind::Text(_)));
        if !open {
            let names: Vec<String> = (0..arguments + usize::from(body.is_some()))
                .map(|at| format!("a{at}"))
                .collect();
            let names = names.join(", ");
            let (group, method) = (&service.method, &planned.names.method);
            add(format!(
                "fn operation{number}(c: &Client) {{ let _ = |{names}| c.{group}().{method}({names}); }}"
            ));
        }
        if let Some(params) = &planned.names.params {
            let optional = planned
                .names
                .parameters
                .iter()
                .filter(|it| it.ir.is_optional());
            let fields: String = optional
                .map(|it| format!("let _: &Option<_> = &p.{};", it.names.field))
                .collect();
            add(format!(
                "fn params{number}(p: &client::{}::{params}) {{ {fields} }}",
                service.module
            ));
        }
        let error = format!("client::{}::{}", service.module, planned.names.error);
        for case in &planned.names.cases {
            let variant = &case.names;
            add(format!(
                "fn case{number}_{variant}(e: &{error}) -> bool {{ matches!(e, {error}::{variant}(_)) }}"
            ));
        }
    }
    for (number, planned) in plan.types.iter().enumerate() {
        let (def, names) = (planned.ir, &planned.names);
        let path = match def.received {
            true => format!("client::types::{}", names.name),
            false => format!("client::input::{}", names.name),
        };
        let variants: Vec<String> = match &names.kind {
            PlannedKind::Object { members, .. } => {
                let fields: String = members
                    .iter()
                    .map(|it| {
                        let empty = plan.emptiness(def, it.ir);
                        let ty = written(plan, &it.ir.ty, !def.received);
                        let ty = match it.ir.boxed {
                            true => format!("Box<{ty}>"),
                            false => ty,
                        };
                        let ty = match empty {
                            Emptiness::Never => ty,
                            Emptiness::Option => format!("Option<{ty}>"),
                            Emptiness::Patch => "_".to_owned(),
                        };
                        format!("let _: &{ty} = &it.{};", it.names.field)
                    })
                    .collect();
                add(format!("fn type{number}(it: &{path}) {{ {fields} }}"));
                if def.sent {
                    let needed = members
                        .iter()
                        .filter(|it| plan.emptiness(def, it.ir) == Emptiness::Never);
                    let values: Option<Vec<&str>> = needed
                        .map(|it| value(plan, &it.ir.ty, it.ir.boxed))
                        .collect();
                    if let Some(values) = values {
                        add(format!(
                            "fn new{number}() {{ let _ = {path}::new({}); }}",
                            values.join(", ")
                        ));
                    }
                }
                Vec::new()
            }
            PlannedKind::TextEnum(values) => values.iter().map(|it| it.names.to_string()).collect(),
            PlannedKind::IntEnum(values) => values.iter().map(|it| it.names.to_string()).collect(),
            PlannedKind::Union { variants, .. } => variants
                .iter()
                .map(|it| format!("{}(_)", it.names))
                .collect(),
            PlannedKind::Choice(branches) => branches
                .iter()
                .map(|it| format!("{}(_)", it.names))
                .collect(),
            _ => Vec::new(),
        };
        for (at, variant) in variants.iter().enumerate() {
            add(format!(
                "fn variant{number}_{at}(it: &{path}) -> bool {{ matches!(it, {path}::{variant}) }}"
            ));
        }
    }
    out
}

/// A type as the program writes it, `_` where it leaves that to the compiler.
fn written(plan: &Crate<'_>, ty: &Type, sent: bool) -> String {
    let inner = |ty: &Type| written(plan, ty, sent);
    match ty {
        Type::String => "String".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::I32 => "i32".to_owned(),
        Type::I64 => "i64".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::Any => "client::Value".to_owned(),
        Type::List(item) => format!("Vec<{}>", inner(item)),
        Type::Map(value) => format!("std::collections::BTreeMap<String, {}>", inner(value)),
        Type::Nullable(value) => format!("Option<{}>", inner(value)),
        Type::Named(id) => {
            let planned = &plan.types[*id];
            match (sent && planned.ir.sent) || !planned.ir.received {
                true => format!("client::input::{}", planned.names.input()),
                false => format!("client::types::{}", planned.names.name),
            }
        }
        _ => "_".to_owned(),
    }
}

/// An argument of `new` of that type; `None` where its type is open.
fn value(plan: &Crate<'_>, ty: &Type, boxed: bool) -> Option<&'static str> {
    match plan.resolved(ty) {
        Type::String => Some("String::new()"),
        Type::Secret | Type::Base64 | Type::File | Type::Any => None,
        Type::Named(id)
            if matches!(
                plan.types[*id].ir.kind,
                TypeKind::Choice { .. } | TypeKind::Union { .. }
            ) =>
        {
            None
        }
        _ if boxed => None,
        _ => Some("todo!()"),
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("ours");
    fs::write(path, text).expect("the folder is ours");
}

fn manifest(folder: &Path, name: &str, features: &[&str], client: Option<&str>) {
    let runtime = tree::root().join("runtime");
    let client = client.map_or(String::new(), |client| {
        format!("client = {{ package = \"{client}\", path = \"../{client}\" }}\n")
    });
    let text = format!(
        "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\nfaultcode-runtime = {{ path = {runtime:?}, features = {features:?} }}\n{client}"
    );
    write(&folder.join(name).join("Cargo.toml"), &text);
}

/// Writes the client of a document as a crate of its own.
fn client(folder: &Path, name: &str, document: &Path, features: &[&str]) -> Option<String> {
    let options = Options {
        form: Form::Module,
        ..Options::named("client")
    };
    let mut session = Session::new(Input::file(document), options);
    session.until(Stage::Plan)?;
    let program = caller(&session.plan()?);
    let output = session.generate()?;
    for file in &output.files {
        write(
            &folder.join(name).join("src/client").join(&file.path),
            &file.text,
        );
    }
    write(
        &folder.join(name).join("src/lib.rs"),
        "#![allow(warnings)]\nmod client;\npub use client::*;\n",
    );
    manifest(folder, name, features, None);
    Some(program)
}

/// The verdict, and how many changes there are of each class.
fn said(diff: &Diff) -> String {
    let counts =
        Class::ALL.map(|class| format!("{} {}", diff.of_class(class).count(), class.word()));
    format!("{} ({})", diff.verdict().word(), counts.join(", "))
}

/// The first errors of the compiler and how many there are.
fn errors(err: &str) -> (usize, Vec<&str>) {
    let lines: Vec<&str> = err.lines().filter(|line| line.contains("error[")).collect();
    (lines.len(), lines.into_iter().take(3).collect())
}

/// A pair whose clients are written, and what diff says of it.
struct Written {
    name: String,
    /// The number that its crates end in.
    at: usize,
    diff: Diff,
}

/// Writes the clients of all pairs and the programs that name what is in the older ones: Cargo looks at all of them at once.
fn written_pairs(
    folder: &Path,
    pairs: &[(String, PathBuf, PathBuf)],
    problems: &mut Vec<String>,
) -> Vec<Written> {
    let features = ["decimal", "jiff", "webhooks"];
    let mut all = Vec::new();
    for (at, (name, old, new)) in pairs.iter().enumerate() {
        let began = Instant::now();
        let diff = of_files(old, new);
        aloud(&format!(
            "{name}: {} in {:.1?}",
            said(&diff),
            began.elapsed()
        ));
        let sides = [("old", old), ("new", new)];
        let made =
            sides.map(|(side, path)| client(folder, &format!("{side}{at}"), path, &features));
        let [Some(program), Some(_)] = made else {
            problems.push(format!("{name} cannot be generated"));
            continue;
        };
        for (crate_name, of) in [("before", "old"), ("after", "new")] {
            let package = format!("{crate_name}{at}");
            manifest(folder, &package, &features, Some(&format!("{of}{at}")));
            write(&folder.join(&package).join("src/lib.rs"), &program);
        }
        let name = name.clone();
        all.push(Written { name, at, diff });
    }
    all
}

#[test]
#[ignore = "SKIPPED: needs FAULTCODE_VERSIONS, a folder with folders that hold two versions of a document each"]
fn published_versions_break_whom_diff_says() {
    let length = |path: &PathBuf| fs::metadata(path).map_or(0, |about| about.len());
    let (pairs, large): (Vec<_>, Vec<_>) = versions()
        .into_iter()
        .partition(|(_, old, new)| length(old).max(length(new)) <= CHEAP);
    for (name, old, new) in &large {
        let said = said(&of_files(old, new));
        aloud(&format!(
            "{name}: {said}; NOT COMPILED, larger than {CHEAP} bytes"
        ));
    }
    let members: Vec<String> = (0..pairs.len())
        .flat_map(|at| ["old", "new", "before", "after"].map(|side| format!("{side}{at}")))
        .collect();
    let folder = workspace("versions", &members);
    let mut problems = Vec::new();
    for Written { name, at, diff } in written_pairs(&folder, &pairs, &mut problems) {
        let run = |package: &str| {
            let package = format!("{package}{at}");
            let arguments = [
                "check",
                "--quiet",
                "-p",
                &package,
                "--message-format",
                "short",
            ];
            cargo(&folder, &arguments)
        };
        let before = run("before");
        if !before.success {
            let said: String = before.err.chars().take(600).collect();
            problems.push(format!(
                "{name}: the program does not fit its own client\n{said}"
            ));
            continue;
        }
        let after = run("after");
        let (count, first) = errors(&after.err);
        let breaks = diff.verdict() == Verdict::Major;
        let major: BTreeSet<&str> = diff
            .of_class(Class::Major)
            .map(|it| it.kind.word())
            .collect();
        let compiler = match after.success {
            true => "compiles".to_owned(),
            false => format!("{count} errors"),
        };
        aloud(&format!(
            "{name}: {}; old caller: {compiler}; {major:?}",
            said(&diff)
        ));
        let unseen = diff
            .of_class(Class::Major)
            .all(|it| UNSEEN.contains(&it.kind));
        match (breaks, after.success) {
            (false, false) => {
                problems.push(format!(
                    "{name} breaks unseen by diff: {first:?}\n{}",
                    text(&name, &diff)
                ));
            }
            (true, true) if !unseen => {
                problems.push(format!(
                    "{name} compiles, and diff says that names break: {major:?}"
                ));
            }
            _ => {}
        }
    }
    finish(
        &problems,
        "Mend `generator/src/diff`, or say why the compiler cannot see it.",
    );
    let all = pairs.len() + large.len();
    assert!(all >= 20, "{all} pairs");
}
