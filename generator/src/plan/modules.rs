//! Files of the output and the modules they hold.

use crate::ir::{Answers, OperationId, TagId, TypeId, WebhookSignature};

use super::Crate;
use crate::render::Form;

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
    /// The list of what is read.
    Types,
    /// The list of what is sent.
    Input,
    /// One type.
    Type(TypeId),
    /// The service of one tag.
    Service(TagId),
    /// One operation.
    Operation(OperationId),
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
        if self.has_errors() {
            modules.push(Module::Errors);
        }
        for (tag, service) in self.services.entries() {
            modules.push(Module::Service(tag));
            let operations = service.names.operations.iter();
            modules.extend(operations.map(|it| Module::Operation(*it)));
        }
        if self.has_types() {
            modules.push(Module::Types);
        }
        if self.has_inputs() {
            modules.push(Module::Input);
        }
        let types = self.types.entries().filter(|(_, it)| !it.ir.is_place());
        modules.extend(types.map(|(id, _)| Module::Type(id)));
        modules.push(Module::Testing);
        if self.has_webhooks() {
            modules.push(Module::Webhooks);
        }
        modules
    }

    /// Whether there is any error entry, or an error enum of several operations.
    pub fn has_errors(&self) -> bool {
        !self.codes.is_empty() || !self.shared.is_empty()
    }

    /// Whether there is any named type that is read.
    pub fn has_types(&self) -> bool {
        self.types.iter().any(|it| it.ir.received)
    }

    /// Whether there is any named type that is sent.
    pub fn has_inputs(&self) -> bool {
        self.types.iter().any(|it| it.ir.sent)
    }

    /// Whether there is anything that the API sends to its client.
    pub fn has_webhooks(&self) -> bool {
        self.signatures().next().is_some() || !self.api.webhooks.is_empty()
    }

    /// The ways in which deliveries are signed.
    pub fn signatures(&self) -> impl Iterator<Item = &WebhookSignature> {
        let own = self.api.webhooks.iter().map(|webhook| &webhook.signature);
        own.chain([&self.api.webhook]).flatten()
    }

    /// The file of a module, below the source folder.
    pub fn file(&self, module: Module) -> String {
        match module {
            Module::Library => "lib.rs".to_owned(),
            Module::Api => "api.rs".to_owned(),
            Module::Client => "client.rs".to_owned(),
            Module::Errors => "errors.rs".to_owned(),
            Module::Types => "types.rs".to_owned(),
            Module::Input => "input.rs".to_owned(),
            Module::Testing => "testing.rs".to_owned(),
            Module::Webhooks => "webhooks.rs".to_owned(),
            Module::Type(id) => {
                let planned = &self.types[id];
                let home = if planned.ir.received {
                    "types"
                } else {
                    "input"
                };
                format!("{home}/{}.rs", planned.names.module)
            }
            Module::Service(tag) => format!("{}.rs", self.services[tag].names.module),
            Module::Operation(id) => {
                let (service, names) = (self.service_of(id), &self.operations[id].names);
                format!("{}/{}.rs", service.module, names.module)
            }
        }
    }
}

