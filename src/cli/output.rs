// SPDX-License-Identifier: Apache-2.0
//! What is printed of events.

use super::arguments::{Arguments, DEFAULT_TEMPLATE, PLUGIN_TEMPLATE};
use super::plugins::Plugins;
use super::summary::Summary;
use crate::capture::Selection;
use crate::error::{Error, Result};
use crate::fields::{Catalogue, Event};
use crate::filter::Filter;
use crate::format::Template;
use crate::inspector::selection;
use std::ffi::OsStr;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::os::unix::ffi::OsStrExt;
use std::time::{Duration, Instant};

/// Maximum number of events between two checks of the clock.
const LOOK: u32 = 64;

/// Longest time that output is held back while events keep coming.
const FLUSH: Duration = Duration::from_millis(250);

/// Everything between an event and a line.
pub(super) struct Output {
    out: BufWriter<io::StdoutLock<'static>>,
    filter: Option<Filter>,
    template: Template,
    has_plugins: bool,
    summary: Option<Summary>,
    json: bool,
    quiet: bool,
    flushed: Instant,
    since_look: u32,
}

impl Output {
    pub(super) fn new(arguments: &Arguments, plugins: &Plugins) -> Result<Output> {
        let catalogue = plugins.catalogue();
        let usual = if plugins.source.is_some() { PLUGIN_TEMPLATE } else { DEFAULT_TEMPLATE };
        Ok(Output {
            out: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
            filter: match arguments.filter.as_bytes() {
                b"" => None,
                text => Some(filter(text, &catalogue)?),
            },
            template: template(arguments, usual, &catalogue)?,
            has_plugins: plugins.host.is_some(),
            summary: arguments.summary.then(Summary::new),
            json: arguments.json,
            quiet: arguments.quiet,
            flushed: Instant::now(),
            since_look: 0,
        })
    }

    /// True when the event passes the filter.
    pub(super) fn matches(&mut self, event: &Event<'_>) -> bool {
        if let Some(summary) = &mut self.summary {
            summary.losses.add(&event.raw);
        }
        self.filter.as_ref().is_none_or(|filter| event.matches(filter))
    }

    /// Prints a matching event; false when it lacks a value that the template needs.
    pub(super) fn print(&mut self, event: &Event<'_>) -> io::Result<bool> {
        let shown = match (self.quiet, self.json) {
            (true, _) => true,
            (false, true) => event.write_json(&self.template, &mut self.out)?,
            (false, false) => event.write_line(&self.template, &mut self.out)?,
        };
        if let Some(summary) = &mut self.summary {
            summary.add(event.code());
        }
        Ok(shown)
    }

    /// What a live capture has to make for the filter: the kernel leaves out the rest.
    pub(super) fn selection(&self) -> Selection {
        match &self.filter {
            // Plugins may parse what the filter refuses.
            Some(filter) if !self.has_plugins => selection(filter),
            _ => Selection::default(),
        }
    }

    /// Brings what was printed to whoever reads it: somebody may be watching.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.flushed = Instant::now();
        self.since_look = 0;
        self.out.flush()
    }

    /// The same, if it has waited long enough; to be called for every event.
    #[inline]
    pub(super) fn flush_if_due(&mut self) -> io::Result<()> {
        self.since_look += 1;
        if self.since_look < LOOK {
            return Ok(());
        }
        self.since_look = 0;
        if self.flushed.elapsed() < FLUSH {
            return Ok(());
        }
        self.flush()
    }

    pub(super) fn finish(&mut self) -> io::Result<()> {
        if let Some(summary) = &self.summary {
            summary.print(&mut self.out)?;
        }
        self.out.flush()
    }
}

/// Compiles the filter. Whoever puts options behind it gets to know that they are taken for part of it.
fn filter(text: &[u8], catalogue: &Catalogue) -> Result<Filter> {
    let is_option = |word: &str| {
        word.starts_with("--") || word.starts_with('-') && word[1..].starts_with(char::is_alphabetic)
    };
    Filter::compile(text, catalogue).map_err(|error| {
        let hint = String::from_utf8_lossy(text)
            .split_whitespace()
            .skip(1)
            .find(|word| is_option(word))
            .map_or_else(String::new, |option| format!("; options such as {option} must precede the filter"));
        Error::Filter { source: Box::new(error), hint }
    })
}

fn template(arguments: &Arguments, usual: &str, catalogue: &Catalogue) -> Result<Template> {
    let text = arguments.template.as_deref().unwrap_or(OsStr::new(usual));
    let template = Template::compile(text.as_bytes(), catalogue)?;
    // https://no-color.org
    let wanted = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    Ok(if wanted && !arguments.json { template.coloured() } else { template })
}
