//! Which operations and webhooks the names in the options mean.

use std::collections::{BTreeMap, BTreeSet};

use crate::Options;
use crate::diagnostics::{Diagnostics, nearest, rules};
use crate::extension::codes::resolve;
use crate::name::{Names, operations};
use crate::source::node::Node;

/// What is known when it is decided what is wanted.
pub(super) struct Choice<'o> {
    options: &'o Options,
    operations: Vec<Called>,
    webhooks: Vec<Called>,
}

/// An operation or a webhook by the names that an option may have for it.
struct Called {
    /// Ids and tags; of an operation, its own name is the first.
    names: Vec<String>,
    /// The operations that make the tokens it needs.
    tokens: BTreeSet<String>,
}

impl Called {
    fn is_named(&self, names: &[String]) -> bool {
        self.names.iter().any(|name| names.contains(name))
    }

    fn id(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }
}

impl<'o> Choice<'o> {
    pub fn of(root: &Node, names: &Names, options: &'o Options) -> Self {
        let title = root.at("/info/title").filter(|title| !title.is_null());
        let title = title.and_then(Node::text).unwrap_or("API");
        let paths = root.get("paths");
        let called = names.all.iter().map(|named| {
            let mut names = vec![named.id.clone()];
            names.extend(named.tags.iter().cloned());
            if named.tags.is_empty() {
                // Operations without a tag belong to one of the document's title.
                names.push(title.to_owned());
            }
            let item = paths.and_then(|paths| paths.get(&named.path));
            let own = item.into_iter().flat_map(|item| {
                let all = operations(root, &named.path, item).into_iter();
                all.filter(|operation| operation.method == named.method)
            });
            let tokens = match needs_of(&names, options) {
                Some(needs) => makers(root, needs.iter().flatten().map(String::as_str)).collect(),
                None => own.flat_map(|it| tokens(root, it.node)).collect(),
            };
            Called { names, tokens }
        });
        let webhooks = root.get("webhooks").into_iter().flat_map(Node::entries);
        Self {
            options,
            operations: called.collect(),
            webhooks: webhooks
                .map(|(name, entry)| webhook(root, name, &entry.value))
                .collect(),
        }
    }

    /// Whether the options leave anything out.
    pub fn is_in_part(&self) -> bool {
        !self.options.include.is_empty() || !self.options.exclude.is_empty()
    }

    /// Whether only what is named is wanted.
    pub fn is_by_name(&self) -> bool {
        !self.options.include.is_empty()
    }

    /// Reports every name that nothing has: it would be without effect, and nobody would notice. True when there is one.
    pub fn report_unknown(&self, diag: &mut Diagnostics) -> bool {
        let mut any = false;
        let known = |list: &[Called], name: &String| list.iter().any(|it| it.names.contains(name));
        let of = |key, names: &'o [String]| names.iter().map(move |name| (key, name));
        let selecting = of("include", &self.options.include);
        let selecting = selecting.chain(of("exclude", &self.options.exclude));
        let selecting = selecting.filter(|(_, name)| !known(&self.webhooks, name));
        let open = of("without-credentials", &self.options.without_credentials);
        let needs = self.options.auth.named();
        let needs = needs.map(|(name, _)| ("auth.needs", name));
        let names = selecting.chain(open).chain(needs);
        for (key, name) in names.filter(|(_, name)| !known(&self.operations, name)) {
            any = true;
            let at = self.options.places.span(key, name);
            let report = diag
                .report(&rules::operations::NO_SUCH_OPERATION, at)
                .arg(name);
            let all = self.operations.iter().chain(&self.webhooks);
            let all = all.flat_map(|it| it.names.iter().map(String::as_str));
            if let Some(near) = nearest(name, all) {
                report.help(rules::remarks::DID_YOU_MEAN.of([near]));
            }
        }
        any
    }

    /// What operations need of credentials by their ids, where the user says it.
    pub fn needs(&self) -> BTreeMap<String, Vec<Vec<String>>> {
        let all = self.operations.iter();
        all.filter_map(|it| {
            Some((
                it.id().to_owned(),
                needs_of(&it.names, self.options)?.to_vec(),
            ))
        })
        .collect()
    }

    /// For each operation whether it is wanted: those that make the tokens of wanted ones are.
    pub fn operations(&self) -> Vec<bool> {
        let mut chosen = self.wanted(&self.operations);
        loop {
            let mut needs: BTreeSet<&str> = BTreeSet::new();
            for (operation, _) in self.operations.iter().zip(&chosen).filter(|(_, it)| **it) {
                needs.extend(operation.tokens.iter().map(String::as_str));
            }
            let mut added = false;
            for (operation, chosen) in self.operations.iter().zip(&mut chosen) {
                let add = !*chosen
                    && needs.contains(operation.id())
                    && !operation.is_named(&self.options.exclude);
                *chosen |= add;
                added |= add;
            }
            if !added {
                return chosen;
            }
        }
    }

    /// For each webhook whether it is wanted.
    pub fn webhooks(&self) -> Vec<bool> {
        self.wanted(&self.webhooks)
    }

    fn wanted(&self, all: &[Called]) -> Vec<bool> {
        let Options {
            include, exclude, ..
        } = self.options;
        let all = all.iter();
        all.map(|it| (include.is_empty() || it.is_named(include)) && !it.is_named(exclude))
            .collect()
    }
}

/// A webhook is called by its key, and by the ids and tags of its operations.
fn webhook(root: &Node, name: &str, item: &Node) -> Called {
    let mut names = vec![name.to_owned()];
    for operation in operations(root, "/", item) {
        let id = operation.node.get("operationId");
        let tags = operation.node.get("tags").map(Node::items);
        let own = id.into_iter().chain(tags.unwrap_or_default());
        names.extend(own.filter_map(Node::text).map(str::to_owned));
    }
    Called {
        names,
        tokens: BTreeSet::new(),
    }
}

/// What the user says that an operation of these names needs: by its id, or else by the first of its tags of which something is
/// said.
fn needs_of<'o>(names: &[String], options: &'o Options) -> Option<&'o [Vec<String>]> {
    if names
        .iter()
        .any(|name| options.without_credentials.contains(name))
    {
        return Some(&[]);
    }
    let mut names = names.iter();
    let found = names.find_map(|name| options.auth.named().find(|(it, _)| *it == name));
    found.map(|(_, needs)| needs.0.as_slice())
}

/// The operations that make the tokens which an operation may need.
fn tokens<'n>(root: &'n Node, operation: &'n Node) -> impl Iterator<Item = String> {
    let needs = operation.get("security").or_else(|| root.get("security"));
    let needs = needs.map(Node::items).unwrap_or_default().iter();
    makers(root, needs.flat_map(Node::entries).map(|(name, _)| name))
}

/// The operations that make the tokens of these schemes.
fn makers<'n>(
    root: &'n Node,
    schemes: impl Iterator<Item = &'n str>,
) -> impl Iterator<Item = String> {
    let all = root.at("/components/securitySchemes");
    schemes.filter_map(move |name| {
        let scheme = all?.get(name)?;
        let maker = resolve(root, scheme).at("/x-auth/token/operationId")?;
        maker.text().map(str::to_owned)
    })
}
