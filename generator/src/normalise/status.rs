//! Keys of `responses`: a status, a class of statuses, or `default`.
//!
//! ```yaml
//! '4xx': {…}        # becomes: 4XX: {…}
//! ```

use super::Cx;
use crate::diagnostics::rules;
use crate::source::node::Node;

pub(super) fn rewrite(responses: &mut Node, cx: &mut Cx<'_>) {
    let Some(map) = responses.as_map_mut() else {
        return;
    };
    let keys: Vec<String> = map
        .keys()
        .filter(|key| !key.starts_with("x-"))
        .map(str::to_owned)
        .collect();
    for key in keys {
        let Some(span) = map.key_span(&key) else {
            continue;
        };
        match canonical(&key) {
            Some(status) if status == key => {}
            Some(status) if !map.contains(&status) => {
                let report = cx.diag.report(&rules::operations::STATUS_SPELLING, span);
                report.arg(&key).arg(&status).pointer(cx.pointer);
                map.rename(&key, &status);
            }
            _ => {
                cx.diag
                    .report(&rules::operations::UNKNOWN_STATUS, span)
                    .arg(&key)
                    .pointer(cx.pointer);
            }
        }
    }
}

/// The form that OpenAPI gives a status; `None` when the text is none.
fn canonical(key: &str) -> Option<String> {
    if key.eq_ignore_ascii_case("default") {
        return Some("default".to_owned());
    }
    let upper = key.trim().to_ascii_uppercase();
    let mut characters = upper.chars();
    let class = characters
        .next()
        .filter(|digit| ('1'..='5').contains(digit))?;
    let rest: Vec<char> = characters.collect();
    match rest.as_slice() {
        ['X', 'X'] => Some(format!("{class}XX")),
        [tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => Some(upper),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_has_one_form() {
        let cases = [
            ("200", Some("200")),
            ("4XX", Some("4XX")),
            ("4xx", Some("4XX")),
            ("Default", Some("default")),
            ("599", Some("599")),
            ("600", None),
            ("099", None),
            ("20", None),
            ("2000", None),
            ("2X0", None),
            ("abcdef", None),
            ("", None),
        ];
        for (key, status) in cases {
            assert_eq!(canonical(key).as_deref(), status, "{key}");
        }
    }
}
