//! Generates the client of Billium into `OUT_DIR`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    faultcode::Builder::new("../../specs/billium.yaml").compile("billium")
}
