//! What the matrix is drawn from, as JSON within the page. Numbers stand for what many operations share.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::gathered::Service;
use super::tone;
use crate::verdict::Repeat;

/// The anchor of each code, by service.
pub type Anchors = [Vec<String>];

/// The data of a page. It can stand in an element `script`: no sign of HTML is in it.
pub fn data(services: &[Service], anchors: &Anchors) -> String {
    let mut columns = Columns::default();
    let mut texts = Texts::default();
    let mut lists: Vec<Value> = Vec::new();
    let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut operations: Vec<Value> = Vec::new();
    let mut repeats: Vec<Repeat> = Vec::new();
    for (service, it) in services.iter().enumerate() {
        let of_codes: Vec<usize> = it
            .codes
            .iter()
            .zip(&anchors[service])
            .map(|(code, anchor)| columns.of((code.is_code, &code.label), service, anchor))
            .collect();
        for operation in &it.operations {
            let mut list = Vec::with_capacity(operation.cells.len() * 4);
            for cell in &operation.cells {
                let seen = repeats.iter().position(|it| *it == cell.repeat);
                let repeat = seen.unwrap_or_else(|| {
                    repeats.push(cell.repeat);
                    repeats.len() - 1
                });
                // The enum is that of the operation; what stands behind it many have alike.
                let variant = cell.arm.rsplit("::").next().unwrap_or(&cell.arm);
                let (variant, meaning) = (texts.of(variant), texts.of(&cell.meaning));
                list.extend([of_codes[cell.code], repeat, variant, meaning]);
            }
            let next = lists.len();
            let number = *known.entry(list.clone()).or_insert(next);
            if number == next {
                lists.push(list.into());
            }
            operations.push(json!([
                service,
                operation.id,
                operation.method,
                operation.path,
                texts.of(&operation.group),
                operation.summary,
                operation.call,
                operation.error,
                number,
            ]));
        }
    }
    let repeats = repeats.into_iter();
    let repeats = repeats.map(|it| json!([tone::of(it), it.phrase()]));
    let tones = tone::ALL.map(|it| json!([it.class, it.letter, it.words]));
    let services = services.iter().map(|it| json!([it.name, it.title]));
    let value = json!({
        "services": services.collect::<Vec<_>>(),
        "columns": columns.all.into_iter().map(|it| json!([it.label, it.is_code, it.anchors])).collect::<Vec<_>>(),
        "operations": operations,
        "lists": lists,
        "repeats": repeats.collect::<Vec<_>>(),
        "tones": tones,
        "texts": texts.all,
    });
    inert(&value.to_string())
}

/// JSON without a sign that means something to a reader of HTML or of scripts: the same value in another spelling.
fn inert(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for sign in json.chars() {
        match sign {
            '<' | '>' | '&' | '\'' | '`' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(sign)));
            }
            sign => out.push(sign),
        }
    }
    out
}

/// A column: a code or a status, whichever services have it.
struct Column {
    label: String,
    is_code: bool,
    /// Pairs of a service and an anchor.
    anchors: Vec<(usize, String)>,
}

#[derive(Default)]
struct Columns {
    all: Vec<Column>,
    known: BTreeMap<(bool, String), usize>,
}

impl Columns {
    /// The position of a column.
    fn of(&mut self, (is_code, label): (bool, &str), service: usize, anchor: &str) -> usize {
        let next = self.all.len();
        let at = *self
            .known
            .entry((is_code, label.to_owned()))
            .or_insert(next);
        if at == next {
            self.all.push(Column {
                label: label.to_owned(),
                is_code,
                anchors: Vec::new(),
            });
        }
        self.all[at].anchors.push((service, anchor.to_owned()));
        at
    }
}

#[derive(Default)]
struct Texts {
    all: Vec<String>,
    known: BTreeMap<String, usize>,
}

impl Texts {
    /// The position of a text.
    fn of(&mut self, text: &str) -> usize {
        if let Some(at) = self.known.get(text) {
            return *at;
        }
        self.all.push(text.to_owned());
        self.known.insert(text.to_owned(), self.all.len() - 1);
        self.all.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inert_is_the_same_value() {
        let hostile = json!({"</script><!--": ["<img onerror='x'>", "a&b\u{2028}`\"\\"]});
        let text = inert(&hostile.to_string());
        assert!(
            !text.contains(['<', '>', '&', '\'', '`', '\u{2028}']),
            "{text}"
        );
        let read: Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(read, hostile);
    }
}
