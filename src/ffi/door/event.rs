// SPDX-License-Identifier: Apache-2.0
//! Events in the memory of the program.

use crate::codec::RawHeader;
use crate::ffi::abi::event::ppm_evt_hdr;
use crate::schema::limits::EVENT_HEADER_SIZE;

/// An event, or none. In C: `const scap_evt *`.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct EventPtr(*const ppm_evt_hdr);

/// An event, or none. In C: `scap_evt *`; it is not written to.
pub type EventPtrMut = EventPtr;

impl EventPtr {
    /// No event.
    pub const NULL: Self = Self(std::ptr::null());

    /// The event at a place.
    ///
    /// # Safety
    /// `place` is NULL or has as many bytes as the header there says, at least those of a header.
    pub const unsafe fn at(place: *const ppm_evt_hdr) -> Self {
        Self(place)
    }

    /// Its header; `None` for NULL.
    #[inline]
    pub fn header(self) -> Option<RawHeader> {
        // SAFETY: `at`, or C, gave the place of an event; the header is packed, so it may be anywhere.
        let raw = (!self.0.is_null()).then(|| unsafe { self.0.read_unaligned() })?;
        Some(RawHeader { ts: raw.ts, tid: raw.tid, len: raw.len, number: raw.ty, nparams: raw.nparams })
    }

    /// Its bytes, as long as its header says, at least a header; `None` for NULL. Not to be kept beyond the call from C.
    pub fn bytes<'a>(self) -> Option<&'a [u8]> {
        let length = (self.header()?.len as usize).max(EVENT_HEADER_SIZE);
        // SAFETY: `at`, or C, gave the place of an event of that length.
        Some(unsafe { std::slice::from_raw_parts(self.0.cast::<u8>(), length) })
    }

    /// As [`Self::bytes`], to be written to.
    ///
    /// # Safety
    /// Nobody else uses the event, which can be written to, for `'a`.
    pub unsafe fn bytes_mut<'a>(self) -> Option<&'a mut [u8]> {
        let length = (self.header()?.len as usize).max(EVENT_HEADER_SIZE);
        // SAFETY: as above.
        Some(unsafe { std::slice::from_raw_parts_mut(self.0.cast_mut().cast::<u8>(), length) })
    }
}
