//! How the work of the generator grows with a document: twice as much of one thing takes about twice the steps.
//!
//! Steps are counted by the stages themselves. What they miss shows in the size of the representation, and in the time of
//! the processor that the thread took, where the system says so.
//!
//! It is long because it lists documents, one function each.

use std::fmt::Write as _;
use std::fs;

use faultcode::internals::diagnostics::Severity;
use faultcode::internals::steps;
use faultcode::{Input, Options, Session, Stage};

/// What twice as much may take.
const MOST: f64 = 2.2;

/// What four times as much may take of the processor. Time is rough; what is not linear needs sixteen times as much.
const MOST_TIME: f64 = 8.0;

/// Time below which nothing can be said, in nanoseconds.
const SHORT: f64 = 20e6;

/// A document, and an overlay for it.
struct Made {
    document: String,
    overlay: Option<String>,
}

/// What understanding and planning a document took.
#[derive(Clone, Copy, Debug)]
struct Taken {
    steps: f64,
    /// Bytes of the representation, written out.
    size: f64,
    /// Nanoseconds of the processor.
    time: Option<f64>,
}

fn take(made: &Made) -> Taken {
    let mut input = Input::bytes("growth.yaml", made.document.as_bytes());
    if let Some(overlay) = &made.overlay {
        input = input.overlay_bytes("overlay.yaml", overlay.as_bytes());
    }
    let mut session = Session::new(input, Options::named("growth"));
    let (steps, time) = (steps::taken(), processor());
    let done = session.until(Stage::Plan);
    let (steps, time) = (
        steps::taken() - steps,
        processor().zip(time).map(|(after, before)| after - before),
    );
    let found = session.diagnostics().take();
    let errors = found
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    let errors: Vec<&str> = errors.map(|finding| finding.message.as_str()).collect();
    assert!(done.is_some(), "{errors:?}\n{}", made.document);
    Taken {
        steps: steps as f64,
        size: format!("{:?}", session.api()).len() as f64,
        time,
    }
}

/// The time of the processor that this thread has taken.
fn processor() -> Option<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

/// Doubles a number three times, and looks at what each took.
fn grows(first: usize, make: impl Fn(usize) -> Made) {
    let all: Vec<Taken> = (0..4)
        .map(|doublings| take(&make(first << doublings)))
        .collect();
    for pair in all.windows(2) {
        let [less, more] = pair else { continue };
        assert!(
            more.steps <= less.steps * MOST,
            "steps grow too fast: {all:#?}"
        );
        assert!(
            more.size <= less.size * MOST,
            "the representation grows too fast: {all:#?}"
        );
    }
    let [_, less, _, most] = all.as_slice() else {
        unreachable!("there are four");
    };
    let quickest = |made: Made, first: Option<f64>| {
        let again = (0..2).filter_map(|_| take(&made).time);
        again.chain(first).min_by(f64::total_cmp)
    };
    if let (Some(most), Some(less)) = (most.time, less.time)
        && most > SHORT
        && most > less * MOST_TIME
    {
        // Another look, before a machine that does other things as well is taken for a fault.
        let most = quickest(make(first << 3), Some(most));
        let less = quickest(make(first << 1), Some(less));
        assert!(
            most <= less.map(|less| less * MOST_TIME),
            "time grows too fast: {all:#?}"
        );
    }
}

/// A document whose one operation answers `schema`.
fn answering(schema: &str, components: &str) -> Made {
    answers(&[("'200'", schema)], components)
}

fn answers(responses: &[(&str, &str)], components: &str) -> Made {
    let mut document = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: https://x.test}]\npaths:\n  /a:\n    \
                        get:\n      operationId: getA\n      responses:\n"
        .to_owned();
    for (status, schema) in responses {
        let content = format!("{{application/json: {{schema: {schema}}}}}");
        line(
            &mut document,
            format_args!("        {status}: {{description: d, content: {content}}}"),
        );
    }
    line(
        &mut document,
        format_args!("components:\n  schemas:\n{components}"),
    );
    Made {
        document,
        overlay: None,
    }
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a text takes all");
}

/// One schema per number, below `components/schemas`.
fn each(count: usize, schema: impl Fn(usize) -> String) -> String {
    let mut all = String::new();
    for number in 0..count {
        line(&mut all, format_args!("    {}", schema(number)));
    }
    all
}

/// A reference to a schema.
fn to(name: &str) -> String {
    format!("{{$ref: '#/components/schemas/{name}'}}")
}

