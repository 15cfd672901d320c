// SPDX-License-Identifier: Apache-2.0
//! Events, written by a template.

use super::{Formatter, Template};
use crate::fields::Event;
use std::io::{self, Write};

impl Event<'_> {
    /// Writes the event by a template. False, and nothing is written, where it lacks a value that the template needs.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn write(&self, template: &Template, out: &mut impl Write) -> io::Result<bool> {
        self.put(template, out, false, false)
    }

    /// As [`Event::write`], and a line feed.
    ///
    /// # Errors
    /// As for [`Event::write`].
    pub fn write_line(&self, template: &Template, out: &mut impl Write) -> io::Result<bool> {
        self.put(template, out, false, true)
    }

    /// As [`Event::write_line`], with the fields of the template as a JSON object.
    ///
    /// # Errors
    /// As for [`Event::write`].
    pub fn write_json(&self, template: &Template, out: &mut impl Write) -> io::Result<bool> {
        self.put(template, out, true, true)
    }

    #[inline]
    fn put(&self, template: &Template, out: &mut impl Write, json: bool, line: bool) -> io::Result<bool> {
        let evaluation = self.evaluation(false);
        let formatter = Formatter::new(template);
        let mut text = self.workspace.scratch.text();
        let whole = if json {
            formatter.push_json(&evaluation, &mut text)
        } else {
            formatter.push_text(&evaluation, &mut text)
        };
        if whole {
            if line {
                text.push(b'\n');
            }
            out.write_all(text.as_bytes())?;
        }
        Ok(whole)
    }
}
