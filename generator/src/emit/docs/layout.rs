//! Blocks of prose: paragraphs, lists, tables and code, laid out anew so that most of it is plain comment.

use super::clean::{escape, is_web, shown, without_break};

/// The longest line of prose.
const WIDTH: usize = 92;

/// The prose in blocks of lines; a blank line stands between two blocks.
pub(super) fn blocks(text: &str) -> Vec<Vec<String>> {
    let text = without_tags(
        &text
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\t', " "),
    );
    let mut layout = Layout::default();
    for line in text.lines() {
        layout.line(&shown(line.trim_end()));
    }
    layout.finish()
}

/// Breaks a paragraph into lines. A line begins with what cannot be the marker of a list, a quote, a table, a heading or a rule.
pub(super) fn wrap(text: &str, first: &str, indent: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut fresh = true;
    for word in text.split_whitespace() {
        let full = line.chars().count() + 1 + word.chars().count() > WIDTH;
        if full && !fresh && may_begin(word) {
            lines.push(std::mem::replace(&mut line, indent.to_owned()));
            fresh = true;
        }
        if !fresh {
            line.push(' ');
        }
        line.push_str(word);
        fresh = false;
    }
    if !fresh {
        lines.push(line);
    }
    lines
}

/// Whether a line of a paragraph may begin with the word and stay in it.
fn may_begin(word: &str) -> bool {
    let fence = word.starts_with("```");
    let digits = word.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let numbered = digits.len() < word.len() && digits.starts_with(['.', ')']);
    let starts =
        word.starts_with(|sign: char| sign.is_alphanumeric() || "`([\"'\\$".contains(sign));
    starts && !fence && !numbered
}

#[derive(Default)]
struct Layout {
    blocks: Vec<Vec<String>>,
    current: Vec<String>,
    paragraph: String,
    marker: String,
    /// Open list items: the indent in the source, and the indent of what belongs to the item here.
    items: Vec<(usize, usize)>,
    /// The indent of an open fence in the source, and what its lines begin with here.
    fence: Option<(usize, String)>,
}

impl Layout {
    fn line(&mut self, line: &str) {
        let body = line.trim_start();
        let indent = line.len() - body.len();
        if body.starts_with("```") || body.starts_with("~~~") {
            return self.fence(indent);
        }
        if let Some((outer, lead)) = &self.fence {
            let own = line.len() - line.trim_start_matches(' ').len();
            let text = &line[own.min(*outer)..];
            let text = format!("{lead}{text}");
            return self.current.push(text.trim_end().to_owned());
        }
        if body.is_empty() {
            return self.end_block();
        }
        if let Some((marker, rest)) = item(body) {
            return self.item(indent, marker, rest);
        }
        if body.starts_with('|') {
            if !self.paragraph.is_empty() {
                self.end_block();
            }
            self.items.clear();
            return self.current.push(escape(body, false));
        }
        let rule = body.len() >= 3
            && ["-", "=", "*", "_"]
                .iter()
                .any(|sign| body.replace(sign, "").trim().is_empty());
        if rule {
            return self.end_block();
        }
        if let Some(heading) = heading(body) {
            self.end_block();
            self.items.clear();
            self.paragraph.push_str(heading);
            return self.end_block();
        }
        if self.paragraph.is_empty() && self.current.is_empty() && indent == 0 {
            self.items.clear();
        }
        let body = body.trim_start_matches(['>', ' ']);
        if !self.paragraph.is_empty() {
            let kept = without_break(&self.paragraph).len();
            self.paragraph.truncate(kept);
            self.paragraph.push(' ');
        }
        self.paragraph.push_str(body);
    }

    /// A fence inside a list item is indented like the item's text, so that the list goes on behind it.
    fn fence(&mut self, indent: usize) {
        if let Some((_, lead)) = self.fence.take() {
            self.current.push(format!("{lead}```"));
            self.blocks.push(std::mem::take(&mut self.current));
            return;
        }
        self.end_block();
        if indent == 0 {
            self.items.clear();
        }
        // Behind three blanks a fence is one wherever it stands.
        let lead = self.items.last().map_or(0, |(_, content)| *content);
        let lead = " ".repeat(lead.min(3));
        self.current.push(format!("{lead}```text"));
        self.fence = Some((indent, lead));
    }

    fn item(&mut self, indent: usize, marker: &str, rest: &str) {
        let in_list =
            !self.items.is_empty() && (!self.current.is_empty() || !self.marker.is_empty());
        if in_list {
            self.end_paragraph();
        } else {
            self.end_block();
        }
        while self.items.last().is_some_and(|(open, _)| *open >= indent) {
            self.items.pop();
        }
        let outer = self.items.last().map_or(0, |(_, content)| *content);
        self.items.push((indent, outer + marker.len() + 1));
        self.marker = format!("{}{marker} ", " ".repeat(outer));
        self.paragraph = rest.to_owned();
        // An item without text is still an item.
        if rest.is_empty() {
            self.paragraph.push('-');
        }
    }

    fn end_paragraph(&mut self) {
        let text = escape(&std::mem::take(&mut self.paragraph), false);
        let indent = " ".repeat(self.items.last().map_or(0, |(_, content)| *content));
        let marker = std::mem::take(&mut self.marker);
        let first = if marker.is_empty() { &indent } else { &marker };
        self.current.extend(wrap(&text, first, &indent));
    }

    fn end_block(&mut self) {
        self.end_paragraph();
        if !self.current.is_empty() {
            self.blocks.push(std::mem::take(&mut self.current));
        }
    }

    fn finish(mut self) -> Vec<Vec<String>> {
        if self.fence.is_some() {
            self.fence(0);
        }
        self.end_block();
        self.blocks
    }
}

