//! The sample requests of the vendor, against what the generated client sends for the same.

use accounts::Client;
use accounts::input::{
    AddressRemoval, NewDepositAccount, NewDepositAddress, NewInvoice, NewOrder, QuoteAcceptance,
};
use accounts::types::Side;
use faultcode_runtime::Decimal;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, samples};

use super::setup::{self, may};

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
            sent!(orders.place_order(&order));
        }
        "listOrdersOfClient" => sent!(orders.list_orders_of_client("c1")),
        "listOrders" => sent!(orders.list_orders(&may(1), &may(31), 0, 5)),
        "requestQuote" => sent!(quotes.request_quote(&setup::new_quote())),
        "acceptQuote" => {
            let quote = QuoteAcceptance::new("q1");
            sent!(quotes.accept_quote(&quote));
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
        "listWithdrawals" => sent!(withdrawals.list_withdrawals()),
        "listWithdrawalsOfClient" => sent!(withdrawals.list_withdrawals_of_client("c1")),
        "createPayee" => sent!(payees.create_payee(&setup::new_payee().end_user_id("u1"))),
        "listPayees" => sent!(payees.list_payees(5)),
        "listPayeeAddresses" => {
            sent!(payees.list_payee_addresses("p1", 5));
        }
        "simulatePayIn" => sent!(banking.simulate_pay_in(&setup::new_pay_in())),
        "createDepositAccount" => {
            let account = NewDepositAccount::new("GBP", "Faster Payments");
            let account = account.fiat_account_id("fac_9").end_user_id("eus_9");
            sent!(banking.create_deposit_account(&account));
        }
        "listDepositAccounts" => {
            sent!(banking.list_deposit_accounts(10));
        }
        "listIndividuals" => sent!(banking.list_individuals(10)),
        "listBusinesses" => sent!(banking.list_businesses(10)),
        "createInvoice" => {
            let invoice = NewInvoice::new(Decimal::new(2, 3), 12).memo("May");
            sent!(invoices.create_invoice(&invoice));
        }
        "listInvoices" => sent!(invoices.list_invoices()),
        other => panic!("nothing sends {other}"),
    }
}

#[tokio::test]
async fn what_the_samples_send_is_sent() {
    let file = include_str!("samples.yaml");
    let refused = |_: &_| Answer::status(400);
    let found = samples::check(file, refused, async |sample, server| {
        send(&setup::client(server, &ManualClock::new()), &sample.call).await;
    });
    assert_eq!(found.await, (30, 3));
}
