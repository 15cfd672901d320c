// SPDX-License-Identifier: Apache-2.0
//! Poll and epoll.
//!
//! Names and numbers are those of upstream's `driver/ppm_events_public.h`.

use super::{FlagName, flag};

numbers! {
    PPM_EPOLL_CLOEXEC: u32 = 1,

    PPM_POLLERR: u32 = 16,

    PPM_POLLHUP: u32 = 32,

    PPM_POLLIN: u32 = 1,

    PPM_POLLNVAL: u32 = 0x40,

    PPM_POLLOUT: u32 = 4,

    PPM_POLLPRI: u32 = 2,

    PPM_POLLRDBAND: u32 = 0x100,

    PPM_POLLRDHUP: u32 = 8,

    PPM_POLLRDNORM: u32 = 0x80,

    PPM_POLLWRBAND: u32 = 0x400,

    PPM_POLLWRNORM: u32 = 0x200,
}

/// Names of `epoll_create1_flags`, in the order in which they are printed.
pub const EPOLL_CREATE1_FLAGS: &[FlagName] = &[flag("EPOLL_CLOEXEC", PPM_EPOLL_CLOEXEC)];

/// Names of `poll_flags`, in the order in which they are printed.
pub const POLL_FLAGS: &[FlagName] = &[
    flag("POLLIN", PPM_POLLIN),
    flag("POLLPRI", PPM_POLLPRI),
    flag("POLLOUT", PPM_POLLOUT),
    flag("POLLRDHUP", PPM_POLLRDHUP),
    flag("POLLERR", PPM_POLLERR),
    flag("POLLHUP", PPM_POLLHUP),
    flag("POLLNVAL", PPM_POLLNVAL),
    flag("POLLRDNORM", PPM_POLLRDNORM),
    flag("POLLRDBAND", PPM_POLLRDBAND),
    flag("POLLWRNORM", PPM_POLLWRNORM),
    flag("POLLWRBAND", PPM_POLLWRBAND),
];
