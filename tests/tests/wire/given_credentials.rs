//! Credentials that the document does not declare, or asks for in vain: what the user says beside it, through a socket.

use faultcode_runtime::document::SchemeKind;
use faultcode_runtime::{BuildError, Credential, ErrorKind};

use crate::wire::clients::{
    given_credentials, given_optional, no_scheme, root_security, root_security_open, unasked,
};
use faultcode_tests::rows::Table;

/// A client of that module for the table's server, as `$change` makes it.
macro_rules! client {
    ($module:ident, $table:expr, $change:expr) => {{
        let builder = $module::Client::builder().base_url($table.url());
        let change: fn($module::ClientBuilder) -> $module::ClientBuilder = $change;
        change(builder).build().expect("a loopback URL")
    }};
}

/// The scheme for want of which a call was not sent.
macro_rules! missing {
    ($call:expr) => {
        match $call.await.expect_err("nothing is sent").kind() {
            ErrorKind::Build(BuildError::MissingCredential(name)) => *name,
            other => panic!("{other:?}"),
        }
    };
}

#[tokio::test]
async fn schemes_of_the_configuration_are_methods_of_the_builder() {
    let mut table = Table::new("given credentials");
    let all = client!(given_credentials, table, |it| it
        .token("t1")
        .key("k1")
        .user("u", "p")
        .session("s1")
        .old("q1"));
    let call = all.orders().list_orders();
    table
        .header("the default", call, "authorization", "Bearer t1")
        .await;
    let call = all.session().login();
    table
        .header("none by id", call, "authorization", "(none)")
        .await;
    let call = all.session().show_session();
    table
        .header("a cookie by tag", call, "cookie", "sid=s1")
        .await;
    let call = all.reports().list_reports();
    table
        .header("basic by tag", call, "authorization", "Basic dTpw")
        .await;
    let call = all.exports().list_exports();
    table.header("two together", call, "x-api-key", "k1").await;
    let call = all.exports().list_exports();
    table
        .header("two together", call, "authorization", "Bearer t1")
        .await;
    let call = all.old().show_old();
    table
        .target("a key in the query", call, "/old?key=q1")
        .await;
    let key = client!(given_credentials, table, |it| it.key("k1"));
    let call = key.orders().search_orders();
    table
        .header("the second of two", call, "x-api-key", "k1")
        .await;
    assert_eq!(missing!(key.orders().list_orders()), "token");
    assert_eq!(missing!(key.exports().list_exports()), "token");
    table.finish();
}

#[tokio::test]
async fn schemes_alone_are_carried_where_the_client_has_them() {
    let mut table = Table::new("optional credentials");
    let token = client!(given_optional, table, |it| it.token("t1"));
    let call = token.orders().list_orders();
    table
        .header("with a token", call, "authorization", "Bearer t1")
        .await;
    let nothing = client!(given_optional, table, |it| it);
    let call = nothing.orders().list_orders();
    table
        .header("without", call, "authorization", "(none)")
        .await;
    let both = client!(unasked, table, |it: unasked::ClientBuilder| it.token("t1"));
    let call = both.orders().list_orders();
    table
        .header(
            "a declared scheme that nobody asks for",
            call,
            "authorization",
            "Bearer t1",
        )
        .await;
    let key = client!(unasked, table, |it| it.key("k1"));
    let call = key.orders().list_orders();
    table.header("the other one", call, "x-key", "k1").await;
    let nothing = client!(unasked, table, |it| it);
    let call = nothing.orders().list_orders();
    table
        .header("neither", call, "authorization", "(none)")
        .await;
    table.finish();
}

#[tokio::test]
async fn a_credential_needs_no_scheme_of_the_document() {
    let mut table = Table::new("undeclared credentials");
    let token = client!(no_scheme, table, |it| it
        .undeclared_credential(SchemeKind::Bearer, Credential::secret("t1")));
    let call = token.orders().list_orders();
    table
        .header("a token", call, "authorization", "Bearer t1")
        .await;
    let user = client!(no_scheme, table, |it| it
        .undeclared_credential(SchemeKind::Basic, Credential::basic("u", "p")));
    let call = user.orders().list_orders();
    table
        .header("a user", call, "authorization", "Basic dTpw")
        .await;
    // Several go together, and the last of a kind counts.
    let keys = |it: no_scheme::ClientBuilder| {
        it.undeclared_credential(SchemeKind::Header("X-One"), Credential::secret("lost"))
            .undeclared_credential(SchemeKind::Header("X-One"), Credential::secret("k1"))
            .undeclared_credential(SchemeKind::Header("X-Two"), Credential::secret("k2"))
            .undeclared_credential(SchemeKind::Query("key"), Credential::secret("k3"))
            .undeclared_credential(SchemeKind::Cookie("sid"), Credential::secret("k4"))
    };
    let keys = client!(no_scheme, table, keys);
    for (name, expected) in [("x-one", "k1"), ("x-two", "k2"), ("cookie", "sid=k4")] {
        let call = keys.orders().list_orders();
        table.header("several keys", call, name, expected).await;
    }
    let call = keys.orders().list_orders();
    table.target("several keys", call, "/orders?key=k3").await;
    let call = keys.orders().list_orders().without_credentials();
    table.target("without for once", call, "/orders").await;
    table.finish();
}

#[tokio::test]
async fn a_log_in_below_a_root_security_can_be_called() {
    let mut table = Table::new("root security");
    let nothing = client!(root_security, table, |it: root_security::ClientBuilder| it);
    assert_eq!(missing!(nothing.session().login()), "apiKey");
    let call = nothing.session().login().without_credentials();
    table
        .header("said at the call", call, "authorization", "(none)")
        .await;
    let call = nothing.open().show_open();
    table
        .header("said by the document", call, "authorization", "(none)")
        .await;
    let open = client!(root_security_open, table, |it| it);
    let call = open.session().login();
    table
        .header("said beside it", call, "authorization", "(none)")
        .await;
    assert_eq!(missing!(open.session().show_session()), "apiKey");
    let lax = client!(root_security, table, |it| it.credentials_optional());
    let call = lax.session().show_session();
    table
        .header(
            "a server that does not check",
            call,
            "authorization",
            "(none)",
        )
        .await;
    let key = client!(root_security_open, table, |it| it.api_key("k1"));
    let call = key.session().show_session();
    table
        .header("the key elsewhere", call, "authorization", "k1")
        .await;
    let call = key.session().login();
    table
        .header("and not there", call, "authorization", "(none)")
        .await;
    table.finish();
}
