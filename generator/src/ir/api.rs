//! An API and its operations.
//!
//! It is long because it is the one thing that lowering gives and everything behind it takes.

use std::collections::BTreeSet;

use faultcode_facts::{ParamPlace, StatusRange, Style};

use super::body::{Body, BodyKind};
use super::errors::{ErrorCase, ErrorCode, Sample};
use super::facts::{
    Envelope, Idempotency, Method, RateLimitFacts, RetryPolicy, SchemeKind, SentParameter, Support,
    TokenOperation, WebhookSignature, When,
};
use super::limits::Limits;
use super::page::Pagination;
use super::success::Success;
use super::text::{DocText, WireName};
use super::trigger::Trigger;
use super::types::{Field, Type, TypeDef, TypeKind};
use crate::source::Span;
use crate::table::{CodeId, OperationId, ParameterId, SchemeId, Table, TagId, TypeId};

/// An API as it will be generated.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// The title.
    pub title: DocText,
    /// The API's version.
    pub version: DocText,
    /// The description.
    pub doc: DocText,
    /// The servers in document order; the first is the default base URL.
    pub servers: Vec<Server>,
    /// Origins beside that of the base URL that credentials may go to, as the user of the document says.
    pub credential_origins: Vec<WireName>,
    /// Security schemes in document order.
    pub schemes: Table<SchemeId, Scheme>,
    /// Tags in document order, each with an operation; operations without one belong to a tag made of the API's title.
    pub tags: Table<TagId, Tag>,
    /// Named types.
    pub types: Table<TypeId, TypeDef>,
    /// Every error entry of the API, shared by the operations that answer it.
    pub codes: Table<CodeId, ErrorCode>,
    /// Operations in document order.
    pub operations: Table<OperationId, Operation>,
    /// The document-wide retry policy, the base of every operation's.
    pub retry: RetryPolicy,
    /// The document-wide idempotency facts.
    pub idempotency: Option<Idempotency>,
    /// The document-wide envelopes, tried in order.
    pub envelopes: Vec<Envelope>,
    /// The document-wide rate-limit facts.
    pub rate_limit: RateLimitFacts,
    /// Status entries that decide the retries of every operation, whether it declares their status or not.
    pub statuses: Vec<CodeId>,
    /// The codes of the catalogue that say more than their name, each without details: an operation that does not list one
    /// may answer it all the same, and its facts hold there too.
    pub known: Vec<ErrorCode>,
    /// Whom to ask.
    pub support: Option<Support>,
    /// Inputs that make a test system answer a known error.
    pub triggers: Vec<Trigger>,
    /// How webhooks are signed.
    pub webhook: Option<WebhookSignature>,
    /// Webhooks in document order, then the callbacks of operations.
    pub webhooks: Vec<Webhook>,
    /// The type of any webhook, where a member tells their payloads apart.
    pub event: Option<Type>,
}

/// What the API sends to its client.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Its name; of a callback the operation's id and its name.
    pub name: Vec<WireName>,
    /// What it is about.
    pub doc: DocText,
    /// Its payload.
    pub payload: Type,
    /// How it is signed, where that is not how all are.
    pub signature: Option<WebhookSignature>,
    /// Whether it is delivered until it is acknowledged, where the document says.
    pub durable: Option<bool>,
}

/// A server.
#[derive(Clone, Debug)]
pub struct Server {
    /// The URL with variables replaced by their defaults.
    pub url: WireName,
    /// The URL as the document writes it, or the path of an operation's server on the API's origin.
    pub template: WireName,
    /// The variables that occur in it.
    pub variables: Vec<ServerVariable>,
    /// What it is called.
    pub name: WireName,
    /// Its description.
    pub doc: DocText,
    /// Where its URL stands.
    pub span: Span,
}

impl Server {
    /// Whether another one makes the same addresses of the same values.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.template == other.template && self.variables == other.variables
    }
}

