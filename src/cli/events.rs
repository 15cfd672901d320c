//! Reads a capture file and prints its events.

use super::Stop;
use super::arguments::{Arguments, DEFAULT_TEMPLATE, PLUGIN_TEMPLATE};
use super::plugins::Plugins;
use super::progress::Progress;
use super::summary::Summary;
use crate::capture::Selection;
use crate::codec::{Param, RawEvent};
use crate::engine::PluginPlatform;
use crate::error::{Error, Result};
use crate::fields::{Catalogue, Evaluation, Scratch, Settings, Sources};
use crate::filter::Program;
use crate::format::{Formatter, Template};
use crate::inspector::{DumpOptions, Dumper, Inspector, Next, Options, is_hidden, selection};
use crate::savefile::{Item, ReadOptions, Reader};
use crate::snapshot::NoLookup;
use crate::state::Event;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::Arc;

/// Prints the events of the file that match, and whatever else was asked for.
pub fn read(arguments: &Arguments) -> std::result::Result<(), Stop> {
    if arguments.raw {
        return read_raw(arguments);
    }
    let plugins = Plugins::load(&arguments.plugins, true)?;
    let mut output = Output::new(arguments, &plugins)?;
    let reader = Reader::open(&arguments.file, ReadOptions::default())?;
    if reader.snapshot().threads.is_empty() {
        // Other programs leave the state out of files that they write.
        let file = arguments.file.display();
        writeln!(
            io::stderr(),
            "syscap: warning: {file} has no list of processes: what ran before it is unknown"
        )?;
    }
    let (inspector, dumper) = open(reader, arguments, &plugins)?;
    let mut dumper = dumper;
    let outcome = run(inspector, arguments, &mut output, dumper.as_mut());
    // What was printed or written before a failure is not lost.
    let written = dumper.map_or(Ok(()), Dumper::finish);
    output.finish()?;
    outcome.and(written.map_err(Stop::Failure))
}

/// Prints the events of this machine or of a plugin.
pub fn watch(arguments: &Arguments) -> std::result::Result<(), Stop> {
    let plugins = Plugins::load(&arguments.plugins, false)?;
    let mut output = Output::new(arguments, &plugins)?;
    let (Some(host), Some((name, params))) = (&plugins.host, &plugins.source) else {
        return super::live::capture(arguments, &plugins, output);
    };
    let options = Options { deliver_hidden: arguments.write.is_some(), ..Options::default() };
    let platform = PluginPlatform::HostInfo;
    let inspector = Inspector::open_plugin(Arc::clone(host), name, params, platform, options)?;
    let mut dumper = match &arguments.write {
        Some(target) => {
            let written = DumpOptions { plugins: plugins.host.clone(), ..target.options.clone() };
            let (snapshot, time) = (inspector.state().snapshot(), crate::plugin::now());
            let mut dumper = Dumper::create(&target.path, written, &snapshot, time)?;
            dumper.identities(inspector.state(), &snapshot, time)?;
            Some(dumper)
        }
        None => None,
    };
    let outcome = run(inspector, arguments, &mut output, dumper.as_mut());
    let written = dumper.map_or(Ok(()), Dumper::finish);
    output.finish()?;
    outcome.and(written.map_err(Stop::Failure))
}

/// The inspector, and the file that is written with the state at the start.
fn open(reader: Reader, arguments: &Arguments, plugins: &Plugins) -> Result<(Inspector, Option<Dumper>)> {
    let options = Options { plugins: plugins.host.clone(), ..Options::default() };
    let Some(target) = &arguments.write else {
        return Ok((Inspector::open(Box::new(reader), Box::new(NoLookup), options)?, None));
    };
    target.spare(&arguments.file)?;
    let snapshot = reader.snapshot().clone();
    let options = Options { deliver_hidden: true, ..options };
    let inspector = Inspector::open(Box::new(reader), Box::new(NoLookup), options)?;
    let time = inspector.time_ahead().unwrap_or_default();
    let written = DumpOptions { plugins: plugins.host.clone(), ..target.options.clone() };
    let mut dumper = Dumper::create(&target.path, written, &snapshot, time)?;
    dumper.identities(inspector.state(), &snapshot, time)?;
    Ok((inspector, Some(dumper)))
}

