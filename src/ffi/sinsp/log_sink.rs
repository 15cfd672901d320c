// SPDX-License-Identifier: Apache-2.0
//! Where messages go.

use std::ffi::{CString, c_char, c_void};

/// What is called with a message: `user` as it was given, the severity (`enum falcosecurity_log_severity`, 3 error to
/// 7 debug), and the text, a C string that is valid during the call. It may not call back into the inspector.
pub type sinsp_log_fn = Option<unsafe extern "C" fn(user: *mut c_void, severity: u32, text: *const c_char)>;

/// Upstream: `FALCOSECURITY_LOG_SEV_ERROR`.
pub(super) const ERROR: u32 = 3;
/// Upstream: `FALCOSECURITY_LOG_SEV_INFO`.
pub(super) const INFO: u32 = 6;

/// Where messages go.
#[derive(Clone, Copy)]
pub(super) struct Log {
    callback: sinsp_log_fn,
    user: *mut c_void,
}

// SAFETY: a program that sets a callback used by other threads promises that it can be called from them.
unsafe impl Send for Log {}

impl Log {
    pub(super) const NONE: Log = Log { callback: None, user: std::ptr::null_mut() };

    pub(super) fn to(callback: sinsp_log_fn, user: *mut c_void) -> Log {
        Log { callback, user }
    }

    pub(super) fn say(&self, severity: u32, text: &str) {
        let Some(callback) = self.callback else { return };
        let text = text.replace('\0', "");
        if let Ok(text) = CString::new(text) {
            // SAFETY: the program that set the callback promised that it accepts these arguments.
            unsafe { callback(self.user, severity, text.as_ptr()) };
        }
    }
}
