// SPDX-License-Identifier: Apache-2.0
//! The version of the interface.

use crate::ffi::door;

/// The version of this header.
pub const SINSP_ABI_VERSION: u32 = 3;

/// The version of this interface that the library has. A program can use it when it is at least the
/// `SINSP_ABI_VERSION` it was compiled with.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_abi_version() -> u32 {
    door::enter((), |()| SINSP_ABI_VERSION)
}
