//! The layering and the bans of the house style, read off the sources.
//!
//! It is long because the layers are one table.

#[path = "tidy/orphans.rs"]
mod orphans;
#[path = "tidy/walls.rs"]
mod walls;

use std::collections::BTreeSet;

use faultcode::internals::diagnostics::rules;
use faultcode_tests::snapshot::finish;
use faultcode_tests::source::{Source, all, names};

/// Words that code below one folder may use in some places only.
struct Layer {
    /// The folder whose files are read.
    below: &'static str,
    /// The words.
    words: &'static [&'static str],
    /// Files and folders that may use them, relative to `below`.
    except: &'static [&'static str],
    /// Why, and what to do instead.
    why: &'static str,
}

const GENERATOR: &str = "generator/src/";
const RUNTIME: &str = "runtime/src/";

/// What ends, or gives nothing, where one of two lists is shorter than the other.
const ENDS: &[&str] = &["zip(", ".get(", ".get_mut(", ".nth("];

const NO_SILENT_END: &str = "a name that is missing would give an empty file or another number; plan the pair, or index by the id";

const LAYERS: &[Layer] = &[
    Layer {
        below: GENERATOR,
        words: &["openapiv3"],
        except: &["model.rs", "model/", "lower.rs", "lower/"],
        why: "only model and lower know the typed document; give later stages a fact of `ir`",
    },
    Layer {
        below: GENERATOR,
        words: &[
            "load::load(",
            "overlay::overlay(",
            "resolve::resolve(",
            "name::name(",
            "select::select(",
            "resolve::judge(",
            "normalise::normalise(",
            "dialect::translate(",
            "infer::infer(",
            "model::model(",
            "lower::lower(",
            "access::access(",
            "examples::examples(",
            "analyse::analyse(",
            "check::check(",
            "plan::plan(",
            "render::render(",
        ],
        except: &["session.rs"],
        why: "the order of the stages stands in the session; ask it with `until`",
    },
    Layer {
        below: GENERATOR,
        words: &["saphyr_parser"],
        except: &["source/yaml.rs", "source/yaml/"],
        why: "one file knows the event parser, so that it can be replaced",
    },
    Layer {
        below: GENERATOR,
        words: &["HashMap", "HashSet"],
        except: &[],
        why: "iteration order would reach the output; take IndexMap or BTreeMap",
    },
    Layer {
        below: GENERATOR,
        words: &[
            "std::fs",
            "fs::",
            "File::",
            "read_dir",
            "is_file()",
            "exists()",
            "canonicalize",
            "set_permissions",
        ],
        except: &[
            "load.rs",
            "load/",
            "config.rs",
            "write.rs",
            "write/",
            "cli.rs",
            "cli/",
            "builder.rs",
            "builder/",
            "main.rs",
        ],
        why: "all other stages are pure; hand them what was read",
    },
    Layer {
        below: GENERATOR,
        words: &[
            "std::env",
            "env::",
            "SystemTime",
            "Instant",
            "thread::spawn",
        ],
        except: &[
            "cli.rs",
            "cli/",
            "builder.rs",
            "builder/",
            "main.rs",
            "mock/clock.rs",
        ],
        why: "output may depend on nothing but the inputs; the mock has one clock, which tests move",
    },
    Layer {
        below: GENERATOR,
        words: &["std::net", "TcpStream", "UdpSocket"],
        except: &[
            "cli/arguments.rs",
            "mock/connection.rs",
            "mock/error.rs",
            "mock/server.rs",
            "mock/settings.rs",
            "mock/webhooks.rs",
        ],
        why: "generating opens no socket; of the mock, the server and what it delivers does",
    },
    Layer {
        below: GENERATOR,
        words: &["Command::"],
        except: &["cli/arguments.rs", "cli/revision.rs"],
        why: "generating starts no program; `diff` alone asks git for another revision",
    },
    Layer {
        below: GENERATOR,
        words: &["tokio::", "hyper::"],
        except: &[
            "mock/connection.rs",
            "mock/server.rs",
            "mock/webhooks.rs",
            "mock/wire.rs",
        ],
        why: "what the mock answers is decided without a socket, and nothing else has one",
    },
    Layer {
        below: "generator/src/mock/",
        words: &[
            "crate::model",
            "source::node",
            "crate::load",
            "crate::lower",
            "crate::plan",
            "crate::emit",
            "proc_macro2",
            "quote!",
        ],
        except: &[],
        why: "the mock is a back end: it sees the intermediate representation only",
    },
    Layer {
        below: "generator/src/emit/",
        words: &[
            "crate::model",
            "source::node",
            "crate::extension",
            "crate::load",
        ],
        except: &[],
        why: "emission sees the plan and the intermediate representation only",
    },
    Layer {
        below: "generator/src/plan/",
        words: &[
            "crate::model",
            "source::node",
            "crate::extension",
            "crate::load",
            "proc_macro2",
            "quote!",
        ],
        except: &[],
        why: "planning sees the intermediate representation only and makes no tokens",
    },
    Layer {
        below: "generator/src/emit/",
        words: ENDS,
        except: &[],
        why: NO_SILENT_END,
    },
    Layer {
        below: "generator/src/plan/",
        words: ENDS,
        except: &[],
        why: NO_SILENT_END,
    },
    Layer {
        below: "generator/src/ir/",
        words: &[
            "crate::model",
            "source::node",
            "crate::extension",
            "crate::load",
            "crate::plan",
            "proc_macro2",
            "quote!",
        ],
        except: &[],
        why: "the intermediate representation knows neither end",
    },
    Layer {
        below: "generator/src/source/",
        words: &[
            "crate::model",
            "crate::ir",
            "crate::lower",
            "crate::resolve",
            "crate::normalise",
            "crate::load",
            "crate::extension",
        ],
        except: &[],
        why: "sources know nothing of OpenAPI",
    },
    Layer {
        below: "generator/src/diagnostics/",
        words: &[
            "crate::model",
            "crate::ir",
            "crate::lower",
            "crate::resolve",
            "crate::normalise",
            "crate::load",
            "crate::extension",
        ],
        except: &[],
        why: "diagnostics know nothing of OpenAPI",
    },
    Layer {
        below: GENERATOR,
        words: &[
            "format_ident!",
            "parse_str",
            "parse_quote!",
            "TokenStream::from_str",
            "Literal::string",
        ],
        except: &["emit/literal.rs", "emit/docs.rs", "emit/gate.rs"],
        why: "text of a document becomes tokens in `emit::literal` only",
    },
    Layer {
        below: GENERATOR,
        words: &["quote!", "quote_spanned!"],
        except: &["emit.rs", "emit/"],
        why: "tokens are made in emit",
    },
    Layer {
        below: GENERATOR,
        words: &["prettyplease"],
        except: &["format.rs", "format/"],
        why: "one place lays the output out",
    },
    Layer {
        below: GENERATOR,
        words: &["syn::"],
        except: &["format.rs", "format/", "verify.rs", "verify/"],
        why: "syn reads the output back, nothing else",
    },
    Layer {
        below: GENERATOR,
        words: &["heck"],
        except: &["plan/names.rs", "plan/names/"],
        why: "names are decided in one place",
    },
    Layer {
        below: GENERATOR,
        words: &["clap"],
        except: &["cli.rs", "cli/", "main.rs"],
        why: "the library has no command line",
    },
    Layer {
        below: GENERATOR,
        words: &["serde_yaml"],
        except: &["config.rs", "yaml_out.rs"],
        why: "documents are read by the event parser; this package reads the configuration and writes YAML",
    },
    Layer {
        below: GENERATOR,
        words: &["annotate_snippets"],
        except: &["diagnostics/render/human.rs"],
        why: "one file draws source excerpts",
    },
    Layer {
        below: GENERATOR,
        words: &["faultcode_runtime::{", "use faultcode_runtime"],
        except: &[
            "emit.rs",
            "emit/",
            "format.rs",
            "format/",
            "verify.rs",
            "verify/",
            "lib.rs",
            "diagnostics/rules/",
        ],
        why: "the generator does not depend on the runtime",
    },
    Layer {
        below: GENERATOR,
        words: &[
            "unwrap()",
            "unwrap_err()",
            "panic!",
            "todo!",
            "unimplemented!",
            "dbg!",
            "assert!",
            "assert_eq!",
        ],
        except: &["diagnostics.rs"],
        why: "a document must not be able to end the process; report a finding, or let `expect` name the invariant",
    },
    Layer {
        below: RUNTIME,
        words: &[
            "unwrap()",
            "unwrap_err()",
            "panic!",
            "todo!",
            "unimplemented!",
            "dbg!",
        ],
        except: &["extras/testing.rs", "extras/testing/"],
        why: "a server must not be able to end the process; return an error, or let `expect` name the invariant",
    },
];

