//! Rules about paths, parameters, bodies and responses.

super::rules! {
    UNSUPPORTED_METHOD: warning "unsupported-method",
        "operations with the method {0} are not generated",
        help "",
        why "OpenAPI 3.2 allows any method; the client sends those that 3.0 names.",
        bad "paths: {/a: {query: {}}}\n",
        good "paths: {/a: {post: {}}}\n";
    UNSUPPORTED_PARAMETER: warning "unsupported-parameter",
        "parameters in {0} are not generated; the operation is sent without this one",
        help "",
        why "The place came with OpenAPI 3.2 and has no counterpart in the generated calls.",
        bad "parameters: [{in: querystring, name: all, content: {}}]\n",
        good "parameters: [{in: query, name: page, schema: {type: integer}}]\n";
    STATUS_SPELLING: repair "status-spelling",
        "{0} is no status; it is read as {1}",
        help "",
        why "Classes of statuses are written with a capital X, default in lower case.",
        bad "responses: {4xx: {description: refused}}\n",
        good "responses: {4XX: {description: refused}}\n";
    UNKNOWN_STATUS: error "unknown-status",
        "{0} is no status",
        help "a status is a number from 100 to 599, a class such as 4XX, or default",
        why "A response that no status selects is never returned, so something else was meant.",
        bad "responses: {abcdef: {description: refused}}\n",
        good "responses: {'400': {description: refused}}\n";
    BAD_PATH: error "bad-path",
        "the path {0} cannot be used: {1}",
        help "",
        why "Paths are parsed once into fixed text and variables; a path that can be read in two ways is refused.",
        bad "paths: {'/orders/{id': {}}\n",
        good "paths: {'/orders/{id}': {}}\n";
    PATH_WITH_QUERY: repair "path-with-query",
        "the path {0} has a query or a fragment; its query is sent as it stands, its fragment is not",
        help "declare query parameters instead",
        why "A path names a resource; what follows it belongs into parameters.",
        bad "paths: {'/items?beta=true': {}}\n",
        good "paths: {/items: {get: {parameters: [{name: beta, in: query, schema: {type: boolean}}]}}}\n";
    REPEATED_VARIABLE: repair "repeated-variable",
        "the variable {0} stands twice in this path; both places get the same value",
        help "",
        why "One name is one parameter.",
        bad "paths: {'/a/{id}/b/{id}': {}}\n",
        good "paths: {'/a/{a}/b/{b}': {}}\n";
    UNDECLARED_VARIABLE: repair "undeclared-variable",
        "no parameter declares the variable {0} of this path; it becomes a required string",
        help "",
        why "The path cannot be filled without it.",
        bad "/orders/{id}: {get: {responses: {}}}\n",
        good "/orders/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {}}}\n";
    UNUSED_PATH_PARAMETER: repair "unused-path-parameter",
        "the path has no variable {0}; the parameter is left out",
        help "",
        why "A path parameter without a place in the path cannot be sent.",
        bad "/orders: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}]}}\n",
        good "/orders/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}]}}\n";
    OPTIONAL_PATH_PARAMETER: repair "optional-path-parameter",
        "a path parameter is always required; it is read as such",
        help "add required: true",
        why "A path with a gap is another path.",
        bad "parameters: [{name: id, in: path, schema: {type: string}}]\n",
        good "parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n";
    MISSING_OPERATION_ID: repair "missing-operation-id",
        "this operation has no operationId; it is called {0}",
        help "",
        why "The name of the method that is generated comes from the operationId; without one it comes from method and path.",
        bad "get: {responses: {}}\n",
        good "get: {operationId: listOrders, responses: {}}\n";
    DUPLICATE_OPERATION_ID: repair "duplicate-operation-id",
        "two operations are called {0}; this one becomes {1}",
        help "",
        why "Two methods cannot have one name. Which one keeps it depends on path and method, not on the order of the document.",
        bad "/a: {get: {operationId: list}}\n/b: {get: {operationId: list}}\n",
        good "/a: {get: {operationId: listA}}\n/b: {get: {operationId: listB}}\n";
    BAD_HEADER_NAME: repair "bad-header-name",
        "{0} cannot be the name of a {1}; requests are sent without it",
        help "use letters, digits and hyphens",
        why "Names of headers and cookies are tokens (RFC 9110, section 5.6.2; RFC 6265, section 4.1.1). Another name cannot be sent, and one with a line break would be a second header.",
        bad "parameters: [{name: 'X Trace', in: header, schema: {type: string}}]\n",
        good "parameters: [{name: X-Trace, in: header, schema: {type: string}}]\n";
    UNUSABLE_SERVER: repair "unusable-server",
        "no request can be sent to the server {0}: {1}; it is left out",
        help "",
        why "A client calls https and http hosts only, and takes credentials from its caller only. Without a usable server the caller names the base URL.",
        bad "servers: [{url: 'https://{region}.shop.example'}]\n",
        good "servers: [{url: 'https://{region}.shop.example', variables: {region: {default: eu}}}]\n";
    PLAIN_HTTP: warning "plain-http",
        "requests to {0} are not encrypted",
        help "name the https address; the client sends no credentials to this one unless its caller insists",
        why "Everybody between the caller and the server reads what is sent, keys included.",
        bad "servers: [{url: 'http://api.shop.example'}]\n",
        good "servers: [{url: 'https://api.shop.example'}]\n";
    PARAMETER_CONTENT: warning "parameter-content",
        "the parameter {0} is a document of its own; it is passed as text",
        help "",
        why "The value is written in a media type inside another one; the caller writes it.",
        bad "parameters: [{name: filter, in: query, content: {application/json: {}}}]\n",
        good "parameters: [{name: filter, in: query, schema: {type: string}}]\n";
    SEVERAL_MEDIA_TYPES: info "several-media-types",
        "the body can be sent in several forms; {0} is used",
        help "",
        why "A call sends one form; JSON is preferred.",
        bad "content: {application/json: {}, application/xml: {}}\n",
        good "content: {application/json: {}}\n";
    MULTIPART_BODY: warning "multipart-body",
        "multipart bodies are passed as bytes that the caller has built",
        help "",
        why "Parts and their boundary are not generated yet.",
        bad "content: {multipart/form-data: {}}\n",
        good "content: {application/octet-stream: {}}\n";
}
