// SPDX-License-Identifier: Apache-2.0
//! A ring buffer of the kernel, read in place (kernel: Documentation/bpf/ringbuf.rst).

use super::contract::{PREFIX_SIZE, Prefix};
use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};
use rustix::param::page_size;
use std::io;
use std::os::fd::OwnedFd;
use std::ptr::{NonNull, null_mut};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

const BUSY: u32 = 1 << 31;
const DISCARDED: u32 = 1 << 30;
const RECORD_HEADER: u64 = 8;

/// One ring, mapped. Records are borrowed until [`Ring::release`].
pub(super) struct Ring {
    _fd: OwnedFd,
    consumer: Mapping,
    /// The producer's page, followed by the data, mapped twice in a row so that no record is split.
    producer: Mapping,
    page: usize,
    mask: u64,
    /// Next record to read.
    position: u64,
    /// Records before this position were complete at the last check.
    limit: u64,
    /// The consumer position that the kernel was given.
    released: u64,
}

/// The record at the head of a ring.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub ts: u64,
    pub prefix: Prefix,
    start: usize,
    len: usize,
    next: u64,
}

/// What stands in front of an event.
fn prefix(bytes: &[u8]) -> Prefix {
    let [s0, s1, s2, s3, c0, c1, m0, m1] = *bytes.first_chunk().unwrap_or(&[0; PREFIX_SIZE]);
    Prefix {
        sequence: u32::from_ne_bytes([s0, s1, s2, s3]),
        cpu: u16::from_ne_bytes([c0, c1]),
        marks: u16::from_ne_bytes([m0, m1]),
    }
}

struct Mapping {
    start: NonNull<u8>,
    size: usize,
}

// SAFETY: the mapping belongs to this process as a whole, and only its owner uses it.
unsafe impl Send for Mapping {}

impl Mapping {
    fn new(fd: &OwnedFd, size: usize, protection: ProtFlags, offset: usize) -> io::Result<Mapping> {
        // SAFETY: a new mapping at an address of the kernel's choice touches no other memory.
        let start = unsafe { mmap(null_mut(), size, protection, MapFlags::SHARED, fd, offset as u64) }?;
        NonNull::new(start.cast())
            .map(|start| Mapping { start, size })
            .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours and nothing borrows from it any more. Unmapping what `mmap` gave does not fail.
        let _ = unsafe { munmap(self.start.as_ptr().cast(), self.size) };
    }
}

impl Ring {
    /// Maps a ring map of `size` bytes.
    pub fn new(fd: OwnedFd, size: usize) -> io::Result<Ring> {
        let page = page_size();
        let consumer = Mapping::new(&fd, page, ProtFlags::READ | ProtFlags::WRITE, 0)?;
        let producer = Mapping::new(&fd, page + 2 * size, ProtFlags::READ, page)?;
        let position = atomic(&consumer).load(Ordering::Acquire);
        Ok(Ring {
            _fd: fd,
            consumer,
            producer,
            page,
            mask: size as u64 - 1,
            position,
            limit: position,
            released: position,
        })
    }

    /// Checks how far the kernel has written.
    pub fn refresh(&mut self) {
        self.limit = atomic(&self.producer).load(Ordering::Acquire);
    }

    /// Bytes that wait to be read.
    pub fn pending(&self) -> u64 {
        atomic(&self.producer).load(Ordering::Acquire).wrapping_sub(self.position)
    }

    /// The next record among those that [`Ring::refresh`] saw.
    #[inline]
    pub fn head(&mut self) -> Option<Head> {
        while self.position < self.limit {
            let at = (self.position & self.mask) as usize;
            // SAFETY: the data are mapped twice in a row, so that a record that begins inside them lies in the
            // mapping; records begin at multiples of 8. The kernel writes the word, hence the atomic.
            let header = unsafe { &*self.data().add(at).cast::<AtomicU32>().as_ptr() };
            let header = header.load(Ordering::Acquire);
            if header & BUSY != 0 {
                return None;
            }
            let len = (header & !(BUSY | DISCARDED)) as usize;
            let next = self.position + (RECORD_HEADER + len as u64).next_multiple_of(8);
            if header & DISCARDED != 0 || len < PREFIX_SIZE + 26 || len as u64 > self.mask {
                self.position = next;
                continue;
            }
            let start = at + RECORD_HEADER as usize;
            let bytes = self.bytes(start, len);
            return Some(Head {
                ts: u64::from_ne_bytes(*bytes[PREFIX_SIZE..].first_chunk().unwrap_or(&[0; 8])),
                prefix: prefix(bytes),
                start,
                len,
                next,
            });
        }
        None
    }

    /// The event of a record.
    #[inline]
    pub fn event(&self, head: &Head) -> &[u8] {
        &self.bytes(head.start, head.len)[PREFIX_SIZE..]
    }

    /// Advances past a record, which stays borrowed until [`Ring::release`].
    #[inline]
    pub fn advance(&mut self, head: &Head) {
        self.position = head.next;
    }

    /// Returns the space of what was read to the kernel, if it is much or if `all`.
    #[inline]
    pub fn release(&mut self, all: bool) {
        let read = self.position - self.released;
        if read > self.mask / 16 || (all && read > 0) {
            self.released = self.position;
            atomic(&self.consumer).store(self.position, Ordering::Release);
        }
    }

    fn data(&self) -> NonNull<u8> {
        // SAFETY: the data begin one page into the mapping.
        unsafe { self.producer.start.add(self.page) }
    }

    #[inline]
    fn bytes(&self, start: usize, len: usize) -> &[u8] {
        debug_assert!(self.page + start + len <= self.producer.size);
        // SAFETY: inside the mapping, as for the header; the kernel does not write a finished record again until
        // it is released, which needs `&mut self`.
        unsafe { std::slice::from_raw_parts(self.data().add(start).as_ptr(), len) }
    }
}

/// The position at the start of a mapping, which the kernel and this process share.
fn atomic(mapping: &Mapping) -> &AtomicU64 {
    // SAFETY: mappings are page-aligned and at least a page long.
    unsafe { &*mapping.start.cast::<AtomicU64>().as_ptr() }
}
