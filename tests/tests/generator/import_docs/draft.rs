//! Whatever texts go into a draft, it is YAML and an overlay, and gives back exactly these texts.

use faultcode::internals::diagnostics::Diagnostics;
use faultcode::internals::draft::{Action, Confidence, Draft, Entry, Origin, Target};
use faultcode::internals::load::{Input, Loader};
use faultcode::internals::overlay;
use faultcode::internals::source::node::Node;
use faultcode::internals::source::value::to_json;
use serde_json::{Value, json};

/// What breaks quotes, comments, indentation, maps, keys and readers that know other line breaks.
const PARTS: &[&str] = &[
    "a",
    "SOLD_OUT",
    " ",
    "  ",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\"",
    "'",
    "\\",
    "#",
    " #",
    ": ",
    ":",
    "- ",
    "-",
    "---",
    "...",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "%",
    "@",
    "`",
    "?",
    "~",
    "null",
    "true",
    "no",
    "on",
    "1",
    "0x1f",
    "1e3",
    "404",
    "5XX",
    ".inf",
    "\u{0}",
    "\u{7}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{2029}",
    "\u{202e}",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{fffd}",
    "é",
    "日本",
    "😀",
    "\u{1fffe}",
    "\u{10ffff}",
    "$.paths",
    "']",
    "{}",
    "<<",
    "=",
    "${{x}}",
    "\\u0041",
    "\\x41",
    "overlay: 2",
];

/// A small generator of numbers, so that a failure comes again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("it is smaller than a usize")
    }

    fn text(&mut self, most: usize) -> String {
        let count = self.below(most + 1);
        (0..count).map(|_| PARTS[self.below(PARTS.len())]).collect()
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 4 } else { 6 }) {
            0 => json!(self.below(1000)),
            1 => json!(self.below(2) == 0),
            2 | 3 => json!(self.text(6)),
            4 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => Value::Object(
                (0..self.below(4))
                    .map(|_| (self.text(4), self.value(depth - 1)))
                    .collect(),
            ),
        }
    }

    fn entry(&mut self) -> Entry {
        let confidence = [
            Confidence::Stated,
            Confidence::Derived,
            Confidence::Observed,
        ];
        let origin = [Origin::Page, Origin::Catalogue, Origin::Traffic];
        let mut entry = Entry::new(confidence[self.below(3)], origin[self.below(3)]);
        entry.statuses = (0..self.below(3))
            .map(|_| ["404", "5XX", "429"][self.below(3)].to_owned())
            .collect();
        entry.description = self.text(8);
        entry.category = (self.below(2) == 0).then(|| self.text(3));
        entry.action = (self.below(2) == 0).then(|| Action {
            kind: self.text(2),
            text: self.text(6),
            operation: (self.below(2) == 0).then(|| self.text(3)),
        });
        entry.remarks = (0..self.below(4)).map(|_| self.text(9)).collect();
        if self.below(3) == 0 {
            entry.more.insert(self.text(3), self.value(2));
        }
        entry
    }

    fn target(&mut self) -> Target {
        let (path, method) = (self.text(4), self.text(1));
        match self.below(4) {
            0 => Target::Document,
            1 => Target::Operation { path, method },
            2 => Target::Response {
                path,
                method,
                status: self.text(1),
            },
            _ => Target::Scheme(self.text(3)),
        }
    }
}

fn read(text: &str) -> (Node, Vec<String>) {
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let input = Input::Bytes {
        name: "draft.yaml",
        bytes: text.as_bytes(),
    };
    let node = loader.read(input, &mut diag);
    let found = diag
        .take()
        .iter()
        .map(|it| format!("{}: {}", it.rule.id, it.message))
        .collect();
    (
        node.unwrap_or_else(|| panic!("no YAML: {found:?}\n{text}")),
        found,
    )
}

/// A tree that has every target of a draft.
fn document(draft: &Draft) -> Value {
    let mut root = json!({"paths": {}, "components": {"securitySchemes": {}}});
    for target in draft.parts.keys() {
        match target {
            Target::Document => {}
            Target::Operation { path, method } => {
                let operation = &mut root["paths"][path][method];
                if operation.is_null() {
                    *operation = json!({});
                }
            }
            Target::Response {
                path,
                method,
                status,
            } => root["paths"][path][method]["responses"][status] = json!({}),
            Target::Scheme(name) => root["components"]["securitySchemes"][name] = json!({}),
        }
    }
    root
}

