//! Cargo features of a large API: one per service, so that a user compiles only the operations in use and the types they
//! need.
//!
//! A crate of up to a hundred operations has none: there is little to gain, and every feature is something to know.

use std::collections::BTreeSet;

use crate::ir::{Api, Table, TagId, Type, TypeId};

use super::Crate;
use super::names::Scope;

/// From here on an API is large.
const LARGE: usize = 100;

/// A type that more parts than this need is always there: the condition would cost more than the type.
const MOST: usize = 8;

/// Names that the manifest uses itself.
const RESERVED: &[&str] = &[
    "default", "hyper", "recorder", "reqwest", "serde", "testing", WEBHOOKS,
];

/// What can be left out of a crate.
#[derive(Clone, Debug)]
pub struct Features {
    /// One per service; `None`: it is always there.
    services: Table<TagId, Option<String>>,
    /// Whether webhooks have a feature.
    webhooks: bool,
    /// The parts any of which brings a type; none where the type is always there.
    types: Table<TypeId, Vec<Optional>>,
}

/// A part of a crate that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Optional {
    Service(TagId),
    Webhooks,
}

/// The feature of webhooks.
pub const WEBHOOKS: &str = "webhooks";

impl Features {
    /// Nothing can be left out.
    pub(super) fn none(api: &Api) -> Self {
        Self {
            services: api.tags.map(|_, _| None),
            webhooks: false,
            types: api.types.map(|_, _| Vec::new()),
        }
    }

    /// The features, by their services; empty for an API that is not large.
    pub fn names(&self) -> Vec<&str> {
        self.services.iter().flatten().map(String::as_str).collect()
    }

    /// The feature of a service.
    pub fn of_service(&self, service: TagId) -> Option<&str> {
        self.services[service].as_deref()
    }

    /// The feature of webhooks.
    pub fn of_webhooks(&self) -> Option<&str> {
        self.webhooks.then_some(WEBHOOKS)
    }

    /// The features any of which brings a type; empty where the type is always there.
    pub fn of_type(&self, id: TypeId) -> Vec<&str> {
        // With one that is always there, so is the type.
        let features = self.types[id].iter().map(|part| match part {
            Optional::Service(service) => self.of_service(*service),
            Optional::Webhooks => self.of_webhooks(),
        });
        features.collect::<Option<_>>().unwrap_or_default()
    }
}

impl Crate<'_> {
    /// Gives a large API one feature per service.
    #[must_use]
    pub fn with_features(mut self) -> Self {
        if self.api.operations.len() > LARGE && self.services.len() > 1 {
            let mut scope = Scope::with(RESERVED.iter().copied());
            let tokens = self.token_services();
            let services = self.services.map(|id, it| {
                // A feature begins with a letter or a digit.
                let name = it.names.module.as_str().trim_start_matches('_');
                let name = scope.claim(name, "_operations").ident;
                (!tokens.contains(&id)).then(|| name.as_str().replace('_', "-"))
            });
            self.features = Features {
                services,
                webhooks: self.has_webhooks(),
                types: self.needed_by(),
            };
        }
        self
    }

    /// The services that credentials need, whatever is called with them: those of operations that make tokens.
    fn token_services(&self) -> BTreeSet<TagId> {
        let makers = self.schemes.iter().filter_map(|it| it.names.maker);
        makers
            .map(|(_, operation)| self.api.operations[operation].tag)
            .collect()
    }

    /// The parts that need each type.
    fn needed_by(&self) -> Table<TypeId, Vec<Optional>> {
        let mut needed = self.api.types.map(|_, _| BTreeSet::new());
        for (service, planned) in self.services.entries() {
            let mut roots = Vec::new();
            for id in &planned.names.operations {
                let operation = &self.api.operations[*id];
                roots.extend(operation.parameters.iter().map(|it| &it.ty));
                roots.extend(operation.body.as_ref().and_then(|it| it.kind.ty()));
                roots.extend(operation.success.types());
                roots.extend(operation.error_bodies());
            }
            for id in self.reached(roots) {
                needed[id].insert(Optional::Service(service));
            }
        }
        for id in self.reached(self.api.sent_by_api()) {
            needed[id].insert(Optional::Webhooks);
        }
        // Details of errors are there whatever is asked for.
        let mut always: Vec<&Type> = Vec::new();
        for code in &self.api.codes {
            always.extend(code.details.iter().map(|it| &it.ty));
            always.extend(code.facts.iter().map(|it| &it.field.ty));
            always.extend(&code.details_value);
        }
        let shared = self.shared.iter().flat_map(|it| &it.cases);
        always.extend(shared.filter_map(|case| case.ir.carried.ty()));
        for id in self.reached(always) {
            needed[id].clear();
        }
        needed.into_map(|_, parts| {
            let few = parts.len() <= MOST && parts.len() < self.services.len();
            if few {
                parts.into_iter().collect()
            } else {
                Vec::new()
            }
        })
    }

    fn reached<'t>(&self, roots: impl IntoIterator<Item = &'t Type>) -> BTreeSet<TypeId> {
        let mut found = BTreeSet::new();
        let mut left = Vec::new();
        for root in roots {
            root.each_named(&mut |id| left.push(id));
        }
        while let Some(id) = left.pop() {
            if found.insert(id) {
                self.api.types[id].kind.each_named(&mut |id| left.push(id));
            }
        }
        found
    }
}
