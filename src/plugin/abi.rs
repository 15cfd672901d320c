// SPDX-License-Identifier: Apache-2.0
//! The plugin ABI (C: plugin/plugin_types.h, plugin/plugin_api.h), version 3.12.

use std::ffi::{c_char, c_int, c_void};
use std::mem::offset_of;

/// Result of a call (C: `ss_plugin_rc`).
pub type Rc = i32;
pub const SUCCESS: Rc = 0;
pub const FAILURE: Rc = 1;
pub const TIMEOUT: Rc = -1;
pub const EOF: Rc = 2;

/// Bytes of an error text buffer, closing NUL included (C: `PLUGIN_MAX_ERRLEN`).
pub const MAX_ERROR: usize = 1024;

/// A plugin's state, an instance of its source, the host, a table, an entry, a field of entries: opaque except to their owner.
pub type Opaque = *mut c_void;

/// C: `ss_plugin_schema_type`.
pub const SCHEMA_NONE: c_int = 0;
pub const SCHEMA_JSON: c_int = 1;

/// An event for a plugin.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct EventInput {
    /// Packed: of any alignment.
    pub evt: *const c_void,
    pub evtnum: u64,
    pub evtsrc: *const c_char,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ByteBuffer {
    pub len: u32,
    pub ptr: *const c_void,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ValueOffsets {
    pub start: *mut u32,
    pub length: *mut u32,
}

/// Where a plugin puts the values of a field.
#[repr(C)]
#[derive(Clone, Copy)]
pub union Values {
    pub str: *const *const c_char,
    pub u64: *const u64,
    pub boolean: *const u32,
    pub buf: *const ByteBuffer,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ExtractField {
    pub res: Values,
    pub res_len: u64,
    pub field_id: u32,
    pub field: *const c_char,
    pub arg_key: *const c_char,
    pub arg_index: u64,
    pub arg_present: u32,
    pub ftype: u32,
    pub flist: u32,
}

/// A key or a value of a table (C: `ss_plugin_state_data`).
#[repr(C)]
#[derive(Clone, Copy)]
pub union StateData {
    pub s8: i8,
    pub s16: i16,
    pub s32: i32,
    pub s64: i64,
    pub u8: u8,
    pub u16: u16,
    pub u32: u32,
    pub u64: u64,
    pub str: *const c_char,
    pub b: u32,
    pub table: Opaque,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct TableInfo {
    pub name: *const c_char,
    pub key_type: c_int,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct TableFieldInfo {
    pub name: *const c_char,
    pub field_type: c_int,
    pub read_only: u32,
}

pub type ListFields = unsafe extern "C" fn(Opaque, *mut u32) -> *const TableFieldInfo;
pub type GetField = unsafe extern "C" fn(Opaque, *const c_char, c_int) -> Opaque;
pub type TableText = unsafe extern "C" fn(Opaque) -> *const c_char;
pub type TableSize = unsafe extern "C" fn(Opaque) -> u64;
pub type GetEntry = unsafe extern "C" fn(Opaque, *const StateData) -> Opaque;
pub type ReadField = unsafe extern "C" fn(Opaque, Opaque, *const c_void, *mut StateData) -> Rc;
pub type ReleaseEntry = unsafe extern "C" fn(Opaque, Opaque);
pub type Iterator = unsafe extern "C" fn(Opaque, Opaque) -> u32;
/// C: `ss_plugin_table_iterator_func_t`, which may be NULL.
pub type OptionalIterator = Option<Iterator>;
pub type Iterate = unsafe extern "C" fn(Opaque, Option<Iterator>, Opaque) -> u32;
pub type ClearTable = unsafe extern "C" fn(Opaque) -> Rc;
pub type EraseEntry = unsafe extern "C" fn(Opaque, *const StateData) -> Rc;
pub type CreateEntry = unsafe extern "C" fn(Opaque) -> Opaque;
pub type AddEntry = unsafe extern "C" fn(Opaque, *const StateData, Opaque) -> Opaque;
pub type WriteField = unsafe extern "C" fn(Opaque, Opaque, *const c_void, *const StateData) -> Rc;

/// Both `ss_plugin_table_fields_vtable` and its `_ext` version.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Fields {
    pub list_table_fields: Option<ListFields>,
    pub get_table_field: Option<GetField>,
    pub add_table_field: Option<GetField>,
}

/// C: `ss_plugin_table_reader_vtable`, the version before 3.1.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Reader {
    pub get_table_name: Option<TableText>,
    pub get_table_size: Option<TableSize>,
    pub get_table_entry: Option<GetEntry>,
    pub read_entry_field: Option<ReadField>,
}

/// C: `ss_plugin_table_reader_vtable_ext`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ReaderExt {
    pub get_table_name: Option<TableText>,
    pub get_table_size: Option<TableSize>,
    pub get_table_entry: Option<GetEntry>,
    pub read_entry_field: Option<ReadField>,
    pub release_table_entry: Option<ReleaseEntry>,
    pub iterate_entries: Option<Iterate>,
}

/// Both `ss_plugin_table_writer_vtable` and its `_ext` version.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Writer {
    pub clear_table: Option<ClearTable>,
    pub erase_table_entry: Option<EraseEntry>,
    pub create_table_entry: Option<CreateEntry>,
    pub destroy_table_entry: Option<ReleaseEntry>,
    pub add_table_entry: Option<AddEntry>,
    pub write_entry_field: Option<WriteField>,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct TableInput {
    pub name: *const c_char,
    pub key_type: c_int,
    pub table: Opaque,
    pub reader: Reader,
    pub writer: Writer,
    pub fields: Fields,
    pub reader_ext: *const ReaderExt,
    pub writer_ext: *const Writer,
    pub fields_ext: *const Fields,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct InitTables {
    pub list_tables: Option<unsafe extern "C" fn(Opaque, *mut u32) -> *const TableInfo>,
    pub get_table: Option<GetField>,
    pub add_table: Option<unsafe extern "C" fn(Opaque, *const TableInput) -> Rc>,
    pub fields: Fields,
    pub fields_ext: *const Fields,
    pub reader_ext: *const ReaderExt,
    pub writer_ext: *const Writer,
}

pub type OwnerError = unsafe extern "C" fn(Opaque) -> *const c_char;
pub type Log = unsafe extern "C" fn(Opaque, *const c_char, *const c_char, c_int);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct InitInput {
    pub config: *const c_char,
    pub owner: Opaque,
    pub get_owner_last_error: Option<OwnerError>,
    pub tables: *const InitTables,
    pub log_fn: Option<Log>,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ExtractInput {
    pub owner: Opaque,
    pub get_owner_last_error: Option<OwnerError>,
    pub num_fields: u32,
    pub fields: *mut ExtractField,
    pub table_reader: Reader,
    pub table_reader_ext: *const ReaderExt,
    pub value_offsets: *mut ValueOffsets,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ParseInput {
    pub owner: Opaque,
    pub get_owner_last_error: Option<OwnerError>,
    pub table_reader: Reader,
    pub table_writer: Writer,
    pub table_reader_ext: *const ReaderExt,
    pub table_writer_ext: *const Writer,
}

pub type RoutineFn = unsafe extern "C" fn(Opaque, Opaque) -> u32;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Routines {
    pub subscribe: Option<unsafe extern "C" fn(Opaque, Option<RoutineFn>, Opaque) -> Opaque>,
    pub unsubscribe: Option<unsafe extern "C" fn(Opaque, Opaque) -> Rc>,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct ListenInput {
    pub owner: Opaque,
    pub routine: *const Routines,
    pub table_reader_ext: *const ReaderExt,
    pub table_writer_ext: *const Writer,
    pub get_owner_last_error: Option<OwnerError>,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct SetConfigInput {
    pub config: *const c_char,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Metric {
    pub name: *const c_char,
    pub ty: c_int,
    /// 8 bytes; `value_type` says how many of them count and as what.
    pub value: u64,
    pub value_type: c_int,
}

pub type AsyncHandler = unsafe extern "C" fn(Opaque, *const c_void, *mut c_char) -> Rc;
pub type Text = unsafe extern "C" fn() -> *const c_char;
pub type StateText = unsafe extern "C" fn(Opaque) -> *const c_char;
pub type CodeList = unsafe extern "C" fn(*mut u32, Opaque) -> *const u16;
pub type SetHandler = unsafe extern "C" fn(Opaque, Opaque, Option<AsyncHandler>) -> Rc;
pub type Listen = unsafe extern "C" fn(Opaque, *const ListenInput) -> Rc;

/// The functions of a plugin (C: `plugin_api`). Those that it leaves out are `None`.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Api {
    pub get_required_api_version: Option<Text>,
    pub get_init_schema: Option<unsafe extern "C" fn(*mut c_int) -> *const c_char>,
    pub init: Option<unsafe extern "C" fn(*const InitInput, *mut Rc) -> Opaque>,
    pub destroy: Option<unsafe extern "C" fn(Opaque)>,
    pub get_last_error: Option<StateText>,
    pub get_name: Option<Text>,
    pub get_description: Option<Text>,
    pub get_contact: Option<Text>,
    pub get_version: Option<Text>,
    pub get_id: Option<unsafe extern "C" fn() -> u32>,
    pub get_event_source: Option<Text>,
    pub open: Option<unsafe extern "C" fn(Opaque, *const c_char, *mut Rc) -> Opaque>,
    pub close: Option<unsafe extern "C" fn(Opaque, Opaque)>,
    pub list_open_params: Option<unsafe extern "C" fn(Opaque, *mut Rc) -> *const c_char>,
    pub get_progress: Option<unsafe extern "C" fn(Opaque, Opaque, *mut u32) -> *const c_char>,
    pub event_to_string: Option<unsafe extern "C" fn(Opaque, *const EventInput) -> *const c_char>,
    pub next_batch: Option<unsafe extern "C" fn(Opaque, Opaque, *mut u32, *mut *mut *mut c_void) -> Rc>,
    pub get_extract_event_types: Option<CodeList>,
    pub get_extract_event_sources: Option<Text>,
    pub get_fields: Option<Text>,
    pub extract_fields: Option<unsafe extern "C" fn(Opaque, *const EventInput, *const ExtractInput) -> Rc>,
    pub get_parse_event_types: Option<CodeList>,
    pub get_parse_event_sources: Option<Text>,
    pub parse_event: Option<unsafe extern "C" fn(Opaque, *const EventInput, *const ParseInput) -> Rc>,
    pub get_async_event_sources: Option<Text>,
    pub get_async_events: Option<Text>,
    pub set_async_event_handler: Option<SetHandler>,
    pub dump_state: Option<SetHandler>,
    pub set_config: Option<unsafe extern "C" fn(Opaque, *const SetConfigInput) -> Rc>,
    pub get_metrics: Option<unsafe extern "C" fn(Opaque, *mut u32) -> *const Metric>,
    pub capture_open: Option<Listen>,
    pub capture_close: Option<Listen>,
    pub get_required_event_schema_version: Option<StateText>,
}

const _: () = {
    assert!(size_of::<Api>() == 264);
    assert!(offset_of!(Api, get_id) == 72 && offset_of!(Api, get_extract_event_types) == 136);
    assert!(offset_of!(Api, get_parse_event_types) == 168 && offset_of!(Api, get_async_event_sources) == 192);
    assert!(offset_of!(Api, dump_state) == 216 && offset_of!(Api, capture_open) == 240);
    assert!(size_of::<EventInput>() == 24 && size_of::<ExtractField>() == 64);
    assert!(size_of::<TableInput>() == 152 && size_of::<InitTables>() == 72);
    assert!(size_of::<InitInput>() == 40 && size_of::<ExtractInput>() == 80);
    assert!(size_of::<ParseInput>() == 112 && size_of::<ListenInput>() == 40);
    assert!(size_of::<Metric>() == 32 && size_of::<StateData>() == 8);
};
