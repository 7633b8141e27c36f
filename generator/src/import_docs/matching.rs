//! Which operations of a document a code belongs to, and how sure that is.
//!
//! A parameter that the page names is certain, one whose name is that of the code is likely; both become `appliesTo`. A word of the
//! code in a tag is no more than possible, and stays a comment. Without either, the statuses decide, as they do in any document.

use serde_json::json;

use super::facts::Fact;
use crate::draft::{Draft, Entry, Target};
use crate::source::node::Node;

/// What a document has.
pub(super) struct Document {
    operations: Vec<Operation>,
    tags: Vec<String>,
    /// Security schemes whose credential can be refreshed.
    schemes: Vec<String>,
}

struct Operation {
    id: String,
    path: String,
    method: String,
    parameters: Vec<String>,
    statuses: Vec<String>,
}

const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

impl Document {
    /// Reads what matters of a document.
    pub fn of(root: &Node) -> Self {
        let mut operations = Vec::new();
        let mut tags: Vec<String> = Vec::new();
        for (path, item) in root.get("paths").into_iter().flat_map(Node::entries) {
            let item = resolved(root, &item.value);
            for (method, operation) in item.entries().filter(|it| METHODS.contains(&it.0)) {
                let operation = &operation.value;
                let own = operation
                    .get("parameters")
                    .map(Node::items)
                    .unwrap_or_default();
                let shared = item.get("parameters").map(Node::items).unwrap_or_default();
                let names = shared
                    .iter()
                    .chain(own)
                    .filter_map(|it| resolved(root, it).get("name")?.text());
                let responses = operation
                    .get("responses")
                    .into_iter()
                    .flat_map(Node::entries);
                for tag in operation.get("tags").map(Node::items).unwrap_or_default() {
                    let tag = tag.text().unwrap_or("").to_owned();
                    if !tag.is_empty() && !tags.contains(&tag) {
                        tags.push(tag);
                    }
                }
                operations.push(Operation {
                    id: operation
                        .get("operationId")
                        .and_then(Node::text)
                        .unwrap_or("")
                        .to_owned(),
                    path: path.to_owned(),
                    method: method.to_owned(),
                    parameters: names.map(str::to_owned).collect(),
                    statuses: responses.map(|it| it.0.to_owned()).collect(),
                });
            }
        }
        let schemes = root
            .at("/components/securitySchemes")
            .into_iter()
            .flat_map(Node::entries);
        let refreshes = |scheme: &Node| match scheme.get("type").and_then(Node::text) {
            Some("oauth2" | "openIdConnect") => true,
            Some("http") => scheme
                .get("scheme")
                .and_then(Node::text)
                .is_some_and(|it| it.eq_ignore_ascii_case("bearer")),
            _ => false,
        };
        Self {
            operations,
            tags,
            schemes: schemes
                .filter(|it| refreshes(resolved(root, &it.1.value)))
                .map(|it| it.0.to_owned())
                .collect(),
        }
    }

