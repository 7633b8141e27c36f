//! Credentials go where the caller says: to the origin of the base URL and to those that are allowed by name, with calls that
//! the caller does not exempt. The oracle is the request that the transport got, header by header.

use faultcode_runtime::document::{Scheme, SchemeKind};
use faultcode_runtime::testing::Fake;
use faultcode_runtime::{BuildError, Credential, Effect, ErrorKind, include_client};

use self::credentials::{Client, ClientBuilder};

include_client!("credentials");
include_client!("credentials_allowed");

/// What a request carried: its URL, and the headers that could hold a credential.
fn shown(fake: &Fake) -> String {
    let Some(sent) = fake.requests().pop() else {
        return "nothing".to_owned();
    };
    let names = ["x-key", "x-second", "x-own", "x-everywhere"];
    let headers = names.iter().filter_map(|name| {
        let value = sent.request.headers().get(*name)?;
        Some(format!(" {name}={}", value.to_str().ok()?))
    });
    format!("{}{}", sent.request.uri(), headers.collect::<String>())
}

/// Calls one operation and returns what was sent, or why nothing was.
macro_rules! call {
    ($client:path, $change:expr, $operation:ident $(. $more:ident())*) => {{
        let fake = Fake::new(&[]).strict();
        let builder = <$client>::builder().transport(fake.clone());
        let built = ($change)(builder).build();
        match built {
            Err(refused) => format!("no client: {refused}"),
            Ok(client) => match client.credentials().$operation()$(.$more())*.await {
                Ok(()) => shown(&fake),
                Err(error) => {
                    assert_eq!(error.effect(), Effect::NotSent);
                    assert_eq!(shown(&fake), "nothing", "{error}");
                    match error.kind() {
                        ErrorKind::Build(error) => match error {
                            BuildError::MissingCredential(name) => format!("no {name}"),
                            BuildError::ServerOrigin(url) => format!("not to {url}"),
                            problem => problem.to_string(),
                        },
                        _ => error.to_string(),
                    }
                }
            },
        }
    }};
}

/// Every credential of the document, and a header of all requests.
fn all(builder: ClientBuilder) -> ClientBuilder {
    let builder = builder.header("X-Everywhere", "e");
    builder.key("k").second("s")
}

#[tokio::test]
async fn nothing_secret_goes_to_another_origin_that_the_document_names() {
    let refused = "not to https://uploads.example";
    let found = call!(Client, all, send_file);
    assert_eq!(found, refused);
    // One that needs none is called without it, and without headers that may be keys nobody declared.
    let found = call!(Client, all, list_files);
    assert_eq!(found, "https://uploads.example/files");
    for other in [
        "https://uploads.example:8443",
        "http://uploads.example",
        "https://uploads.example.elsewhere.example",
        "https://api.uploads.example",
    ] {
        let allows = |builder| all(builder).allow_origin(other);
        assert_eq!(call!(Client, allows, send_file), refused, "{other}");
    }
    // What the caller says of one call counts before the rest.
    let found = call!(Client, all, send_file.without_credentials());
    assert_eq!(found, "https://uploads.example/files");
    let optional = |builder| all(builder).credentials_optional();
    let found = call!(Client, optional, send_file);
    assert_eq!(found, "https://uploads.example/files");
    let undeclared = |builder: ClientBuilder| builder.undeclared_credential(&OWN, own());
    assert_eq!(call!(Client, undeclared, send_file), refused);
    assert_eq!(
        call!(Client, undeclared, list_files),
        "https://uploads.example/files"
    );
}

/// A caller who set it as well would send two credentials, or replace the one that the client was given.
#[tokio::test]
async fn a_header_in_which_a_credential_travels_is_not_for_the_caller_to_set() {
    let fake = Fake::new(&[]).strict();
    let builder = || Client::builder().transport(fake.clone()).key("k");
    let client = builder().second("s").build().unwrap();
    for name in ["X-Key", "x-second"] {
        let call = client.credentials().list_orders().header(name, "other");
        let error = call.await.unwrap_err();
        let ErrorKind::Build(BuildError::Header(refused)) = error.kind() else {
            panic!("{name}: {error:?}");
        };
        assert!(refused.eq_ignore_ascii_case(name), "{refused}");
        assert_eq!(shown(&fake), "nothing", "{name}");
    }
    // Where the client holds none, there is nothing to replace.
    let client = builder().build().unwrap();
    let call = client.credentials().list_orders();
    call.header("X-Second", "other").await.unwrap();
    assert!(shown(&fake).ends_with(" x-key=k x-second=other"));
}

