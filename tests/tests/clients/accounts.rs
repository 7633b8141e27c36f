//! The accounts API: every operation through every error, every fact of its pages, on a real socket.

#[path = "accounts/answers.rs"]
mod answers;
#[path = "accounts/catalogue.rs"]
mod catalogue;
#[path = "accounts/reference.rs"]
mod reference;
#[path = "accounts/retries.rs"]
mod retries;
#[path = "accounts/samples.rs"]
mod samples;
#[path = "accounts/secrets.rs"]
mod secrets;
#[path = "accounts/setup.rs"]
mod setup;
#[path = "accounts/webhooks.rs"]
mod webhooks;

use accounts::account::{
    GET_BALANCES, GetBalancesError, LIST_PAST_TRADES, LIST_PAST_TRANSACTIONS, LIST_TRADES,
    LIST_TRADES_OF_CLIENT, LIST_TRANSACTIONS, ListPastTradesError, ListPastTransactionsError,
    ListTradesError, ListTradesOfClientError, ListTransactionsError,
};
use accounts::addresses::{
    CREATE_DEPOSIT_ADDRESS, CreateDepositAddressError, LIST_DEPOSIT_ADDRESSES,
    LIST_WHITELISTED_ADDRESSES, ListDepositAddressesError, ListWhitelistedAddressesError,
    REMOVE_WHITELISTED_ADDRESS, RemoveWhitelistedAddressError, WHITELIST_ADDRESS,
    WHITELIST_ADDRESS_WITH_PARAMS, WhitelistAddressError, WhitelistAddressWithParamsError,
};
use accounts::banking::{
    CREATE_DEPOSIT_ACCOUNT, CreateDepositAccountError, LIST_BUSINESSES, LIST_DEPOSIT_ACCOUNTS,
    LIST_INDIVIDUALS, ListBusinessesError, ListDepositAccountsError, ListIndividualsError,
    REGISTER_BUSINESS, REGISTER_INDIVIDUAL, RegisterBusinessError, RegisterIndividualError,
    SIMULATE_PAY_IN, SimulatePayInError, UPLOAD_DOCUMENT, UploadDocumentError,
};
use accounts::input::{
    AddressRemoval, NewDepositAccount, NewDepositAddress, NewInvoice, NewOrder, QuoteAcceptance,
};
use accounts::invoices::{CREATE_INVOICE, CreateInvoiceError, LIST_INVOICES, ListInvoicesError};
use accounts::orders::{
    LIST_ORDERS, LIST_ORDERS_OF_CLIENT, ListOrdersError, ListOrdersOfClientError, PLACE_ORDER,
    PlaceOrderError,
};
use accounts::pairs::{
    GET_PAIR_SIZE, GET_PRICE, GetPairSizeError, GetPriceError, LIST_NETWORKS, LIST_PAIRS,
    ListNetworksError, ListPairsError,
};
use accounts::payees::{
    CREATE_PAYEE, CREATE_PAYEE_ADDRESS, CreatePayeeAddressError, CreatePayeeError,
    LIST_PAYEE_ADDRESSES, LIST_PAYEES, ListPayeeAddressesError, ListPayeesError,
};
use accounts::quotes::{
    ACCEPT_QUOTE, AcceptQuoteError, REQUEST_QUOTE, REQUEST_QUOTE_FOR, RequestQuoteError,
    RequestQuoteForError,
};
use accounts::types::Side;
use accounts::withdrawals::{
    CREATE_INSTANT_WITHDRAWAL, CREATE_WITHDRAWAL, CREATE_WITHDRAWAL_WITH_PARAMS,
    CreateInstantWithdrawalError, CreateWithdrawalError, CreateWithdrawalWithParamsError,
    LIST_WITHDRAWALS, LIST_WITHDRAWALS_OF_CLIENT, LIST_WITHDRAWALS_OF_PERIOD, ListWithdrawalsError,
    ListWithdrawalsOfClientError, ListWithdrawalsOfPeriodError,
};
use faultcode_runtime::Decimal;
use faultcode_tests::drive;

use self::catalogue::SUITE;
use self::setup::{
    may, new_address, new_address_with_params, new_business, new_document, new_individual,
    new_pay_in, new_payee, new_payee_address, new_quote, new_timed_quote, new_withdrawal,
    new_withdrawal_with_params,
};

