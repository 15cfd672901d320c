//! The program over the public Rust API.
#![forbid(unsafe_code)]

mod arguments;
mod doctor;
mod events;
mod info;
mod list;
mod live;
mod merge;
mod moment;
mod progress;
mod repair;
mod slice;
mod summary;
mod tools;
mod write;

use crate::error::Error;
use arguments::{Action, Arguments};
use std::ffi::OsString;
use std::io::{self, Write};

/// Runs the program with its arguments, the first being its name. Returns the exit code: 0, 1 for a failure, 2 for
/// wrong arguments.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::parse(arguments) {
        Ok(arguments) => arguments,
        Err(exit) => return exit,
    };
    let outcome = match &arguments.action {
        Action::ListFields { markdown } => {
            list::fields(&mut io::stdout().lock(), *markdown).map_err(Stop::Output)
        }
        Action::ListEvents => list::events(&mut io::stdout().lock()).map_err(Stop::Output),
        Action::Read => events::read(&arguments),
        Action::Live => live::capture(&arguments),
        Action::Tool(tool) => tool.run(),
    };
    match outcome {
        Ok(()) => 0,
        // The reader of our output has gone: nothing is wrong.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(Stop::Output(error)) => fail(&format!("cannot write the output: {error}")),
        Err(Stop::Quiet) => 1,
        Err(Stop::Failure(error)) => fail(&error.to_string()),
    }
}

fn fail(message: &str) -> u8 {
    // With standard error closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "syscap: {message}");
    1
}

/// Why the program ends early.
enum Stop {
    /// The output could not be written.
    Output(io::Error),
    /// All was said.
    Quiet,
    /// Anything else.
    Failure(Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Output(error)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Failure(error)
    }
}
