//! Paths of overlays.

use faultcode::internals::diagnostics::Diagnostics;
use faultcode::internals::load::{Input, Loader};
use faultcode::internals::overlay;
use faultcode::internals::source::node::Node;
use faultcode::internals::source::value::to_json;
use serde_json::{Value, json};
use serde_json_path::JsonPath;

/// What an overlay with this path takes away is what another implementation of RFC 9535 selects. The input is a JSON text, a
/// line of dashes, and the path.
pub fn overlay(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (document, path) = crate::halves(text);
    let path = path.trim_end_matches('\n');
    // Numbers beyond 53 bits and huge trees are where implementations differ by design.
    if document.len() > 4096 || path.len() > 512 {
        return;
    }
    let Ok(value) = serde_json::from_str::<Value>(document) else {
        return;
    };
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let Some(mut root) = read(document.as_bytes(), &mut loader, &mut diag) else {
        return;
    };
    let over = json!({
        "overlay": "1.0.0", "info": {"title": "t", "version": "1"},
        "actions": [{"target": path, "remove": true}],
    });
    let over = read(over.to_string().as_bytes(), &mut loader, &mut diag).expect("an overlay");
    // A name that comes twice is an error, and what is left of it nobody defines.
    if !diag.take().is_empty() {
        return;
    }
    overlay::overlay(&mut root, &[over], &mut loader, &mut diag);
    let found: Vec<&str> = diag.take().iter().map(|it| it.rule.id).collect();
    let refused = found.contains(&"overlay-bad-target");
    match JsonPath::parse(path) {
        Ok(parsed) if !refused => {
            let mut expected = value.clone();
            let located = parsed.query_located(&value);
            let mut places: Vec<String> = located
                .locations()
                .map(serde_json_path::NormalizedPath::to_json_pointer)
                .collect();
            places.sort();
            places.dedup();
            // The document itself cannot be taken away.
            if places.iter().any(String::is_empty) {
                return;
            }
            // From the end, so that places of lists stay what they are.
            places.sort_by_key(|place| std::cmp::Reverse(steps(place)));
            for place in &places {
                remove(&mut expected, place);
            }
            assert_eq!(to_json(&root), expected, "{path} in {value}: {found:?}");
        }
        // Patterns are of several dialects; ours is named where it refuses.
        Ok(_) => assert!(
            path.contains("match") || path.contains("search"),
            "refused: {path}"
        ),
        // Built without its functions: registering them is left to the linker, which may leave them out.
        Err(error) if error.to_string().contains("is not defined") => {}
        // Names without quotes may hold hyphens and dollar signs here, since overlays in use write them.
        Err(_) if has_open_name(path) => {}
        // Blanks may stand before each segment (RFC 9535 section 2.1.1); that implementation takes none before `..`.
        Err(_) if has_blank_before_descendants(path) => {}
        Err(error) => assert!(refused, "accepted: {path}: {error}"),
    }
}

/// Whether a hyphen or a dollar sign stands where a name without quotes begins or goes on.
fn has_open_name(path: &str) -> bool {
    let signs: Vec<char> = path.chars().collect();
    signs.windows(2).any(|pair| {
        matches!(pair[1], '-' | '$')
            && (pair[0].is_alphanumeric() || matches!(pair[0], '.' | '_' | '-' | '$'))
    })
}

/// Whether blanks stand before two dots.
fn has_blank_before_descendants(path: &str) -> bool {
    let mut places = path.match_indices("..");
    places.any(|(at, _)| {
        path.as_bytes()
            .get(at.wrapping_sub(1))
            .is_some_and(u8::is_ascii_whitespace)
    })
}

fn read(text: &[u8], loader: &mut Loader, diag: &mut Diagnostics) -> Option<Node> {
    let node = loader.read(
        Input::Bytes {
            name: "it.json",
            bytes: text,
        },
        diag,
    )?;
    Some(node)
}

/// The steps of a pointer, indices as numbers, so that `/a/10` comes behind `/a/9`.
fn steps(pointer: &str) -> Vec<(usize, String)> {
    let steps = pointer.split('/').skip(1);
    steps
        .map(|step| (step.parse().unwrap_or(usize::MAX), step.to_owned()))
        .collect()
}

fn remove(value: &mut Value, pointer: &str) {
    let (parent, last) = pointer.rsplit_once('/').expect("not the root");
    let last = last.replace("~1", "/").replace("~0", "~");
    match value.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.shift_remove(&last);
        }
        Some(Value::Array(elements)) => {
            if let Some(index) = last.parse().ok().filter(|index| *index < elements.len()) {
                elements.remove(index);
            }
        }
        _ => {}
    }
}
