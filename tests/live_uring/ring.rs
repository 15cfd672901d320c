// SPDX-License-Identifier: Apache-2.0
//! The least of io_uring: a ring of 32 entries, one operation at a time.

use std::sync::atomic::{AtomicU32, Ordering};

/// An operation, as the kernel reads it (struct io_uring_sqe).
#[repr(C)]
#[derive(Debug, Default, Clone, Copy)]
pub struct Entry {
    pub opcode: u8,
    pub flags: u8,
    pub ioprio: u16,
    pub fd: i32,
    pub off: u64,
    pub addr: u64,
    pub len: u32,
    pub op_flags: u32,
    pub user_data: u64,
    pub rest: [u64; 3],
}

/// Of a setup: a thread of the kernel takes what is submitted (IORING_SETUP_SQPOLL).
pub const POLLED: u32 = 2;
/// Of an entry: the descriptor is a place among those registered (IOSQE_FIXED_FILE).
pub const FIXED_FILE: u8 = 1;

/// struct io_uring_params.
#[repr(C)]
#[derive(Default)]
struct Params {
    head: [u32; 10],
    sq: [u32; 10],
    cq: [u32; 10],
}

pub struct Ring {
    fd: i32,
    sq: *mut u8,
    cq: *mut u8,
    entries: *mut Entry,
    params: Params,
}

const SETUP: i64 = 425;
const ENTER: i64 = 426;
const REGISTER: i64 = 427;
/// IORING_ENTER_GETEVENTS and IORING_ENTER_SQ_WAKEUP.
const WAIT: u32 = 3;

unsafe fn map(fd: i32, size: usize, offset: i64) -> *mut u8 {
    let (protection, flags) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_POPULATE);
    // SAFETY: a new mapping touches no other memory.
    let at = unsafe { libc::mmap(std::ptr::null_mut(), size, protection, flags, fd, offset) };
    assert_ne!(at, libc::MAP_FAILED);
    at.cast()
}

impl Ring {
    /// A ring; `None` where this machine does not let us have one.
    pub fn new() -> Option<Ring> {
        Ring::with(0)
    }

    /// A ring with flags of its setup.
    pub fn with(flags: u32) -> Option<Ring> {
        let mut params = Params::default();
        params.head[2] = flags;
        // SAFETY: the kernel writes the parameters.
        let fd = unsafe { libc::syscall(SETUP, 32, &raw mut params) } as i32;
        if fd < 0 {
            return None;
        }
        let sq_size = params.sq[6] as usize + 32 * 4;
        let cq_size = params.cq[5] as usize + 64 * 16;
        // SAFETY: sizes and offsets are those that the kernel gave.
        unsafe {
            let (sq, cq) = (map(fd, sq_size, 0), map(fd, cq_size, 0x800_0000));
            let entries = map(fd, 32 * 64, 0x1000_0000).cast();
            Some(Ring { fd, sq, cq, entries, params })
        }
    }

    /// Registers descriptors for [`FIXED_FILE`].
    pub fn register(&mut self, files: &[i32]) {
        // SAFETY: numbers, read during the call. IORING_REGISTER_FILES is 2.
        let done = unsafe { libc::syscall(REGISTER, self.fd, 2, files.as_ptr(), files.len()) };
        assert_eq!(done, 0);
    }

    fn word(base: *mut u8, offset: u32) -> &'static AtomicU32 {
        // SAFETY: the mapping lives as long as the process.
        unsafe { &*base.add(offset as usize).cast::<AtomicU32>() }
    }

    /// Submits an operation and returns its result.
    pub fn run(&mut self, entry: Entry) -> i32 {
        let tail = Self::word(self.sq, self.params.sq[1]);
        let mask = Self::word(self.sq, self.params.sq[2]).load(Ordering::Relaxed);
        let place = tail.load(Ordering::Relaxed) & mask;
        // SAFETY: the place is in the ring.
        unsafe { self.entries.add(place as usize).write(entry) };
        Self::word(self.sq, self.params.sq[6] + place * 4).store(place, Ordering::Relaxed);
        tail.fetch_add(1, Ordering::SeqCst);
        // SAFETY: numbers; waits for one completion.
        let done = unsafe { libc::syscall(ENTER, self.fd, 1, 1, WAIT, 0, 0) };
        assert_eq!(done, 1);
        let head = Self::word(self.cq, self.params.cq[0]);
        assert_ne!(
            head.load(Ordering::Relaxed),
            Self::word(self.cq, self.params.cq[1]).load(Ordering::Acquire)
        );
        let place =
            head.load(Ordering::Relaxed) & Self::word(self.cq, self.params.cq[2]).load(Ordering::Relaxed);
        // SAFETY: the completion is there; its result is behind 8 bytes.
        let result =
            unsafe { self.cq.add(self.params.cq[5] as usize + place as usize * 16 + 8).cast::<i32>().read() };
        head.fetch_add(1, Ordering::Release);
        result
    }
}
