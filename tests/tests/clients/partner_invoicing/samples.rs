//! What the samples of the vendor's pages send, and what the client sends: the same but for the differences that
//! `samples.yaml` lists with their reasons.

use faultcode_runtime::calls::Success;
use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::values::Params;
use faultcode_runtime::{Call, EndpointError, Value};
use faultcode_tests::{Answer, samples};
use partner_invoicing::Client;
use partner_invoicing::input::{
    BillPaymentChange, BillPaymentShare, CustomerDetails, DocumentUpload, InvoiceChange,
    InvoiceLine, NewBill, NewBillLine, NewBillPayment, NewBillPaymentAllocation, NewBusiness,
    NewBusinessAccountingMethod, NewCustomer, NewCustomerCredit, NewCustomerCreditAllocation,
    NewCustomerCreditLine, NewInvoice, NewPayment, NewRefund, NewRefundPayment, NewVendor,
    NewVendorRefund, NewVendorRefundAllocation, NewVendorRefundMoney, NewVendorRefundPayment,
    PaymentAllocation, PaymentChange, SalesTax, VendorRefundChange, VendorRefundPaymentChange,
    VoidedInvoice,
};
use partner_invoicing::types::{
    BillPaymentStatus, BusinessDetails, BusinessDetailsAccountingMethod, PaymentMethod,
    PaymentStatus, VendorRefundPaymentStatus, VendorRefundTarget,
};

use super::setup::{self, amount, day, id, instant, token_request};

async fn done<T: Success, E: EndpointError, P: Params, B>(call: Call<T, E, P, B>) {
    // The server refuses everything: only what was sent is of interest.
    let _refused = call.await;
}

