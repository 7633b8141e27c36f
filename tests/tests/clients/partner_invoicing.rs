//! The partner invoicing API: every operation through every error, every fact of its page, on a real socket. It is long because
//! the API has 63 operations, and each is named with its errors.

#[path = "partner_invoicing/answers.rs"]
mod answers;
#[path = "partner_invoicing/catalogue.rs"]
mod catalogue;
#[path = "partner_invoicing/existing.rs"]
mod existing;
#[path = "partner_invoicing/lists.rs"]
mod lists;
#[path = "partner_invoicing/retries.rs"]
mod retries;
#[path = "partner_invoicing/samples.rs"]
mod samples;
#[path = "partner_invoicing/setup.rs"]
mod setup;
#[path = "partner_invoicing/tokens.rs"]
mod tokens;
#[path = "partner_invoicing/two_tier.rs"]
mod two_tier;

use faultcode_tests::drive;
use partner_invoicing::bank::{
    GET_BANK_ACCOUNT, GetBankAccountError, LIST_BANK_ACCOUNTS, LIST_BANK_TRANSACTIONS,
    ListBankAccountsError, ListBankTransactionsError,
};
use partner_invoicing::bill_payments::{
    CANCEL_BILL_PAYMENT, CREATE_BILL_PAYMENT, CancelBillPaymentError, CreateBillPaymentError,
    GET_BILL_PAYMENT, GetBillPaymentError, LIST_BILL_PAYMENTS, ListBillPaymentsError,
    UPDATE_BILL_PAYMENT, UpdateBillPaymentError,
};
use partner_invoicing::bills::{
    CREATE_BILL, CreateBillError, GET_BILL, GetBillError, LIST_BILLS, ListBillsError, UPDATE_BILL,
    UpdateBillError,
};
use partner_invoicing::businesses::{
    CREATE_BUSINESS, CreateBusinessError, GET_BUSINESS, GetBusinessError, LIST_BUSINESSES,
    ListBusinessesError, UPDATE_BUSINESS, UpdateBusinessError,
};
use partner_invoicing::customer_credits::{
    CREATE_CUSTOMER_CREDIT, CreateCustomerCreditError, LIST_CUSTOMER_CREDITS,
    ListCustomerCreditsError,
};
use partner_invoicing::customers::{
    ARCHIVE_CUSTOMER, ArchiveCustomerError, CREATE_CUSTOMER, CreateCustomerError, GET_CUSTOMER,
    GetCustomerError, LIST_CUSTOMERS, ListCustomersError,
};
use partner_invoicing::invoices::{
    CREATE_INVOICE, CreateInvoiceError, GET_INVOICE, GetInvoiceError, LIST_INVOICES,
    ListInvoicesError, UPDATE_INVOICE, UpdateInvoiceError, VOID_INVOICE, VoidInvoiceError,
};
use partner_invoicing::ledger::{
    GET_ACCOUNT_TREE, GET_JOURNAL_ENTRY, GET_LEDGER_ACCOUNT, GetAccountTreeError,
    GetJournalEntryError, GetLedgerAccountError, LIST_JOURNAL_ENTRIES, LIST_LEDGER_ACCOUNTS,
    ListJournalEntriesError, ListLedgerAccountsError,
};
use partner_invoicing::payments::{
    CANCEL_PAYMENT, CREATE_PAYMENT, CancelPaymentError, CreatePaymentError, GET_PAYMENT,
    GetPaymentError, LIST_PAYMENTS, ListPaymentsError, UPDATE_PAYMENT, UpdatePaymentError,
};
use partner_invoicing::refunds::{
    CREATE_REFUND, CREATE_REFUND_PAYMENT, CreateRefundError, CreateRefundPaymentError, GET_REFUND,
    GetRefundError, LIST_REFUND_PAYMENTS, LIST_REFUNDS, ListRefundPaymentsError, ListRefundsError,
};
use partner_invoicing::reports::{
    GET_BALANCE_SHEET, GET_CASH_FLOW, GET_FINANCIAL_SUMMARY, GET_PAYABLES_AGING,
    GET_PROFIT_AND_LOSS, GET_RECEIVABLES_AGING, GetBalanceSheetError, GetCashFlowError,
    GetFinancialSummaryError, GetPayablesAgingError, GetProfitAndLossError,
    GetReceivablesAgingError,
};
use partner_invoicing::tokens::{
    GET_BUSINESS_TOKEN, GET_PARTNER_TOKEN, GetBusinessTokenError, GetPartnerTokenError,
};
use partner_invoicing::vendor_credits::{
    CREATE_VENDOR_CREDIT, CreateVendorCreditError, GET_VENDOR_CREDIT, GetVendorCreditError,
    LIST_VENDOR_CREDITS, ListVendorCreditsError,
};
use partner_invoicing::vendor_refunds::{
    CREATE_VENDOR_REFUND, CREATE_VENDOR_REFUND_PAYMENT, CreateVendorRefundError,
    CreateVendorRefundPaymentError, LIST_VENDOR_REFUND_PAYMENTS, LIST_VENDOR_REFUNDS,
    ListVendorRefundPaymentsError, ListVendorRefundsError, UPDATE_VENDOR_REFUND,
    UPDATE_VENDOR_REFUND_PAYMENT, UpdateVendorRefundError, UpdateVendorRefundPaymentError,
};
use partner_invoicing::vendors::{
    CREATE_VENDOR, CreateVendorError, GET_VENDOR, GetVendorError, LIST_VENDORS, ListVendorsError,
    UNARCHIVE_VENDOR, UnarchiveVendorError,
};

