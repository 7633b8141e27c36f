//! The vocabulary, whole: every key and every value of every extension, as the JSON Schemas list them, driven through a
//! socket by a document of ours that has them all (`tests/calls/vocabulary.yaml`).
//!
//! What there is to drive is read from `generator/schema/extensions`, what the document uses is read from it along the same schemas, and
//! [`DRIVEN`] says which test calls what has it. So a key that a schema gains fails here until the document uses it and a
//! test calls that.

#[path = "vocabulary/again.rs"]
mod again;
#[path = "vocabulary/codes.rs"]
mod codes;
#[path = "vocabulary/facts.rs"]
mod facts;
#[path = "vocabulary/keyed.rs"]
mod keyed;
#[path = "vocabulary/limited.rs"]
mod limited;
#[path = "vocabulary/listed.rs"]
mod listed;
#[path = "vocabulary/other.rs"]
mod other;
#[path = "vocabulary/said.rs"]
mod said;
#[path = "vocabulary/signed.rs"]
mod signed;

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};
use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::calls::Success;
use faultcode_runtime::errors::StopReason;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::values::Params;
use faultcode_runtime::{Call, EndpointError, Error, ErrorKind};
use faultcode_tests::{Answer, Request, Server, aloud, tree};

use self::facts::{Fact, Schemas};
use self::vocabulary::Client;

faultcode_runtime::include_client!("vocabulary");