/// References to numbered schemas, separated by commas.
fn to_all(count: usize, name: &str) -> String {
    let all: Vec<String> = (0..count)
        .map(|number| to(&format!("{name}{number}")))
        .collect();
    all.join(", ")
}

const BASE: &str = "    Base: {type: object, required: [key], properties: {key: {type: string}, at: {type: integer}}, \
                    discriminator: {propertyName: key}}\n    Other: {type: object, required: [z], properties: {z: {type: string}}}\n";

/// A choice of an heir and of something else.
fn heir_or_other(heir: &str, components: &str) -> Made {
    let choice = format!("{{oneOf: [{}, {}]}}", to(heir), to("Other"));
    answering(&choice, &format!("{BASE}{components}"))
}

#[test]
fn heirs_without_members() {
    grows(16, |count| {
        let heir = |number| format!("K{number}: {{allOf: [{}]}}", to("Base"));
        heir_or_other("K0", &each(count, heir))
    });
}

#[test]
fn heirs_of_heirs() {
    grows(16, |count| {
        let simple = format!("    Simple: {{allOf: [{}]}}\n", to("Base"));
        let heir = |number| format!("K{number}: {{allOf: [{}]}}", to("Simple"));
        heir_or_other("K0", &(simple + &each(count, heir)))
    });
}

#[test]
fn heirs_with_members() {
    grows(16, |count| {
        let own =
            |number| format!("{{type: object, properties: {{own{number}: {{type: string}}}}}}");
        let heir = |number| format!("K{number}: {{allOf: [{}, {}]}}", to("Base"), own(number));
        heir_or_other("Base", &each(count, heir))
    });
}

#[test]
fn heirs_that_the_base_lists() {
    grows(16, |count| {
        let base = format!(
            "    Listed: {{type: object, properties: {{key: {{type: string}}}}, discriminator: {{propertyName: key}}, oneOf: [{}]}}\n",
            to_all(count, "K")
        );
        let own =
            |number| format!("{{type: object, properties: {{own{number}: {{type: string}}}}}}");
        let heir = |number| format!("K{number}: {{allOf: [{}, {}]}}", to("Listed"), own(number));
        answering(&to("Listed"), &(base + &each(count, heir)))
    });
}

#[test]
fn branches_by_a_tag() {
    grows(16, |count| {
        let branch = |number| {
            format!(
                "B{number}: {{type: object, required: [kind], properties: {{kind: {{type: string, enum: [k{number}]}}, own{number}: {{type: string}}}}}}"
            )
        };
        let choice = format!("{{oneOf: [{}]}}", to_all(count, "B"));
        answering(&choice, &each(count, branch))
    });
}

#[test]
fn branches_by_a_mapping() {
    grows(16, |count| {
        let branch = |number| {
            format!(
                "B{number}: {{type: object, properties: {{kind: {{type: string}}, own{number}: {{type: string}}}}}}"
            )
        };
        let mapping: Vec<String> = (0..count)
            .map(|number| format!("k{number}: B{number}"))
            .collect();
        let choice = format!(
            "{{oneOf: [{}], discriminator: {{propertyName: kind, mapping: {{{}}}}}}}",
            to_all(count, "B"),
            mapping.join(", ")
        );
        answering(&choice, &each(count, branch))
    });
}

#[test]
fn branches_by_their_look() {
    grows(16, |count| {
        let branch = |number| {
            format!(
                "B{number}: {{type: object, required: [own{number}], properties: {{own{number}: {{type: string}}}}}}"
            )
        };
        let choice = format!("{{oneOf: [{{type: string}}, {}]}}", to_all(count, "B"));
        answering(&choice, &each(count, branch))
    });
}

#[test]
fn branches_of_one_tag_beside_a_text() {
    grows(16, |count| {
        let branch = |number| {
            format!(
                "{{type: object, required: [kind], properties: {{kind: {{type: string, enum: [k{number}, l{number}]}}, at: {{type: integer}}}}}}"
            )
        };
        let branches: Vec<String> = (0..count).map(branch).collect();
        answering(
            &format!("{{oneOf: [{{type: string}}, {}]}}", branches.join(", ")),
            "    A: {type: string}\n",
        )
    });
}

