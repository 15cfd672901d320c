//! How output looks, and what an inspector keeps.

use super::event::buffer_format;
use super::inspector::{changed, sinsp_inspector_t};
use crate::ffi::guard;
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::fields::TimeFormat;
use crate::fields::text::Zone;

/// Calls `set` with the inspector; it says why where it refuses.
///
/// # Safety
/// `inspector` is NULL or valid.
unsafe fn setting(
    inspector: *mut sinsp_inspector_t,
    set: impl FnOnce(&mut sinsp_inspector_t) -> Result<(), &'static str>,
) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return FAILURE };
        match set(inspector) {
            Ok(()) => SUCCESS,
            Err(text) => inspector.fail(FAILURE, text),
        }
    })
}

/// How buffers are written out, one of `SINSP_BUFFER_`.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_set_buffer_format(inspector: *mut sinsp_inspector_t, format: u32) -> i32 {
    let set = |inspector: &mut sinsp_inspector_t| {
        inspector.settings.buffer_format = buffer_format(format).ok_or("unknown buffer format")?;
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { setting(inspector, set) }
}

/// Most bytes of a buffer in the normal form; longer ones end in dots. 0 for no limit.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_set_max_buffer_text(inspector: *mut sinsp_inspector_t, len: usize) -> i32 {
    let set = |inspector: &mut sinsp_inspector_t| {
        inspector.settings.max_buffer_text = len;
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { setting(inspector, set) }
}

/// What `evt.outputtime` shows: `h` local time of day, `a` seconds since the epoch, `r` since the first event, `d`
/// between entry and exit, `D` since the event before.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_set_time_output(
    inspector: *mut sinsp_inspector_t,
    form: std::ffi::c_char,
) -> i32 {
    let set = |inspector: &mut sinsp_inspector_t| {
        inspector.settings.time_format = match form as u8 {
            b'h' => TimeFormat::TimeOfDay,
            b'a' => TimeFormat::Absolute,
            b'r' => TimeFormat::Relative,
            b'd' => TimeFormat::EntryToExit,
            b'D' => TimeFormat::Previous,
            _ => return Err("unknown form of time; 'h', 'a', 'r', 'd' and 'D' are known"),
        };
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { setting(inspector, set) }
}

/// Local times are those of the environment (`TZ`, else the system's) as it is now. An inspector starts with those of
/// the moment when it was made.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_refresh_time_zone(inspector: *mut sinsp_inspector_t) -> i32 {
    let set = |inspector: &mut sinsp_inspector_t| {
        inspector.settings.zone = Zone::system();
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { setting(inspector, set) }
}

/// The largest number stands for no limit.
fn limit(value: u64) -> Option<u64> {
    (value != u64::MAX).then_some(value)
}

/// A number that decides what is kept, by one of `SINSP_OPTION_`; counts for sources that are opened from now on.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_set_option(inspector: *mut sinsp_inspector_t, option: u32, value: u64) -> i32 {
    let set = |inspector: &mut sinsp_inspector_t| {
        let options = &mut inspector.options;
        let size = usize::try_from(value).unwrap_or(usize::MAX);
        match option {
            1 => options.import_users = value != 0,
            2 => options.auto_purge = value != 0,
            3 => options.purge_interval_ns = value,
            4 => options.thread_timeout_ns = value,
            5 => options.max_threads = size,
            6 => options.max_fds = size,
            7 => options.byte_budget = size,
            8 => options.machine_info = value != 0,
            9 => options.parsers.track_connection_status = value != 0,
            10 => options.legacy_view = value != 0,
            11 => options.large_environments = value != 0,
            12 => options.max_lookups = limit(value),
            13 => options.max_lookups_with_fds = limit(value),
            14 => options.lookup_period_ns = value,
            15 => options.pushdown = value != 0,
            _ => return Err("unknown option"),
        }
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { setting(inspector, set) }
}
