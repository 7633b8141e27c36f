//! Rules about what a document must be before types are read: structure, references, versions.

super::rules! {
    NOT_OPENAPI: error "not-openapi",
        "this is no OpenAPI document: {0} without the key openapi",
        help "name the version in the first line, such as openapi: 3.1.0",
        why "Every OpenAPI document says which edition it follows; the meaning of the rest depends on it.",
        bad "title: My API\n",
        good "openapi: 3.1.0\ninfo: {title: My API, version: '1'}\npaths: {}\n";
    UNSUPPORTED_VERSION: error "unsupported-version",
        "{0} is not supported",
        help "convert the document to OpenAPI 3.0, 3.1 or 3.2",
        why "Reading a document by the rules of another edition gives a client that looks right and is not.",
        bad "swagger: '2.0'\n",
        good "openapi: 3.0.3\n";
    REMOTE_REF: error "remote-ref",
        "the reference {0} names another host or scheme",
        help "download the file, put it below the folder of the document, and list it under files: in faultcode.yaml",
        why "A document that is generated from must not make the generator open a connection; what it would fetch can change between two runs.",
        bad "$ref: https://example.com/schemas.yaml#/Pet\n",
        good "$ref: schemas.yaml#/Pet\n";
    REF_OUTSIDE_ROOT: error "ref-outside-root",
        "the reference {0} is no plain path below the folder of the document",
        help "move the file below that folder; write it without escapes, backslashes and leading slashes",
        why "Documents are untrusted: a reference must not read files that have nothing to do with the API.",
        bad "$ref: ../../secrets.yaml#/Pet\n",
        good "$ref: schemas.yaml#/Pet\n";
    EXTERNAL_REF: error "external-ref",
        "references to the file {0} are not allowed yet",
        help "allow it in faultcode.yaml with files: [{0}]; naming its folder allows all files in it",
        why "Documents are untrusted: which files belong to an API is for its user to say.",
        bad "$ref: schemas.yaml#/Pet\n",
        good "# faultcode.yaml\nclients:\n  - spec: api.yaml\n    files: [schemas.yaml]\n";
    UNRESOLVED_REFERENCE: error "unresolved-reference",
        "the {1} {0} does not exist",
        help "",
        why "Without its target the operation has no meaning, and no guess is safe.",
        bad "requestBody: {$ref: '#/components/requestBodies/Missing'}\n",
        good "requestBody: {$ref: '#/components/requestBodies/Order'}\n";
    UNRESOLVED_SCHEMA: repair "unresolved-schema",
        "the schema {0} does not exist; any JSON value is taken in its place",
        help "",
        why "The rest of the client is usable without this type, so the value stays an opaque JSON value.",
        bad "schema: {$ref: '#/components/schemas/Missing'}\n",
        good "schema: {$ref: '#/components/schemas/Order'}\n";
    UNRESOLVED_UNUSED: repair "unresolved-unused",
        "the {1} {0} does not exist; the reference is left out, because no operation needs it",
        help "",
        why "A component that no operation reaches cannot make the client wrong.",
        bad "components:\n  responses:\n    Unused: {$ref: '#/components/responses/Missing'}\n",
        good "components:\n  responses: {}\n";
    UNKNOWN_MAPPING: repair "unknown-mapping",
        "the discriminator maps to {0}, which does not exist; the entry is left out",
        help "",
        why "A value that selects no schema can only be kept as it came.",
        bad "discriminator: {propertyName: kind, mapping: {cat: Catt}}\n",
        good "discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}\n";
    WRONG_REFERENCE_KIND: error "wrong-reference-kind",
        "a {0} is expected here, but the reference leads to a {1}",
        help "",
        why "Each place of a document takes one kind of object; another kind has no meaning there.",
        bad "responses:\n  '200': {$ref: '#/components/schemas/Pet'}\n",
        good "responses:\n  '200': {$ref: '#/components/responses/Pet'}\n";
    REFERENCE_CYCLE: error "reference-cycle",
        "the {0} {1} leads back to itself",
        help "",
        why "A reference that ends at itself names nothing, and an object that holds itself has no end. Schemas may recur through a property, an item or a branch.",
        bad "components:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n",
        good "components:\n  schemas:\n    A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}\n    B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}\n";
    REF_SIBLING_IGNORED: warning "ref-sibling-ignored",
        "{0} beside a reference is not read",
        help "put it at the target {1}",
        why "Beside a reference OpenAPI reads nothing in this place, so the extension would be without effect.",
        bad "'404':\n  $ref: '#/components/responses/NotFound'\n  x-error: true\n",
        good "components:\n  responses:\n    NotFound: {description: none, x-error: true}\n";
    MISSING_MEMBER: repair "missing-member",
        "{0} is missing here; the document is read as if it gave {1}",
        help "",
        why "OpenAPI requires this member, but its absence leaves no doubt about what is meant.",
        bad "responses:\n  '204': {}\n",
        good "responses:\n  '204': {description: deleted}\n";
    REQUIRED_MEMBER: error "required-member",
        "{0} is missing here",
        help "",
        why "Without this member the object has no meaning that could be guessed.",
        bad "parameters:\n  - {in: query, schema: {type: string}}\n",
        good "parameters:\n  - {name: page, in: query, schema: {type: string}}\n";
    WRONG_SHAPE: error "wrong-shape",
        "{0} must be {1}, but this is {2}",
        help "",
        why "The value has another form than OpenAPI gives it, and no reading of it is safe.",
        bad "paths: [/a, /b]\n",
        good "paths:\n  /a: {}\n  /b: {}\n";
    NULL_VALUE: repair "null-value",
        "{0} is null; it is read as if it were absent",
        help "",
        why "Null stands here for nothing, most often where an exporter wrote out an empty field.",
        bad "tags:\n",
        good "tags: []\n";
    UNKNOWN_WORD: error "unknown-word",
        "{0} is no {1}; it can be {2}",
        help "",
        why "OpenAPI gives a closed list of words for this member, and another word would change what is sent.",
        bad "parameters:\n  - {name: page, in: uri}\n",
        good "parameters:\n  - {name: page, in: query}\n";
    EXAMPLES_LIST: repair "examples-list",
        "examples is a map here, not a list; the first one is kept",
        help "",
        why "Beside a media type or a parameter the examples have names; lists stand in schemas only.",
        bad "application/json: {examples: [1, 2]}\n",
        good "application/json: {examples: {one: {value: 1}, two: {value: 2}}}\n";
    CALLBACKS_UNUSED: info "callbacks-unused",
        "callbacks are not generated",
        help "",
        why "A callback is a request that the API sends to its client; the generated crate makes calls.",
        bad "post:\n  callbacks: {done: {'{$request.body#/url}': {}}}\n",
        good "webhooks: {done: {post: {}}}\n";
    UNSUPPORTED_SECURITY: warning "unsupported-security",
        "the security scheme type {0} is not supported; requests are sent without it",
        help "",
        why "The generated client has no way to prove its identity by this scheme; transport-level schemes are set up in the transport.",
        bad "securitySchemes: {tls: {type: mutualTLS}}\n",
        good "securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}\n";
}
