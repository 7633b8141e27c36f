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
        help "",
        why "A document that is generated from must not make the generator open a connection; what it would fetch can change between two runs. A file that was downloaded can stand for the address.",
        bad "requestBody: {$ref: 'https://shop.example/bodies.yaml#/Pet'}\n",
        good "# faultcode.yaml\nclients:\n  - spec: api.yaml\n    files: ['https://shop.example/bodies.yaml=bodies.yaml']\n";
    REMOTE_SCHEMA: repair "remote-schema",
        "the schema {0} stands at another host and is not fetched; any JSON value is taken in its place",
        help "",
        why "Generating opens no connection, and the rest of the client is usable without this type. A file that was downloaded can stand for the address.",
        bad "schema: {$ref: 'https://shop.example/schemas.yaml#/Pet'}\n",
        good "# faultcode.yaml\nclients:\n  - spec: api.yaml\n    files: ['https://shop.example/schemas.yaml=schemas.yaml']\n";
    REF_OUTSIDE_ROOT: error "ref-outside-root",
        "the reference {0} is no plain path below the folder of the document",
        help "move the file below that folder, or allow its own folder by name, such as files: [../common] in faultcode.yaml; write it without escapes, backslashes and leading slashes",
        why "Documents are untrusted: a reference must not read files that have nothing to do with the API. A folder above or beside that of the document is read when its user names it.",
        bad "$ref: ../../secrets.yaml#/Pet\n",
        good "$ref: schemas.yaml#/Pet\n";
    EXTERNAL_REF: error "external-ref",
        "references to the file {0} are not allowed yet",
        help "allow it in faultcode.yaml with files: [{0}]; naming its folder allows all files in it",
        why "Documents are untrusted: which files belong to an API is for its user to say.",
        bad "$ref: schemas.yaml#/Pet\n",
        good "# faultcode.yaml\nclients:\n  - spec: api.yaml\n    files: [schemas.yaml]\n";
    NO_DOCUMENT: error "no-document",
        "the file {0} is no object in YAML or JSON; nothing of it is shown",
        help "if it is one, give it a name that ends in .yaml or .json: then messages show where it cannot be read",
        why "A folder that is allowed may hold other files beside documents, keys among them. A document that names one must not get its lines into a log.",
        bad "# faultcode.yaml allows files: [.]\n$ref: .env\n",
        good "$ref: schemas.yaml#/Pet\n";
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
    PARAMETER_AS_HEADER: repair "parameter-as-header",
        "a header is expected here, but {0} is a parameter; its schema is taken",
        help "",
        why "A header is a parameter without a name and a place, so what was meant is plain.",
        bad "headers:\n  ETag: {$ref: '#/components/parameters/etag'}\n",
        good "headers:\n  ETag: {$ref: '#/components/headers/etag'}\n";
    TEXT_REFERENCE: repair "text-reference",
        "{0} is a reference; it is left out",
        help "write the text itself",
        why "Bundlers put the text of another file here; OpenAPI has references for objects only, and the text does not change the client.",
        bad "description: {$ref: ./intro.md}\n",
        good "description: An introduction.\n";
    UNKNOWN_MAPPING: repair "unknown-mapping",
        "the discriminator maps to {0}, which does not exist; the entry is left out",
        help "",
        why "A value that selects no schema can only be kept as it came.",
        bad "discriminator: {propertyName: kind, mapping: {cat: Catt}}\n",
        good "discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}\n";
    MAPPING_TO_FILE: repair "mapping-to-file",
        "the discriminator maps to the file {0}; it is read as the component {1}",
        help "write the name of the component, or allow the file in faultcode.yaml",
        why "Documents that were put together from several files often keep the file names in their mappings.",
        bad "discriminator: {propertyName: kind, mapping: {cat: Cat.yaml}}\n",
        good "discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}\n";
    WRONG_REFERENCE_KIND: error "wrong-reference-kind",
        "a {0} is expected here, but the reference leads to a {1}",
        help "",
        why "Each place of a document takes one kind of object; another kind has no meaning there.",
        bad "parameters:\n  - {$ref: '#/components/schemas/Pet'}\n",
        good "parameters:\n  - {$ref: '#/components/parameters/pet'}\n";
    COMPONENT_OF_OTHER_KIND: repair "component-of-other-kind",
        "a {0} is expected here, and this stands as a {1}; {2}",
        help "",
        why "Components stand under wrong headings, and references name a schema where an answer with it is meant. The members of the object say what it is; where they fit several kinds, nothing is guessed.",
        bad "responses:\n  '200': {$ref: '#/components/schemas/Pet'}\n",
        good "responses:\n  '200': {description: found, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}\n";
    MISPLACED_REFERENCE: repair "misplaced-reference",
        "OpenAPI has no reference in place of {0}; what {1} names is read there",
        help "",
        why "Documents that are put together from several files have operations, sections and lists in files of their own. OpenAPI allows references in fewer places, but what is meant is plain.",
        bad "paths:\n  /pets:\n    get: {$ref: list_pets.yaml}\n",
        good "paths:\n  /pets: {$ref: pets.yaml}\n";
    REFERENCE_CYCLE: error "reference-cycle",
        "the {0} {1} leads back to itself",
        help "",
        why "A reference that ends at itself names nothing, and an object that holds itself has no end. Schemas may recur through a property, an item or a branch.",
        bad "components:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n",
        good "components:\n  schemas:\n    A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}\n    B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}\n";
    REF_SIBLING_IGNORED: warning "ref-sibling-ignored",
        "{0} beside a reference is not read",
        help "put it at the target {1}",
        why "Beside a reference OpenAPI reads nothing in this place, so that what stands there would be without effect.",
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
    NULL_OBJECT: repair "null-object",
        "{0} is null; it is read as {1}",
        help "write {} where nothing more is to be said",
        why "The key is there, so what it names is there; whoever wrote it had nothing to add.",
        bad "responses:\n  '204':\n",
        good "responses:\n  '204': {description: deleted}\n";
    FLAG_AS_TEXT: repair "flag-as-text",
        "{0} is {1} here; it is read as {2}",
        help "write true or false",
        why "Words such as yes and on were booleans in YAML 1.1, and others say the same in words of their own.",
        bad "parameters:\n  - {name: page, in: query, required: optional, schema: {type: integer}}\n",
        good "parameters:\n  - {name: page, in: query, required: false, schema: {type: integer}}\n";
    UNKNOWN_WORD: error "unknown-word",
        "{1} cannot be {0}; it is one of {2}",
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
        "{0} has no JSON payload; nothing is generated for it",
        help "",
        why "Of a webhook or a callback, which the API sends to its client, the type of its JSON payload is generated, and a function that decodes it.",
        bad "webhooks: {done: {post: {}}}\n",
        good "webhooks: {done: {post: {requestBody: {content: {application/json: {schema: {type: object}}}}}}}\n";
    UNSUPPORTED_SECURITY: warning "unsupported-security",
        "the security scheme type {0} is not supported; requests are sent without it",
        help "",
        why "The generated client has no way to prove its identity by this scheme; transport-level schemes are set up in the transport.",
        bad "securitySchemes: {tls: {type: mutualTLS}}\n",
        good "securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}\n";
    UNKNOWN_HTTP_SCHEME: warning "unknown-http-scheme",
        "{0} is no registered scheme of HTTP authentication; the caller gives the whole header",
        help "",
        why "The words are registered (RFC 9110, section 16.4.1). By another word the client cannot know how the credential is written.",
        bad "{type: http, scheme: barer}\n",
        good "{type: http, scheme: bearer}\n";
    NOT_AN_OVERLAY: error "not-an-overlay",
        "this is no overlay that can be applied: {0}",
        help "an overlay names its version, 1.0 or 1.1, and a list of actions, each with a target",
        why "An overlay that is read differently from what its author meant changes the wrong places.",
        bad "actions:\n  - update: {x-retry: {maxAttempts: 2}}\n",
        good "overlay: 1.0.0\ninfo: {title: Facts, version: 1.0.0}\nactions:\n  - {target: $, update: {x-retry: {maxAttempts: 2}}}\n";
    OVERLAY_BAD_TARGET: error "overlay-bad-target",
        "the target {0} cannot be read: {1}",
        help "",
        why "Targets are JSONPath (RFC 9535); one that is read otherwise than it was meant would change the wrong places.",
        bad "target: $.paths[/a]\n",
        good "target: $.paths['/a']\n";
    OVERLAY_NO_MATCH: warning "overlay-no-match",
        "the target {0} matches nothing",
        help "",
        why "The document has changed, or the target is misspelled; either way the action does nothing.",
        bad "target: $.paths['/missing'].get\n",
        good "target: $.paths['/orders'].get\n";
    OVERLAY_MISFIT: error "overlay-misfit",
        "this update of {0} does not fit its target, which is {1}",
        help "a map is updated by a map, a list by an item or a list, any other value by such a value",
        why "Replacing a map by something else would drop all it holds.",
        bad "target: $.info\nupdate: text\n",
        good "target: $.info\nupdate: {description: text}\n";
    OVERLAY_MIXED: error "overlay-mixed",
        "the target {0} selects values that cannot be updated in one way",
        help "use one action for maps, one for lists and one for other values",
        why "An update fits either maps or lists or other values, so one of the places would be left out.",
        bad "target: $.info['title', 'contact']\nupdate: {x-internal: true}\n",
        good "target: $.info.contact\nupdate: {x-internal: true}\n";
    OVERLAY_IDLE: warning "overlay-idle",
        "this action changes nothing: it has neither update nor remove nor copy",
        help "check the spelling of its keys",
        why "A misspelled key makes an action without effect, which its author would not notice.",
        bad "target: $.info\nupdates: {description: text}\n",
        good "target: $.info\nupdate: {description: text}\n";
    OVERLAY_EXTENDS: info "overlay-extends",
        "this overlay was written for {0}, and is applied to {1}",
        help "",
        why "An overlay for another document often matches nothing, or the wrong places.",
        bad "extends: https://example.com/orders.yaml\n",
        good "extends: shop.yaml\n";
    PACK_FOR_ANOTHER_DOCUMENT: error "pack-for-another-document",
        "the pack {0} is for {1}, and this document is {2}",
        help "",
        why "The facts of a pack hold for the API of its vendor alone. Title and servers of a document say whose it is; one of the two is enough.",
        bad "# faultcode generate shop.yaml --overlay @stripe\ninfo: {title: Shop, version: '1'}\n",
        good "# faultcode generate stripe.yaml --overlay @stripe\ninfo: {title: Stripe API, version: '1'}\n";
    PACK_OUTGROWN: warning "pack-outgrown",
        "the pack {0} names {1} places or facts that this document does not have",
        help "the rest of the pack holds; another version of the document, or of faultcode, may fit better",
        why "A vendor's document grows and shrinks, and a pack was written for one version of it. What it names beside that version is left out, and said once.",
        bad "# a document without /v1/charges\n",
        good "# the document that the pack was written for\n";
    PACK_EXISTS: info "pack-exists",
        "the pack {0} knows more about the errors of this API",
        help "add --overlay {0}, or overlays: ['{0}'] in faultcode.yaml; faultcode packs says what it holds",
        why "Some vendors publish the codes of their errors beside their document. A pack brings them in.",
        bad "faultcode generate stripe.yaml --out stripe-client\n",
        good "faultcode generate stripe.yaml --overlay @stripe --out stripe-client\n";
}