/// A variable of a server's URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name.
    pub name: WireName,
    /// What it is where the caller does not say; `None` where the document does not say either.
    pub default: Option<WireName>,
    /// The values that it can have; empty where it takes any.
    pub values: Vec<WireName>,
    /// Its description.
    pub doc: DocText,
}

/// A tag: a group of operations that share a service type.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Its name.
    pub name: WireName,
    /// Its description.
    pub doc: DocText,
}

/// A security scheme. The runtime's points to the operation that makes its tokens, which here is a name.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its name in the document.
    pub name: WireName,
    /// How a credential travels.
    pub kind: SchemeKind,
    /// Where a client fetches tokens by itself.
    pub client_credentials: Option<ClientCredentials>,
    /// Its description.
    pub doc: DocText,
    /// Prefixes of API keys and the class each stands for, longer prefixes first.
    pub key_classes: Vec<(WireName, WireName)>,
    /// Codes on which the credential is refreshed.
    pub refresh_codes: Vec<WireName>,
    /// Statuses on which the credential is refreshed.
    pub refresh_statuses: Vec<StatusRange>,
    /// How many refreshes one call may cause.
    pub max_refreshes: u8,
    /// The operation that makes its tokens.
    pub token: Option<TokenOperation>,
    /// Where it stands.
    pub span: Span,
}

impl Scheme {
    /// Whether its credential is a token that can be had anew.
    pub fn is_renewable(&self) -> bool {
        self.kind == SchemeKind::Bearer || self.token.is_some()
    }

    /// Whether a call may have it anew after a refusal.
    pub fn is_renewed(&self) -> bool {
        self.is_renewable() && self.max_refreshes > 0
    }
}

/// Where a client fetches tokens with its own id and secret (RFC 6749, section 4.4).
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    /// The token URL.
    pub token_url: WireName,
    /// The scopes of the flow.
    pub scopes: Vec<WireName>,
}

/// A credential that an operation needs. The runtime's points to the scheme, which here is a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityNeed {
    /// The scheme.
    pub scheme: SchemeId,
    /// The scopes a token has to have.
    pub scopes: Vec<WireName>,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The `operationId`.
    pub id: WireName,
    /// What it is called among the operations of its tag, where another operation has the same `operationId`.
    pub called: Option<WireName>,
    /// The tag that it belongs to.
    pub tag: TagId,
    /// The method.
    pub method: Method,
    /// The path as written.
    pub template: WireName,
    /// A server of its own: a URL, or a path on the origin of the API's.
    pub server: Option<Server>,
    /// The path in pieces.
    pub path: Vec<PathPiece>,
    /// The summary.
    pub summary: DocText,
    /// The description.
    pub doc: DocText,
    /// Marked deprecated.
    pub deprecated: bool,
    /// Parameters in document order, path parameters in path order first.
    pub parameters: Table<ParameterId, Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// What a success returns.
    pub success: Success,
    /// The cases of its error enum, in document order: codes first, then status entries.
    pub errors: Vec<ErrorCase>,
    /// Its own status entries beside its cases; `None`: the document's.
    pub statuses: Option<Vec<CodeId>>,
    /// Alternatives of credentials.
    pub security: Vec<Vec<SecurityNeed>>,
    /// The class of API key it takes.
    pub key_class: Option<WireName>,
    /// Its own retry policy, merged over the document's; `None`: the document's.
    pub retry: Option<RetryPolicy>,
    /// Its idempotency facts after merging; `None`: it takes no key.
    pub idempotency: Option<Idempotency>,
    /// Its own envelopes; `None`: the document's.
    pub envelopes: Option<Vec<Envelope>>,
    /// Envelopes of single statuses.
    pub envelopes_of: Vec<(StatusRange, Vec<Envelope>)>,
    /// Members by which an item of its stream is told to be an error, beside the conditions of the envelopes.
    pub in_stream: Vec<When>,
    /// Its own rate-limit facts.
    pub rate_limit: Option<RateLimitFacts>,
    /// Its own support facts.
    pub support: Option<Support>,
    /// How its list is handed out page by page.
    pub pagination: Option<Pagination>,
    /// Examples of its answers, for the fake transport and the generated tests.
    pub samples: Vec<Sample>,
    /// Where it stands.
    pub span: Span,
}