fn run(
    mut inspector: Inspector,
    arguments: &Arguments,
    output: &mut Output,
    mut dumper: Option<&mut Dumper>,
) -> std::result::Result<(), Stop> {
    let mut progress = Progress::new(std::fs::metadata(&arguments.file).ok().map(|m| m.len()));
    let mut left = arguments.count.unwrap_or(u64::MAX);
    while left > 0 {
        // By reference: moving a event would cost as much as making it.
        match inspector.next() {
            Ok(Next::Event(ref event)) => {
                let hidden = is_hidden(event);
                let matches = !hidden && output.matches(event);
                if let Some(dumper) = &mut dumper {
                    dumper.event(event, matches || (hidden && arguments.filter.is_empty()))?;
                }
                if matches && output.print(event)? {
                    left -= 1;
                }
            }
            Ok(Next::Filtered | Next::Timeout) => {}
            Ok(Next::End) => {
                if !inspector.next_section()? {
                    break;
                }
                if let Some(dumper) = &mut dumper {
                    dumper.section(inspector.state(), inspector.time_ahead().unwrap_or_default())?;
                }
            }
            Err(error) => return Err(error.into()),
        }
        if let Some(progress) = &mut progress {
            progress.update(inspector.engine().stored_offset());
        }
    }
    Ok(())
}

/// Everything between an event and a line.
pub(super) struct Output {
    out: BufWriter<io::StdoutLock<'static>>,
    filter: Option<Program>,
    catalogue: Catalogue,
    template: Template,
    settings: Settings,
    scratch: Scratch,
    summary: Option<Summary>,
    json: bool,
    quiet: bool,
}

impl Output {
    pub(super) fn new(arguments: &Arguments, plugins: &Plugins) -> Result<Output> {
        let catalogue = plugins.catalogue();
        let sources = plugins.host.clone().map(|host| host as Arc<dyn Sources>);
        let settings = Settings {
            buffer_format: arguments.buffers,
            time_format: arguments.time,
            sources,
            ..Settings::default()
        };
        let usual = if plugins.source.is_some() { PLUGIN_TEMPLATE } else { DEFAULT_TEMPLATE };
        Ok(Output {
            out: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
            filter: match arguments.filter.as_str() {
                "" => None,
                text => Some(filter(text, &catalogue)?),
            },
            template: template(arguments, usual, &catalogue)?,
            catalogue,
            settings,
            scratch: Scratch::new(),
            summary: arguments.summary.then(Summary::new),
            json: arguments.json,
            quiet: arguments.quiet,
        })
    }

    /// True when the filter lets the event pass.
    pub(super) fn matches(&mut self, event: &Event<'_>) -> bool {
        if let Some(summary) = &mut self.summary {
            summary.losses.add(&event.raw);
        }
        self.scratch.reset();
        let context = Evaluation { event, scratch: &self.scratch, settings: &self.settings, comparing: true };
        self.filter.as_ref().is_none_or(|filter| filter.matches(event.raw.code(), &context))
    }

    /// Prints one event that matches; false when it lacks a value that the template needs.
    pub(super) fn print(&mut self, event: &Event<'_>) -> io::Result<bool> {
        let context =
            Evaluation { event, scratch: &self.scratch, settings: &self.settings, comparing: false };
        let formatter = Formatter::new(&self.template);
        let mut line = self.scratch.text();
        let shown = match (self.quiet, self.json) {
            (true, _) => true,
            (false, true) => formatter.push_json(&context, &mut line),
            (false, false) => formatter.push_text(&context, &mut line),
        };
        if shown && !self.quiet {
            line.push(b'\n');
            self.out.write_all(line.as_bytes())?;
        }
        if let Some(summary) = &mut self.summary {
            summary.add(event.raw.code());
        }
        Ok(shown)
    }

