//! Rules that are not reported any more. Their ids stay taken, so that none ever means something else.

/// The id of such a rule, and what is generated now.
pub static ALL: &[(&str, &str)] = &[
    (
        "several-success-types",
        "an operation with successes of different types returns an enum of them",
    ),
    (
        "unsupported-parameter",
        "parameters in querystring are generated",
    ),
];

/// What became of a rule.
pub fn find(id: &str) -> Option<&'static str> {
    let found = ALL.iter().find(|(retired, _)| *retired == id);
    found.map(|(_, now)| *now)
}
