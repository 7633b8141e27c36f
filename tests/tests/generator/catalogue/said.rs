//! What stands in the page, without a browser.

use std::collections::BTreeSet;
use std::fs;

use faultcode_tests::tree;

use super::{of_spec, of_text, page_of};

/// A document with one code of the vocabulary, whose facts are given.
fn with_code(title: &str, entry: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{title: {title}, version: '1'}}
servers: [{{url: 'https://shop.example'}}]
security: [{{token: []}}]
x-error-envelope: {{code: /code, message: /message}}
x-error-codes: {{{entry}}}
paths:
  /orders:
    post:
      operationId: createOrder
      responses: {{'204': {{description: done}}, 4XX: {{description: refused}}}}
components: {{securitySchemes: {{token: {{type: http, scheme: bearer}}}}}}
"
    )
}

/// What stands between two texts, each time.
fn between<'t>(text: &'t str, before: &'t str, after: &'t str) -> impl Iterator<Item = &'t str> {
    let parts = text.split(before).skip(1);
    parts.map(move |part| part.split(after).next().unwrap_or(part))
}

/// Signs back from their names in HTML.
fn plain(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[test]
fn each_code_has_a_section_and_an_arm_that_the_client_has() {
    for name in [
        "sessions",
        "accounts",
        "billium",
        "getbill",
        "partner-invoicing",
    ] {
        let page = page_of(&[of_spec(name)]);
        let folder = tree::root()
            .join("generated-example")
            .join(name)
            .join("src");
        let mut arms = 0;
        for article in between(&page, "<article ", "</article>") {
            let Some(arm) = between(article, "<pre class=\"rust\"", "</pre>").next() else {
                assert!(article.contains("No operation is known"), "{article}");
                continue;
            };
            let arm = plain(arm);
            // use sessions::auth::RefreshTokenError; … Some(RefreshTokenError::AuthInvalidKey(refused))
            let path = between(&arm, "use ", ";")
                .next()
                .expect("the enum is named");
            let (module, error) = path.rsplit_once("::").expect("a path");
            let (library, module) = module.split_once("::").expect("a path of two modules");
            assert_eq!(library, name.replace('-', "_"));
            let pattern = between(&arm, "Some(", "(").next().expect("an arm");
            let (of, variant) = pattern.split_once("::").expect("an enum and a variant");
            assert_eq!(of, error);
            let files = tree::files(&folder.join(module)).into_iter();
            let texts = files.map(|it| {
                fs::read_to_string(folder.join(module).join(it)).expect("a file of the client")
            });
            let has = |text: &String| {
                let begin = format!("pub enum {error} {{");
                let body = text
                    .split(&begin)
                    .nth(1)
                    .and_then(|it| it.split("\n}").next());
                body.is_some_and(|it| it.contains(&format!(" {variant}(")))
            };
            assert!(
                texts.into_iter().any(|it| has(&it)),
                "{name}: {path} has no {variant}"
            );
            arms += 1;
        }
        assert!(arms >= 5, "{name}: {arms}");
        let ids: Vec<&str> = between(&page, " id=\"", "\"").collect();
        assert_eq!(
            ids.iter().collect::<BTreeSet<_>>().len(),
            ids.len(),
            "an anchor stands twice"
        );
        for link in between(&page, "href=\"#", "\"") {
            assert!(ids.contains(&link), "{name}: #{link} leads nowhere");
        }
    }
}

#[test]
fn a_section_says_every_fact_in_words() {
    let page = page_of(&[of_spec("sessions")]);
    let section = between(
        &page,
        "<article id=\"sessions.INSUFFICIENT_BALANCE\"",
        "</article>",
    )
    .next();
    let section = section.expect("a section");
    for fact in [
        "402",
        "<code>never</code>",
        "ends the call",
        "rejected",
        "required_amount",
        "create_session(",
        "Sample body",
        "sessions.yaml:",
    ] {
        assert!(section.contains(fact), "{fact}\n{section}");
    }
    let waits = between(
        &page,
        "<article id=\"sessions.RATE_LIMIT_EXCEEDED\"",
        "</article>",
    )
    .next();
    assert!(waits.is_some_and(|it| it.contains("repeated after a wait")));
}

#[test]
fn services_that_say_different_things_of_one_code_are_told() {
    let usual = "status: 409, retry: never, description: Nothing is left, effect: rejected, action: {kind: wait}";
    let one = of_text("one", &with_code("One", &format!("SOLD_OUT: {{{usual}}}")));
    let rows = [
        (
            "SOLD_OUT: {status: 410, retry: never, description: Nothing is left, effect: rejected, action: {kind: wait}}",
            Some("another status"),
        ),
        (
            "SOLD_OUT: {status: 409, retry: transient, description: Nothing is left, effect: rejected, action: {kind: wait}}",
            Some("another verdict"),
        ),
        (
            "SOLD_OUT: {status: 409, retry: never, description: The shop is closed, effect: rejected, action: {kind: wait}}",
            Some("another meaning"),
        ),
        (
            "SOLD_OUT: {status: 409, retry: never, description: Nothing is left, effect: maybeApplied, action: {kind: wait}}",
            Some("another effect"),
        ),
        (
            "SOLD_OUT: {status: 409, retry: never, description: Nothing is left, effect: rejected, action: {kind: leave}}",
            Some("another thing to do"),
        ),
        (
            "sold-out: {status: 409, retry: never, description: Nothing is left, effect: rejected, action: {kind: wait}}",
            Some("another spelling"),
        ),
        // Whoever says nothing says nothing else, and full stops and blanks say nothing.
        ("SOLD_OUT: {status: 409, retry: never}", None),
        (
            "SOLD_OUT: {status: 409, retry: never, description: 'nothing is  left.', effect: rejected, action: {kind: wait}}",
            None,
        ),
        ("OTHER: {status: 500, retry: transient}", None),
    ];
    for (entry, expected) in rows {
        let other = of_text("other", &with_code("Other", entry));
        let page = page_of(&[one.clone(), other]);
        let section = between(&page, "<section id=\"across\"", "</section>")
            .next()
            .expect("the rules across services");
        let told: Vec<&str> = between(section, "</code></th><td>", "</td>").collect();
        assert_eq!(told, Vec::from_iter(expected), "{entry}");
        for link in between(section, "href=\"#", "\"") {
            assert!(page.contains(&format!("<article id=\"{link}\"")), "{link}");
        }
    }
    let alone = page_of(&[one]);
    assert!(!alone.contains("id=\"across\""));
}

#[test]
fn documents_of_one_name_have_anchors_of_their_own() {
    let text = with_code(
        "One",
        "'A B': {status: 409}, A-B: {status: 409, rustName: Other}, 'ä': {status: 400}",
    );
    let page = page_of(&[of_text("same", &text), of_text("same", &text)]);
    let ids: Vec<&str> = between(&page, "<article id=\"", "\"").collect();
    assert_eq!(
        ids.iter().collect::<BTreeSet<_>>().len(),
        ids.len(),
        "{ids:?}"
    );
    assert!(
        ids.iter().all(|id| id
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || b"._-".contains(&it))),
        "{ids:?}"
    );
}
