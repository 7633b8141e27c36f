//! What is known of a call, in the order in which a handler asks. Stated once, for [`Meta`] and for the errors that hold one.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderMap;

use super::{Attempt, Meta, Note};
use crate::call::envelope::{ErrorItem, FieldError};
use crate::call::error::{AnyError, Error};
use crate::call::idempotency::IdempotencyKey;
use crate::facts::operation::Operation;
use crate::facts::{Action, Effect, KeyAnswer, StatusRange, StopReason, Verdict};
use crate::policy::rate_limit::RateLimit;

/// Gives each type the methods: `Meta` those that do something, the errors those that ask their `Meta`.
macro_rules! accessors {
    ($($(#[$doc:meta])* $name:ident -> $type:ty = |$meta:ident| $body:expr;)*) => {
        /// What is known of the call.
        impl Meta {
            $(
                $(#[$doc])*
                pub fn $name(&self) -> $type {
                    let $meta = self;
                    $body
                }
            )*
        }

        /// What is known of the call.
        impl<E> Error<E> {
            $(
                $(#[$doc])*
                pub fn $name(&self) -> $type {
                    self.meta().$name()
                }
            )*
        }

        /// What is known of the call.
        impl AnyError {
            $(
                $(#[$doc])*
                pub fn $name(&self) -> $type {
                    self.meta().$name()
                }
            )*
        }
    };
}

accessors! {
    /// The machine code as sent, whether this version knows it or not.
    code -> Option<&str> = |it| it.read.code.as_deref();

    /// The HTTP status, if an answer came.
    status -> Option<u16> = |it| it.status;

    /// The server's message for people, with credentials taken out. For programs there is the code.
    message -> Option<&str> = |it| it.read.message.as_deref();

    /// What the server says of single fields.
    field_errors -> &[FieldError] = |it| &it.read.field_errors;

    /// The parameter that the server objects to.
    param -> Option<&str> = |it| it.read.param.as_deref();

    /// Every error of an answer that lists several, the one that decided the variant first. Empty where the API answers
    /// with one error at a time.
    errors -> &[ErrorItem] = |it| &it.read.items;

    /// What to do next, as the document says for this code.
    action -> Option<&'static Action> = |it| it.case.and_then(|case| case.action);

    /// The group of the error: the document's, else the server's.
    category -> Option<&str> = |it| it.case.and_then(|case| case.category).or(it.wire_category());

    /// The group of the error as the server sent it.
    wire_category -> Option<&str> = |it| it.read.category.as_deref();

    /// What the server may have done. `MaybeApplied` is the outcome to look into, unless the method only reads: see
    /// [`is_ambiguous`](Self::is_ambiguous).
    effect -> Effect = |it| it.effect;

    /// Whether the server may have done the work although the call failed.
    ///
    /// A method that only reads leaves nothing behind (RFC 9110 section 9.2.1), so its call never ends so, unless the document
    /// says of it that it is not to be repeated (`idempotent: false`).
    is_ambiguous -> bool = |it| it.effect == Effect::MaybeApplied && !it.only_reads();

    /// Whether sending the same call again, with the same key, cannot do the work twice.
    is_retry_safe -> bool = |it| {
        let idempotent = it.operation.retry.idempotent;
        let safe = it.http_method().is_some_and(|method| {
            let protected = it.operation.is_protected(it.key.is_some());
            crate::policy::retry::is_repeat_safe(&method, protected, idempotent)
        });
        it.effect.allows_repeat(safe)
    };

    /// The wait that the server asks for before a repeat.
    retry_after -> Option<Duration> = |it| it.hint;

    /// The wall-clock time before which a repeat is not welcome.
    retry_at -> Option<SystemTime> = |it| it.retry_at;

    /// What the server says of its rate limits.
    rate_limit -> Option<&RateLimit> = |it| it.rate_limit.as_ref();

    /// The key that the call carried; passing it again with the same arguments continues the same logical call.
    idempotency_key -> Option<&IdempotencyKey> = |it| it.key.as_ref();

    /// What the answer says of the key: that it belongs to another body, that its first request is still running, or that
    /// one is missing.
    key_answer -> Option<KeyAnswer> = |it| it.key_answer;

    /// Whether the server answered an earlier request with the same key once more, as the document lets it say
    /// (`replayedHeader`). A failure that is replayed is final for its key: nothing but the same answer comes of it.
    is_replayed -> bool = |it| it.replayed;

    /// Whether the status of a success says that nothing was made, because it was there already (`x-existing`).
    ///
    /// What was there may come from this very call: an attempt whose answer was lost made it, and the next one found it. So
    /// the effect is `Applied` as that of every success, and only `true` after a single attempt says that the call changed
    /// nothing.
    is_existing -> bool = |it| {
        let stated = |status| StatusRange::any(it.operation.existing, status);
        it.status.is_some_and(stated) && !it.read.is_error
    };

    /// The server's id of the request, to quote to its support.
    request_id -> Option<&str> = |it| {
        let of_last = || it.attempts.last()?.request_id.as_deref();
        it.read.request_id.as_deref().or_else(of_last)
    };

    /// Every attempt, in order.
    attempts -> &[Attempt] = |it| &it.attempts;

    /// Why the call was not repeated once more.
    stop_reason -> Option<StopReason> = |it| it.stop;

    /// What the last attempt asked for; `None` after a success or before any attempt.
    verdict -> Option<Verdict> = |it| it.verdict;

    /// What to send to the API's support: facts that name the call, without bodies, keys or credentials.
    support_report -> String = |it| it.report();

    /// The operation that was called.
    operation -> &'static Operation = |it| it.operation;

    /// The headers of the answer, as they came.
    headers -> &HeaderMap = |it| &it.headers;

    /// The value of the `Content-Type` header.
    content_type -> Option<&str> = |it| it.headers.get(http::header::CONTENT_TYPE)?.to_str().ok();

    /// Where a redirect points to, without query, user information and credentials, to be shown. Redirects are not followed.
    location -> Option<String> = |it| it.shown_location();

    /// The body as it came, up to the limit. It may hold what the server echoes, credentials included: do not log it.
    expose_raw -> &Bytes = |it| &it.body;

    /// Whether the body was longer than what is kept.
    body_truncated -> bool = |it| it.body_truncated;

    /// Oddities of the answer, which was understood all the same.
    notes -> impl Iterator<Item = Note> = |it| it.read.notes.iter().chain(&it.notes).copied();
}
