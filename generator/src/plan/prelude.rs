//! Names that generated modules bring into reach, so that nothing of the document may take them.

/// Types that no schema may be called: the standard prelude, and what every reader expects of a client crate.
///
/// Names of the runtime that are not listed are written with their crate in front wherever a schema has them.
pub const TYPES: &[&str] = &[
    "Any",
    "AnyError",
    "Api",
    "AsRef",
    "BTreeMap",
    "Base64",
    "Box",
    "Bytes",
    "Call",
    "Client",
    "ClientBuilder",
    "Clone",
    "Code",
    "Copy",
    "Date",
    "Debug",
    "Decimal",
    "DecimalText",
    "Default",
    "Drop",
    "Duration",
    "Eq",
    "Err",
    "Error",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "Method",
    "None",
    "Ok",
    "Operation",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Patch",
    "Result",
    "Secret",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "Text",
    "Timestamp",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unrecognized",
    "UnknownInteger",
    "UnknownText",
    "Uuid",
    "Value",
    "Vec",
];

/// Modules and files beside which a tag's module stands. Cargo makes programs of what stands in `src/bin`.
const OWN_MODULES: &[&str] = &[
    "api", "bin", "client", "errors", "input", "lib", "main", "mod", "runtime", "testing", "types",
    "webhooks",
];

/// Crates that paths start with.
pub const CRATES: &[&str] = &[
    "alloc",
    "core",
    "faultcode_runtime",
    "proc_macro",
    "serde",
    "std",
    "test",
];

/// Names of devices, which no file can have on Windows.
pub const DEVICES: &[&str] = &[
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1",
    "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// Names that no module of the output takes.
pub fn modules<'a>() -> impl Iterator<Item = &'a str> {
    [OWN_MODULES, CRATES, DEVICES]
        .into_iter()
        .flatten()
        .copied()
}

/// Methods that every client has, and those of the prelude that take a value: they go before what takes a reference.
pub const CLIENT_METHODS: &[&str] = &[
    "builder", "clone", "fmt", "inner", "into", "new", "try_into",
];

/// Methods that every builder of a client has.
pub const BUILDER_METHODS: &[&str] = &[
    "allow_insecure_http",
    "allow_origin",
    "attempt_timeout",
    "base_url",
    "blocking",
    "body_limit",
    "budget",
    "build",
    "calls_at_once",
    "calls_per_second",
    "client_authentication",
    "client_scopes",
    "clock",
    "clone",
    "connect_timeout",
    "credentials_optional",
    "deadline",
    "error_body_limit",
    "fmt",
    "gzip",
    "header",
    "headers",
    "inner",
    "key_store",
    "new",
    "observer",
    "pool",
    "proxy",
    "rate_limit",
    "retry",
    "retry_with",
    "server",
    "server_variable",
    "signer",
    "stall_timeout",
    "timeout",
    "tls",
    "token_url",
    "trace_context",
    "transport",
    "undeclared_credential",
    "user_agent",
];

/// Methods that every service has, and those of the prelude that take a value.
pub const SERVICE_METHODS: &[&str] = &["clone", "fmt", "into", "try_into"];

/// Associated names of a generated struct.
pub const STRUCT_METHODS: &[&str] = &[
    "clone", "decode", "empty", "encode", "eq", "fmt", "new", "rest", "slot",
];

/// Arguments and locals that generated functions use themselves.
pub const LOCALS: &[&str] = &["body", "client"];

/// Variants that are the generator's own.
pub const VARIANTS: &[&str] = &["Unknown", "Unrecognized"];

/// Statics of `api.rs`.
pub const STATICS: &[&str] = &[
    "API",
    "ENVELOPES",
    "IDEMPOTENCY",
    "OPERATION",
    "RATE_LIMIT",
    "RETRY",
    "SUPPORT",
];
