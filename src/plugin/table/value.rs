// SPDX-License-Identifier: Apache-2.0
//! Types and values of state tables.

use crate::plugin::abi::StateData;
use std::ffi::c_int;

/// Type of a key or a field (C: `ss_plugin_state_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateType {
    /// Signed, 8 bits.
    Int8,
    /// Signed, 16 bits.
    Int16,
    /// Signed, 32 bits.
    Int32,
    /// Signed, 64 bits.
    Int64,
    /// Unsigned, 8 bits.
    Uint8,
    /// Unsigned, 16 bits.
    Uint16,
    /// Unsigned, 32 bits.
    Uint32,
    /// Unsigned, 64 bits.
    Uint64,
    /// Text.
    String,
    /// A table in an entry.
    Table,
    /// Truth value.
    Bool,
}

use StateType::*;

const TYPES: [(StateType, c_int, &str); 11] = [
    (Int8, 1, "int8"),
    (Int16, 2, "int16"),
    (Int32, 3, "int32"),
    (Int64, 4, "int64"),
    (Uint8, 5, "uint8"),
    (Uint16, 6, "uint16"),
    (Uint32, 7, "uint32"),
    (Uint64, 8, "uint64"),
    (String, 9, "string"),
    (Table, 10, "table"),
    (Bool, 25, "bool"),
];

impl StateType {
    /// The type of a number in the plugin API.
    pub fn from_number(number: c_int) -> Option<StateType> {
        TYPES.iter().find(|(_, of, _)| *of == number).map(|(ty, ..)| *ty)
    }

    /// The number in the plugin API.
    pub fn number(self) -> c_int {
        TYPES.iter().find(|(ty, ..)| *ty == self).map_or(0, |(_, number, _)| *number)
    }

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        TYPES.iter().find(|(ty, ..)| *ty == self).map_or("", |(.., name)| *name)
    }
}

/// A number as the member of the union for its type holds it; the other bytes are zero.
pub(super) fn number_to_data(ty: StateType, number: u64) -> StateData {
    let mut data = StateData { u64: 0 };
    match ty {
        Int8 | Uint8 => data.u8 = number as u8,
        Int16 | Uint16 => data.u16 = number as u16,
        Int32 | Uint32 => data.u32 = number as u32,
        Bool => data.b = u32::from(number != 0),
        _ => data.u64 = number,
    }
    data
}

/// The number in the member of the union for its type, signed ones extended.
pub(super) fn data_to_number(ty: StateType, data: &StateData) -> u64 {
    // SAFETY: every member is there, whatever was written last.
    unsafe {
        match ty {
            Int8 => data.s8 as u64,
            Int16 => data.s16 as u64,
            Int32 => data.s32 as u64,
            Uint8 => data.u8.into(),
            Uint16 => data.u16.into(),
            Uint32 => data.u32.into(),
            Bool => u64::from(data.b != 0),
            _ => data.u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_sign() {
        for (ty, number) in [(Int8, -2i64), (Int16, -300), (Int32, -70_000), (Int64, -1 << 40)] {
            assert_eq!(data_to_number(ty, &number_to_data(ty, number as u64)), number as u64);
        }
        assert_eq!(data_to_number(Uint8, &number_to_data(Uint8, 0x1ff)), 0xff);
        assert_eq!(data_to_number(Bool, &number_to_data(Bool, 5)), 1);
        for (ty, number, name) in TYPES {
            assert_eq!((StateType::from_number(number), ty.number(), ty.name()), (Some(ty), number, name));
        }
    }
}
