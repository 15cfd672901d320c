// SPDX-License-Identifier: Apache-2.0
//! Messages of an inspector.

use super::inspector::sinsp_inspector_t;
use super::log_sink::{Log, sinsp_log_fn};
use crate::ffi::door;
use std::ffi::c_void;

/// Sends messages of this inspector (calls that failed, sources that were opened) to `callback`; NULL for nowhere, as
/// default.
///
/// # Safety
/// `callback` is NULL or can be called with `user` until another one is set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_set_log_callback(
    inspector: Option<&mut sinsp_inspector_t>,
    callback: sinsp_log_fn,
    user: *mut c_void,
) {
    door::enter(inspector, |inspector| inspector.log = Log::to(callback, user));
}
