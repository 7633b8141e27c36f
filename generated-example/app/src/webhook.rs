//! A webhook endpoint without a web framework: raw body and headers in, a status out.

use std::error::Error;

use faultcode_runtime::webhook::Verifier;
use http::HeaderMap;

/// What the endpoint answers to a delivery.
fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> u16 {
    // The raw bytes are verified, before anything parses them.
    match verifier.verify(headers, body) {
        Ok(delivery) => {
            println!("webhook: {} bytes, verified", delivery.body().len());
            200
        }
        // Tampered, or signed with another secret; or too old. The error says which, and what to answer.
        Err(error) => {
            println!("webhook: {error}");
            error.respond_status()
        }
    }
}

/// Shows a delivery with a signature that nobody made.
pub fn show() -> Result<(), Box<dyn Error>> {
    let verifier = billium::webhooks::verifier()
        .secret("whsec_0123456789abcdef".to_owned())
        .build()?;
    let mut headers = HeaderMap::new();
    headers.insert(
        "x-signature",
        "t=1700000000,v1=00000000000000000000000000000000000000000000000000000000000000ff"
            .parse()?,
    );
    let status = receive(&verifier, &headers, br#"{"event":"invoice.paid"}"#);
    println!("webhook: answered {status}");
    Ok(())
}
