//! Facts that hold document-wide and may differ at paths and operations: retries, keys, limits, support, envelopes.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::diagnostics::Diagnostics;
use crate::extension::idempotency::Keyed;
use crate::extension::{
    idempotency, merge, pagination, rate_limit, retry, support, triggers, webhook,
};
use crate::ir::{
    Api, Envelope, RateLimitFacts, RetryPolicy, SecurityNeed, Support, WebhookSignature,
};
use crate::lower::Cx;
use crate::lower::site::Document;
use crate::lower::stated::Stated;
use crate::select::Selected;
use crate::source::node::Node;

/// The key of envelopes.
pub(in crate::lower) const ENVELOPE: &str = "x-error-envelope";

/// What is looked up all over the document.
pub(in crate::lower) struct Wide<'a> {
    pub root: &'a Node,
    /// Every `operationId`.
    pub operations: BTreeSet<&'a str>,
    /// Every parameter name.
    pub parameters: BTreeSet<&'a str>,
    /// Every security scheme.
    pub schemes: Vec<&'a str>,
    /// Every tag that an operation has.
    pub tags: BTreeSet<&'a str>,
    /// What the user says that operations need of credentials, by their ids.
    pub needs: &'a BTreeMap<String, Vec<Vec<String>>>,
    /// Whether the document says of any operation what it needs of credentials.
    pub says_needs: bool,
    /// What operations may carry where the document has schemes and nowhere says what they are for.
    pub unasked: Vec<Vec<SecurityNeed>>,
    /// Whether something of the document was left out, so that what nothing uses may be used there.
    pub in_part: bool,
    /// What the document says of paging; `Err` where that does not parse.
    pub pagination: Option<Result<Option<pagination::Stated>, ()>>,
}

impl<'a> Wide<'a> {
    pub fn read(document: Document<'a>, selected: &'a Selected) -> Self {
        let left_out = &selected.left_out;
        let mut wide = Self {
            root: document.root,
            operations: left_out.operations.iter().map(String::as_str).collect(),
            parameters: left_out.parameters.iter().map(String::as_str).collect(),
            needs: &selected.needs,
            says_needs: selected.says_needs,
            unasked: Vec::new(),
            in_part: selected.in_part,
            schemes: Vec::new(),
            tags: BTreeSet::new(),
            pagination: None,
        };
        // The tree knows schemes of kinds that the client cannot use as well.
        let schemes = document.root.at("/components/securitySchemes");
        let schemes = schemes.into_iter().flat_map(Node::entries);
        wide.schemes = schemes.map(|(name, _)| name).collect();
        let mut name = |parameter: &'a openapiv3::ReferenceOr<openapiv3::Parameter>| {
            if let Some(site) = document.resolve(parameter, document.root) {
                wide.parameters
                    .insert(site.item.parameter_data_ref().name.as_str());
            }
        };
        for route in document.operations() {
            route.item.parameters.iter().for_each(&mut name);
            route.model.parameters.iter().for_each(&mut name);
            wide.operations.extend(route.model.operation_id.as_deref());
            wide.tags
                .extend(route.model.tags.iter().map(String::as_str));
        }
        wide
    }
}

/// Fills the document-wide facts.
pub(in crate::lower) fn lower_wide(cx: &mut Cx<'_, '_>, api: &mut Api) {
    let root = cx.wide.root;
    let at = |key| merge::layers([root.get(key)]);
    if let Some(node) = at("x-retry") {
        api.retry = retry::read(&node, cx.diag).unwrap_or_default();
    }
    if let Some(node) = at("x-idempotency") {
        api.idempotency = idempotency::read(&node, cx.diag).and_then(|keyed| keyed.facts);
    }
    let envelopes = [root.get(ENVELOPE), None, None, None, None];
    api.envelopes = cx.document.stated.envelopes(envelopes).to_vec();
    if let Some(node) = at("x-rate-limit") {
        api.rate_limit = rate_limit::read(&node, cx.diag).unwrap_or_default();
    }
    if let Some(node) = at("x-support") {
        api.support = support::read(&node, cx.diag);
    }
    if let Some(node) = root.get("x-test-triggers") {
        for (trigger, span) in triggers::read(node, cx.diag) {
            if let Some(code) = &trigger.code
                && !cx.codes.knows(code.as_str())
            {
                cx.codes.report_unknown(code.as_str(), span, cx.diag);
            }
            api.triggers.push(trigger);
        }
    }
    if let Some(node) = at("x-pagination") {
        // Held against each operation later.
        cx.wide.pagination = Some(pagination::read(&node, cx.diag));
    }
    if let Some(node) = at("x-webhook-signature") {
        api.webhook = signature(&node, cx.diag);
    }
}

