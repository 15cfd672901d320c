// SPDX-License-Identifier: Apache-2.0
//! The variants of the probe. All are made from the same sources; the kernel decides which one is used.

use super::failure::failure;
use super::types::KernelTypes;
use super::{program, requirements};
use crate::error::Result;
use aya::{Ebpf, EbpfLoader};

/// The compiled probe.
pub(super) static NEWEST: &[u8] =
    aya::include_bytes_aligned!(concat!(env!("CARGO_MANIFEST_DIR"), "/ebpf/probe.bpf.o"));

/// The same without what kernels before 5.15 lack: typed pointers to the running task, functions with pointer
/// arguments that are verified once, the helper for ancestors of control groups.
pub(super) static BEFORE_5_15: &[u8] =
    aya::include_bytes_aligned!(concat!(env!("CARGO_MANIFEST_DIR"), "/ebpf/probe.before-5.15.bpf.o"));

/// A variant of the probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    Newest,
    Before5_15,
}

/// Loads the first variant that the kernel accepts. Kernels of distributions can do more than their version says, so
/// the version only decides which variant's error is reported.
pub(super) fn load(types: &KernelTypes, cpus: usize, only_older: bool) -> Result<(Ebpf, Variant)> {
    requirements::raise_locked_memory();
    let older = || load_variant(Variant::Before5_15, types, cpus);
    if only_older {
        return older();
    }
    load_variant(Variant::Newest, types, cpus).or_else(|newest| {
        older().map_err(|older| if requirements::version() < (5, 15) { older } else { newest })
    })
}

/// Loads a variant with its largest program, which every capture needs.
fn load_variant(variant: Variant, types: &KernelTypes, cpus: usize) -> Result<(Ebpf, Variant)> {
    let object = match variant {
        Variant::Newest => NEWEST,
        Variant::Before5_15 => BEFORE_5_15,
    };
    let few = types.named_by(object);
    let per_cpu = u32::try_from(cpus).unwrap_or(u32::MAX);
    let mut ebpf = EbpfLoader::new()
        .btf(Some(few.as_ref().unwrap_or(&types.all)))
        .map_max_entries("scratches", per_cpu)
        .map_max_entries("counters", per_cpu)
        .map_max_entries("rings", per_cpu)
        .load(object)
        .map_err(|error| failure("cannot load the probe", &error))?;
    program::load(&mut ebpf, &types.all, "sys_exit", "sys_exit")?;
    Ok((ebpf, variant))
}
