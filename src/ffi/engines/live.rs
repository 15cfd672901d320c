//! The engines that capture on the running machine. None of them does in this version.

use super::Common;
use super::noop::NOOP;
use crate::ffi::abi::engine::{scap_t, scap_vtable};
use crate::ffi::abi::linux::scap_linux_vtable;
use crate::ffi::abi::open::scap_open_args;
use crate::ffi::result::NOT_SUPPORTED;

unsafe extern "C" fn no_kernel_module(main: *mut scap_t, _oargs: *mut scap_open_args) -> i32 {
    let text = "cannot capture through the kernel module: it is not supported; use the modern_bpf engine";
    // SAFETY: the handle holds an engine of this file.
    unsafe { (*(*main).m_engine.m_handle.cast::<Common>()).fail(NOT_SUPPORTED, text) }
}

unsafe extern "C" fn no_live_capture(main: *mut scap_t, _oargs: *mut scap_open_args) -> i32 {
    let text =
        "cannot capture on this machine: live capture is not in this version; read a capture file instead";
    // SAFETY: the handle holds an engine of this file.
    unsafe { (*(*main).m_engine.m_handle.cast::<Common>()).fail(NOT_SUPPORTED, text) }
}

/// Capture through the kernel module, which is not supported: opening it fails and says what to use.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_kmod_engine: scap_vtable =
    scap_vtable { name: c"kmod".as_ptr(), init: Some(no_kernel_module), ..NOOP };

/// Capture through BPF programs.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_modern_bpf_engine: scap_vtable =
    scap_vtable { name: c"modern_bpf".as_ptr(), init: Some(no_live_capture), ..NOOP };

const NO_ANSWERS: scap_linux_vtable = scap_linux_vtable {
    get_vpid: None,
    get_vtid: None,
    getpid_global: None,
    get_threadlist: None,
    fetch_thread: None,
    fetch_threads: None,
    fetch_proc_file: None,
    fetch_proc_files: None,
    fetch_procs_files: None,
};

/// Questions that the kernel module answers: none.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_kmod_linux_vtable: scap_linux_vtable = NO_ANSWERS;

/// Questions that BPF iterators answer: none.
#[allow(non_upper_case_globals, reason = "this is the C name")]
#[unsafe(no_mangle)]
pub static scap_modern_bpf_linux_vtable: scap_linux_vtable = NO_ANSWERS;
