//! What generated clients put on the wire and take from it, construct by construct, on a real socket.
//!
//! `tests/wire/<construct>.yaml` is a small document, `tests/build.rs` generates its client, and the module of that name
//! here calls it and compares the bytes that a plain TCP server got, or sends bytes and compares what the client made of
//! them. No expectation comes from our own encoder: the styles of parameters are those of the specification's table.
//!
//! Every table prints how many rows it ran. What is shown where:
//!
//! | construct | module |
//! |---|---|
//! | every style, place and `explode` of parameters | `parameters` |
//! | reserved characters, typed values, `allowReserved` | `values` |
//! | JSON, forms, text, bytes, unions that are sent | `simple_bodies` |
//! | text and bytes of every media type, ranges, several media types, bodies by method | `raw_bodies` |
//! | parts and files, per-part encoding, several media types, uploads | `bodies` |
//! | objects, lists, maps, unions, `null`, values that are new, errors by status | `answers` |
//! | several successes, ranges, `default`, `HEAD`, XML and CSV, typed redirects | `successes` |
//! | which answers are errors: by status, by `x-error`, by the body | `outcomes` |
//! | codes and keys by the conventions of vendors | `conventions` |
//! | bodies that are declared for the statuses of errors, beside codes and without | `declared_bodies` |
//! | codes that an operation does not list, errors that a header tells | `unlisted` |
//! | codes of one kind of credential, keys that may be left out | `by_scheme` |
//! | errors within a stream | `stream_errors` |
//! | downloads | `downloads` |
//! | what is there already is read in its place, or told from what is new; refusals in one of two layouts | `existing` |
//! | server-sent events, JSON lines, JSON text sequences | `streams` |
//! | events whose type chooses the type of their data | `event_kinds` |
//! | pages | `pages` |
//! | references by `$id`, `$anchor` and `$dynamicRef` | `identifiers` |
//! | servers, their variables, the base URL | `servers` |
//! | types called after titles | `titles` |
//! | lists of texts that are too long for an enum | `long_list` |
//! | members of several parts, names by pattern | `merged` |
//! | tokens that the caller has | `tokens` |
//! | credentials that the document does not declare, or asks for in vain | `given_credentials` |
//! | what documents leave out, or say in two places at once | `left_out` |
//! | webhooks and callbacks | `webhooks` |
//! | ids of events, headers beside a signature, rules of delivery | `deliveries` |

mod wire {
    mod answers;
    mod bodies;
    mod by_scheme;
    mod clients;
    mod conventions;
    mod declared_bodies;
    mod deliveries;
    mod downloads;
    mod errors;
    mod event_kinds;
    mod existing;
    mod given_credentials;
    mod headers;
    mod identifiers;
    mod left_out;
    mod long_list;
    mod merged;
    mod outcomes;
    mod pages;
    mod parameters;
    mod places;
    mod raw_bodies;
    mod routes;
    mod schemas;
    mod servers;
    mod simple_bodies;
    mod stream_errors;
    mod streams;
    mod successes;
    mod titles;
    mod tokens;
    mod unlisted;
    mod values;
    mod webhooks;

    /// Each document is included and used by a module, so that no client is generated for nothing.
    #[test]
    fn every_document_is_driven() {
        let folder = faultcode_tests::tree::root().join("tests");
        let modules = faultcode_tests::tree::files(&folder.join("tests/wire"));
        let read = |name: &String| std::fs::read_to_string(folder.join("tests/wire").join(name));
        let modules: Vec<_> = modules.iter().map(read).collect();
        let says = |text: &str| {
            let mut modules = modules.iter().flatten();
            modules.any(|module| module.contains(text))
        };
        let documents = faultcode_tests::tree::files(&folder.join("wire"));
        let names = documents.iter().filter_map(|it| it.strip_suffix(".yaml"));
        let names: Vec<_> = names.filter(|it| !it.contains('/')).collect();
        assert!(!names.is_empty());
        for name in names {
            assert!(
                says(&format!("include_client!({name:?})")),
                "{name} is not included"
            );
            let used = says(&format!("clients::{name}::")) || says(&format!(" {name}::"));
            assert!(used || says(&format!("{{{name}")), "no module uses {name}");
        }
    }
}
