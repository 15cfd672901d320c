// SPDX-License-Identifier: Apache-2.0
//! Versions of driver and library (C: libscap/scap_api_version.h).

use super::abi::engine::scap_vtable;
use super::abi::platform::scap_engine_handle;
use super::door::{self, ErrorBuffer};
use super::result::{FAILURE, SUCCESS};
use crate::schema::{DRIVER_API_VERSION, DRIVER_SCHEMA_VERSION};
use std::ffi::c_ulong;

/// The parts of a packed version.
const fn parts(version: u64) -> (u32, u32, u32) {
    const MAJOR: u64 = 0x7_ffff;
    const REST: u64 = 0xf_ffff;
    ((version >> 44 & MAJOR) as u32, (version >> 24 & REST) as u32, (version & 0xff_ffff) as u32)
}

const fn packed((major, minor, patch): (u64, u64, u64)) -> u64 {
    major << 44 | minor << 24 | patch
}

/// Versions of the probe that this library carries: those of 0.25.4's.
pub(super) const CURRENT_API: u64 = packed(DRIVER_API_VERSION);
pub(super) const CURRENT_SCHEMA: u64 = packed(DRIVER_SCHEMA_VERSION);
/// Oldest versions that a driver may have (C: SCAP_MINIMUM_DRIVER_..._VERSION).
const MIN_API: u64 = packed((10, 0, 0));
const MIN_SCHEMA: u64 = packed((4, 3, 0));

/// True if the current version serves a program that asks for the required one: same major part, and not older.
#[unsafe(no_mangle)]
pub extern "C" fn scap_apply_semver_check(
    current_major: u32,
    current_minor: u32,
    current_patch: u32,
    required_major: u32,
    required_minor: u32,
    required_patch: u32,
) -> bool {
    door::enter((), |()| {
        current_major == required_major && (current_minor, current_patch) >= (required_minor, required_patch)
    })
}

/// The same with packed versions.
#[unsafe(no_mangle)]
pub extern "C" fn scap_is_api_compatible(driver_api_version: c_ulong, required_api_version: c_ulong) -> bool {
    door::enter((), |()| {
        let (driver, required) = (parts(driver_api_version), parts(required_api_version));
        scap_apply_semver_check(driver.0, driver.1, driver.2, required.0, required.1, required.2)
    })
}

/// Fails with a text in `error` if the driver that an engine uses is too old for this library, or too new.
#[unsafe(no_mangle)]
pub extern "C" fn check_api_compatibility(
    vtable: Option<&scap_vtable>,
    engine: scap_engine_handle,
    error: ErrorBuffer,
) -> i32 {
    door::enter(error, |error| {
        let Some(vtable) = vtable else { return SUCCESS };
        let versions = [
            ("API", vtable.get_api_version, MIN_API),
            ("event schema", vtable.get_schema_version, MIN_SCHEMA),
        ];
        for (what, get, oldest) in versions {
            let Some(get) = get else { continue };
            // SAFETY: the functions of a table take the engine that it is of.
            let driver = unsafe { get(engine) };
            if !scap_is_api_compatible(driver, oldest) {
                let ((a, b, c), (x, y, z)) = (parts(driver), parts(oldest));
                let text = format!(
                    "cannot use the driver: its {what} version is {a}.{b}.{c}, this library needs {x}.{y}.{z} or a newer {x}.y.z"
                );
                return error.fail(FAILURE, &text);
            }
        }
        SUCCESS
    })
}
