//! Rules about the faultcode extensions and the foreign dialects.

super::rules! {
    UNKNOWN_KEY: warning "unknown-key",
        "{0} is no key of this extension; it has no effect",
        help "",
        why "A misspelled key would otherwise be silently without effect.",
        bad "x-retry: {maxAttempt: 4}\n",
        good "x-retry: {maxAttempts: 4}\n";
    WRONG_TYPE: error "wrong-type",
        "this must be {0}, but it is {1}",
        help "",
        why "A bad value is never replaced by a default: the client would behave otherwise than the document says.",
        bad "x-retry: {maxAttempts: many}\n",
        good "x-retry: {maxAttempts: 4}\n";
    BAD_DURATION: error "bad-duration",
        "{0} is no duration",
        help "write a number and a unit, such as 50ms, 1.5s, 2m, 24h or 7d",
        why "A number without a unit would be a guess between seconds and milliseconds.",
        bad "x-retry: {maxElapsed: 30}\n",
        good "x-retry: {maxElapsed: 30s}\n";
    BAD_STATUS: error "bad-status",
        "{0} is no status",
        help "write a number from 100 to 599, or a class such as 5XX",
        why "An entry for a status that no server sends would never be chosen.",
        bad "x-error-codes: {SOLD_OUT: {status: 4090}}\n",
        good "x-error-codes: {SOLD_OUT: {status: 409}}\n";
    BAD_POINTER: error "bad-pointer",
        "{0} is no usable JSON pointer: {1}",
        help "write a pointer such as /error/code; the empty text is the whole body",
        why "Pointers follow RFC 6901; another notation would be read as a member that never exists.",
        bad "x-error-envelope: {code: error.code}\n",
        good "x-error-envelope: {code: /error/code}\n";
    BAD_PATTERN: error "bad-pattern",
        "{0} is no usable regular expression: {1}",
        help "",
        why "Patterns run on what a server sends, so they are limited to 256 characters of a syntax that runs in linear time.",
        bad "x-error-envelope: {code: {at: /code, pattern: '[A-Z'}}\n",
        good "x-error-envelope: {code: {at: /code, pattern: '[A-Z]+'}}\n";
    OUT_OF_RANGE: error "out-of-range",
        "{0} is out of range; allowed: {1}",
        help "",
        why "The value has a limit beyond which it makes no sense or does harm.",
        bad "x-retry: {maxAttempts: 100}\n",
        good "x-retry: {maxAttempts: 5}\n";
    CONFLICTING_KEYS: error "conflicting-keys",
        "{0} and {1} exclude each other",
        help "keep one of them",
        why "Two answers to one question leave the meaning open.",
        bad "x-idempotency: {header: Idempotency-Key, body: /key}\n",
        good "x-idempotency: {header: Idempotency-Key}\n";
    MISSING_KEY: error "missing-key",
        "{0} is missing here",
        help "",
        why "Without this key the value says nothing.",
        bad "x-webhook-signature: {header: X-Signature}\n",
        good "x-webhook-signature: {scheme: plain, header: X-Signature}\n";
    NOT_YET_USED: warning "not-yet-used",
        "{0} is read, but has no effect in this version",
        help "",
        why "The key is part of the vocabulary, so the document is right; the generator does not use it yet.",
        bad "x-sensitive: last4\n",
        good "x-sensitive: true\n";
    MISPLACED_EXTENSION: warning "misplaced-extension",
        "{0} has no meaning at {1}",
        help "it belongs to: {2}",
        why "An extension in another place has no effect, which its author would not notice.",
        bad "paths: {/a: {get: {x-webhook-signature: {scheme: standard}}}}\n",
        good "x-webhook-signature: {scheme: standard}\n";
    UNKNOWN_CODE: error "unknown-code",
        "the catalogue has no code {0}",
        help "",
        why "Where there is a catalogue it is complete, so another code is a spelling mistake.",
        bad "x-error-codes: {SOLD_OUT: {}}\npaths: {/a: {get: {x-error-codes: [SOLDOUT]}}}\n",
        good "x-error-codes: {SOLD_OUT: {}}\npaths: {/a: {get: {x-error-codes: [SOLD_OUT]}}}\n";
    DUPLICATE_CODE: error "duplicate-code",
        "the code {0} stands here twice",
        help "keep one of them",
        why "Two entries for one code leave open which facts hold.",
        bad "x-error-codes: [SOLD_OUT, SOLD_OUT]\n",
        good "x-error-codes: [SOLD_OUT]\n";
    CODE_NOT_IN_ENUM: warning "code-not-in-enum",
        "the code {0} is missing from {1}",
        help "add it there, or remove it here",
        why "The catalogue and the enum of the code property list the same codes; one of them is out of date.",
        bad "code: {type: string, enum: [SOLD_OUT]}\nx-error-codes: {SOLD_OUT: {}, GONE: {}}\n",
        good "code: {type: string, enum: [SOLD_OUT, GONE]}\nx-error-codes: {SOLD_OUT: {}, GONE: {}}\n";
    UNREACHABLE_STATUS: warning "unreachable-status",
        "the code {0} comes with status {1}, which no operation that can answer it declares",
        help "declare the response, or correct the status",
        why "A code under a status that is never declared is a mistake on one of the two sides.",
        bad "x-error-codes: {SOLD_OUT: {status: 409}}\npaths: {/a: {get: {x-error-codes: [SOLD_OUT], responses: {'404': {}}}}}\n",
        good "x-error-codes: {SOLD_OUT: {status: 409}}\npaths: {/a: {get: {x-error-codes: [SOLD_OUT], responses: {'409': {}}}}}\n";
    UNRECOGNISABLE_CODE: warning "unrecognisable-code",
        "no answer can say that it has the code {0}: {1}",
        help "let x-error-envelope say where the codes of these answers stand, or when: {header: …} which header tells this one; else take the code out",
        why "A client knows a code by what an answer says. One that no answer can say has a variant that never comes.",
        bad "x-error-envelope: {code: {at: /code, type: integer}}\nx-error-codes: {SOLD_OUT: {status: 409}}\n",
        good "x-error-envelope: {code: {at: /code, type: either}}\nx-error-codes: {SOLD_OUT: {status: 409}}\n";
    STATUS_CONTRADICTION: error "status-contradiction",
        "the code {0} is listed at a response {1}, but its entry gives it another status",
        help "list it at the response of its status, or add the status to its entry",
        why "A code cannot be answered under a status that its own entry excludes.",
        bad "x-error-codes: {SOLD_OUT: {status: 409}}\nresponses: {'404': {x-error-codes: [SOLD_OUT]}}\n",
        good "x-error-codes: {SOLD_OUT: {status: 409}}\nresponses: {'409': {x-error-codes: [SOLD_OUT]}}\n";
    SOURCES_DIFFER: warning "sources-differ",
        "nobody is sure of this {0}, and it is stated otherwise; what is stated holds",
        help "take it out, or correct what is stated",
        why "An entry with a confidence was derived from a page, an example or traffic. It never replaces what somebody has stated, but one of both is wrong.",
        bad "# in the document\nx-error-codes: {SOLD_OUT: {status: 409}}\n# in an overlay\nx-error-codes: {SOLD_OUT: {status: 410, confidence: derived}}\n",
        good "# in the document\nx-error-codes: {SOLD_OUT: {status: 409}}\n# in an overlay\nx-error-codes: {SOLD_OUT: {status: 409, confidence: derived}}\n";
    UNUSED_CODE: info "unused-code",
        "no operation answers {0}; it is not generated",
        help "",
        why "An entry that nothing reaches is often left over, or its status is not declared anywhere.",
        bad "x-error-codes: {GONE: {status: 410}}\npaths: {/a: {get: {responses: {'200': {}}}}}\n",
        good "x-error-codes: {GONE: {status: 410}}\npaths: {/a: {get: {responses: {'200': {}, '410': {}}}}}\n";
    CODES_LEFT_OUT: warning "codes-left-out",
        "the list leaves out {0} that the schema of {1} lists: {2}",
        help "name them too, or write include: to add to what the schemas list",
        why "A list of codes stands for all of them: what the schemas list beside it has no variant any more.",
        bad "x-error-codes: [SOLD_OUT]  # and under 409: code: {enum: [SOLD_OUT, GONE]}\n",
        good "x-error-codes: {include: [SOLD_OUT]}\n";
    UNKNOWN_OPERATION: error "unknown-operation",
        "the document has no operation {0}",
        help "",
        why "The name points a reader to an operation, so it has to exist.",
        bad "action: {kind: topUp, operationId: getBalanc}\n",
        good "action: {kind: topUp, operationId: getBalance}\n";
    BAD_EXPRESSION: error "bad-expression",
        "{0} is no expression that a client can answer",
        help "write $request.body#/pointer, $request.path.name, $request.query.name, $response.body#/pointer, or a text",
        why "What reads an existing resource is a call of this client, which has the request and the refusal and nothing else.",
        bad "existing: {operationId: getOrder, parameters: {id: $request.header.id}}\n",
        good "existing: {operationId: getOrder, parameters: {id: $request.body#/id}}\n";
    UNUSABLE_EXISTING: error "unusable-existing",
        "what {0} finds there already cannot be read: {1}",
        help "",
        why "The call that makes the resource reads it with these values; without them that call would always fail.",
        bad "SOLD: {existing: {operationId: getOrder, parameters: {}}}\n",
        good "SOLD: {existing: {operationId: getOrder, parameters: {id: $request.body#/id}}}\n";
    IDLE_EXISTING: warning "idle-existing",
        "x-existing tells nothing at this answer of {0}: {1}",
        help "set it at the success under which nothing is made, beside the one under which it is",
        why "It tells what was there already from what is made now, which takes two successes.",
        bad "responses: {'200': {description: It is there., x-existing: true}}\n",
        good "responses: {'200': {description: It was there., x-existing: true}, '201': {description: It is made.}}\n";
    UNUSABLE_TOKEN: error "unusable-token",
        "no token can be had this way: {0}",
        help "",
        why "The client makes this call by itself, with nothing but what stands here; if that is not enough, every call that needs \
             the token fails.",
        bad "x-auth: {token: {operationId: getToken, accessToken: /tokn}}\n",
        good "x-auth: {token: {operationId: getToken, accessToken: /token}}\n";
    TOKEN_WITHOUT_PARAMETER: warning "token-without-parameter",
        "{0} needs a token of {1}, each of which belongs to a value of the path parameter {2}, which {0} does not have",
        help "give it another security requirement; as it is, it can be called only with a token that is given by hand",
        why "Nothing says whose token the call should carry, so the client cannot fetch one.",
        bad "x-auth: {token: {operationId: getToken, parameters: {id: $request.path.id}}}\npaths: {/a: {get: {}}}\n",
        good "x-auth: {token: {operationId: getToken, parameters: {id: $request.path.id}}}\npaths: {'/{id}/a': {get: {}}}\n";
    UNKNOWN_SCHEME: error "unknown-scheme",
        "{0}",
        help "",
        why "Facts about credentials that name nothing would silently be without effect.",
        bad "x-error-codes: {A: {when: {security: [dashbord]}}}\n",
        good "x-error-codes: {A: {when: {security: [dashboard]}}}\n";
    UNKNOWN_PARAMETER: error "unknown-parameter",
        "no operation has a parameter {0}",
        help "",
        why "An entry that applies to operations with this parameter would apply to none.",
        bad "appliesTo: {parameters: [invoiceid]}\n",
        good "appliesTo: {parameters: [invoice_id]}\n";
    UNSAFE_RETRY: warning "unsafe-retry",
        "{0} is a {1} without a key, yet declared to be harmless to repeat",
        help "declare x-idempotency for it, or remove idempotent: true",
        why "After a lost answer nobody knows whether the server acted; a repeat can act twice.",
        bad "post: {x-retry: {idempotent: true}}\n",
        good "post: {x-retry: {idempotent: true}, x-idempotency: {}}\n";
    RETRY_WITHOUT_KEY: info "retry-without-key",
        "{0} is a {1} without a key: it is not repeated after {2}",
        help "declare x-idempotency if the API takes a key",
        why "A repeat could act twice, so transient codes end such a call.",
        bad "x-error-codes: {BUSY: {retry: transient}}\npaths: {/a: {post: {x-error-codes: [BUSY]}}}\n",
        good "x-idempotency: {}\nx-error-codes: {BUSY: {retry: transient}}\npaths: {/a: {post: {x-error-codes: [BUSY]}}}\n";
    ENVELOPE_MISMATCH: warning "envelope-mismatch",
        "{0} of the envelope leads nowhere in the declared schema: {1}",
        help "correct the pointer, or give the response an x-error-envelope of its own; where the schema is what is wrong, correct it in an overlay, or allow this rule",
        why "A fact that stands elsewhere than the envelope says is never found.",
        bad "x-error-envelope: {code: /error/kode}\n",
        good "x-error-envelope: {code: /error/code}\n";
    KEY_HEADER_TAKEN: error "key-header-taken",
        "the key cannot travel in the header {0}: {1}",
        help "name the header in which the API takes keys, most often Idempotency-Key",
        why "A header has one value; a key in place of a credential or of the length of a message would break each request.",
        bad "x-idempotency: {header: Authorization}\n",
        good "x-idempotency: {header: Idempotency-Key}\n";
    LOST_POINTER: warning "lost-pointer",
        "{0} leads nowhere in the declared schema: {1}",
        help "",
        why "A fact that stands elsewhere than the pointer says is never found.",
        bad "x-retry: {hints: {from: [{body: /retry_afer}]}}\n",
        good "x-retry: {hints: {from: [{body: /retry_after}]}}\n";
    UNDECLARED_STATUS: warning "undeclared-status",
        "the code {0} comes with status {1}, which {2} does not declare",
        help "declare the response there, or take the code from the list",
        why "A list of codes and the responses beside it say the same thing twice; where they differ, one of them is out of date.",
        bad "x-error-codes: {GONE: {status: 410}}\npaths: {/a: {get: {x-error-codes: [GONE], responses: {'404': {}}}}}\n",
        good "x-error-codes: {GONE: {status: 410}}\npaths: {/a: {get: {x-error-codes: [GONE], responses: {'410': {}}}}}\n";
    UNRESOLVED_DETAILS: warning "unresolved-details",
        "the code {0} has details, but no envelope says where they stand",
        help "add details to x-error-envelope",
        why "Without the pointer the typed details are never read. Of several envelopes, the one that takes the code says where they stand.",
        bad "x-error-envelope: {code: /code}\nx-error-codes: {A: {details: {type: object}}}\n",
        good "x-error-envelope: {code: /code, details: /details}\nx-error-codes: {A: {details: {type: object}}}\n";
    EXAMPLE_UNKNOWN_CODE: warning "example-unknown-code",
        "this example carries the code {0}, which the catalogue lacks",
        help "declare the code, or correct the example; other examples with it are not listed",
        why "An example shows what the server sends; a code that is not declared reaches the caller as unrecognised.",
        bad "examples: {a: {value: {code: SOLDOUT}}}\n",
        good "examples: {a: {value: {code: SOLD_OUT}}}\n";
    EXAMPLE_MISMATCH: warning "example-mismatch",
        "the envelope finds neither code nor message in this example of an error",
        help "correct the example, or give the response an x-error-envelope of its own",
        why "An example that the envelope cannot read shows that one of the two is wrong.",
        bad "x-error-envelope: {message: /message}\nexample: {msg: no}\n",
        good "x-error-envelope: {message: /message}\nexample: {message: no}\n";
    DIALECT_SHAPE: warning "dialect-shape",
        "{0} has a form that no known dialect gives it; it is skipped",
        help "",
        why "The extension was written for another tool, so a form that is not understood is no mistake of its author.",
        bad "x-error-codes: [{text: sold out}]\n",
        good "x-error-codes: [{code: SOLD_OUT, message: sold out}]\n";
    FOREIGN_EXTENSION: warning "foreign-extension",
        "{0} has the form of another tool here; it is left alone",
        help "",
        why "Other tools have keys of the same name. What has none of the keys of this vocabulary was written for one of them.",
        bad "x-pagination: {limitParam: count, resultsPath: rows}\n",
        good "x-pagination: {kind: offset, parameter: start, items: /rows}\n";
    DIALECT_SHADOWED: warning "dialect-shadowed",
        "{0} is not read, because {1} says something else",
        help "remove one of the two",
        why "Both state the same fact; the extension written for this tool wins.",
        bad "'404': {x-ms-error-response: true, x-error: false}\n",
        good "'404': {x-error: false}\n";
}

