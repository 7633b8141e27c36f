//! Cargo features of a large API: one per service, so that a user compiles only the operations in use and the types they
//! need.
//!
//! A crate of up to a hundred operations has none: there is little to gain, and every feature is something to know.

use std::collections::BTreeSet;

use crate::ir::{Type, TypeId};

use super::Crate;
use super::names::Scope;

/// From here on an API is large.
const LARGE: usize = 100;

/// A type that more services than this need is always there: the condition would cost more than the type.
const MOST: usize = 8;

/// Names that the manifest uses itself.
const RESERVED: &[&str] = &["default", "hyper", "reqwest", "serde", "testing", WEBHOOKS];

/// What can be left out of a crate.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// One per service; `None`: it is always there.
    services: Vec<Option<String>>,
    /// Whether webhooks have a feature. To types it counts as one more service.
    webhooks: bool,
    types: Vec<Vec<usize>>,
}

/// The feature of webhooks.
pub const WEBHOOKS: &str = "webhooks";

impl Features {
    /// The features, by their services; empty for an API that is not large.
    pub fn names(&self) -> Vec<&str> {
        self.services.iter().flatten().map(String::as_str).collect()
    }

    /// The feature of a service.
    pub fn of_service(&self, service: usize) -> Option<&str> {
        let webhooks = self.webhooks && service == self.services.len();
        let own = self.services.get(service).and_then(Option::as_deref);
        own.or(webhooks.then_some(WEBHOOKS))
    }

    /// The feature of webhooks.
    pub fn of_webhooks(&self) -> Option<&str> {
        self.of_service(self.services.len())
    }

    /// The features any of which brings a type; empty where the type is always there.
    pub fn of_type(&self, id: TypeId) -> Vec<&str> {
        let services = self.types.get(id.0).map_or(&[][..], Vec::as_slice);
        // With one that is always there, so is the type.
        let features = services.iter().map(|service| self.of_service(*service));
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
            let names = self.services.iter().enumerate().map(|(index, it)| {
                let name = scope.claim(it.module.as_str(), "_operations").ident;
                (!tokens.contains(&index)).then(|| name.as_str().replace('_', "-"))
            });
            self.features.services = names.collect();
            self.features.webhooks = self.has_webhooks();
            self.features.types = self.needed_by();
        }
        self
    }

    /// The services that credentials need, whatever is called with them: those of operations that make tokens.
    fn token_services(&self) -> BTreeSet<usize> {
        let tokens = self.api.schemes.iter().filter_map(|it| it.token.as_ref());
        let services = tokens.filter_map(|token| {
            let mut all = self.api.operations.iter();
            let position = all.position(|it| it.id == token.operation)?;
            Some(self.operations.get(position)?.service)
        });
        services.collect()
    }

    /// The services that need each type.
    fn needed_by(&self) -> Vec<Vec<usize>> {
        let mut needed = vec![BTreeSet::new(); self.api.types.len()];
        for (index, service) in self.services.iter().enumerate() {
            let operations = service
                .operations
                .iter()
                .filter_map(|it| self.api.operations.get(*it));
            let mut roots = Vec::new();
            for operation in operations {
                roots.extend(operation.parameters.iter().map(|it| &it.ty));
                roots.extend(operation.body.as_ref().and_then(|it| it.kind.ty()));
                roots.extend(operation.success.types());
            }
            for id in self.reached(roots) {
                if let Some(services) = needed.get_mut(id.0) {
                    services.insert(index);
                }
            }
        }
        for id in self.reached(self.api.sent_by_api().collect()) {
            if let Some(services) = needed.get_mut(id.0) {
                services.insert(self.services.len());
            }
        }
        // Details of errors are there whatever is asked for.
        let mut always: Vec<&Type> = Vec::new();
        for code in &self.api.codes {
            always.extend(code.details.iter().map(|it| &it.ty));
            always.extend(code.facts.iter().map(|it| &it.field.ty));
            always.extend(&code.details_value);
        }
        for id in self.reached(always) {
            if let Some(services) = needed.get_mut(id.0) {
                services.clear();
            }
        }
        let few = |services: &BTreeSet<usize>| {
            services.len() <= MOST && services.len() < self.services.len()
        };
        needed
            .into_iter()
            .map(|services| {
                if few(&services) {
                    services.into_iter().collect()
                } else {
                    Vec::new()
                }
            })
            .collect()
    }

    fn reached<'t>(&'t self, roots: Vec<&'t Type>) -> BTreeSet<TypeId> {
        let mut found = BTreeSet::new();
        let mut left = roots;
        while let Some(ty) = left.pop() {
            ty.each_named(&mut |id| {
                if found.insert(id)
                    && let Some(def) = self.api.ty(id)
                {
                    left.extend(def.kind.parts());
                }
            });
        }
        found
    }
}