/// A piece of a path template.
#[derive(Clone, Debug)]
pub enum PathPiece {
    /// Fixed text.
    Fixed(WireName),
    /// One of [`Operation::parameters`].
    Parameter(ParameterId),
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub wire: WireName,
    /// Where it travels.
    pub place: ParamPlace,
    /// Its type.
    pub ty: Type,
    /// Whether it has to be given.
    pub required: bool,
    /// How lists and objects are written.
    pub style: Style,
    /// Whether each element is written on its own.
    pub explode: bool,
    /// Whether reserved characters are sent as they are.
    pub allow_reserved: bool,
    /// What the server takes where it is absent, as the documentation shows it.
    pub default: Option<WireName>,
    /// What the document allows it to be.
    pub limits: Option<Limits>,
    /// Its description.
    pub doc: DocText,
    /// Marked deprecated.
    pub deprecated: bool,
    /// Where it stands.
    pub span: Span,
}

impl Parameter {
    /// Whether the method takes it as an argument without its being part of the path.
    pub fn is_argument(&self) -> bool {
        self.required && self.place != ParamPlace::Path
    }

    /// Whether the caller may leave it out.
    pub fn is_optional(&self) -> bool {
        !self.required && self.place != ParamPlace::Path
    }

    /// What the runtime is told of it. JSON is one text, however it is exploded.
    pub fn sent(&self) -> SentParameter {
        let usual = SentParameter::of(self.place, self.wire.clone());
        let is_json = self.style == Style::Json;
        SentParameter {
            style: self.style,
            explode: if is_json { usual.explode } else { self.explode },
            allow_reserved: self.allow_reserved,
            ..usual
        }
    }
}

impl Operation {
    /// The types of the bodies that its errors carry as a whole, and of the members that become their details.
    pub fn error_bodies(&self) -> impl Iterator<Item = &Type> {
        self.errors.iter().flat_map(|case| {
            let members = case.members.facts.iter().map(|member| &member.field.ty);
            members.chain(case.carried.ty())
        })
    }

    /// The same, for changing.
    pub fn error_bodies_mut(&mut self) -> impl Iterator<Item = &mut Type> {
        self.errors.iter_mut().flat_map(|case| {
            let members = case.members.facts.iter_mut();
            let members = members.map(|member| &mut member.field.ty);
            members.chain(case.carried.ty_mut())
        })
    }
}

impl Api {
    /// The envelopes by which an operation's answers of a status are read: those of the status, the nearest first, before the
    /// operation's own, and those before the document's.
    pub fn envelopes_at<'a>(&'a self, operation: &'a Operation, status: u16) -> &'a [Envelope] {
        let mut of_statuses = operation.envelopes_of.iter();
        let own = of_statuses.find(|(range, _)| range.contains(status));
        let own = own.map(|(_, list)| list).or(operation.envelopes.as_ref());
        own.unwrap_or(&self.envelopes)
    }

    /// The types of what the API sends to its client.
    pub fn sent_by_api(&self) -> impl Iterator<Item = &Type> {
        let payloads = self.webhooks.iter().map(|webhook| &webhook.payload);
        payloads.chain(&self.event)
    }

    /// The same, for changing.
    pub fn sent_by_api_mut(&mut self) -> impl Iterator<Item = &mut Type> {
        let payloads = self.webhooks.iter_mut().map(|webhook| &mut webhook.payload);
        payloads.chain(&mut self.event)
    }