use self::catalogue::SUITE;
use self::setup::{
    bill_change, bill_payment_change, business_details, day, id, invoice_change, new_bill,
    new_bill_payment, new_business, new_customer, new_customer_credit, new_invoice, new_payment,
    new_refund, new_refund_payment, new_vendor, new_vendor_credit, new_vendor_refund,
    new_vendor_refund_payment, payment_change, token_request, vendor_refund_change,
    vendor_refund_payment_change,
};

drive! {
    // The errors of `createCustomer` are driven twice: with a key and without.
    SUITE, 721 errors;

    get_partner_token(GET_PARTNER_TOKEN, "POST /v1/platform/oauth2/token/", unsafe_to_repeat)
    |client| client.tokens().get_partner_token(&token_request()) => GetPartnerTokenError {
        AuthenticationRequired, ValidationError, BadRequest, Unauthorized, InternalServerError, ServerError,
    }

    get_business_token(GET_BUSINESS_TOKEN, "POST /v1/platform/{business_id}/oauth2/token/", unsafe_to_repeat)
    |client| client.tokens().get_business_token(&id()) => GetBusinessTokenError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_businesses(LIST_BUSINESSES, "GET /v1/platform/businesses/", safe)
    |client| client.businesses().list_businesses() => ListBusinessesError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BadRequest, Unauthorized, Forbidden,
        InternalServerError, ServerError,
    }

    create_business(CREATE_BUSINESS, "POST /v1/platform/businesses/", safe)
    |client| client.businesses().create_business(&new_business()) => CreateBusinessError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, DuplicateExternalId, BadRequest,
        Unauthorized, Forbidden, Conflict, InternalServerError, ServerError,
    }

    get_business(GET_BUSINESS, "GET /v1/platform/businesses/{business_id}/", safe)
    |client| client.businesses().get_business(&id()) => GetBusinessError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    update_business(UPDATE_BUSINESS, "PATCH /v1/platform/businesses/{business_id}/", unsafe_to_repeat)
    |client| client.businesses().update_business(&id(), &business_details()) => UpdateBusinessError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_customers(LIST_CUSTOMERS, "GET /v1/platform/businesses/{business_id}/customers/", safe)
    |client| client.customers().list_customers(&id()) => ListCustomersError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_customer(CREATE_CUSTOMER, "POST /v1/platform/businesses/{business_id}/customers/", unsafe_to_repeat)
    |client| client.customers().create_customer(&id(), &new_customer()) => CreateCustomerError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, DuplicateExternalId,
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, InternalServerError, ServerError,
    }

    create_keyed_customer(CREATE_CUSTOMER, "POST /v1/platform/businesses/{business_id}/customers/", safe)
    |client| client.customers().create_customer(&id(), &new_customer().external_id("shop-17")) => CreateCustomerError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, DuplicateExternalId,
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, InternalServerError, ServerError,
    }

    get_customer(GET_CUSTOMER, "GET /v1/platform/businesses/{business_id}/customers/{customer_id}/", safe)
    |client| client.customers().get_customer(&id(), &id()) => GetCustomerError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    archive_customer(
        ARCHIVE_CUSTOMER, "POST /v1/platform/businesses/{business_id}/customers/{customer_id}/archive/", unsafe_to_repeat
    )
    |client| client.customers().archive_customer(&id(), &id()) => ArchiveCustomerError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_invoices(LIST_INVOICES, "GET /v1/platform/businesses/{business_id}/invoices/", safe)
    |client| client.invoices().list_invoices(&id()) => ListInvoicesError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_invoice(CREATE_INVOICE, "POST /v1/platform/businesses/{business_id}/invoices/", safe)
    |client| client.invoices().create_invoice(&id(), &new_invoice()) => CreateInvoiceError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, DuplicateExternalId,
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, InternalServerError, ServerError,
    }

    get_invoice(GET_INVOICE, "GET /v1/platform/businesses/{business_id}/invoices/{invoice_id}/", safe)
    |client| client.invoices().get_invoice(&id(), &id()) => GetInvoiceError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, InvoiceNotFound,
        BadRequest, Unauthorized, Forbidden, NotFound, InternalServerError, ServerError,
    }

    update_invoice(UPDATE_INVOICE, "PUT /v1/platform/businesses/{business_id}/invoices/{invoice_id}/", safe)
    |client| client.invoices().update_invoice(&id(), &id(), &invoice_change()) => UpdateInvoiceError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, InvoiceNotFound,
        BadRequest, Unauthorized, Forbidden, NotFound, InternalServerError, ServerError,
    }

    void_invoice(VOID_INVOICE, "POST /v1/platform/businesses/{business_id}/invoices/{invoice_id}/void/", unsafe_to_repeat)
    |client| client.invoices().void_invoice(&id(), &id()) => VoidInvoiceError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, InvoiceNotFound,
        BadRequest, Unauthorized, Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_payments(LIST_PAYMENTS, "GET /v1/platform/businesses/{business_id}/invoices/payments/", safe)
    |client| client.payments().list_payments(&id()) => ListPaymentsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, InvoiceNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_payment(CREATE_PAYMENT, "POST /v1/platform/businesses/{business_id}/invoices/payments/", safe)
    |client| client.payments().create_payment(&id(), &new_payment()) => CreatePaymentError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_payment(GET_PAYMENT, "GET /v1/platform/businesses/{business_id}/invoices/payments/{payment_id}/", safe)
    |client| client.payments().get_payment(&id(), &id()) => GetPaymentError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    update_payment(
        UPDATE_PAYMENT, "PATCH /v1/platform/businesses/{business_id}/invoices/payments/{payment_id}/", unsafe_to_repeat
    )
    |client| client.payments().update_payment(&id(), &id(), &payment_change()) => UpdatePaymentError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    cancel_payment(
        CANCEL_PAYMENT, "POST /v1/platform/businesses/{business_id}/invoices/payments/{payment_id}/delete/", unsafe_to_repeat
    )
    |client| client.payments().cancel_payment(&id(), &id()) => CancelPaymentError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_refunds(LIST_REFUNDS, "GET /v1/platform/businesses/{business_id}/invoices/refunds/", safe)
    |client| client.refunds().list_refunds(&id()) => ListRefundsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_refund(CREATE_REFUND, "POST /v1/platform/businesses/{business_id}/invoices/refunds/", unsafe_to_repeat)
    |client| client.refunds().create_refund(&id(), &new_refund()) => CreateRefundError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, DuplicateExternalId,
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, InternalServerError, ServerError,
    }

    get_refund(GET_REFUND, "GET /v1/platform/businesses/{business_id}/invoices/refunds/{refund_id}/", safe)
    |client| client.refunds().get_refund(&id(), &id()) => GetRefundError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_refund_payments(
        LIST_REFUND_PAYMENTS, "GET /v1/platform/businesses/{business_id}/invoices/refunds/{refund_id}/payments/", safe
    )
    |client| client.refunds().list_refund_payments(&id(), &id()) => ListRefundPaymentsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_refund_payment(
        CREATE_REFUND_PAYMENT, "POST /v1/platform/businesses/{business_id}/invoices/refunds/{refund_id}/payments/", unsafe_to_repeat
    )
    |client| client.refunds().create_refund_payment(&id(), &id(), &new_refund_payment()) => CreateRefundPaymentError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, DuplicateExternalId,
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, InternalServerError, ServerError,
    }

    list_customer_credits(LIST_CUSTOMER_CREDITS, "GET /v1/platform/businesses/{business_id}/customer-credits/", safe)
    |client| client.customer_credits()
        .list_customer_credits(&id()) => ListCustomerCreditsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_customer_credit(CREATE_CUSTOMER_CREDIT, "POST /v1/platform/businesses/{business_id}/customer-credits/", safe)
    |client| client.customer_credits().create_customer_credit(&id(), &new_customer_credit()) => CreateCustomerCreditError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, DuplicateExternalId,
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, InternalServerError, ServerError,
    }

    list_vendors(LIST_VENDORS, "GET /v1/platform/businesses/{business_id}/vendors/", safe)
    |client| client.vendors().list_vendors(&id()) => ListVendorsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_vendor(CREATE_VENDOR, "POST /v1/platform/businesses/{business_id}/vendors/", unsafe_to_repeat)
    |client| client.vendors().create_vendor(&id(), &new_vendor()) => CreateVendorError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, DuplicateExternalId,
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, InternalServerError, ServerError,
    }

    get_vendor(GET_VENDOR, "GET /v1/platform/businesses/{business_id}/vendors/{vendor_id}/", safe)
    |client| client.vendors().get_vendor(&id(), &id()) => GetVendorError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    unarchive_vendor(
        UNARCHIVE_VENDOR, "POST /v1/platform/businesses/{business_id}/vendors/{vendor_id}/unarchive/", unsafe_to_repeat
    )
    |client| client.vendors().unarchive_vendor(&id(), &id()) => UnarchiveVendorError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_bills(LIST_BILLS, "GET /v1/platform/businesses/{business_id}/bills/", safe)
    |client| client.bills().list_bills(&id()) => ListBillsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_bill(CREATE_BILL, "POST /v1/platform/businesses/{business_id}/bills/", safe)
    |client| client.bills().create_bill(&id(), &new_bill()) => CreateBillError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, DuplicateExternalId,
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, InternalServerError, ServerError,
    }

    get_bill(GET_BILL, "GET /v1/platform/businesses/{business_id}/bills/{bill_id}/", safe)
    |client| client.bills().get_bill(&id(), &id()) => GetBillError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    update_bill(UPDATE_BILL, "PUT /v1/platform/businesses/{business_id}/bills/{bill_id}/", safe)
    |client| client.bills().update_bill(&id(), &id(), &bill_change()) => UpdateBillError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_bill_payments(LIST_BILL_PAYMENTS, "GET /v1/platform/businesses/{business_id}/bills/payments/", safe)
    |client| client.bill_payments().list_bill_payments(&id()) => ListBillPaymentsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_bill_payment(CREATE_BILL_PAYMENT, "POST /v1/platform/businesses/{business_id}/bills/payments/", safe)
    |client| client.bill_payments().create_bill_payment(&id(), &new_bill_payment()) => CreateBillPaymentError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_bill_payment(GET_BILL_PAYMENT, "GET /v1/platform/businesses/{business_id}/bills/payments/{bill_payment_id}/", safe)
    |client| client.bill_payments().get_bill_payment(&id(), &id()) => GetBillPaymentError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    update_bill_payment(
        UPDATE_BILL_PAYMENT, "PATCH /v1/platform/businesses/{business_id}/bills/payments/{bill_payment_id}/", unsafe_to_repeat
    )
    |client| client.bill_payments().update_bill_payment(&id(), &id(), &bill_payment_change()) => UpdateBillPaymentError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    cancel_bill_payment(
        CANCEL_BILL_PAYMENT, "POST /v1/platform/businesses/{business_id}/bills/payments/{bill_payment_id}/delete/", unsafe_to_repeat
    )
    |client| client.bill_payments().cancel_bill_payment(&id(), &id()) => CancelBillPaymentError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_vendor_credits(LIST_VENDOR_CREDITS, "GET /v1/platform/businesses/{business_id}/vendor-credits/", safe)
    |client| client.vendor_credits().list_vendor_credits(&id()) => ListVendorCreditsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_vendor_credit(CREATE_VENDOR_CREDIT, "POST /v1/platform/businesses/{business_id}/vendor-credits/", safe)
    |client| client.vendor_credits().create_vendor_credit(&id(), &new_vendor_credit()) => CreateVendorCreditError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, DuplicateExternalId,
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, InternalServerError, ServerError,
    }

    get_vendor_credit(GET_VENDOR_CREDIT, "GET /v1/platform/businesses/{business_id}/vendor-credits/{credit_id}/", safe)
    |client| client.vendor_credits().get_vendor_credit(&id(), &id()) => GetVendorCreditError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_vendor_refunds(LIST_VENDOR_REFUNDS, "GET /v1/platform/businesses/{business_id}/vendor-refunds/", safe)
    |client| client.vendor_refunds().list_vendor_refunds(&id()) => ListVendorRefundsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_vendor_refund(CREATE_VENDOR_REFUND, "POST /v1/platform/businesses/{business_id}/vendor-refunds/", unsafe_to_repeat)
    |client| client.vendor_refunds().create_vendor_refund(&id(), &new_vendor_refund()) => CreateVendorRefundError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, DuplicateExternalId,
        BadRequest, Unauthorized, Forbidden, NotFound, Conflict, InternalServerError, ServerError,
    }

    update_vendor_refund(
        UPDATE_VENDOR_REFUND, "PATCH /v1/platform/businesses/{business_id}/vendor-refunds/{refund_id}/", unsafe_to_repeat
    )
    |client| client.vendor_refunds().update_vendor_refund(&id(), &id(), &vendor_refund_change()) => UpdateVendorRefundError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_vendor_refund_payments(
        LIST_VENDOR_REFUND_PAYMENTS, "GET /v1/platform/businesses/{business_id}/vendor-refunds/payments/", safe
    )
    |client| client.vendor_refunds()
        .list_vendor_refund_payments(&id()) => ListVendorRefundPaymentsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    create_vendor_refund_payment(
        CREATE_VENDOR_REFUND_PAYMENT, "POST /v1/platform/businesses/{business_id}/vendor-refunds/payments/", safe
    )
    |client| client.vendor_refunds()
        .create_vendor_refund_payment(&id(), &new_vendor_refund_payment()) => CreateVendorRefundPaymentError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    update_vendor_refund_payment(
        UPDATE_VENDOR_REFUND_PAYMENT, "PATCH /v1/platform/businesses/{business_id}/vendor-refunds/payments/{vendor_refund_payment_id}/", unsafe_to_repeat
    )
    |client| client.vendor_refunds()
        .update_vendor_refund_payment(&id(), &id(), &vendor_refund_payment_change()) => UpdateVendorRefundPaymentError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_bank_accounts(LIST_BANK_ACCOUNTS, "GET /v1/platform/businesses/{business_id}/bank-accounts/", safe)
    |client| client.bank().list_bank_accounts(&id()) => ListBankAccountsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_bank_account(GET_BANK_ACCOUNT, "GET /v1/platform/businesses/{business_id}/bank-accounts/{bank_account_id}/", safe)
    |client| client.bank().get_bank_account(&id(), &id()) => GetBankAccountError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_bank_transactions(LIST_BANK_TRANSACTIONS, "GET /v1/platform/businesses/{business_id}/bank-transactions/", safe)
    |client| client.bank().list_bank_transactions(&id()) => ListBankTransactionsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_ledger_accounts(
        LIST_LEDGER_ACCOUNTS, "GET /v1/platform/businesses/{business_id}/general-ledger/chart-of-accounts/", safe
    )
    |client| client.ledger().list_ledger_accounts(&id()) => ListLedgerAccountsError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_account_tree(
        GET_ACCOUNT_TREE, "GET /v1/platform/businesses/{business_id}/general-ledger/chart-of-accounts/hierarchy/", safe
    )
    |client| client.ledger().get_account_tree(&id()) => GetAccountTreeError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_ledger_account(
        GET_LEDGER_ACCOUNT, "GET /v1/platform/businesses/{business_id}/general-ledger/chart-of-accounts/{account_id}/", safe
    )
    |client| client.ledger().get_ledger_account(&id(), "4000") => GetLedgerAccountError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    list_journal_entries(LIST_JOURNAL_ENTRIES, "GET /v1/platform/businesses/{business_id}/general-ledger/journal-entries/", safe)
    |client| client.ledger().list_journal_entries(&id()) => ListJournalEntriesError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_journal_entry(
        GET_JOURNAL_ENTRY, "GET /v1/platform/businesses/{business_id}/general-ledger/journal-entries/{entry_id}/", safe
    )
    |client| client.ledger().get_journal_entry(&id(), "entry-7") => GetJournalEntryError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_profit_and_loss(GET_PROFIT_AND_LOSS, "GET /v1/platform/businesses/{business_id}/reports/profit-and-loss/", safe)
    |client| client.reports().get_profit_and_loss(&id(), &day(), &day()) => GetProfitAndLossError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_balance_sheet(GET_BALANCE_SHEET, "GET /v1/platform/businesses/{business_id}/reports/balance-sheet/", safe)
    |client| client.reports().get_balance_sheet(&id()) => GetBalanceSheetError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_cash_flow(GET_CASH_FLOW, "GET /v1/platform/businesses/{business_id}/reports/cash-flow/", safe)
    |client| client.reports().get_cash_flow(&id(), &day(), &day()) => GetCashFlowError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_financial_summary(GET_FINANCIAL_SUMMARY, "GET /v1/platform/businesses/{business_id}/insights/financial-summary/", safe)
    |client| client.reports()
        .get_financial_summary(&id(), &day(), &day()) => GetFinancialSummaryError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_payables_aging(GET_PAYABLES_AGING, "GET /v1/platform/businesses/{business_id}/insights/ap-aging/", safe)
    |client| client.reports().get_payables_aging(&id()) => GetPayablesAgingError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }

    get_receivables_aging(GET_RECEIVABLES_AGING, "GET /v1/platform/businesses/{business_id}/insights/ar-aging/", safe)
    |client| client.reports().get_receivables_aging(&id()) => GetReceivablesAgingError {
        AuthenticationRequired, InvalidToken, PermissionDenied, ValidationError, BusinessNotFound, BadRequest, Unauthorized,
        Forbidden, NotFound, InternalServerError, ServerError,
    }
}