#[test]
fn every_layer_keeps_to_its_words() {
    let sources = all();
    let mut problems = Vec::new();
    for layer in LAYERS {
        let files = sources
            .iter()
            .filter(|source| source.is_handwritten() && source.path.starts_with(layer.below));
        for source in files {
            let allowed = |part: &str| source.lies_in(&format!("{}{part}", layer.below));
            if layer.except.iter().any(|part| allowed(part)) {
                continue;
            }
            for (number, line) in source.code() {
                for word in layer.words.iter().filter(|word| names(line, word)) {
                    let path = &source.path;
                    problems.push(format!("{path}:{number} says `{word}`: {}", layer.why));
                }
            }
        }
    }
    finish(
        &problems,
        "Move the code to the stage that may do this, or change the table here together with ARCHITECTURE.md.",
    );
}

/// What the library shows to those who use it: everything else is behind one door for the tests.
const FACE: [&str; 16] = [
    "Auth",
    "AuthScheme",
    "Builder",
    "File",
    "Finding",
    "Findings",
    "Form",
    "Input",
    "Narrow",
    "Options",
    "Output",
    "Package",
    "Runtime",
    "Session",
    "Stage",
    "Summary",
];

#[test]
fn the_library_has_a_small_face() {
    let sources = all();
    let library = sources.iter().find(|it| it.path == "generator/src/lib.rs");
    let lines: Vec<&str> = library.expect("the library").text.lines().collect();
    let mut shown: Vec<String> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if let Some(names) = line.strip_prefix("pub use ") {
            let names = names.trim_end_matches(';');
            let names = names.split_once("::{").map_or_else(
                || names.rsplit("::").next().unwrap_or(names),
                |(_, names)| names.trim_end_matches('}'),
            );
            shown.extend(names.split(", ").map(str::to_owned));
        } else if line.starts_with("pub ") {
            // A back end that is asked for by a feature has a face of its own.
            if *line == "pub mod mock;" {
                continue;
            }
            let hidden = lines[index.saturating_sub(1)] == "#[doc(hidden)]";
            assert!(hidden, "{line} is shown to those who use the library");
        }
    }
    shown.sort();
    assert_eq!(shown, FACE);
}

