// SPDX-License-Identifier: Apache-2.0
//! The catalogue of fields.

use super::inspector::sinsp_inspector_t;
use super::text::sinsp_text;
use crate::ffi::door::{self, Prefix, Size};
use crate::fields::{ArgRule, FieldFlags, FieldInfo};

/// Flags of upstream's `filtercheck_field_flags`; the library has others of its own.
pub(super) const PUBLIC_FLAGS: u32 = !FieldFlags::OWN.0;

/// Flags of fields, `sinsp_field_row` and `sinsp_field_view`: can stand in filters, not in output.
pub const SINSP_FIELD_FILTER_ONLY: u32 = 1u32 << 0;
/// Field: can stand in output, not in filters.
pub const SINSP_FIELD_PRINT_ONLY: u32 = 1u32 << 1;
/// Field: needs an argument.
pub const SINSP_FIELD_ARG_REQUIRED: u32 = 1u32 << 2;
/// Field: made for tables; left out of lists.
pub const SINSP_FIELD_TABLE_ONLY: u32 = 1u32 << 3;
/// Field: carries summary information.
pub const SINSP_FIELD_INFO: u32 = 1u32 << 4;
/// Field: identifies a conversation.
pub const SINSP_FIELD_CONVERSATION: u32 = 1u32 << 5;
/// Field: yields a list of values.
pub const SINSP_FIELD_IS_LIST: u32 = 1u32 << 6;
/// Field: takes an argument or none.
pub const SINSP_FIELD_ARG_ALLOWED: u32 = 1u32 << 7;
/// Field: the argument may be a number.
pub const SINSP_FIELD_ARG_INDEX: u32 = 1u32 << 8;
/// Field: the argument may be a text.
pub const SINSP_FIELD_ARG_KEY: u32 = 1u32 << 9;
/// Field: kept for old filters.
pub const SINSP_FIELD_DEPRECATED: u32 = 1u32 << 10;
/// Field: no transformer can be put around it.
pub const SINSP_FIELD_NO_TRANSFORMER: u32 = 1u32 << 11;
/// Field: cannot be compared with another field.
pub const SINSP_FIELD_NO_RHS: u32 = 1u32 << 12;
/// Field: suggested for output.
pub const SINSP_FIELD_FORMAT_SUGGESTED: u32 = 1u32 << 14;

// The library's own numbers.
const _: () = {
    assert!(SINSP_FIELD_FILTER_ONLY == FieldFlags::FILTER_ONLY.0);
    assert!(SINSP_FIELD_PRINT_ONLY == FieldFlags::PRINT_ONLY.0);
    assert!(SINSP_FIELD_ARG_REQUIRED == FieldFlags::ARG_REQUIRED.0);
    assert!(SINSP_FIELD_TABLE_ONLY == FieldFlags::TABLE_ONLY.0);
    assert!(SINSP_FIELD_INFO == FieldFlags::INFO.0);
    assert!(SINSP_FIELD_CONVERSATION == FieldFlags::CONVERSATION.0);
    assert!(SINSP_FIELD_IS_LIST == FieldFlags::IS_LIST.0);
    assert!(SINSP_FIELD_ARG_ALLOWED == FieldFlags::ARG_ALLOWED.0);
    assert!(SINSP_FIELD_ARG_INDEX == FieldFlags::ARG_INDEX.0);
    assert!(SINSP_FIELD_ARG_KEY == FieldFlags::ARG_KEY.0);
    assert!(SINSP_FIELD_DEPRECATED == FieldFlags::DEPRECATED.0);
    assert!(SINSP_FIELD_NO_TRANSFORMER == FieldFlags::NO_TRANSFORMER.0);
    assert!(SINSP_FIELD_NO_RHS == FieldFlags::NO_RHS.0);
    assert!(SINSP_FIELD_FORMAT_SUGGESTED == FieldFlags::FORMAT_SUGGESTED.0);
};

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
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_field_class_count(inspector: Option<&sinsp_inspector_t>) -> usize {
    door::enter(inspector, |inspector| inspector.catalogue.classes().len())
}

/// A group by its index. False past the last one. `size` is `sizeof(sinsp_field_class)`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_field_class_get(
    inspector: Option<&sinsp_inspector_t>,
    class: usize,
    out: Prefix<sinsp_field_class>,
    size: Size,
) -> bool {
    door::enter(inspector, |inspector| {
        let Some(class) = inspector.catalogue.classes().get(class) else { return false };
        let value = sinsp_field_class {
            name: sinsp_text::of(class.name.as_bytes()),
            summary: sinsp_text::of(class.summary.as_bytes()),
            doc: sinsp_text::of(class.doc.as_bytes()),
            count: class.fields().count() as u32,
            hidden: class.hidden,
        };
        out.put(size, value)
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
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_field_row_get(
    inspector: Option<&sinsp_inspector_t>,
    class: usize,
    field: usize,
    out: Prefix<sinsp_field_row>,
    size: Size,
) -> bool {
    door::enter(inspector, |inspector| {
        let class = inspector.catalogue.classes().get(class);
        let Some(info) = class.and_then(|class| class.fields().nth(field)) else { return false };
        out.put(size, row_of(info))
    })
}