fn thing() -> Value {
    faultcode_runtime::values::from_json(br#"{"oven": 2}"#).expect("JSON")
}

#[rustfmt::skip]
async fn send(client: &Client, call: &str) {
    match call {
        "onboardBusiness" => done(client.businesses().create_business(&NewBusiness::new("text", "text", "office@example.com").external_id("text").country("DE").base_currency("EUR").accounting_method(NewBusinessAccountingMethod::Accrual).vat_number("text").company_number("text").coa_language("de"))).await,
        "startBusiness" => done(client.businesses().create_business(&NewBusiness::new("text", "text", "office@example.com").external_id("text").country("DE").base_currency("EUR"))).await,
        "billMonth" => done(client.invoices().create_invoice(&id(), &NewInvoice::new(instant(), vec![InvoiceLine::new(amount(1), amount(9900)).description("text").account_identifier("4000")]).external_id("text").customer_id(id()).invoice_number("text").due_at(instant()))).await,
        "getPartnerToken" => done(client.tokens().get_partner_token(&token_request())).await,
        "getBusinessToken" => done(client.tokens().get_business_token(&id())).await,
        "listBusinesses" => done(client.businesses().list_businesses()).await,
        "createBusiness" => done(client.businesses().create_business(&NewBusiness::new("text", "text", "office@example.com").external_id("text").phone_number("text").tin("text").vat_number("text").company_number("text").country("text").province("text").eu_nace_industry_code("text").base_currency("text").accounting_method(NewBusinessAccountingMethod::Cash).fiscal_year_end(day()).metadata("anything"))).await,
        "getBusiness" => done(client.businesses().get_business(&id())).await,
        "updateBusiness" => done(client.businesses().update_business(&id(), &BusinessDetails::new().legal_name("text").entity_type("text").phone_number("text").tin("text").vat_number("text").company_number("text").province("text").eu_nace_industry_code("text").email("office@example.com").accounting_method(BusinessDetailsAccountingMethod::Cash).fiscal_year_end(day()).metadata("anything"))).await,
        "listCustomers" => done(client.customers().list_customers(&id())).await,
        "createCustomer" => done(client.customers().create_customer(&id(), &NewCustomer::new().external_id("text").reference_number("text").individual_name("text").company_name("text").email("office@example.com").mobile_phone("text").office_phone("text").address_line1("text").address_line2("text").city("text").state_county("text").postal_code("text").country("text").vat_number("text").tax_exempt(true).status("text").transaction_tags(vec!["anything".into()]).notes("text").metadata("anything").payment_terms_days(1).credit_limit_cents(1).document(DocumentUpload::new().file("text").document_type("text").upload_source("text").metadata("anything").tags("anything")))).await,
        "getCustomer" => done(client.customers().get_customer(&id(), &id())).await,
        "archiveCustomer" => done(client.customers().archive_customer(&id(), &id()).body(&CustomerDetails::new().external_id("text").reference_number("text").individual_name("text").company_name("text").email("office@example.com").mobile_phone("text").office_phone("text").address_line1("text").address_line2("text").city("text").state_county("text").postal_code("text").country("text").vat_number("text").tax_exempt(true).transaction_tags(vec!["anything".into()]).notes("text").metadata("anything").payment_terms_days(1).credit_limit_cents(1))).await,
        "listInvoices" => done(client.invoices().list_invoices(&id())).await,
        "createInvoice" => done(client.invoices().create_invoice(&id(), &NewInvoice::new(instant(), vec![InvoiceLine::new(amount(1), amount(1)).external_id("text").description("text").account_identifier("anything").product("text").discount_amount(amount(1)).sales_taxes(vec![SalesTax::new().amount(amount(1)).tax_account("anything").discount_amount(amount(1))])]).external_id("text").due_at(instant()).voided_at(instant()).invoice_number("text").invoice_type("text").customer_id(id()).customer_external_id("text").memo("text").additional_discount(amount(1)).additional_sales_taxes(vec![thing()]).additional_sales_taxes_total(amount(1)).tips(amount(1)).tips_account("anything").transaction_tags(vec!["text".to_owned()]).metadata("anything").document(DocumentUpload::new().file("text").document_type("text").upload_source("text").metadata("anything").tags("anything")))).await,
        "updateInvoice" => done(client.invoices().update_invoice(&id(), &id(), &InvoiceChange::new().invoice_number("text").invoice_type("text").memo("text").external_id("text").due_at(instant()).document(DocumentUpload::new().file("text").document_type("text").upload_source("text").metadata("anything").tags("anything")).customer_id(id()).line_items(vec![InvoiceLine::new(amount(1), amount(1)).external_id("text").description("text").account_identifier("anything").product("text").discount_amount(amount(1)).sales_taxes(vec![SalesTax::new().amount(amount(1)).tax_account("anything").discount_amount(amount(1))])]).additional_discount(amount(1)).additional_sales_taxes_total(amount(1)).tips(amount(1)))).await,
        "voidInvoice" => done(client.invoices().void_invoice(&id(), &id()).body(&VoidedInvoice::new().invoice_number("text").external_id("text").memo("text").customer_id(id()))).await,
        "listPayments" => done(client.payments().list_payments(&id())).await,
        "createPayment" => done(client.payments().create_payment(&id(), &NewPayment::new(id(), 1, vec![PaymentAllocation::new(id(), 1)]).payment_date(day()).currency("text").payment_method(PaymentMethod::BankTransfer).payment_reference("text").external_id("text").note("text").notes("text").metadata(thing()).references(thing()).processing_fee_cents(1).payment_processor("text"))).await,
        "getPayment" => done(client.payments().get_payment(&id(), &id())).await,
        "updatePayment" => done(client.payments().update_payment(&id(), &id(), &PaymentChange::new().customer_id(id()).total_amount_cents(1).allocations(vec![PaymentAllocation::new(id(), 1)]).payment_date(day()).currency("text").payment_method(PaymentMethod::BankTransfer).payment_reference("text").external_id("text").note("text").notes("text").metadata(thing()).references(thing()).processor_reference("text").bank_reference("text").status(PaymentStatus::Pending).transaction_tags(vec!["text".to_owned()]).payment_processor("text").processing_fee_cents(1))).await,
        "cancelPayment" => done(client.payments().cancel_payment(&id(), &id())).await,
        "listRefunds" => done(client.refunds().list_refunds(&id())).await,
        "createRefund" => done(client.refunds().create_refund(&id(), &NewRefund::new(id(), "text", instant()).external_id("text").amount_cents(1).memo("text").reference_number("text").processor("text").refund_processing_fee_cents(1).document(DocumentUpload::new().file("text").document_type("text").upload_source("text").metadata("anything").tags("anything")))).await,
        "getRefund" => done(client.refunds().get_refund(&id(), &id())).await,
        "listRefundPayments" => done(client.refunds().list_refund_payments(&id(), &id())).await,
        "createRefundPayment" => done(client.refunds().create_refund_payment(&id(), &id(), &NewRefundPayment::new(1, "text").external_id("text").completed_at(instant()).processor("text").memo("text").transaction_tags(vec!["text".to_owned()]).refund_processing_fee_cents(1))).await,
        "listCustomerCredits" => done(client.customer_credits().list_customer_credits(&id())).await,
        "createCustomerCredit" => done(client.customer_credits().create_customer_credit(&id(), &NewCustomerCredit::new(vec![NewCustomerCreditLine::new(amount(1)).tax_amount_cents(1).revenue_account_identifier("anything").memo("text").metadata(thing()).reference_number("text").tags(vec![thing()])]).external_id("text").customer_id(id()).customer_external_id("text").source_invoice_id(id()).sent_at(instant()).allocations(vec![NewCustomerCreditAllocation::new(amount(1), id())]).tags(vec![thing()]).document(DocumentUpload::new().file("text").document_type("text").upload_source("text").metadata("anything").tags("anything")))).await,
        "listVendors" => done(client.vendors().list_vendors(&id())).await,
        "createVendor" => done(client.vendors().create_vendor(&id(), &NewVendor::new().external_id("text").individual_name("text").company_name("text").email("office@example.com").mobile_phone("text").office_phone("text").address_string("text").memo("text").transaction_tags(vec!["anything".into()]).country("text").vat_number("text").document(DocumentUpload::new().file("text").document_type("text").upload_source("text").metadata("anything").tags("anything")))).await,
        "getVendor" => done(client.vendors().get_vendor(&id(), &id())).await,
        "listBills" => done(client.bills().list_bills(&id())).await,
        "createBill" => done(client.bills().create_bill(&id(), &NewBill::new(vec![NewBillLine::new(amount(1), amount(1)).description("text").account_identifier("anything").product("text").sales_taxes(vec![thing()])]).external_id("text").vendor_id(id()).vendor_external_id("text").bill_number("text").vendor_bill_number("text").purchase_order_number("text").memo("text").reference_numbers(vec!["text".to_owned()]).attachment_urls(vec!["text".to_owned()]).bill_date(day()).received_at(instant()).due_at(instant()).approved_at(instant()).currency("text").document(DocumentUpload::new().file("text").document_type("text").upload_source("text").metadata("anything").tags("anything")))).await,
        "getBill" => done(client.bills().get_bill(&id(), &id())).await,
        "listBillPayments" => done(client.bill_payments().list_bill_payments(&id())).await,
        "createBillPayment" => done(client.bill_payments().create_bill_payment(&id(), &NewBillPayment::new(id(), 1).currency("text").payment_method("text").payment_date(day()).payment_reference("text").check_number("text").description("text").memo("text").processing_fee_cents(1).external_id("text").metadata("anything").allocations(vec![NewBillPaymentAllocation::new(id(), 1).description("text")]))).await,
        "getBillPayment" => done(client.bill_payments().get_bill_payment(&id(), &id())).await,
        "updateBillPayment" => done(client.bill_payments().update_bill_payment(&id(), &id(), &BillPaymentChange::new().status(BillPaymentStatus::Pending).failure_reason("text").payment_reference("text").check_number("text").description("text").memo("text").processing_fee_cents(1).metadata("anything").allocations(vec![BillPaymentShare::new(id(), 1).description("text")]))).await,
        "cancelBillPayment" => done(client.bill_payments().cancel_bill_payment(&id(), &id())).await,
        "listVendorCredits" => done(client.vendor_credits().list_vendor_credits(&id())).await,
        "getVendorCredit" => done(client.vendor_credits().get_vendor_credit(&id(), &id())).await,
        "listVendorRefunds" => done(client.vendor_refunds().list_vendor_refunds(&id())).await,
        "createVendorRefund" => done(client.vendor_refunds().create_vendor_refund(&id(), &NewVendorRefund::new(id(), 1).external_id("text").refund_type("text").reference_number("text").currency("text").refund_date(day()).description("text").memo("text").reason("text").metadata("anything").allocations(vec![NewVendorRefundAllocation::new(VendorRefundTarget::Bill, 1).bill_id(id()).bill_payment_id(id()).description("text").metadata("anything")]).payments(vec![NewVendorRefundMoney::new(1).payment_reference("text").processing_fee_cents(1).payment_method("text").processor("text").payment_date(day()).description("text").memo("text").metadata("anything")]).document(DocumentUpload::new().file("text").document_type("text").upload_source("text").metadata("anything").tags("anything")))).await,
        "updateVendorRefund" => done(client.vendor_refunds().update_vendor_refund(&id(), &id(), &VendorRefundChange::new().description("text").memo("text").reason("text").metadata("anything").expected_completion_date(day()).document(DocumentUpload::new().file("text").document_type("text").upload_source("text").metadata("anything").tags("anything")))).await,
        "listVendorRefundPayments" => done(client.vendor_refunds().list_vendor_refund_payments(&id())).await,
        "createVendorRefundPayment" => done(client.vendor_refunds().create_vendor_refund_payment(&id(), &NewVendorRefundPayment::new(id(), 1).allocations(vec![NewVendorRefundAllocation::new(VendorRefundTarget::Bill, 1).bill_id(id()).bill_payment_id(id()).description("text").metadata("anything")]).external_id("text").refund_type("text").refund_date(day()).currency("text").description("text").memo("text").reason("text").metadata("anything").payment_method("text").processor("text").payment_reference("text").processing_fee_cents(1))).await,
        "updateVendorRefundPayment" => done(client.vendor_refunds().update_vendor_refund_payment(&id(), &id(), &VendorRefundPaymentChange::new().status(VendorRefundPaymentStatus::Pending).failure_reason("text").payment_reference("text").memo("text").metadata("anything"))).await,
        "listBankAccounts" => done(client.bank().list_bank_accounts(&id())).await,
        "getBankAccount" => done(client.bank().get_bank_account(&id(), &id())).await,
        "listBankTransactions" => done(client.bank().list_bank_transactions(&id())).await,
        "listLedgerAccounts" => done(client.ledger().list_ledger_accounts(&id())).await,
        "getLedgerAccount" => done(client.ledger().get_ledger_account(&id(), "4000")).await,
        "getJournalEntry" => done(client.ledger().get_journal_entry(&id(), "entry-7")).await,
        "getProfitAndLoss" => done(client.reports().get_profit_and_loss(&id(), &day(), &day())).await,
        "getBalanceSheet" => done(client.reports().get_balance_sheet(&id())).await,
        "getCashFlow" => done(client.reports().get_cash_flow(&id(), &day(), &day())).await,
        "getFinancialSummary" => done(client.reports().get_financial_summary(&id(), &day(), &day())).await,
        "getPayablesAging" => done(client.reports().get_payables_aging(&id())).await,
        _ => panic!("no such call: {call}"),
    }
}

#[tokio::test]
async fn samples_are_sent_as_the_vendor_sends_them() {
    let file = include_str!("samples.yaml");
    let refused = |_: &_| Answer::status(400);
    let found = samples::check(file, refused, async |sample, server| {
        send(&setup::client(server, &ManualClock::new()), &sample.call).await;
    });
    assert_eq!(found.await, (63, 10));
}