/// The items of each file, by which the output is checked before it is written.
impl Crate<'_> {
    /// Names of the items that a module holds, imports, implementations and tables apart.
    pub fn items(&self, module: Module) -> Vec<String> {
        let texts = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        match module {
            Module::Library => {
                let mut names = texts(&["api", "client"]);
                names.extend(self.has_errors().then(|| "errors".to_owned()));
                names.extend(self.has_types().then(|| "types".to_owned()));
                names.extend(self.has_inputs().then(|| "input".to_owned()));
                names.extend(self.has_webhooks().then(|| "webhooks".to_owned()));
                // In a module a macro stands for it.
                names.extend((self.form == Form::Crate).then(|| "testing".to_owned()));
                names.extend(self.services.iter().map(|it| it.names.module.to_string()));
                names
            }
            Module::Api => {
                let mut names = texts(&["API", "OPERATION"]);
                let own = [
                    (self.api.retry != crate::ir::RetryPolicy::default(), "RETRY"),
                    (self.api.idempotency.is_some(), "IDEMPOTENCY"),
                    (!self.api.envelopes.is_empty(), "ENVELOPES"),
                    (
                        self.api.rate_limit != crate::ir::RateLimitFacts::default(),
                        "RATE_LIMIT",
                    ),
                    (self.api.support.is_some(), "SUPPORT"),
                ];
                names.extend(
                    own.iter()
                        .filter(|(there, _)| *there)
                        .map(|(_, name)| (*name).to_owned()),
                );
                names.extend(self.envelopes.iter().map(|it| it.constant.to_string()));
                names.extend(self.schemes.iter().map(|it| it.names.constant.to_string()));
                names
            }
            Module::Client => {
                let mut names = texts(&["Client", "ClientBuilder"]);
                let list = self.servers.list.iter();
                names.extend(list.map(|it| it.name.to_string()));
                names
            }
            Module::Errors => {
                let codes = self.codes.iter().map(|it| &it.names.name);
                let shared = self.shared.iter().map(|it| &it.name);
                codes.chain(shared).map(ToString::to_string).collect()
            }
            Module::Types | Module::Input => {
                let read = module == Module::Types;
                let types = self.types.iter().map(|it| (it.ir, &it.names));
                let own = types.filter(|(def, _)| def.received == read && !def.is_place());
                own.map(|(_, names)| names.module.to_string()).collect()
            }
            Module::Type(id) => vec![self.types[id].names.name.to_string()],
            Module::Service(tag) => {
                let service = &self.services[tag].names;
                let operations = service.operations.iter().map(|it| &self.operations[*it]);
                let mut names = vec![service.name.to_string()];
                names.extend(operations.map(|it| it.names.module.to_string()));
                names
            }
            Module::Operation(id) => {
                let items = self.operations[id].names.items();
                items.map(ToString::to_string).collect()
            }
            Module::Testing => texts(&["SAMPLES", "client", "fake"]),
            Module::Webhooks => {
                let facts = self.api.webhook.as_ref();
                let deliveries = facts.map(|facts| &facts.deliveries);
                let mut names = Vec::new();
                names.extend(
                    facts
                        .filter(|facts| facts.signed.is_some())
                        .into_iter()
                        .flat_map(|_| texts(&["WEBHOOKS", "verifier"])),
                );
                let schedule = deliveries.is_some_and(|it| !it.schedule.is_empty());
                names.extend(schedule.then(|| "SCHEDULE".to_owned()));
                let said = [
                    (
                        "DISABLE_AFTER",
                        deliveries.is_some_and(|it| it.disable_after.is_some()),
                    ),
                    (
                        "ATTEMPTS",
                        deliveries.is_some_and(|it| it.attempts.is_some()),
                    ),
                    (
                        "ANSWER_WITHIN",
                        deliveries.is_some_and(|it| it.answer_within.is_some()),
                    ),
                    (
                        "ANSWERS",
                        deliveries.is_some_and(|it| it.answers != Answers::default()),
                    ),
                    ("is_durable", self.says_durable()),
                ];
                let said = said.iter().filter(|(_, there)| *there);
                names.extend(said.map(|(name, _)| (*name).to_owned()));
                names.extend(self.api.event.iter().map(|_| "parse_event".to_owned()));
                for webhook in &self.webhooks {
                    names.push(webhook.names.parse.to_string());
                    let signed = webhook.ir.signature.as_ref();
                    let signed = signed.is_some_and(|facts| facts.signed.is_some());
                    names.extend(signed.then(|| webhook.names.verifier.to_string()));
                }
                names
            }
        }
    }

    /// Whether the document says of an event whether it is durable.
    pub fn says_durable(&self) -> bool {
        self.api.webhooks.iter().any(|it| it.durable.is_some())
    }

    /// Names of the tests of a crate.
    pub fn test_items(&self) -> Vec<String> {
        let operations = self.operations.entries();
        operations
            .filter(|(id, _)| self.owns_errors(*id))
            .map(|(_, it)| it.names.test.to_string())
            .collect()
    }
}
