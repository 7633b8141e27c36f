//! `explain`: what a rule means, with a wrong and a right document.

use super::End;
use super::arguments::Explain;
use super::terminal::Terminal;
use crate::diagnostics::{Rule, nearest, one_line, rules};

/// Prints one rule, or the list of all.
pub(super) fn explain(arguments: &Explain, terminal: &Terminal) -> End {
    if arguments.list {
        for rule in rules::all() {
            terminal.out(&format!("{:<8} {}\n", rule.severity.word(), rule.id));
        }
        return End::Good;
    }
    let id = arguments.rule.as_deref().unwrap_or_default();
    match rules::find(id) {
        Some(rule) => {
            terminal.out(&text(rule));
            End::Good
        }
        None if rules::retired::find(id).is_some() => {
            let now = rules::retired::find(id).unwrap_or_default();
            terminal.out(&format!(
                "{id} (retired)\n\nIt is not reported any more: {now}.\n"
            ));
            End::Good
        }
        None => {
            let known = rules::all().map(|rule| rule.id);
            let hint =
                nearest(id, known).map_or(String::new(), |id| format!("; did you mean {id}?"));
            terminal.warn(&format!("error: there is no rule {}{hint}", one_line(id)));
            End::Bad
        }
    }
}

fn text(rule: &Rule) -> String {
    let repair = if rule.repair {
        ", repaired unless --strict is given"
    } else {
        ""
    };
    let mut out = format!(
        "{} ({}{repair})\n\n{}\n",
        rule.id,
        rule.severity.word(),
        rule.explain.why
    );
    for (title, example) in [("Wrong", rule.explain.bad), ("Right", rule.explain.good)] {
        if !example.is_empty() {
            out.push_str(&format!("\n{title}:\n\n"));
            for line in example.lines() {
                out.push_str(&format!("    {line}\n"));
            }
        }
    }
    if !rule.help.is_empty() {
        out.push_str(&format!("\nHelp: {}\n", rule.advice()));
    }
    out
}