/// Which test drives what stands below a place of the document.
const DRIVEN: &[(&str, &str)] = &[
    ("/x-error-envelope", "codes::each_code_has_its_facts"),
    ("/x-error-codes", "codes::each_code_has_its_facts"),
    (
        "/components/x-error-codes",
        "codes::each_code_has_its_facts",
    ),
    ("/x-support", "other::a_report_says_what_the_document_lists"),
    (
        "/x-webhook-signature",
        "signed::deliveries_are_verified_as_they_are_signed",
    ),
    (
        "/x-webhook-event",
        "signed::what_holds_for_an_event_is_known_by_its_name",
    ),
    (
        "/webhooks/",
        "signed::deliveries_are_verified_as_they_are_signed",
    ),
    (
        "/x-test-triggers",
        "other::inputs_that_provoke_errors_do_so_in_the_mock",
    ),
    (
        "/paths//single/",
        "said::an_envelope_says_where_each_fact_stands",
    ),
    (
        "/paths//list-of-envelopes/",
        "said::each_of_several_envelopes_is_tried",
    ),
    ("/paths//exists/", "said::a_success_can_say_that_it_failed"),
    ("/paths//absent/", "said::a_success_can_say_that_it_failed"),
    (
        "/paths//any-of-two/",
        "said::a_success_can_say_that_it_failed",
    ),
    ("/paths//map/", "said::fields_are_named_in_four_shapes"),
    ("/paths//bare-map/", "said::fields_are_named_in_four_shapes"),
    ("/paths//texts/", "said::fields_are_named_in_four_shapes"),
    ("/paths//pointers/", "said::fields_are_named_in_four_shapes"),
    ("/paths//either/", "said::codes_can_be_both"),
    ("/paths//integer/", "said::codes_can_be_numbers"),
    (
        "/paths//sensitive/",
        "said::a_sensitive_message_is_not_shown",
    ),
    (
        "/paths//items/",
        "said::the_first_of_several_errors_decides",
    ),
    ("/paths//problem/", "said::presets_know_layouts"),
    ("/paths//google/", "said::presets_know_layouts"),
    ("/paths//square/", "said::presets_know_layouts"),
    ("/paths//near-preset/", "said::presets_know_layouts"),
    (
        "/paths//listed-codes/",
        "codes::an_operation_says_which_codes_it_answers",
    ),
    (
        "/paths//mapped-codes/",
        "codes::an_operation_says_which_codes_it_answers",
    ),
    (
        "/paths//changed-codes/",
        "codes::an_operation_says_which_codes_it_answers",
    ),
    (
        "/paths//drafted-codes/",
        "codes::an_operation_says_which_codes_it_answers",
    ),
    (
        "/paths//stated-key/",
        "keyed::a_key_of_a_draft_makes_no_call_repeatable",
    ),
    (
        "/paths//derived-key/",
        "keyed::a_key_of_a_draft_makes_no_call_repeatable",
    ),
    (
        "/paths//observed-key/",
        "keyed::a_key_of_a_draft_makes_no_call_repeatable",
    ),
    (
        "/paths//things/",
        "codes::what_is_there_already_can_be_read",
    ),
    ("/paths//partly/", "codes::a_status_can_be_the_other_thing"),
    ("/paths//found/", "codes::a_status_can_be_the_other_thing"),
    (
        "/paths//made-or-there/",
        "codes::a_success_can_say_that_nothing_was_made",
    ),
    (
        "/components/schemas/Spelled/",
        "codes::a_code_can_be_stated_at_its_schema",
    ),
    (
        "/components/schemas/Secrets/",
        "other::secrets_are_not_shown",
    ),
    ("/paths//secrets/", "other::secrets_are_not_shown"),
    (
        "/components/securitySchemes/token/",
        "other::secrets_are_not_shown",
    ),
    (
        "/components/securitySchemes/key/",
        "other::a_key_of_the_wrong_class_is_not_sent",
    ),
    (
        "/paths//publishable/",
        "other::a_key_of_the_wrong_class_is_not_sent",
    ),
    (
        "/components/securitySchemes/session/",
        "other::tokens_are_renewed_as_the_scheme_says",
    ),
    (
        "/components/securitySchemes/stubborn/",
        "other::tokens_are_renewed_as_the_scheme_says",
    ),
    (
        "/components/securitySchemes/made/",
        "other::tokens_are_made_as_the_scheme_says",
    ),
    (
        "/paths//session/",
        "other::tokens_are_renewed_as_the_scheme_says",
    ),
    (
        "/paths//support/",
        "other::a_report_says_what_the_document_lists",
    ),
    ("/paths//standard/", "again::presets_have_their_waits"),
    ("/paths//aws21/", "again::presets_have_their_waits"),
    ("/paths//aws20/", "again::presets_have_their_waits"),
    ("/paths//stripe/", "again::presets_have_their_waits"),
    ("/paths//never/", "again::presets_have_their_waits"),
    ("/paths//exponential/", "again::waits_grow_as_stated"),
    ("/paths//linear/", "again::waits_grow_as_stated"),
    ("/paths//fixed/", "again::waits_grow_as_stated"),
    ("/paths//throttles/", "again::waits_grow_as_stated"),
    ("/paths//faults/", "again::waits_grow_as_stated"),
    ("/paths//statuses/", "again::what_is_repeated_is_listed"),
    ("/paths//classes/", "again::what_is_repeated_is_listed"),
    ("/paths//on/", "again::faults_are_repeated_as_listed"),
    ("/paths//hints/", "again::hints_are_read_where_they_stand"),
    (
        "/paths//body-hints/",
        "again::hints_are_read_where_they_stand",
    ),
    (
        "/paths//ignored-hints/",
        "again::hints_are_read_where_they_stand",
    ),
    ("/paths//asked/", "again::the_server_can_decide"),
    ("/paths//budget/", "again::a_budget_pays_for_repeats"),
    ("/paths//contract/", "again::what_is_harmless_can_be_stated"),
    (
        "/paths//no-contract/",
        "again::what_is_harmless_can_be_stated",
    ),
    (
        "/paths//by-method/",
        "again::what_is_harmless_can_be_stated",
    ),
    (
        "/paths//header-key/",
        "keyed::a_key_travels_as_the_document_says",
    ),
    (
        "/paths//owners/{owner}/things/",
        "keyed::a_key_belongs_to_the_value_of_its_scope",
    ),
    (
        "/paths//body-key/",
        "keyed::a_key_travels_as_the_document_says",
    ),
    (
        "/paths//required-key/",
        "keyed::a_key_travels_as_the_document_says",
    ),
    (
        "/paths//optional-key/",
        "keyed::a_key_travels_as_the_document_says",
    ),
    (
        "/paths//no-key/",
        "keyed::a_key_travels_as_the_document_says",
    ),
    (
        "/paths//put-key",
        "keyed::a_key_travels_as_the_document_says",
    ),
    (
        "/paths//class-keys/",
        "keyed::answers_about_keys_can_be_classes_of_statuses",
    ),
    (
        "/paths//class-missing/",
        "keyed::answers_about_keys_can_be_classes_of_statuses",
    ),
    (
        "/paths//limits/",
        "limited::limits_are_read_where_they_stand",
    ),
    ("/paths//cursor/", "listed::each_kind_of_page_is_turned"),
    ("/paths//last-item/", "listed::each_kind_of_page_is_turned"),
    ("/paths//offset/", "listed::each_kind_of_page_is_turned"),
    ("/paths//page/", "listed::each_kind_of_page_is_turned"),
    ("/paths//link/", "listed::each_kind_of_page_is_turned"),
    ("/paths//next-url/", "listed::each_kind_of_page_is_turned"),
    ("/paths//no-pages/", "listed::each_kind_of_page_is_turned"),
];

