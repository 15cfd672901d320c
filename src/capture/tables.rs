// SPDX-License-Identifier: Apache-2.0
//! Arrays that the probe shares with this process, and the tables that it works by.

use super::contract::{RECIPES, SYSCALLS};
use super::failure::failure;
use super::{recipe, translation};
use crate::error::{Error, Result};
use crate::schema::syscalls::ia32;
use aya::maps::{Array, MapData};
use aya::{Ebpf, Pod};

/// Writes entries of an array.
pub(super) fn write<V: Pod>(
    ebpf: &mut Ebpf,
    name: &str,
    values: impl IntoIterator<Item = (u32, V)>,
) -> Result<()> {
    let what = format!("cannot fill map '{name}'");
    let map = ebpf.map_mut(name).ok_or_else(|| Error::Probe(format!("map '{name}'")))?;
    let mut map: Array<&mut MapData, V> = map.try_into().map_err(|error| failure(&what, &error))?;
    for (index, value) in values {
        map.set(index, value, 0).map_err(|error| failure(&what, &error))?;
    }
    Ok(())
}

/// An entry of an array.
pub(super) fn read<V: Pod>(ebpf: &Ebpf, name: &str, index: u32) -> Result<V> {
    let what = format!("cannot read map '{name}'");
    let map = ebpf.map(name).ok_or_else(|| Error::Probe(format!("map '{name}'")))?;
    let map: Array<&MapData, V> = map.try_into().map_err(|error| failure(&what, &error))?;
    map.get(&index, 0).map_err(|error| failure(&what, &error))
}

/// Writes the tables that do not change.
pub(super) fn fill(ebpf: &mut Ebpf) -> Result<()> {
    write(ebpf, "translations", translation::all())?;
    let recipes = recipe::all();
    debug_assert!(recipes.iter().all(|(place, _)| (*place as usize) < RECIPES));
    write(ebpf, "recipes", recipes)?;
    let numbers =
        (0..SYSCALLS).map(|number| (number as u32, ia32::native(number).map_or(0, |native| native + 1)));
    write(ebpf, "ia32", numbers)
}
