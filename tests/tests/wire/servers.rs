//! The host and path that requests go to: servers, the variables of their URLs, and the base URL.

use faultcode_runtime::testing::Fake;

use crate::wire::clients::bare_server;
use crate::wire::clients::servers::{Client, ClientBuilder, Server};
use faultcode_tests::rows::Table;

/// The URLs of a call to each operation, or why no client was made.
async fn sent(change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<String, String> {
    let fake = Fake::new(&[]).strict();
    let built = change(Client::builder().transport(fake.clone())).build();
    let client = built.map_err(|error| error.to_string())?;
    let calls = client.servers();
    let mut urls = Vec::new();
    let mut note = |outcome: Result<(), String>| {
        outcome?;
        let request = fake.requests().pop().ok_or("nothing was sent")?.request;
        urls.push(request.uri().to_string());
        Ok::<(), String>(())
    };
    note(calls.list_orders().await.map_err(|error| error.to_string()))?;
    note(calls.list_files().await.map_err(|error| error.to_string()))?;
    note(calls.list_beta().await.map_err(|error| error.to_string()))?;
    Ok(urls.join(" "))
}

#[tokio::test]
async fn declared() {
    let mut table = Table::new("servers of the document");
    macro_rules! rows {
        ($($what:literal: $change:expr => $expected:literal;)*) => {$(
            let found = sent($change).await.unwrap_or_else(|refused| refused);
            table.compare($what, Ok(found), $expected);
        )*};
    }
    rows! {
        "defaults": |it| it =>
            "https://eu.servers.example:443/v1/orders https://files.eu.servers.example/files https://eu.servers.example:443/beta/first/beta";
        "a value from the list": |it| it.server_region("us") =>
            "https://us.servers.example:443/v1/orders https://files.us.servers.example/files https://us.servers.example:443/beta/first/beta";
        "several variables": |it| it.server_port("8443").server_version("v2").server_stage("second") =>
            "https://eu.servers.example:8443/v2/orders https://files.eu.servers.example/files https://eu.servers.example:8443/beta/second/beta";
        "the last value counts": |it| it.server_region("mars").server_region("us") =>
            "https://us.servers.example:443/v1/orders https://files.us.servers.example/files https://us.servers.example:443/beta/first/beta";
        "another server": |it| it.server(Server::Sandbox) =>
            "https://sandbox.servers.example/v1/orders https://files.eu.servers.example/files https://sandbox.servers.example/beta/first/beta";
        "a variable without a default": |it| it.server(Server::TenantPrivateExample).server_tenant("shop") =>
            "https://shop.private.example/orders https://files.eu.servers.example/files https://shop.private.example/beta/first/beta";
        "a base URL before all": |it| it.base_url("https://own.example/x").server(Server::Sandbox).server_region("us") =>
            "https://own.example/x/orders https://own.example/x/files https://own.example/beta/first/beta";
        "a value that is not listed": |it| it.server_region("mars") =>
            "the variable `region` of the server is one of `eu`, `us`";
        "a variable that nobody set": |it| it.server(Server::TenantPrivateExample) =>
            "the variable `tenant` of the server has no value";
        "an empty value": |it| it.server_version("") =>
            "the variable `version` of the server has no value";
        "a value that would move the host": |it| it.server_version("v1?x=") =>
            "the variable `version` of the server takes letters, digits, `-`, `_`, `~` and single full stops";
        "a value that would take the host": |it| it.server(Server::TenantPrivateExample).server_tenant("127.0.0.1:9/") =>
            "the variable `tenant` of the server takes letters, digits, hyphens and single full stops";
        "a value that would leave the path": |it| it.server_version("..") =>
            "the variable `version` of the server takes letters, digits, `-`, `_`, `~` and single full stops";
        "a value of the server of one operation": |it| it.server_stage("second/../../admin") =>
            "the variable `stage` of the server takes letters, digits, `-`, `_`, `~` and single full stops";
        "a value that makes the host a user's name": |it| it.server(Server::TenantPrivateExample).server_tenant("a@evil.example") =>
            "the variable `tenant` of the server takes letters, digits, hyphens and single full stops";
        "a value that ends the path": |it| it.server_version("v1#") =>
            "the variable `version` of the server takes letters, digits, `-`, `_`, `~` and single full stops";
        "a value of two lines": |it| it.server_version("v1\nhost: evil.example") =>
            "the variable `version` of the server takes letters, digits, `-`, `_`, `~` and single full stops";
        "a value that is encoded already": |it| it.server_version("%2e%2e") =>
            "the variable `version` of the server takes letters, digits, `-`, `_`, `~` and single full stops";
        "a value that ends the host early": |it| it.server(Server::TenantPrivateExample).server_tenant("shop.") =>
            "the base URL is no usable http or https URL";
    }
    table.finish();
}

#[tokio::test]
async fn on_the_wire() {
    let mut table = Table::new("a server of one customer");
    let bare = bare_server::Client::builder().build();
    let refused = bare.map_or_else(|error| error.to_string(), |_| "a client".to_owned());
    let says = "the server of the document is the path `/api/v1` without a host; give a base URL";
    table.compare("a server without a host", Ok(refused), says);
    let built = bare_server::Client::builder()
        .base_url(format!("{}/api/v1", table.url()))
        .build();
    let client = built.expect("a loopback URL");
    let host = table.url().replace("http://", "");
    let line = |it: &faultcode_tests::Request| {
        format!("{} {}", it.header("host").unwrap_or("(none)"), it.target)
    };
    let expected = format!("{host} /api/v1/orders");
    let call = client.bare_server();
    table
        .shown("its base URL", call.list_orders(), line, &expected)
        .await;
    table.finish();
}
