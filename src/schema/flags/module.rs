// SPDX-License-Identifier: Apache-2.0
//! Kernel modules.
//!
//! Names and numbers are those of upstream's `driver/ppm_events_public.h`.

use super::{FlagName, flag};

numbers! {
    PPM_DELETE_MODULE_O_TRUNC: u32 = 1,
    PPM_DELETE_MODULE_O_NONBLOCK: u32 = 2,

    PPM_MODULE_INIT_IGNORE_MODVERSIONS: u32 = 1,
    PPM_MODULE_INIT_IGNORE_VERMAGIC: u32 = 2,
    PPM_MODULE_INIT_COMPRESSED_FILE: u32 = 4,
}

/// Names of `delete_module_flags`, in the order in which they are printed.
pub const DELETE_MODULE_FLAGS: &[FlagName] =
    &[flag("O_NONBLOCK", PPM_DELETE_MODULE_O_NONBLOCK), flag("O_TRUNC", PPM_DELETE_MODULE_O_TRUNC)];

/// Names of `finit_module_flags`, in the order in which they are printed.
pub const FINIT_MODULE_FLAGS: &[FlagName] = &[
    flag("MODULE_INIT_IGNORE_MODVERSIONS", PPM_MODULE_INIT_IGNORE_MODVERSIONS),
    flag("MODULE_INIT_IGNORE_VERMAGIC", PPM_MODULE_INIT_IGNORE_VERMAGIC),
    flag("MODULE_INIT_COMPRESSED_FILE", PPM_MODULE_INIT_COMPRESSED_FILE),
];
