//! The sample requests of the vendor, against what the generated client sends for the same.

use billium::input::{
    CustomerChange, NewInvoice, NewProduct, NewWallet, NewWebhook, ProductChange, WalletChange,
    WebhookChange,
};

use billium::types::{Cryptocurrency, EventFilter, Network, WalletType};
use billium::{Client, Server as Address};
use faultcode_runtime::Decimal;
use faultcode_tests::{Answer, samples};

use super::setup::{KEY, MERCHANT};

/// Does what the sample does, with values of our own; the answer says nothing and is not looked at.
async fn send(client: &Client, call: &str) {
    let (invoices, customers) = (client.invoices(), client.customers());
    let (products, wallets) = (client.products(), client.wallets());
    let webhooks = client.webhook_endpoints();
    let short = NewInvoice::new("Order 17", Decimal::new(1205, 1));
    let wallet = |coin, kind, network| NewWallet::new(coin, kind, network);
    macro_rules! sent {
        ($call:expr) => {
            drop($call.await)
        };
    }
    match call {
        "createInvoice" => {
            let new = NewInvoice::new("Order 17", Decimal::new(1205, 1))
                .currency("EUR")
                .customer_email("ada@customer.example")
                .redirect_url("https://shop.example/orders/17");
            sent!(
                invoices
                    .create_invoice(MERCHANT, &new)
                    .idempotency_key("order-17")
            );
        }
        "createInvoice, short" => sent!(invoices.create_invoice(MERCHANT, &short)),
        "listInvoices" => sent!(invoices.list_invoices(MERCHANT)),
        "listInvoices, limit" => sent!(invoices.list_invoices(MERCHANT).with(|it| it.limit(100))),
        "listInvoices, searched" => {
            let call = invoices.list_invoices(MERCHANT);
            sent!(call.with(|it| it.page(1).limit(20).search("Order")));
        }
        "getInvoice" => sent!(invoices.get_invoice(MERCHANT, "inv_1")),
        "cancelInvoice" => sent!(invoices.cancel_invoice(MERCHANT, "inv_1")),
        "listCustomers" => {
            sent!(
                customers
                    .list_customers(MERCHANT)
                    .with(|it| it.search("ada"))
            );
        }
        "getCustomer" => sent!(customers.get_customer(MERCHANT, "cus_1")),
        "getCustomerStats" => sent!(customers.get_customer_stats(MERCHANT, "cus_1")),
        "updateCustomer" => {
            let change = CustomerChange::new().name("Ada King");
            sent!(customers.update_customer(MERCHANT, "cus_1", &change));
        }
        "createProduct" => {
            let new = NewProduct::new("A course", Decimal::new(2405, 1));
            sent!(products.create_product(MERCHANT, &new));
        }
        "listProducts" => {
            sent!(products.list_products(MERCHANT).with(|it| it.page(1)));
        }
        "getProduct" => sent!(products.get_product(MERCHANT, "prd_1")),
        "updateProduct" => {
            let change = ProductChange::new().price(Decimal::new(1999, 1));
            sent!(products.update_product(MERCHANT, "prd_1", &change));
        }
        "deleteProduct" => sent!(products.delete_product(MERCHANT, "prd_1")),
        "createWallet, direct" => {
            let new = wallet(Cryptocurrency::Usdc, WalletType::DirectWallet, Network::Pol);
            sent!(wallets.create_wallet(MERCHANT, &new.address("0x0a01")));
        }
        "createWallet, extended" => {
            let new = wallet(Cryptocurrency::Ltc, WalletType::XpubWallet, Network::Ltc);
            sent!(wallets.create_wallet(MERCHANT, &new.xpub("zpub_of_an_example".to_owned())));
        }
        "listWallets" => sent!(wallets.list_wallets(MERCHANT)),
        "updateWallet" => {
            let change = WalletChange::new().is_enabled(false);
            sent!(wallets.update_wallet(MERCHANT, "wal_1", &change));
        }
        "deleteWallet" => sent!(wallets.delete_wallet(MERCHANT, "wal_1")),
        "createWebhook" => {
            let events = vec![EventFilter::InvoicePaid, EventFilter::InvoiceExpired];
            let new = NewWebhook::new("https://shop.example/hook", events).description("Orders");
            sent!(webhooks.create_webhook(MERCHANT, &new));
        }
        "listWebhooks" => sent!(webhooks.list_webhooks(MERCHANT)),
        "updateWebhook" => {
            let change = WebhookChange::new().events(vec![EventFilter::InvoiceExpired]);
            sent!(webhooks.update_webhook(MERCHANT, "wh_1", &change));
        }
        "pingWebhook" => sent!(webhooks.ping_webhook(MERCHANT, "wh_1")),
        "deleteWebhook" => sent!(webhooks.delete_webhook(MERCHANT, "wh_1")),
        other => panic!("nothing sends {other}"),
    }
}

/// The path of an address of the document, which a base URL of the test stands in for.
fn prefix(server: &str) -> &'static str {
    let known = [Address::Production, Address::OlderPrefix];
    let found = known.iter().find(|it| format!("{it:?}") == server);
    let address = billium::api::API.servers[*found.expect("a server of the document") as usize].url;
    address.strip_prefix("https://api.billium.to").unwrap()
}

#[tokio::test]
async fn the_client_sends_what_the_samples_of_the_vendor_send() {
    let file = include_str!("samples.yaml");
    // A refusal ends every call after one request.
    let refused = |_: &_| Answer::json(400, "{}");
    let found = samples::check(file, refused, async |sample, server| {
        let url = format!("{}{}", server.url(), prefix(&sample.server));
        let builder = Client::builder().base_url(url).api_key(KEY);
        send(&builder.build().expect("a usable client"), &sample.call).await;
    });
    assert_eq!(found.await, (33, 1));
}
