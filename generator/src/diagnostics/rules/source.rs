//! Rules about the text of a source: syntax, encoding, budgets.

super::rules! {
    DUPLICATE_KEY: error "duplicate-key",
        "the key {0} occurs twice in one map",
        help "keep one of the two",
        why "Readers disagree about which of two equal keys wins, so a document with both means two things.",
        bad "paths:\n  /a:\n    get: {responses: {}}\n    get: {responses: {}}\n",
        good "paths:\n  /a:\n    get: {responses: {}}\n";
}
