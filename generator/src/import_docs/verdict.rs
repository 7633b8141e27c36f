//! What a page says about trying again: words into verdicts.

use super::words::{find, has, plain};

const NEVER: &[&str] = &[
    "retry is not",
    "retries are not",
    "retrying is not",
    "retrying does not",
    "retry does not",
    "retries do not",
    "retries will not",
    "no retries",
    "cannot retry",
    "cant be retried",
    "not recommended to retry",
    "do not retry",
    "dont retry",
    "never retry",
    "not retry",
    "not retryable",
    "not retriable",
    "non retryable",
    "non retriable",
    "should not be retried",
    "no retry",
    "cannot be retried",
    "must not retry",
    "not be retried",
    "do not repeat",
    "retrying will not",
    "retry will not help",
    "without retrying",
    "do not attempt to retry",
    "not safe to retry",
    "permanent",
    "avoid retrying",
    "not recoverable",
    "unrecoverable",
];
const AGAIN: &[&str] = &[
    "retry",
    "retries",
    "retrying",
    "retried",
    "try again",
    "try the request again",
    "retryable",
    "retriable",
    "resend",
    "repeat the request",
    "attempt again",
    "exponential backoff",
    "exponential back off",
    "backoff",
    "back off",
    "try your request again",
    "try later",
];
const WAIT: &[&str] = &[
    "wait",
    "back off",
    "backoff",
    "slow down",
    "retry after",
    "reduce",
    "throttle",
    "later",
    "rate limit",
    "rate limits",
    "exponential",
    "retry",
    "try again",
    "fewer requests",
    "spread",
];
const CHANGE: &[&str] = &[
    "fix",
    "correct",
    "check",
    "verify",
    "ensure",
    "update",
    "change",
    "modify",
    "adjust",
    "validate",
    "review",
    "confirm",
    "provide",
    "include",
    "remove",
    "add",
    "upgrade",
    "increase",
    "top up",
    "recharge",
    "make sure",
];

/// The verdict of words about one error. `statuses` are those of the error.
pub(super) fn verdict(text: &str, statuses: &[String]) -> Option<&'static str> {
    let text = plain(text);
    if has(&text, NEVER) {
        return Some("never");
    }
    let is = |status: &str| statuses.iter().any(|it| it == status);
    let is_token = has(
        &text,
        &[
            "token",
            "tokens",
            "credentials",
            "credential",
            "access token",
        ],
    );
    let renews = has(
        &text,
        &[
            "refresh",
            "refreshing",
            "renew",
            "reauthenticate",
            "re authenticate",
            "new token",
            "new access token",
            "obtain a new",
            "request a new token",
            "get a new token",
            "regenerate the token",
        ],
    );
    let refreshes = has(&text, &["refresh", "renew"]) && has(&text, &["retry", "and repeat"]);
    if renews
        && (is_token || refreshes)
        && (statuses.is_empty() || is("401") || is("403") && is_token)
    {
        return Some("reauth");
    }
    let is_key = has(&text, &["idempotency", "idempotent", "idempotency key"]);
    if has(
        &text,
        &[
            "new key",
            "different key",
            "new idempotency key",
            "different idempotency key",
            "fresh key",
            "new unique key",
            "unique idempotency key",
        ],
    ) && (is_key || has(&text, &["new key"]) && !has(&text, &["api key"]))
        || is_key
            && has(
                &text,
                &[
                    "different",
                    "another",
                    "mismatch",
                    "does not match",
                    "changed",
                    "differ",
                    "differs",
                ],
            )
            && has(
                &text,
                &[
                    "body",
                    "payload",
                    "parameters",
                    "request",
                    "content",
                    "arguments",
                    "params",
                    "data",
                    "requests",
                ],
            )
    {
        return Some("newKey");
    }
    if is_key
        && has(
            &text,
            &[
                "in progress",
                "still being processed",
                "still processing",
                "being processed",
                "concurrent",
                "in flight",
                "still running",
                "already processing",
            ],
        )
    {
        return Some("inFlight");
    }
    let is_limit = is("429")
        || has(
            &text,
            &[
                "rate limit",
                "rate limited",
                "too many requests",
                "throttled",
            ],
        );
    if is_limit && has(&text, WAIT) {
        return Some("throttle");
    }
    if !has(&text, AGAIN) {
        return None;
    }
    // A negation nearby may be one of the retry, or of what comes before it: neither is taken.
    if is_denied(&text) {
        return None;
    }
    // Who has to change something first does not send the same request again.
    let again = AGAIN.iter().filter_map(|it| find(&text, it)).min()?;
    let changes = CHANGE.iter().filter_map(|it| find(&text, it)).min();
    if changes.is_some_and(|at| at < again) {
        return Some("never");
    }
    Some("transient")
}

/// Whether a negation stands within a few words of every word for trying again.
fn is_denied(text: &str) -> bool {
    const REACH: usize = 4;
    let words: Vec<&str> = text.split(' ').collect();
    let is_no = |it: &&str| {
        matches!(
            *it,
            "not" | "no" | "never" | "dont" | "cannot" | "cant" | "without" | "wont" | "doesnt"
        )
    };
    let is_again =
        |it: &&str| it.starts_with("retr") || matches!(*it, "again" | "backoff" | "resend");
    let mut found = words
        .iter()
        .enumerate()
        .filter(|it| is_again(it.1))
        .peekable();
    found.peek().is_some()
        && found.all(|(at, _)| {
            let around = at.saturating_sub(REACH)..(at + REACH).min(words.len());
            words.get(around).is_some_and(|it| it.iter().any(is_no))
        })
}

/// The verdict of a cell that answers whether to retry.
pub(super) fn answer(text: &str, statuses: &[String]) -> Option<&'static str> {
    let words = plain(text);
    let first = words.split(' ').next().unwrap_or("");
    let no =
        matches!(first, "no" | "false" | "never" | "n") || text.contains(['✗', '✘', '❌', '✖']);
    let yes = matches!(first, "yes" | "true" | "y" | "always") || text.contains(['✓', '✔', '✅']);
    if no {
        return Some("never");
    }
    let said = verdict(text, statuses);
    match (said, yes) {
        (Some(said), _) => Some(said),
        (None, true) if statuses.iter().any(|it| it == "429") => Some("throttle"),
        (None, true) => Some("transient"),
        (None, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_give_the_verdict_that_they_say() {
        let cases = [
            ("Retry with exponential backoff", "503", Some("transient")),
            ("Try again later", "500", Some("transient")),
            ("Retry is not performed.", "400", Some("never")),
            ("Do not retry until the body is fixed", "400", Some("never")),
            ("Retrying will not help", "422", Some("never")),
            ("If that does not help, retry", "500", None),
            ("Fix the body and retry", "400", Some("never")),
            ("Refresh the token and retry", "401", Some("reauth")),
            ("Refresh the page and look again", "500", None),
            ("Wait for the time in Retry-After", "429", Some("throttle")),
            ("Use a new idempotency key", "409", Some("newKey")),
            ("Use a new API key", "401", None),
            ("Contact support", "500", None),
            ("", "500", None),
        ];
        for (text, status, expected) in cases {
            assert_eq!(verdict(text, &[status.to_owned()]), expected, "{text}");
        }
        for (text, expected) in [
            ("No", Some("never")),
            ("Yes", Some("transient")),
            ("\u{2705}", Some("transient")),
            ("Sometimes", None),
        ] {
            assert_eq!(answer(text, &["503".to_owned()]), expected, "{text}");
        }
    }
}
