// SPDX-License-Identifier: Apache-2.0
//! The options of the main command: one row for each, what clap knows of it beside what it sets.

use super::arguments::Arguments;
use super::plugins::Named;
use crate::capture::Scope;
use crate::fields::TimeFormat;
use crate::fields::text::BufferFormat;
use crate::schema::limits::MAX_ARG_SIZE;
use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The sources of events that an option is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sources {
    /// All of them.
    Any,
    /// All but capture files.
    Running,
    /// This machine.
    Machine,
}

/// An option.
pub struct Row {
    pub sources: Sources,
    /// What clap knows of it; the sources come by themselves.
    pub arg: fn() -> Arg,
    /// What it sets.
    pub apply: fn(&ArgMatches, &mut Arguments),
}

fn flag(id: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).action(ArgAction::SetTrue).help(help)
}

fn value(id: &'static str, name: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).value_name(name).help(help)
}

fn buffers(format: BufferFormat) -> impl Fn(bool, &mut Arguments) {
    move |given, to| {
        if given && to.output.buffer_format == BufferFormat::Normal {
            to.output.buffer_format = format;
        }
    }
}

/// In the order of `--help`. Of the options for buffers the first one wins.
pub const OPTIONS: &[Row] = &[
    Row {
        sources: Sources::Any,
        arg: || {
            value(
                "read",
                "FILE",
                "Reads events from a capture file (- for standard input), rather than from this machine",
            )
            .short('r')
            .value_parser(clap::value_parser!(PathBuf))
        },
        apply: |m, to| {
            let file = m.get_one::<PathBuf>("read").cloned().unwrap_or_default();
            to.file = if file.as_os_str() == "-" { "/dev/stdin".into() } else { file };
        },
    },
    Row {
        sources: Sources::Machine,
        arg: || {
            value(
                "scope",
                "SCOPE",
                "Whose events are captured: machine (the default), pidns, cgroup=PATH or tree=PID",
            )
            .value_parser(|text: &str| Scope::parse(text).map_err(|error| error.to_string()))
        },
        apply: |m, to| to.live.scope = m.get_one::<Scope>("scope").cloned().unwrap_or_default(),
    },
    Row {
        sources: Sources::Running,
        arg: || {
            value("duration", "SECONDS", "Stops capturing after this time")
                .short('M')
                .value_parser(clap::value_parser!(u64))
        },
        apply: |m, to| to.seconds = m.get_one("duration").copied(),
    },
    Row {
        sources: Sources::Machine,
        arg: || {
            flag(
                "io-uring",
                "Also captures operations submitted through rings of io_uring; syscap.io_uring marks them",
            )
        },
        apply: |m, to| to.live.io_uring = m.get_flag("io-uring"),
    },
    Row {
        sources: Sources::Machine,
        arg: || {
            flag("no-iterators", "Lists the processes at the start from /proc, not by the kernel's iterators")
        },
        apply: |m, to| to.live.iterators = !m.get_flag("no-iterators"),
    },
    Row {
        sources: Sources::Machine,
        arg: || {
            value("snaplen", "LEN", "Most bytes that are captured of the data of each call; 80 unless set")
                .short('s')
                .value_parser(clap::value_parser!(u32).range(0..=MAX_ARG_SIZE as i64))
        },
        apply: |m, to| {
            if let Some(snaplen) = m.get_one("snaplen") {
                to.live.snaplen = *snaplen;
            }
        },
    },
    Row {
        sources: Sources::Machine,
        arg: || {
            value(
                "buffer-bytes",
                "BYTES",
                "Bytes of the ring of each processor, a power of two; 8 MiB unless set",
            )
            .value_parser(clap::value_parser!(usize))
        },
        apply: |m, to| {
            if let Some(bytes) = m.get_one("buffer-bytes") {
                to.live.buffers.bytes = *bytes;
            }
        },
    },
    Row {
        sources: Sources::Any,
        arg: || {
            value("print", "FORMAT", "Prints each event by this template, such as '%evt.num %proc.name'")
                .short('p')
                .value_parser(clap::value_parser!(OsString))
        },
        apply: |m, to| to.template = m.get_one::<OsString>("print").cloned(),
    },
    Row {
        sources: Sources::Any,
        arg: || flag("json", "Prints each event as a JSON object of the template's fields").short('j'),
        apply: |m, to| to.json = m.get_flag("json"),
    },
    Row {
        sources: Sources::Any,
        arg: || flag("list", "Lists the fields that filters and templates can name").short('l'),
        apply: |_, _| {},
    },
    Row {
        sources: Sources::Any,
        arg: || flag("markdown", "Lists the fields as Markdown tables").requires("list"),
        apply: |_, _| {},
    },
    Row {
        sources: Sources::Any,
        arg: || flag("list-events", "Lists the events with their parameters").short('L'),
        apply: |_, _| {},
    },
    Row {
        sources: Sources::Any,
        arg: || {
            value("numevents", "COUNT", "Stops after this many events")
                .short('n')
                .value_parser(clap::value_parser!(u64))
        },
        apply: |m, to| to.count = m.get_one("numevents").copied(),
    },
    Row {
        sources: Sources::Any,
        arg: || flag("print-hex", "Prints buffers in hexadecimal").short('x'),
        apply: |m, to| buffers(BufferFormat::Hex)(m.get_flag("print-hex"), to),
    },
    Row {
        sources: Sources::Any,
        arg: || flag("print-hex-ascii", "Prints buffers in hexadecimal and as text").short('X'),
        apply: |m, to| buffers(BufferFormat::HexAscii)(m.get_flag("print-hex-ascii"), to),
    },
    Row {
        sources: Sources::Any,
        arg: || flag("print-ascii", "Prints only the text of buffers, with its line ends").short('A'),
        apply: |m, to| buffers(BufferFormat::Eols)(m.get_flag("print-ascii"), to),
    },
    Row {
        sources: Sources::Any,
        arg: || flag("print-base64", "Prints buffers in base64").short('b'),
        apply: |m, to| buffers(BufferFormat::Base64)(m.get_flag("print-base64"), to),
    },
    Row {
        sources: Sources::Any,
        arg: || {
            value(
                "timetype",
                "TYPE",
                "Time of events: h time of day, a seconds since the epoch, r since the first event, \
                 d from enter to exit event, D since the event before",
            )
            .short('t')
            .value_parser(["h", "a", "r", "d", "D"])
        },
        apply: |m, to| {
            to.output.time_format = match m.get_one::<String>("timetype").map(String::as_str) {
                Some("a") => TimeFormat::Absolute,
                Some("r") => TimeFormat::Relative,
                Some("d") => TimeFormat::EnterToExit,
                Some("D") => TimeFormat::Previous,
                _ => TimeFormat::TimeOfDay,
            }
        },
    },
    Row {
        sources: Sources::Any,
        arg: || flag("quiet", "Prints no events").short('q'),
        apply: |m, to| to.quiet = m.get_flag("quiet"),
    },
    Row {
        sources: Sources::Any,
        arg: || flag("summary", "Prints how often each event occurred, at the end").short('S'),
        apply: |m, to| to.summary = m.get_flag("summary"),
    },
    Row {
        sources: Sources::Any,
        arg: || {
            value(
                "plugin",
                "PATH[|INIT[|OPEN]]",
                "Loads a plugin: starts it with INIT and, where it makes events, opens it with OPEN",
            )
            .action(ArgAction::Append)
            .value_parser(OsStringValueParser::new().try_map(|word| Named::parse(&word)))
        },
        apply: |m, to| to.plugins = m.get_many::<Named>("plugin").into_iter().flatten().cloned().collect(),
    },
    Row {
        sources: Sources::Any,
        arg: || {
            flag("raw", "Prints events as recorded, with raw parameters and nothing converted")
                .conflicts_with_all(["print", "json", "filter", "timetype", "write"])
        },
        apply: |m, to| to.raw = m.get_flag("raw"),
    },
    Row {
        sources: Sources::Any,
        arg: || {
            Arg::new("filter")
                .value_name("FILTER")
                .num_args(0..)
                .trailing_var_arg(true)
                .value_parser(clap::value_parser!(OsString))
                .help("Shows only the events for which this holds")
        },
        apply: |m, to| {
            let words = m.get_many::<OsString>("filter").into_iter().flatten();
            to.filter = words.map(OsString::as_os_str).collect::<Vec<_>>().join(OsStr::new(" "));
        },
    },
];
