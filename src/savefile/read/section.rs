// SPDX-License-Identifier: Apache-2.0
//! The start of a section: its header and the blocks before its first event.

use super::cursor::{Cursor, STATE_BUDGET};
use super::fault::{short_block, truncated, wrong_trailer};
use super::reader::{Phase, Reader};
use super::types::FormatVersion;
use super::{fds, interfaces, machine, processes, users};
use crate::error::{Error, Result};
use crate::savefile::block::{
    BYTE_ORDER_MAGIC, HEADER_SIZE, MAJOR_VERSION, Role, SECTION_HEADER, SECTION_HEADER_MIN, TRAILER_SIZE,
};

impl Reader {
    /// Reads a section up to its first event. On an error the reader is at its end.
    pub(super) fn read_section(&mut self) -> Result<()> {
        self.phase = Phase::Broken;
        self.state_left = STATE_BUDGET;
        self.section_header()?;
        self.sections += 1;
        loop {
            let offset = self.window.tell();
            if !self.fill(HEADER_SIZE)? {
                return Err(match self.window.bytes().len() {
                    // What was interrupted after the state of a further capture has no events of it.
                    0 if self.sections > 1 => break,
                    0 => self.broken(offset, "file has no events: one is expected".into()),
                    have => self.broken(offset, truncated("block header", HEADER_SIZE, have)),
                });
            }
            let (block_type, len) = self.block_header();
            let role = Role::of(block_type);
            match role {
                Role::Event(_) => break,
                Role::Foreign | Role::Section => {
                    self.counts.foreign_blocks += 1;
                    self.skip_block(offset)?;
                }
                _ => self.state_block(offset, role, len)?,
            }
        }
        if !self.options.import_users {
            self.snapshot.users = Vec::new();
            self.snapshot.groups = Vec::new();
        }
        self.phase = Phase::Events;
        Ok(())
    }

    fn section_header(&mut self) -> Result<()> {
        let offset = self.window.tell();
        if !self.fill(HEADER_SIZE + 16)? {
            let have = self.window.bytes().len();
            let what = if have == 0 {
                "file is empty: a section header is expected".into()
            } else {
                truncated("section header", SECTION_HEADER_MIN as usize, have)
            };
            return Err(self.broken(offset, what));
        }
        let (block_type, len) = self.block_header();
        if block_type != SECTION_HEADER {
            let what = format!("not a capture file: block type {block_type:#x} instead of a section header");
            return Err(self.broken(offset, what));
        }
        let bytes = self.window.bytes();
        let word = |at: usize| [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        let magic = u32::from_ne_bytes(word(8));
        let [a, b, c, d] = word(12);
        let version = FormatVersion { major: u16::from_ne_bytes([a, b]), minor: u16::from_ne_bytes([c, d]) };
        if magic == BYTE_ORDER_MAGIC.swap_bytes() {
            let what = "capture was written on a machine of the other byte order, which is not read".into();
            return Err(self.broken(offset, what));
        }
        if magic != BYTE_ORDER_MAGIC {
            let what = format!("section header has magic {magic:#x}, expected {BYTE_ORDER_MAGIC:#x}");
            return Err(self.broken(offset, what));
        }
        if len < SECTION_HEADER_MIN {
            return Err(self.broken(offset, short_block(block_type, len)));
        }
        if version.major > MAJOR_VERSION {
            let what = format!(
                "capture format {}.{}, the newest that can be read is {MAJOR_VERSION}.x",
                version.major, version.minor
            );
            return Err(Error::Version { path: self.name.clone(), what });
        }
        self.version = version;
        // Options and the trailer; the latter is not compared, as writers of section headers have got it wrong.
        let there = self.skip(u64::from(len))?;
        if !there {
            return Err(self.broken(offset, format!("file is cut in the section header of {len} bytes")));
        }
        Ok(())
    }

    /// Reads a block that describes the machine.
    fn state_block(&mut self, offset: u64, role: Role, len: u32) -> Result<()> {
        let range = self.body(offset, len)?;
        let body = &self.window.buffer()[range];
        let snapshot = &mut self.snapshot;
        let cursor = &mut Cursor::new(body, self.state_left);
        let outcome = match role {
            Role::Machine => machine::read(cursor).map(|info| snapshot.machine = Some(info)),
            Role::Processes(version) => processes::read(cursor, version, &mut snapshot.threads),
            Role::Fds(version) => fds::read(cursor, version, &mut snapshot.fds),
            Role::Interfaces(version) => interfaces::read(cursor, version, snapshot),
            Role::Users(version) => users::read(cursor, version, snapshot),
            Role::Section | Role::Event(_) | Role::Foreign => Ok(()),
        };
        self.state_left = cursor.budget();
        if let Err(fault) = outcome {
            return Err(self.broken(offset, fault));
        }
        let trailer = self.trailer(len as usize);
        if trailer != len {
            let block_type = self.block_header().0;
            return Err(self.broken(offset, wrong_trailer(block_type, len, trailer)));
        }
        debug_assert!(len as usize >= HEADER_SIZE + TRAILER_SIZE);
        self.window.consume(len as usize);
        Ok(())
    }
}