#[test]
fn every_module_begins_with_its_one_job() {
    let mut problems = Vec::new();
    for source in all().iter().filter(|source| source.is_handwritten()) {
        let head = source.head();
        let sentence = head.trim();
        if sentence.is_empty() || !sentence.contains('.') {
            problems.push(format!(
                "{} has no `//!` sentence in its first line",
                source.path
            ));
        }
        let lines = source.without_tests().count();
        let says_why = ["long", "one file", "together"]
            .iter()
            .any(|word| head.contains(word));
        if lines > 400 && !says_why {
            problems.push(format!(
                "{} has {lines} lines and its head does not say why it is long",
                source.path
            ));
        }
        let (folder, name) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
        let name = name.trim_end_matches(".rs");
        if [
            "mod", "util", "utils", "helper", "helpers", "common", "misc",
        ]
        .contains(&name)
        {
            problems.push(format!("{folder}/{name}.rs has a name that says nothing"));
        }
    }
    finish(
        &problems,
        "Say in the head what the module is for; split a long file by concept, or say why it stays whole.",
    );
}

#[test]
fn every_rule_explains_itself() {
    let mut problems = Vec::new();
    for rule in rules::all() {
        let explain = &rule.explain;
        let parts = [
            ("why", explain.why),
            ("bad", explain.bad),
            ("good", explain.good),
        ];
        for (part, text) in parts {
            if text.trim().is_empty() {
                problems.push(format!("{}: `{part}` is empty", rule.id));
            }
        }
        if explain.bad == explain.good {
            problems.push(format!("{}: the good example is the bad one", rule.id));
        }
    }
    finish(
        &problems,
        "Complete the rule in generator/src/diagnostics/rules/.",
    );
}

