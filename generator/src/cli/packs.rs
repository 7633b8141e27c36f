//! `packs`: the overlays that come with the program, and what each of them holds.

use super::End;
use super::arguments::{Packs, SummaryFormat};
use super::terminal::Terminal;
use crate::diagnostics::{counted, nearest, one_line};
use crate::packs::{self, Coverage, Pack};

/// Lists the packs, or prints one.
pub(super) fn packs(arguments: &Packs, terminal: &Terminal) -> End {
    if let Some(given) = &arguments.name {
        let name = given.trim_start_matches('@');
        let Some(pack) = packs::find(name) else {
            let names = packs::PACKS.iter().map(|pack| pack.name);
            let hint = nearest(name, names)
                .map_or(String::new(), |near| format!("; did you mean {near}?"));
            terminal.warn(&format!("error: there is no pack {}{hint}", one_line(name)));
            return End::Bad;
        };
        terminal.out(pack.text);
        return End::Good;
    }
    match arguments.format {
        SummaryFormat::Human => packs::PACKS
            .iter()
            .for_each(|pack| terminal.out(&text(pack))),
        SummaryFormat::Json => {
            let values: Vec<_> = packs::PACKS.iter().map(value).collect();
            terminal.out(&format!("{}\n", serde_json::Value::from(values)));
        }
    }
    End::Good
}

fn text(pack: &Pack) -> String {
    let (head, coverage) = (pack.head(), packs::coverage(pack));
    let statuses = match coverage.statuses {
        0 => String::new(),
        some => format!(", facts of {}", counted(some, "status code")),
    };
    let mut out = format!(
        "{}  {} ({})\n    for {}\n    {}{statuses}\n",
        pack.shown(),
        head.title,
        head.read,
        head.titles.join(", "),
        counted(coverage.codes, "code"),
    );
    let ties: Vec<String> = ties(&coverage)
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(tie, count)| format!("{count} {tie}"))
        .collect();
    out.push_str(&format!("    {}\n", ties.join(", ")));
    for source in &head.sources {
        out.push_str(&format!("    {source}\n"));
    }
    out
}

/// How codes find their operations, and how many do so.
fn ties(coverage: &Coverage) -> [(&'static str, usize); 5] {
    [
        ("by status", coverage.by_status),
        ("by parameter, tag or method", coverage.by_traits),
        ("at single operations", coverage.by_operation),
        ("at every operation", coverage.everywhere),
        ("at no known operation", coverage.unplaced),
    ]
}

fn value(pack: &Pack) -> serde_json::Value {
    let (head, coverage) = (pack.head(), packs::coverage(pack));
    serde_json::json!({
        "name": pack.name,
        "title": head.title,
        "read": head.read,
        "for": {"titles": head.titles, "servers": head.servers},
        "codes": coverage.codes,
        "statuses": coverage.statuses,
        "byStatus": coverage.by_status,
        "byTraits": coverage.by_traits,
        "byOperation": coverage.by_operation,
        "everywhere": coverage.everywhere,
        "unplaced": coverage.unplaced,
        "sources": head.sources,
    })
}