/// How deliveries are signed.
pub(in crate::lower) fn signature(node: &Node, diag: &mut Diagnostics) -> Option<WebhookSignature> {
    webhook::read(node, diag)
}

/// Where an operation stands: the trees of the positions that its facts come from, the farthest first.
#[derive(Clone, Copy)]
pub(crate) struct Positions<'s> {
    pub root: &'s Node,
    pub path: &'s Node,
    pub operation: &'s Node,
    pub stated: &'s Stated,
}

impl<'s> Positions<'s> {
    /// Whether a nearer position than the document says something of its own.
    pub fn differs(self, key: &str) -> bool {
        self.path.get(key).is_some() || self.operation.get(key).is_some()
    }

    /// The value of all positions, merged.
    pub fn merged(self, key: &str) -> Option<Node> {
        merge::layers(self.all(key))
    }

    pub fn all(self, key: &str) -> [Option<&'s Node>; 3] {
        [
            self.root.get(key),
            self.path.get(key),
            self.operation.get(key),
        ]
    }

    /// The operation's own retry policy.
    pub fn retry(self, diag: &mut Diagnostics) -> Option<RetryPolicy> {
        if !self.differs("x-retry") {
            return None;
        }
        // Null at the operation takes the document's policy away.
        match self.merged("x-retry") {
            Some(node) => retry::read(&node, diag),
            None => Some(RetryPolicy::default()),
        }
    }

    /// The operation's own support facts.
    pub fn support(self, diag: &mut Diagnostics) -> Option<Support> {
        if !self.differs("x-support") {
            return None;
        }
        support::read(&self.merged("x-support")?, diag)
    }

    /// The operation's own envelopes.
    pub fn envelopes(self) -> Option<Rc<[Envelope]>> {
        let own = self.differs(ENVELOPE);
        own.then(|| self.envelopes_at([None, None]))
    }

    /// The envelopes that hold where a response and its media type state these.
    pub fn envelopes_at(self, own: [Option<&Node>; 2]) -> Rc<[Envelope]> {
        let [root, path, operation] = self.all(ENVELOPE);
        let [response, media_type] = own;
        self.stated
            .envelopes([root, path, operation, response, media_type])
    }

    /// The envelopes of one response, where it has any of its own.
    pub fn envelopes_of(
        self,
        response: &Node,
        media_type: Option<&Node>,
    ) -> Option<Rc<[Envelope]>> {
        let of_media_type = media_type.and_then(|node| node.get(ENVELOPE));
        let own = [response.get(ENVELOPE), of_media_type];
        let states = own.iter().any(Option::is_some);
        states.then(|| self.envelopes_at(own))
    }

    /// The operation's own rate-limit facts; responses may state some too.
    pub fn rate_limit(
        self,
        responses: impl Iterator<Item = &'s Node>,
        diag: &mut Diagnostics,
    ) -> Option<RateLimitFacts> {
        let key = "x-rate-limit";
        let of_responses: Vec<Option<&Node>> = responses.map(|node| node.get(key)).collect();
        if !self.differs(key) && of_responses.iter().all(Option::is_none) {
            return None;
        }
        let far = [self.root.get(key), self.path.get(key)];
        let near = [self.operation.get(key)];
        let merged = merge::layers(far.into_iter().chain(of_responses).chain(near));
        merged.map_or(Some(RateLimitFacts::default()), |node| {
            rate_limit::read(&node, diag)
        })
    }

    /// The idempotency facts that cover the operation.
    pub fn idempotency(self, method: &str, diag: &mut Diagnostics) -> Option<Keyed> {
        let keyed = idempotency::read(&self.merged("x-idempotency")?, diag)?;
        let own = self.operation.get("x-idempotency").is_some();
        let covered = own || keyed.methods.iter().any(|covered| covered == method);
        covered.then_some(keyed)
    }
}

/// Whether envelopes say where an error has its code or its message, and not only where a success has its value.
pub(super) fn says_text(envelopes: &[Envelope]) -> bool {
    let says = |envelope: &Envelope| envelope.code.is_some() || envelope.message.is_some();
    envelopes.iter().any(says)
}
