//! The JSON Schemas and the tables of the guide against the facts that both ends have: the words of each key, and what holds
//! where a document says nothing. It is long because the keys are two tables.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use faultcode_facts::{
    Backoff, BackoffKind, Beyond, CodeKind, Confidence, Effect, EnvelopePreset, FieldErrorWord,
    FieldErrorsAt, HintUnit, Hints, Idempotency, Idempotent, Include, Jitter, KEY_HEADER,
    KEYED_METHODS, KeyMode, MessageAt, NetworkRetry, PageKind, Preset, RateLimitFacts, Replays,
    Retry, RetryPolicy, SignatureAlgorithm, SignatureEncoding, Source, StatusRange, WebhookScheme,
    Word,
};
use faultcode_tests::snapshot::finish;
use faultcode_tests::tree;
use serde_json::Value;

/// The words of a key.
struct Words {
    extension: &'static str,
    /// The key, as the guide's table names it.
    key: &'static str,
    words: Vec<&'static str>,
}

fn all<T: Word>() -> Vec<&'static str> {
    T::ALL.iter().map(|it| it.word()).collect()
}

fn of<T>(pairs: &[(&'static str, T)]) -> Vec<&'static str> {
    pairs.iter().map(|(word, _)| *word).collect()
}

fn words() -> Vec<Words> {
    let mut schemes = all::<WebhookScheme>();
    schemes.push(WebhookScheme::OTHER);
    let rows = [
        ("x-error-codes", "retry", all::<Retry>()),
        ("x-error-codes", "effect", of(Effect::STATED)),
        ("x-error-codes", "confidence", all::<Confidence>()),
        ("x-error-codes", "origin", all::<Source>()),
        ("x-error-envelope", "preset", all::<EnvelopePreset>()),
        ("x-error-envelope", "code", all::<CodeKind>()),
        ("x-error-envelope", "fieldErrors", all::<FieldErrorWord>()),
        ("x-error-envelope", "retryAfter", of(HintUnit::OF_WAITS)),
        ("x-error-envelope", "resetAt", of(HintUnit::OF_INSTANTS)),
        ("x-idempotency", "mode", all::<KeyMode>()),
        ("x-idempotency", "replays", all::<Replays>()),
        ("x-idempotency", "confidence", all::<Confidence>()),
        ("x-pagination", "kind", all::<PageKind>()),
        ("x-rate-limit", "resetAs", of(HintUnit::OF_RESETS)),
        ("x-retry", "preset", all::<Preset>()),
        ("x-retry", "backoff.kind", all::<BackoffKind>()),
        ("x-retry", "backoff.jitter", all::<Jitter>()),
        ("x-retry", "on.network", of(NetworkRetry::WORDS)),
        ("x-retry", "hints.from", of(HintUnit::OF_HINTS)),
        ("x-retry", "hints.beyond", all::<Beyond>()),
        ("x-retry", "idempotent", all::<Idempotent>()),
        ("x-support", "include", all::<Include>()),
        ("x-webhook-signature", "scheme", schemes),
        (
            "x-webhook-signature",
            "algorithm",
            all::<SignatureAlgorithm>(),
        ),
        (
            "x-webhook-signature",
            "encoding",
            all::<SignatureEncoding>(),
        ),
    ];
    rows.into_iter()
        .map(|(extension, key, words)| Words {
            extension,
            key,
            words,
        })
        .collect()
}

/// Lists of values in the schemas that are no words of facts: a number, and what stands for a place in a request or a text.
const OTHERS: [(&str, &str); 3] = [
    ("x-pagination", "first"),
    ("x-sensitive", ""),
    ("x-test-triggers", "in"),
];

/// Every list of values of a schema, with the property that it belongs to. What only holds under a condition repeats a part.
fn lists<'s>(schema: &'s Value, property: &'s str, found: &mut Vec<(&'s str, BTreeSet<String>)>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Array(values)) = members.get("enum") {
                let text = |value: &Value| match value {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                let values = values.iter().filter(|value| !value.is_null());
                found.push((property, values.map(text).collect()));
            }
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("if" | "then" | "else", _) => {}
                    ("properties", Value::Object(properties)) => {
                        for (name, property) in properties {
                            lists(property, name, found);
                        }
                    }
                    _ => lists(member, property, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| lists(item, property, found)),
        _ => {}
    }
}

