//! Clients, request bodies and answers of the tests.

use std::sync::Arc;

use accounts::input::{
    Business, BusinessType, HolderParams, NewAddress, NewAddressWithParams, NewBusiness,
    NewDocument, NewDocumentType, NewIndividual, NewPayIn, NewPayInFromType, NewPayInPaymentScheme,
    NewPayee, NewPayeeAddress, NewQuote, NewTimedQuote, NewWithdrawal, NewWithdrawalWithParams,
    Sector, Sender,
};

use accounts::types::{PayeeType, Person, PersonAddress, Side};
use accounts::{Client, ClientBuilder};
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Date, Decimal, Timestamp, Value};
use faultcode_tests::{Answer, Server};

/// The API key of every client; no output may hold it.
pub const KEY: &str = "acct-canary-key-4711";

/// A client of the server, with the key [`KEY`].
pub fn builder(server: &Server, clock: &ManualClock) -> ClientBuilder {
    Client::builder()
        .base_url(server.url())
        .clock(Arc::new(clock.clone()))
        .api_key(KEY)
}

/// A client of the server, with the key [`KEY`].
pub fn client(server: &Server, clock: &ManualClock) -> Client {
    builder(server, clock).build().expect("a loopback URL")
}

/// A refusal in the form of the page, without `param`.
pub fn refusal(status: u16, code: &str, message: &str, group: &str) -> Answer {
    let body = serde_json::json!({"error": {"code": code, "message": message, "type": group}});
    Answer::json(status, body.to_string())
}

/// One withdrawal in a list.
pub fn withdrawals() -> Answer {
    Answer::json(200, format!("[{WITHDRAWAL}]"))
}

/// A withdrawal that has begun.
pub fn withdrawal() -> Answer {
    Answer::json(201, WITHDRAWAL)
}

const WITHDRAWAL: &str = r#"{"id": "w1", "clientId": "c1", "destination": "DE02500105170137075030", "destinationParams": {},
    "network": "Sepa", "amount": 250.00, "fee": 0.5, "asset": "EUR", "status": "CREATED", "isInstant": false,
    "timestamp": "2024-05-02T07:59:58Z"}"#;

/// A person among the end users.
pub fn individual() -> Answer {
    let person = serde_json::json!({
        "firstName": "Ada", "lastName": "Byron", "dob": "1985-12-10", "nationality": ["GB"], "phone": "+441632960001",
        "email": "ada@example.com", "identificationDocument": {},
        "address": {"line1": "Mill Lane 3", "city": "Leeds", "postalCode": "LS1 4AP", "country": "GB"},
    });
    let body = serde_json::json!({"id": "eus_1", "person": person, "ipAddress": "192.0.2.7"});
    Answer::json(201, body.to_string())
}

/// A day of May 2024.
pub fn may(day: i8) -> Timestamp {
    format!("2024-05-{day:02}T00:00:00Z")
        .parse()
        .expect("a time")
}

fn nothing() -> Value {
    faultcode_runtime::values::from_json(b"{}").expect("an object")
}

/// A withdrawal of 250.00 EUR.
pub fn new_withdrawal() -> NewWithdrawal {
    NewWithdrawal::new(
        "EUR",
        Decimal::new(25_000, 2),
        "DE02500105170137075030",
        "Sepa",
    )
}

/// The same, with parameters of the address.
pub fn new_withdrawal_with_params() -> NewWithdrawalWithParams {
    let amount = Decimal::new(25_000, 2);
    NewWithdrawalWithParams::new(
        "EUR",
        amount,
        "DE02500105170137075030",
        nothing(),
        "Sepa",
        false,
    )
}

/// A quote for half a bitcoin.
pub fn new_quote() -> NewQuote {
    NewQuote::new("BTCEUR", Side::Buy, Decimal::new(5, 1), Decimal::ZERO)
}

/// The same, which holds for a minute.
pub fn new_timed_quote() -> NewTimedQuote {
    NewTimedQuote::new("BTCEUR", Side::Buy, Decimal::new(5, 1), Decimal::ZERO, 60)
}

/// An address of a chain.
pub fn new_address() -> NewAddress {
    NewAddress::new(
        "Cold",
        "ETH",
        "0x0000000000000000000000000000000000000001",
        "Ethereum",
    )
}

/// The same, with the one who keeps it.
pub fn new_address_with_params() -> NewAddressWithParams {
    let params = HolderParams::new().hostedby("self");
    let address = "0x0000000000000000000000000000000000000001";
    NewAddressWithParams::new("Cold", "ETH", address, params, "Ethereum")
}

/// A person who is paid.
pub fn new_payee() -> NewPayee {
    let kind = PayeeType::N0;
    NewPayee::new(
        kind,
        "Ada",
        "Byron",
        "",
        "GB",
        "",
        "Leeds",
        "Mill Lane 3",
        "LS1 4AP",
    )
}

/// Where the payee is paid.
pub fn new_payee_address() -> NewPayeeAddress {
    NewPayeeAddress::new(
        "Bank",
        "EUR",
        "DE02500105170137075030",
        vec![nothing()],
        "Sepa",
    )
}

/// A transfer that comes in.
pub fn new_pay_in() -> NewPayIn {
    let from = Sender::new().account_holder_name("Ada Byron");
    let (kind, scheme) = (NewPayInFromType::Person, NewPayInPaymentScheme::Sct);
    NewPayIn::new(Decimal::ONE, "fac_1", from, kind, scheme, "May")
}

/// A person with that address.
pub fn new_individual(email: &str) -> NewIndividual {
    let born = Date::constant(1985, 12, 10);
    let home = PersonAddress::new("Mill Lane 3", "Leeds", "LS1 4AP", "GB");
    let nations = vec!["GB".to_owned()];
    let person = Person::new(
        "Ada",
        "Byron",
        born,
        nations,
        "+441632960001",
        email.to_owned(),
        home,
        nothing(),
    );
    NewIndividual::new(person, "192.0.2.7")
}

/// A business with one person.
pub fn new_business() -> NewBusiness {
    let since = Date::constant(2020, 12, 31);
    let kind = BusinessType::Limited;
    let business = Business::new("Looms", "Looms", kind, "1815", since, nothing(), nothing());
    NewBusiness::new(business, vec![nothing()], "192.0.2.7", Sector::Blockchain)
}

/// A page of a passport.
pub fn new_document() -> NewDocument {
    NewDocument::new(NewDocumentType::IdentityVerification, b"page".to_vec())
}
