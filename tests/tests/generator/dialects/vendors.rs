//! Documents of vendors, which are not part of this project: how many operations are typed, and by what.

use faultcode::Input;
use faultcode::internals::ir::KeyPlace;
use faultcode_tests::outside;

use super::{Understood, understood};

/// A document of other people, which is not part of this project.
fn vendor(name: &str) -> Understood {
    understood(Input::file(&outside::document(name)))
}

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: FAULTCODE_CORPUS names no folder of documents"
)]
fn square_is_typed_by_its_own_extensions() {
    let square = vendor("square.json");
    let listed = "x-endpoint-errors".to_owned();
    let generic = "x-square-generic-error-codes".to_owned();
    let entries = square.catalogue.entries();
    let of = |from: &String| entries.iter().filter(|it| it.from.contains(from)).count();
    let counts = square.catalogue.counts();
    assert_eq!(
        counts.from.get(&listed),
        Some(&68),
        "operations that list codes"
    );
    assert_eq!(
        counts.from.get(&generic),
        Some(&316),
        "the others answer the generic ones"
    );
    assert_eq!(of(&listed), 82, "distinct codes of endpoints");
    assert_eq!(of(&generic), 69, "generic codes");
    let lacking: Vec<&str> = square
        .found
        .iter()
        .filter(|it| it.rule.id == "code-not-in-enum")
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(lacking.len(), 3, "{lacking:?}");
    for code in [
        "VERSION_MISMATCH",
        "ISSUER_INSTALLMENT_ERROR",
        "ORDER_EXPIRED",
    ] {
        assert!(lacking.iter().any(|it| it.contains(code)), "{code}");
    }
    let keyed = square.api.operations.iter().filter(|it| {
        let place = it.idempotency.as_ref().map(|facts| &facts.place);
        matches!(place, Some(KeyPlace::Body(_)))
    });
    let keyed = keyed.count();
    // 63 JSON bodies, and 4 bodies of parts whose part `request` has the member.
    assert_eq!(keyed, 67, "keys in bodies");
}

#[test]
#[cfg_attr(
    not(corpus),
    ignore = "SKIPPED: FAULTCODE_CORPUS names no folder of documents"
)]
fn vendors_without_extensions_are_typed_by_their_schemas() {
    let rows: &[(&str, &str, usize, usize)] = &[
        ("stripe.yaml", "enum at /error/type", 468, 4),
        ("chargebee-v1.json", "enum at /api_error_code", 104, 29),
        ("meilisearch.json", "enum at /code", 112, 211),
        ("plaid.yaml", "enum at /error_type", 280, 30),
        ("paypal-orders-v2.json", "enum at /details/0/issue", 8, 197),
        ("recurly.yaml", "enum at /type", 172, 19),
        ("influxdb-oss.yaml", "enum at /code", 220, 14),
        ("polar.json", "enum at /error", 99, 34),
        ("github.json", "declared statuses", 522, 0),
        ("discord.json", "declared statuses", 242, 0),
        ("lithic.yaml", "declared statuses", 218, 0),
    ];
    for (name, from, operations, codes) in rows {
        let vendor = vendor(name);
        let counts = vendor.catalogue.counts();
        let found = counts.from.get(*from).copied().unwrap_or_default();
        assert!(found >= *operations, "{name}: {:?}", counts.from);
        assert_eq!(counts.codes, *codes, "{name}");
    }
}
