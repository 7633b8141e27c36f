//! Keys: `x-idempotency`.

use std::time::SystemTime;

use faultcode_runtime::IdempotencyKey;
use faultcode_runtime::errors::KeyAnswer;
use faultcode_runtime::keys::MemoryKeyStore;
use faultcode_tests::{Answer, Server};

use super::vocabulary::Client;
use super::vocabulary::input::NewThing;
use super::{ask, client, code, thing};
use faultcode_tests::rows::Table;

const UUID: usize = 36;

#[tokio::test]
async fn a_key_travels_as_the_document_says() {
    let mut table = Table::new("vocabulary: keys");
    let new = NewThing::new();
    let asked = ask([thing()], |it| it.keyed().header_key(&new)).await;
    let key = asked.requests[0].header("request-key").unwrap_or_default();
    let shown = format!("{} {}", &key[..3], key.len());
    table.compare(
        "prefix and quotes",
        Ok(shown),
        &format!("\"v- {}", UUID + 4),
    );
    let key = || IdempotencyKey::new("k1").expect("a key");
    let asked = ask([thing()], |it| {
        it.keyed().header_key(&new).idempotency_key(key())
    })
    .await;
    let sent = asked.requests[0].header("request-key").unwrap_or_default();
    table.compare("the caller's key", Ok(sent.to_owned()), "\"k1\"");

    for (length, requests) in [(40, 1), (41, 0)] {
        let key = IdempotencyKey::new(&"k".repeat(length)).expect("a key");
        let asked = ask([thing()], |it| {
            it.keyed().header_key(&new).idempotency_key(key)
        })
        .await;
        table.compare(
            "maxLength",
            Ok(asked.requests.len().to_string()),
            &requests.to_string(),
        );
    }
    // The clock of the tests shows the first second of 2026.
    for (age, requests) in [(3599, 1), (3600, 0)] {
        let made = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_767_225_600 - age);
        let key = IdempotencyKey::restore("k1", made).expect("a key");
        let asked = ask([thing()], |it| {
            it.keyed().header_key(&new).idempotency_key(key)
        })
        .await;
        table.compare(
            "ttl",
            Ok(asked.requests.len().to_string()),
            &requests.to_string(),
        );
    }

    let rows = [
        (
            code(422, "USED_KEY"),
            1,
            Some(KeyAnswer::Mismatch),
            "maybeApplied",
        ),
        (code(428, "NO_KEY"), 1, Some(KeyAnswer::Missing), "rejected"),
        (Answer::status(422), 1, None, "rejected"),
        (Answer::status(500), 1, None, "maybeApplied"),
        (
            Answer::status(503).header("replayed", "true"),
            1,
            None,
            "maybeApplied",
        ),
    ];
    for (answer, requests, about, effect) in rows {
        let what = format!("{answer:?}");
        let asked = ask([answer, thing()], |it| it.keyed().header_key(&new)).await;
        let shown = asked
            .outcome
            .map_err(|it| format!("{:?} {}", it.key_answer(), it.effect().as_str()));
        let shown = format!("{} {:?}", asked.requests.len(), shown.err());
        let expected = format!("{requests} {:?}", Some(format!("{about:?} {effect}")));
        table.compare(&what, Ok(shown), &expected);
    }
    let answers = [Answer::status(425), Answer::status(425), thing()];
    let asked = ask(answers, |it| it.keyed().header_key(&new)).await;
    let keys: Vec<_> = asked
        .requests
        .iter()
        .map(|it| it.header("request-key"))
        .collect();
    assert!(keys.iter().all(|it| *it == keys[0]), "{keys:?}");
    table.compare("in flight", asked.turns(), "3: [50 100] ok");

    let asked = ask([thing()], |it| it.keyed().body_key(&new)).await;
    let body = asked.requests[0].text().to_owned();
    let length = r#"{"name":""}"#.len() + UUID;
    table.compare(
        "in the body",
        Ok(format!("{} {}", &body[..9], body.len())),
        &format!("{{\"name\":\" {length}"),
    );
    let named = NewThing::new().name("n1");
    let asked = ask([thing()], |it| it.keyed().body_key(&named)).await;
    table.compare(
        "what the caller wrote",
        Ok(asked.requests[0].text().to_owned()),
        r#"{"name":"n1"}"#,
    );
    let asked = ask([Answer::status(500), thing()], |it| {
        it.keyed().body_key(&new)
    })
    .await;
    table.compare("only successes are replayed", asked.turns(), "2: [50] ok");

    let asked = ask([code(409, "KEY_RUNS"), thing()], |it| {
        it.keyed().body_key(&new)
    })
    .await;
    table.compare("in flight, by its code", asked.turns(), "2: [50] ok");

    let asked = ask([thing()], |it| it.keyed().required_key(&new)).await;
    table.compare("required", Ok(asked.requests.len().to_string()), "0");
    let answers = [Answer::status(500), thing()];
    let asked = ask(answers, |it| {
        it.keyed().required_key(&new).idempotency_key(key())
    })
    .await;
    let sent = asked.requests[0]
        .header("idempotency-key")
        .unwrap_or_default()
        .to_owned();
    table.compare("required, and given", Ok(sent), "k1");
    table.compare(
        "everything is replayed",
        asked.turns(),
        "1: [] notRetryable",
    );

    let asked = ask([Answer::nothing(), thing()], |it| {
        it.keyed().optional_key(&new)
    })
    .await;
    let sent = asked.requests[0]
        .header("idempotency-key")
        .map(str::to_owned);
    table.compare("optional", Ok(format!("{sent:?}")), "None");
    table.compare("optional, and lost", asked.turns(), "1: [] unsafeToRepeat");
    let answers = [Answer::nothing(), thing()];
    let asked = ask(answers, |it| {
        it.keyed().optional_key(&new).idempotency_key(key())
    })
    .await;
    table.compare("optional, and given", asked.turns(), "2: [50] ok");

    let asked = ask([thing()], |it| it.keyed().no_key(&new)).await;
    let sent = asked.requests[0]
        .header("idempotency-key")
        .map(str::to_owned);
    table.compare("none", Ok(format!("{sent:?}")), "None");
    let asked = ask([thing()], |it| {
        it.keyed().no_key(&new).idempotency_key(key())
    })
    .await;
    table.compare("none, and given", Ok(asked.requests.len().to_string()), "0");

    let asked = ask([thing()], |it| it.keyed().put_key(&new)).await;
    let sent = asked.requests[0].header("idempotency-key").map(str::len);
    table.compare(
        "methods",
        Ok(format!("{sent:?}")),
        &format!("{:?}", Some(UUID)),
    );
    table.finish();
}

