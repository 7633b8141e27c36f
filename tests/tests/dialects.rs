//! Documents that know nothing of the vocabulary: extensions of other tools, and no extension at all.

use std::path::Path;
use std::time::Duration;

use faultcode::catalogue::Catalogue;
use faultcode::diagnostics::{Diagnostic, Diagnostics};
use faultcode::ir::{
    Api, Envelope, FieldErrorShape, HintUnit, Idempotency, KeyPlace, Operation, Pointer, Preset,
    StatusSet, SuccessKind,
};
use faultcode::load::{Input as Text, Loader};
use faultcode::{Input, Options, understand};
use faultcode_tests::{snapshot, tree};

/// What a document says, and what was found in it.
struct Understood {
    api: Api,
    catalogue: Catalogue,
    found: Vec<Diagnostic>,
}

fn understood(input: Text<'_>) -> Understood {
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let api = understand(
        &Input::of(input),
        &Options::named("dialects"),
        &mut loader,
        &mut diag,
    );
    let found = diag.take();
    let api = api.unwrap_or_else(|| {
        let messages: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
        panic!("{messages:?}")
    });
    Understood {
        catalogue: Catalogue::of(&api, loader.sources()),
        api,
        found,
    }
}

/// A document of `tests/dialects`.
fn document(name: &str) -> Understood {
    let path = tree::root().join("tests/dialects").join(name);
    understood(Text::File(&path))
}

fn text(text: &str) -> Understood {
    understood(Text::Bytes {
        name: "t.yaml",
        bytes: text.as_bytes(),
    })
}

fn operation<'a>(api: &'a Api, id: &str) -> &'a Operation {
    let mut operations = api.operations.iter();
    let found = operations.find(|it| it.id.as_str() == id);
    found.unwrap_or_else(|| panic!("there is no operation {id}"))
}

fn ids(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|it| it.rule.id).collect()
}

#[test]
fn every_dialect_gives_its_errors() {
    let folder = tree::root().join("tests/dialects");
    let mut problems = Vec::new();
    for file in tree::files(&folder) {
        let Some(stem) = file.strip_suffix(".yaml") else {
            continue;
        };
        let understood = document(&file);
        let shown = format!("{stem}.json");
        // The name of the file stands in every source.
        let root = format!("{}/", folder.display());
        let text = format!(
            "{}{}",
            understood.catalogue.json(),
            understood.catalogue.counts_json()
        );
        problems.extend(snapshot::compare(
            &folder.join(&shown),
            &shown,
            text.replace(&root, "").as_bytes(),
            snapshot::update(),
        ));
    }
    snapshot::finish(
        &problems,
        "Run `UPDATE=1 cargo test -p faultcode-tests --test dialects` and read what changed.",
    );
}

/// A pointer in text form.
fn at(pointer: &Pointer) -> String {
    pointer
        .iter()
        .map(|it| format!("/{}", it.as_str()))
        .collect()
}

/// The places of an envelope that inference finds, in one line.
fn places(envelope: &Envelope) -> String {
    let mut words = Vec::new();
    let mut add = |name: &str, pointer: Option<&Pointer>| {
        words.extend(pointer.map(|pointer| format!("{name}={}", at(pointer))));
    };
    add("items", envelope.items.as_ref());
    add("code", envelope.code.as_ref().map(|it| &it.at));
    add("message", envelope.message.as_ref().map(|it| &it.at));
    add("category", envelope.category.as_ref());
    add("param", envelope.param.as_ref());
    add("details", envelope.details.as_ref());
    add("fields", envelope.field_errors.as_ref().map(|it| &it.at));
    add("echo", envelope.status_echo.as_ref());
    add("request", envelope.request_id.as_ref());
    add("wait", envelope.retry_after.as_ref().map(|(at, _)| at));
    words.join(" ")
}