    /// Ties an entry to operations, as far as that is sure, and remarks how sure. What stands at operations goes into the draft.
    pub fn tie(&self, code: &str, fact: &Fact, entry: &mut Entry, draft: &mut Draft) {
        let statuses = if fact.is_status {
            vec![code.to_owned()]
        } else {
            fact.statuses.clone()
        };
        if !statuses.is_empty() {
            let count = self
                .operations
                .iter()
                .filter(|it| it.declares(&statuses))
                .count();
            if count == 0 {
                entry
                    .remarks
                    .push(format!("no operation declares {}", statuses.join(", ")));
            } else {
                entry.remarks.push(format!(
                    "by status: {count} of {} operations declare it",
                    self.operations.len()
                ));
            }
        }
        // Only where there is a credential to be renewed; an operation without one could not hold to the verdict.
        if entry.retry == Some("reauth") && !self.schemes.is_empty() {
            let schemes = json!({"security": self.schemes});
            entry.more.insert("when".to_owned(), schemes);
        }
        if fact.is_status {
            return;
        }
        for name in &fact.operations {
            let Some(operation) = self.operations.iter().find(|it| it.id == *name) else {
                continue;
            };
            let target = Target::Operation {
                path: operation.path.clone(),
                method: operation.method.clone(),
            };
            let mut used = Entry::new(entry.confidence, entry.origin);
            used.remarks = vec![format!(
                "{}: certain, the source names the operation",
                fact.places.join(", ")
            )];
            draft.code(target, code, used);
        }
        let told = fact.action.as_ref().map_or("", |it| it.text.as_str());
        let told = format!("{} {told}", fact.description);
        let words: Vec<&str> = told
            .split(|it: char| !(it.is_alphanumeric() || it == '_'))
            .filter(|it| it.contains('_') || it.bytes().any(|it| it.is_ascii_uppercase()))
            .collect();
        let mut parameters: Vec<&str> = Vec::new();
        for operation in &self.operations {
            let named = operation.parameters.iter().map(String::as_str);
            for name in named.filter(|it| words.contains(it)) {
                if !parameters.contains(&name) {
                    parameters.push(name);
                }
            }
        }
        if let [parameter] = &*parameters {
            entry
                .more
                .insert("appliesTo".to_owned(), json!({"parameters": [parameter]}));
            entry
                .remarks
                .push(format!("by parameter, certain: the page names {parameter}"));
            return;
        }
        let Some(resource) = resource(code) else {
            return;
        };
        let is_its = |name: &str| {
            let name: String = name.chars().filter(|it| it.is_alphanumeric()).collect();
            name.eq_ignore_ascii_case(&format!("{}id", resource.replace('_', "")))
        };
        let named = self
            .operations
            .iter()
            .flat_map(|it| &it.parameters)
            .find(|it| is_its(it));
        if let Some(parameter) = named {
            entry
                .more
                .insert("appliesTo".to_owned(), json!({"parameters": [parameter]}));
            entry.remarks.push(format!(
                "by parameter, likely: {parameter} has the name of the code"
            ));
        } else if let Some(tag) = self.tags.iter().find(|it| same_word(it, &resource)) {
            entry.remarks.push(format!(
                "by its name, possible: appliesTo: {{tags: [{tag}]}}"
            ));
        }
    }

    /// The one scheme whose credential is refreshed, or how many there are.
    pub fn scheme(&self) -> Result<&str, usize> {
        match &*self.schemes {
            [one] => Ok(one),
            several => Err(several.len()),
        }
    }
}

impl Operation {
    fn declares(&self, statuses: &[String]) -> bool {
        let fits = |own: &String, wanted: &String| {
            own.eq_ignore_ascii_case(wanted)
                || own == "default"
                || wanted.ends_with("XX") && own.starts_with(wanted.get(..1).unwrap_or("x"))
                || own.to_ascii_uppercase().ends_with("XX") && own.get(..1) == wanted.get(..1)
        };
        self.statuses
            .iter()
            .any(|own| statuses.iter().any(|it| fits(own, it)))
    }
}

/// The thing that a code says was not found, in small letters: `INVOICE_NOT_FOUND` is about an invoice.
fn resource(code: &str) -> Option<String> {
    let mut spaced = String::new();
    let mut before = ' ';
    for it in code.chars() {
        if it.is_uppercase() && before.is_lowercase() {
            spaced.push('_');
        }
        spaced.extend(it.to_lowercase());
        before = it;
    }
    let spaced = spaced.replace(['-', '.', ' '], "_");
    let ends = [
        "_not_found",
        "_missing",
        "_expired",
        "_does_not_exist",
        "_already_exists",
        "_not_active",
        "_unavailable",
    ];
    let found = ends
        .iter()
        .find_map(|it| spaced.strip_suffix(it))
        .or_else(|| spaced.strip_prefix("no_such_"));
    let found = found.filter(|it| {
        !matches!(
            *it,
            "" | "resource" | "object" | "entity" | "token" | "key" | "parameter" | "field"
        )
    });
    found.map(str::to_owned)
}

fn same_word(tag: &str, resource: &str) -> bool {
    let flat = |it: &str| -> String {
        let flat: String = it
            .chars()
            .filter(|it| it.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        flat.trim_end_matches('s').to_owned()
    };
    flat(tag) == flat(resource)
}

/// A node, or what it refers to in the same document, one step only.
fn resolved<'a>(root: &'a Node, node: &'a Node) -> &'a Node {
    let target = node
        .get("$ref")
        .and_then(Node::text)
        .and_then(|it| it.strip_prefix('#'));
    target.and_then(|it| root.at(it)).unwrap_or(node)
}
