//! The oracle that `FAULTCODE_ORACLE` names, fed by libFuzzer.

#![no_main]

use std::sync::LazyLock;

use faultcode_oracles::Oracle;
use libfuzzer_sys::fuzz_target;

static ORACLE: LazyLock<&Oracle> = LazyLock::new(|| {
    let name = std::env::var("FAULTCODE_ORACLE").expect("FAULTCODE_ORACLE names an oracle");
    faultcode_oracles::find(&name).expect("an oracle of that name")
});

fuzz_target!(|data: &[u8]| (ORACLE.check)(data));
