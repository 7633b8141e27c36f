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

/// Letters compared at most; names beyond it are no typing errors.
const WORD: usize = 64;
/// Candidates compared at most, so that a large document costs little per finding.
const CANDIDATES: usize = 5_000;

/// Insertions, removals and replacements between two words.
fn distance(from: &[char], to: &[char]) -> usize {
    if from.len().abs_diff(to.len()) > 4 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.iter().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        let mut next = vec![left];
        for (other, above) in to.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(letter != other))
                .min(above + 1)
                .min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
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
            ("retyr", None),
            ("cod", Some("code")),
            ("zebra", None),
            ("", None),
        ];
        for (word, found) in cases {
            assert_eq!(nearest(word, words), found, "{word}");
        }
    }
}