#[test]
fn facts_are_found_where_the_schemas_have_them() {
    let rows: &[(&str, &[&str])] = &[
        (
            "square.yaml",
            &[
                "items=/errors code=/errors/0/code message=/errors/0/detail category=/errors/0/category param=/errors/0/field",
            ],
        ),
        (
            "discriminator.yaml",
            &["code=/kind message=/message details="],
        ),
        (
            "enums.yaml",
            &[
                "items=/details code=/details/0/issue message=/details/0/description category=/name request=/debug_id",
                "code=/api_error_code message=/message category=/type param=/param",
                "code=/name message=/message fields=/details request=/debug_id",
                "code=/error/type message=/error/message",
                "code=/error message=/detail",
            ],
        ),
        ("constants.yaml", &["code=/kind"]),
        (
            "problem.yaml",
            &[
                "code=/type message=/detail fields=/errors echo=/status",
                "code=/code message=/title fields=/errors echo=/status",
            ],
        ),
        (
            "open.yaml",
            &[
                "items=/errors code=/errors/0/code message=/errors/0/message",
                "code=/code message=/message request=/request_id",
                "code=/code message=/message wait=/retry_after",
                "fields=/detail",
            ],
        ),
    ];
    for (name, expected) in rows {
        let api = document(name).api;
        let found: Vec<String> = api.envelopes.iter().map(places).collect();
        let mut found: Vec<&str> = found.iter().map(String::as_str).collect();
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{name}");
    }
    let api = document("open.yaml").api;
    let lists = api.envelopes.iter().find(|it| it.items.is_some());
    let code = lists.and_then(|it| it.code.as_ref());
    assert!(
        code.is_some_and(|code| code.integer),
        "numbers are codes in a list"
    );
    let fields = api.envelopes.iter().find_map(|it| it.field_errors.as_ref());
    let Some(FieldErrorShape::Objects { field, message, .. }) = fields.map(|it| &it.shape) else {
        panic!("the details are objects");
    };
    assert_eq!(field.as_ref().map(at).as_deref(), Some("/loc/1"));
    assert_eq!(message.as_ref().map(at).as_deref(), Some("/msg"));
}

#[test]
fn limits_are_read_off_declared_headers() {
    let limit = document("open.yaml").api.rate_limit;
    assert_eq!(limit.limit.as_str(), "X-App-RateLimit-Limit");
    assert_eq!(limit.reset.as_str(), "X-App-RateLimit-Reset-After");
    assert_eq!(limit.reset_as, HintUnit::Seconds);
    assert_eq!(
        limit.remaining.as_str(),
        "X-RateLimit-Remaining",
        "not declared"
    );
}

#[test]
fn a_key_in_the_body_is_nobodys_argument() {
    let understood = document("square.yaml");
    let key = operation(&understood.api, "createCard")
        .idempotency
        .as_ref();
    let Some(Idempotency {
        place: KeyPlace::Body(pointer),
        ..
    }) = key
    else {
        panic!("a key in the body: {key:?}");
    };
    assert_eq!(at(pointer), "/idempotency_key");
    let ty = understood.api.types.iter();
    let fields = ty.filter_map(|def| match &def.kind {
        faultcode::ir::TypeKind::Object { fields, .. } => Some(fields),
        _ => None,
    });
    let key = fields
        .flatten()
        .find(|it| it.wire.as_str() == "idempotency_key");
    assert!(
        !key.expect("the member stays").required,
        "the runtime fills it"
    );
    assert_eq!(
        ids(&understood.found),
        ["code-not-in-enum"],
        "CARD_LOST is not in the enum"
    );
}

#[test]
fn retries_of_speakeasy_become_policies() {
    let api = text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n\
         x-speakeasy-retries: {strategy: backoff, backoff: {initialInterval: 500, maxInterval: 60000, \
         maxElapsedTime: 3600000, exponent: 1.5}, statusCodes: [5XX, 429], retryConnectionErrors: false}\n\
         paths:\n  /a:\n    get:\n      operationId: getA\n      responses: {'204': {description: d}}\n\
         \x20 /b:\n    get:\n      operationId: getB\n      x-speakeasy-retries: {strategy: none}\n\
         \x20     responses: {'204': {description: d}}\n\
         \x20 /c:\n    get:\n      operationId: getC\n      x-retry: {maxAttempts: 7}\n\
         \x20     x-speakeasy-retries: {backoff: {initialInterval: 100}}\n      responses: {'204': {description: d}}\n",
    )
    .api;
    let policy = &api.retry;
    assert_eq!(policy.backoff.base, Duration::from_millis(500));
    assert_eq!(policy.backoff.cap, Duration::from_secs(60));
    assert!((policy.backoff.factor - 1.5).abs() < f64::EPSILON);
    assert_eq!(policy.max_elapsed, Some(Duration::from_secs(3600)));
    assert_eq!(policy.transient_on, [StatusSet::class(5)]);
    assert_eq!(policy.throttle_on, [StatusSet::one(429)]);
    assert!(!policy.network_on.connect);
    assert_eq!(policy.max_attempts, 3, "Speakeasy states none");
    let of = |id| {
        operation(&api, id)
            .retry
            .clone()
            .expect("a policy of its own")
    };
    assert_eq!(of("getB").preset, Preset::None);
    assert_eq!(of("getB").max_attempts, 1);
    // Both extensions at one place say different things, so both count.
    assert_eq!(of("getC").max_attempts, 7);
    assert_eq!(of("getC").backoff.base, Duration::from_millis(100));
}

