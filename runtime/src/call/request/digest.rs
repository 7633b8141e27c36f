//! What tells one set of arguments from another: a digest of all that decides what a call does, and for whom.

use crate::facts::Envelope;
use http::HeaderName;
use sha2::{Digest as _, Sha256};

use super::body::Content;
use super::{BuildError, Request, headers, key_place};
use crate::call::client::Core;
use crate::call::credential::Held;
use crate::call::idempotency::IdempotencyKey;
use crate::facts::Idempotency;
use crate::facts::scheme::Need;

/// Headers that say nothing of the work: they name one request among others for those who look for it later, the program
/// that sends it, or the language of its answer. A repeat has others.
const OF_ONE_REQUEST: [&str; 20] = [
    "accept-language",
    "b3",
    "baggage",
    "correlation-id",
    "date",
    "request-id",
    "traceparent",
    "tracestate",
    "uber-trace-id",
    "user-agent",
    "x-amzn-trace-id",
    "x-b3-flags",
    "x-b3-parentspanid",
    "x-b3-sampled",
    "x-b3-spanid",
    "x-b3-traceid",
    "x-cloud-trace-context",
    "x-correlation-id",
    Envelope::DEFAULT.request_id_header,
    "x-trace-id",
];

impl Request {
    /// The key that the caller gave, with the call or in its body.
    pub(crate) fn given_key(
        &self,
        facts: &Idempotency,
    ) -> Result<Option<IdempotencyKey>, BuildError> {
        key_place::given(facts, &self.body, self.key.as_ref())
    }

    /// SHA-256 of the arguments: host and path of the base URL, path, query, headers, cookies and body, and whose credentials
    /// of `needs` they are sent with. The key is left out unless the caller wrote it into the body. `None`: the body is a
    /// file or a stream, which may hold something else the next time.
    ///
    /// Scheme and port are no part of it: they say how a server is reached, not which one it is.
    pub(crate) fn digest(&self, needs: &[Need]) -> Option<[u8; 32]> {
        let core = self.client.core();
        let mut all = Lengths(Sha256::new());
        // A document whose server makes no URL is refused where the call is prepared.
        let own_base = core.own_base(self.operation).ok().flatten();
        let base = own_base.as_ref().unwrap_or(&core.base);
        all.section("base", 2);
        all.add(base.host().to_ascii_lowercase().as_bytes());
        all.add(base.path().as_bytes());
        all.section("path", self.path.len());
        for (name, value) in &self.path {
            all.add(name.as_bytes());
            all.add(value.as_bytes());
        }
        all.section("query", 2);
        all.add(self.query.as_bytes());
        all.add(self.target.as_deref().unwrap_or("").as_bytes());
        self.add_headers(&mut all);
        all.section("cookies", 1);
        all.add(self.cookies.as_bytes());
        add_credentials(core, needs, &mut all);
        let media = self.content_type.as_ref();
        all.section("body", 1);
        all.add(media.map_or(&[][..], |media| media.as_bytes()));
        self.add_body(&mut all)?;
        Some(all.0.finalize().into())
    }

    /// The digest as it was made before headers, cookies and what else is in the one above counted: records of that time
    /// are still those of their calls.
    pub(crate) fn former_digest(&self) -> Option<[u8; 32]> {
        let mut all = Lengths(Sha256::new());
        for (name, value) in &self.path {
            all.add(name.as_bytes());
            all.add(value.as_bytes());
        }
        all.add(self.query.as_bytes());
        self.add_body(&mut all)?;
        Some(all.0.finalize().into())
    }

    /// The headers of the client and of the call, by name; the values of one name in their order.
    fn add_headers(&self, all: &mut Lengths) {
        let counts = |name: &HeaderName| {
            !OF_ONE_REQUEST.contains(&name.as_str())
                && !headers::is_key_header(self.operation, name)
        };
        let of_client = self.client.core().headers.iter();
        // What the call says goes before what the client says.
        let of_client = of_client.filter(|(name, _)| !self.headers.contains_key(*name));
        let both = of_client.chain(&self.headers);
        let mut sent: Vec<_> = both.filter(|(name, _)| counts(name)).collect();
        sent.sort_by_key(|(name, _)| name.as_str());
        all.section("headers", sent.len());
        for (name, value) in sent {
            all.add(name.as_str().as_bytes());
            all.add(value.as_bytes());
        }
    }

    fn add_body(&self, all: &mut Lengths) -> Option<()> {
        match &self.body {
            Content::None => {}
            Content::Json(json) | Content::Form(json, _) => all.add(json),
            Content::Upload(upload) => all.add(upload.bytes()?),
            Content::Parts(parts, _) => {
                for (head, content) in parts.parts() {
                    all.add(head.as_bytes());
                    all.add(content.bytes()?);
                }
            }
        }
        Some(())
    }
}

/// Whose credentials they are. A token that is made with others belongs to whom they belong to.
fn add_credentials(core: &Core, needs: &[Need], all: &mut Lengths) {
    let held = |need: &Need| Some((need.scheme.name, core.credential(need.scheme)?));
    for (scheme, held) in needs.iter().filter_map(held) {
        if let Some(identity) = Held::identity(held) {
            all.section("credential", 2);
            all.add(scheme.as_bytes());
            all.add(identity.expose().as_bytes());
        }
        // Ends, since what is made is made with what was there before.
        add_credentials(core, held.made_with, all);
    }
}

/// Pieces with their lengths, so that no two lists of pieces are the same bytes.
struct Lengths(Sha256);

impl Lengths {
    fn add(&mut self, piece: &[u8]) {
        self.0.update((piece.len() as u64).to_be_bytes());
        self.0.update(piece);
    }

    /// So many things of that kind follow.
    fn section(&mut self, kind: &str, number: usize) {
        self.add(kind.as_bytes());
        self.0.update((number as u64).to_be_bytes());
    }
}
