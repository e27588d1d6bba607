//! The local command line.
fn main() {}
