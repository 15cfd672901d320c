//! The syscap program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(scap::cli::run(std::env::args_os()))
}