#[test]
fn generated_files_say_so() {
    let mut problems = Vec::new();
    for source in all() {
        let generated = source.path.starts_with("generated-example/")
            && source.path.ends_with(".rs")
            && !source.is_handwritten();
        if generated && !source.text.starts_with("// @generated by faultcode ") {
            problems.push(format!("{} lacks the header", source.path));
        }
    }
    finish(
        &problems,
        "Run `faultcode generate`; hand-written code belongs into generated-example/app.",
    );
}

/// Words that may stand in no file. Written in pieces, so that this file may stay in the tree.
const BANNED: &[(&str, &str)] = &[
    (concat!("crates", ".io"), "the host of a registry"),
    (concat!("pypi", ".org"), "the host of a registry"),
    (concat!("npmjs", ".org"), "the host of a registry"),
    (concat!("npmjs", ".com"), "the host of a registry"),
    (concat!("proxy", ".golang"), "the host of a registry"),
    (concat!("/ho", "me/"), "a path of one machine"),
    (concat!("/Us", "ers/"), "a path of one machine"),
    (concat!("/ro", "ot/"), "a path of one machine"),
    (concat!("/wo", "rk/"), "a path of one machine"),
    (concat!("/t", "mp/"), "a path of one machine"),
];

#[test]
fn no_file_names_a_machine_or_a_registry() {
    let mut problems = Vec::new();
    // The lock file is Cargo's; it names its source.
    for source in all().iter().filter(|source| source.path != "Cargo.lock") {
        for (number, line) in (1..).zip(source.text.lines()) {
            for (word, what) in BANNED.iter().filter(|(word, _)| line.contains(word)) {
                problems.push(format!("{}:{number} says {word}: {what}", source.path));
            }
        }
    }
    finish(&problems, "Write it without the host or the path.");
}

#[test]
fn the_generator_needs_no_runtime() {
    let sources = all();
    let manifest = |path: &str| -> &Source {
        let found = sources.iter().find(|source| source.path == path);
        found.expect("each crate has a manifest")
    };
    let generator = &manifest("generator/Cargo.toml").text;
    assert!(
        !generator.contains("faultcode-runtime"),
        "generator/Cargo.toml names the runtime: documents are the generator's business, HTTP the runtime's"
    );
    for path in ["generator/Cargo.toml", "runtime/Cargo.toml"] {
        assert!(
            manifest(path).text.contains("[lints]\nworkspace = true"),
            "{path} must take the workspace's lints: they forbid unsafe code"
        );
    }
}