drive! {
    SUITE, 551 errors;

    list_pairs(LIST_PAIRS, "GET /api/v1/pairs", safe)
    |client| client.pairs().list_pairs() => ListPairsError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    get_pair_size(GET_PAIR_SIZE, "GET /api/v1/pairs/{pair}/{side}/{amount}", safe)
    |client| client.pairs().get_pair_size("BTCEUR", &Side::Buy, &Decimal::ONE) => GetPairSizeError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_networks(LIST_NETWORKS, "GET /api/v1/pairs/networks/{asset}", safe)
    |client| client.pairs().list_networks("ETH") => ListNetworksError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    get_price(GET_PRICE, "GET /api/v1/price/{pair}/{size}", safe)
    |client| client.pairs().get_price("BTCEUR", &Decimal::ONE) => GetPriceError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    place_order(PLACE_ORDER, "POST /api/v1/orders", unsafe_to_repeat)
    |client| client.orders().place_order(&NewOrder::new("p1", Side::Buy, Decimal::ONE))
        => PlaceOrderError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        InsufficientFunds, RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError,
        BadGateway, ServiceUnavailable,
    }

    list_orders_of_client(LIST_ORDERS_OF_CLIENT, "GET /api/v1/orders/{clientId}", safe)
    |client| client.orders().list_orders_of_client("c1") => ListOrdersOfClientError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_orders(LIST_ORDERS, "GET /api/v1/orders/{startDate}/{endDate}/{page}/{pageSize}", safe)
    |client| client.orders().list_orders(&may(1), &may(8), 0, 25) => ListOrdersError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    request_quote(REQUEST_QUOTE, "POST /api/v1/rfq", unsafe_to_repeat)
    |client| client.quotes().request_quote(&new_quote()) => RequestQuoteError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    request_quote_for(REQUEST_QUOTE_FOR, "POST /api/v1/rfq/custom-expiration", unsafe_to_repeat)
    |client| client.quotes().request_quote_for(&new_timed_quote()) => RequestQuoteForError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    accept_quote(ACCEPT_QUOTE, "POST /api/v1/rfq/accept", unsafe_to_repeat)
    |client| client.quotes().accept_quote(&QuoteAcceptance::new("q1")) => AcceptQuoteError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        InsufficientFunds, RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError,
        BadGateway, ServiceUnavailable,
    }

    list_whitelisted_addresses(LIST_WHITELISTED_ADDRESSES, "GET /api/v1/addresses/whitelisted", safe)
    |client| client.addresses().list_whitelisted_addresses() => ListWhitelistedAddressesError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    whitelist_address(WHITELIST_ADDRESS, "POST /api/v1/addresses/whitelist", unsafe_to_repeat)
    |client| client.addresses().whitelist_address(&new_address()) => WhitelistAddressError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    remove_whitelisted_address(REMOVE_WHITELISTED_ADDRESS, "DELETE /api/v1/addresses/whitelist", safe)
    |client| client.addresses().remove_whitelisted_address(&AddressRemoval::new("a1"))
        => RemoveWhitelistedAddressError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    whitelist_address_with_params(WHITELIST_ADDRESS_WITH_PARAMS, "POST /api/v1/addresses/whitelist/params", unsafe_to_repeat)
    |client| client.addresses().whitelist_address_with_params(&new_address_with_params())
        => WhitelistAddressWithParamsError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_deposit_addresses(LIST_DEPOSIT_ADDRESSES, "GET /api/v1/addresses/deposit", safe)
    |client| client.addresses().list_deposit_addresses() => ListDepositAddressesError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    create_deposit_address(CREATE_DEPOSIT_ADDRESS, "POST /api/v1/addresses/deposit", unsafe_to_repeat)
    |client| client.addresses().create_deposit_address(&NewDepositAddress::new("EUR", "Sepa"))
        => CreateDepositAddressError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_withdrawals(LIST_WITHDRAWALS, "GET /api/v1/withdrawals", safe)
    |client| client.withdrawals().list_withdrawals() => ListWithdrawalsError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    create_withdrawal(CREATE_WITHDRAWAL, "POST /api/v1/withdrawals", unsafe_to_repeat)
    |client| client.withdrawals().create_withdrawal(&new_withdrawal()) => CreateWithdrawalError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        InsufficientFunds, RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError,
        BadGateway, ServiceUnavailable,
    }

    create_instant_withdrawal(CREATE_INSTANT_WITHDRAWAL, "POST /api/v1/withdrawals/instant", unsafe_to_repeat)
    |client| client.withdrawals().create_instant_withdrawal(&new_withdrawal()) => CreateInstantWithdrawalError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        InsufficientFunds, RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError,
        BadGateway, ServiceUnavailable,
    }

    create_withdrawal_with_params(CREATE_WITHDRAWAL_WITH_PARAMS, "POST /api/v1/withdrawals/address", unsafe_to_repeat)
    |client| client.withdrawals().create_withdrawal_with_params(&new_withdrawal_with_params())
        => CreateWithdrawalWithParamsError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        InsufficientFunds, RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError,
        BadGateway, ServiceUnavailable,
    }

    list_withdrawals_of_client(LIST_WITHDRAWALS_OF_CLIENT, "GET /api/v1/withdrawals/{withdrawClientId}", safe)
    |client| client.withdrawals().list_withdrawals_of_client("c1") => ListWithdrawalsOfClientError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_withdrawals_of_period(LIST_WITHDRAWALS_OF_PERIOD, "GET /api/v1/withdrawals/{startDate}/{endDate}/{page}/{pageSize}", safe)
    |client| client.withdrawals().list_withdrawals_of_period(&may(1), &may(8), 0, 25) => ListWithdrawalsOfPeriodError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    get_balances(GET_BALANCES, "GET /api/v1/user/balances", safe)
    |client| client.account().get_balances() => GetBalancesError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_trades_of_client(LIST_TRADES_OF_CLIENT, "GET /api/v1/user/trades/{tradeClientId}", safe)
    |client| client.account().list_trades_of_client("c1") => ListTradesOfClientError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_trades(LIST_TRADES, "GET /api/v1/user/trades/{startDate}/{endDate}/{page}/{pageSize}", safe)
    |client| client.account().list_trades(&may(1), &may(8), 0, 25) => ListTradesError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_past_trades(LIST_PAST_TRADES, "GET /api/v1/user/trades/{startDate}/{endDate}/{page}/{pageSize}/historical", safe)
    |client| client.account().list_past_trades(&may(1), &may(8), 0, 25) => ListPastTradesError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_transactions(LIST_TRANSACTIONS, "GET /api/v1/user/transactions/{startDate}/{endDate}/{page}/{pageSize}", safe)
    |client| client.account().list_transactions(&may(1), &may(8), 0, 25) => ListTransactionsError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_past_transactions(LIST_PAST_TRANSACTIONS, "GET /api/v1/user/transactions/{startDate}/{endDate}/{page}/{pageSize}/historical", safe)
    |client| client.account().list_past_transactions(&may(1), &may(8), 0, 25) => ListPastTransactionsError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    create_payee(CREATE_PAYEE, "POST /api/v1/payee", unsafe_to_repeat)
    |client| client.payees().create_payee(&new_payee()) => CreatePayeeError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_payees(LIST_PAYEES, "GET /api/v1/payees", safe)
    |client| client.payees().list_payees(25) => ListPayeesError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    create_payee_address(CREATE_PAYEE_ADDRESS, "POST /api/v1/payees/{payeeId}/addresses", unsafe_to_repeat)
    |client| client.payees().create_payee_address("p1", &new_payee_address()) => CreatePayeeAddressError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_payee_addresses(LIST_PAYEE_ADDRESSES, "GET /api/v1/payee-addresses", safe)
    |client| client.payees().list_payee_addresses("p1", 25) => ListPayeeAddressesError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    simulate_pay_in(SIMULATE_PAY_IN, "POST /api/v1/simulate-payin", unsafe_to_repeat)
    |client| client.banking().simulate_pay_in(&new_pay_in()) => SimulatePayInError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    create_deposit_account(CREATE_DEPOSIT_ACCOUNT, "POST /api/v1/deposit-accounts", unsafe_to_repeat)
    |client| client.banking().create_deposit_account(&NewDepositAccount::new("EUR", "Sepa"))
        => CreateDepositAccountError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_deposit_accounts(LIST_DEPOSIT_ACCOUNTS, "GET /api/v1/deposit-accounts", safe)
    |client| client.banking().list_deposit_accounts(25) => ListDepositAccountsError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    register_individual(REGISTER_INDIVIDUAL, "POST /api/v1/end-users/individuals", unsafe_to_repeat)
    |client| client.banking().register_individual(&new_individual("ada@example.com")) => RegisterIndividualError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_individuals(LIST_INDIVIDUALS, "GET /api/v1/end-users/individuals", safe)
    |client| client.banking().list_individuals(25) => ListIndividualsError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    register_business(REGISTER_BUSINESS, "POST /api/v1/end-users/businesses", unsafe_to_repeat)
    |client| client.banking().register_business(&new_business()) => RegisterBusinessError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_businesses(LIST_BUSINESSES, "GET /api/v1/end-users/businesses", safe)
    |client| client.banking().list_businesses(25) => ListBusinessesError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    upload_document(UPLOAD_DOCUMENT, "POST /api/v1/end-users/{endUserId}/documents", unsafe_to_repeat)
    |client| client.banking().upload_document("u1", &new_document()) => UploadDocumentError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    create_invoice(CREATE_INVOICE, "POST /api/v1/invoices", unsafe_to_repeat)
    |client| client.invoices().create_invoice(&NewInvoice::new(Decimal::ONE, 24)) => CreateInvoiceError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }

    list_invoices(LIST_INVOICES, "GET /api/v1/invoices", safe)
    |client| client.invoices().list_invoices() => ListInvoicesError {
        InvalidRequest, AuthenticationRequired, InvalidApiKey, MissingParameter, InvalidParameter, ResourceNotFound,
        RateLimitExceeded, Forbidden, Conflict, UnprocessableContent, InternalServerError, BadGateway,
        ServiceUnavailable,
    }
}