/// Schemas of two per level, each made of both of the next level.
fn diamond(depth: usize, last: &str, of: impl Fn(&str, &str) -> String) -> String {
    let mut all = String::new();
    for level in 0..depth {
        let (left, right) = (
            to(&format!("L{}", level + 1)),
            to(&format!("R{}", level + 1)),
        );
        for side in ["L", "R"] {
            line(
                &mut all,
                format_args!("    {side}{level}: {}", of(&left, &right)),
            );
        }
    }
    for side in ["L", "R"] {
        line(
            &mut all,
            format_args!("    {side}{depth}: {}", last.replace('#', side)),
        );
    }
    all
}

const OBJECT: &str = "{type: object, required: [end#], properties: {end#: {type: string}}}";

#[test]
fn choices_that_share_choices() {
    grows(4, |depth| {
        let choice = |left: &str, right: &str| format!("{{oneOf: [{left}, {right}]}}");
        answering(&to("L0"), &diamond(depth, OBJECT, choice))
    });
}

#[test]
fn unions_that_share_unions() {
    grows(4, |depth| {
        let last =
            "{type: object, required: [kind], properties: {kind: {type: string, enum: [k#]}}}";
        let union = |left: &str, right: &str| {
            format!(
                "{{oneOf: [{left}, {right}, {{type: string}}], discriminator: {{propertyName: kind}}}}"
            )
        };
        answering(&to("L0"), &diamond(depth, last, union))
    });
}

#[test]
fn parts_that_share_parts() {
    grows(4, |depth| {
        let parts = |left: &str, right: &str| format!("{{allOf: [{left}, {right}]}}");
        answering(&to("L0"), &diamond(depth, OBJECT, parts))
    });
}

#[test]
fn members_that_share_members() {
    grows(8, |depth| {
        let object = |left: &str, right: &str| {
            format!(
                "{{type: object, required: [left, right], properties: {{left: {left}, right: {right}}}}}"
            )
        };
        answering(&to("L0"), &diamond(depth, OBJECT, object))
    });
}

#[test]
fn nulls_in_choices_that_share_choices() {
    grows(4, |depth| {
        let choice =
            |left: &str, right: &str| format!("{{anyOf: [{left}, {right}, {{type: integer}}]}}");
        answering(
            &to("L0"),
            &diamond(depth, "{type: string, maxLength: 5}", choice),
        )
    });
}

#[test]
fn nulls_in_parts_that_share_parts() {
    grows(4, |depth| {
        let parts = |left: &str, right: &str| format!("{{allOf: [{left}, {right}]}}");
        let last = "{type: object, nullable: true, properties: {a#: {type: string}}}";
        answering(&to("L0"), &diamond(depth, last, parts))
    });
}

#[test]
fn errors_that_share_parts() {
    grows(4, |depth| {
        let last = "{type: object, required: [code], properties: {code: {type: string, enum: [A_#, B_#]}, message: {type: string}}}";
        let choice = |left: &str, right: &str| format!("{{anyOf: [{left}, {right}]}}");
        let schemas = diamond(depth, last, choice);
        answers(
            &[("'200'", "{type: string}"), ("'400'", &to("L0"))],
            &schemas,
        )
    });
}

#[test]
fn objects_within_objects() {
    grows(4, |depth| {
        let mut schema = "{type: string}".to_owned();
        for level in 0..depth {
            schema = format!(
                "{{type: object, required: [m{level}], properties: {{m{level}: {schema}}}}}"
            );
        }
        answering(&schema, "    A: {type: string}\n")
    });
}

#[test]
fn choices_of_parts_within_each_other() {
    grows(1, |depth| {
        let mut schema = "{type: object, properties: {end: {type: string}}}".to_owned();
        for level in 0..depth {
            let other = format!(
                "{{type: object, required: [o{level}], properties: {{o{level}: {{type: string}}}}}}"
            );
            let parts = format!(
                "{{allOf: [{schema}, {{type: object, properties: {{p{level}: {{type: string}}}}}}]}}"
            );
            schema = format!("{{oneOf: [{parts}, {other}]}}");
        }
        answering(&schema, "    A: {type: string}\n")
    });
}

#[test]
fn aliases() {
    grows(16, |count| {
        let first =
            "    A0: &a {type: object, properties: {x: {type: string}, y: {type: integer}}}\n"
                .to_owned();
        let members: Vec<String> = (0..count).map(|number| format!("m{number}: *a")).collect();
        let holder = format!(
            "    B: {{type: object, properties: {{{}}}}}\n",
            members.join(", ")
        );
        answering(&to("B"), &(first + &holder))
    });
}

