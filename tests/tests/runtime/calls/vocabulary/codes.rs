//! What codes mean: `x-error-codes`, and `x-error` at a response.

use faultcode_runtime::{Effect, EndpointError};
use faultcode_tests::{Answer, Server};

use super::vocabulary::codes::{
    ChangedCodesError, CodedError, DraftedCodesError, ListedCodesError, WithKeyError,
};
use super::vocabulary::input::NewThing;
use super::{ask, client, code, thing};
use faultcode_tests::rows::Table;

#[tokio::test]
async fn each_code_has_its_facts() {
    let mut table = Table::new("vocabulary: codes");
    // The status, the code, requests of a call that may be repeated, the effect, and how it ends.
    let rows = [
        (402, "LOW_BALANCE", 1, "rejected", "notRetryable"),
        (429, "BUSY", 3, "rejected", "attemptsExhausted"),
        (503, "BUSY", 3, "maybeApplied", "attemptsExhausted"),
        (500, "FLAKY", 3, "rejected", "attemptsExhausted"),
        (409, "DONE", 1, "applied", "unsafeToRepeat"),
        (502, "DONE", 1, "applied", "unsafeToRepeat"),
        (400, "HALF", 1, "maybeApplied", "notRetryable"),
        (401, "TOKEN_GONE", 1, "rejected", "notRetryable"),
        (409, "RUNNING", 3, "rejected", "attemptsExhausted"),
        (422, "USED_KEY", 1, "rejected", "notRetryable"),
        (400, "PLAIN", 1, "rejected", "notRetryable"),
        (400, "OLD", 1, "rejected", "notRetryable"),
        (451, "EVERYWHERE", 1, "rejected", "notRetryable"),
        (404, "NONE_THERE", 1, "rejected", "notRetryable"),
        (410, "GONE", 1, "rejected", "notRetryable"),
        (400, "SHARED", 1, "rejected", "notRetryable"),
        (400, "ELSEWHERE", 1, "rejected", "notRetryable"),
        (500, "VOUCHED", 3, "rejected", "attemptsExhausted"),
        // The work may be done whatever a page says, and to read twice is harmless.
        (500, "READ", 3, "maybeApplied", "attemptsExhausted"),
        (400, "COPIED", 3, "rejected", "attemptsExhausted"),
        (400, "ANSWERED", 1, "maybeApplied", "notRetryable"),
    ];
    for (status, word, requests, effect, stop) in rows {
        let answers = (0..4).map(|_| code(status, word));
        let asked = ask(answers, |client| client.codes().coded()).await;
        let error = asked.outcome.unwrap_err();
        // Details that are declared and do not come make the variant unreadable, not the verdict.
        let known = error.api().and_then(EndpointError::facts).is_some() || word == "LOW_BALANCE";
        let stopped = error.stop_reason().map_or("", |it| it.as_str());
        let shown = format!(
            "{} {} {stopped} {known}",
            asked.requests.len(),
            error.effect().as_str()
        );
        let expected = format!("{requests} {effect} {stop} true");
        table.compare(&format!("{status} {word}"), Ok(shown), &expected);
    }
    // A header tells the error, and the body says nothing.
    let rows = [
        (403, Some(("X-Left", "0")), 3, "LIMITED"),
        (403, Some(("X-Left", "1")), 1, "none"),
        (503, Some(("X-Mended", "")), 1, "CLOSED"),
        (503, None, 3, "none"),
        (405, Some(("X-Mark", "any")), 1, "MARKED"),
        (405, None, 1, "UNMARKED"),
        (406, Some(("X-Seen", "true")), 1, "SEEN"),
        (406, Some(("X-Seen", "false")), 1, "UNSEEN"),
        (406, None, 1, "none"),
    ];
    for (status, header, requests, expected) in rows {
        let answer = match header {
            Some((name, value)) => Answer::status(status).header(name, value),
            None => Answer::status(status),
        };
        let asked = ask(vec![answer; 4], |client| client.codes().coded()).await;
        let error = asked.outcome.unwrap_err();
        let facts = error.api().and_then(EndpointError::facts);
        let told = facts.and_then(|it| it.code).unwrap_or("none");
        let shown = format!("{} {told}", asked.requests.len());
        table.compare(
            &format!("{status} {header:?}"),
            Ok(shown),
            &format!("{requests} {expected}"),
        );
    }
    let low = r#"{"code": "LOW_BALANCE", "details": {"current": "0.50"}, "missing": ["iban"]}"#;
    let asked = ask([Answer::json(402, low)], |client| client.codes().coded()).await;
    let error = asked.outcome.unwrap_err();
    let Some(CodedError::LowBalance(details)) = error.api() else {
        panic!("{error:?}")
    };
    assert_eq!(details.current.to_string(), "0.50");
    assert_eq!(
        details.missing.as_deref(),
        Some(["iban".to_owned()].as_slice())
    );
    assert_eq!(error.category(), Some("billing"));
    let action = error.action().expect("an action");
    assert_eq!(
        (action.kind, action.text),
        ("topUp", Some("Recharge the account."))
    );
    assert_eq!(action.operation, Some("coded"));
    assert_eq!(action.link, Some("https://vocabulary.example/pay"));

    for spelling in ["OLD", "OLDER", "OLDEST"] {
        let asked = ask([code(400, spelling)], |client| client.codes().coded()).await;
        let error = asked.outcome.unwrap_err();
        assert!(
            matches!(error.api(), Some(CodedError::Ancient(_))),
            "{spelling}"
        );
    }
    let leak = |word: &str| {
        Answer::json(
            400,
            format!(r#"{{"code": "{word}", "message": "pin 4711"}}"#),
        )
    };
    for (word, shown) in [("LEAKY", false), ("PLAIN", true)] {
        let asked = ask([leak(word)], |client| client.codes().coded()).await;
        let text = asked.outcome.unwrap_err().to_string();
        assert_eq!(text.contains("4711"), shown, "{text}");
    }
    let asked = ask([Answer::status(418)], |client| client.codes().coded()).await;
    let error = asked.outcome.unwrap_err();
    assert!(
        matches!(error.api(), Some(CodedError::Teapot(_))),
        "{error:?}"
    );
    assert_eq!(
        (error.category(), error.action().map(|it| it.kind)),
        (Some("kitchen"), Some("brew"))
    );
    table.finish();
}

#[tokio::test]
async fn what_nobody_has_stated_repeats_no_call_that_may_have_been_applied() {
    let mut table = Table::new("vocabulary: confidence");
    let new = NewThing::new();
    let rows = [
        (500, "VOUCHED", 3, "rejected", "attemptsExhausted"),
        (500, "READ", 1, "maybeApplied", "unsafeToRepeat"),
        (400, "COPIED", 1, "rejected", "notRetryable"),
        (400, "ANSWERED", 1, "maybeApplied", "notRetryable"),
        // The status says so by itself.
        (429, "COPIED", 3, "rejected", "attemptsExhausted"),
    ];
    for (status, word, requests, effect, stop) in rows {
        let answers = (0..4).map(|_| code(status, word));
        let asked = ask(answers, |client| client.codes().make_thing(&new)).await;
        let error = asked.outcome.unwrap_err();
        let stopped = error.stop_reason().map_or("", |it| it.as_str());
        let shown = format!(
            "{} {} {stopped}",
            asked.requests.len(),
            error.effect().as_str()
        );
        let expected = format!("{requests} {effect} {stop}");
        table.compare(&format!("{status} {word}"), Ok(shown), &expected);
    }
    table.finish();
}

/// The codes of an error enum.
fn codes<E: EndpointError>() -> Vec<&'static str> {
    E::CODES.iter().filter_map(|it| it.code).collect()
}

