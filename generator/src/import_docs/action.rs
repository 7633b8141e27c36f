//! What a page says that a caller should do: words into actions, each with a kind that others use too.

use super::words::{self, has, plain};
use crate::draft::Action;

/// The longest text of an action.
const LONGEST: usize = 160;

/// Verbs that begin a sentence about what to do.
const VERBS: &str = "retry open contact check use refresh wait verify ensure make request reduce implement increase provide include \
    update upgrade fix correct review try back slow recharge create list terminate log sign add remove confirm reach obtain get \
    generate regenerate renew send set top choose select call reauthenticate re validate adjust modify change resend report please \
    enable ask do dont look honour honor respect switch pass supply double rotate prefer specify submit simplify split consider \
    complete follow read fund pay show redirect pick heat";

/// Whether a sentence tells a caller to do something.
pub(super) fn is_advice(sentence: &str) -> bool {
    let text = plain(sentence);
    let mut words = text.split(' ');
    let (first, second) = (words.next().unwrap_or(""), words.next());
    // `Request conflicts with …` tells what has happened.
    const NOUNS: [&str; 8] = [
        "request", "list", "call", "report", "fund", "set", "top", "look",
    ];
    const OBJECTS: &str =
        "a an the new all your more another additional access permission it up for at to from";
    let is_noun = NOUNS.contains(&first)
        && !second.is_some_and(|second| OBJECTS.split(' ').any(|it| it == second));
    VERBS.split_whitespace().any(|it| it == first) && second.is_some() && !is_noun
}

/// Kinds, each with what the words of an action must have: one of each group. The first that fits is taken.
const KINDS: &[(&str, &[&str])] = &[
    (
        "useNewKey",
        &[
            "new|different|another|unique|fresh",
            "key|keys",
            "idempotency|use|send",
        ],
    ),
    (
        "refreshToken",
        &[
            "refresh|renew|reauthenticate|obtain|re",
            "token|tokens|authenticate|reauthenticate|credentials",
        ],
    ),
    (
        "useExisting",
        &["existing", "use|return|fetch|retrieve|continue"],
    ),
    (
        "contactSupport",
        &[
            "contact|reach|email|write",
            "support|us|team|administrator|admin|sales|manager",
        ],
    ),
    ("openIssue", &["open|file|report", "issue|ticket|bug|it"]),
    (
        "checkStatusPage",
        &["check|see|monitor|consult|look", "status", "page"],
    ),
    ("checkExisting", &["existing", "check|look|verify"]),
    (
        "requestScope",
        &["scope|scopes", "request|add|grant|include|obtain|ask"],
    ),
    ("checkScope", &["scope|scopes"]),
    (
        "fixFields",
        &[
            "fields|field",
            "details|errors|specific|validation|messages",
        ],
    ),
    (
        "checkId",
        &[
            "id|ids|identifier|identifiers",
            "check|verify|ensure|correct|exists|confirm|valid",
        ],
    ),
    ("checkId", &["exists|exist", "check|verify|ensure|confirm"]),
    (
        "checkPermission",
        &["permission|permissions|role|roles|privileges|access rights"],
    ),
    ("topUp", &["recharge|top|fund|funds|deposit|refill"]),
    (
        "upgradePlan",
        &["upgrade", "plan|account|subscription|tier|your"],
    ),
    (
        "sendToken",
        &[
            "token|tokens|bearer",
            "include|send|provide|valid|check|ensure|verify|pass",
        ],
    ),
    (
        "checkKey",
        &[
            "check|verify|ensure|valid|correct|provide|include|use|make|pass",
            "key|keys|credentials|secret",
        ],
    ),
    ("signIn", &["log|sign", "in"]),
    ("signIn", &["redirect|go|back", "login|sign in|log in"]),
    (
        "slowDown",
        &["back|slow|wait|reduce|throttle|spread|backoff"],
    ),
    ("retryOrReplace", &["retry|try", "other|another|different"]),
    (
        "showValidation",
        &["show|display", "validation|error|errors|input"],
    ),
    (
        "fixRequest",
        &[
            "fix|correct|check|review|verify|validate|ensure|adjust|modify|update|change|provide|include|supply",
            "request|body|payload|parameters|parameter|data|input|json|syntax|values|format|errors|url|query",
        ],
    ),
    ("retryLater", &["retry|again|later|resend"]),
];

/// Words that say nothing in the name of a kind.
const EMPTY: &str = "the a an your you new old valid and or to of that this is are it its for with please in on by make sure our \
    re be been have has if when from at any all";

/// The action of a text. `is_limit` says that the error is one of limits, where trying again means to slow down.
pub(super) fn action(text: &str, is_limit: bool) -> Option<Action> {
    const NOTHING: [&str; 7] = [
        "none",
        "n a",
        "na",
        "continue",
        "nothing",
        "no action",
        "no action required",
    ];
    let text = text.trim().trim_end_matches('.');
    let words = plain(text);
    if words.is_empty() || NOTHING.contains(&&*words) {
        return None;
    }
    let has_one = |group: &&str| group.split('|').any(|it| has(&words, &[it]));
    let kind = KINDS.iter().find(|it| it.1.iter().all(has_one));
    let kind = match kind.map(|it| it.0) {
        Some("retryLater") if is_limit => "slowDown".to_owned(),
        Some("slowDown") if !is_limit && words.starts_with("retry") => "retryLater".to_owned(),
        Some(kind) => kind.to_owned(),
        None => named(&words)?,
    };
    Some(Action {
        kind,
        text: words::cut(text, LONGEST),
        operation: None,
    })
}

/// A kind of the first words of a text: its verb and up to two words of what it is about.
fn named(words: &str) -> Option<String> {
    let mut kind = String::new();
    let says = |it: &&str| {
        let is_empty = EMPTY.split_whitespace().any(|empty| empty == *it);
        it.bytes().all(|it| it.is_ascii_lowercase()) && !is_empty
    };
    for word in words.split(' ').filter(says).take(3) {
        if kind.is_empty() {
            kind.push_str(word);
        } else if let Some(first) = word.get(..1) {
            kind.push_str(&first.to_ascii_uppercase());
            kind.push_str(word.get(1..).unwrap_or(""));
        }
    }
    (!kind.is_empty()).then_some(kind)
}
