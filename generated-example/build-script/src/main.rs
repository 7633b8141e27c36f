//! Uses a client that the build script generated: nothing generated is checked in.

faultcode_runtime::include_client!("billium");

use billium::invoices::GetInvoiceError;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Nobody listens on this port: the error says that nothing was sent.
    let client = billium::Client::builder()
        .base_url("http://127.0.0.1:9")
        .api_key("sk_test_0123456789")
        .build()?;
    match client.invoices().get_invoice("mer_1", "inv_1").await {
        Ok(invoice) => println!("invoice {}", invoice.id),
        Err(error) => match error.api() {
            Some(GetInvoiceError::NotFound(_)) => println!("no such invoice"),
            _ => println!("{error} (effect: {})", error.effect().as_str()),
        },
    }
    Ok(())
}
