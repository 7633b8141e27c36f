//! The bars: what share of the best peer's figure ours may be, and whether it is.

use serde::{Deserialize, Serialize};

use super::peer::OURS;
use super::row::{Row, Step, Way};

/// A figure that has a bar.
#[derive(Clone, Copy, Debug)]
struct Figure {
    name: &'static str,
    unit: &'static str,
    of: fn(&Row) -> Option<f64>,
    /// The most that ours may be of the best peer's.
    bar: f64,
    /// The same for a document so small that fixed costs are all that is seen.
    small: f64,
}

const FIGURES: [Figure; 6] = [
    Figure {
        name: "generation wall",
        unit: "s",
        of: |row| Some(generated(row)?.cost.wall_seconds),
        bar: 0.5,
        small: 0.5,
    },
    Figure {
        name: "generation peak",
        unit: "MiB",
        of: |row| Some(generated(row)?.cost.peak_mib),
        bar: 0.7,
        small: 0.7,
    },
    Figure {
        name: "cold check CPU",
        unit: "s",
        of: |row| Some(done(&row.check)?.cpu_seconds),
        bar: 0.2,
        small: 1.0,
    },
    Figure {
        name: "cold check peak",
        unit: "MiB",
        of: |row| Some(done(&row.check)?.peak_mib),
        bar: 0.3,
        small: 1.0,
    },
    Figure {
        name: "release CPU",
        unit: "s",
        of: |row| Some(done(&row.release)?.cost.cpu_seconds),
        bar: 0.25,
        small: 1.0,
    },
    Figure {
        name: "rlib",
        unit: "MiB",
        of: |row| Some(done(&row.release)?.mib),
        bar: 0.25,
        small: 1.0,
    },
];

/// The most that a small program's build from nothing may cost of the best peer's.
const CLEAN: [(Way, f64); 4] = [
    (Way::Cleartext, 0.75),
    (Way::Tls, 0.85),
    (Way::ScriptCleartext, 0.9),
    (Way::ScriptTls, 0.9),
];

/// Limits that do not depend on a peer: document, figure, the most.
const ABSOLUTE: [(&str, &str, f64); 2] = [
    ("github-full", "cold check CPU", 15.0),
    ("github-full", "cold check peak", 1536.0),
];

/// One figure of one document against its bar.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verdict {
    /// The document.
    pub document: String,
    /// The figure.
    pub figure: String,
    /// Its unit.
    pub unit: String,
    /// Ours.
    pub ours: Option<f64>,
    /// The best peer that compiles the document, and its figure.
    pub best: Option<(String, f64)>,
    /// The most that ours may be: of the best peer's figure, or in the unit.
    pub bar: f64,
    /// Whether the bar is in the unit.
    pub absolute: bool,
}

impl Verdict {
    /// Ours as a share of the best peer's; of a limit in the unit, ours itself.
    pub fn ratio(&self) -> Option<f64> {
        if self.absolute {
            return self.ours;
        }
        let (_, best) = self.best.as_ref()?;
        (*best > 0.0).then(|| self.ours.map(|ours| ours / best))?
    }

    /// Whether the bar is held; `None` if a side was not measured.
    pub fn held(&self) -> Option<bool> {
        self.ratio().map(|ratio| ratio <= self.bar)
    }
}

/// Every figure of every document. `small` says which documents are so small that fixed costs are all that is seen.
pub fn verdicts(rows: &[Row], small: &dyn Fn(&str) -> bool) -> Vec<Verdict> {
    let mut documents: Vec<&str> = Vec::new();
    for row in rows {
        if !documents.contains(&row.document.as_str()) {
            documents.push(&row.document);
        }
    }
    let mut verdicts = Vec::new();
    for document in documents {
        let of = || rows.iter().filter(move |row| row.document == document);
        for figure in FIGURES {
            let measured = |row: &&Row| row.compiles();
            let ours = of().filter(measured).find(|row| row.peer == OURS);
            let best = of()
                .filter(measured)
                .filter(|row| row.peer != OURS)
                .filter_map(|row| Some((row.peer.clone(), (figure.of)(row)?)))
                .min_by(|one, other| one.1.total_cmp(&other.1));
            let verdict = Verdict {
                document: document.to_owned(),
                figure: figure.name.to_owned(),
                unit: figure.unit.to_owned(),
                ours: ours.and_then(|row| (figure.of)(row)),
                best,
                bar: if small(document) {
                    figure.small
                } else {
                    figure.bar
                },
                absolute: false,
            };
            let limit = ABSOLUTE
                .iter()
                .find(|(of, name, _)| *of == document && *name == figure.name);
            if let Some((.., most)) = limit {
                verdicts.push(Verdict {
                    bar: *most,
                    absolute: true,
                    ..verdict.clone()
                });
            }
            verdicts.push(verdict);
        }
    }
    verdicts
}

/// The small program in each way that it was built.
pub fn clean(rows: &[Row]) -> Vec<Verdict> {
    let verdict = |(way, bar): (Way, f64)| {
        let cpu = |row: &Row| Some(row.clean.get(&way)?.done()?.cost.cpu_seconds);
        let best = rows
            .iter()
            .filter(|row| row.peer != OURS)
            .filter_map(|row| Some((row.peer.clone(), cpu(row)?)))
            .min_by(|one, other| one.1.total_cmp(&other.1));
        let ours = rows.iter().find(|row| row.peer == OURS);
        Verdict {
            document: "small program".to_owned(),
            figure: way.words().to_owned(),
            unit: "s".to_owned(),
            ours: ours.and_then(cpu),
            best,
            bar,
            absolute: false,
        }
    };
    if rows.is_empty() {
        return Vec::new();
    }
    CLEAN.into_iter().map(verdict).collect()
}

fn done<T>(step: &Option<Step<T>>) -> Option<&T> {
    step.as_ref().and_then(Step::done)
}

fn generated(row: &Row) -> Option<&super::row::Generated> {
    done(&row.generate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Cost;

    fn row(peer: &str, cpu: Option<f64>) -> Row {
        let check = cpu.map_or(Step::Failed("error".to_owned()), |cpu_seconds| {
            Step::Done(Cost {
                cpu_seconds,
                ..Cost::default()
            })
        });
        Row {
            document: "d".to_owned(),
            peer: peer.to_owned(),
            check: Some(check),
            ..Row::default()
        }
    }

    #[test]
    fn the_best_peer_is_one_that_compiles() {
        let rows = [row(OURS, Some(1.0)), row("a", None), row("b", Some(4.0))];
        let judge = |small| {
            let all = verdicts(&rows, &|_| small);
            let it = all.iter().find(|it| it.figure == "cold check CPU");
            it.map(|it| (it.best.clone(), it.ratio(), it.held()))
        };
        let best = Some(("b".to_owned(), 4.0));
        assert_eq!(judge(false), Some((best.clone(), Some(0.25), Some(false))));
        assert_eq!(judge(true), Some((best, Some(0.25), Some(true))));
    }
}
