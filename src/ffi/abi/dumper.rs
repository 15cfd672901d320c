// SPDX-License-Identifier: Apache-2.0
//! A writer of capture files (C: libscap/scap_savefile_api.h).

use crate::ffi::door::{ErrorBuffer, Handle, LASTERR_SIZE, Malloc, Malloced};
use std::cell::UnsafeCell;
use std::ffi::{c_char, c_void};

#[repr(C)]
pub struct scap_dumper_t {
    pub m_f: *mut c_void,
    pub m_type: u32,
    pub m_targetbuf: *mut u8,
    pub m_targetbufcurpos: *mut u8,
    pub m_targetbufend: *mut u8,
    pub m_lasterr: UnsafeCell<[c_char; LASTERR_SIZE]>,
}

// SAFETY: pointers and numbers.
unsafe impl Malloc for scap_dumper_t {}

impl scap_dumper_t {
    /// The text of the last failure.
    pub fn error(&self) -> ErrorBuffer {
        // SAFETY: it is as large, stays as long as the dumper, and is written to by one thread at a time.
        unsafe { ErrorBuffer::at(self.m_lasterr.get().cast()) }
    }
}

impl Handle for scap_dumper_t {
    type Owner = Malloced;

    fn report(&self, text: &str) -> bool {
        self.error().write(text);
        true
    }
}
layout!(scap_dumper_t: 296, 8;
    m_type 8, m_targetbuf 16, m_targetbufcurpos 24, m_targetbufend 32, m_lasterr 40
);
