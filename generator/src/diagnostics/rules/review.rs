//! Rules about what a document says and nothing reads: misspelled keys, names that lead nowhere, statements that exclude each
//! other.

super::rules! {
    MISSPELLED_KEY: warning "misspelled-key",
        "{0} is no key of {1}; it has no effect",
        help "",
        why "Keys have one spelling, and a key that differs in a letter or in case is read by nobody: what stands below it is not in the client.",
        bad "post: {requestbody: {content: {application/json: {}}}}\n",
        good "post: {requestBody: {content: {application/json: {}}}}\n";
    UNDEFINED_KEY: warning "undefined-key",
        "{0} is no key of {1}; it has no effect",
        help "remove it, or begin its name with x- if another tool reads it",
        why "OpenAPI lists the keys of its objects; others begin with `x-`. What stands below another key is not in the client. Most often it belongs one level up or down, or comes from another version.",
        bad "requestBody: {content: {application/json: {}}, schema: {type: object}}\n",
        good "requestBody: {content: {application/json: {schema: {type: object}}}}\n";
    METHOD_SPELLING: repair "method-spelling",
        "{0} is no key of a path item; it is read as that method",
        help "methods of OpenAPI are written in small letters; since 3.2 others stand below additionalOperations",
        why "Keys are told apart by case, so that other tools overlook the operation.",
        bad "paths: {/orders: {GET: {}}}\n",
        good "paths: {/orders: {get: {}}}\n";
    KEY_OF_OTHER_VERSION: info "key-of-other-version",
        "{0} came with OpenAPI {1}; it is read with its meaning there",
        help "name that version in the first line, or leave it out",
        why "By the version that the document names, the key means nothing, and other tools overlook it.",
        bad "openapi: 3.0.4\n# …\ntype: string\nconst: card\n",
        good "openapi: 3.1.1\n# …\ntype: string\nconst: card\n";
    MISSPELLED_EXTENSION: warning "misspelled-extension",
        "{0} is no extension that is read; it has no effect",
        help "did you mean {1}?",
        why "Any key that begins with `x-` is legal, so a misspelled extension would be silently without effect.",
        bad "x-retries: {maxAttempts: 4}\n",
        good "x-retry: {maxAttempts: 4}\n";
    OTHER_SCHEMA_DIALECT: warning "other-schema-dialect",
        "schemas of the dialect {0} are read as those of JSON Schema 2020-12",
        help "",
        why "Drafts of JSON Schema give some keywords other meanings, such as `id` and a list at `items`. What both call alike is read as it is meant.",
        bad "jsonSchemaDialect: http://json-schema.org/draft-07/schema#\n",
        good "jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema\n";
    MISSING_PROPERTY: warning "missing-property",
        "{0} is required, but no property of this object is called so",
        help "",
        why "The client has no member for it, so nobody can set it, and a server that means it refuses every request.",
        bad "required: [nmae]\nproperties: {name: {type: string}}\n",
        good "required: [name]\nproperties: {name: {type: string}}\n";
    UNKNOWN_SCOPE: warning "unknown-scope",
        "no flow of {0} declares the scope {1}",
        help "",
        why "A token is asked for with the scopes that are declared, so a call that needs another one is refused.",
        bad "security: [{login: ['orders:raed']}]\n",
        good "security: [{login: ['orders:read']}]\n";
    UNKNOWN_PART: warning "unknown-part",
        "the body has no member {0}; what is said of how it is written has no effect",
        help "",
        why "The keys of `encoding` are the members of the schema.",
        bad "schema: {properties: {file: {}}}\nencoding: {fil: {contentType: image/png}}\n",
        good "schema: {properties: {file: {}}}\nencoding: {file: {contentType: image/png}}\n";
    NO_VALUE_FITS: warning "no-value-fits",
        "no value fits {0}: {1}",
        help "",
        why "A server that checks what the document says refuses every value.",
        bad "type: integer\nminimum: 10\nmaximum: 1\n",
        good "type: integer\nminimum: 1\nmaximum: 10\n";
    NEITHER_WAY: warning "neither-way",
        "{0} is neither sent nor received: it is both read-only and write-only",
        help "keep one of the two",
        why "What is read-only stands in answers alone, what is write-only in requests alone.",
        bad "id: {type: string, readOnly: true, writeOnly: true}\n",
        good "id: {type: string, readOnly: true}\n";
    EMPTY_ENUM: repair "empty-enum",
        "this enum lists no value; it is left out",
        help "",
        why "Nothing fits an empty list. It is most often what an exporter wrote of a list that it did not know.",
        bad "type: string\nenum: []\n",
        good "type: string\n";
    LOOK_ALIKE: warning "look-alike",
        "{0} holds a sign that is not what it looks like: {1}, {2}",
        help "type it again in one alphabet",
        why "Two names that look the same are two names, and who types what is shown gets another one.",
        bad "properties: {name: {type: string}, n\u{430}me: {type: string}}\n",
        good "properties: {name: {type: string}}\n";
    PARAMETER_FORM: warning "parameter-form",
        "the parameter {0} has {1}; {2}",
        help "describe it by a schema, or by the one media type in which its value is written",
        why "A parameter is written in one form: by its style, or as a document of its own.",
        bad "{name: page, in: query, schema: {type: string}, content: {application/json: {}}}\n",
        good "{name: page, in: query, schema: {type: string}}\n";
    WHOLE_QUERY: warning "whole-query",
        "the parameter {0} is the whole query, and is described by a schema and not by a content",
        help "",
        why "Since OpenAPI 3.2 one parameter can hold all that follows the question mark, written in its media type (3.2.0, \"Parameter Locations\").",
        bad "parameters: [{name: q, in: querystring, schema: {type: object}}]\n",
        good "parameters: [{name: q, in: querystring, content: {}}]\n";
    SAME_PATH: info "same-path",
        "this path differs from another one in the names of its variables only",
        help "",
        why "A server cannot tell two such paths apart. The operations of both are generated.",
        bad "paths: {'/orders/{id}': {}, '/orders/{number}': {}}\n",
        good "paths: {'/orders/{id}': {}}\n";
    ADJACENT_VARIABLES: warning "adjacent-variables",
        "nothing stands between the variables {0} and {1} of this path; their values are written one behind the other",
        help "put a sign between them that neither value has",
        why "Who reads such a path cannot tell where the first value ends: `1` and `23` make the same path as `12` and `3`.",
        bad "paths: {'/orders/{day}{number}': {}}\n",
        good "paths: {'/orders/{day}-{number}': {}}\n";
    LONG_TEXT: warning "long-text",
        "this text has more than {0} bytes; documentation shows its beginning",
        help "say what a caller has to know, and link to the rest",
        why "What is documentation of a type or a method is read beside the code, by editors too, which have to hold all of it.",
        bad "description: (a hundred pages)\n",
        good "description: Orders of a shop. See https://shop.example/guide.\n";
    NO_RESPONSE: info "no-response",
        "no response is declared here",
        help "",
        why "There is at least one response to each request. Of one that is not declared a client reads the status alone.",
        bad "responses: {}\n",
        good "responses: {'204': {description: deleted}}\n";
}

super::phrases! {
    BOUNDS_CROSSED: "{0} is above {1}";
    NOT_ABOVE_ZERO: "a multiple of {0} is zero or none";
    SCHEMA_AND_CONTENT: "a schema and a content";
    SEVERAL_CONTENTS: "several media types";
    NO_CONTENTS: "a content without a media type";
    CONTENT_COUNTS: "the content counts";
    FIRST_COUNTS: "the first one counts";
    AS_TEXT: "it is passed as text";
    THE_LOWER: "the lower bound";
    THE_OTHER_PATH: "the other path";
    THE_NULL_TYPE: "the type null";
    THE_PLACE: "the place {0}";
    NO_WIDTH: "one without width";
    LOOKS_THE_SAME: "this one looks the same";
    THIS_SCHEMA: "this schema";
}
