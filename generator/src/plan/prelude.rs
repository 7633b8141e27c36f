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

/// Modules and files beside which a tag's module stands, crates that paths start with, and names of devices.
pub const MODULES: &[&str] = &[
    "alloc",
    "api",
    "aux",
    "client",
    "com1",
    "com2",
    "com3",
    "com4",
    "com5",
    "com6",
    "com7",
    "com8",
    "com9",
    "con",
    "core",
    "errors",
    "faultcode_runtime",
    "input",
    "lib",
    "lpt1",
    "lpt2",
    "lpt3",
    "lpt4",
    "lpt5",
    "lpt6",
    "lpt7",
    "lpt8",
    "lpt9",
    "main",
    "mod",
    "nul",
    "prn",
    "proc_macro",
    "runtime",
    "serde",
    "std",
    "test",
    "testing",
    "types",
    "webhooks",
];

/// Methods that every client has.
pub const CLIENT_METHODS: &[&str] = &["builder", "clone", "fmt", "inner", "new"];

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
    "client_authentication",
    "client_scopes",
    "clock",
    "clone",
    "connect_timeout",
    "credentials_optional",
    "deadline",
    "error_body_limit",
    "fmt",
    "header",
    "headers",
    "inner",
    "key_store",
    "new",
    "observer",
    "pool",
    "rate_limit",
    "retry",
    "retry_with",
    "server",
    "server_variable",
    "stall_timeout",
    "timeout",
    "transport",
    "undeclared_credential",
    "user_agent",
];

/// Methods that every service has.
pub const SERVICE_METHODS: &[&str] = &["clone", "fmt"];

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