#[test]
fn the_schemas_have_the_words_of_the_facts() {
    let folder = tree::root().join("generator/schema/extensions");
    let (rows, mut seen, mut problems) = (words(), BTreeSet::new(), Vec::new());
    for file in tree::files(&folder) {
        let Some(extension) = file.strip_suffix(".json") else {
            continue;
        };
        let text = fs::read_to_string(folder.join(&file)).expect("a schema");
        let schema: Value = serde_json::from_str(&text).expect("JSON");
        let mut found = Vec::new();
        lists(&schema, "", &mut found);
        for (property, values) in found {
            if OTHERS.contains(&(extension, property)) {
                continue;
            }
            let mut fitting = rows.iter().enumerate().filter(|(_, row)| {
                let words: BTreeSet<String> = row.words.iter().map(|it| (*it).to_owned()).collect();
                row.extension == extension && words == values
            });
            match fitting.next() {
                Some((row, _)) => drop(seen.insert(row)),
                None => problems.push(format!(
                    "{file}: the values of `{property}` are the words of no fact: {values:?}"
                )),
            }
        }
    }
    for (row, words) in rows.iter().enumerate() {
        if !seen.contains(&row) {
            problems.push(format!(
                "{}.json has no list of the words of `{}`: {:?}",
                words.extension, words.key, words.words
            ));
        }
    }
    finish(
        &problems,
        "State the words of the facts, which are the ones that are read.",
    );
}

