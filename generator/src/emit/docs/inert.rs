//! Blocks of documentation in which no code block can begin but one that is marked as text.
//!
//! By CommonMark 0.31 a code block is fenced (section 4.5: behind at most three blanks, the line starts with three backticks or
//! tildes) or indented (section 4.4: four blanks or more, where no paragraph is open), possibly behind the markers of quotes and
//! lists (section 5). A block holds no blank line, so a paragraph that is open stays open until another kind of line comes.

use super::is_hidden;

/// Blanks that a line may begin with wherever it stands.
const MOST: usize = 3;

/// The lines, those changed that could open a code block.
pub(super) fn tamed(block: &[String]) -> Vec<String> {
    if is_text_fence(block) {
        return block.to_vec();
    }
    let mut out = Vec::new();
    // Whether the line before has left a paragraph open, so that no code can begin by its indent.
    let mut open = false;
    for line in block {
        let line = line.replace(is_hidden, " ");
        let blanks = blanks(&line);
        let line = match blanks > MOST && !open {
            true => format!("{}{}", " ".repeat(MOST), &line[blanks..]),
            false => line,
        };
        let (line, text) = defused(line);
        open = line[text..]
            .starts_with(|first: char| first.is_alphanumeric() || "`(\"'$".contains(first));
        out.push(line);
    }
    out
}

/// A fence that rustdoc knows as text, closed behind its last line and nowhere before.
fn is_text_fence(block: &[String]) -> bool {
    let [first, inner @ .., last] = block else {
        return false;
    };
    let lead = blanks(first);
    let marks = |line: &String| {
        let text = line.trim_start();
        text.starts_with("```") || text.starts_with("~~~")
    };
    lead <= MOST
        && first[lead..] == *"```text"
        && blanks(last) == lead
        && last[lead..] == *"```"
        && !inner
            .iter()
            .any(|line| marks(line) || line.contains(is_hidden))
}

/// The line with nothing in it that could be a fence or an indent behind the markers of quotes and lists, and where its text
/// begins.
fn defused(line: String) -> (String, usize) {
    let mut line = line;
    let mut at = blanks(&line);
    while let Some(length) = marker(&line[at..]) {
        at += length;
        let blanks = blanks(&line[at..]);
        if blanks > MOST {
            line.replace_range(at..at + blanks, " ");
        }
        at += self::blanks(&line[at..]);
    }
    if line[at..].starts_with("```") || line[at..].starts_with("~~~") {
        line.insert(at, '\\');
    }
    (line, at)
}

/// The length of a marker that a line begins with: of a quote, or of an item of a list.
fn marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let length = match digits {
        0 if line.starts_with('>') => return Some(1),
        0 if line.starts_with(['-', '*', '+']) => 1,
        1..=9 if line[digits..].starts_with(['.', ')']) => digits + 1,
        _ => return None,
    };
    line[length..].starts_with(' ').then_some(length)
}

fn blanks(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_cannot_begin() {
        let rows: [(&[&str], &[&str]); 13] = [
            (&["Words.", "More."], &["Words.", "More."]),
            (&["    fn main() {}"], &["   fn main() {}"]),
            (&["\tfn main() {}"], &[" fn main() {}"]),
            (
                &["- a", "    - b", "      more"],
                &["- a", "    - b", "      more"],
            ),
            (&["- [a]", "    - b"], &["- [a]", "   - b"]),
            (&["-     code"], &["- code"]),
            (&[">     code"], &["> code"]),
            (&["> - 1.      code"], &["> - 1. code"]),
            (&["```", "x", "```"], &["\\```", "x", "\\```"]),
            (&["- ```rust", "x"], &["- \\```rust", "x"]),
            (&["~~~"], &["\\~~~"]),
            (&["```text", "    x", "```"], &["```text", "    x", "```"]),
            (
                &["```text", " ```", "fn main() {}", "```"],
                &["\\```text", " \\```", "fn main() {}", "\\```"],
            ),
        ];
        for (block, expected) in rows {
            let block: Vec<String> = block.iter().map(|line| (*line).to_owned()).collect();
            assert_eq!(tamed(&block), expected, "{block:?}");
            assert_eq!(tamed(&tamed(&block)), expected, "{block:?}");
        }
    }
}
