//! Documents changed at random, always in the same way for one seed: members taken away, values replaced by values of
//! other types, texts and subtrees exchanged.

use serde_json::{Map, Value};

/// Numbers that look random and are the same in every run (SplitMix64).
#[derive(Clone, Copy, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall in the order of a seed.
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        usize::try_from(self.next().checked_rem(end).unwrap_or(0)).unwrap_or(0)
    }
}

/// Values that a document may hold by mistake.
fn odd(dice: &mut Dice) -> Value {
    const TEXTS: [&str; 10] = [
        "",
        "a\nb",
        "type",
        "Self",
        "#/components/schemas/",
        "#",
        "${x}",
        "*/",
        "r#\"",
        "9007199254740993",
    ];
    match dice.below(9) {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => Value::from(-1),
        3 => Value::from(1.5e300),
        4 => Value::Array(Vec::new()),
        5 => Value::Object(Map::new()),
        6 => Value::Array(vec![Value::Null]),
        _ => Value::from(TEXTS[dice.below(TEXTS.len())]),
    }
}

/// Changes one to three places of a document.
pub fn mutate(document: &mut Value, dice: &mut Dice) {
    for _ in 0..=dice.below(3) {
        change(document, dice);
    }
}

fn change(document: &mut Value, dice: &mut Dice) {
    let count = count(document);
    let other = nth(document, &mut dice.below(count))
        .cloned()
        .unwrap_or(Value::Null);
    let kind = dice.below(8);
    let value = odd(dice);
    let words = texts(document);
    let word = words
        .get(dice.below(words.len()))
        .cloned()
        .unwrap_or_default();
    let Some(place) = nth(document, &mut dice.below(count)) else {
        return;
    };
    match (kind, place) {
        (0 | 1, Value::Object(members)) if !members.is_empty() => {
            let key = members.keys().nth(dice.below(members.len())).cloned();
            key.and_then(|key| members.remove(&key));
        }
        (2, Value::Object(members)) if !members.is_empty() => {
            // The member moves to a name that stands elsewhere in the document.
            let key = members.keys().nth(dice.below(members.len())).cloned();
            if let Some(value) = key.and_then(|key| members.remove(&key)) {
                members.insert(word, value);
            }
        }
        (0..=2, Value::Array(items)) if !items.is_empty() => {
            items.remove(dice.below(items.len()));
        }
        (3, place @ Value::String(_)) => *place = Value::String(word),
        (4, place) => *place = Value::Array(vec![place.take()]),
        (5 | 6, place) => *place = other,
        (_, place) => *place = value,
    }
}

/// How many values there are, the containers among them.
fn count(value: &Value) -> usize {
    let below: usize = match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    };
    below + 1
}

/// The value of that number, counted from the outside in; the number is used up.
fn nth<'v>(value: &'v mut Value, number: &mut usize) -> Option<&'v mut Value> {
    if *number == 0 {
        return Some(value);
    }
    *number -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, number)),
        Value::Object(members) => members.values_mut().find_map(|member| nth(member, number)),
        _ => None,
    }
}

/// Keys and texts, the first few thousand of them.
fn texts(value: &Value) -> Vec<String> {
    const MOST: usize = 4000;
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop().filter(|_| found.len() < MOST) {
        match value {
            Value::String(text) => found.push(text.clone()),
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                found.extend(members.keys().cloned());
                open.extend(members.values());
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_seed_gives_one_document_and_seeds_differ() {
        let document = json!({"a": [1, 2, {"b": "c"}], "d": {"e": null, "f": true}});
        let of = |seed| {
            let mut changed = document.clone();
            mutate(&mut changed, &mut Dice::of(seed));
            changed.to_string()
        };
        let all: Vec<_> = (0..50).map(of).collect();
        assert_eq!(all, (0..50).map(of).collect::<Vec<_>>());
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert!(distinct.len() > 20, "{}", distinct.len());
    }

    #[test]
    fn every_value_has_a_number() {
        let mut document = json!({"a": [1, 2], "b": "c"});
        let all = count(&document);
        assert_eq!(all, 5);
        let seen: Vec<_> = (0..all)
            .filter_map(|number| Some(nth(&mut document, &mut { number })?.to_string()))
            .collect();
        assert_eq!(
            seen,
            [r#"{"a":[1,2],"b":"c"}"#, "[1,2]", "1", "2", r#""c""#]
        );
    }
}
