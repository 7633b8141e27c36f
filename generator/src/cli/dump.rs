//! `dump`: the document or the model after a stage, for those who work on the generator.

use super::End;
use super::arguments::{Dump, Stage};
use super::terminal::{Given, Terminal};
use crate::diagnostics::{Diagnostics, Policy, one_line};
use crate::load::{self, Loader};
use crate::resolve::Reach;
use crate::source::node::Node;
use crate::{
    Input, Options, dialect, generate, lower, model, normalise, overlay, plan, resolve, understand,
    yaml_out,
};

/// Prints the result of a stage. Errors of the stages before it are printed and do not stop it where a result exists.
pub(super) fn dump(arguments: &Dump, terminal: &Terminal) -> End {
    let given = match Given::read(&arguments.spec) {
        Ok(given) => given,
        Err(error) => {
            terminal.warn(&format!("error: standard input: {error}"));
            return End::Bad;
        }
    };
    let source = &arguments.source;
    let mut loader = Loader::new();
    let mut diag = Diagnostics::with_policy(Policy {
        strict: source.strict,
        allow: source.allow.clone(),
    });
    let input = Input {
        document: given.input(&arguments.spec),
        overlays: source
            .overlay
            .iter()
            .map(|path| load::Input::File(path))
            .collect(),
    };
    let options = Options {
        files: source.files.clone(),
        without_credentials: source.without_credentials.clone(),
        allow_origins: source.allow_origins.clone(),
        ..Options::named("dump")
    };
    let text = match arguments.stage {
        Stage::Plan => understand(&input, &options, &mut loader, &mut diag)
            .map(|api| plan_text(&plan::plan(&api, &options.name, &mut diag))),
        Stage::Emit => generate(&input, &options, &mut loader, &mut diag).map(|output| {
            let files = output
                .files
                .iter()
                .map(|file| format!("==> {} <==\n{}\n", file.path, file.text));
            files.collect()
        }),
        stage => tree(stage, &input, &options, &mut loader, &mut diag),
    };
    let failed = diag.has_errors();
    terminal.findings(&diag.take(), loader.sources());
    if let Some(text) = &text {
        terminal.out(text);
    }
    if failed || text.is_none() {
        End::Bad
    } else {
        End::Good
    }
}

fn tree(
    stage: Stage,
    input: &Input<'_>,
    options: &Options,
    loader: &mut Loader,
    diag: &mut Diagnostics,
) -> Option<String> {
    let document = load::load(input.document, loader, diag);
    if diag.has_errors() || stage == Stage::Load {
        return yaml(&document.node);
    }
    let overlays: Vec<_> = input
        .overlays
        .iter()
        .filter_map(|it| loader.read(*it, diag))
        .collect();
    let tree = overlay::overlay(document.node, &overlays, loader, diag);
    if stage == Stage::Overlay {
        return yaml(&tree);
    }
    let reach = Reach {
        entry: match input.document {
            load::Input::File(path) => Some(path.to_owned()),
            load::Input::Bytes { .. } => None,
        },
        allowed: options.files.clone(),
    };
    let tree = resolve::resolve(tree, document.version, &reach, loader, diag);
    if stage == Stage::Resolve {
        return yaml(&tree);
    }
    let tree = normalise::normalise(tree, document.version, diag);
    if stage == Stage::Normalise {
        return yaml(&tree);
    }
    let (tree, origins) = dialect::translate(tree, diag);
    let model = model::model(&tree, diag);
    if stage == Stage::Model {
        return Some(visible(&format!("{:#?}\n", model.api)));
    }
    let api = lower::lower(&model, &tree, &origins, diag);
    Some(visible(&format!("{api:#?}\n")))
}

fn plan_text(plan: &plan::Crate<'_>) -> String {
    let mut out = String::new();
    for module in plan.modules() {
        out.push_str(&format!(
            "{}: {}\n",
            plan.file(module),
            plan.items(module).join(" ")
        ));
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
