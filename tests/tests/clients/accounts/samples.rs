//! The sample requests of the vendor, against what the generated client sends for the same.

use std::collections::{BTreeMap, BTreeSet};

use accounts::Client;
use accounts::banking::{ListBusinessesParams, ListDepositAccountsParams, ListIndividualsParams};
use accounts::orders::PlaceOrderParams;
use accounts::payees::{ListPayeeAddressesParams, ListPayeesParams};
use accounts::quotes::AcceptQuoteParams;
use accounts::types::{
    AddressRemoval, NewDepositAccount, NewDepositAddress, NewInvoice, NewOrder, QuoteAcceptance,
    Side,
};
use accounts::withdrawals::ListWithdrawalsParams;
use faultcode_runtime::Decimal;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Server, aloud, tree};
use serde::Deserialize;
use serde_json::Value;

use super::setup::{self, may};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    sample: String,
    page: String,
    call: String,
    method: String,
    path: String,
    #[serde(default)]
    query: BTreeSet<String>,
    headers: BTreeSet<String>,
    #[serde(default)]
    body: BTreeMap<String, String>,
    /// Headers that our client does not send, with the reason.
    #[serde(default)]
    differs: BTreeMap<String, String>,
}

/// What every HTTP client adds by itself, the one of the samples included.
const ITS_OWN: [&str; 5] = [
    "accept",
    "connection",
    "content-length",
    "host",
    "user-agent",
];

/// Does what the sample does, with values of our own; the answer is not looked at.
async fn send(client: &Client, call: &str) {
    macro_rules! sent {
        ($call:expr) => {
            drop($call.await)
        };
    }
    let (pairs, orders, quotes) = (client.pairs(), client.orders(), client.quotes());
    let (addresses, withdrawals) = (client.addresses(), client.withdrawals());
    let (payees, banking, invoices) = (client.payees(), client.banking(), client.invoices());
    let account = client.account();
    match call {
        "getBalances" => sent!(account.get_balances()),
        "listTrades" => sent!(account.list_trades(&may(1), &may(5), 0, 5)),
        "listPairs" => sent!(pairs.list_pairs()),
        "getPrice" => sent!(pairs.get_price("BTCEUR", &Decimal::ONE)),
        "placeOrder" => {
            let order = NewOrder::new("price_1", Side::Sell, Decimal::new(5, 1));
            sent!(orders.place_order(&PlaceOrderParams::new(), &order));
        }
        "listOrdersOfClient" => sent!(orders.list_orders_of_client("c1")),
        "listOrders" => sent!(orders.list_orders(&may(1), &may(31), 0, 5)),
        "requestQuote" => sent!(quotes.request_quote(&setup::new_quote())),
        "acceptQuote" => {
            let quote = QuoteAcceptance::new("q1");
            sent!(quotes.accept_quote(&AcceptQuoteParams::new(), &quote));
        }
        "listWhitelistedAddresses" => sent!(addresses.list_whitelisted_addresses()),
        "whitelistAddress" => sent!(addresses.whitelist_address(&setup::new_address())),
        "whitelistAddressWithParams" => {
            let address = setup::new_address_with_params();
            sent!(addresses.whitelist_address_with_params(&address));
        }
        "removeWhitelistedAddress" => {
            sent!(addresses.remove_whitelisted_address(&AddressRemoval::new("a1")));
        }
        "listDepositAddresses" => sent!(addresses.list_deposit_addresses()),
        "createDepositAddress" => {
            let address = NewDepositAddress::new("GBP", "Faster Payments");
            sent!(addresses.create_deposit_address(&address));
        }
        "listWithdrawals" => sent!(withdrawals.list_withdrawals(&ListWithdrawalsParams::new())),
        "listWithdrawalsOfClient" => sent!(withdrawals.list_withdrawals_of_client("c1")),
        "createPayee" => sent!(payees.create_payee(&setup::new_payee().end_user_id("u1"))),
        "listPayees" => sent!(payees.list_payees(&ListPayeesParams::new(5))),
        "listPayeeAddresses" => {
            sent!(payees.list_payee_addresses(&ListPayeeAddressesParams::new("p1", 5)));
        }
        "simulatePayIn" => sent!(banking.simulate_pay_in(&setup::new_pay_in())),
        "createDepositAccount" => {
            let account = NewDepositAccount::new("GBP", "Faster Payments");
            let account = account.fiat_account_id("fac_9").end_user_id("eus_9");
            sent!(banking.create_deposit_account(&account));
        }
        "listDepositAccounts" => {
            sent!(banking.list_deposit_accounts(&ListDepositAccountsParams::new(10)));
        }
        "listIndividuals" => sent!(banking.list_individuals(&ListIndividualsParams::new(10))),
        "listBusinesses" => sent!(banking.list_businesses(&ListBusinessesParams::new(10))),
        "createInvoice" => {
            let invoice = NewInvoice::new(Decimal::new(2, 3), 12).memo("May");
            sent!(invoices.create_invoice(&invoice));
        }
        "listInvoices" => sent!(invoices.list_invoices()),
        other => panic!("nothing sends {other}"),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a path is one of the template.
fn fits(path: &str, template: &str) -> bool {
    let (path, template) = (path.split('/'), template.split('/'));
    path.clone().count() == template.clone().count()
        && path
            .zip(template)
            .all(|(part, wanted)| part == wanted || (wanted.starts_with('{') && !part.is_empty()))
}

#[tokio::test]
async fn what_the_samples_send_is_sent() {
    let file = tree::root().join("tests/tests/clients/accounts/samples.yaml");
    let text = std::fs::read_to_string(file).expect("the samples");
    let samples: Vec<Sample> = serde_yaml::from_str(&text).expect("YAML");
    let mut different = 0;
    for sample in &samples {
        let label = format!("{} ({})", sample.sample, sample.page);
        let server = Server::answering([Answer::json(200, "{}")]);
        send(&setup::client(&server, &ManualClock::new()), &sample.call).await;
        let request = server.request();
        assert_eq!(request.method, sample.method, "{label}");
        let (path, query) = request
            .target
            .split_once('?')
            .unwrap_or((&request.target, ""));
        assert!(fits(path, &sample.path), "{label}: {path}");
        let query = query.split('&').filter(|it| !it.is_empty());
        let query = query.map(|it| it.split('=').next().unwrap_or(it).to_owned());
        assert_eq!(query.collect::<BTreeSet<_>>(), sample.query, "{label}");
        let headers = request.headers.iter().map(|(name, _)| name.to_lowercase());
        let headers: BTreeSet<_> = headers
            .filter(|it| !ITS_OWN.contains(&it.as_str()))
            .collect();
        let missing: BTreeSet<_> = sample.headers.difference(&headers).cloned().collect();
        assert!(headers.is_subset(&sample.headers), "{label}: {headers:?}");
        assert_eq!(missing, sample.differs.keys().cloned().collect(), "{label}");
        different += missing.len();
        let body = match request.body.is_empty() {
            true => BTreeMap::new(),
            false => {
                let body: Value = serde_json::from_slice(&request.body).expect("JSON");
                let members = body.as_object().expect("an object").iter();
                let kinds = members.map(|(name, value)| (name.clone(), kind(value).to_owned()));
                kinds.collect()
            }
        };
        assert_eq!(body, sample.body, "{label}");
    }
    aloud(&format!(
        "accounts: {} samples, {different} differences",
        samples.len()
    ));
}
