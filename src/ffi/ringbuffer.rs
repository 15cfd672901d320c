//! Rings of the kernel module, for programs that read them with the functions of libscap/ringbuffer (C:
//! libscap/ringbuffer/devset.h, ringbuffer.h, ringbuffer_dump.h). This library itself does not.

use super::abi::internal::{scap_device, scap_device_set};
use super::result::{FAILURE, SUCCESS};
use super::{guard, memory};
use std::ffi::{c_char, c_ulong, c_void};
use std::io::{BufWriter, Write};

/// Stands for memory that is not mapped (C: `MAP_FAILED`).
const UNMAPPED: usize = usize::MAX;
/// Microseconds that a reader waits for an empty ring at first (C: `BUFFER_EMPTY_WAIT_TIME_US_START`).
const FIRST_WAIT: u64 = 500;

/// Makes places for the rings of so many processors, none of them open; SCAP_FAILURE with a text in `lasterr`.
///
/// # Safety
/// `devset` is NULL or writable; `lasterr` is NULL or has 256 bytes and stays as long as the set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn devset_init(
    devset: *mut scap_device_set,
    num_devs: usize,
    lasterr: *mut c_char,
) -> i32 {
    // SAFETY: as the caller promises.
    unsafe {
        let Ok(m_ndevs) = u32::try_from(num_devs) else {
            guard::write_error(lasterr, &format!("cannot make {num_devs} rings: too many"));
            return FAILURE;
        };
        let devices = memory::zeroed_array::<scap_device>(num_devs);
        if devset.is_null() || (devices.is_null() && num_devs > 0) {
            memory::free(devices);
            guard::write_error(lasterr, &format!("cannot make {num_devs} rings: out of memory"));
            return FAILURE;
        }
        for index in 0..num_devs {
            let device = &mut *devices.add(index);
            (device.m_fd, device.m_bufinfo_fd) = (-1, -1);
            let unmapped = std::ptr::without_provenance_mut::<c_void>(UNMAPPED);
            (device.m_buffer, device.m_bufinfo, device.m_bufstatus) = (unmapped, unmapped, unmapped);
        }
        devset.write(scap_device_set {
            m_devs: devices,
            m_ndevs,
            m_buffer_empty_wait_time_us: FIRST_WAIT,
            m_lasterr: lasterr,
        });
    }
    SUCCESS
}

/// Unmaps and closes a ring; NULL is allowed.
///
/// # Safety
/// `dev` is NULL or valid; its memory was mapped and its descriptors are its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn devset_close_device(dev: *mut scap_device) {
    // SAFETY: as the caller promises.
    unsafe {
        let Some(device) = dev.as_mut() else { return };
        for (memory, size) in [
            (&mut device.m_buffer, device.m_mmap_size as usize),
            (&mut device.m_bufinfo, device.m_bufinfo_size as usize),
        ] {
            if memory.addr() != UNMAPPED && !memory.is_null() {
                libc::munmap(*memory, size);
                *memory = std::ptr::without_provenance_mut(UNMAPPED);
            }
        }
        for fd in [&mut device.m_fd, &mut device.m_bufinfo_fd] {
            if *fd > 0 {
                libc::close(*fd);
                *fd = -1;
            }
        }
    }
}

/// Closes every ring of a set and frees their places; NULL is allowed.
///
/// # Safety
/// `devset` is NULL or from devset_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn devset_free(devset: *mut scap_device_set) {
    // SAFETY: as the caller promises.
    unsafe {
        let Some(set) = devset.as_mut() else { return };
        if set.m_devs.is_null() {
            return;
        }
        for index in 0..set.m_ndevs as usize {
            devset_close_device(set.m_devs.add(index));
        }
        memory::free(set.m_devs);
        set.m_devs = std::ptr::null_mut();
    }
}

/// Whether a ring may have so many bytes: a power of two, more than two pages.
///
/// # Safety
/// `last_err` is NULL or has 256 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn check_buffer_bytes_dim(last_err: *mut c_char, buf_bytes_dim: c_ulong) -> i32 {
    let page = rustix::param::page_size() as c_ulong;
    if buf_bytes_dim > 2 * page && buf_bytes_dim.is_power_of_two() {
        return SUCCESS;
    }
    let text = format!(
        "cannot use rings of {buf_bytes_dim} bytes: expected is a power of two above two pages of {page} bytes"
    );
    // SAFETY: as the caller promises.
    unsafe { guard::write_error(last_err, &text) };
    FAILURE
}

/// Prints the bytes of a ring to standard error, for a look at one that is damaged; lines of zeros are left out. NULL is allowed.
///
/// # Safety
/// `dev` is NULL or valid, its buffer mapped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dump_ringbuffer(dev: *mut scap_device) {
    // SAFETY: as the caller promises.
    guard::or((), || unsafe {
        let Some(device) = dev.as_ref() else { return };
        if device.m_buffer.is_null() || device.m_buffer.addr() == UNMAPPED {
            return;
        }
        let bytes = std::slice::from_raw_parts(device.m_buffer.cast::<u8>(), device.m_buffer_size as usize);
        let mut out = BufWriter::new(std::io::stderr().lock());
        // With standard error closed there is nobody to tell.
        let _ = print(&mut out, bytes);
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
