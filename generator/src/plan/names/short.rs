//! Names that are too long to read.

use std::collections::BTreeSet;

/// Up to here a name is left as it is.
const READABLE: usize = 56;

/// The words as one name, without those that it says for the second time where it would be too long.
pub(super) fn short(mut words: Vec<String>, written: impl Fn(&[String]) -> String) -> String {
    let whole = written(&words);
    if whole.len() <= READABLE {
        return whole;
    }
    let mut said: BTreeSet<String> = BTreeSet::new();
    words.retain(|word| said.insert(word.strip_suffix('s').unwrap_or(word).to_owned()));
    written(&words)
}