#[tokio::test]
async fn a_key_of_a_draft_makes_no_call_repeatable() {
    let mut table = Table::new("vocabulary: keys of drafts");
    let new = NewThing::new();
    let answers = || [Answer::status(503), thing()];
    let rows = [
        (
            ask(answers(), |it| it.keyed().stated_key(&new)).await,
            "2 true Some(36)",
        ),
        (
            ask(answers(), |it| it.keyed().derived_key(&new)).await,
            "1 false Some(36)",
        ),
        (
            ask(answers(), |it| it.keyed().observed_key(&new)).await,
            "1 false Some(36)",
        ),
    ];
    for (asked, expected) in rows {
        let sent = asked.requests[0].header("idempotency-key").map(str::len);
        let again = asked
            .outcome
            .as_ref()
            .map_or_else(|it| it.is_retry_safe(), |_| true);
        let shown = format!("{} {again} {sent:?}", asked.requests.len());
        table.compare(&asked.requests[0].target, Ok(shown), expected);
    }
    table.finish();
}

#[tokio::test]
async fn answers_about_keys_can_be_classes_of_statuses() {
    let mut table = Table::new("vocabulary: classes of answers about keys");
    let new = NewThing::new();
    for (status, about) in [(400, "Mismatch"), (409, "Mismatch"), (599, "InFlight")] {
        let asked = ask((0..3).map(|_| Answer::status(status)), |it| {
            it.keyed().class_keys(&new)
        })
        .await;
        let about_key = asked.outcome.err().and_then(|it| it.key_answer());
        table.compare(
            &status.to_string(),
            Ok(format!("{about_key:?}")),
            &format!("Some({about})"),
        );
    }
    let asked = ask([Answer::status(428)], |it| it.keyed().class_missing(&new)).await;
    let about_key = asked.outcome.err().and_then(|it| it.key_answer());
    table.compare("missing", Ok(format!("{about_key:?}")), "Some(Missing)");
    table.finish();
}

/// The client's key is the same for a call and its repeats, and another one for the next call.
#[tokio::test]
async fn each_call_has_a_key_of_its_own() {
    let server = Server::answering([thing(), thing()]);
    let (client, _) = client(&server);
    for _ in 0..2 {
        client.keyed().header_key(&NewThing::new()).await.unwrap();
    }
    let keys: Vec<_> = server
        .requests()
        .iter()
        .map(|it| it.header("request-key").map(str::to_owned))
        .collect();
    assert_ne!(keys[0], keys[1]);
}

/// With a store, the same name under another owner is another call with a key of its own, and so is a key of the caller.
#[tokio::test]
async fn a_key_belongs_to_the_value_of_its_scope() {
    let server = Server::deciding(|_| thing());
    let builder = Client::builder().base_url(server.url());
    let builder = builder.token("bearer-of-these-tests");
    let client = builder.key_store(MemoryKeyStore::new()).build().unwrap();
    let (one, other) = (NewThing::new().name("one"), NewThing::new().name("other"));
    for (owner, new) in [("a", &one), ("b", &other), ("a", &one)] {
        let call = client.keyed().owned_key(owner, new);
        call.durable("order-17").await.unwrap();
    }
    for (owner, new) in [("a", &one), ("b", &other)] {
        let call = client.keyed().owned_key(owner, new);
        call.idempotency_key("k1").await.unwrap();
    }
    let keys: Vec<_> = server
        .requests()
        .iter()
        .map(|it| it.header("idempotency-key").unwrap_or_default().to_owned())
        .collect();
    assert_ne!(keys[0], keys[1], "another owner");
    assert_eq!(keys[0], keys[2], "the same call again");
    assert_eq!(keys[3..], ["k1", "k1"]);
}