/// The marker of a list item and what follows.
fn item(body: &str) -> Option<(&str, &str)> {
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match digits {
        0 if body.starts_with(['-', '*', '+']) => 1,
        1..=3 if body[digits..].starts_with(['.', ')']) => digits + 1,
        _ => return None,
    };
    let rest = body[marker..].strip_prefix(' ')?;
    Some((&body[..marker], rest.trim()))
}

fn heading(body: &str) -> Option<&str> {
    let rest = body.trim_start_matches('#');
    let level = body.len() - rest.len();
    ((1..=6).contains(&level) && rest.starts_with(' '))
        .then(|| rest.trim().trim_end_matches('#').trim_end())
}

/// Tags of HTML that only lay out text, as Markdown or nothing. Every other tag stays and is escaped later.
pub fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((written, taken)) = anchor(rest) {
            out.push_str(&written);
            rest = &rest[taken..];
            continue;
        }
        let Some((written, taken)) = tag(rest) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        out.push_str(written);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

/// A link to the web around plain words, as Markdown.
fn anchor(rest: &str) -> Option<(String, usize)> {
    let inside = rest.strip_prefix("<a").or(rest.strip_prefix("<A"))?;
    let (head, body) = inside.split_once('>')?;
    let at = head.to_ascii_lowercase().find("href=")?;
    let value = head[at + "href=".len()..].trim_start_matches(['"', '\'']);
    let url = value.split(['"', '\'', ' ']).next()?;
    let end = body.find("</")?;
    let (words, closing) = (body[..end].trim(), &body[end..]);
    let is_closed = closing.starts_with("</a>") || closing.starts_with("</A>");
    let is_plain = !words.contains(['<', '[', ']', '`', '\\']) && !words.contains("://");
    let is_link = head.starts_with(char::is_whitespace) && is_web(url) && !url.contains(['(', ')']);
    let taken = rest.len() - closing.len() + "</a>".len();
    let all = is_link && is_closed && is_plain && !words.is_empty();
    all.then(|| (format!("[{words}]({url})"), taken))
}

fn tag(rest: &str) -> Option<(&'static str, usize)> {
    let end = rest.bytes().take(400).position(|byte| byte == b'>')?;
    let inside = rest[1..end].trim_end_matches('/');
    let closing = inside.starts_with('/');
    let name = inside
        .trim_start_matches('/')
        .split_whitespace()
        .next()?
        .to_ascii_lowercase();
    let written = match name.as_str() {
        "p" | "div" | "ul" | "ol" | "blockquote" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
        | "pre" => "\n\n",
        "br" => "\n",
        "li" if !closing => "\n- ",
        "code" | "tt" => "`",
        "li" | "a" | "b" | "strong" | "i" | "em" | "span" | "u" | "small" | "sup" | "sub" => "",
        _ => return None,
    };
    Some((written, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(text: &str) -> String {
        let blocks: Vec<_> = blocks(text).iter().map(|lines| lines.join("\n")).collect();
        blocks.join("\n\n")
    }

    #[test]
    fn prose_is_laid_out_anew() {
        let rows = [
            ("one\ntwo", "one two"),
            ("one\n\ntwo", "one\n\ntwo"),
            ("# Head\ntext", "Head\n\ntext"),
            ("Kinds:\n- a\n  more\n- b", "Kinds:\n\n- a more\n- b"),
            ("- a\n    - b\n- c", "- a\n  - b\n- c"),
            ("1. a\n2. b\n\nafter", "1. a\n2. b\n\nafter"),
            ("```\nfn main() {}\n", "```text\nfn main() {}\n```"),
            ("~~~rust\nx\n~~~\ny", "```text\nx\n```\n\ny"),
            ("    indented", "indented"),
            (
                "- a\n\n  ```\n  x\n  ```\n\n  b",
                "- a\n\n  ```text\n  x\n  ```\n\n  b",
            ),
            ("- a\n\n```\nx\n```\n    b", "- a\n\n```text\nx\n```\n\nb"),
            ("- a\n\n| b |\n\n    c", "- a\n\n| b |\n\nc"),
            ("> quoted\n> twice", "quoted twice"),
            // Breaks within a paragraph: two blanks, or a backslash.
            ("one  \ntwo\\\nthree", "one two three"),
            ("- a\\\n  b\n- c", "- a b\n- c"),
            ("```\ncurl \\\n  -x\n```", "```text\ncurl \\\n  -x\n```"),
            (
                "<p>One.</p><p>A <code>b</code> <b>c</b></p>",
                "One.\n\nA `b` c",
            ),
            ("| a | b |\n|---|---|", "| a | b |\n|---|---|"),
            (
                "See <a class='x' href=\"https://a.test/b\">the\npage</a>, <a href=\"/b\">this</a>.",
                "See [the page](https://a.test/b), this.",
            ),
            ("<a href=\"javascript:x()\">no</a>", "no"),
        ];
        for (text, expected) in rows {
            assert_eq!(laid_out(text), expected, "{text}");
        }
    }

    #[test]
    fn a_line_that_is_broken_stays_in_its_paragraph() {
        let text = "word 12. - `span` + # | > === 1) [link](https://a.test) ".repeat(20);
        let lines = wrap(&text, "", "");
        assert!(lines.len() > 10, "{lines:?}");
        let marks = ["12.", "-", "+", "#", "|", ">", "=", "1)"];
        let marked = |line: &String| marks.iter().any(|mark| line.starts_with(mark));
        assert!(!lines.iter().any(marked), "{lines:?}");
    }

    #[test]
    fn a_list_of_spans_is_broken_like_words() {
        let lines = wrap(&"`one_of_them`, ".repeat(40), "", "");
        assert!(lines.iter().all(|line| line.len() <= WIDTH), "{lines:?}");
    }
}
