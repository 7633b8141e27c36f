//! Generates the client that the programs of the user guide use.

// ANCHOR: build
fn main() -> Result<(), Box<dyn std::error::Error>> {
    faultcode::Builder::new("specs/courier.yaml").compile("courier")
}
// ANCHOR_END: build
