//! Rules about paths, parameters, bodies and responses.

super::rules! {
    UNSUPPORTED_METHOD: warning "unsupported-method",
        "the operation with the method {0} is not generated",
        help "methods that have a key of their own stand there; others are written in capitals",
        why "CONNECT asks for a tunnel and not for a resource. Methods are told apart by their case, and none in use has small letters.",
        bad "paths: {/a: {additionalOperations: {CONNECT: {}}}}\n",
        good "paths: {/a: {additionalOperations: {COPY: {}}}}\n";
    RESERVED_HEADER: info "reserved-header",
        "a parameter cannot set the header {0}; requests are sent without the parameter",
        help "for a credential declare a security scheme",
        why "OpenAPI leaves Accept and Content-Type to the media types and Authorization to the security schemes (3.0.4, section 4.8.12.2). Headers that say where a message ends or goes belong to the client.",
        bad "parameters: [{name: Accept, in: header, schema: {type: string}}]\n",
        good "responses: {'200': {content: {application/json: {}}}}\n";
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
    PATH_SPELLING: repair "path-spelling",
        "{0} is no path; it is read as {1}",
        help "",
        why "A path begins with a slash, and a character that no URL holds, such as a space or a line break, can only be sent percent-encoded (RFC 3986, sections 2.1 and 3.3).",
        bad "paths: {'orders/by date': {}}\n",
        good "paths: {/orders/by%20date: {}}\n";
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
    OPERATION_ID_BY_TAG: repair "operation-id-by-tag",
        "two operations are called {0}, and their tags tell them apart; where tags do not show, this one is {1}",
        help "",
        why "Each group of operations has methods of its own, so both methods can be called as the document says. In tables, in options and in the names of types, which know no groups, one of them has its method and path behind its name.",
        bad "/a: {get: {operationId: list, tags: [orders]}}\n/b: {get: {operationId: list, tags: [users]}}\n",
        good "/a: {get: {operationId: listOrders, tags: [orders]}}\n/b: {get: {operationId: listUsers, tags: [users]}}\n";
    STYLE_OF_OTHER_PLACE: repair "style-of-other-place",
        "the style {0} is none of a {1} parameter; it is read as {2}",
        help "",
        why "Queries and cookies write lists as form, paths and headers as simple, and both put commas between the items. Other styles would look different, so nothing is guessed about them.",
        bad "parameters: [{name: X-Ids, in: header, style: form, schema: {type: array, items: {type: string}}}]\n",
        good "parameters: [{name: X-Ids, in: header, schema: {type: array, items: {type: string}}}]\n";
    BESIDE_WHOLE_QUERY: warning "beside-whole-query",
        "{0} is declared beside a parameter that stands for the whole query; both are sent",
        help "make it a member of that parameter",
        why "A parameter in: querystring stands for the whole query, so OpenAPI (3.2, section 4.12) allows one, and no query parameter beside it.",
        bad "parameters: [{name: q, in: querystring, content: {}}, {name: page, in: query, schema: {type: integer}}]\n",
        good "parameters: [{name: q, in: querystring, content: {}}]\n";
    SECURITY_SHAPE: repair "security-shape",
        "security is a list of maps, whose values are lists of scopes; this is read as one",
        help "write security: [{name: []}]",
        why "A scheme without scopes is often named by its name alone; nothing else can be meant by that.",
        bad "security: [key]\n",
        good "security: [{key: []}]\n";
    UNDECLARED_SCHEME: repair "undeclared-scheme",
        "the document has no security scheme {0}; requests are sent without it",
        help "declare it under components.securitySchemes",
        why "What the scheme is cannot be guessed. Other credentials of the requirement, and other alternatives, still work.",
        bad "security: [{token: []}, {oauth2: [read]}]\ncomponents: {securitySchemes: {token: {type: http, scheme: bearer}}}\n",
        good "security: [{token: []}]\ncomponents: {securitySchemes: {token: {type: http, scheme: bearer}}}\n";
    SERVER_DEFAULT: repair "server-default",
        "the default {0} of the variable {1} is none of its values; it is taken as one more",
        help "",
        why "OpenAPI wants the default among the values (3.0.4, section 4.8.6). What a client calls when nobody chooses has to be something that can be chosen.",
        bad "servers: [{url: 'https://{region}.shop.example', variables: {region: {default: eu, enum: [us, asia]}}}]\n",
        good "servers: [{url: 'https://{region}.shop.example', variables: {region: {default: eu, enum: [eu, us, asia]}}}]\n";
    BAD_HEADER_NAME: repair "bad-header-name",
        "{0} cannot be the name of a {1}; requests are sent without it",
        help "use letters, digits and hyphens",
        why "Names of headers and cookies are tokens (RFC 9110, section 5.6.2; RFC 6265, section 4.1.1). Another name cannot be sent, and one with a line break would be a second header.",
        bad "parameters: [{name: 'X Trace', in: header, schema: {type: string}}]\n",
        good "parameters: [{name: X-Trace, in: header, schema: {type: string}}]\n";
    DUPLICATE_PARAMETER: repair "duplicate-parameter",
        "this list declares the parameter {0} twice; this one counts, and the one before it is left out",
        help "",
        why "A parameter is told by its name and its place (3.0.4, section 4.8.12.1), and the names of headers have no case. Two of one name would be one value that is sent twice.",
        bad "parameters: [{name: X-Trace, in: header, schema: {type: string}}, {name: x-trace, in: header, schema: {type: integer}}]\n",
        good "parameters: [{name: X-Trace, in: header, schema: {type: string}}]\n";
    UNUSABLE_SERVER: repair "unusable-server",
        "no request can be sent to the server {0}: {1}; it is left out",
        help "",
        why "A client calls https and http hosts only, and takes credentials from its caller only. Without a usable server the caller names the base URL.",
        bad "servers: [{url: 'wss://shop.example'}]\n",
        good "servers: [{url: 'https://shop.example'}]\n";
    SERVER_VARIABLE: repair "server-variable",
        "the variable {0} of the server has no default; whoever makes a client has to set it",
        help "declare it below variables, with a default",
        why "OpenAPI requires a default of each variable (3.0.4, section 4.8.6). Without one no request can be sent until the caller says what the variable is.",
        bad "servers: [{url: 'https://{region}.shop.example'}]\n",
        good "servers: [{url: 'https://{region}.shop.example', variables: {region: {default: eu}}}]\n";
    SEVERAL_SERVERS: info "several-servers",
        "this list names several servers; these requests go to the first of them, {0}",
        help "",
        why "The builder of a client chooses among the servers of the whole document. A path or an operation with servers of its own goes to the first one.",
        bad "get: {servers: [{url: 'https://a.shop.example'}, {url: 'https://b.shop.example'}]}\n",
        good "get: {servers: [{url: 'https://a.shop.example'}]}\n";
    FOREIGN_SERVER: warning "foreign-server",
        "the requests of {0} go to another origin than the API's, {1}; no credential goes there",
        help "if it may have the credentials, allow it by name: allow-origins: ['{1}'] in faultcode.yaml, or allow_origin of the client's builder",
        why "Whoever writes a document would otherwise decide who gets the keys of its users. A call of such an operation that needs a credential is refused before anything is sent, and the headers that a client sends with every request stay away as well.",
        bad "get: {servers: [{url: 'https://uploads.example'}]}\n",
        good "# faultcode.yaml\nclients:\n  - spec: api.yaml\n    allow-origins: ['https://uploads.example']\n";
    BAD_ORIGIN: error "bad-origin",
        "{0} is no origin that credentials can be allowed to go to",
        help "name scheme, host and port, such as https://uploads.example",
        why "A path or a user name would suggest that only a part of the server gets the credentials.",
        bad "allow-origins: ['uploads.example/v1']\n",
        good "allow-origins: ['https://uploads.example']\n";
    NO_SUCH_OPERATION: error "no-such-operation",
        "no operation and no tag is called {0}",
        help "",
        why "An option that names nothing would be without effect, and nobody would notice.",
        bad "without-credentials: [logn]\n",
        good "without-credentials: [login]\n";
    NO_SECURITY_SCHEME: info "no-security-scheme",
        "the document has no security scheme, so calls carry no credential",
        help "if the API asks for one, write in faultcode.yaml: auth: {schemes: {token: bearer}}; if it does not: auth: {default: none}",
        why "Many documents leave out how to authenticate, and a client that has no method for a credential can only be refused. A scheme is bearer, basic, or the header, query parameter or cookie of a key, as in {header: X-Api-Key}.",
        bad "paths: {/orders: {get: {operationId: listOrders}}}\n",
        good "security: [{token: []}]\ncomponents: {securitySchemes: {token: {type: http, scheme: bearer}}}\n";
    UNDECLARED_CREDENTIAL: warning "undeclared-credential",
        "operations refuse calls that are not authenticated, and the document has no security scheme: calls carry no credential",
        help "write in faultcode.yaml how the API is authenticated: auth: {schemes: {token: bearer}}",
        why "401 says that a credential was missing or wrong (RFC 9110, section 15.5.2). A client that has no method for one can only be refused. A scheme is bearer, basic, or the header, query parameter or cookie of a key, as in {header: X-Api-Key}.",
        bad "paths: {/orders: {get: {operationId: listOrders, responses: {'401': {description: no token}}}}}\n",
        good "security: [{token: []}]\ncomponents: {securitySchemes: {token: {type: http, scheme: bearer}}}\n";
    SCHEME_WITHOUT_NEED: info "scheme-without-need",
        "the document says of no operation that it needs {0}: calls carry it if the client has it",
        help "write security where it is needed, or default below auth in faultcode.yaml",
        why "A scheme alone says how a credential travels, not which operations need it. Were it sent nowhere, nobody could call those that do.",
        bad "components: {securitySchemes: {token: {type: http, scheme: bearer}}}\n",
        good "security: [{token: []}]\ncomponents: {securitySchemes: {token: {type: http, scheme: bearer}}}\n";
    SCHEME_NEVER_NEEDED: info "scheme-never-needed",
        "no operation needs {0}, so its credential is never sent",
        help "name it at the operations that take it: needs below auth in faultcode.yaml, or their security",
        why "The builder of the client has a method for each scheme. One that no operation names would be given in vain.",
        bad "security: [{token: []}]\ncomponents: {securitySchemes: {token: {type: http, scheme: bearer}, key: {type: apiKey, in: header, name: X-Key}}}\n",
        good "security: [{token: []}, {key: []}]\n";
    BAD_AUTH: error "bad-auth",
        "auth says that operations need {0}, and neither it nor the document has such a scheme",
        help "",
        why "Operations would be called without the credential that they need, and nobody would notice.",
        bad "auth: {schemes: {token: bearer}, default: tokn}\n",
        good "auth: {schemes: {token: bearer}, default: token}\n";
    LOGIN_NEEDS_CREDENTIAL: warning "login-needs-credential",
        "{0} looks like the log-in, and needs the credential that it hands out",
        help "write security: [] at the operation, or name it in faultcode.yaml: without-credentials: [{0}]",
        why "The security of a whole document holds for the log-in as well, unless that has one of its own. A client without a credential could never get one: it refuses the call before anything is sent.",
        bad "security: [{token: []}]\npaths: {/login: {post: {operationId: login}}}\n",
        good "security: [{token: []}]\npaths: {/login: {post: {operationId: login, security: []}}}\n";
    PLAIN_HTTP: warning "plain-http",
        "requests to {0} are not encrypted",
        help "name the https address; the client sends no credentials to this one unless its caller insists",
        why "Everybody between the caller and the server reads what is sent, keys included.",
        bad "servers: [{url: 'http://api.shop.example'}]\n",
        good "servers: [{url: 'https://api.shop.example'}]\n";
    PAGINATION_DETECTED: info "pagination-detected",
        "{0} is read page by page: {1}",
        help "x-pagination: {kind: none} at the operation switches it off; another kind says it otherwise",
        why "Parameters and answers of these names show how the list is handed out. No extension says so, so it is named here.",
        bad "parameters: [{name: starting_after, in: query, schema: {type: string}}]\n",
        good "x-pagination: {kind: cursor, parameter: starting_after, lastItem: /id, hasMore: /has_more, items: /data}\n";
    PAGES_DIFFER: warning "pages-differ",
        "another operation takes the items of this page type from another list; items() of {0} gives those",
        help "give the two pages schemas of their own, or read the list of each page from pages()",
        why "A type gives its items in one way.",
        bad "x-pagination: {kind: link, items: /added}\n",
        good "x-pagination: {kind: link, items: /data}\n";
    PAGES_ONE_WAY: info "pages-one-way",
        "{0} is walked in one direction: items() and pages() refuse a call that sets {1}",
        help "send such calls one by one; x-pagination with that parameter walks the list in its direction",
        why "What the caller sets would go out beside the place of the next page, and servers then take one of the two, or go back over the pages that came.",
        bad "parameters: [{name: starting_after, in: query, schema: {type: string}}, {name: ending_before, in: query, schema: {type: string}}]\n",
        good "parameters: [{name: starting_after, in: query, schema: {type: string}}]\n";
    PAGE_WITHOUT_BODY: error "page-without-body",
        "{0} returns no JSON, so it has no pages",
        help "",
        why "What says where the next page is stands in a JSON answer.",
        bad "get: {x-pagination: {kind: link}, responses: {'204': {description: nothing}}}\n",
        good "get: {responses: {'204': {description: nothing}}}\n";
    PARAMETER_CONTENT: warning "parameter-content",
        "the parameter {0} is a document of its own; it is passed as text",
        help "",
        why "The value is written in a media type that is neither JSON nor text; the caller writes it.",
        bad "parameters: [{name: filter, in: query, content: {application/xml: {}}}]\n",
        good "parameters: [{name: filter, in: query, schema: {type: string}}]\n";
    STYLE_UNDEFINED: info "style-undefined",
        "OpenAPI does not say how {0} {1} explode writes {2}; {3} is sent as {4}",
        help "if the server reads it otherwise, describe the parameter by a style that fits, or by content: {application/json: …}",
        why "The specification's table of styles leaves these cells open (3.0.4, section 4.8.12.4; 3.1.1 and 3.2.0, \"Style Examples\"), so servers differ. Sent is what the style form writes, or brackets at every depth for deepObject; the message shows it before percent-encoding.",
        bad "parameters: [{name: expand, in: query, style: deepObject, explode: true, schema: {type: array, items: {type: string}}}]\n",
        good "parameters: [{name: expand, in: query, schema: {type: array, items: {type: string}}}]\n";
    EMPTY_BODY: info "empty-body",
        "the body of this {0} has nothing in it; none is sent",
        help "",
        why "Some documents give a body to each operation, and say of some that there is nothing in it. Servers and what stands before them refuse a `GET` or a `HEAD` with a body, some a `DELETE`, so such a body is left out. One that is `required`, or may hold anything, is sent.",
        bad "get:\n  requestBody:\n    content: {application/json: {schema: {type: object, properties: {}}}}\n",
        good "get: {}\n";
    SEVERAL_MEDIA_TYPES: info "several-media-types",
        "the body can be sent in several forms; {0} is used",
        help "",
        why "Forms that say the same are one: JSON is preferred, and text such as XML in place of a schema says nothing that JSON does not. Forms of different content are offered side by side.",
        bad "content: {application/json: {}, application/xml: {}}\n",
        good "content: {application/json: {}}\n";
    UNTYPED_BODY: warning "untyped-body",
        "content of the type {0} is passed as {1} that the caller writes; no type stands for its schema",
        help "",
        why "Values are written as JSON, as forms and as parts. What they look like in another media type only the caller knows, so that the content is passed as it is sent.",
        bad "content: {application/xml: {schema: {type: object, properties: {a: {type: string}}}}}\n",
        good "content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}\n";
    MEDIA_TYPE_RANGE: info "media-type-range",
        "{0} stands for several media types; the body is sent as {1}",
        help "name the media type; an upload can also say its own: Upload::with_content_type",
        why "A request has one media type. Which of a range its body has only the caller knows.",
        bad "content: {'image/*': {schema: {type: string, format: binary}}}\n",
        good "content: {image/png: {schema: {type: string, format: binary}}}\n";
    BAD_MEDIA_TYPE: repair "bad-media-type",
        "{0} is no media type; {1}",
        help "",
        why "The keys of content are media types: a type and a subtype with a slash between them (RFC 9110, section 8.3.1). Another name tells the server nothing of the body.",
        bad "content: {application/json: {}, examples: {}}\n",
        good "content: {application/json: {examples: {}}}\n";
    BODY_WITHOUT_MEDIA_TYPE: repair "body-without-media-type",
        "this body has no media type; it is passed as bytes and sent as application/octet-stream",
        help "declare its content",
        why "A body without a media type may hold anything (RFC 9110, section 8.3). To leave it out would send nothing where the document declares something.",
        bad "requestBody: {required: true, content: {}}\n",
        good "requestBody: {required: true, content: {application/octet-stream: {}}}\n";
    MULTIPART_BODY: warning "multipart-body",
        "the parts of this body are told apart by their position; it is passed as bytes that the caller has built",
        help "",
        why "Since OpenAPI 3.2 the parts of multipart/mixed can be a list. The parts that are generated have names, as in multipart/form-data.",
        bad "content: {multipart/mixed: {itemEncoding: {contentType: image/png}, itemSchema: {}}}\n",
        good "content: {multipart/form-data: {schema: {type: object, properties: {page: {type: string, format: binary}}}}}\n";
    EVENT_KINDS: warning "event-kinds",
        "the events of {0} hold data of several types, and nothing says which event has which; it is handed out as text",
        help "list the types of events of each branch: event: {const: …}",
        why "The type of an event chooses the type of its data. A branch that takes events of any type leaves it open what their data is.",
        bad "text/event-stream: {itemSchema: {oneOf: [{properties: {event: {type: string}, data: {type: string}}}]}}\n",
        good "text/event-stream: {itemSchema: {oneOf: [{properties: {event: {const: a}, data: {type: string}}}]}}\n";
    SEVERAL_ERROR_BODIES: warning "several-error-bodies",
        "this error declares {0} beside {1}, with another schema; its variant holds what {1} declares",
        help "",
        why "A variant holds one value. An answer of the other media type that does not fit it is unrecognised, and its bytes stay readable.",
        bad "'409': {content: {application/json: {schema: {type: object}}, application/problem+json: {schema: {type: array}}}}\n",
        good "'409': {content: {application/json: {schema: {type: object}}, application/problem+json: {schema: {type: object}}}}\n";
    SEVERAL_STREAMS: warning "several-streams",
        "{0} offers streams of different items; that of {1} is generated",
        help "",
        why "An operation has one method for its stream.",
        bad "content: {text/event-stream: {schema: {type: object}}, application/jsonl: {itemSchema: {type: integer}}}\n",
        good "content: {text/event-stream: {schema: {type: object}}}\n";
    PART_CONTENT: warning "part-content",
        "the member {0} is content of the type {1}; it is passed as {2} that the caller writes",
        help "",
        why "Lists and objects are written as JSON or in a style. What they look like in another media type only the caller knows.",
        bad "encoding: {address: {contentType: application/xml}}\n",
        good "encoding: {address: {contentType: application/json}}\n";
    PART_OR_FILE: warning "part-or-file",
        "the part {0} can be a file or another value; it is passed as a file, whose content the caller writes",
        help "FilePart::from(json).with_content_type(\"application/json\") sends a value",
        why "A part that can be a file is one in the client, because only a file can hold what a file holds. The other values have no type then.",
        bad "image: {anyOf: [{type: string, format: binary}, {type: object, properties: {id: {type: string}}}]}\n",
        good "image: {type: string, format: binary}\nimageId: {type: string}\n";
    PART_HEADER: warning "part-header",
        "the header {0} of the part {1} has no fixed value; it is not sent",
        help "a file can be given headers: FilePart::with_header",
        why "A part that is text or JSON holds a value and nothing beside it. Headers with one value only are sent.",
        bad "encoding: {file: {headers: {X-Checksum: {schema: {type: string}}}}}\n",
        good "encoding: {file: {headers: {X-Kind: {schema: {type: string, enum: [scan]}}}}}\n";
    HEADER_AS_TEXT: info "header-as-text",
        "the response header {0} is handed out as text",
        help "",
        why "Objects and unions have no single way to be written in a header that a client could read back.",
        bad "headers: {X-Range: {schema: {type: object, properties: {from: {type: integer}}}}}\n",
        good "headers: {X-Range: {content: {application/json: {schema: {type: object}}}}}\n";
}

