//! Rules about the text of a source: syntax, encoding, budgets.

super::rules! {
    DUPLICATE_KEY: error "duplicate-key",
        "the key {0} occurs twice in one map",
        help "keep one of the two",
        why "Readers disagree about which of two equal keys wins, so a document with both means two things.",
        bad "paths:\n  /a:\n    get: {responses: {}}\n    get: {responses: {}}\n",
        good "paths:\n  /a:\n    get: {responses: {}}\n";
    UNREADABLE_FILE: error "unreadable-file",
        "the file {0} cannot be read: {1}",
        help "",
        why "The file is missing, is no regular file, or may not be read.",
        bad "faultcode lint missing.yaml\n",
        good "faultcode lint api.yaml\n";
    UNKNOWN_PACK: error "unknown-pack",
        "there is no pack {0}",
        help "faultcode packs lists them; a file of that name is named with its folder, as in ./{0}",
        why "A name with @ in front stands for an overlay that comes with the program.",
        bad "faultcode lint stripe.yaml --overlay @strype\n",
        good "faultcode lint stripe.yaml --overlay @stripe\n";
    INVALID_UTF8: error "invalid-utf8",
        "the file is not UTF-8: byte {0} cannot stand here",
        help "save the file as UTF-8",
        why "YAML and JSON of OpenAPI documents are exchanged as UTF-8. A byte order mark is accepted; UTF-16 and Latin-1 are not guessed.",
        bad "a file saved as UTF-16\n",
        good "the same file saved as UTF-8\n";
    NUL_CHARACTER: error "nul-character",
        "the text holds a NUL character",
        help "remove it",
        why "No text format allows NUL; it usually means that the file has another encoding or is no text at all.",
        bad "title: a<NUL>b\n",
        good "title: ab\n";
    INVALID_JSON: error "invalid-json",
        "this is no JSON: expected {0}",
        help "",
        why "JSON has one strict form (RFC 8259): no comments, no trailing commas, no unquoted keys, no NaN.",
        bad "{\"a\": 1,}\n",
        good "{\"a\": 1}\n";
    INVALID_YAML: error "invalid-yaml",
        "this is no YAML: {0}",
        help "",
        why "The text does not follow YAML 1.2.",
        bad "a: [1, 2\n",
        good "a: [1, 2]\n";
    FLOW_INDENTATION: repair "flow-indentation",
        "this closing bracket is not indented enough; it is read as if it stood on the line before",
        help "indent the bracket further than the key that the collection belongs to",
        why "YAML 1.2 wants every line of a flow collection indented deeper than its parent. Many parsers overlook it for the closing bracket, so published documents do this.",
        bad "example:\n  codes: [\n    \"a\"\n  ]\n",
        good "example:\n  codes: [\n    \"a\"\n    ]\n";
    EMPTY_DOCUMENT: error "empty-document",
        "the file holds no document",
        help "",
        why "A file without content describes nothing; most often the wrong file was named.",
        bad "# only a comment\n",
        good "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\n";
    SEVERAL_DOCUMENTS: error "several-documents",
        "a second YAML document begins here",
        help "keep one document per file",
        why "A stream of several documents has no defined meaning for OpenAPI.",
        bad "openapi: 3.0.3\n---\nopenapi: 3.0.3\n",
        good "openapi: 3.0.3\n";
    UNKNOWN_TAG: error "unknown-tag",
        "the tag {0} has no meaning here",
        help "remove the tag, or quote the value",
        why "Tags ask a reader to build something of its own kind. OpenAPI allows those of the JSON schema ruleset only; any other would be read differently by every tool.",
        bad "description: !include text.md\n",
        good "description: The text itself\n";
    KEY_NOT_TEXT: error "key-not-text",
        "a map key must be text, not {0}",
        help "",
        why "OpenAPI is JSON in another notation, and JSON has text keys only.",
        bad "? [a, b]\n: c\n",
        good "a: c\nb: c\n";
    ALIAS_CYCLE: error "alias-cycle",
        "this alias stands inside its own anchor",
        help "use a $ref for recursive schemas",
        why "A value that contains itself has no finite tree.",
        bad "a: &x [*x]\n",
        good "a: &x [1]\nb: *x\n";
    DUPLICATE_ANCHOR: warning "duplicate-anchor",
        "the anchor {0} is set twice; aliases behind this place stand for this value",
        help "give the second one another name",
        why "The nearest anchor before an alias counts, which is easy to overlook when one is copied.",
        bad "a: &x 1\nb: &x 2\nc: *x\n",
        good "a: &x 1\nb: &y 2\nc: *x\n";
    MERGE_NOT_A_MAP: error "merge-not-a-map",
        "a merge key takes a map or a list of maps",
        help "",
        why "The merge key << copies the members of another map.",
        bad "a:\n  <<: text\n",
        good "a:\n  <<: {b: 1}\n";
    MERGE_CONFLICT: warning "merge-conflict",
        "two merged maps give {0} different values",
        help "write the key in the map itself, so that the choice is visible",
        why "The first merged map wins by definition, which is easy to overlook.",
        bad "a: &a {x: 1}\nb: &b {x: 2}\nc:\n  <<: [*a, *b]\n",
        good "a: &a {x: 1}\nb: &b {x: 2}\nc:\n  <<: [*a, *b]\n  x: 1\n";
    TOO_LARGE: error "too-large",
        "more than {0} {1}",
        help "",
        why "Documents are untrusted: each kind of growth has a limit, so that no document can exhaust the machine.",
        bad "a chain of aliases that expands to a billion values\n",
        good "a document of ordinary size\n";
    NO_SUCH_RULE: error "no-such-rule",
        "no rule is called {0}",
        help "faultcode explain --list names all",
        why "A rule that is allowed by a wrong name would still be reported, and one that does not exist would never be missed.",
        bad "# faultcode.yaml\nclients:\n  - {spec: api.yaml, out: client, allow: [unused-cod]}\n",
        good "# faultcode.yaml\nclients:\n  - {spec: api.yaml, out: client, allow: [unused-code]}\n";
    SAME_OUTPUT: error "same-output",
        "two clients are written to {0}",
        help "give each a folder of its own",
        why "What one client writes the other would replace, and the folder would never be up to date.",
        bad "clients:\n  - {spec: a.yaml, out: client}\n  - {spec: b.yaml, out: ./client/}\n",
        good "clients:\n  - {spec: a.yaml, out: a}\n  - {spec: b.yaml, out: b}\n";
    STALE_ENTRY: warning "stale-entry",
        "the entry {0} is without effect: {1}",
        help "take it out",
        why "An entry of faultcode.yaml that the document has outgrown would stay for good, and hide the next breach of its rule or let credentials go where nobody calls.",
        bad "# faultcode.yaml, and nothing in api.yaml breaks the rule\nclients:\n  - {spec: api.yaml, out: client, allow: [unused-code]}\n",
        good "clients:\n  - {spec: api.yaml, out: client}\n";
    BAD_CONFIG: error "bad-config",
        "the configuration cannot be used: {0}",
        help "",
        why "A misspelled key would otherwise be without effect, and nobody would notice.",
        bad "clients:\n  - {spec: api.yaml, out: client, overlay: mine.yaml}\n",
        good "clients:\n  - {spec: api.yaml, out: client, overlays: [mine.yaml]}\n";
}

