//! The functions of a plugin (C: plugin/plugin_api.h, plugin/plugin_loader.h).

use std::ffi::c_void;

macro_rules! members {
    ($($member:ident $name:literal,)*) => {
        /// The functions of a plugin, in the order of the C structure.
        #[derive(Clone, Copy)]
        pub enum Member {
            $($member,)*
        }

        /// Their names; a shared library has each with `plugin_` in front.
        pub const MEMBERS: [&str; 33] = [$($name,)*];
    };
}

members! {
    GetRequiredApiVersion "get_required_api_version",
    GetInitSchema "get_init_schema",
    Init "init",
    Destroy "destroy",
    GetLastError "get_last_error",
    GetName "get_name",
    GetDescription "get_description",
    GetContact "get_contact",
    GetVersion "get_version",
    GetId "get_id",
    GetEventSource "get_event_source",
    Open "open",
    Close "close",
    ListOpenParams "list_open_params",
    GetProgress "get_progress",
    EventToString "event_to_string",
    NextBatch "next_batch",
    GetExtractEventTypes "get_extract_event_types",
    GetExtractEventSources "get_extract_event_sources",
    GetFields "get_fields",
    ExtractFields "extract_fields",
    GetParseEventTypes "get_parse_event_types",
    GetParseEventSources "get_parse_event_sources",
    ParseEvent "parse_event",
    GetAsyncEventSources "get_async_event_sources",
    GetAsyncEvents "get_async_events",
    SetAsyncEventHandler "set_async_event_handler",
    DumpState "dump_state",
    SetConfig "set_config",
    GetMetrics "get_metrics",
    CaptureOpen "capture_open",
    CaptureClose "capture_close",
    GetRequiredEventSchemaVersion "get_required_event_schema_version",
}

/// Every member is a function pointer; only their callers know of what type.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct plugin_api {
    pub functions: [*mut c_void; MEMBERS.len()],
}

/// What a plugin can do, a bit set.
pub type plugin_caps_t = u32;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct plugin_handle_t {
    pub handle: *mut c_void,
    pub api: plugin_api,
}

const _: () = assert!(size_of::<plugin_api>() == 264 && size_of::<plugin_handle_t>() == 272);
