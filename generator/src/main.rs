//! The command line of faultcode.

fn main() {}
