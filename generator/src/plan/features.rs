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
    services: Vec<String>,
    /// Whether webhooks have a feature. To types it counts as one more service.
    webhooks: bool,
    types: Vec<Vec<usize>>,
}

/// The feature of webhooks.
pub const WEBHOOKS: &str = "webhooks";

impl Features {
    /// The features, by their services; empty for an API that is not large.
    pub fn names(&self) -> &[String] {
        &self.services
    }

    /// The feature of a service.
    pub fn of_service(&self, service: usize) -> Option<&str> {
        let webhooks = self.webhooks && service == self.services.len();
        let own = self.services.get(service).map(String::as_str);
        own.or(webhooks.then_some(WEBHOOKS))
    }

    /// The feature of webhooks.
    pub fn of_webhooks(&self) -> Option<&str> {
        self.of_service(self.services.len())
    }

    /// The features any of which brings a type; empty where the type is always there.
    pub fn of_type(&self, id: TypeId) -> Vec<&str> {
        let services = self.types.get(id.0).map_or(&[][..], Vec::as_slice);
        services
            .iter()
            .filter_map(|service| self.of_service(*service))
            .collect()
    }
}

impl Crate<'_> {
    /// Gives a large API one feature per service.
    #[must_use]
    pub fn with_features(mut self) -> Self {
        if self.api.operations.len() > LARGE && self.services.len() > 1 {
            let mut scope = Scope::with(RESERVED.iter().copied());
            let names = self.services.iter().map(|it| {
                let name = scope.claim(it.module.as_str(), "_operations").ident;
                name.as_str().replace('_', "-")
            });
            self.features.services = names.collect();
            self.features.webhooks = self.has_webhooks();
            self.features.types = self.needed_by();
        }
        self
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
