//! The command line.

use super::plugins::Named;
use super::tools::{self, Tool};
use super::write::{self, Target};
use crate::capture::Scope;
use crate::fields::TimeFormat;
use crate::fields::text::BufferFormat;
use crate::schema::limits::MAX_ARG_SIZE;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What the user asked for.
#[derive(Debug)]
pub struct Arguments {
    pub action: Action,
    /// The capture file.
    pub file: PathBuf,
    /// Events that do not match are left out; empty for none.
    pub filter: String,
    /// The output template; `None` for the usual one.
    pub template: Option<String>,
    pub json: bool,
    pub buffers: BufferFormat,
    pub time: TimeFormat,
    /// Stop after this many events that match.
    pub count: Option<u64>,
    pub quiet: bool,
    pub summary: bool,
    /// Where matching events are written to.
    pub write: Option<Target>,
    /// Show events as they were recorded.
    pub raw: bool,
    /// Whose events are captured live.
    pub scope: Scope,
    /// Also capture what is submitted through rings of io_uring.
    pub io_uring: bool,
    /// List processes by the kernel's iterators rather than from /proc.
    pub iterators: bool,
    /// Most bytes of data that each event of a live capture carries; `None` for the usual number.
    pub snaplen: Option<u32>,
    /// Bytes of each ring of a live capture; `None` for the usual size.
    pub buffer_bytes: Option<usize>,
    /// Stop a live capture after this many seconds.
    pub seconds: Option<u64>,
    /// Plugins in the order in which they were named.
    pub plugins: Vec<Named>,
}

/// The main ways to run.
#[derive(Debug)]
pub enum Action {
    ListFields { markdown: bool },
    ListEvents,
    Read,
    Live,
    Tool(Tool),
}

/// The line that is printed of the events of a plugin unless `-p` says otherwise.
pub const PLUGIN_TEMPLATE: &str = "%evt.num %evt.time [%evt.pluginname] %evt.plugininfo";

/// The line that is printed unless `-p` says otherwise.
pub const DEFAULT_TEMPLATE: &str =
    "*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info";

fn flag(id: &'static str, short: char, help: &'static str) -> Arg {
    Arg::new(id).short(short).long(id).action(ArgAction::SetTrue).help(help)
}

