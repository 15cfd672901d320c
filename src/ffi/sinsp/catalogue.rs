//! The fields there are.

use super::inspector::sinsp_inspector_t;
use super::text::sinsp_text;
use crate::ffi::guard;
use crate::fields::{ArgRule, FieldFlags, FieldInfo};

/// Flags of upstream's `filtercheck_field_flags`; the library has others of its own.
pub(super) const PUBLIC_FLAGS: u32 = !FieldFlags::OWN.0;

/// A group of fields.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_field_class {
    /// Name, such as `process`. This and all texts here are static.
    pub name: sinsp_text,
    /// What the fields are about, in a few words.
    pub summary: sinsp_text,
    /// What the fields are about, in a sentence or two.
    pub doc: sinsp_text,
    /// Fields of the group.
    pub count: u32,
    /// True for groups that lists leave out.
    pub hidden: bool,
}

/// A row of the catalogue.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct sinsp_field_row {
    /// Name without argument, such as `proc.name`. This and all texts here are static.
    pub name: sinsp_text,
    /// What the field says.
    pub doc: sinsp_text,
    /// Type of the value, or of each element of a list (`enum ppm_param_type`).
    pub ty: u32,
    /// How numbers are printed (`enum ppm_print_format`).
    pub format: u32,
    /// `SINSP_FIELD_`.
    pub flags: u32,
    /// True for a list of values.
    pub is_list: bool,
    /// True where an argument is possible, be it in brackets or behind a dot.
    pub takes_arg: bool,
}

/// How many groups of fields there are; 0 for NULL.
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_field_class_count(inspector: *const sinsp_inspector_t) -> usize {
    // SAFETY: as the caller promises.
    unsafe { inspector.as_ref() }.map_or(0, |inspector| inspector.catalogue.classes().len())
}

/// A group by its index. False past the last one. `size` is `sizeof(sinsp_field_class)`.
///
/// # Safety
/// `inspector` is NULL or valid; `out` is NULL or has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_field_class_get(
    inspector: *const sinsp_inspector_t,
    class: usize,
    out: *mut sinsp_field_class,
    size: usize,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { inspector.as_ref() }) else { return false };
        let Some(class) = inspector.catalogue.classes().get(class) else { return false };
        let value = sinsp_field_class {
            name: sinsp_text::of(class.name.as_bytes()),
            summary: sinsp_text::of(class.summary.as_bytes()),
            doc: sinsp_text::of(class.doc.as_bytes()),
            count: class.fields.len() as u32,
            hidden: class.hidden,
        };
        // SAFETY: as the caller promises.
        unsafe { super::event::put_prefix(out, size, value) }
    })
}

fn row_of(info: &FieldInfo) -> sinsp_field_row {
    sinsp_field_row {
        name: sinsp_text::of(info.name.as_bytes()),
        doc: sinsp_text::of(info.doc.as_bytes()),
        ty: info.ty as u32,
        format: info.format as u32,
        flags: info.flags.0 & PUBLIC_FLAGS,
        is_list: info.is_list(),
        takes_arg: info.arg != ArgRule::None,
    }
}

/// A field by the indices of its group and within it. False past the last one. `size` is `sizeof(sinsp_field_row)`.
///
/// # Safety
/// `inspector` is NULL or valid; `out` is NULL or has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_field_row_get(
    inspector: *const sinsp_inspector_t,
    class: usize,
    field: usize,
    out: *mut sinsp_field_row,
    size: usize,
) -> bool {
    guard::or(false, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { inspector.as_ref() }) else { return false };
        let class = inspector.catalogue.classes().get(class);
        let Some(info) = class.and_then(|class| class.fields.get(field)) else { return false };
        // SAFETY: as the caller promises.
        unsafe { super::event::put_prefix(out, size, row_of(info)) }
    })
}
