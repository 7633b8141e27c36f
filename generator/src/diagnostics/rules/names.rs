//! Rules about identifiers, modules and files of the output.

super::rules! {
    NAME_COLLISION: error "name-collision",
        "the codes {0} and {1} would both be called {2}",
        help "give one of them another name with `rustName`",
        why "Each code is one variant of the error enums and one struct. Two codes that differ only in case or punctuation \
             give the same Rust name, and a number behind one of them would tell nobody which is which.",
        bad "x-error-codes:\n  SOLD_OUT: {status: 409}\n  sold-out: {status: 410}\n",
        good "x-error-codes:\n  SOLD_OUT: {status: 409}\n  sold-out: {status: 410, rustName: SoldOutForever}\n";

    RENAMED: info "renamed",
        "{0} is called {1} in Rust, because {2} is taken",
        help "",
        why "Some names mean something in every Rust file, such as `Result` and `Option`, or in every generated client, such \
             as `Error` and `Call`. A schema of such a name, and a second schema that gives the same name, gets a suffix.",
        bad "components:\n  schemas:\n    Error: {type: object}\n",
        good "components:\n  schemas:\n    Problem: {type: object}\n";

    HASHED_NAME: warning "hashed-name",
        "the {0} {1} is called {2}, because no words of its own tell it from others",
        help "give it a name under `names` in faultcode.yaml",
        why "A name is made of the words of what it stands for. Where these are longer than an identifier can be, or another \
             thing has the very same, a hash stands behind as many of them as fit. It is the same in every run, but says nothing.",
        bad "paths:\n  /:\n    get: {operationId: a-name-of-more-than-a-hundred-letters…}\n",
        good "# faultcode.yaml\nclients:\n  - {spec: api.yaml, out: api, names: {a-name-of-more-than-a-hundred-letters…: short}}\n";

    BAD_GIVEN_NAME: error "bad-given-name",
        "{0} cannot be the name that is given to {1}",
        help "use letters, digits and `_`, beginning with a letter, and no keyword of Rust",
        why "What is named under `names` in faultcode.yaml becomes methods, types and variants. Each is written in its own way, so `placeOrder`, `PlaceOrder` and `place_order` are the same.",
        bad "names: {createOrder: place order}\n",
        good "names: {createOrder: placeOrder}\n";

    STALE_NAME: warning "stale-name",
        "a name is given to {0}, which the client does not have",
        help "",
        why "A name under `names` in faultcode.yaml whose operation, schema, code, tag or place is gone names nothing, and nobody would notice.",
        bad "names: {creatOrder: placeOrder}\n",
        good "names: {createOrder: placeOrder}\n";

    NAME_TAKEN: error "name-taken",
        "the name {0}, given in faultcode.yaml, is taken; it would be {1}",
        help "give another name",
        why "Names that are given go before names that are made, but two of them cannot be the same, and some mean something in each client.",
        bad "names: {createOrder: place, payOrder: place}\n",
        good "names: {createOrder: place, payOrder: pay}\n";

    BAD_PACKAGE_NAME: warning "bad-package-name",
        "{0} cannot be the name of a crate; it is called {1}",
        help "use lower-case letters, digits, `-` and `_`, beginning with a letter",
        why "The name becomes the name of a Cargo package and of a Rust module. It has at most 64 letters, and means nothing else to Cargo, to the compiler, to Windows or to a crate that this one is built with.",
        bad "faultcode generate api.yaml --name \"My API\" --out my-api\n",
        good "faultcode generate api.yaml --name my-api --out my-api\n";

    REFUSED_OUTPUT: error "refused-output",
        "the output was refused before it was written: {0}",
        help "this is a fault of faultcode; please report it with the document",
        why "Every file is read back before it is written, and may hold only what the generator knowingly writes. A \
             difference means that the generator itself is wrong, so nothing is written.",
        bad "# No such document is known.\n",
        good "# Every other document.\n";

    STALE_CLIENT: error "stale-client",
        "{0}, which `faultcode generate` writes, {1}",
        help "run `faultcode generate`, and commit what it writes together with the document",
        why "A client that is checked in is what its document and this version of faultcode make of it. If it is not, somebody \
             has changed the document, the options or a file of the client, and the next run of `faultcode generate` \
             would bring that into a change of somebody else.",
        bad "# openapi.yaml has an operation that the client beside it lacks.\n",
        good "# The client was generated after the last change of openapi.yaml.\n";
}

super::phrases! {
    OTHER_CODE: "the other code";
    OTHER_TEXT: "has another text";
    NOT_THERE: "is not there";
    LEFT_OVER: "is no part of the client any more";
}
