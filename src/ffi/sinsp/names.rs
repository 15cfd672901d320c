// SPDX-License-Identifier: Apache-2.0
//! Names of codes. All texts are static; a NUL follows each.

use super::text::sinsp_text;
use crate::ffi::door;
use crate::schema::{ParamType, errno_name, signal_name};
use parking_lot::Mutex;
use std::collections::BTreeMap;

/// A text followed by a NUL, kept for the life of the process; there are a few hundred.
pub(super) fn kept(name: &'static str) -> sinsp_text {
    static TEXTS: Mutex<BTreeMap<&'static str, &'static [u8]>> = Mutex::new(BTreeMap::new());
    sinsp_text::terminated(TEXTS.lock().entry(name).or_insert_with(|| {
        let bytes = [name.as_bytes(), b"\0"].concat();
        Box::leak(bytes.into_boxed_slice())
    }))
}

/// The name of an error number, such as `ENOENT`; empty for numbers without one.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_errno_name(number: u32) -> sinsp_text {
    door::enter((), |()| errno_name(number).map_or(sinsp_text::EMPTY, kept))
}

/// The name of a signal, such as `SIGTERM`; empty for numbers without one.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_signal_name(number: u32) -> sinsp_text {
    door::enter((), |()| signal_name(number).map_or(sinsp_text::EMPTY, kept))
}

/// The name of a type of parameters and fields (`enum ppm_param_type`), such as `CHARBUF`; empty for numbers without
/// one.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_param_type_name(number: u32) -> sinsp_text {
    door::enter((), |()| {
        ParamType::from_number(number).map_or(sinsp_text::EMPTY, |ty| kept(ty.listed_name()))
    })
}
