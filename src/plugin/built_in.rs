// SPDX-License-Identifier: Apache-2.0
//! The container plugin, where its file is not installed: the library has its fields.
//!
//! Programs ask for the plugin by name and version and load it by its path. In its place they get one of the same name,
//! whose fields are the built-in class.

use super::abi::{self, Api, EventInput, ExtractInput, InitInput, Opaque, Rc};
use super::library::Functions;
use super::version::Version;
use crate::fields::{CLASSES, ExternalClass, FieldClass, FieldFlags, FieldInfo};
use crate::schema::ParamType;
use serde_json::{Value, json};
use std::ffi::{CStr, CString, c_char};
use std::path::Path;
use std::ptr;
use std::sync::{Arc, LazyLock};

/// Name of the plugin, and of the class of fields.
const NAME: &CStr = c"container";
/// The version of the plugin whose fields the class has.
const VERSION: &CStr = c"0.7.1";
/// The name of the plugin's file.
const FILE: &str = "libcontainer.so";

/// True for the path of the plugin where no file is.
pub(super) fn is_meant(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE) && !path.exists()
}

/// The functions of the plugin that stands in.
pub(super) fn functions(path: &Path) -> Functions {
    let api = Api {
        get_required_api_version: Some(api_version),
        init: Some(init),
        destroy: Some(destroy),
        get_last_error: Some(last_error),
        get_name: Some(name),
        get_description: Some(description),
        get_contact: Some(contact),
        get_version: Some(version),
        get_extract_event_sources: Some(sources),
        get_fields: Some(fields),
        extract_fields: Some(extract),
        ..Api::default()
    };
    let name = format!("{} (built in)", path.display());
    Functions::own(api, name)
}

/// True for functions that are those of this file.
pub(super) fn is_built_in(api: &Api) -> bool {
    api.get_fields.is_some_and(|get| ptr::fn_addr_eq(get, fields as abi::Text))
}

fn class() -> Option<&'static FieldClass> {
    CLASSES.iter().find(|class| class.name.as_bytes() == NAME.to_bytes())
}

/// The fields of the class, read by the library.
pub(super) fn external_class() -> ExternalClass {
    let rows = class().into_iter().flat_map(FieldClass::fields);
    ExternalClass {
        name: NAME.to_string_lossy().into_owned(),
        fields: rows.map(|row| Arc::new(row.clone())).collect(),
    }
}

unsafe extern "C" fn api_version() -> *const c_char {
    static TEXT: LazyLock<CString> = LazyLock::new(|| {
        let Version { major, minor, patch } = super::version::API;
        CString::new(format!("{major}.{minor}.{patch}")).unwrap_or_default()
    });
    TEXT.as_ptr()
}

unsafe extern "C" fn name() -> *const c_char {
    NAME.as_ptr()
}

unsafe extern "C" fn description() -> *const c_char {
    c"Fields of containers and pods, built in".as_ptr()
}

unsafe extern "C" fn contact() -> *const c_char {
    c"syscap".as_ptr()
}

unsafe extern "C" fn version() -> *const c_char {
    VERSION.as_ptr()
}

unsafe extern "C" fn sources() -> *const c_char {
    c"[\"syscall\"]".as_ptr()
}

unsafe extern "C" fn fields() -> *const c_char {
    static LIST: LazyLock<CString> = LazyLock::new(|| {
        let rows: Vec<Value> = class().into_iter().flat_map(FieldClass::fields).map(row).collect();
        CString::new(Value::Array(rows).to_string()).unwrap_or_default()
    });
    LIST.as_ptr()
}

/// A field as `get_fields` lists it.
fn row(info: &FieldInfo) -> Value {
    let ty = match info.ty {
        ParamType::Bool => "bool",
        ParamType::Abstime => "abstime",
        ParamType::Reltime => "reltime",
        _ => "string",
    };
    json!({
        "name": info.name,
        "type": ty,
        "desc": info.doc,
        "addOutput": info.flags.has(FieldFlags::FORMAT_SUGGESTED),
        "arg": {
            "isRequired": info.flags.has(FieldFlags::ARG_REQUIRED),
            "isIndex": info.flags.has(FieldFlags::ARG_INDEX),
            "isKey": info.flags.has(FieldFlags::ARG_KEY),
        },
    })
}

/// It has no state; the address only says that it began.
unsafe extern "C" fn init(_: *const InitInput, rc: *mut Rc) -> Opaque {
    // SAFETY: the loader passes where it reads the result.
    unsafe { rc.write(abi::SUCCESS) };
    NAME.as_ptr().cast_mut().cast()
}

unsafe extern "C" fn destroy(_: Opaque) {}

unsafe extern "C" fn last_error(_: Opaque) -> *const c_char {
    c"the fields of the built-in container plugin are read through filters, templates and lists of fields"
        .as_ptr()
}

/// The fields are not read through the plugin's functions: the class has the library's own rows.
unsafe extern "C" fn extract(_: Opaque, _: *const EventInput, _: *const ExtractInput) -> Rc {
    abi::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_missing_file_of_the_name_is_meant() {
        assert!(is_meant(Path::new("/nowhere/libcontainer.so")));
        assert!(!is_meant(Path::new("/nowhere/libother.so")));
        assert!(!is_meant(Path::new("/proc/self/exe")));
    }
}
