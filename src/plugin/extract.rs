// SPDX-License-Identifier: Apache-2.0
//! Reading the fields of a plugin.

use super::abi::{self, ByteBuffer, ExtractField, ExtractInput, ValueOffsets, Values};
use super::describe::fits;
use super::loaded::{Plugin, event_input};
use super::source_names::SourceNames;
use super::table::{OLD_READER, READER};
use super::{built_in, owner, text};
use crate::codec::RawEvent;
use crate::fields::{
    Arg, Evaluation, External, ExternalClass, Extracted, FieldFlags, FieldInfo, FieldRef, Value,
};
use crate::schema::{Code, ParamType};
use crate::state::State;
use std::ffi::{CStr, CString};
use std::ptr;
use std::sync::Arc;

/// Maximum number of values of one field.
const MAX_VALUES: u64 = 1 << 20;

/// The class of fields that a plugin reads.
pub(super) fn class(plugin: &Arc<Plugin>, sources: &Arc<SourceNames>) -> ExternalClass {
    if plugin.is_built_in() {
        return built_in::external_class();
    }
    let rows = plugin.description.fields.iter().enumerate();
    let fields = rows.map(|(at, row)| {
        let reader = Reader {
            plugin: Arc::clone(plugin),
            sources: Arc::clone(sources),
            id: at as u32,
            name: CString::new(row.name.as_str()).unwrap_or_default(),
        };
        let mut info = FieldInfo::external(row.name.clone(), row.ty, row.doc.clone(), Arc::new(reader));
        info.flags = row.flags;
        Arc::new(info)
    });
    ExternalClass { name: plugin.description.name.clone(), fields: fields.collect() }
}

/// Reads one field of a plugin.
#[derive(Debug)]
struct Reader {
    plugin: Arc<Plugin>,
    sources: Arc<SourceNames>,
    id: u32,
    name: CString,
}

impl External for Reader {
    fn reads(&self, code: Code) -> bool {
        self.plugin.extracts(code)
    }

    fn extract<'s>(&self, field: &FieldRef, context: &Evaluation<'s>) -> Extracted<'s> {
        let Some(source) = context.event.source.and_then(|at| self.sources.get(at)) else {
            return Extracted::None;
        };
        if !fits(&self.plugin.description.extract_sources, &source.0) {
            return Extracted::None;
        }
        let (key, number) = match &field.arg {
            Arg::Key(key) => (CString::new(&**key).ok(), None),
            Arg::KeyAndNumber(key, number) => (CString::new(&**key).ok(), Some(*number)),
            Arg::Number(number) => (None, Some(*number)),
            _ => (None, None),
        };
        let mut request = ExtractField {
            res: Values { u64: ptr::null() },
            res_len: 0,
            field_id: self.id,
            field: self.name.as_ptr(),
            arg_key: key.as_ref().map_or(ptr::null(), |key| key.as_ptr()),
            arg_index: number.unwrap_or(u64::MAX),
            arg_present: (key.is_some() || number.is_some()).into(),
            ftype: field.info.ty as u32,
            flist: field.info.flags.0 & FieldFlags::IS_LIST.0,
        };
        let input = event_input(context.raw(), context.event.num, source.1.as_ptr());
        let shared = self.plugin.owner.shared();
        let calling = self.plugin.calling();
        // Values are valid until the call is over, or the plugin is called again: they are copied before that.
        let ask = || {
            // SAFETY: one request, and no array for offsets.
            let answer = unsafe {
                self.plugin.extract_fields(&input, std::slice::from_mut(&mut request), ptr::null_mut())
            };
            match answer {
                // SAFETY: the plugin filled the request for a field of this type.
                Some(abi::SUCCESS) => unsafe { values(&request, field, context) },
                _ => Extracted::None,
            }
        };
        let found = shared.lend_shared(context.state(), || self.plugin.owner.during(ask));
        drop(calling);
        found
    }
}