#[tokio::test]
async fn an_origin_that_is_allowed_by_name_gets_the_credentials() {
    let sent = "https://uploads.example/files x-key=k x-everywhere=e";
    for named in ["https://uploads.example", "https://UPLOADS.example:443/"] {
        let allows = |builder| all(builder).allow_origin(named);
        assert_eq!(call!(Client, allows, send_file), sent, "{named}");
        assert_eq!(call!(Client, allows, list_files), sent, "{named}");
    }
    for wrong in [
        "https://uploads.example/v1",
        "uploads.example",
        "*",
        "",
        "https://u@uploads.example",
    ] {
        let allows = |builder| all(builder).allow_origin(wrong);
        let found = call!(Client, allows, list_orders);
        assert!(found.starts_with("no client: "), "{wrong}: {found}");
    }
    // Whoever names another base URL means another environment.
    let moved = |builder| all(builder).base_url("https://test.example");
    let found = call!(Client, moved, send_file);
    assert_eq!(found, "https://test.example/files x-key=k x-everywhere=e");
}

#[tokio::test]
async fn the_configuration_allows_origins_and_exempts_operations() {
    let all = |builder: credentials_allowed::ClientBuilder| builder.key("k").second("s");
    let found = call!(credentials_allowed::Client, all, send_file);
    assert_eq!(found, "https://uploads.example/files x-key=k");
    let found = call!(credentials_allowed::Client, all, login);
    assert_eq!(found, "https://shop.example/v1/login");
    let none = |builder| builder;
    let found = call!(credentials_allowed::Client, none, login);
    assert_eq!(found, "https://shop.example/v1/login");
    let found = call!(credentials_allowed::Client, none, list_orders);
    assert_eq!(found, "no key");
}

#[tokio::test]
async fn the_caller_decides_whether_a_call_carries_a_credential() {
    let none = |builder: ClientBuilder| builder;
    let key = |builder: ClientBuilder| builder.key("k");
    let optional = |builder: ClientBuilder| builder.credentials_optional();
    let optional_key = |builder: ClientBuilder| builder.credentials_optional().key("k");
    let orders = "https://shop.example/v1/orders";
    assert_eq!(call!(Client, none, login), "no key");
    assert_eq!(
        call!(Client, none, login.without_credentials()),
        "https://shop.example/v1/login"
    );
    assert_eq!(call!(Client, key, list_orders), format!("{orders} x-key=k"));
    assert_eq!(
        call!(Client, key, list_orders.without_credentials()),
        orders
    );
    assert_eq!(call!(Client, key, create_order), "no second");
    assert_eq!(call!(Client, optional, list_orders), orders);
    assert_eq!(call!(Client, optional, create_order), orders);
    assert_eq!(
        call!(Client, optional_key, list_orders),
        format!("{orders} x-key=k")
    );
    assert_eq!(
        call!(Client, optional_key, create_order),
        format!("{orders} x-key=k")
    );
}

static OWN: Scheme = Scheme::new("own", SchemeKind::Header("X-Own"));

fn own() -> Credential {
    Credential::secret("o")
}

#[tokio::test]
async fn a_credential_that_the_document_does_not_declare_can_be_given() {
    let own_only = |builder: ClientBuilder| builder.undeclared_credential(&OWN, own());
    let both = |builder: ClientBuilder| builder.undeclared_credential(&OWN, own()).key("k");
    let at = |path: &str, rest: &str| format!("https://shop.example/v1/{path}{rest}");
    assert_eq!(
        call!(Client, own_only, show_status),
        at("status", " x-own=o")
    );
    assert_eq!(
        call!(Client, own_only, list_orders),
        at("orders", " x-own=o")
    );
    assert_eq!(call!(Client, both, list_orders), at("orders", " x-key=k"));
    assert_eq!(call!(Client, both, show_status), at("status", " x-own=o"));
    let found = call!(Client, both, show_status.without_credentials());
    assert_eq!(found, at("status", ""));
}
