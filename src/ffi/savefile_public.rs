// SPDX-License-Identifier: Apache-2.0
//! The platform of capture files (C: libscap/engine/savefile/savefile_public.h).

use super::abi::machine::scap_machine_info;
use super::abi::open::scap_open_args;
use super::abi::platform::{scap_engine_handle, scap_platform, scap_platform_vtable, scap_proc_callbacks};
use super::door::{self, ErrorBuffer, Shared};
use super::result::SUCCESS;
use super::scap_platform::{NOTHING, alloc, not_alive};

/// Its calls. The engine fills the platform, so there is nothing to do.
static VTABLE: scap_platform_vtable = scap_platform_vtable {
    init_platform: Some(nothing_to_init),
    is_thread_alive: Some(not_alive),
    ..NOTHING
};

extern "C" fn nothing_to_init(
    _platform: Shared<scap_platform>,
    _lasterr: ErrorBuffer,
    _engine: scap_engine_handle,
    _oargs: Option<&mut scap_open_args>,
) -> i32 {
    door::enter((), |()| SUCCESS)
}

/// Makes a platform that receives the state in a capture file; NULL when out of memory. Ends with scap_platform_free().
#[unsafe(no_mangle)]
pub extern "C" fn scap_savefile_alloc_platform(callbacks: scap_proc_callbacks) -> *mut scap_platform {
    door::enter((), |()| {
        // SAFETY: it is a scap_platform.
        let platform = unsafe { alloc::<scap_platform>(&VTABLE, callbacks) };
        if let Some(platform) = platform.get() {
            let machine = scap_machine_info { num_cpus: u32::MAX, ..platform.m_machine_info.get() };
            platform.m_machine_info.set(machine);
        }
        platform.place()
    })
}
