// SPDX-License-Identifier: Apache-2.0
//! The syscap program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(scap::program_only::run(std::env::args_os()))
}