impl Plugin {
    /// Reads fields of an event, whatever its source; false where the plugin reports a failure. Values are owned by the
    /// plugin, until it is called again. `state` is that of the open source, if there is one.
    ///
    /// # Safety
    /// The requests are of the plugin's own fields and what they point at is there; `offsets` is NULL or writable.
    pub unsafe fn extract_raw(
        &self,
        event: &RawEvent<'_>,
        num: u64,
        source: Option<&CStr>,
        state: Option<&State>,
        requests: &mut [ExtractField],
        offsets: *mut ValueOffsets,
    ) -> bool {
        let input = event_input(event, num, source.map_or(ptr::null(), CStr::as_ptr));
        let _calling = self.calling();
        // SAFETY: as the caller promises.
        let ask = || self.owner.during(|| unsafe { self.extract_fields(&input, requests, offsets) });
        let shared = self.owner.shared();
        let answer = match state {
            Some(state) => shared.lend_shared(state, ask),
            None => shared.lend_idle(ask),
        };
        answer == Some(abi::SUCCESS)
    }

    /// Reads fields of an event; `None` where the plugin was not started.
    ///
    /// # Safety
    /// The event is whole, the requests are of the plugin's own fields, `offsets` is NULL or writable.
    unsafe fn extract_fields(
        &self,
        event: &abi::EventInput,
        requests: &mut [ExtractField],
        offsets: *mut ValueOffsets,
    ) -> Option<abi::Rc> {
        let (state, extract) = (self.state()?, self.api().extract_fields?);
        let input = ExtractInput {
            owner: self.owner.handle(),
            get_owner_last_error: Some(owner::last_error),
            num_fields: requests.len() as u32,
            fields: requests.as_mut_ptr(),
            table_reader: OLD_READER,
            table_reader_ext: &raw const READER,
            value_offsets: offsets,
        };
        // SAFETY: as the caller promises; a function of the plugin with its own state.
        Some(unsafe { extract(state, event, &raw const input) })
    }
}

/// Copies what a plugin found.
///
/// # Safety
/// The plugin filled the request.
unsafe fn values<'s>(request: &ExtractField, field: &FieldRef, context: &Evaluation<'s>) -> Extracted<'s> {
    let is_list = field.is_list();
    let count = if is_list { request.res_len.min(MAX_VALUES) } else { request.res_len.min(1) };
    // SAFETY: any member of the union shows whether there is an array.
    if count == 0 || unsafe { request.res.u64.is_null() } {
        return Extracted::None;
    }
    // SAFETY: as the caller promises, the array has `res_len` values of the type.
    let one = |at: usize| unsafe { value(&request.res, field.info.ty, at, context) };
    if !is_list {
        return Extracted::from_option(one(0));
    }
    let mut list = context.scratch.list();
    list.extend((0..count as usize).map_while(one));
    Extracted::Many(list.into_bump_slice())
}

/// One value; `None` for NULL in its place, or an address of unknown length.
///
/// # Safety
/// The array has a value of the type at `at`.
unsafe fn value<'s>(found: &Values, ty: ParamType, at: usize, context: &Evaluation<'s>) -> Option<Value<'s>> {
    // SAFETY: as the caller promises; texts are C strings, buffers have as many bytes as they say.
    unsafe {
        Some(match ty {
            ParamType::Charbuf => Value::Bytes(context.scratch.bytes(text::bytes(*found.str.add(at))?)),
            ParamType::Bool => Value::Bool(*found.boolean.add(at) != 0),
            ParamType::Ipaddr | ParamType::Ipnet => {
                let ByteBuffer { len, ptr } = *found.buf.add(at);
                if ptr.is_null() {
                    return None;
                }
                let bytes = std::slice::from_raw_parts(ptr.cast::<u8>(), (len as usize).min(16));
                match bytes.len() {
                    16 => Value::Ipv6(*bytes.first_chunk()?),
                    4 => Value::Ipv4(*bytes.first_chunk()?),
                    _ => return None,
                }
            }
            _ => Value::U64(*found.u64.add(at)),
        })
    }
}
