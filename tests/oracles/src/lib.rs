//! What must hold of any bytes at all. An oracle panics where it does not.
//!
//! Each holds our code against something that is not it: a second implementation, a definition written out plainly, or a
//! promise that can be counted. The fuzzer asks them with inputs that it makes up (`fuzz/run`), and the tests ask them with
//! every input that is kept in `fuzz/corpus` and `fuzz/regressions` (`cargo test -p faultcode-tests fuzz::`).

mod answer;
mod decode;
mod document;
mod events;
mod hint;
mod overlay;
mod sources;
mod webhook;

/// One thing that must hold.
#[derive(Debug)]
pub struct Oracle {
    /// Its name, and that of its folder of inputs.
    pub name: &'static str,
    /// What it holds against what.
    pub about: &'static str,
    /// Panics where it does not hold.
    pub check: fn(&[u8]),
}

const fn oracle(name: &'static str, about: &'static str, check: fn(&[u8])) -> Oracle {
    Oracle { name, about, check }
}

/// Every oracle.
pub const ORACLES: &[Oracle] = &[
    oracle(
        "json",
        "our reader of JSON documents beside serde_json",
        document::json,
    ),
    oracle(
        "document",
        "the whole pipeline: output parses, names no strange item, two runs agree",
        document::document,
    ),
    oracle(
        "overlay",
        "JSONPath beside another implementation of RFC 9535",
        overlay::overlay,
    ),
    oracle(
        "import-docs",
        "drafts of pages are overlays that can be read",
        sources::import_docs,
    ),
    oracle(
        "traffic",
        "logs of traffic: drafts can be read, and no value of the traffic is printed",
        sources::traffic,
    ),
    oracle(
        "decode",
        "bodies beside serde_json, and back",
        decode::decode,
    ),
    oracle(
        "answer",
        "any answer: requests are counted, secrets looked for",
        answer::answer,
    ),
    oracle("hint", "Retry-After beside RFC 9110", hint::hint),
    oracle(
        "webhook",
        "signatures beside an HMAC of another package",
        webhook::webhook,
    ),
    oracle(
        "events",
        "server-sent events beside their definition, cut anywhere",
        events::events,
    ),
    oracle(
        "lines",
        "JSON lines beside the lines of the text, cut anywhere",
        events::lines,
    ),
];

/// The oracle of that name.
pub fn find(name: &str) -> Option<&'static Oracle> {
    ORACLES.iter().find(|oracle| oracle.name == name)
}

/// The first bytes as a number, and what is left: how an input says more than its text.
fn number(data: &[u8]) -> (u64, &[u8]) {
    let head = data.len().min(8);
    let (head, rest) = data.split_at(head);
    let number = head
        .iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    (number, rest)
}

/// The text before the first line of three dashes or more, and the text behind it.
fn halves(text: &str) -> (&str, &str) {
    text.split_once("\n---\n").unwrap_or((text, ""))
}