super::phrases! {
    WITHIN: "in {0}";
    NOTHING_BREAKS: "nothing breaks the rule {0}";
    ERRORS_STAY: "breaches of the rule {0} are errors here";
    NO_REFERENCE: "no reference leads there";
    NO_SERVER: "no operation has a server there";
    NO_NEED: "no operation needs the scheme";
    NO_ERRORS: "no operation declares an error";
    NO_LIST: "no operation names some of the codes that a schema lists";
    NO_MANIFEST: "a module has no manifest";
    BYTES_OF_A_CLIENT: "bytes in the files of a client";
    CHOOSE_OPERATIONS: "choose operations: --include and --exclude, or the same keys of faultcode.yaml";
    COPIES_OF_PATH_ITEMS: "times the document in copies of path items";
    LIST_OR_MAP: "a list or a map";
    AN_ALIAS: "an alias";
    MERGED: "merged here";
    THIS_COUNTS: "this one counts";
    TAB: "indent the line with spaces: YAML allows no tab there";
    QUOTE_NEVER_CLOSED: "close the quote on its line, or leave the quotes out";
    QUOTE_WITHIN: "the text ends at the quote before this place; within single quotes write it twice, within double ones put a backslash before it";
    NO_ANCHOR: "nothing before this place is marked by an & and that name; a text that begins with an asterisk has to be quoted";
    QUOTE_SIGN: "quote the text: none begins with {0}";
    CLOSES_NOTHING: "remove it: this bracket closes nothing";
    COLON_IN_TEXT: "quote the text: a colon and a blank begin a value";
    COLON_WITHOUT_BLANK: "put a blank behind the colon of the line before";
    COLON_WITHOUT_BLANK_HERE: "put a blank behind the colon";
    NO_DASH: "this line stands among the items of a list: begin it with a dash, or give it the depth of the list's key";
    NEVER_CLOSED: "close the bracket that is open here";
    OPENED: "opened here";
    DEEPER: "give the line the depth of the one before it: that one has a value already, so nothing stands below it";
    BRACKET_AS_TEXT: "quote a text that begins with a bracket";
    DASH_WITHOUT_BLANK: "put a blank behind the dash of the line before";
    BETWEEN_LEVELS: "correct the indentation: this line is indented by {0}, the lines before it by {1} or {2}";
    OTHER_LEVEL: "correct the indentation: this line is indented by {0}, the lines before it by {1}";
    JSON_VALUE: "a value";
    JSON_COMMA_IN_LIST: "a comma or the end of the list";
    JSON_COMMA_IN_OBJECT: "a comma or the end of the object";
    JSON_END_OF_THE_TEXT: "the end of the text";
    JSON_KEY: "a key in double quotes";
    JSON_COLON: "a colon";
    JSON_NO_RAW_CONTROL: "an escape: a string holds no raw control character";
    JSON_END_OF_THE_STRING: "the end of the string";
    JSON_ESCAPE: "an escape that JSON knows";
    JSON_SURROGATES: "both halves of a surrogate pair";
    JSON_HEX: "four hexadecimal digits";
    JSON_DIGIT: "a digit";
}
