//! One order of stages: what is shown after one is what is generated, and a session goes on where it stopped.

use std::path::{Path, PathBuf};

use faultcode::{Input, Options, Session, Stage};
use faultcode_tests::tree;

const HEAD: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example}]
";

/// Every document of the repository that a session can be held on, and whether it has an overlay.
fn documents() -> Vec<PathBuf> {
    let root = tree::root();
    let mut all = Vec::new();
    for folder in ["specs", "tests/ui", "tests/wire", "tests/dialects"] {
        let files = tree::files(&root.join(folder)).into_iter();
        let files = files.filter(|file| file.ends_with(".yaml") && !file.contains("overlay"));
        all.extend(files.map(|file| root.join(folder).join(file)));
    }
    all
}

#[test]
fn what_dump_shows_is_what_is_generated() {
    let documents = documents();
    assert!(documents.len() > 200, "{}", documents.len());
    for path in documents {
        let session = || Session::new(Input::file(&path), Options::named("client"));
        let (mut shown, mut generated) = (session(), session());
        let text = shown.show(Stage::Check);
        generated.until(Stage::Emit);
        if generated.reached() >= Some(Stage::Check) {
            let text = text.unwrap_or_else(|| panic!("{}", path.display()));
            let api = format!("{:#?}\n", generated.api());
            // Controls of the document are escaped where it is shown.
            let plain = api
                .lines()
                .all(|line| line.chars().all(|sign| !sign.is_control()));
            assert!(!plain || text == api, "{}", path.display());
        }
    }
}

#[test]
fn webhooks_of_3_0_are_shown_where_the_stage_has_them() {
    let text = format!(
        "{HEAD}paths: {{}}\nx-webhooks: {{order.created: {{post: {{requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Order'}}}}}}}}, responses: {{'200': {{description: ok}}}}}}}}}}\ncomponents: {{schemas: {{Order: {{type: object, properties: {{id: {{type: string}}}}}}}}}}\n"
    );
    let shown = |stage: Stage| {
        let input = Input::bytes("hooks.yaml", text.as_bytes());
        let mut session = Session::new(input, Options::named("hooks"));
        let shown = session.show(stage);
        assert!(!session.findings().has_errors());
        shown.expect("the document is sound")
    };
    for stage in [Stage::Load, Stage::Overlay] {
        assert!(shown(stage).contains("\nx-webhooks:"), "{}", stage.word());
    }
    for stage in [
        Stage::Resolve,
        Stage::Select,
        Stage::Judge,
        Stage::Normalise,
        Stage::Dialect,
    ] {
        assert!(shown(stage).contains("\nwebhooks:"), "{}", stage.word());
    }
    for stage in [Stage::Model, Stage::Lower, Stage::Examples, Stage::Check] {
        let text = shown(stage);
        assert!(text.contains("order.created"), "{}: {text}", stage.word());
    }
    assert!(shown(Stage::Plan).contains("webhooks"));
}

#[test]
fn every_stage_has_a_word_of_its_own() {
    for stage in Stage::ALL {
        assert_eq!(Stage::of(stage.word()), Some(stage));
        assert!(!stage.what().is_empty());
    }
    assert!(Stage::ALL.is_sorted());
    assert_eq!(Stage::of("zebra"), None);
}

#[test]
fn a_session_goes_on_where_it_stopped() {
    let path = tree::root().join("specs/getbill.yaml");
    let whole = |path: &Path| {
        let mut session = Session::new(Input::file(path), Options::named("client"));
        let output = session.generate().map(|output| output.files);
        (output, session.findings().to_string())
    };
    let mut session = Session::new(Input::file(&path), Options::named("client"));
    for stage in Stage::ALL {
        assert!(session.until(stage).is_some(), "{}", stage.word());
        assert!(session.until(stage).is_some(), "{}", stage.word());
    }
    let output = session.generate().map(|output| output.files);
    assert!(output.is_some());
    assert_eq!((output, session.findings().to_string()), whole(&path));
}
