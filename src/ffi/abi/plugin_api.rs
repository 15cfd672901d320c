// SPDX-License-Identifier: Apache-2.0
//! A loaded plugin (C: plugin/plugin_loader.h).

use crate::ffi::door::Malloc;
pub use crate::plugin::abi::Api as plugin_api;
use std::ffi::c_void;

/// What a plugin can do, a bit set.
pub type plugin_caps_t = u32;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct plugin_handle_t {
    /// Of the shared library; NULL if the functions are part of the program.
    pub handle: *mut c_void,
    /// Its functions.
    pub api: plugin_api,
}

const _: () = assert!(size_of::<plugin_api>() == 264 && size_of::<plugin_handle_t>() == 272);

// SAFETY: pointers and numbers.
unsafe impl Malloc for plugin_handle_t {}