#[test]
fn a_native_extension_stands_above_every_foreign_one() {
    let understood = text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nx-retry: {maxAttempts: 5, backoff: {base: 2s}}\n\
         paths:\n  /a:\n    get:\n      operationId: getA\n      x-speakeasy-retries: {backoff: {initialInterval: 100}}\n\
         \x20     x-error-codes: [A]\n      x-errors: [{code: B}]\n\
         \x20     responses: {'204': {description: d}, '400': {description: e}}\n",
    );
    let own = operation(&understood.api, "getA");
    let policy = own.retry.as_ref().unwrap_or(&understood.api.retry);
    assert_eq!(policy.backoff.base, Duration::from_secs(2));
    assert_eq!(understood.catalogue.counts().codes, 1);
    assert_eq!(ids(&understood.found), ["dialect-shadowed"]);
}

#[test]
fn statuses_below_400_are_errors_where_speakeasy_lists_them() {
    let api = text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nx-speakeasy-errors: {statusCodes: ['207', 4XX]}\n\
         paths:\n  /a:\n    get:\n      operationId: getA\n\
         \x20     responses: {'200': {description: d}, '207': {$ref: '#/components/responses/Partly'}}\n\
         \x20 /b:\n    get:\n      operationId: getB\n      x-speakeasy-errors: {override: true, statusCodes: ['409']}\n\
         \x20     responses: {'200': {description: d}, '207': {$ref: '#/components/responses/Partly'}, '409': {description: e}}\n\
         components: {responses: {Partly: {description: partly}}}\n",
    )
    .api;
    let statuses = |id| -> Vec<u16> {
        let cases = operation(&api, id).errors.iter();
        let entries = cases.filter_map(|case| api.codes.get(case.code.0));
        entries.map(|entry| entry.statuses[0].first).collect()
    };
    assert_eq!(statuses("getA"), [207]);
    assert_eq!(statuses("getB"), [409]);
}

#[test]
fn fern_says_what_is_idempotent_retried_and_returned() {
    let api = text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n\
         x-fern-idempotency-headers: [{header: X-Once}, {header: X-Once-Expires}]\n\
         paths:\n  /a:\n    post:\n      operationId: postA\n      x-fern-idempotent: true\n\
         \x20     x-fern-retries: {disabled: true}\n      x-fern-sdk-return-value: item\n\
         \x20     responses:\n        '200':\n          description: d\n\
         \x20         content: {application/json: {schema: {type: object, properties: {item: {type: string}}}}}\n\
         \x20       '400':\n          description: e\n\
         \x20         content: {application/json: {schema: {type: object, properties: {code: {enum: [A, B]}}}}}\n\
         \x20 /b:\n    post:\n      operationId: postB\n      responses: {'204': {description: d}}\n\
         \x20 /c:\n    post:\n      operationId: postC\n      x-fern-idempotent: false\n      responses: {'204': {description: d}}\n",
    )
    .api;
    let of = operation(&api, "postA");
    let key = of.idempotency.as_ref().expect("a key");
    assert!(matches!(&key.place, KeyPlace::Header(name) if name.as_str() == "X-Once"));
    let names: Vec<&str> = of.parameters.iter().map(|it| it.wire.as_str()).collect();
    assert_eq!(names, ["X-Once-Expires"], "the key itself is no argument");
    assert_eq!(of.retry.as_ref().map(|it| it.preset), Some(Preset::None));
    assert!(matches!(
        of.success.kind,
        SuccessKind::Json(faultcode::ir::Type::String)
    ));
    let envelopes = of.envelopes.as_deref().expect("its own envelopes");
    assert_eq!(
        places(&envelopes[0]),
        "code=/code",
        "errors are found all the same"
    );
    assert!(envelopes.iter().all(|it| it.data.is_some()));
    for other in ["postB", "postC"] {
        assert!(operation(&api, other).idempotency.is_none(), "{other}");
    }
}