#[test]
fn overlays() {
    grows(16, |count| {
        let schemas = each(count, |number| {
            format!("S{number}: {{type: object, properties: {{x: {{type: string}}}}}}")
        });
        let mut overlay = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n".to_owned();
        for number in 0..count {
            line(
                &mut overlay,
                format_args!(
                    "  - {{target: '$.components.schemas.S{number}', update: {{description: said}}}}"
                ),
            );
        }
        let all = format!("{{oneOf: [{}]}}", to_all(count, "S"));
        Made {
            overlay: Some(overlay),
            ..answering(&all, &schemas)
        }
    });
}

#[test]
fn references() {
    grows(16, |count| {
        let members: Vec<String> = (0..count)
            .map(|number| format!("m{number}: {}", to("A")))
            .collect();
        let holder = format!(
            "    B: {{type: object, properties: {{{}}}}}\n",
            members.join(", ")
        );
        let schemas =
            format!("    A: {{type: object, properties: {{x: {{type: string}}}}}}\n{holder}");
        answering(&to("B"), &schemas)
    });
}

#[test]
fn references_in_a_ring() {
    grows(16, |count| {
        let schema = |number: usize| {
            let next = to(&format!("S{}", (number + 1) % count));
            format!(
                "S{number}: {{type: object, properties: {{next: {next}, x: {{type: string}}}}}}"
            )
        };
        answering(&to("S0"), &each(count, schema))
    });
}

#[test]
fn choices_in_a_ring() {
    grows(16, |count| {
        let schema = |number: usize| {
            let next = to(&format!("S{}", (number + 1) % count));
            format!(
                "S{number}: {{oneOf: [{next}, {{type: object, properties: {{x{number}: {{type: string}}}}}}]}}"
            )
        };
        answering(&to("S0"), &each(count, schema))
    });
}

#[test]
fn branches_of_two_choices() {
    grows(16, |count| {
        let branch = |number| {
            format!("B{number}: {{type: object, properties: {{b{number}: {{type: string}}}}}}")
        };
        let other = |number| {
            format!("C{number}: {{type: object, properties: {{c{number}: {{type: string}}}}}}")
        };
        let (first, second) = (to_all(count, "B"), to_all(count, "C"));
        let both = format!("{{allOf: [{{oneOf: [{first}]}}, {{oneOf: [{second}]}}]}}");
        answering(&both, &(each(count, branch) + &each(count, other)))
    });
}

#[test]
fn operations() {
    grows(16, |count| {
        let mut document = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: https://x.test}]\npaths:\n".to_owned();
        for number in 0..count {
            line(
                &mut document,
                format_args!(
                    "  /a{number}/{{id}}:\n    get:\n      operationId: getA{number}\n      parameters: [{{name: id, in: path, \
                     required: true, schema: {{type: string}}}}]\n      responses: {{'200': {{description: d, content: \
                     {{application/json: {{schema: {{type: object, properties: {{a{number}: {{type: string}}}}}}}}}}}}}}"
                ),
            );
        }
        Made {
            document,
            overlay: None,
        }
    });
}

#[test]
fn schemas_that_are_used() {
    grows(16, |count| {
        let schema = |number: usize| {
            format!("S{number}: {{type: object, properties: {{x{number}: {{type: string}}}}}}")
        };
        let members: Vec<String> = (0..count)
            .map(|number| format!("m{number}: {}", to(&format!("S{number}"))))
            .collect();
        let holder = format!(
            "    B: {{type: object, properties: {{{}}}}}\n",
            members.join(", ")
        );
        answering(&to("B"), &(holder + &each(count, schema)))
    });
}

#[test]
fn members_and_values() {
    grows(16, |count| {
        let names: Vec<String> = (0..count).map(|number| format!("m{number}")).collect();
        let members: Vec<String> = names
            .iter()
            .map(|name| format!("{name}: {{type: string}}"))
            .collect();
        let values = format!("    E: {{type: string, enum: [{}]}}\n", names.join(", "));
        let object = format!(
            "    A: {{type: object, required: [{}], properties: {{{}, e: {}}}}}\n",
            names.join(", "),
            members.join(", "),
            to("E")
        );
        answering(&to("A"), &(values + &object))
    });
}

#[test]
fn names_that_are_alike() {
    grows(16, |count| {
        let members: Vec<String> = (0..count)
            .map(|number| format!("'a{}b': {{type: string}}", ".".repeat(number + 1)))
            .collect();
        let object = format!(
            "    A: {{type: object, properties: {{{}}}}}\n",
            members.join(", ")
        );
        answering(&to("A"), &object)
    });
}