/// The tables of a page: their rows as cells, by the text of the first.
fn rows(extension: &str) -> Vec<Vec<String>> {
    let path = tree::root().join(format!("docs/src/vocabulary/{extension}.md"));
    let page = fs::read_to_string(&path).expect("the page of an extension");
    let rows = page.lines().filter(|line| line.starts_with('|'));
    let cells = |line: &str| {
        let cells = line.trim_matches('|').split(" | ");
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    rows.map(cells).collect()
}

/// The row of a key in the table of its page.
fn row(extension: &str, key: &str) -> Option<Vec<String>> {
    let key = format!("`{key}`");
    rows(extension).into_iter().find(|cells| cells[0] == key)
}

#[test]
fn the_guide_has_the_words_of_the_facts() {
    let mut problems = Vec::new();
    for Words {
        extension,
        key,
        words,
    } in words()
    {
        let Some(cells) = row(extension, key) else {
            problems.push(format!("{extension}.md has no row of `{key}`"));
            continue;
        };
        let line = cells.join(" | ");
        let is_listed = |word: &&&str| {
            let word = format!("`{word}`");
            line.contains(&word) || rows(extension).iter().any(|cells| cells[0] == word)
        };
        for word in words.iter().filter(|word| !is_listed(word)) {
            problems.push(format!("{extension}.md, `{key}` does not name `{word}`"));
        }
        // Where the second cell lists words, it lists no others.
        let listed = cells[1].split('`').skip(1).step_by(2);
        let listed: Vec<&str> = listed.filter(|it| !it.contains(['{', ' '])).collect();
        for other in listed.iter().filter(|other| !words.contains(other)) {
            problems.push(format!(
                "{extension}.md, `{key}` names `{other}`, which is no word"
            ));
        }
    }
    finish(
        &problems,
        "State the words of the facts, which are the ones that are read.",
    );
}

fn time(time: Duration) -> String {
    if time.subsec_millis() == 0 {
        format!("{}s", time.as_secs())
    } else {
        format!("{}ms", time.as_millis())
    }
}

fn code(text: impl AsRef<str>) -> String {
    format!("`{}`", text.as_ref())
}

/// A list of statuses, one by one.
fn statuses(ranges: &[StatusRange], between: &str) -> String {
    let each = ranges.iter().flat_map(|range| range.first..=range.last);
    let each: Vec<String> = each.map(|status| status.to_string()).collect();
    each.join(between)
}

#[test]
fn the_guide_has_the_defaults_of_the_facts() {
    let retry = RetryPolicy::STANDARD;
    let throttle = retry
        .throttle
        .expect("the standard preset has throttle waits");
    let budget = retry.budget.expect("the standard preset has a budget");
    let limits = RateLimitFacts::DEFAULT;
    let plain = WebhookScheme::Plain.usual();
    let list = |ranges| code(format!("[{}]", statuses(ranges, ", ")));
    let expected = [
        ("x-retry", "preset", code(Preset::Standard.word())),
        ("x-retry", "maxAttempts", retry.max_attempts.to_string()),
        (
            "x-retry",
            "backoff.kind",
            code(Backoff::STANDARD.kind.word()),
        ),
        (
            "x-retry",
            "backoff.base",
            code(time(Backoff::STANDARD.base)),
        ),
        (
            "x-retry",
            "backoff.factor",
            Backoff::STANDARD.factor.to_string(),
        ),
        ("x-retry", "backoff.cap", code(time(Backoff::STANDARD.cap))),
        (
            "x-retry",
            "backoff.jitter",
            code(Backoff::STANDARD.jitter.word()),
        ),
        (
            "x-retry",
            "backoff.throttle",
            code(format!("{{base: {}}}", time(throttle.base))),
        ),
        ("x-retry", "on.transient", list(retry.transient_on)),
        ("x-retry", "on.throttle", list(retry.throttle_on)),
        ("x-retry", "hints.max", code(time(Hints::STANDARD.max))),
        (
            "x-retry",
            "hints.beyond",
            code(Hints::STANDARD.beyond.word()),
        ),
        (
            "x-retry",
            "budget",
            format!(
                "{}, {}, {}, {}",
                budget.capacity, budget.cost, budget.throttle_cost, budget.refill
            ),
        ),
        ("x-retry", "idempotent", code(retry.idempotent.word())),
        ("x-error-codes", "retry", code(Retry::default().word())),
        ("x-idempotency", "header", code(KEY_HEADER)),
        (
            "x-idempotency",
            "mode",
            code(Idempotency::HEADER.mode.word()),
        ),
        (
            "x-idempotency",
            "methods",
            code(format!("[{}]", KEYED_METHODS.join(", "))),
        ),
        (
            "x-idempotency",
            "maxLength",
            Idempotency::HEADER.max_length.to_string(),
        ),
        (
            "x-idempotency",
            "structured",
            code(Idempotency::HEADER.structured.to_string()),
        ),
        (
            "x-rate-limit",
            "headers",
            [limits.limit, limits.remaining, limits.reset]
                .map(code)
                .join(", "),
        ),
        ("x-rate-limit", "resetAs", code(limits.reset_as.as_str())),
        (
            "x-rate-limit",
            "standard",
            code(limits.standard.to_string()),
        ),
        ("x-webhook-signature", "prefix", code(plain.prefix)),
        (
            "x-webhook-signature",
            "tolerance",
            code(time(plain.tolerance)),
        ),
        (
            "x-webhook-signature",
            "respond",
            format!("{}, {}", plain.respond_signature, plain.respond_timestamp),
        ),
    ];
    let mut problems = Vec::new();
    for (extension, key, default) in expected {
        match row(extension, key) {
            Some(cells) if cells[2] == default => {}
            Some(cells) => problems.push(format!(
                "{extension}.md, `{key}` has the default {}, which is {default}",
                cells[2]
            )),
            None => problems.push(format!("{extension}.md has no row of `{key}`")),
        }
    }
    let join = format!("{:?}", MessageAt::DEFAULT.join);
    let shape = FieldErrorWord::default().word();
    assert!(matches!(
        FieldErrorsAt::DEFAULT.shape,
        faultcode_facts::FieldErrorShape::Map
    ));
    for (key, said) in [("message", join), ("fieldErrors", shape.to_owned())] {
        let cells = row("x-error-envelope", key).expect("a row");
        if !cells.join(" ").contains(&code(&said)) {
            problems.push(format!("x-error-envelope.md, `{key}` does not say {said}"));
        }
    }
    finish(
        &problems,
        "State the defaults of the facts, which are the ones that hold.",
    );
}

/// The table of presets, column by column: figures from the policies, words where a figure is none.
#[test]
fn the_guide_has_the_presets_of_the_facts() {
    let table = rows("x-retry");
    let head = table.iter().position(|cells| cells[0].is_empty());
    let table = &table[head.expect("the table of presets")..];
    let named: Vec<String> = Preset::ALL.iter().map(|it| code(it.word())).collect();
    assert_eq!(table[0][1..], named);
    let cell = |row: &str, column: usize| {
        let row = table.iter().find(|cells| cells[0] == row);
        row.map(|cells| cells[column + 1].clone())
    };
    let spaced = |time: Duration| self::time(time).replace("ms", " ms").replace('s', " s");
    let spaced = |time: Duration| spaced(time).replace(" m s", " ms").replace("  ", " ");
    let mut problems = Vec::new();
    for (column, preset) in Preset::ALL.iter().enumerate() {
        let (policy, _) = preset.policy();
        let repeats = policy.max_attempts > 1;
        let throttle = policy.throttle.unwrap_or(policy.backoff);
        let base = format!("{}, {}", spaced(policy.backoff.base), spaced(throttle.base));
        let cap = format!("{}, {}", policy.backoff.factor, spaced(policy.backoff.cap));
        let floor = policy.backoff.floor;
        let jitter = policy.backoff.jitter.word();
        let jitter = match floor.is_zero() {
            true => jitter.to_owned(),
            false => format!("{jitter}, at least {}", spaced(floor)),
        };
        let waits = |text: String| if repeats { text } else { String::new() };
        let budget = policy.budget.map(|costs| costs.capacity.to_string());
        let header = policy.should_retry_header.map(code);
        let expected = [
            ("attempts", policy.max_attempts.to_string()),
            ("base, transient and throttle", waits(base)),
            ("factor, cap", waits(cap)),
            ("jitter", waits(jitter)),
            ("budget", budget.unwrap_or_else(|| "none".to_owned())),
            (
                "header that decides first",
                header.unwrap_or_else(|| "none".to_owned()),
            ),
        ];
        for (row, expected) in expected {
            if cell(row, column).as_ref() != Some(&expected) {
                problems.push(format!(
                    "x-retry.md, {row} of {}: {:?}, which is {expected:?}",
                    preset.word(),
                    cell(row, column)
                ));
            }
        }
    }
    finish(
        &problems,
        "State the presets of the facts, which are the ones that hold.",
    );
}