/// The texts in a line of code.
fn texts(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

/// Whether a text means one thing wherever it stands: the name of a header or a member, or a media type.
fn is_a_name(text: &str) -> bool {
    let letters = text.contains(|letter: char| letter.is_ascii_alphabetic());
    letters && text.contains(['-', '/', '_', '=']) && !text.contains(' ')
}

#[test]
fn no_default_of_facts_stands_a_second_time() {
    let sources = all();
    let in_facts = sources.iter().filter(|source| source.lies_in("facts/src/"));
    let lines = in_facts.flat_map(|source| source.code().map(|(_, line)| line.trim()));
    // `Full = "full",` is a word of documents; what stands as a default or a constant has a type.
    let lines = lines.filter(|line| line.contains(':') || !line.contains(" = "));
    let defaults: BTreeSet<&str> = lines.flat_map(texts).filter(|it| is_a_name(it)).collect();
    assert!(defaults.contains("x-request-id") && defaults.contains("Idempotency-Key"));
    let mut second = Vec::new();
    for source in &sources {
        if !source.lies_in("generator/src/") && !source.lies_in("runtime/src/") {
            continue;
        }
        if source.path.ends_with("/tests.rs") {
            continue;
        }
        for (number, line) in source.code() {
            let stated = texts(line).filter(|text| defaults.contains(text));
            second.extend(stated.map(|text| format!("{}:{number}: {text}", source.path)));
        }
    }
    assert!(
        second.is_empty(),
        "these are defaults of faultcode_facts, which has a constant for each:\n{}",
        second.join("\n")
    );
}

#[test]
fn no_generated_method_can_meet_one_that_every_builder_has() {
    let path = faultcode_tests::tree::root().join("runtime/src/call/client/settings.rs");
    let text = std::fs::read_to_string(path).expect("the table of settings");
    let settings = text.lines().filter(|line| line.contains(") => |to|"));
    let names: Vec<&str> = settings
        .filter_map(|line| line.trim().split('(').next())
        .collect();
    assert!(
        names.len() > 20,
        "the settings are looked for in another form"
    );
    for name in names {
        assert!(
            faultcode::internals::plan::prelude::BUILDER_METHODS.contains(&name),
            "a security scheme called {name} would be a second method of that name"
        );
    }
}

/// What else a builder of the runtime has: where it starts and ends, and what generated builders have in words of their own.
const BESIDE_SETTINGS: [&str; 5] = ["build", "credential", "new", "server", "server_variable"];

#[test]
fn each_setting_of_a_client_stands_once() {
    for file in ["builder.rs", "macros.rs"] {
        let path = faultcode_tests::tree::root().join("runtime/src/call/client");
        let text = std::fs::read_to_string(path.join(file)).expect("a file of builders");
        let methods = text.split("pub fn ").skip(1);
        let beside: Vec<&str> = methods
            .filter_map(|rest| rest.split('(').next())
            .filter(|name| !["$name", "builder", "inner"].contains(name))
            .filter(|name| !BESIDE_SETTINGS.contains(name))
            .collect();
        assert!(
            beside.is_empty(),
            "{file} has {beside:?}: state it in settings.rs, from which both builders are made"
        );
    }
}

/// The lints that the runtime denies, since nothing that a server sends or a caller gives may end the process.
const PANICS: [&str; 4] = [
    "clippy::arithmetic_side_effects",
    "clippy::expect_used",
    "clippy::indexing_slicing",
    "clippy::unwrap_used",
];

#[test]
fn what_could_panic_in_the_runtime_is_excepted_with_a_reason() {
    let (mut problems, mut exceptions) = (Vec::new(), 0);
    for source in all().iter().filter(|it| it.path.starts_with(RUNTIME)) {
        if source.path == "runtime/src/lib.rs" {
            let missing = PANICS.iter().filter(|lint| !source.text.contains(*lint));
            problems.extend(missing.map(|lint| format!("{} does not deny {lint}", source.path)));
            continue;
        }
        for attribute in source.text.split("#[").skip(1) {
            let attribute = attribute.split(")]").next().unwrap_or("");
            let count = PANICS
                .iter()
                .filter(|lint| attribute.contains(*lint))
                .count();
            exceptions += count;
            if count > 0 && !(attribute.starts_with("expect(") && attribute.contains("reason = ")) {
                problems.push(format!("{} has an exception without a reason", source.path));
            }
        }
    }
    faultcode_tests::aloud(&format!(
        "runtime: {exceptions} exceptions from the lints against panics, each with a reason"
    ));
    assert!(
        exceptions > 0,
        "the attributes are looked for in another form"
    );
    finish(
        &problems,
        "Write `#[expect(LINT, reason = \"why it cannot happen\")]`.",
    );
}

/// Remarks and hints are phrases of the tables by their type; an argument may be text of the document, so it is read here.
#[test]
fn no_sentence_of_a_message_stands_outside_of_the_tables() {
    let mut problems = Vec::new();
    for source in all() {
        let is_read = source.path.starts_with(GENERATOR)
            && source.is_handwritten()
            && !source.lies_in("generator/src/diagnostics/");
        if !is_read {
            continue;
        }
        let lines: Vec<&str> = source.code().map(|(_, line)| line.trim()).collect();
        let code = lines.join(" ");
        for (at, call) in code.match_indices(".arg(") {
            let argument = argument(&code[at + call.len()..]);
            let sentences = argument
                .into_iter()
                .filter(|text| text.trim().contains(' '));
            problems.extend(sentences.map(|text| format!("{}: `{text}`", source.path)));
        }
    }
    finish(
        &problems,
        "State the phrase in a table below `diagnostics/rules`, and hand the phrase over.",
    );
}

/// The literals of a call's argument; `rest` begins behind the opening parenthesis.
fn argument(rest: &str) -> Vec<&str> {
    let mut literals = Vec::new();
    let (mut depth, mut open, mut escaped) = (1, None, false);
    for (at, sign) in rest.char_indices() {
        match (open, sign) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(start), '"') => {
                literals.push(&rest[start..at]);
                open = None;
            }
            (Some(_), _) => {}
            (None, '"') => open = Some(at + 1),
            (None, '(') => depth += 1,
            (None, ')') if depth == 1 => break,
            (None, ')') => depth -= 1,
            (None, _) => {}
        }
    }
    literals
}