super::phrases! {
    QUERY_PARAMETER: "query parameter";
    TRANSIENT_BY_ENTRY: "transient by its entry";
    ONE_VALUE: "a single value";
    LIST: "a list";
    OBJECT: "an object";
    NESTED_OBJECT: "an object that holds a list or an object";
    SENT_VALUE: "{0}=a";
    SENT_REPEATED: "{0}=a&{0}=b";
    SENT_MEMBERS: "x=1&y=2";
    SENT_MEMBERS_AND_JSON: "x=1&y={\"z\":2}, the inner value as JSON";
    SENT_SPACED: "{0}=y {\"z\":2}, the inner value as JSON";
    SENT_PIPED: "{0}=y|{\"z\":2}, the inner value as JSON";
    SENT_INDEXED: "{0}[0]=a&{0}[1]=b";
    SENT_DEEP: "{0}[x][y]=1&{0}[z][0]=2";
    SENT_FLAT: "{0}[x]=1&{0}[y]=2";
    LEFT_OUT: "it is left out";
    READ_AS_BYTES: "nothing tells what it holds, so it is read as bytes";
    SENT_UNDER_NAME: "the body is sent under that name";
    SENT_AS: "the body is sent as {0}";
    BYTES: "bytes";
    TEXT: "text";
    PARTS: "parts";
    ENCODED_BYTES: "encoded bytes";
    A_FILE: "a file";
    DECLARED_FIRST: "declared here first";
    LIST_TAKEN: "the list that this operation names is taken";
    ALSO_HERE: "also here";
    PATH_HAS: "the path has a variable {0}";
    THE_PATH: "the path";
    BY_QUERY: "the query parameter {0}";
    BY_BODY: "the body's {0}";
    TAKES_ANSWER: "{0} takes the answer's {1}";
    TAKES_LAST: "{0} takes the {1} of the last item";
    COUNTS: "{0} counts the items before the page";
    IS_NUMBER: "{0} is the number of the page";
    BY_LINK: "the header Link names the next page";
    BY_URL: "the answer's {0} is the URL of the next page";
    URL_CHARACTER: "it holds a character that no URL has";
    URL_QUERY: "it has a query or a fragment";
    URL_BEGIN: "it does not begin with https://";
    URL_SCHEME: "its scheme is neither https nor http";
    URL_NO_HOST: "it names no host";
    URL_USER: "it carries a user name";
    URL_HOST_KNOWN_AS: "its host is spelled in letters that are not ASCII, and a network knows it as {0}";
    URL_HOST_LETTERS: "its host is spelled in letters that are not ASCII, and it does not say which name a network knows";
    URL_HOST_ESCAPED: "its host is percent-encoded";
    URL_PORT: "its port is no number up to 65535";
    URL_STEP: "its path has a step to another folder";
    PATH_BEGIN: "a path begins with a slash";
    BRACE_CLOSES_NOTHING: "this brace closes nothing";
    BRACE_IN_VARIABLE: "a variable holds no brace";
    VARIABLE_UNNAMED: "this variable has no name";
    PATH_CONTROL: "a path holds no control character";
    VARIABLE_SEGMENT: "a variable ends within its segment";
    PATH_CHARACTER: "this character cannot stand in a path";
    BRACE_NEVER_CLOSED: "this brace is never closed";
    QUERY_FIXED: "the query of a path must be fixed text";
}
