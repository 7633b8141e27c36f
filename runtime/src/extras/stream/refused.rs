//! An item of a stream that is no item: the server says in it that it cannot go on.
//!
//! The status was sent before the server failed, so the error comes as an item: as an event of the type `error`, or as an
//! object that says what a 2xx body with an error says.

use std::borrow::Cow;
use std::time::SystemTime;

use bytes::Bytes;
use http::HeaderMap;

use super::items::Framed;
use crate::call::endpoint_error::EndpointError;
use crate::call::envelope::{Read, may_be_error, read_item};
use crate::call::error::{Error, Failed};
use crate::call::execute::cut;
use crate::call::meta::Meta;
use crate::facts::Code;
use crate::facts::operation::Operation;
use crate::facts::{Effect, HintSource, Verdict};
use crate::model::scrub::{Known, scrub};
use crate::policy::case::{Chosen, Said, is_called};
use crate::policy::hint::{HintContext, hint};
use crate::policy::retry::is_safe;

/// The error that an item is, if it is one. `certain` says that the stream calls it an error.
pub(super) fn refused<F, E: EndpointError>(
    stream: &Framed<F>,
    item: &[u8],
    certain: bool,
) -> Option<Error<E>> {
    let now = || stream.reading.now();
    let failed = failed(&stream.meta, E::CODES, item, certain, &now)?;
    let mut error = failed.typed();
    cut(&mut error);
    Some(error)
}

fn failed(
    meta: &Meta,
    codes: &'static [&'static Code],
    item: &[u8],
    certain: bool,
    now: &dyn Fn() -> SystemTime,
) -> Option<Failed> {
    let (operation, status) = (meta.operation, meta.status?);
    if !certain && !may_be_error(operation, status, item) {
        return None;
    }
    let mut found = meta
        .authorised
        .with_secrets(|secrets| find(operation, status, item, certain, secrets))?;
    let headers = HeaderMap::new();
    let word = found.read.code.as_deref();
    let Chosen {
        case,
        of_code,
        of_status,
    } = Chosen::of(
        codes,
        operation,
        Said {
            word,
            status,
            // They were sent before, and tell nothing of this.
            headers: &headers,
        },
    );
    let entry = of_code.or(of_status);
    let mut meta = Box::new(meta.clone());
    if let Some(word) = word.filter(|word| !of_code.is_some_and(|code| is_called(code, word))) {
        let shown = meta.authorised.with_secrets(|secrets| scrub(word, secrets));
        found.read.code = Some(shown);
    }
    let method = http::Method::from_bytes(operation.method.as_str().as_bytes());
    let safe = method.is_ok_and(|method| is_safe(&method));
    meta.effect = Effect::of_answer(
        entry.and_then(|entry| entry.effect),
        None,
        status,
        safe,
        false,
    );
    // What it asks for is for the caller to do: what was handed out cannot be taken back.
    let verdict = entry.and_then(|entry| entry.retry.verdict());
    let verdict = verdict.unwrap_or(Verdict::Never);
    meta.verdict = Some(verdict);
    meta.case = of_code.or_else(|| case.and_then(|case| codes.get(case).copied()));
    let now = now();
    meta.hint = hint(
        &[HintSource::EnvelopeRetryAfter, HintSource::EnvelopeResetAt],
        &HintContext {
            verdict,
            headers: &headers,
            now: &|| now,
            rate_limit: operation.rate_limit,
            retry_after: found.read.retry_after.clone(),
            reset_at: found.read.reset_at.clone(),
            body: &|_| None,
        },
    );
    meta.retry_at = meta.hint.and_then(|hint| now.checked_add(hint));
    if found.read.request_id.is_none() {
        found.read.request_id = meta.read.request_id.take();
    }
    meta.read = found.read;
    meta.body = Bytes::from(found.body.into_owned());
    meta.body_truncated = false;
    Some(Failed::api(case, meta))
}

/// What an item says, and the body that it is read from.
struct Item<'i> {
    read: Read,
    body: Cow<'i, [u8]>,
}

fn find<'i>(
    operation: &Operation,
    status: u16,
    item: &'i [u8],
    certain: bool,
    secrets: &[Known<'_>],
) -> Option<Item<'i>> {
    let read = read_item(operation, status, item, certain, secrets)?;
    let says_text = |read: &Read| read.code.is_some() || read.message.is_some();
    if certain && !says_text(&read) {
        // An event that is called an error need not say so once more: its data may be what an answer has within `error`.
        let own = operation.envelopes_of.iter().map(|(_, list)| *list);
        let all = std::iter::once(operation.envelopes).chain(own).flatten();
        let outer = all.flat_map(|it| [it.code.map(|it| it.at), it.message.map(|it| it.at)]);
        for at in outer.flatten() {
            let [outer, _, ..] = at else { continue };
            let body = [&b"{\""[..], outer.as_bytes(), b"\":", item, b"}"].concat();
            let read = read_item(operation, status, &body, certain, secrets);
            if let Some(read) = read.filter(says_text) {
                return Some(Item {
                    read,
                    body: Cow::Owned(body),
                });
            }
        }
    }
    Some(Item {
        read,
        body: Cow::Borrowed(item),
    })
}