#[test]
fn any_text_comes_back_and_none_breaks_out() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for round in 0..1500 {
        let mut draft = Draft::new(dice.text(5));
        draft.head = (0..dice.below(3)).map(|_| dice.text(8)).collect();
        for _ in 0..dice.below(5) {
            let (target, code, entry) = (dice.target(), dice.text(3), dice.entry());
            draft.code(target, &code, entry);
        }
        for name in ["x-error-envelope", "x-retry"].iter().take(dice.below(3)) {
            let (target, value, remark) = (dice.target(), dice.value(3), dice.text(6));
            draft.extension(target, name, value, remark);
        }
        for _ in 0..dice.below(3) {
            let note = dice.text(9);
            draft.note(note);
        }
        let text = draft.to_yaml();
        let (node, found) = read(&text);
        assert!(found.is_empty(), "round {round}: {found:?}\n{text}");
        let value = to_json(&node);
        assert_eq!(value["info"]["title"], json!(draft.title), "round {round}");
        let mut keys: Vec<_> = value.as_object().expect("a map").keys().cloned().collect();
        keys.sort();
        assert_eq!(
            keys,
            ["actions", "info", "overlay"],
            "round {round}\n{text}"
        );
        let filled: Vec<&Target> = draft.parts.keys().collect();
        let actions = value["actions"].as_array().expect("a list");
        if !draft.is_empty() {
            assert_eq!(actions.len(), filled.len(), "round {round}\n{text}");
        }
        for target in filled {
            let path = target.json_path();
            let action = actions.iter().find(|it| it["target"] == json!(path));
            let action = action.unwrap_or_else(|| panic!("round {round}: {path}\n{text}"));
            assert_eq!(
                action["update"],
                draft.update(target),
                "round {round}\n{text}"
            );
        }
        applies(&draft, &node, round);
    }
}

/// Each action finds its own place, whatever its name.
fn applies(draft: &Draft, overlay: &Node, round: usize) {
    let (mut loader, mut diag) = (Loader::new(), Diagnostics::new());
    let json = document(draft).to_string();
    let input = Input::Bytes {
        name: "document.json",
        bytes: json.as_bytes(),
    };
    let Some(mut root) = loader.read(input, &mut diag) else {
        // A key that documents cannot have cannot be a target either.
        diag.take();
        return;
    };
    overlay::overlay(
        &mut root,
        std::slice::from_ref(overlay),
        &mut loader,
        &mut diag,
    );
    let missed: Vec<_> = diag
        .take()
        .into_iter()
        .filter(|it| it.rule.id == "overlay-no-match" || it.rule.id == "not-an-overlay")
        .collect();
    assert!(
        missed.is_empty(),
        "round {round}: {missed:?}\n{}",
        draft.to_yaml()
    );
}

#[test]
fn what_is_no_code_is_noted_and_not_applied() {
    let mut draft = Draft::new("none");
    draft.code(
        Target::Document,
        "",
        Entry::new(Confidence::Derived, Origin::Page),
    );
    draft.code(
        Target::Document,
        &"x".repeat(129),
        Entry::new(Confidence::Derived, Origin::Page),
    );
    assert!(draft.is_empty());
    assert_eq!(draft.notes.len(), 2);
    let (node, found) = read(&draft.to_yaml());
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(
        to_json(&node)["actions"],
        json!([{"target": "$", "update": {}}])
    );
}

#[test]
fn the_same_facts_give_the_same_text() {
    let make = || {
        let mut draft = Draft::new("Shop");
        let mut entry = Entry::new(Confidence::Derived, Origin::Page);
        entry.statuses = vec!["409".to_owned()];
        entry.description = "Nothing is left: \"all\" sold".to_owned();
        entry.retry = Some("never");
        entry.remarks = vec!["page.md:12".to_owned(), "by status".to_owned()];
        draft.code(Target::Document, "SOLD_OUT", entry);
        draft.note("page.md:20: perhaps a code: gone");
        draft.to_yaml()
    };
    assert_eq!(make(), make());
    let expected = "overlay: 1.0.0\ninfo:\n  title: Shop\n  version: 1.0.0\nactions:\n  - target: $\n    update:\n      x-error-codes:\n        # by status\n        SOLD_OUT:                            # page.md:12\n          status: 409\n          description: \"Nothing is left: \\\"all\\\" sold\"\n          retry: never\n          confidence: derived\n          origin: page\n# Not understood:\n# - page.md:20: perhaps a code: gone\n";
    assert_eq!(make(), expected);
}
