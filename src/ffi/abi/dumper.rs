//! A writer of capture files (C: libscap/scap_savefile_api.h).

use std::ffi::{c_char, c_void};
use std::mem::offset_of;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct scap_dumper_t {
    pub m_f: *mut c_void,
    pub m_type: u32,
    pub m_targetbuf: *mut u8,
    pub m_targetbufcurpos: *mut u8,
    pub m_targetbufend: *mut u8,
    pub m_lasterr: [c_char; 256],
}

const _: () = {
    assert!(size_of::<scap_dumper_t>() == 296 && align_of::<scap_dumper_t>() == 8);
    assert!(offset_of!(scap_dumper_t, m_type) == 8);
    assert!(offset_of!(scap_dumper_t, m_targetbuf) == 16);
    assert!(offset_of!(scap_dumper_t, m_targetbufcurpos) == 24);
    assert!(offset_of!(scap_dumper_t, m_targetbufend) == 32);
    assert!(offset_of!(scap_dumper_t, m_lasterr) == 40);
};
