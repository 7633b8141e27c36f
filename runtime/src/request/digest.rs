//! What tells one set of arguments from another: a digest of path, query and body.

use sha2::{Digest as _, Sha256};

use super::body::Content;
use super::{BuildProblem, Request, key_place};
use crate::idempotency::{Idempotency, IdempotencyKey};

impl Request {
    /// The key that the caller gave, with the call or in its body.
    pub(crate) fn given_key(
        &self,
        facts: &Idempotency,
    ) -> Result<Option<IdempotencyKey>, BuildProblem> {
        let inside = key_place::of_body(facts, &self.body)?;
        Ok(inside.or_else(|| self.key.clone()))
    }

    /// SHA-256 of the arguments, without the key unless the caller wrote it into the body. `None`: the body is a file or a
    /// stream, which may hold something else the next time.
    pub(crate) fn digest(&self) -> Option<[u8; 32]> {
        let mut all = Lengths(Sha256::new());
        for (name, value) in &self.path {
            all.add(name.as_bytes());
            all.add(value.as_bytes());
        }
        all.add(self.query.as_bytes());
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
        Some(all.0.finalize().into())
    }
}

/// Pieces with their lengths, so that no two lists of pieces are the same bytes.
struct Lengths(Sha256);

impl Lengths {
    fn add(&mut self, piece: &[u8]) {
        self.0.update((piece.len() as u64).to_be_bytes());
        self.0.update(piece);
    }
}
