// SPDX-License-Identifier: Apache-2.0
//! The command line: from its words to what was asked for.

use super::arguments::{Action, Arguments};
use super::options::{OPTIONS, Sources};
use super::tools::{self, Tool};
use super::write::{self, Target};
use clap::parser::ValueSource;
use clap::{ArgGroup, ArgMatches, Command, Id};
use std::ffi::OsString;
use std::io::Write;

/// The command line as clap knows it.
pub fn command() -> Command {
    let args = OPTIONS.iter().map(|row| match row.sources {
        Sources::Any => (row.arg)(),
        Sources::Running | Sources::Machine => (row.arg)().conflicts_with("read"),
    });
    let command = Command::new("syscap")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Shows what a machine does, live or from a capture of its system calls")
        .override_usage(
            "syscap [OPTIONS] [FILTER]\n       syscap -r FILE [OPTIONS] [FILTER]\n       syscap info | merge | slice | repair | doctor ...\n       syscap -l | -L",
        )
        .args_conflicts_with_subcommands(true)
        .subcommands(tools::commands())
        .disable_help_subcommand(true)
        .after_help(
            "A filter is written as in: evt.type = openat and fd.name startswith /etc\n\
             syscap -l lists the fields.",
        )
        .args(args)
        .args(write::file_arguments())
        .args(write::rotation_arguments())
        .group(ArgGroup::new("buffers").args(["print-hex", "print-hex-ascii", "print-ascii", "print-base64"]))
        .group(ArgGroup::new("rotation").args(["file-size", "seconds", "events"]).multiple(true));
    // A list is of no events: what is for events has no meaning beside it.
    let ids: Vec<Id> = command.get_arguments().map(|arg| arg.get_id().clone()).collect();
    [("list", &["markdown", "plugin"][..]), ("list-events", &[])].into_iter().fold(
        command,
        |command, (list, beside)| {
            let others = ids.iter().filter(|id| id.as_str() != list && !beside.contains(&id.as_str()));
            command.mut_arg(list, |arg| arg.conflicts_with_all(others))
        },
    )
}

/// Reads the arguments; on a mistake, or when help was requested, prints a message and returns the exit code.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, u8> {
    let matches = command().try_get_matches_from(arguments).map_err(|error| {
        let _ = error.print();
        if error.use_stderr() { 2 } else { 0 }
    })?;
    from_matches(&matches)
}

fn from_matches(matches: &ArgMatches) -> Result<Arguments, u8> {
    let action = match matches {
        m if m.subcommand().is_some() => {
            return Ok(Arguments {
                action: Action::Tool(Box::new(Tool::from_matches(m).ok_or(2)?)),
                ..Arguments::default()
            });
        }
        m if m.get_flag("list") => Action::ListFields { markdown: m.get_flag("markdown") },
        m if m.get_flag("list-events") => Action::ListEvents,
        m if m.contains_id("read") => Action::Read,
        _ => Action::Live,
    };
    // Nobody captures a whole machine by accident.
    if matches!(action, Action::Live) && !matches.args_present() {
        let _ = writeln!(
            std::io::stderr(),
            "syscap: nothing was asked for; use -r FILE to read a capture, --scope machine to capture on this \
             machine, or --help"
        );
        return Err(2);
    }
    if matches!(action, Action::Live) && matches.get_flag("raw") {
        let _ = writeln!(std::io::stderr(), "syscap: --raw shows a capture file; name one with -r FILE");
        return Err(2);
    }
    let mut arguments = Arguments {
        action,
        write: Target::from_matches(matches).map(|target| target.with_rotation(matches)),
        ..Arguments::default()
    };
    if let Some(Target { path, options }) = &arguments.write
        && let Err(error) = options.rotation.check(path)
    {
        let _ = writeln!(std::io::stderr(), "syscap: {error}");
        return Err(2);
    }
    for row in OPTIONS {
        (row.apply)(matches, &mut arguments);
    }
    let given = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let machine_only = OPTIONS.iter().filter(|row| row.sources == Sources::Machine).map(|row| (row.arg)());
    arguments.machine_only = machine_only
        .filter(|arg| given(arg.get_id().as_str()))
        .map(|arg| format!("--{}", arg.get_id()))
        .collect();
    // A file that is written replaces the output on the terminal, unless a format of lines was requested.
    let shows = arguments.template.is_some() || arguments.json;
    arguments.quiet |= arguments.write.is_some() && !shows;
    Ok(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Scope;

    fn parsed(words: &[&str]) -> Result<Arguments, u8> {
        super::parse(std::iter::once(&"syscap").chain(words).map(OsString::from))
    }

    #[test]
    fn the_command_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn filters_can_be_given_in_words() {
        let arguments = parsed(&["-r", "a.scap", "-n", "3", "proc.name", "=", "sh"]).expect("valid");
        assert_eq!(arguments.filter, "proc.name = sh");
        assert_eq!(arguments.count, Some(3));
        assert_eq!(arguments.template, None);
    }

    #[test]
    fn without_a_file_the_machine_is_captured() {
        let arguments = parsed(&["--scope", "tree=7", "-M", "3", "evt.type=open"]).expect("valid");
        assert!(matches!(arguments.action, Action::Live));
        assert_eq!(arguments.live.scope, Scope::Tree(7));
        assert_eq!((arguments.seconds, &arguments.machine_only[..]), (Some(3), &["--scope".to_owned()][..]));
    }

    #[test]
    fn mistakes_end_with_2() {
        assert_eq!(parsed(&[]).err(), Some(2));
        assert_eq!(parsed(&["--raw"]).err(), Some(2));
        assert_eq!(parsed(&["--scope", "all"]).err(), Some(2));
        assert_eq!(parsed(&["-r", "a", "-M", "3"]).err(), Some(2));
        assert_eq!(parsed(&["-r", "a", "-t", "z"]).err(), Some(2));
        assert_eq!(parsed(&["-r", "a", "-n", "x"]).err(), Some(2));
        assert_eq!(parsed(&["-r", "a", "--raw", "evt.num > 1"]).err(), Some(2));
        assert_eq!(parsed(&["-r", "a", "-C", "1"]).err(), Some(2));
        assert_eq!(parsed(&["-r", "a", "-w", "b", "-W", "0"]).err(), Some(2));
        assert_eq!(parsed(&["slice", "-r", "a"]).err(), Some(2));
    }

    #[test]
    fn writing_is_quiet_unless_lines_are_asked_for() {
        let words = ["-r", "a", "-w", "b", "-z", "-C", "2", "-W", "3"];
        let arguments = parsed(&words).expect("valid");
        let target = arguments.write.expect("-w is there");
        assert_eq!((arguments.quiet, target.options.compression), (true, crate::savefile::Compression::Gzip));
        assert_eq!(target.options.rotation.bytes, Some(2_000_000));
        assert_eq!(target.options.rotation.files, Some(3));
        assert!(!parsed(&["-r", "a", "-w", "b", "-j"]).expect("valid").quiet);
        assert!(matches!(parsed(&["info", "a", "b"]).expect("valid").action, Action::Tool(_)));
    }
}
