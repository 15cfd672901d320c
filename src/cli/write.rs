// SPDX-License-Identifier: Apache-2.0
//! Options of commands that write a capture file.

use crate::inspector::{DumpOptions, Rotation};
use crate::savefile::Compression;
use clap::{Arg, ArgAction, ArgMatches};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Where a capture goes, and how.
#[derive(Debug, Clone)]
pub struct Target {
    pub path: PathBuf,
    pub options: DumpOptions,
}

/// The options of a command that writes one file.
pub fn file_arguments() -> [Arg; 3] {
    [
        Arg::new("write")
            .short('w')
            .long("write")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help("Writes events to a capture file; - for standard output"),
        Arg::new("compress")
            .long("compress")
            .value_name("FORM")
            .value_parser(["gzip", "none"])
            .requires("write")
            .help("Compresses the output: gzip, or none (the default)"),
        Arg::new("gzip")
            .short('z')
            .action(ArgAction::SetTrue)
            .requires("write")
            .conflicts_with("compress")
            .help("As --compress gzip"),
    ]
}

fn number(id: &'static str, short: char, name: &'static str, help: &'static str) -> Arg {
    Arg::new(id)
        .short(short)
        .long(id)
        .value_name(name)
        .value_parser(clap::value_parser!(u64).range(1..))
        .requires("write")
        .help(help)
}

/// Further options of the main command.
pub fn rotation_arguments() -> [Arg; 5] {
    [
        number(
            "file-size",
            'C',
            "MEGABYTES",
            "Continues in a new file at this size; a number is appended to FILE",
        ),
        number(
            "seconds",
            'G',
            "SECONDS",
            "Continues in a new file after this time; FILE may be a strftime format",
        ),
        number("events", 'e', "COUNT", "Continues in a new file after this many events"),
        number("limit", 'W', "FILES", "Keeps only this many files, the newest").requires("rotation"),
        Arg::new("matching-only")
            .long("matching-only")
            .action(ArgAction::SetTrue)
            .requires("write")
            .help("Writes only matching events, without those that the state of processes needs"),
    ]
}

impl Target {
    /// What the options say; `None` without `-w`.
    pub fn from_matches(matches: &ArgMatches) -> Option<Target> {
        let path = matches.get_one::<PathBuf>("write")?.clone();
        let form = matches.get_one::<String>("compress").map(String::as_str);
        let gzip = form == Some("gzip") || (form.is_none() && matches.get_flag("gzip"));
        let compression = if gzip { Compression::Gzip } else { Compression::None };
        Some(Target { path, options: DumpOptions { compression, ..DumpOptions::default() } })
    }

    /// Adds what [`rotation_arguments`] say.
    pub fn with_rotation(mut self, matches: &ArgMatches) -> Target {
        let number = |id: &str| matches.get_one::<u64>(id).copied();
        self.options.rotation = Rotation {
            bytes: number("file-size").map(|size| size.saturating_mul(1_000_000)),
            seconds: number("seconds"),
            events: number("events"),
            files: number("limit").map(|files| files.min(u32::MAX.into()) as u32),
        };
        self.options.matching_only = matches.get_flag("matching-only");
        self
    }

    /// Refuses to write to the file that is read.
    pub fn spare(&self, read: &Path) -> Result<(), crate::error::Error> {
        let identity = |path: &Path| fs::metadata(path).ok().map(|file| (file.dev(), file.ino()));
        if identity(read).is_some_and(|file| identity(&self.path) == Some(file)) {
            return Err(crate::error::Error::SameFile(self.path.clone()));
        }
        Ok(())
    }
}
