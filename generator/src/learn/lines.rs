//! What the runtime's recorder writes: a line of JSON about each answer.

use std::io::{BufRead, Read as _, Result};

use serde_json::Value;

use super::Skipped;
use super::exchange::{Body, Exchange, Judged, Target, number_of};
use super::sent::Sent;

/// The longest line that is read; the recorder writes none near it.
const LONGEST: u64 = 1 << 20;

/// Whether a text is a line of the recorder.
pub fn is_line(text: &[u8]) -> bool {
    let value: Option<Value> = serde_json::from_slice(text).ok();
    value.is_some_and(|value| value.get("recorder").is_some())
}

/// Reads lines; `take` gets each answer, or the reason why there is nothing to learn from the line.
///
/// # Errors
///
/// The reader fails.
pub fn read(
    mut from: impl BufRead,
    take: &mut dyn FnMut(std::result::Result<Exchange, Skipped>),
) -> Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        from.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(());
        }
        if !line.ends_with(b"\n") && line.len() as u64 >= LONGEST {
            skip_line(&mut from)?;
            take(Err(Skipped::Broken));
            continue;
        }
        let text = line.trim_ascii();
        if text.is_empty() {
            continue;
        }
        match serde_json::from_slice::<Value>(text) {
            // The last line of a recording that reached its limit.
            Ok(value) if value.get("full").is_some() => {}
            Ok(value) => take(exchange(value)),
            Err(_) => take(Err(Skipped::Broken)),
        }
    }
}

/// Goes behind the end of a line without holding it.
fn skip_line(from: &mut impl BufRead) -> Result<()> {
    loop {
        let buffer = from.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        let ends = end.is_some() || buffer.is_empty();
        from.consume(used);
        if ends {
            return Ok(());
        }
    }
}

fn exchange(mut line: Value) -> std::result::Result<Exchange, Skipped> {
    let body = line.get_mut("body").map(Value::take);
    let text = |name: &str| line.get(name).and_then(Value::as_str);
    let (method, template) = (text("method"), text("path"));
    let (Some(method), Some(template)) = (method, template) else {
        return Err(Skipped::Broken);
    };
    let status = line.get("status").and_then(Value::as_u64);
    let status = status.and_then(|status| u16::try_from(status).ok());
    let headers = line.get("headers").and_then(Value::as_object);
    let headers = headers.into_iter().flatten();
    let headers = headers.filter_map(|(name, value)| {
        let value = value.as_str()?.to_owned();
        Some((name.to_ascii_lowercase(), value))
    });
    let call = line.get("call").and_then(Value::as_u64);
    let call = call.map(|call| number_of(&[text("run").unwrap_or_default(), &call.to_string()]));
    let form = text("form").unwrap_or_default();
    Ok(Exchange {
        target: Target::Route {
            method: method.to_ascii_uppercase(),
            template: template.to_owned(),
        },
        // It was taken out before the line was written.
        sent: Sent::default(),
        status,
        headers: headers.collect(),
        body: match body {
            Some(value) => Body::Json(value),
            None if form == "cut" => Body::Cut,
            None if form == "other" => Body::Other,
            None => Body::None,
        },
        call,
        judged: Some(Judged {
            failed: line.get("failed").and_then(Value::as_bool).unwrap_or(false),
            error_type: text("errorType").map(str::to_owned),
        }),
    })
}
