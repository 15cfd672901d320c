// SPDX-License-Identifier: Apache-2.0
//! Threads, descriptors and events, printed to the standard output, for debugging (C: libscap/scap_print.h).

mod fd;
pub mod print;
mod thread;
