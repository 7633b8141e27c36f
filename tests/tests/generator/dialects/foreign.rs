//! Extensions of other tools about retries, keys and successes, and shapes that none of them has.

use std::time::Duration;

use faultcode::internals::ir::{KeyPlace, Preset, StatusRange, SuccessKind, Type};

use super::{ids, operation, places, text};

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
    assert_eq!(policy.transient_on, [StatusRange::class(5)]);
    assert_eq!(policy.throttle_on, [StatusRange::one(429)]);
    assert!(!policy.network_on.connect);
    assert_eq!(policy.max_attempts, 3, "Speakeasy states none");
    let of = |id| {
        operation(&api, id)
            .retry
            .clone()
            .expect("a policy of its own")
    };
    assert_eq!(of("getB"), Preset::None.stated());
    // Both extensions at one place say different things, so both count.
    assert_eq!(of("getC").max_attempts, 7);
    assert_eq!(of("getC").backoff.base, Duration::from_millis(100));
}

#[test]
fn a_native_extension_stands_above_every_foreign_one() {
    let understood = text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nx-retry: {maxAttempts: 5, backoff: {base: 2s}}\nx-error-envelope: {code: /code}\n\
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
        let entries = cases.map(|case| &api.codes[case.code]);
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
    assert_eq!(of.retry, Some(Preset::None.stated()));
    assert!(matches!(of.success.kind, SuccessKind::Json(Type::String)));
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