    /// Calls `visit` for every type that operations name in what they send.
    pub fn each_sent_mut(&mut self, visit: &mut dyn FnMut(&mut Type)) {
        for operation in &mut self.operations {
            let parameters = operation.parameters.iter_mut();
            parameters.for_each(|parameter| visit(&mut parameter.ty));
            if let Some(ty) = operation.body.as_mut().and_then(|body| body.kind.ty_mut()) {
                visit(ty);
            }
        }
    }

    /// Calls `visit` for every type that operations, codes and webhooks name, so that types can be given other positions.
    pub fn each_type_mut(&mut self, visit: &mut dyn FnMut(&mut Type)) {
        self.each_sent_mut(visit);
        for operation in &mut self.operations {
            operation.success.types_mut().for_each(&mut *visit);
            operation.error_bodies_mut().for_each(&mut *visit);
        }
        for code in &mut self.codes {
            let details = code.details.iter_mut().map(|field| &mut field.ty);
            let facts = code.facts.iter_mut().map(|fact| &mut fact.field.ty);
            details
                .chain(facts)
                .chain(&mut code.details_value)
                .for_each(&mut *visit);
        }
        self.sent_by_api_mut().for_each(visit);
    }

    /// Calls `visit` for every error entry that is named, so that entries can be given other positions.
    pub fn each_code_mut(&mut self, visit: &mut dyn FnMut(&mut CodeId)) {
        self.statuses.iter_mut().for_each(&mut *visit);
        for operation in &mut self.operations {
            let cases = operation.errors.iter_mut().map(|case| &mut case.code);
            let samples = operation.samples.iter_mut();
            let samples = samples.filter_map(|sample| sample.case.as_mut());
            let statuses = operation.statuses.iter_mut().flatten();
            cases.chain(samples).chain(statuses).for_each(&mut *visit);
        }
    }

    /// The type behind other names for it. A circle of them ends after as many steps as there are types.
    pub fn resolved<'t>(&'t self, mut ty: &'t Type) -> &'t Type {
        for _ in 0..=self.types.len() {
            let Type::Named(id) = ty else { break };
            let TypeKind::Alias(target) = &self.types[*id].kind else {
                break;
            };
            ty = target;
        }
        ty
    }

    /// The members of an object, behind other names for it; `None` if the type is no object.
    pub fn object(&self, ty: &Type) -> Option<&[Field]> {
        let mut ty = ty;
        // A circle of aliases ends after as many steps as there are types.
        for _ in 0..=self.types.len() {
            let Type::Named(id) = ty else {
                return None;
            };
            match &self.types[*id].kind {
                TypeKind::Alias(target) => ty = target,
                TypeKind::Object { fields, .. } => return Some(fields),
                _ => return None,
            }
        }
        None
    }

    /// Leaves out the tags that no operation has.
    pub fn keep_used_tags(&mut self) {
        let used: BTreeSet<TagId> = self.operations.iter().map(|it| it.tag).collect();
        let moved = self.tags.retain(|id, _| used.contains(&id));
        for operation in &mut self.operations {
            moved.follow(&mut operation.tag);
        }
    }

    /// The operation of that `operationId`; `None` where it was left out.
    pub fn operation(&self, named: &WireName) -> Option<OperationId> {
        self.operations.find(|it| it.id == *named)
    }

    /// How a body of constants is written: the first kind that is JSON or a form.
    pub fn constant_body<'a>(&'a self, body: &'a Body) -> Option<&'a BodyKind> {
        let kinds = match &body.kind {
            BodyKind::Several(Type::Named(id)) => match &self.types[*id].kind {
                TypeKind::Bodies(kinds) => kinds.as_slice(),
                _ => &[],
            },
            kind => std::slice::from_ref(kind),
        };
        let mut kinds = kinds.iter();
        kinds.find(|kind| matches!(kind, BodyKind::Json { .. } | BodyKind::Form(..)))
    }
}
