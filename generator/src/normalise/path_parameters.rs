//! Variables of a path and the parameters that fill them.
//!
//! ```yaml
//! /orders/{id}:                     # becomes: get:
//!   get: {responses: {}}            #            parameters: [{name: id, in: path, required: true, …}]
//! ```

use std::collections::BTreeSet;

use super::path::{PathTemplate, meant};
use crate::diagnostics::{Diagnostics, nearest, rules};
use crate::resolve::place::{is_method, reference};
use crate::source::Span;
use crate::source::node::{Map, Node};
use crate::source::pointer::Pointer;

pub(super) fn complete(root: &mut Node, diag: &mut Diagnostics) {
    let shared = root.at("/components/parameters").cloned();
    let Some(paths) = root.get_mut("paths").and_then(Node::as_map_mut) else {
        return;
    };
    respell(paths, diag);
    for (path, entry) in paths.iter_mut().filter(|(path, _)| !path.starts_with("x-")) {
        let at = Pointer::of(["paths", path]);
        match PathTemplate::parse(path) {
            Ok(template) => {
                report_oddities(path, &template, entry.key_span, &at, diag);
                let parameters = Parameters {
                    template: &template,
                    path_span: entry.key_span,
                    shared: shared.as_ref(),
                };
                parameters.complete_item(&mut entry.value, &at, diag);
            }
            Err(fault) => {
                let report = diag.report(&rules::operations::BAD_PATH, entry.key_span);
                report.arg(path).arg(fault.what).pointer(&at);
            }
        }
    }
}

/// Paths that are none by the letter of RFC 3986, but whose meaning is plain.
fn respell(paths: &mut Map, diag: &mut Diagnostics) {
    let names = meant(paths);
    for (path, entry) in paths.iter() {
        if let Some(meant) = names.get(path) {
            diag.report(&rules::operations::PATH_SPELLING, entry.key_span)
                .arg(path)
                .arg(meant)
                .pointer(&Pointer::of(["paths", path]));
        }
    }
    if !names.is_empty() {
        paths.rename_all(&names);
    }
}

fn report_oddities(
    path: &str,
    template: &PathTemplate,
    span: Span,
    at: &Pointer,
    diag: &mut Diagnostics,
) {
    if !template.fixed_query.is_empty() || template.fragment {
        diag.report(&rules::operations::PATH_WITH_QUERY, span)
            .arg(path)
            .pointer(at);
    }
    let mut seen = BTreeSet::new();
    for name in template.variables().filter(|name| !seen.insert(*name)) {
        diag.report(&rules::operations::REPEATED_VARIABLE, span)
            .arg(name)
            .pointer(at);
    }
}

struct Parameters<'a> {
    template: &'a PathTemplate,
    path_span: Span,
    shared: Option<&'a Node>,
}

impl Parameters<'_> {
    fn complete_item(&self, item: &mut Node, at: &Pointer, diag: &mut Diagnostics) {
        self.drop_unused(item, at, diag);
        let common: BTreeSet<String> = self.path_names(item);
        let operations = item.as_map_mut().into_iter().flat_map(Map::iter_mut);
        let operations = operations.filter(|(key, entry)| is_method(key) && entry.value.is_map());
        for (method, entry) in operations {
            let operation = &mut entry.value;
            let at = at.join(method);
            self.drop_unused(operation, &at, diag);
            let own = self.path_names(operation);
            let mut seen = BTreeSet::new();
            let missing: Vec<&str> = self
                .template
                .variables()
                .filter(|name| {
                    !common.contains(*name) && !own.contains(*name) && seen.insert(*name)
                })
                .collect();
            for name in missing {
                diag.report(&rules::operations::UNDECLARED_VARIABLE, self.path_span)
                    .arg(name)
                    .pointer(&at);
                self.add(operation, name);
            }
        }
    }

    /// Takes out path parameters that the path has no variable for.
    fn drop_unused(&self, holder: &mut Node, at: &Pointer, diag: &mut Diagnostics) {
        let Some(list) = holder.get_mut("parameters").and_then(Node::as_list_mut) else {
            return;
        };
        list.retain(|parameter| {
            let Some(name) = self.path_name(parameter) else {
                return true;
            };
            if self.template.variables().any(|variable| variable == name) {
                return true;
            }
            let mut report = diag.report(&rules::operations::UNUSED_PATH_PARAMETER, parameter.span);
            if let Some(near) = nearest(name, self.template.variables()) {
                report = report.help(rules::operations::PATH_HAS.of([near]));
            }
            report
                .arg(name)
                .also(self.path_span, &rules::operations::THE_PATH)
                .pointer(at);
            false
        });
    }

    fn path_names(&self, holder: &Node) -> BTreeSet<String> {
        let list = holder
            .get("parameters")
            .map(Node::items)
            .unwrap_or_default();
        list.iter()
            .filter_map(|parameter| self.path_name(parameter))
            .map(str::to_owned)
            .collect()
    }

    /// The name of a parameter in the path; references are followed.
    fn path_name<'n>(&'n self, parameter: &'n Node) -> Option<&'n str> {
        let mut parameter = parameter;
        // Circles were refused before; the bound is for documents with errors.
        for _ in 0..16 {
            let Some(target) = reference(parameter) else {
                break;
            };
            let pointer = Pointer::from_fragment(target.text()?.strip_prefix('#')?)?;
            parameter = self.shared?.get(&pointer.last()?)?;
        }
        let in_path = parameter.get("in").and_then(Node::text) == Some("path");
        parameter
            .get("name")
            .and_then(Node::text)
            .filter(|_| in_path)
    }

    fn add(&self, operation: &mut Node, name: &str) {
        let span = self.path_span;
        let mut schema = Map::new();
        schema.insert("type", span, Node::string(span, "string"));
        let mut parameter = Map::new();
        parameter.insert("name", span, Node::string(span, name));
        parameter.insert("in", span, Node::string(span, "path"));
        parameter.insert("required", span, Node::bool(span, true));
        parameter.insert("schema", span, Node::map(span, schema));
        let parameter = Node::map(span, parameter);
        let Some(map) = operation.as_map_mut() else {
            return;
        };
        match map.get_mut("parameters").and_then(Node::as_list_mut) {
            Some(list) => list.push(parameter),
            None => {
                map.insert("parameters", span, Node::list(span, vec![parameter]));
            }
        }
    }
}
