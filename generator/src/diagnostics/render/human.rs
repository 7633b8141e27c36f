//! Findings as a person reads them: message, source lines with marks, help.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::pointers;
use crate::diagnostics::text::{counted, push_escaped};
use crate::diagnostics::{Diagnostic, Label, Severity};
use crate::source::{SourceMap, Span, floor_char_boundary};

/// How findings are printed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// Whether terminal colours are used.
    pub colour: bool,
    /// Whether every finding is printed, and not the first few of each rule.
    pub full: bool,
}

/// Errors that are printed.
const ERRORS: usize = 50;
/// Other findings of one rule that are printed.
const FEW: usize = 3;

/// Lines longer than this are shown as a window around the mark; minified JSON has one line.
const LINE_SHOWN: usize = 240;

/// Labels further apart than this many bytes get excerpts of their own.
const EXCERPT: usize = 64 * 1024;

/// The findings, each followed by an empty line: errors in the order of the document, then warnings by rule, then remarks.
pub fn human(found: &[Diagnostic], sources: &SourceMap, look: Look) -> String {
    let renderer = if look.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let pointers = pointers(found, sources);
    let mut out = String::new();
    for group in groups(found) {
        let Some((_, first)) = group.first() else {
            continue;
        };
        let few = match first.severity {
            _ if look.full => usize::MAX,
            Severity::Error => ERRORS,
            Severity::Warning | Severity::Info => FEW,
        };
        for (index, diagnostic) in group.iter().take(few) {
            let pointer = pointers.get(*index).and_then(Option::as_deref);
            out.push_str(&render(diagnostic, pointer, sources, &renderer));
            out.push_str("\n\n");
        }
        if group.len() > few {
            let noun = first.severity.noun();
            let all = match first.severity {
                Severity::Error => counted(group.len(), noun),
                _ => format!("{}: {}", first.rule.id, counted(group.len(), noun)),
            };
            out.push_str(&format!(
                "{all}, of which the first {few} are shown; --full shows all\n\n"
            ));
        }
    }
    out
}

/// Findings that are printed together, each with its place among all.
type Together<'d> = Vec<(usize, &'d Diagnostic)>;

/// All errors, then the warnings of each rule, then the remarks of each, in the order in which they are first met.
fn groups(found: &[Diagnostic]) -> Vec<Together<'_>> {
    let mut places: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    let mut groups: Vec<Together<'_>> = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let of_it = found.iter().enumerate();
        for (index, diagnostic) in of_it.filter(|(_, it)| it.severity == severity) {
            let rule = match severity {
                Severity::Error => "",
                _ => diagnostic.rule.id,
            };
            let place = *places.entry((severity, rule)).or_insert(groups.len());
            match groups.get_mut(place) {
                Some(group) => group.push((index, diagnostic)),
                None => groups.push(vec![(index, diagnostic)]),
            }
        }
    }
    groups
}

fn render(
    diagnostic: &Diagnostic,
    pointer: Option<&str>,
    sources: &SourceMap,
    renderer: &Renderer,
) -> String {
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
    // In a document of one line, the column says nothing to a person.
    let address = pointer.filter(|_| is_long(diagnostic.primary.span, sources));
    if let Some(address) = address {
        group = group.element(Level::NOTE.message(format!("at {}", shown_pointer(address))));
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

/// Whether the line of a place is too long to be shown whole.
fn is_long(span: Span, sources: &SourceMap) -> bool {
    let line = sources.location(span).line;
    let whole = sources.line_span(span.file, line);
    whole.is_some_and(|whole| (whole.end - whole.start) as usize > LINE_SHOWN)
}

/// An address, of which the empty one is the whole document.
fn shown_pointer(pointer: &str) -> String {
    let shown = crate::diagnostics::one_line(pointer);
    if shown.is_empty() {
        "the root of the document".to_owned()
    } else {
        shown
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
    fn errors_come_first_and_rules_are_counted() {
        let mut sources = SourceMap::new();
        let file = sources.add("a.yaml", "a: 1\n".repeat(100));
        let mut diag = Diagnostics::new();
        let at = |index: usize| Span::new(file, index * 5, index * 5 + 1);
        for index in 0..60 {
            diag.report(&rules::source::MERGE_CONFLICT, at(index))
                .arg("a");
        }
        diag.report(&rules::review::SAME_PATH, at(1));
        diag.report(&rules::source::DUPLICATE_KEY, at(99)).arg("b");
        let found = diag.take();
        let shown = human(&found, &sources, Look::default());
        let place = |text: &str| shown.find(text).unwrap_or(usize::MAX);
        assert!(shown.starts_with("error[duplicate-key]"), "{shown}");
        let count = "merge-conflict: 60 warnings, of which the first 3 are shown; --full shows all";
        assert!(place("warning[merge-conflict]") < place(count), "{shown}");
        assert!(place(count) < place("info[same-path]"), "{shown}");
        assert_eq!(shown.matches("warning[").count(), 3, "{shown}");
        let look = Look {
            full: true,
            ..Look::default()
        };
        let all = human(&found, &sources, look);
        assert_eq!(all.matches("warning[").count(), 60);
        assert!(all.starts_with("error[duplicate-key]"), "{all}");
    }

    #[test]
    fn a_document_of_one_line_names_the_address() {
        let mut sources = SourceMap::new();
        let rest = "x".repeat(600);
        let text = format!(
            r#"{{"info":{{"title":"{rest}"}},"paths":{{"/a/b":{{"get":[1,{{"k":"V"}}]}}}}}}"#
        );
        let file = sources.add("a.json", text.as_str());
        let mut diag = Diagnostics::new();
        let value = text.find("\"V\"").expect("the text has it");
        diag.report(
            &rules::source::DUPLICATE_KEY,
            Span::new(file, value, value + 3),
        )
        .arg("k");
        let found = diag.take();
        let shown = human(&found, &sources, Look::default());
        assert!(shown.contains("note: at /paths/~1a~1b/get/1/k"), "{shown}");
        assert!(shown.contains("\"get\":[1,{\"k\":\"V\"}]"), "{shown}");
        let values = super::super::json_values(&found, &sources);
        let pointer = values.first().and_then(|value| value.get("pointer"));
        let pointer = pointer.and_then(|it| it.as_str());
        assert_eq!(pointer, Some("/paths/~1a~1b/get/1/k"));
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