#[test]
fn a_shape_that_no_dialect_has_is_skipped_by_name() {
    let rows = [
        "x-endpoint-errors: none",
        "x-endpoint-errors: [{code: A}]",
        "x-errors: {code: A}",
        "x-errors: [A]",
        "x-speakeasy-retries: {strategy: now and then}",
        "x-speakeasy-errors: [400]",
        "x-fern-idempotent: perhaps",
        "x-fern-retries: {disabled: perhaps}",
        "x-fern-sdk-return-value: {at: item}",
    ];
    for row in rows {
        let understood = text(&format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: getA\n      {row}\n\
             \x20     responses: {{'204': {{description: d}}, '400': {{description: e}}}}\n"
        ));
        assert_eq!(ids(&understood.found), ["dialect-shape"], "{row}");
    }
}

#[test]
fn google_and_a_list_of_errors_are_known_layouts() {
    let api = |envelope: &str| {
        text(&format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nx-error-envelope: {envelope}\n\
             paths: {{/a: {{get: {{operationId: a, responses: {{'204': {{description: d}}}}}}}}}}\n"
        ))
        .api
    };
    let rows = [
        (
            "{preset: google}",
            "code=/error/status message=/error/message category=/error/details/0/reason details=/error/details echo=/error/code",
        ),
        (
            "{preset: square, message: /text, param: null}",
            "items=/errors code=/errors/0/code message=/errors/0/text category=/errors/0/category",
        ),
        (
            "{items: /faults, code: /id, message: /text, statusEcho: /status}",
            "items=/faults code=/faults/0/id message=/faults/0/text echo=/status",
        ),
    ];
    for (envelope, expected) in rows {
        assert_eq!(places(&api(envelope).envelopes[0]), expected, "{envelope}");
    }
}

/// A document of other people, which is not part of this project. `None`, said loudly, where it is not there.
fn vendor(name: &str) -> Option<Understood> {
    let path = tree::root().join("../shared/corpus").join(name);
    if !path.exists() {
        eprintln!("SKIPPED: {} is not there", path.display());
        return None;
    }
    Some(understood(Text::File(Path::new(&path))))
}

#[test]
fn square_is_typed_by_its_own_extensions() {
    let Some(square) = vendor("square.json") else {
        return;
    };
    let listed = "x-endpoint-errors".to_owned();
    let generic = "x-square-generic-error-codes".to_owned();
    let entries = square.catalogue.entries();
    let of = |from: &String| entries.iter().filter(|it| it.from.contains(from)).count();
    let counts = square.catalogue.counts();
    assert_eq!(
        counts.from.get(&listed),
        Some(&68),
        "operations that list codes"
    );
    assert_eq!(
        counts.from.get(&generic),
        Some(&316),
        "the others answer the generic ones"
    );
    assert_eq!(of(&listed), 82, "distinct codes of endpoints");
    assert_eq!(of(&generic), 69, "generic codes");
    let lacking: Vec<&str> = square
        .found
        .iter()
        .filter(|it| it.rule.id == "code-not-in-enum")
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(lacking.len(), 3, "{lacking:?}");
    for code in [
        "VERSION_MISMATCH",
        "ISSUER_INSTALLMENT_ERROR",
        "ORDER_EXPIRED",
    ] {
        assert!(lacking.iter().any(|it| it.contains(code)), "{code}");
    }
    let keyed = square.api.operations.iter().filter(|it| {
        let place = it.idempotency.as_ref().map(|facts| &facts.place);
        matches!(place, Some(KeyPlace::Body(_)))
    });
    let keyed = keyed.count();
    assert!(keyed >= 63, "keys in JSON bodies: {keyed}");
}

#[test]
fn vendors_without_extensions_are_typed_by_their_schemas() {
    let rows: &[(&str, &str, usize, usize)] = &[
        ("stripe.yaml", "enum at /error/type", 468, 4),
        ("chargebee-v1.json", "enum at /api_error_code", 104, 29),
        ("meilisearch.json", "enum at /code", 112, 211),
        ("plaid.yaml", "enum at /error_type", 280, 30),
        ("paypal-orders-v2.json", "enum at /details/0/issue", 8, 197),
        ("recurly.yaml", "enum at /type", 172, 19),
        ("influxdb-oss.yaml", "enum at /code", 220, 14),
        ("polar.json", "enum at /error", 99, 34),
        ("github.json", "declared statuses", 522, 0),
        ("discord.json", "declared statuses", 242, 0),
        ("lithic.yaml", "declared statuses", 218, 0),
    ];
    for (name, from, operations, codes) in rows {
        let Some(vendor) = vendor(name) else { return };
        let counts = vendor.catalogue.counts();
        assert_eq!(
            counts.from.get(*from),
            Some(operations),
            "{name}: {:?}",
            counts.from
        );
        assert_eq!(counts.codes, *codes, "{name}");
    }
}