fn command() -> Command {
    Command::new("syscap")
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
        .arg(
            Arg::new("read")
                .short('r')
                .long("read")
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help("Reads events from a capture file (- for standard input), rather than from this machine"),
        )
        .arg(
            Arg::new("scope")
                .long("scope")
                .value_name("SCOPE")
                .conflicts_with("read")
                .value_parser(|text: &str| Scope::parse(text).map_err(|error| error.to_string()))
                .help("Whose events are captured: machine (the default), pidns, cgroup=PATH or tree=PID"),
        )
        .arg(
            Arg::new("duration")
                .short('M')
                .long("duration")
                .value_name("SECONDS")
                .value_parser(clap::value_parser!(u64))
                .conflicts_with("read")
                .help("Stops capturing after this time"),
        )
        .arg(
            Arg::new("io-uring")
                .long("io-uring")
                .action(ArgAction::SetTrue)
                .conflicts_with("read")
                .help("Also captures operations submitted through rings of io_uring; syscap.io_uring marks them"),
        )
        .arg(
            Arg::new("no-iterators")
                .long("no-iterators")
                .action(ArgAction::SetTrue)
                .conflicts_with("read")
                .help("Lists the processes at the start from /proc, not by the kernel's iterators"),
        )
        .arg(
            Arg::new("snaplen")
                .short('s')
                .long("snaplen")
                .value_name("LEN")
                .conflicts_with("read")
                .value_parser(clap::value_parser!(u32).range(0..=MAX_ARG_SIZE as i64))
                .help("Most bytes that are captured of the data of each call; 80 unless set"),
        )
        .arg(
            Arg::new("buffer-bytes")
                .long("buffer-bytes")
                .value_name("BYTES")
                .conflicts_with("read")
                .value_parser(clap::value_parser!(usize))
                .help("Bytes of the ring of each processor, a power of two; 8 MiB unless set"),
        )
        .arg(
            Arg::new("print")
                .short('p')
                .long("print")
                .value_name("FORMAT")
                .help("Prints each event by this template, such as '%evt.num %proc.name'"),
        )
        .arg(flag("json", 'j', "Prints each event as a JSON object of the template's fields"))
        .arg(flag("list", 'l', "Lists the fields that filters and templates can name"))
        .arg(
            Arg::new("markdown")
                .long("markdown")
                .action(ArgAction::SetTrue)
                .requires("list")
                .help("Lists the fields as Markdown tables"),
        )
        .arg(flag("list-events", 'L', "Lists the events with their parameters"))
        .arg(
            Arg::new("numevents")
                .short('n')
                .long("numevents")
                .value_name("COUNT")
                .value_parser(clap::value_parser!(u64))
                .help("Stops after this many events"),
        )
        .arg(flag("print-hex", 'x', "Prints buffers in hexadecimal"))
        .arg(flag("print-hex-ascii", 'X', "Prints buffers in hexadecimal and as text"))
        .arg(flag("print-ascii", 'A', "Prints only the text of buffers, with its line ends"))
        .arg(flag("print-base64", 'b', "Prints buffers in base64"))
        .arg(
            Arg::new("timetype")
                .short('t')
                .long("timetype")
                .value_name("TYPE")
                .value_parser(["h", "a", "r", "d", "D"])
                .help(
                    "Time of events: h time of day, a seconds since the epoch, r since the first event, \
                     d between entry and exit, D since the event before",
                ),
        )
        .arg(flag("quiet", 'q', "Prints no events"))
        .arg(flag("summary", 'S', "Prints how often each event occurred, at the end"))
        .arg(
            Arg::new("plugin")
                .long("plugin")
                .value_name("PATH[|INIT[|OPEN]]")
                .action(ArgAction::Append)
                .value_parser(Named::parse)
                .help("Loads a plugin: starts it with INIT and, where it makes events, opens it with OPEN"),
        )
        .args(write::file_arguments())
        .args(write::rotation_arguments())
        .arg(
            Arg::new("raw")
                .long("raw")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["print", "json", "filter", "timetype", "write"])
                .help("Prints events as recorded, with raw parameters and nothing converted"),
        )
        .arg(
            Arg::new("filter")
                .value_name("FILTER")
                .num_args(0..)
                .trailing_var_arg(true)
                .help("Shows only the events for which this holds"),
        )
}

impl Arguments {
    /// Reads the arguments; on a mistake, or when help was asked for, prints and gives the exit code.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, u8> {
        let matches = command().try_get_matches_from(arguments).map_err(|error| {
            let _ = error.print();
            if error.use_stderr() { 2 } else { 0 }
        })?;
        Self::from_matches(&matches)
    }

    fn from_matches(matches: &ArgMatches) -> Result<Arguments, u8> {
        let action = match matches {
            m if m.subcommand().is_some() => Action::Tool(Tool::from_matches(m).ok_or(2)?),
            m if m.get_flag("list") => Action::ListFields { markdown: m.get_flag("markdown") },
            m if m.get_flag("list-events") => Action::ListEvents,
            m if m.contains_id("read") => Action::Read,
            _ => Action::Live,
        };
        let file = matches.get_one::<PathBuf>("read").cloned();
        let file = if file.as_deref() == Some(Path::new("-")) { Some("/dev/stdin".into()) } else { file };
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
        let words = matches.get_many::<String>("filter").into_iter().flatten();
        let write = Target::from_matches(matches).map(|target| target.with_rotation(matches));
        let shows = matches.contains_id("print") || matches.get_flag("json");
        Ok(Arguments {
            action,
            file: file.unwrap_or_default(),
            filter: words.map(String::as_str).collect::<Vec<_>>().join(" "),
            template: matches.get_one::<String>("print").cloned(),
            json: matches.get_flag("json"),
            buffers: buffers(matches),
            time: time(matches),
            count: matches.get_one::<u64>("numevents").copied(),
            // Who writes a file does not read the terminal, unless a form of lines was asked for.
            quiet: matches.get_flag("quiet") || (write.is_some() && !shows),
            summary: matches.get_flag("summary"),
            write,
            raw: matches.get_flag("raw"),
            scope: matches.get_one::<Scope>("scope").cloned().unwrap_or_default(),
            iterators: !matches.get_flag("no-iterators"),
            io_uring: matches.get_flag("io-uring"),
            snaplen: matches.get_one::<u32>("snaplen").copied(),
            buffer_bytes: matches.get_one::<usize>("buffer-bytes").copied(),
            seconds: matches.get_one::<u64>("duration").copied(),
            plugins: matches.get_many::<Named>("plugin").into_iter().flatten().cloned().collect(),
        })
    }
}