#[test]
fn every_key_and_every_value_is_driven() {
    let schemas = Schemas::read(&tree::root().join("generator/schema/extensions"));
    let all = schemas.facts();
    let text = std::fs::read_to_string(tree::root().join("tests/calls/vocabulary.yaml"));
    let text = text.expect("the document is checked in");
    let document: serde_json::Value = serde_yaml::from_str(&text).expect("YAML");
    let mut driven: BTreeSet<Fact> = BTreeSet::new();
    let mut idle: BTreeSet<&str> = DRIVEN.iter().map(|(place, _)| *place).collect();
    for (place, name, value) in facts::extensions(&document) {
        let driver = DRIVEN.iter().find(|(prefix, _)| place.starts_with(prefix));
        let (prefix, test) = driver.unwrap_or_else(|| panic!("nothing drives {place}"));
        idle.remove(prefix);
        let (module, function) = test.split_once("::").expect("a module and a function");
        let source = format!("tests/tests/runtime/calls/vocabulary/{module}.rs");
        let source = std::fs::read_to_string(tree::root().join(source)).expect("a module of tests");
        assert!(
            source.contains(&format!("fn {function}(")),
            "there is no {test}"
        );
        driven.extend(schemas.used(&name, value));
    }
    assert!(idle.is_empty(), "nothing stands at {idle:?}");
    let missing: Vec<_> = all.difference(&driven).map(ToString::to_string).collect();
    let count =
        |set: &BTreeSet<Fact>, value| set.iter().filter(|it| it.value.is_some() == value).count();
    aloud(&format!(
        "vocabulary: {} keys, {} values, {} and {} of them driven",
        count(&all, false),
        count(&all, true),
        count(&driven, false),
        count(&driven, true),
    ));
    assert!(missing.is_empty(), "nothing drives\n{}", missing.join("\n"));
    let strange: Vec<_> = driven.difference(&all).map(ToString::to_string).collect();
    assert!(strange.is_empty(), "no schema has\n{}", strange.join("\n"));
}

/// A client of a scripted server, and its clock.
fn client(server: &Server) -> (Client, ManualClock) {
    let clock = ManualClock::new();
    let builder = Client::builder()
        .base_url(server.url())
        .clock(Arc::new(clock.clone()))
        .token("bearer-of-these-tests");
    (builder.build().expect("a loopback URL"), clock)
}

/// A call, and what the server saw of it.
struct Asked<T, E> {
    outcome: Result<T, Error<E>>,
    requests: Vec<Request>,
    waits: Vec<Duration>,
}

/// Makes a call that meets these answers.
async fn ask<T, E, P: Params, B>(
    answers: impl IntoIterator<Item = Answer>,
    call: impl FnOnce(&Client) -> Call<T, E, P, B>,
) -> Asked<T, E>
where
    T: Success,
    E: EndpointError,
{
    let server = Server::answering(answers);
    let (client, clock) = client(&server);
    let outcome = call(&client).await;
    Asked {
        outcome,
        requests: server.requests(),
        waits: clock.waits(),
    }
}

impl<T: Debug, E: EndpointError> Asked<T, E> {
    /// What the caller can read, fact by fact; facts that are absent are left out.
    fn facts(&self) -> Result<String, String> {
        let error = match &self.outcome {
            Ok(value) => return Ok(format!("{value:?}")),
            Err(error) => error,
        };
        let mut text = match error.kind() {
            ErrorKind::Decode(_) => "undecodable".to_owned(),
            _ => String::new(),
        };
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                let gap = if text.is_empty() { "" } else { " " };
                write!(text, "{gap}{name}{value}").expect("text takes text");
            }
        };
        add("", error.status().map(|it| it.to_string()));
        add("", error.code().map(str::to_owned));
        add("", error.message().map(|it| format!("{it:?}")));
        add("category=", error.category().map(str::to_owned));
        add("param=", error.param().map(str::to_owned));
        for field in error.field_errors() {
            let name = field.field.as_deref().unwrap_or("-");
            let code = field.code.as_deref().unwrap_or("-");
            add("field=", Some(format!("{name}:{:?}:{code}", field.message)));
        }
        add("id=", error.request_id().map(str::to_owned));
        let millis = |it: Duration| format!("{}ms", it.as_millis());
        add("after=", error.retry_after().map(millis));
        for note in error.notes() {
            add("note=", Some(note.to_string()));
        }
        Ok(text)
    }

    /// How often it was asked, after which waits in milliseconds, and how it ended.
    fn turns(&self) -> Result<String, String> {
        let waits: Vec<_> = self
            .waits
            .iter()
            .map(|it| it.as_millis().to_string())
            .collect();
        let end = match &self.outcome {
            Ok(_) => "ok",
            Err(error) => error.stop_reason().map_or("no reason", StopReason::as_str),
        };
        Ok(format!(
            "{}: [{}] {end}",
            self.requests.len(),
            waits.join(" ")
        ))
    }
}

/// A success of every operation of one thing.
fn thing() -> Answer {
    Answer::json(200, r#"{"id": "t1"}"#)
}

/// An error with this code.
fn code(status: u16, code: &str) -> Answer {
    Answer::json(status, format!(r#"{{"code": "{code}"}}"#))
}