#[tokio::test]
async fn an_operation_says_which_codes_it_answers() {
    use super::vocabulary::codes::{MappedCodesError, OfRegionError};
    assert_eq!(codes::<ListedCodesError>(), ["PLAIN", "EVERYWHERE", "1001"]);
    assert_eq!(
        codes::<MappedCodesError>(),
        ["PLAIN", "EVERYWHERE", "SHARED"]
    );
    let changed = codes::<ChangedCodesError>();
    let has = |word: &str| changed.contains(&word);
    assert!(
        has("ONLY_KEYS") && has("1001") && has("HALF"),
        "{changed:?}"
    );
    assert!(!has("PLAIN") && !has("1002"), "{changed:?}");
    let drafted = codes::<DraftedCodesError>();
    assert!(
        drafted.contains(&"ONLY_KEYS") && drafted.contains(&"HALF"),
        "{drafted:?}"
    );
    // Limits: a scheme, and parameters, tags and methods.
    assert!(codes::<WithKeyError>().contains(&"ONLY_KEYS"));
    assert!(!codes::<CodedError>().contains(&"ONLY_KEYS"));
    assert!(codes::<OfRegionError>().contains(&"OF_REGION"));
    assert!(!codes::<CodedError>().contains(&"OF_REGION"));

    let answers = [code(400, "PLAIN"), thing()];
    let asked = ask(answers, |client| client.codes().mapped_codes()).await;
    assert_eq!(asked.turns().unwrap(), "2: [50] ok", "here it is repeated");
    let asked = ask([code(400, "SHARED")], |client| {
        client.codes().mapped_codes()
    })
    .await;
    assert_eq!(asked.outcome.unwrap_err().category(), Some("shared here"));
}

