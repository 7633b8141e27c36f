//! What a misspelled word was probably meant to be.

/// The candidate that differs least from `word`, if it differs little.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word
        .chars()
        .take(WORD)
        .flat_map(char::to_lowercase)
        .collect();
    let allowed = (word.len() / 3).clamp(1, 4);
    let distances = candidates.into_iter().take(CANDIDATES).map(|candidate| {
        let letters: Vec<char> = candidate
            .chars()
            .take(WORD)
            .flat_map(char::to_lowercase)
            .collect();
        (distance(&word, &letters), candidate)
    });
    distances
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, best)| best)
}

/// The candidate that a word was probably meant to be: the nearest one, or the only one that goes on where the word ends.
pub fn meant<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    nearest(word, candidates.clone()).or_else(|| {
        let candidates = candidates.into_iter().take(CANDIDATES);
        let mut longer = candidates.filter(|it| word.len() >= STEM && it.starts_with(word));
        let first = longer.next()?;
        longer.next().is_none().then_some(first)
    })
}

/// Letters of a word that another one may go on from.
const STEM: usize = 2;

/// Letters compared at most; names beyond it are no typing errors.
const WORD: usize = 64;
/// Candidates compared at most, so that a large document costs little per finding.
const CANDIDATES: usize = 5_000;

/// Insertions, removals, replacements and neighbours that change places between two words.
pub(crate) fn distance(from: &[char], to: &[char]) -> usize {
    if from.len().abs_diff(to.len()) > 4 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    let mut last: Option<&char> = None;
    for (index, letter) in from.iter().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        let mut next = vec![left];
        let mut neighbour: Option<&char> = None;
        for (column, (other, above)) in to.iter().zip(row.iter().skip(1)).enumerate() {
            left = (diagonal + usize::from(letter != other))
                .min(above + 1)
                .min(left + 1);
            if last == Some(other) && neighbour == Some(letter) {
                let crossed = column.checked_sub(1).and_then(|at| before.get(at));
                left = left.min(crossed.map_or(usize::MAX, |cost| cost + 1));
            }
            diagonal = *above;
            neighbour = Some(other);
            next.push(left);
        }
        last = Some(letter);
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_slip_finds_its_word() {
        let words = ["description", "responses", "retry", "code"];
        let cases = [
            ("desciption", Some("description")),
            ("Responses", Some("responses")),
            ("respones", Some("responses")),
            ("retyr", Some("retry")),
            ("rtery", Some("retry")),
            ("ertyr", None),
            ("cod", Some("code")),
            ("zebra", None),
            ("", None),
        ];
        for (word, found) in cases {
            assert_eq!(nearest(word, words), found, "{word}");
        }
    }
}