fn buffers(matches: &ArgMatches) -> BufferFormat {
    match matches {
        m if m.get_flag("print-hex") => BufferFormat::Hex,
        m if m.get_flag("print-hex-ascii") => BufferFormat::HexAscii,
        m if m.get_flag("print-ascii") => BufferFormat::Eols,
        m if m.get_flag("print-base64") => BufferFormat::Base64,
        _ => BufferFormat::Normal,
    }
}

fn time(matches: &ArgMatches) -> TimeFormat {
    match matches.get_one::<String>("timetype").map(String::as_str) {
        Some("a") => TimeFormat::Absolute,
        Some("r") => TimeFormat::Relative,
        Some("d") => TimeFormat::EntryToExit,
        Some("D") => TimeFormat::Previous,
        _ => TimeFormat::TimeOfDay,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Arguments, u8> {
        Arguments::parse(std::iter::once(&"syscap").chain(words).map(OsString::from))
    }

    #[test]
    fn the_command_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn filters_can_be_given_in_words() {
        let arguments = parse(&["-r", "a.scap", "-n", "3", "proc.name", "=", "sh"]).expect("valid");
        assert_eq!(arguments.filter, "proc.name = sh");
        assert_eq!(arguments.count, Some(3));
        assert_eq!(arguments.template, None);
    }

    #[test]
    fn without_a_file_the_machine_is_captured() {
        let arguments = parse(&["--scope", "tree=7", "-M", "3", "evt.type=open"]).expect("valid");
        assert!(matches!(arguments.action, Action::Live));
        assert_eq!(arguments.scope, Scope::Tree(7));
        assert_eq!(arguments.seconds, Some(3));
    }

    #[test]
    fn mistakes_end_with_2() {
        assert_eq!(parse(&[]).err(), Some(2));
        assert_eq!(parse(&["--raw"]).err(), Some(2));
        assert_eq!(parse(&["--scope", "all"]).err(), Some(2));
        assert_eq!(parse(&["-r", "a", "-M", "3"]).err(), Some(2));
        assert_eq!(parse(&["-r", "a", "-t", "z"]).err(), Some(2));
        assert_eq!(parse(&["-r", "a", "-n", "x"]).err(), Some(2));
        assert_eq!(parse(&["-r", "a", "--raw", "evt.num > 1"]).err(), Some(2));
        assert_eq!(parse(&["-r", "a", "-C", "1"]).err(), Some(2));
        assert_eq!(parse(&["-r", "a", "-w", "b", "-W", "0"]).err(), Some(2));
        assert_eq!(parse(&["slice", "-r", "a"]).err(), Some(2));
    }

    #[test]
    fn writing_is_quiet_unless_lines_are_asked_for() {
        let words = ["-r", "a", "-w", "b", "-z", "-C", "2", "-W", "3"];
        let arguments = parse(&words).expect("valid");
        let target = arguments.write.expect("-w is there");
        assert_eq!((arguments.quiet, target.options.compression), (true, crate::savefile::Compression::Gzip));
        assert_eq!(target.options.rotation.bytes, Some(2_000_000));
        assert_eq!(target.options.rotation.files, Some(3));
        assert!(!parse(&["-r", "a", "-w", "b", "-j"]).expect("valid").quiet);
        assert!(matches!(parse(&["info", "a", "b"]).expect("valid").action, Action::Tool(_)));
    }
}
