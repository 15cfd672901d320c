// SPDX-License-Identifier: Apache-2.0
//! What plugins read: their fields, and the sources and codes that they accept.

use super::added::sinsp_catalogue_t;
use super::catalogue::{PUBLIC_FLAGS, sinsp_field_row};
use super::event::sinsp_event_t;
use super::plugin::sinsp_plugin_t;
use super::text::sinsp_text;
use crate::ffi::door::{self, Bytes, Len, List, Out, Prefix, Room, Size};
use crate::ffi::result::{FAILURE, SUCCESS};
use crate::fields::CLASSES;
use crate::plugin::FieldRow;
// By the names of plugin/plugin_types.h, which the generated header shows.
use crate::plugin::abi::{
    ExtractField as ss_plugin_extract_field, ValueOffsets as ss_plugin_extract_value_offsets,
};
use crate::schema::PrintFormat;
use std::ffi::CString;

/// How many fields a plugin reads.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_field_count(plugin: Option<&sinsp_plugin_t>) -> usize {
    door::enter(plugin, |handle| handle.plugin.description().fields.len())
}

fn row_of(row: &FieldRow) -> sinsp_field_row {
    sinsp_field_row {
        name: sinsp_text::of(row.name.as_bytes()),
        doc: sinsp_text::of(row.doc.as_bytes()),
        ty: row.ty as u32,
        format: PrintFormat::Dec as u32,
        flags: row.flags.0 & PUBLIC_FLAGS,
        is_list: row.flags.0 & crate::fields::FieldFlags::IS_LIST.0 != 0,
        takes_arg: row.flags.0 & crate::fields::FieldFlags::ARG_ALLOWED.0 != 0,
    }
}

/// A field of a plugin by its index, and in `*display` a short name to show; texts are valid as long as the handle.
/// False past the last one. `size` is `sizeof(sinsp_field_row)`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_field_get(
    plugin: Option<&sinsp_plugin_t>,
    index: usize,
    out: Prefix<sinsp_field_row>,
    size: Size,
    display: Out<sinsp_text>,
) -> bool {
    door::enter(plugin, |handle| {
        let Some(row) = handle.plugin.description().fields.get(index) else { return false };
        display.put(sinsp_text::of(row.display.as_bytes()));
        out.put(size, row_of(row))
    })
}

/// Writes names that a plugin lists: of the sources whose events it reads fields of (0), parses (1), adds asynchronous
/// events to (2) - where there are none, all - or of its asynchronous events (3). Returns how many there are. Valid as
/// long as the handle.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_names(
    plugin: Option<&sinsp_plugin_t>,
    kind: u32,
    names: List<sinsp_text>,
    room: Room,
) -> usize {
    door::enter(plugin, |handle| {
        let description = handle.plugin.description();
        let list = match kind {
            0 => &description.extract_sources,
            1 => &description.parse_sources,
            2 => &description.async_sources,
            3 => &description.async_names,
            _ => return 0,
        };
        names.put(room, list.iter().map(|name| sinsp_text::of(name.as_bytes())))
    })
}

/// Writes the codes of the events that a running plugin reads fields of (0) or parses (1); returns how many there are.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_plugin_codes(
    plugin: Option<&sinsp_plugin_t>,
    kind: u32,
    codes: List<u16>,
    room: Room,
) -> usize {
    door::enter(plugin, |handle| {
        let capabilities = handle.plugin.description().capabilities;
        let list = match kind {
            0 if capabilities.extraction => handle.plugin.extract_codes(),
            1 if capabilities.parsing => handle.plugin.parse_codes(),
            _ => Vec::new(),
        };
        codes.put(room, list.iter().map(|code| code.number()))
    })
}

/// Asks a running plugin for fields of an event, whatever the event's source and code. Each request names a field by
/// `field_id`, its index, and has what `plugin/plugin_types.h` says; values in it are the plugin's, until it is asked
/// for fields again, by whatever way. `offsets` may be NULL. `SCAP_SUCCESS` or `SCAP_FAILURE`.
///
/// # Safety
/// `requests` is NULL or has `count`; `offsets` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_plugin_extract(
    plugin: Option<&mut sinsp_plugin_t>,
    event: Option<&sinsp_event_t>,
    count: u32,
    requests: *mut ss_plugin_extract_field,
    offsets: *mut ss_plugin_extract_value_offsets,
) -> i32 {
    door::enter((plugin, event), |(handle, event)| {
        if requests.is_null() {
            return handle.fail(FAILURE, "there are no requests");
        }
        // SAFETY: there are `count`.
        let requests = unsafe { door::items_mut(requests, count as usize) };
        let fields = handle.plugin.description().fields.len();
        if requests.iter().any(|request| request.field_id as usize >= fields) {
            return handle.fail(FAILURE, "a request does not name a field of the plugin");
        }
        let owner = event.owner();
        let host = owner.and_then(|owner| owner.plugins.as_deref());
        let state = owner.and_then(|owner| owner.open()).map(|open| open.state());
        let source = usize::try_from(event.source()).ok().zip(host);
        let source = source.and_then(|(at, host)| host.sources().nth(at));
        let source = source.and_then(|name| CString::new(name).ok());
        let asked = event.recorded(|found, _, _| {
            // SAFETY: the requests are those of the plugin API; the place is NULL or writable.
            unsafe {
                handle.plugin.extract_raw(found, event.num(), source.as_deref(), state, requests, offsets)
            }
        });
        match asked {
            Some(true) => SUCCESS,
            Some(false) => handle.fail(FAILURE, "extract_fields failed"),
            None => handle.fail(FAILURE, "there is no event"),
        }
    })
}

/// Adds the fields of a plugin to a catalogue, in front of those that are there, and the names of its asynchronous
/// events. `SCAP_FAILURE` for NULL and for a plugin that reads no fields.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_catalogue_add_plugin(
    catalogue: Option<&mut sinsp_catalogue_t>,
    plugin: Option<&sinsp_plugin_t>,
) -> i32 {
    door::enter((catalogue, plugin), |(catalogue, handle)| {
        let Some(class) = &handle.fields else { return FAILURE };
        catalogue.catalogue.add_external(class.clone());
        for name in &handle.plugin.description().async_names {
            catalogue.catalogue.add_event_name(name);
        }
        SUCCESS
    })
}

/// As `sinsp_field_prefix`, with the fields of a catalogue.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_field_prefix_with(
    catalogue: Option<&sinsp_catalogue_t>,
    text: Bytes,
    len: Len,
) -> usize {
    door::enter(catalogue, |catalogue| match catalogue.catalogue.field_prefix(text.of(len)) {
        Ok(Some((_, length))) => length,
        _ => 0,
    })
}

/// Adds a group of the library's fields, such as `evt`, to a catalogue: of several of the name the first one, which for
/// `evt` is that of all events. `SCAP_FAILURE` where there is none.
///
/// # Safety
/// `name` is valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_catalogue_add_class(
    catalogue: Option<&mut sinsp_catalogue_t>,
    name: sinsp_text,
) -> i32 {
    door::enter(catalogue, |catalogue| {
        // SAFETY: the text is good.
        let name = unsafe { name.bytes() };
        match CLASSES.iter().find(|class| class.name.as_bytes() == name) {
            Some(class) => {
                catalogue.catalogue.add(*class);
                SUCCESS
            }
            None => FAILURE,
        }
    })
}
