// SPDX-License-Identifier: Apache-2.0
//! Rings of the kernel module, for programs that read them with the functions of libscap/ringbuffer (C:
//! libscap/ringbuffer/devset.h, ringbuffer.h, ringbuffer_dump.h). This library itself does not.

use super::abi::internal::{scap_device, scap_device_set};
use super::door::{self, ErrorBuffer, Out, Slice, malloc};
use super::result::{FAILURE, SUCCESS};
use std::ffi::{c_ulong, c_void};
use std::io::{BufWriter, Write};

/// Marks memory that is not mapped (C: `MAP_FAILED`).
const UNMAPPED: usize = usize::MAX;
/// Microseconds that a reader waits for an empty ring at first (C: `BUFFER_EMPTY_WAIT_TIME_US_START`).
const FIRST_WAIT: u64 = 500;

/// Makes places for the rings of so many processors, none of them open; SCAP_FAILURE with a text in `lasterr`.
#[unsafe(no_mangle)]
pub extern "C" fn devset_init(devset: Out<scap_device_set>, num_devs: usize, lasterr: ErrorBuffer) -> i32 {
    door::enter(lasterr, |error| {
        let Ok(m_ndevs) = u32::try_from(num_devs) else {
            return error.fail(FAILURE, &format!("cannot make {num_devs} rings: too many"));
        };
        let devices = malloc::zeroed_array::<scap_device>(num_devs);
        if devset.is_null() || (devices.is_null() && num_devs > 0) {
            // SAFETY: NULL, or just made.
            unsafe { malloc::free(devices) };
            return error.fail(FAILURE, &format!("cannot make {num_devs} rings: out of memory"));
        }
        // SAFETY: just made, with so many items.
        for device in unsafe { door::items_mut(devices, num_devs) } {
            (device.m_fd, device.m_bufinfo_fd) = (-1, -1);
            let unmapped = std::ptr::without_provenance_mut::<c_void>(UNMAPPED);
            (device.m_buffer, device.m_bufinfo, device.m_bufstatus) = (unmapped, unmapped, unmapped);
        }
        devset.put(scap_device_set {
            m_devs: devices,
            m_ndevs,
            m_buffer_empty_wait_time_us: FIRST_WAIT,
            m_lasterr: error.place(),
        });
        SUCCESS
    })
}

/// Unmaps and closes a ring; NULL is allowed.
///
/// # Safety
/// The memory of the ring was mapped, and its descriptors are its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn devset_close_device(dev: Option<&mut scap_device>) {
    // SAFETY: what the ring has is its own.
    door::enter((), |()| dev.map_or((), |device| unsafe { close(device) }));
}

/// # Safety
/// The memory of the ring was mapped, and its descriptors are its own.
unsafe fn close(device: &mut scap_device) {
    for (memory, size) in [
        (&mut device.m_buffer, device.m_mmap_size as usize),
        (&mut device.m_bufinfo, device.m_bufinfo_size as usize),
    ] {
        if memory.addr() != UNMAPPED && !memory.is_null() {
            // SAFETY: it was mapped with this size.
            unsafe { libc::munmap(*memory, size) };
            *memory = std::ptr::without_provenance_mut(UNMAPPED);
        }
    }
    for fd in [&mut device.m_fd, &mut device.m_bufinfo_fd] {
        if *fd > 0 {
            // SAFETY: it is the ring's own.
            unsafe { libc::close(*fd) };
            *fd = -1;
        }
    }
}

/// Closes every ring of a set and frees their places; NULL is allowed.
///
/// # Safety
/// `devset` is from devset_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn devset_free(devset: Option<&mut scap_device_set>) {
    door::enter((), |()| {
        let Some(set) = devset else { return };
        let devices = std::mem::replace(&mut set.m_devs, std::ptr::null_mut());
        let count = if devices.is_null() { 0 } else { set.m_ndevs as usize };
        // SAFETY: devset_init() made the array, with so many items; their memory and descriptors are their own.
        unsafe {
            door::items_mut(devices, count).iter_mut().for_each(|device| close(device));
            malloc::free(devices);
        }
    });
}

/// Whether a ring may have so many bytes: a power of two, more than two pages.
#[unsafe(no_mangle)]
pub extern "C" fn check_buffer_bytes_dim(last_err: ErrorBuffer, buf_bytes_dim: c_ulong) -> i32 {
    door::enter(last_err, |error| {
        let page = rustix::param::page_size() as c_ulong;
        if buf_bytes_dim > 2 * page && buf_bytes_dim.is_power_of_two() {
            return SUCCESS;
        }
        let text = format!(
            "cannot use rings of {buf_bytes_dim} bytes: expected is a power of two above two pages of {page} bytes"
        );
        error.fail(FAILURE, &text)
    })
}

/// Prints the bytes of a ring to standard error, for a look at one that is damaged; lines of zeros are left out. NULL is allowed.
///
/// # Safety
/// The buffer of the ring is mapped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dump_ringbuffer(dev: Option<&mut scap_device>) {
    door::enter((), |()| {
        let Some(device) = dev.filter(|device| device.m_buffer.addr() != UNMAPPED) else { return };
        // SAFETY: it is mapped, with so many bytes.
        let bytes = unsafe { Slice::at(device.m_buffer.cast::<u8>()).items(device.m_buffer_size as usize) };
        let mut out = BufWriter::new(std::io::stderr().lock());
        // With standard error closed there is nobody to report to.
        let _ = print(&mut out, bytes.unwrap_or_default());
    });
}

fn print(out: &mut impl Write, bytes: &[u8]) -> std::io::Result<()> {
    for (row, line) in bytes.chunks(32).enumerate().filter(|(_, line)| line.iter().any(|byte| *byte != 0)) {
        write!(out, "ring {:08x} ", row * 32)?;
        line.iter().try_for_each(|byte| write!(out, " {byte:02x}"))?;
        writeln!(out)?;
    }
    out.flush()
}