    /// What a live capture has to make for the filter: the kernel leaves out the rest.
    pub(super) fn selection(&self) -> Selection {
        match &self.filter {
            // Plugins may parse what the filter does not want.
            Some(filter) if self.settings.sources.is_none() => selection(filter, &self.catalogue),
            _ => Selection::default(),
        }
    }

    /// Brings what was printed to whoever reads it.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    pub(super) fn finish(&mut self) -> io::Result<()> {
        if let Some(summary) = &self.summary {
            summary.print(&mut self.out)?;
        }
        self.out.flush()
    }
}

/// Compiles the filter. Whoever puts options behind it is told that they are taken for part of it.
fn filter(text: &str, catalogue: &Catalogue) -> Result<Program> {
    let is_option = |word: &str| {
        word.starts_with("--") || word.starts_with('-') && word[1..].starts_with(char::is_alphabetic)
    };
    Program::compile(text.as_bytes(), catalogue).map_err(|error| {
        match text.split_whitespace().skip(1).find(|word| is_option(word)) {
            Some(option) => {
                Error::Syntax(format!("{error}; options such as {option} stand in front of the filter"))
            }
            None => error.into(),
        }
    })
}

fn template(arguments: &Arguments, usual: &str, catalogue: &Catalogue) -> Result<Template> {
    let text = arguments.template.as_deref().unwrap_or(usual);
    let template = Template::compile(text.as_bytes(), catalogue)?;
    // https://no-color.org
    let wanted = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    Ok(if wanted && !arguments.json { template.coloured() } else { template })
}

/// Prints events as they were recorded: number, time, processor, thread, direction, name, raw parameters.
fn read_raw(arguments: &Arguments) -> std::result::Result<(), Stop> {
    let options = ReadOptions { unconverted: true, ..ReadOptions::default() };
    let mut reader = Reader::open(&arguments.file, options)?;
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut number = 0;
    let outcome = loop {
        if arguments.count.is_some_and(|count| number >= count) {
            break Ok(());
        }
        match reader.read() {
            Ok(Item::Event(record)) => {
                number += 1;
                if !arguments.quiet {
                    raw_line(&mut out, number, record.cpu, &record.event)?;
                }
            }
            Ok(Item::Swallowed) => {}
            Ok(Item::End) => match reader.next_section() {
                Ok(true) => {}
                Ok(false) => break Ok(()),
                Err(error) => break Err(Stop::Failure(error)),
            },
            // A single event that cannot be read does not end the file.
            Err(error @ Error::Convert { .. }) => writeln!(io::stderr(), "syscap: {error}")?,
            Err(error) => break Err(Stop::Failure(error)),
        }
    };
    out.flush()?;
    outcome
}

fn raw_line(out: &mut impl Write, number: u64, cpu: u16, event: &RawEvent<'_>) -> io::Result<()> {
    let info = event.info();
    let direction = if info.code.is_enter() { '>' } else { '<' };
    write!(out, "{number} {} {cpu} ({}) {direction} {}", event.ts(), event.tid(), info.name)?;
    for (index, param) in event.params().enumerate() {
        let name = info.params.get(index).map_or("?", |param| param.name);
        write!(out, " {name}=")?;
        raw_param(out, param)?;
    }
    writeln!(out)
}

/// A parameter by its length: numbers in decimal, other bytes as text with dots.
fn raw_param(out: &mut impl Write, param: Param<'_>) -> io::Result<()> {
    match param.bytes().len() {
        0 => write!(out, "<NA>"),
        1 => write!(out, "{}", param.u8().unwrap_or(0)),
        2 => write!(out, "{}", param.u16().unwrap_or(0)),
        4 => write!(out, "{}", param.u32().unwrap_or(0)),
        8 => write!(out, "{}", param.i64().unwrap_or(0)),
        _ => {
            for &byte in param.bytes().strip_suffix(b"\0").unwrap_or(param.bytes()) {
                let shown = if (0x20..0x7F).contains(&byte) { byte } else { b'.' };
                out.write_all(&[shown])?;
            }
            Ok(())
        }
    }
}
