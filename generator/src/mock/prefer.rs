//! What a request asks for by the header `Prefer` (RFC 7240), as Prism reads it, and `error` beside it.

use super::request::Request;
use super::script::Step;

/// What is asked for: `code=402`, `error=INSUFFICIENT_BALANCE`, `example=name`, any of them.
pub(super) fn asked(request: &Request) -> Option<Step> {
    if !request.headers.contains_key("prefer") {
        return None;
    }
    let mut step = Step::default();
    for line in request.headers.get_all("prefer") {
        let Ok(line) = line.to_str() else { continue };
        for preference in line.split([',', ';']) {
            let (name, value) = preference.split_once('=').unwrap_or((preference, ""));
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "code" => step.status = value.parse().ok(),
                "error" => step.error = Some(value.to_owned()),
                "example" => step.example = Some(value.to_owned()),
                _ => {}
            }
        }
    }
    step.status = step.status.filter(|it| (200..=599).contains(it));
    step.decides().then_some(step)
}
