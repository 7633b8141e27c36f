//! Tokens that the caller has.

use crate::wire::clients::own_header;
use crate::wire::clients::tokens::Client;
use faultcode_tests::rows::Table;

#[tokio::test]
async fn given() {
    let mut table = Table::new("tokens");
    let fixed = Client::builder().base_url(table.url()).oauth_token("t1");
    let fixed = fixed.build().expect("a loopback URL");
    let call = fixed.tokens().list_orders();
    let what = "beside client credentials";
    table.header(what, call, "authorization", "Bearer t1").await;
    let call = fixed.tokens().list_open();
    let what = "a declared header beside a scheme";
    table.header(what, call, "authorization", "Bearer t1").await;
    let own = own_header::Client::builder()
        .base_url(table.url())
        .authorization("Token t2");
    let own = own.build().expect("a loopback URL");
    let call = own.own_header().list_open();
    let what = "a declared header without a scheme";
    table.header(what, call, "authorization", "Token t2").await;
    table.finish();
}
