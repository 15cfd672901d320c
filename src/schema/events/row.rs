// SPDX-License-Identifier: Apache-2.0
//! Constructors of table rows, short so that a row reads as a line.

use crate::schema::{
    Category, Code, EventFlags, EventInfo, FlagName, ParamDetail, ParamInfo, ParamType, PrintFormat,
};

pub(super) type EventRow = EventInfo;

pub(super) const fn row(
    code: Code,
    name: &'static str,
    category: Category,
    flags: EventFlags,
    params: &'static [ParamInfo],
) -> EventRow {
    EventInfo { code, name, category, flags, params }
}

pub(crate) const fn param(name: &'static str, ty: ParamType, format: PrintFormat) -> ParamInfo {
    ParamInfo { name, ty, format, detail: ParamDetail::None }
}

pub(super) const fn flags(
    name: &'static str,
    ty: ParamType,
    format: PrintFormat,
    names: &'static [FlagName],
) -> ParamInfo {
    ParamInfo { name, ty, format, detail: ParamDetail::Flags(names) }
}

/// A path relative to the directory descriptor in parameter `dirfd`.
pub(super) const fn relative(name: &'static str, ty: ParamType, format: PrintFormat, dirfd: u8) -> ParamInfo {
    ParamInfo { name, ty, format, detail: ParamDetail::RelativeTo(dirfd) }
}

pub(super) const fn dynamic(
    name: &'static str,
    ty: ParamType,
    format: PrintFormat,
    forms: &'static [ParamInfo],
) -> ParamInfo {
    ParamInfo { name, ty, format, detail: ParamDetail::Dynamic(forms) }
}
