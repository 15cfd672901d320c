//! The syscap program.

fn main() {}
