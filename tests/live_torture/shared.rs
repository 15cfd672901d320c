// SPDX-License-Identifier: Apache-2.0
//! Memory that the test and the program share: `struct shared` of torture.c.

use std::fs::OpenOptions;
use std::os::fd::AsRawFd;
use std::path::Path;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};

const SIZE: usize = 4096;

#[repr(C)]
struct Layout {
    population: AtomicI32,
    limit: AtomicI32,
    actions: AtomicU64,
}

pub struct Shared(&'static Layout);

impl Shared {
    pub fn new(path: &Path) -> Shared {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path);
        let file = file.expect("a file of the test");
        file.set_len(SIZE as u64).expect("space");
        let (protection, flags) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED);
        // SAFETY: a new mapping of a whole file that is large enough for the layout, and stays.
        let layout = unsafe {
            let memory = libc::mmap(std::ptr::null_mut(), SIZE, protection, flags, file.as_raw_fd(), 0);
            assert_ne!(memory, libc::MAP_FAILED);
            &*memory.cast::<Layout>()
        };
        Shared(layout)
    }

    /// Lets the program begin; it makes about so many tasks.
    pub fn begin(&self, limit: i32) {
        self.0.limit.store(limit, Ordering::Relaxed);
    }

    /// Number of tasks that are alive.
    pub fn set_population(&self, count: i32) {
        self.0.population.store(count, Ordering::Relaxed);
    }

    /// What the program has done so far.
    pub fn actions(&self) -> u64 {
        self.0.actions.load(Ordering::Relaxed)
    }
}
