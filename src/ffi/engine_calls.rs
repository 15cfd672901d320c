// SPDX-License-Identifier: Apache-2.0
//! The engine behind a handle and the functions of its table, which may be a table of the program.

use super::abi::engine::{scap_savefile_vtable, scap_t, scap_vtable};
use super::abi::platform::scap_engine_handle;
use super::door;
use super::result::NOT_SUPPORTED;

/// The engine behind a handle and its table; `None` for an empty handle.
pub(super) fn engine(handle: &scap_t) -> Option<(scap_engine_handle, &scap_vtable)> {
    let own = handle.m_engine.get();
    // SAFETY: NULL, or the table that scap_init() was given, which is there as long as the handle is open.
    let table = unsafe { door::borrow(handle.m_vtable.get()) }?;
    (!own.m_handle.is_null()).then_some((own, table))
}

/// What a function of the engine's table answers; `None` where there is no such function, or no engine.
pub(super) fn ask<R>(
    handle: &scap_t,
    pick: impl FnOnce(&scap_vtable) -> Option<unsafe extern "C" fn(scap_engine_handle) -> R>,
) -> Option<R> {
    let (own, table) = engine(handle)?;
    // SAFETY: the functions of a table take the engine that its alloc_handle made.
    pick(table).map(|function| unsafe { function(own) })
}

/// The engine and its functions for capture files; `None` for engines that read none.
pub(super) fn file_calls(handle: &scap_t) -> Option<(scap_engine_handle, &scap_savefile_vtable)> {
    let (own, table) = engine(handle)?;
    // SAFETY: NULL, or a table that stays as long as the engine's.
    unsafe { door::borrow(table.savefile_ops) }.map(|calls| (own, calls))
}

/// The result of a handle whose engine lacks a function, or that has no engine.
pub(super) fn unsupported(handle: &scap_t, what: &str) -> i32 {
    handle.error().fail(NOT_SUPPORTED, &format!("cannot {what}: the handle has no engine that can"))
}
