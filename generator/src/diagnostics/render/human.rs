//! Findings as a person reads them: message, source lines with marks, help.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostics::text::push_escaped;
use crate::diagnostics::{Diagnostic, Label, Severity};
use crate::source::{SourceMap, Span, floor_char_boundary};

/// How findings are printed.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether terminal colours are used.
    pub colour: bool,
    /// How many findings are printed before the rest is only counted.
    pub limit: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            colour: false,
            limit: 50,
        }
    }
}

/// Lines longer than this are shown as a window around the mark; minified JSON has one line.
const LINE_SHOWN: usize = 240;

/// Labels further apart than this many bytes get excerpts of their own.
const EXCERPT: usize = 64 * 1024;

/// The findings, each followed by an empty line, then a count.
pub fn human(found: &[Diagnostic], sources: &SourceMap, look: Look) -> String {
    let renderer = if look.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for diagnostic in found.iter().take(look.limit) {
        out.push_str(&render(diagnostic, sources, &renderer));
        out.push_str("\n\n");
    }
    if let Some(rest) = found.len().checked_sub(look.limit).filter(|rest| *rest > 0) {
        let noun = if rest == 1 { "finding" } else { "findings" };
        out.push_str(&format!("{rest} more {noun} not shown\n"));
    }
    out
}

fn render(diagnostic: &Diagnostic, sources: &SourceMap, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let excerpts = excerpts(diagnostic, sources);
    let title = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.rule.id);
    let mut group = Group::with_title(title);
    for excerpt in &excerpts {
        group = group.elements(excerpt.elements());
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let text = renderer.render(&[group]);
    if excerpts.iter().any(|excerpt| excerpt.column.is_some()) {
        without_bare_origins(&text)
    } else {
        text
    }
}

/// An excerpt with an origin of its own is announced by a second origin without a name; that line says nothing.
fn without_bare_origins(text: &str) -> String {
    let bare = |line: &&str| {
        let mut shown = String::new();
        for (index, part) in line.split('\u{1b}').enumerate() {
            // A colour sequence ends with its first `m`.
            let printed = if index == 0 {
                part
            } else {
                part.split_once('m').map_or("", |(_, rest)| rest)
            };
            shown.push_str(printed);
        }
        shown.trim() == ":::"
    };
    let lines: Vec<&str> = text.lines().filter(|line| !bare(line)).collect();
    lines.join("\n")
}

/// Some lines of one source, made printable, with the marks on them.
struct Excerpt {
    name: String,
    line: usize,
    /// The column in the source, where the printed line is not the source line.
    column: Option<usize>,
    first_line: usize,
    text: String,
    marks: Vec<Mark>,
}

struct Mark {
    range: Range<usize>,
    text: String,
    primary: bool,
}

impl Excerpt {
    fn elements(&self) -> Vec<Element<'_>> {
        let marks = self.marks.iter().map(|mark| {
            let kind = if mark.primary {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            let label = (!mark.text.is_empty()).then_some(mark.text.as_str());
            kind.span(mark.range.clone()).label(label)
        });
        let snippet = Snippet::source(self.text.as_str())
            .line_start(self.first_line)
            .annotations(marks);
        match self.column {
            // The printed line is the source line, so counting in it gives the right column.
            None => vec![snippet.path(self.name.as_str()).into()],
            Some(column) => {
                let origin = Origin::path(self.name.as_str())
                    .line(self.line)
                    .char_column(column);
                vec![origin.into(), snippet.into()]
            }
        }
    }
}

/// One excerpt for all labels near the primary one, and one for each that stands elsewhere.
fn excerpts(diagnostic: &Diagnostic, sources: &SourceMap) -> Vec<Excerpt> {
    let primary = &diagnostic.primary;
    let near = |label: &&Label| {
        label.span.file == primary.span.file
            && label.span.start.abs_diff(primary.span.start) as usize <= EXCERPT
    };
    let together: Vec<&Label> = diagnostic.labels.iter().filter(near).collect();
    let mut excerpts = vec![excerpt(primary, &together, sources)];
    excerpts.extend(
        diagnostic
            .labels
            .iter()
            .filter(|label| !near(label))
            .map(|label| {
                let mut alone = excerpt(label, &[], sources);
                alone.marks.iter_mut().for_each(|mark| mark.primary = false);
                alone
            }),
    );
    excerpts
}

