// SPDX-License-Identifier: Apache-2.0
//! How output looks, and what an inspector keeps.

use super::event::buffer_format;
use super::inspector::sinsp_inspector_t;
use crate::ffi::door;
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::fields::TimeFormat;
use crate::fields::text::Zone;

/// Calls `set` with the inspector; an error text says why it refuses.
fn setting(
    inspector: Option<&mut sinsp_inspector_t>,
    set: impl FnOnce(&mut sinsp_inspector_t) -> Result<(), &'static str>,
) -> i32 {
    door::enter(inspector, |inspector| match set(inspector) {
        Ok(()) => SUCCESS,
        Err(text) => inspector.fail(FAILURE, text),
    })
}

/// How buffers are written out, one of `SINSP_BUFFER_`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_set_buffer_format(inspector: Option<&mut sinsp_inspector_t>, format: u32) -> i32 {
    setting(inspector, |inspector| {
        inspector.settings_mut().buffer_format = buffer_format(format).ok_or("unknown buffer format")?;
        Ok(())
    })
}

/// Most bytes of a buffer in the normal form; longer ones end in dots. 0 for no limit.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_set_max_buffer_text(inspector: Option<&mut sinsp_inspector_t>, len: usize) -> i32 {
    setting(inspector, |inspector| {
        inspector.settings_mut().max_buffer_text = len;
        Ok(())
    })
}

/// What `evt.outputtime` shows: `h` local time of day, `a` seconds since the epoch, `r` since the first event, `d`
/// between entry and exit, `D` since the event before.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_set_time_output(
    inspector: Option<&mut sinsp_inspector_t>,
    form: std::ffi::c_char,
) -> i32 {
    setting(inspector, |inspector| {
        inspector.settings_mut().time_format = match form as u8 {
            b'h' => TimeFormat::TimeOfDay,
            b'a' => TimeFormat::Absolute,
            b'r' => TimeFormat::Relative,
            b'd' => TimeFormat::EnterToExit,
            b'D' => TimeFormat::Previous,
            _ => return Err("unknown time format; expected 'h', 'a', 'r', 'd' or 'D'"),
        };
        Ok(())
    })
}

/// Local times are those of the environment (`TZ`, else the system's) as it is now. An inspector starts with those of
/// the moment when it was made.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_refresh_time_zone(inspector: Option<&mut sinsp_inspector_t>) -> i32 {
    setting(inspector, |inspector| {
        inspector.settings_mut().zone = Zone::system();
        Ok(())
    })
}

/// The largest number means no limit.
fn limit(value: u64) -> Option<u64> {
    (value != u64::MAX).then_some(value)
}

/// Options for sources opened later, `sinsp_set_option`: keep users and groups; 1.
pub const SINSP_OPTION_IMPORT_USERS: u32 = 1;
/// Option: remove threads that have ended; 1.
pub const SINSP_OPTION_AUTO_PURGE: u32 = 2;
/// Option: how often idle threads are looked for; 20 minutes.
pub const SINSP_OPTION_PURGE_INTERVAL_NS: u32 = 3;
/// Option: how long a thread may be idle; 30 minutes.
pub const SINSP_OPTION_THREAD_TIMEOUT_NS: u32 = 4;
/// Option: most threads that are kept; 262144.
pub const SINSP_OPTION_MAX_THREADS: u32 = 5;
/// Option: most descriptors of a process that are kept; 4096.
pub const SINSP_OPTION_MAX_FDS: u32 = 6;
/// Option: bytes for threads and descriptors; 2 GiB.
pub const SINSP_OPTION_BYTE_BUDGET: u32 = 7;
/// Option: use the machine information in a capture file; 0.
pub const SINSP_OPTION_MACHINE_INFO: u32 = 8;
/// Option: follow pending and failed connects; 0.
pub const SINSP_OPTION_TRACK_CONNECTION_STATUS: u32 = 9;
/// Option: events as libs 0.18 showed them, see above; 0.
pub const SINSP_OPTION_LEGACY_VIEW: u32 = 10;
/// Option: live: read environments over 4096 bytes whole from /proc; 0.
pub const SINSP_OPTION_LARGE_ENVIRONMENTS: u32 = 11;
/// Option: most unknown threads that /proc is asked for; `UINT64_MAX`: any number.
pub const SINSP_OPTION_MAX_LOOKUPS: u32 = 12;
/// Option: after this many, not for their descriptors; `UINT64_MAX`: any number.
pub const SINSP_OPTION_MAX_LOOKUPS_WITH_FDS: u32 = 13;
/// Option: after this time /proc may be asked as often again; 0: never.
pub const SINSP_OPTION_LOOKUP_PERIOD_NS: u32 = 14;
/// Option: live: what the filter refuses is not copied out of the kernel; 1.
pub const SINSP_OPTION_PUSHDOWN: u32 = 15;

/// A number that decides what is kept, by one of `SINSP_OPTION_`; counts for sources that are opened from now on.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_set_option(
    inspector: Option<&mut sinsp_inspector_t>,
    option: u32,
    value: u64,
) -> i32 {
    setting(inspector, |inspector| {
        let options = &mut inspector.options;
        let size = usize::try_from(value).unwrap_or(usize::MAX);
        match option {
            SINSP_OPTION_IMPORT_USERS => options.import_users = value != 0,
            SINSP_OPTION_AUTO_PURGE => options.auto_purge = value != 0,
            SINSP_OPTION_PURGE_INTERVAL_NS => options.purge_interval_ns = value,
            SINSP_OPTION_THREAD_TIMEOUT_NS => options.thread_timeout_ns = value,
            SINSP_OPTION_MAX_THREADS => options.max_threads = size,
            SINSP_OPTION_MAX_FDS => options.max_fds = size,
            SINSP_OPTION_BYTE_BUDGET => options.byte_budget = size,
            SINSP_OPTION_MACHINE_INFO => options.machine_info = value != 0,
            SINSP_OPTION_TRACK_CONNECTION_STATUS => options.parsers.track_connection_status = value != 0,
            SINSP_OPTION_LEGACY_VIEW => options.legacy_view = value != 0,
            SINSP_OPTION_LARGE_ENVIRONMENTS => options.large_environments = value != 0,
            SINSP_OPTION_MAX_LOOKUPS => options.max_lookups = limit(value),
            SINSP_OPTION_MAX_LOOKUPS_WITH_FDS => options.max_lookups_with_fds = limit(value),
            SINSP_OPTION_LOOKUP_PERIOD_NS => options.lookup_period_ns = value,
            SINSP_OPTION_PUSHDOWN => options.pushdown = value != 0,
            _ => return Err("unknown option"),
        }
        Ok(())
    })
}