super::phrases! {
    LIFETIME: "expiresIn of a token";
    NO_PLACE_OF_CODE: "no envelope says where a code stands in them";
    NO_BODY_OF_HEAD: "answers to HEAD have no body";
    NO_BODY_OF_STATUS: "answers of its status have no body";
    ANSWERS_SUCCEED: "answers of its status are successes";
    HEADER_TELLS_ANOTHER: "its header tells {0}, which comes first";
    CODES_ARE_NUMBERS: "codes are numbers there";
    NO_MORE_THAN_STATUS: "it says no more than the status";
    MISSES_PATTERN: "it does not match {0}";
    VALUE_OF_EXISTING: "a value of existing";
    OTHER_READER: "another code of the operation reads with another operation";
    THE_STATUS: "the status";
    HAS_NO_PARAMETER: "{0} has no parameter {1}";
    NO_PATH_PARAMETER: "the request has no path parameter {0}";
    NO_QUERY_PARAMETER: "the request has no query parameter {0}";
    NEITHER_PATH_NOR_QUERY: "{0} stands neither in the path nor in the query";
    NO_REQUEST_BODY: "the request has no body";
    NO_MEMBER_THERE: "the body of the request has no member {0}";
    NEEDS_PARAMETER: "{0} needs its parameter {1}";
    NEEDS_BODY: "{0} needs a body";
    NO_TOKEN: "a user and a password are no token";
    TWO_FROM_PATH: "two values come from the path of the call";
    NEEDS_ITSELF: "{0} needs it itself";
    TAKES_NO_BODY: "{0} takes no body";
    NEITHER_JSON_NOR_FORM: "{0} takes neither JSON nor a form";
    NEEDS_MEMBER: "the body of {0} needs its member {1}";
    NEEDS_KEY: "{0} needs a key";
    LEADS_NOWHERE: "{0} leads nowhere in the answer of {1}";
    LEADS_TO_NO_TEXT: "{0} leads to no text in the answer of {1}";
    NO_JSON_SUCCESS: "the success of {0} has no JSON body";
    VALUE_FROM_PATH: "a value comes from the path of the call, or is a text";
    OTHER_FACTS: "it has other facts here";
    ENUM_OF_SCHEMA: "the enum of this schema";
    CATALOGUE_OF_SCHEMA: "the catalogue of this schema";
    BYTES_OF_CODE: "1 to {0} bytes";
    NAMED_FIRST: "named here first";
    FIELD_NEEDS_NAME: "a field needs a name";
    THE_SCHEME: "the scheme";
    SET_BY_CLIENT: "the client sets it itself";
    SET_BY_SCHEME: "the security scheme {0} has it";
    PREFIX_OF_KEY: "at most {0} bytes, since the key that the client makes behind it has 36";
    LENGTH_OF_KEY: "at least {0}, since the client makes keys of that length; mode: required leaves them to the caller";
    KEY_NEEDS_MEMBER: "a key needs a member of its own";
    STATUS_OR_CODE: "status or code";
    KNOWN_KEYS: "known keys: {0}";
    PAGE_NEEDS_MEMBER: "the page needs a member of its own";
    PARAMETER_OR_BODY: "parameter or body";
    NEXT_OR_LAST_ITEM: "next or lastItem";
    STANDS_HERE_TOO: "{0} stands here too";
    HEADER_OR_BODY: "header or body";
    BAD_ESCAPE: "it holds a ~ that is no escape";
    NO_SLASH: "it does not start with /";
    IN_ALREADY: "it stands in {0} already";
    TOO_LONG_PATTERN: "it is longer than {0} characters";
    CAP_BELOW_BASE: "a cap that is not below the base";
    FROM_TO: "{0} to {1}";
    THE_TEXT: "the text {0}";
    ONE_OF: "one of {0}";
    ONE_OF_SCHEMAS: "one of the schemas";
    ENUM_OF_PROPERTY: "the enum of the code property";
    THE_ENUM: "the enum";
    THE_CATALOGUE: "the catalogue";
    THE_POINTER: "the pointer stands here";
    ANSWER_IS_ERROR: "this answer is an error";
    NO_STATUS_OF_ITS_OWN: "this answer has no status of its own";
    NONE_MADE: "no other success says that it was made";
    ITS_STATUS: "its status stands here";
    STATED_HERE: "stated here";
    NOTHING_TO_RENEW: "{0} takes no credential that {1} could renew";
    NO_KEY_CLASS: "no security scheme has a key class {0}";
    IN_ITS_PATH: "{0} in its path";
    NO_TEXT_MEMBER: "the request body has no such text member";
    NO_SCHEME: "the document has no security scheme {0}";
    IN_THE_QUERY: "{0} in the query";
    NO_MEMBER_OF_BODY: "the JSON request body has no such member";
    NO_MEMBER_OF_SUCCESS: "the success has no such member";
    NO_LIST_IN_SUCCESS: "the success has no list there";
    NO_MEMBER_OF_ITEM: "an item has no such member";
}
