//! Generates the client of ten operations.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    faultcode::Builder::new("ten.json").compile("client")
}
