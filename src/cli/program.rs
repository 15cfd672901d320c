// SPDX-License-Identifier: Apache-2.0
//! The program: from arguments to an exit code.

use super::arguments::{Action, Arguments};
use super::plugins::Plugins;
use super::stop::Stop;
use super::{command_line, events, list};
use std::ffi::OsString;
use std::io::{self, Write};

/// Runs the program with its arguments, the first being its name. Returns the exit code: 0, 1 for a failure, 2 for
/// wrong arguments.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match command_line::parse(arguments) {
        Ok(arguments) => arguments,
        Err(exit) => return exit,
    };
    let outcome = match &arguments.action {
        Action::ListFields { markdown } => list_fields(&arguments, *markdown),
        Action::ListEvents => list::events(&mut io::stdout().lock()).map_err(Stop::Output),
        Action::Read => events::read(&arguments),
        Action::Live => events::watch(&arguments),
        Action::Tool(tool) => tool.run(),
    };
    match outcome {
        Ok(()) => 0,
        // The reader of our output has closed it: nothing is wrong.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(Stop::Output(error)) => fail(&format!("cannot write the output: {error}")),
        Err(Stop::Usage(what)) => {
            fail(&what);
            2
        }
        Err(Stop::Quiet) => 1,
        Err(Stop::Failure(error)) => fail(&error.to_string()),
    }
}

fn list_fields(arguments: &Arguments, markdown: bool) -> Result<(), Stop> {
    let catalogue = Plugins::load(&arguments.plugins, true)?.catalogue();
    list::fields(&mut io::stdout().lock(), markdown, &catalogue).map_err(Stop::Output)
}

fn fail(message: &str) -> u8 {
    // With standard error closed there is nobody to report to.
    let _ = writeln!(io::stderr(), "syscap: {message}");
    1
}
