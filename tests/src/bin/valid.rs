//! `valid SEED…`: shows the documents of seeds of the grammar, one behind the other.

use std::io::Write as _;

use faultcode_tests::valid::Document;

fn main() {
    let seeds = std::env::args().skip(1).filter_map(|it| it.parse().ok());
    let mut out = std::io::stdout().lock();
    for seed in seeds {
        let (_, text) = Document::of_seed(seed).file();
        writeln!(out, "{text}").expect("somebody reads");
    }
}