fn excerpt(primary: &Label, others: &[&Label], sources: &SourceMap) -> Excerpt {
    let file = primary.span.file;
    let place = sources.location(primary.span);
    let mut lines: Vec<(usize, &Label, bool)> = vec![(place.line, primary, true)];
    lines.extend(
        others
            .iter()
            .map(|label| (sources.location(label.span).line, *label, false)),
    );
    let first_line = lines
        .iter()
        .map(|(line, _, _)| *line)
        .min()
        .unwrap_or(place.line);
    let last_line = lines
        .iter()
        .map(|(line, _, _)| *line)
        .max()
        .unwrap_or(place.line);
    let mut text = String::new();
    let mut marks = Vec::new();
    for line in first_line..=last_line {
        if line > first_line {
            text.push('\n');
        }
        let marked: Vec<(&Label, bool)> = lines
            .iter()
            .filter(|(at, _, _)| *at == line)
            .map(|(_, label, first)| (*label, *first))
            .collect();
        let Some(span) = sources.line_span(file, line) else {
            continue;
        };
        push_line(&mut text, &mut marks, span, &marked, sources);
    }
    let printed = marks.iter().find(|mark| mark.primary).and_then(|mark| {
        let start = text.get(..mark.range.start)?;
        start
            .rsplit('\n')
            .next()
            .map(|line| line.chars().count() + 1)
    });
    let shifted = printed != Some(place.column);
    Excerpt {
        name: crate::diagnostics::one_line(sources.name(file)),
        line: place.line,
        column: shifted.then_some(place.column),
        first_line,
        text,
        marks,
    }
}

/// Appends one line with hidden characters escaped, and the marks on it at their new offsets.
fn push_line(
    text: &mut String,
    marks: &mut Vec<Mark>,
    line: Span,
    marked: &[(&Label, bool)],
    sources: &SourceMap,
) {
    let source = sources.snippet(line);
    let offset = |at: u32| (at.clamp(line.start, line.end) - line.start) as usize;
    let first = marked
        .iter()
        .map(|(label, _)| offset(label.span.start))
        .min()
        .unwrap_or(0);
    let window = if source.len() > LINE_SHOWN {
        first.saturating_sub(LINE_SHOWN / 4)
    } else {
        0
    };
    let window = floor_char_boundary(source, window);
    let cut = floor_char_boundary(source, window + LINE_SHOWN);
    let mut places = vec![None; marked.len() * 2];
    let bounds: Vec<usize> = marked
        .iter()
        .flat_map(|(label, _)| [offset(label.span.start), offset(label.span.end)])
        .collect();
    if window > 0 {
        text.push('…');
    }
    // A minified document is one line, so the rest of the line must not be walked for each finding.
    let shown = source.get(window..cut).unwrap_or("");
    for (at, character) in shown.char_indices().map(|(at, sign)| (window + at, sign)) {
        settle(&mut places, &bounds, at, text.len());
        if character == '\t' {
            text.push(' ');
        } else {
            push_escaped(text, character);
        }
    }
    let end = text.len();
    if cut < source.len() {
        text.push('…');
    }
    for (index, (label, primary)) in marked.iter().enumerate() {
        let place = |side: usize| {
            places
                .get(index * 2 + side)
                .copied()
                .flatten()
                .unwrap_or(end)
        };
        let start = place(0);
        marks.push(Mark {
            range: start..place(1).max(start),
            text: label.text.clone(),
            primary: *primary,
        });
    }
}

/// Notes the printed offset of every bound that lies at or before the source offset `at`.
fn settle(places: &mut [Option<usize>], bounds: &[usize], at: usize, printed: usize) {
    for (place, bound) in places.iter_mut().zip(bounds) {
        if place.is_none() && *bound <= at {
            *place = Some(printed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{Diagnostics, rules};

    #[test]
    fn marks_stand_under_their_text() {
        let mut sources = SourceMap::new();
        let text = "paths:\n  /a:\n    get: 1\n\n\n    # \u{202e}\u{1b}\n    get: 2\n";
        let file = sources.add("a.yaml", text);
        let far = text.rfind("get").expect("the text has it");
        let near = text.find("get").expect("the text has it");
        let mut diag = Diagnostics::new();
        diag.report(&rules::source::DUPLICATE_KEY, Span::new(file, far, far + 3))
            .arg("get")
            .label(&rules::remarks::AND_AGAIN)
            .also(Span::new(file, near, near + 3), &rules::remarks::FIRST);
        let expected = "\
error[duplicate-key]: the key get occurs twice in one map
 --> a.yaml:7:5
  |
3 |     get: 1
  |     --- first here
...
7 |     get: 2
  |     ^^^ and again here
  |
  = help: keep one of the two

";
        assert_eq!(human(&diag.take(), &sources, Look::default()), expected);
    }

    #[test]
    fn a_long_line_is_shown_around_the_mark() {
        let mut sources = SourceMap::new();
        let text = format!("{}\u{1b}KEY\u{202e}{}", "a".repeat(5000), "b".repeat(5000));
        let file = sources.add("a.json", text);
        let mut diag = Diagnostics::new();
        diag.report(&rules::source::DUPLICATE_KEY, Span::new(file, 5001, 5004))
            .arg("KEY");
        let shown = human(&diag.take(), &sources, Look::default());
        assert!(shown.contains("a.json:1:5002"), "{shown}");
        assert!(shown.contains("a\\u{1b}KEY\\u{202e}b"), "{shown}");
        assert!(shown.len() < 1000, "{shown}");
    }
}
