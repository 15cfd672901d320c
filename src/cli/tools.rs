// SPDX-License-Identifier: Apache-2.0
//! The subcommands: each works on whole capture files.

use super::moment::Moment;
use super::slice::{self, Range};
use super::stop::Stop;
use super::write::{Target, file_arguments};
use super::{doctor, info, merge, repair};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::path::PathBuf;

/// A command and what it works on.
#[derive(Debug)]
pub enum Tool {
    Info { files: Vec<PathBuf>, json: bool },
    Merge { files: Vec<PathBuf>, target: Target },
    Slice { file: PathBuf, range: Range, target: Target },
    Repair { file: PathBuf, target: Target },
    Doctor,
}

fn files(help: &'static str) -> Arg {
    Arg::new("files")
        .value_name("FILE")
        .num_args(1..)
        .required(true)
        .value_parser(clap::value_parser!(PathBuf))
        .help(help)
}

fn moment(id: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).value_name("TIME").value_parser(Moment::parse).help(help)
}

fn event_number(id: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).value_name("NUMBER").value_parser(clap::value_parser!(u64)).help(help)
}

/// The commands, for the parser of the command line.
pub fn commands() -> [Command; 5] {
    let writes = |command: Command| {
        let [write, compress, gzip] = file_arguments();
        command.args([write.required(true), compress, gzip])
    };
    [
        Command::new("info")
            .about("Shows what capture files contain: machine, processes, events, time span, drops")
            .arg(files("Capture files"))
            .arg(Arg::new("json").short('j').long("json").action(ArgAction::SetTrue).help("Prints JSON")),
        writes(Command::new("merge"))
            .about("Merges captures of one machine by time")
            .arg(files("Capture files, in any order")),
        writes(Command::new("slice"))
            .about("Extracts a range of a capture, with the state at its start")
            .arg(
                Arg::new("read")
                    .short('r')
                    .long("read")
                    .value_name("FILE")
                    .required(true)
                    .value_parser(clap::value_parser!(PathBuf))
                    .help("The capture file"),
            )
            .arg(moment(
                "from",
                "First time: 12:34:56.7, 2026-01-31T12:34:56Z, seconds since the epoch, or +SECONDS",
            ))
            .arg(moment("to", "Last time, in the same formats"))
            .arg(event_number("first", "First event, by its number"))
            .arg(event_number("last", "Last event, by its number"))
            .group(
                clap::ArgGroup::new("range")
                    .args(["from", "to", "first", "last"])
                    .multiple(true)
                    .required(true),
            ),
        writes(Command::new("repair"))
            .about("Writes what can be read of a damaged capture to a clean file")
            .arg(files("The damaged capture file").num_args(1)),
        Command::new("doctor").about("Reports whether this machine lets us capture, and what is missing"),
    ]
}

impl Tool {
    /// The command that was requested.
    pub fn from_matches(matches: &ArgMatches) -> Option<Tool> {
        let (name, matches) = matches.subcommand()?;
        let files = || matches.get_many::<PathBuf>("files").into_iter().flatten().cloned();
        let target = || Target::from_matches(matches);
        Some(match name {
            "info" => Tool::Info { files: files().collect(), json: matches.get_flag("json") },
            "merge" => Tool::Merge { files: files().collect(), target: target()? },
            "slice" => {
                let moment = |id: &str| matches.get_one::<Moment>(id).copied();
                let number = |id: &str| matches.get_one::<u64>(id).copied();
                let range = Range {
                    from: moment("from"),
                    to: moment("to"),
                    first: number("first"),
                    last: number("last"),
                };
                Tool::Slice { file: matches.get_one::<PathBuf>("read")?.clone(), range, target: target()? }
            }
            "repair" => Tool::Repair { file: files().next()?, target: target()? },
            "doctor" => Tool::Doctor,
            _ => return None,
        })
    }

    /// Runs the command.
    pub fn run(&self) -> Result<(), Stop> {
        match self {
            Tool::Info { files, json } => info::print(files, *json),
            Tool::Merge { files, target } => merge::merge(files, target),
            Tool::Slice { file, range, target } => slice::slice(file, range, target),
            Tool::Doctor => doctor::report(),
            Tool::Repair { file, target } => repair::repair(file, target),
        }
    }
}
