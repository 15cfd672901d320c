//! Names of numbers. All texts are static; a NUL follows each.

use super::text::sinsp_text;
use crate::ffi::guard;
use crate::schema::{ParamType, errno_name, signal_name};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// A text with a NUL behind it, kept for the life of the process; there are a few hundred.
pub(super) fn kept(name: &'static str) -> sinsp_text {
    static TEXTS: Mutex<BTreeMap<&'static str, &'static [u8]>> = Mutex::new(BTreeMap::new());
    guard::or(sinsp_text::EMPTY, || {
        let Ok(mut texts) = TEXTS.lock() else { return sinsp_text::EMPTY };
        let bytes = texts.entry(name).or_insert_with(|| {
            let mut bytes = name.as_bytes().to_vec();
            bytes.push(0);
            Box::leak(bytes.into_boxed_slice())
        });
        sinsp_text { ptr: bytes.as_ptr().cast(), len: bytes.len() - 1 }
    })
}

/// The name of an error number, such as `ENOENT`; empty for numbers without one.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_errno_name(number: u32) -> sinsp_text {
    errno_name(number).map_or(sinsp_text::EMPTY, kept)
}

/// The name of a signal, such as `SIGTERM`; empty for numbers without one.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_signal_name(number: u32) -> sinsp_text {
    signal_name(number).map_or(sinsp_text::EMPTY, kept)
}

/// The name of a type of parameters and fields (`enum ppm_param_type`), such as `CHARBUF`; empty for numbers without
/// one.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_param_type_name(number: u32) -> sinsp_text {
    ParamType::from_number(number).map_or(sinsp_text::EMPTY, |ty| kept(ty.name()))
}
