//! Files of the output and the modules they hold.

use crate::ir::TypeId;

use super::Crate;

/// One Rust file of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Module {
    /// The root: `lib.rs` of a crate, `mod.rs` of a module.
    Library,
    /// The facts of the whole API.
    Api,
    /// The client and its builder.
    Client,
    /// One struct per error entry.
    Errors,
    /// The list of types.
    Types,
    /// One type.
    Type(TypeId),
    /// The service of one tag, by its position in [`Crate::services`].
    Service(usize),
    /// One operation, by its position in [`Crate::operations`].
    Operation(usize),
    /// Samples and the fake transport.
    Testing,
    /// Webhook facts.
    Webhooks,
}

impl Module {
    /// How many modules stand above it: the root has none.
    pub fn depth(self) -> usize {
        match self {
            Self::Library => 0,
            Self::Type(_) | Self::Operation(_) => 2,
            _ => 1,
        }
    }
}

impl Crate<'_> {
    /// Every Rust file below the source folder, in the order of the output.
    pub fn modules(&self) -> Vec<Module> {
        let mut modules = vec![Module::Library, Module::Api, Module::Client];
        if !self.api.codes.is_empty() {
            modules.push(Module::Errors);
        }
        for (index, service) in self.services.iter().enumerate() {
            modules.push(Module::Service(index));
            modules.extend(service.operations.iter().map(|it| Module::Operation(*it)));
        }
        if self.has_types() {
            modules.push(Module::Types);
            modules.extend((0..self.types.len()).map(|it| Module::Type(TypeId(it))));
        }
        modules.push(Module::Testing);
        if self.has_webhooks() {
            modules.push(Module::Webhooks);
        }
        modules
    }

    /// Whether there is any named type.
    pub fn has_types(&self) -> bool {
        !self.types.is_empty()
    }

    /// Whether deliveries are signed in a way that the runtime verifies.
    pub fn has_webhooks(&self) -> bool {
        use crate::ir::WebhookScheme;
        let scheme = self.api.webhook.as_ref().map(|facts| facts.scheme);
        scheme.is_some_and(|scheme| scheme != WebhookScheme::StandardEd25519)
    }

    /// The file of a module, below the source folder.
    pub fn file(&self, module: Module) -> String {
        match module {
            Module::Library => "lib.rs".to_owned(),
            Module::Api => "api.rs".to_owned(),
            Module::Client => "client.rs".to_owned(),
            Module::Errors => "errors.rs".to_owned(),
            Module::Types => "types.rs".to_owned(),
            Module::Testing => "testing.rs".to_owned(),
            Module::Webhooks => "webhooks.rs".to_owned(),
            Module::Type(id) => {
                let name = self.types.get(id.0).map(|it| it.module.as_str());
                format!(
                    "types/{}.rs",
                    name.expect("modules() lists positions of types")
                )
            }
            Module::Service(index) => {
                let service = self
                    .services
                    .get(index)
                    .expect("modules() lists positions of services");
                format!("{}.rs", service.module)
            }
            Module::Operation(index) => {
                let names = self
                    .operations
                    .get(index)
                    .expect("modules() lists positions of operations");
                let service = self
                    .services
                    .get(names.service)
                    .expect("each operation has a service");
                format!("{}/{}.rs", service.module, names.module)
            }
        }
    }
}
