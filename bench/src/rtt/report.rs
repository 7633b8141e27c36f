//! The figures of the clients and the bars that they are held against.

use std::fmt::Write as _;

use serde::Serialize;

use super::client::{Call, HYPER, Kind, OURS_HYPER, OURS_REQWEST, REQWEST};
use crate::compare::machine::Machine;
use crate::compare::report::round;

/// One client under one load.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The client.
    pub client: &'static str,
    /// What it stands for.
    pub kind: Kind,
    /// What is called.
    pub call: &'static str,
    /// How many calls at once.
    pub at_once: usize,
    /// The median.
    pub cost: Call,
}

/// Everything that a report says.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Where it was measured.
    pub machine: Machine,
    /// The load of the machine before and after.
    pub load: (f64, f64),
    /// Clients that could not be built, with the message.
    pub missing: Vec<(String, String)>,
    /// What was measured.
    pub rows: Vec<Row>,
    /// Instructions per call, where they were asked for: what is called, by which client, how many.
    pub instructions: Vec<(&'static str, &'static str, f64)>,
    /// The bars: what, the figure, the limit.
    pub bars: Vec<(String, f64, f64)>,
}

/// The bars over these rows: what is compared, the figure, and the most that it may be.
pub fn bars(rows: &[Row]) -> Vec<(String, f64, f64)> {
    let mut bars = Vec::new();
    for row in rows.iter().filter(|row| row.kind == Kind::Ours) {
        let same = |it: &&Row| it.call == row.call && it.at_once == row.at_once;
        let of = |name: &str| rows.iter().filter(same).find(|it| it.client == name);
        let what = format!("{}, {} at once, {}", row.call, row.at_once, row.client);
        let (hand, most) = match row.client {
            OURS_HYPER => (HYPER, 1.10),
            OURS_REQWEST => (REQWEST, 1.05),
            _ => continue,
        };
        if let Some(hand) = of(hand) {
            let ratio = row.cost.cpu / hand.cost.cpu;
            bars.push((format!("{what}: CPU of {}", hand.client), ratio, most));
        }
        if row.client != OURS_HYPER {
            continue;
        }
        if let Some(hand) = of(HYPER) {
            let more = row.cost.allocations - hand.cost.allocations;
            bars.push((format!("{what}: allocations more than {HYPER}"), more, 8.0));
        }
        for peer in rows.iter().filter(same).filter(|it| it.kind == Kind::Peer) {
            let ratio = row.cost.cpu / peer.cost.cpu;
            bars.push((format!("{what}: CPU of {}", peer.client), ratio, 0.92));
        }
    }
    bars
}

/// The report's text.
pub fn markdown(report: &Report) -> String {
    let mut text = String::from("# What a call costs\n\n");
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "{} Load {:.1} before, {:.1} after.\n\nThe server runs in a process of its own. CPU and allocations are the client \
         process's, per call; the median of interleaved runs.\n",
        report.machine.sentence(),
        report.load.0,
        report.load.1
    );
    for (client, words) in &report.missing {
        let _ = writeln!(text, "**{client} could not be built:** {words}\n");
    }
    text.push_str("| call | at once | client | calls/s | CPU µs | allocations | bytes |\n|---|---|---|---|---|---|---|\n");
    for row in &report.rows {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:.0} | {:.2} | {:.1} | {:.0} |",
            row.call,
            row.at_once,
            row.client,
            1.0 / row.cost.wall,
            row.cost.cpu * 1e6,
            row.cost.allocations,
            row.cost.bytes
        );
    }
    if !report.instructions.is_empty() {
        text.push_str("\n## Instructions per call\n\nOutside the kernel, one call after the other, counted by callgrind.\n\n");
        text.push_str("| call | client | instructions |\n|---|---|---|\n");
    }
    for (call, client, count) in &report.instructions {
        let _ = writeln!(text, "| {call} | {client} | {count:.0} |");
    }
    text.push_str("\n## Bars\n\n| what | figure | at most | |\n|---|---|---|---|\n");
    for (what, figure, most) in &report.bars {
        let word = if figure <= most { "PASS" } else { "**MISS**" };
        let _ = writeln!(
            text,
            "| {what} | {} | {} | {word} |",
            round(*figure),
            round(*most)
        );
    }
    text
}