#[tokio::test]
async fn what_is_there_already_can_be_read() {
    let server = Server::answering([code(409, "THERE"), thing()]);
    let (client, _) = client(&server);
    let new = NewThing::new().name("t1");
    let made = client.codes().make_thing(&new).create_or_get().await;
    assert_eq!(made.unwrap().into_inner().id, "t1");
    assert_eq!(server.requests()[1].target, "/things/t1");
}

#[tokio::test]
async fn a_status_can_be_the_other_thing() {
    let mut table = Table::new("vocabulary: x-error");
    let asked = ask([Answer::json(207, r#"{"id": "t1"}"#)], |client| {
        client.codes().partly()
    })
    .await;
    table.compare("a success that is an error", asked.facts(), "207");
    let effect = asked.outcome.err().map(|it| it.effect());
    table.compare(
        "its effect",
        Ok(format!("{effect:?}")),
        &format!("{:?}", Some(Effect::MaybeApplied)),
    );
    let asked = ask([Answer::status(404)], |client| client.codes().found()).await;
    table.compare("an error that is a result", asked.facts(), "None");
    let asked = ask([thing()], |client| client.codes().found()).await;
    table.compare(
        "and the other one",
        asked.facts(),
        r#"Some(Thing {id: "t1"})"#,
    );
    let message = Answer::json(404, r#"{"message": "not found", "id": "none"}"#);
    let asked = ask([message], |client| client.codes().found()).await;
    table.compare("whatever its body says", asked.facts(), "None");
    table.finish();
}

#[tokio::test]
async fn a_success_can_say_that_nothing_was_made() {
    for (status, expected) in [(200, true), (201, false)] {
        let server = Server::answering([Answer::status(status)]);
        let (client, _) = client(&server);
        let answer = client.codes().made_or_there().send_with_meta().await;
        assert_eq!(answer.unwrap().meta.is_existing(), expected, "{status}");
    }
}

#[tokio::test]
async fn a_code_can_be_stated_at_its_schema() {
    let answers = [code(400, "SPELLED_OUT"), thing()];
    let asked = ask(answers, |client| client.codes().spelled()).await;
    assert_eq!(asked.turns().unwrap(), "2: [50] ok");
}