super::phrases! {
    BY_ITS_MEMBERS: "its members are those of what is expected";
    ITS_SCHEMA: "the schema in it is taken";
    AROUND_IT: "it is taken as the schema of one";
    AN_EMPTY_RESPONSE: "a response without a body";
    ANY_JSON_VALUE: "any JSON value";
    A_TEXT_HEADER: "a text";
    AN_OPERATION: "an operation";
    A_MAP_OF_MEDIA_TYPES: "a map of media types";
    SWAGGER: "Swagger {0}";
    OPENAPI: "OpenAPI {0}";
    THE_DOCUMENT: "the document";
    AN_ITEM: "an item";
    SCHEMA_IS_ANCHORED: "no schema has this anchor; write the path, such as #/components/schemas/Name";
    THERE_IS: "there is a {0} named {1}";
    LEADS_TO: "{0} leads to {1}";
    DOWNLOAD: "download the file, put it below the folder of the document, and let it stand for that address in faultcode.yaml: files: [\"{0}={1}\"]";
    A_MAP: "a map";
    A_LIST: "a list";
    A_PLAIN_VALUE: "a plain value";
    THE_TARGET: "the target";
    THE_REFERENCE: "the reference";
    NO_PATH: "no path";
    AN_EMPTY_ONE: "an empty one";
    NO_FLOW: "none, so that the caller gives the token";
    NO_TOKEN_URL: "none, so that the caller gives the token";
    NO_SCOPE: "none";
    NO_RESPONSE: "no declared response";
    A_STRING: "a string";
    TITLE_OF_DOCUMENT: "the title of the document";
    MISSED: "{0}";
    OVERLAY_VERSION: "its version is neither 1.0 nor 1.1";
    OVERLAY_INFO: "its info has no {0}";
    OVERLAY_ACTIONS: "it has no list of actions";
    OVERLAY_NO_URI: "its extends is no URI";
    OVERLAY_TARGET: "an action has no target";
    OVERLAY_REMOVE: "remove is neither true nor false";
    OVERLAY_SELECTS: "it selects {0} values, and one is copied";
    PATH_DOLLAR: "a path begins with $";
    EXPECTED_STEP: "expected . or [ before {0}";
    EXPECTED_NAME: "expected a name before {0}; names with other characters are quoted";
    EXPECTED_END: "expected ] or , before {0}";
    EXPECTED_QUOTED: "expected a quoted name before {0}";
    TOO_DEEP_CONDITIONS: "the conditions are nested too deep";
    EXPECTED_CLOSE: "expected ) before {0}";
    EXPECTED_COMMA: "expected , before {0}";
    NOT_COMPARED: "a value has to be compared with something before {0}";
    EXPECTED_PATH: "expected a path before {0}";
    EXPECTED_VALUE: "expected a value before {0}";
    NO_NUMBER: "{0} is no number";
    NO_FUNCTION: "{0} is no function and no value";
    NO_CHARACTER: "\\u{0} is no character";
    NO_ESCAPE: "\\{0} is no escape";
    BARE_CONTROL: "the control character \\u{0} has to be escaped";
    NO_PATTERN: "{0} is no pattern that can be read";
    EXPECTED_CONDITION: "expected a path, a function or ( before {0}";
    QUOTE_OPEN: "a quote is never closed";
    THE_END: "the end";
    MORE_THAN_ONE: "a path that may lead to more than one value cannot be compared";
}
