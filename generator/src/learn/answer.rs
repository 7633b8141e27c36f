//! Answers in files of their own, as people keep them: the name says which operation and status, the content is the body, or the
//! whole message with its head as `curl --include` writes it.
//!
//! ```text
//! createOrder.402.json             the body of a 402 of the operation createOrder
//! createOrder.402.expired.json     another one
//! createOrder.http                 HTTP/1.1 402 Payment Required, headers, an empty line, the body
//! ```

use super::Skipped;
use super::exchange::{Body, Exchange, Target, is_json};
use super::sent::Sent;

/// The longest file that is looked at.
pub const LONGEST: usize = 1 << 20;

/// The answer in a file of that name.
///
/// # Errors
///
/// Neither its name nor its content says which status it is.
pub fn read(name: &str, content: &[u8]) -> Result<Exchange, Skipped> {
    let mut words = name.split('.');
    let operation = words.next().filter(|word| !word.is_empty());
    let operation = operation.ok_or(Skipped::Broken)?;
    let named = words.next().and_then(|word| word.parse::<u16>().ok());
    let text = std::str::from_utf8(content).ok();
    let (told, headers, body) = match text.filter(|text| text.starts_with("HTTP/")) {
        Some(message) => parted(message),
        None => (None, Vec::new(), text),
    };
    let status = told.or(named).filter(|status| (100..600).contains(status));
    let json = |(key, value): &(String, String)| key == "content-type" && is_json(value);
    let json = headers.iter().any(json) || name.ends_with(".json");
    Ok(Exchange {
        target: Target::Operation(operation.to_owned()),
        sent: Sent::default(),
        status: Some(status.ok_or(Skipped::Broken)?),
        headers,
        body: match body {
            _ if content.len() > LONGEST => Body::Cut,
            Some(text) => Body::of(text, json),
            None => Body::Other,
        },
        call: None,
        judged: None,
    })
}

/// Status, headers and body of a message. Of several heads, as after `100 Continue`, the last counts.
fn parted(message: &str) -> (Option<u16>, Vec<(String, String)>, Option<&str>) {
    let mut rest = message;
    loop {
        let (head, body) = rest
            .split_once("\r\n\r\n")
            .or_else(|| rest.split_once("\n\n"))
            .unwrap_or((rest, ""));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split_whitespace().nth(1));
        let status = status.and_then(|word| word.parse::<u16>().ok());
        if status.is_some_and(|status| status < 200) && body.starts_with("HTTP/") {
            rest = body;
            continue;
        }
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        return (status, headers.collect(), Some(body));
    }
}
