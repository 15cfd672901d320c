// SPDX-License-Identifier: Apache-2.0
//! Plugins as shared libraries, and as tables of functions that a program itself contains.

use super::abi::Api;
use super::describe::told_version;
use super::version::Version;
use crate::error::{Error, Result};
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// The functions of a plugin, and what keeps them in memory.
pub(super) struct Functions {
    pub(super) api: Api,
    /// The path of the file; a description for plugins without one.
    pub(super) name: String,
    /// Closed when the plugin is freed.
    loaded: Option<Library>,
    /// Set where it has to stay in memory.
    pub(super) keep: AtomicBool,
}

impl Drop for Functions {
    fn drop(&mut self) {
        if self.keep.load(Ordering::Relaxed) {
            std::mem::forget(self.loaded.take());
        }
    }
}

/// The function of a symbol; `None` where the library has none of that name.
macro_rules! look_up {
    ($library:expr, $api:expr, $($name:ident),*) => {
        $(
            // SAFETY: a plugin's function of this name has the type that the plugin API defines.
            $api.$name = unsafe { $library.get(concat!("plugin_", stringify!($name)).as_bytes()) }
                .ok()
                .map(|symbol| *symbol);
        )*
    };
}

/// Loads a shared library and looks up its plugin functions; the error is the dynamic loader's text.
pub(crate) fn load_library(path: &Path) -> std::result::Result<(Api, Library), String> {
    // SAFETY: loading runs the library's constructors: that is what the caller requests.
    let library = unsafe { Library::open(Some(path), RTLD_LOCAL | RTLD_NOW) };
    let library = library.map_err(|error| reason(&error))?;
    let mut api = Api::default();
    look_up!(
        library,
        api,
        get_required_api_version,
        get_init_schema,
        init,
        destroy,
        get_last_error,
        get_name,
        get_description,
        get_contact,
        get_version,
        get_id,
        get_event_source,
        open,
        close,
        list_open_params,
        get_progress,
        event_to_string,
        next_batch,
        get_extract_event_types,
        get_extract_event_sources,
        get_fields,
        extract_fields,
        get_parse_event_types,
        get_parse_event_sources,
        parse_event,
        get_async_event_sources,
        get_async_events,
        set_async_event_handler,
        dump_state,
        set_config,
        get_metrics,
        capture_open,
        capture_close,
        get_required_event_schema_version
    );
    Ok((api, library))
}

impl Functions {
    /// Loads a shared library.
    pub(super) fn load(path: &Path) -> Result<Functions> {
        let name = path.display().to_string();
        match load_library(path) {
            Ok((api, library)) => {
                Ok(Functions { api, name, loaded: Some(library), keep: AtomicBool::new(false) })
            }
            Err(what) => {
                Err(Error::Plugin { plugin: name, what: format!("cannot load the library: {what}") })
            }
        }
    }

    /// Takes a program's own table, of the version of the API that it reports.
    ///
    /// # Safety
    /// `table` has the members of the version that its first function returns; its functions stay callable.
    pub(super) unsafe fn of_table(table: *const Api) -> Result<Functions> {
        let name = "table of functions".to_string();
        let fail = |what: String| Error::Plugin { plugin: name.clone(), what };
        // SAFETY: as the caller promises; every version has the first member.
        let version = unsafe { (&raw const (*table).get_required_api_version).read() };
        // SAFETY: as the caller promises.
        let version = unsafe { told_version(version) }.map_err(fail)?;
        // SAFETY: as the caller promises.
        let api = unsafe { copy_table(table, version) };
        Ok(Functions::own(api, name))
    }

    /// Functions that no library has to be kept for.
    pub(super) fn own(api: Api, name: String) -> Functions {
        Functions { api, name, loaded: None, keep: AtomicBool::new(false) }
    }
}

/// A table in today's layout. Members that the version lacks are `None`, and what is at their offsets is not read.
///
/// # Safety
/// `table` has the members of `version`.
pub(crate) unsafe fn copy_table(table: *const Api, version: Version) -> Api {
    let mut api = Api::default();
    let size = size_of_version(version);
    // SAFETY: as the caller promises, so many bytes are there; functions and NULLs are values of every member.
    unsafe { std::ptr::copy_nonoverlapping(table.cast::<u8>(), (&raw mut api).cast(), size) };
    if version.major == 3 && version.minor < 10 {
        // `dump_state` was inserted between the others: the members of an older table from there on are one place later now.
        // SAFETY: the last members are pointers to functions or NULL, whatever their types.
        unsafe {
            let from = &raw mut api.dump_state;
            std::ptr::copy(from.cast::<usize>(), from.cast::<usize>().add(1), MOVED);
        }
        api.dump_state = None;
        api.get_required_event_schema_version = None;
    }
    api
}

/// Members after `dump_state` in tables before version 3.10.
const MOVED: usize = 4;

/// Size of the table of a version, bytes.
fn size_of_version(version: Version) -> usize {
    match (version.major, version.minor) {
        (3, 0..=3) => 216,
        (3, 4..=5) => 224,
        (3, 6) => 232,
        (3, 7..=9) => 248,
        (3, 10..=11) => 256,
        _ => size_of::<Api>(),
    }
}

/// The dynamic loader's own text.
fn reason(error: &libloading::Error) -> String {
    use std::error::Error as _;
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}
