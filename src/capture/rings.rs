// SPDX-License-Identifier: Apache-2.0
//! The rings: which exist, and which processors write into which.

use super::failure::failure;
use super::ring::Ring;
use crate::error::{Error, Result};
use aya::Ebpf;
use aya::maps::{ArrayOfMaps, Map, MapData, RingBuf};
use std::os::fd::AsFd;

/// The rings. Upstream: `scap_modern_bpf_engine_params`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BufferOptions {
    /// Bytes of one ring: a power of two, at least a page.
    pub bytes: usize,
    /// Processors that share a ring; 0: all share one.
    pub cpus_per_ring: u16,
    /// No rings for processors that are offline now: they share those of others when they come up.
    pub online_only: bool,
}

impl Default for BufferOptions {
    fn default() -> Self {
        Self { bytes: 8 << 20, cpus_per_ring: 1, online_only: true }
    }
}

pub(super) fn check(buffers: &BufferOptions) -> Result<()> {
    let page = rustix::param::page_size();
    if buffers.bytes.is_power_of_two() && buffers.bytes >= page && buffers.bytes <= 1 << 30 {
        return Ok(());
    }
    Err(Error::Buffers { bytes: buffers.bytes, page })
}

/// Online processors, by number.
fn online() -> Result<Vec<u32>> {
    aya::util::online_cpus().map_err(|(what, error)| Error::System {
        action: format!("cannot list processors: {what}"),
        source: error.into(),
    })
}

/// Which processors write into which ring: each of `all`, so that one that comes up later is captured too. Those
/// without a ring share the others' evenly.
fn writers(owners: &[u32], all: &[u32], cpus_per_ring: u16) -> Vec<Vec<u32>> {
    let share = match cpus_per_ring {
        0 => owners.len(),
        some => usize::from(some),
    };
    let mut groups: Vec<Vec<u32>> = owners.chunks(share.max(1)).map(<[u32]>::to_vec).collect();
    let count = groups.len().max(1);
    for (index, cpu) in all.iter().filter(|cpu| !owners.contains(cpu)).enumerate() {
        if let Some(group) = groups.get_mut(index % count) {
            group.push(*cpu);
        }
    }
    groups
}

type Rings = (Vec<Ring>, Vec<RingBuf<MapData>>);

/// Makes the rings and sets which processor writes into which.
pub(super) fn make(ebpf: &mut Ebpf, options: &BufferOptions, cpus: usize) -> Result<Rings> {
    let map = ebpf.map_mut("rings").ok_or_else(|| Error::Probe("rings".into()))?;
    let what = "cannot make a ring buffer";
    let mut slots: ArrayOfMaps<&mut MapData, RingBuf<MapData>> =
        map.try_into().map_err(|error| failure(what, &error))?;
    let all: Vec<u32> = (0..u32::try_from(cpus).unwrap_or(0)).collect();
    let owners = if options.online_only { online()? } else { all.clone() };
    let (mut rings, mut maps) = (Vec::new(), Vec::new());
    for group in writers(&owners, &all, options.cpus_per_ring) {
        let size = u32::try_from(options.bytes).unwrap_or(u32::MAX);
        let definition = aya_obj::Map::new_from_params(
            aya_obj::generated::bpf_map_type::BPF_MAP_TYPE_RINGBUF as u32,
            0,
            0,
            size,
            0,
        );
        let data = MapData::create(definition, "ring", None).map_err(|error| failure(what, &error))?;
        let fd = data.fd().as_fd().try_clone_to_owned().map_err(|error| failure(what, &error))?;
        let ring: RingBuf<MapData> =
            Map::from_map_data(data).and_then(RingBuf::try_from).map_err(|error| failure(what, &error))?;
        for cpu in group {
            slots.set(cpu, &ring, 0).map_err(|error| failure(what, &error))?;
        }
        rings.push(Ring::new(fd, options.bytes).map_err(|error| failure(what, &error))?);
        maps.push(ring);
    }
    Ok((rings, maps))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_processor_has_a_ring() {
        let all = [0, 1, 2, 3, 4, 5];
        assert_eq!(writers(&all, &all, 1), [[0], [1], [2], [3], [4], [5]]);
        assert_eq!(writers(&all, &all, 4), [vec![0, 1, 2, 3], vec![4, 5]]);
        assert_eq!(writers(&all, &all, 0), [all]);
        // Three come up later, and 4 before one that is online.
        assert_eq!(writers(&[0, 5], &all, 1), [vec![0, 1, 3], vec![5, 2, 4]]);
        assert_eq!(writers(&[0, 5], &all, 0), [vec![0, 5, 1, 2, 3, 4]]);
        assert_eq!(writers(&[0, 2, 5], &all, 2), [vec![0, 2, 1, 4], vec![5, 3]]);
    }
}
