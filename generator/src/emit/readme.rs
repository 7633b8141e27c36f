//! `README.md` of a generated crate: how to make a client, and the list of operations.

use super::docs::{cell, code, inline};
use super::errors::{first_paragraph, sentence};
use super::operation::title;
use crate::plan::{Crate, Planned, shown};

/// The file.
pub fn readme(plan: &Crate<'_>, header: &str) -> String {
    let api = plan.api;
    let name = inline(api.title.as_str());
    let name = if name.is_empty() {
        plan.package.clone()
    } else {
        name
    };
    let mut out = format!(
        "<!-- {} -->\n\n# {}\n",
        header.replace("--", "- -"),
        plan.package
    );
    out.push_str(&format!("\nA client of {}\n", sentence(&name)));
    let about = inline(&first_paragraph(&api.doc));
    if !about.is_empty() {
        out.push_str(&format!("\n{about}\n"));
    }
    out.push_str(&format!(
        "\n## A call\n\n```rust\n{}\n```\n",
        shown::example(plan).join("\n")
    ));
    out.push_str(
        "\nEvery call gives `Result<T, Error<E>>`, where `E` is the error enum of that operation: one variant per code or \
         status that the operation declares, and `Unrecognized` for what this version does not know. Every error says what the server \
         may have done, whether a repeat is safe, and how often the call was tried.\n",
    );
    for service in &plan.services {
        out.push_str(&format!("\n## `client.{}()`\n", service.names.method));
        let about = inline(&first_paragraph(&service.ir.doc));
        if !about.is_empty() {
            out.push_str(&format!("\n{about}\n"));
        }
        out.push_str("\n| method | request | what it does |\n|---|---|---|\n");
        for id in &service.names.operations {
            let Planned {
                ir: operation,
                names,
            } = &plan.operations[*id];
            let request = format!(
                "{} {}",
                operation.method.name(),
                operation.template.as_str()
            );
            let request = code(&request).replace('|', "\\|");
            let text = title(operation).map_or(String::new(), |text| cell_of(&text));
            out.push_str(&format!("| `{}` | {request} | {text} |\n", names.method));
        }
    }
    out.push_str(
        "\n## Features\n\n| feature | what it adds |\n|---|---|\n| `hyper` (default) | the default transport |\n| `reqwest` | a transport \
         over a configured reqwest client |\n| `serde` | serde's traits on every model |\n| `testing` | sample answers and a \
         fake transport, to test error handling without a server |\n",
    );
    for name in plan.features.names() {
        out.push_str(&format!(
            "| `{name}` (default) | the operations of the tag, and the types that they need |\n"
        ));
    }
    if let Some(name) = plan.features.of_webhooks() {
        out.push_str(&format!(
            "| `{name}` (default) | the payloads of webhooks |\n"
        ));
    }
    if !plan.features.names().is_empty() {
        out.push_str(
            "\nWho needs few operations compiles less with `default-features = false` and the features of their tags.\n",
        );
    }
    out
}

/// Escaped prose inside a table.
fn cell_of(text: &str) -> String {
    if text.contains('|') {
        cell(&text.replace('\\', ""))
    } else {
        text.to_owned()
    }
}
