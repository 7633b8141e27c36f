//! Small documents, and the facts that they state.

use serde_yaml::Value;

use super::facts::Facts;

#[test]
fn each_kind_of_fact_is_listed() {
    let cases: [(&str, &[&str]); 23] = [
        (
            "servers: [{url: https://example.com}]",
            &["server https://example.com"],
        ),
        (
            "components: {securitySchemes: {o: {type: oauth2, flows: {clientCredentials: {scopes: {'a:read': A.}}}}}}",
            &["scheme o", "scope a:read"],
        ),
        (
            "x-error-codes: {GONE: {}, 422: {}}",
            &["code 422", "code GONE"],
        ),
        ("components: {x-error-codes: {GONE: {}}}", &["code GONE"]),
        (
            "x-retry: {maxAttempts: 3, 'on': {transient: [500, 502]}, hints: {}}",
            &[
                "x-retry.hints",
                "x-retry.maxAttempts",
                "x-retry.on.transient",
            ],
        ),
        ("paths: {/a: {get: {}, post: {}}}", &["GET /a", "POST /a"]),
        (
            "paths: {'/a/{id}': {parameters: [{in: path, name: id}], get: {parameters: [{$ref: '#/components/parameters/p'}]}}}\n\
             components: {parameters: {p: {in: query, name: limit, schema: {maximum: 9, enum: [1, 2]}}}}",
            &[
                "GET /a/{id}",
                "GET /a/{id} path.id",
                "GET /a/{id} query.limit",
                "GET /a/{id} query.limit=1",
                "GET /a/{id} query.limit=2",
                "GET /a/{id} query.limit@maximum",
            ],
        ),
        (
            "paths: {/a: {get: {responses: {200: {$ref: '#/components/responses/r'}, default: {}}}}}\n\
             components: {responses: {r: {headers: {Retry-After: {schema: {minimum: 0}}}}}}",
            &[
                "GET /a",
                "GET /a 200",
                "GET /a 200 header.Retry-After",
                "GET /a 200 header.Retry-After@minimum",
                "GET /a default",
            ],
        ),
        (
            "paths: {/a: {post: {requestBody: {content: {application/json: {schema: {properties: {b: {maxLength: 3}}}}}}}}}",
            &["POST /a", "POST /a body.b", "POST /a body.b@maxLength"],
        ),
        (
            "paths: {/a: {get: {responses: {200: {content: {application/json: {schema: {items: {properties: {b: {}}}}}}}}}}}",
            &["GET /a", "GET /a 200", "GET /a 200[].b"],
        ),
        (
            "paths: {/a: {get: {x-auth: {keyClass: sk}}}}",
            &["GET /a", "GET /a x-auth.keyClass"],
        ),
        (
            "paths: {/a: {x-idempotency: {required: true}, get: {}}}",
            &["GET /a", "GET /a x-idempotency.required"],
        ),
        (
            "paths: {/a: {get: {servers: [{url: https://example.org}]}}}",
            &["GET /a", "server https://example.org"],
        ),
        (
            "x-error-codes: {A: {}}\npaths: {/a: {get: {x-error-codes: {A: {}, B: {}}}, put: {x-error-codes: {include: [C], exclude: [A]}}}}",
            &[
                "GET /a",
                "GET /a code.B",
                "PUT /a",
                "PUT /a code.C",
                "code A",
            ],
        ),
        (
            "paths: {/a: {get: {responses: {404: {x-error-codes: [A]}}}}}",
            &["GET /a", "GET /a 404", "GET /a code.A"],
        ),
        (
            "paths: {/a: {put: {responses: {200: {x-existing: true}, 201: {}}}}}",
            &[
                "PUT /a",
                "PUT /a 200",
                "PUT /a 200 x-existing",
                "PUT /a 201",
            ],
        ),
        (
            "x-webhooks: {paid: {post: {x-webhook: {durable: true}, requestBody: {content: {application/json: {schema: {properties: {id: {}}}}}}}}}",
            &[
                "webhook paid",
                "webhook paid body.id",
                "webhook paid x-webhook.durable",
            ],
        ),
        (
            "paths: {/a: {post: {callbacks: {done: {'{$request.body#/url}': {post: {}}}}}}}",
            &["POST /a", "webhook done"],
        ),
        (
            "components: {schemas: {A: {properties: {b: {$ref: '#/components/schemas/B'}, c: {properties: {d: {}}}}}, B: {type: string}}}",
            &["A.b", "A.c", "A.c.d"],
        ),
        (
            "components: {schemas: {A: {enum: [x, 2, null]}, B: {const: y}}}",
            &["A=2", "A=null", "A=x", "B=y"],
        ),
        (
            "components: {schemas: {A: {properties: {list: {minItems: 1, items: {properties: {b: {}}}}, map: {additionalProperties: {maxLength: 2}}}}}}",
            &[
                "A.list",
                "A.list@minItems",
                "A.list[].b",
                "A.map",
                "A.map.*@maxLength",
            ],
        ),
        (
            "components: {schemas: {A: {allOf: [{$ref: '#/x'}, {properties: {b: {default: false, exclusiveMinimum: false}}}], anyOf: [{properties: {c: {}}}]}}}",
            &["A.b", "A.b@default", "A.c"],
        ),
        (
            "components: {schemas: {A: {minimum: 0, maximum: 1, exclusiveMinimum: true, exclusiveMaximum: 2, minLength: 0, maxLength: 1, \
             minItems: 0, maxItems: 1, pattern: a, default: null, multipleOf: 2}}}",
            &[
                "A@default",
                "A@exclusiveMaximum",
                "A@exclusiveMinimum",
                "A@maxItems",
                "A@maxLength",
                "A@maximum",
                "A@minItems",
                "A@minLength",
                "A@minimum",
                "A@multipleOf",
                "A@pattern",
            ],
        ),
    ];
    for (document, expected) in cases {
        let document: Value = serde_yaml::from_str(document).expect("YAML");
        assert_eq!(Facts::of(&document).iter().collect::<Vec<_>>(), expected);
    }
}
