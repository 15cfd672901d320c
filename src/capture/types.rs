// SPDX-License-Identifier: Apache-2.0
//! The kernel's types (BTF) that the probe names, out of all: the search for a name walks a few
//! hundred types rather than several hundred thousand.
//!
//! Layout: <https://docs.kernel.org/bpf/btf.html>.

use super::failure::failure;
use crate::error::Result;
use aya::{Btf, Endianness};
use rustc_hash::{FxHashMap, FxHashSet};

const PTR: u32 = 2;
const ARRAY: u32 = 3;
const STRUCT: u32 = 4;
const UNION: u32 = 5;
const ENUM: u32 = 6;
const ENUM64: u32 = 19;

/// Bytes of a type's header: name, kind with the number of members, size or type.
const HEAD: usize = 12;

/// The types of the running kernel.
pub(super) struct KernelTypes {
    pub(super) all: Btf,
    bytes: Vec<u8>,
}

impl KernelTypes {
    pub(super) fn read() -> Result<KernelTypes> {
        let wrong = |error: &dyn std::error::Error| failure("cannot read the kernel's types", error);
        let bytes = std::fs::read("/sys/kernel/btf/vmlinux").map_err(|error| wrong(&error))?;
        let all = Btf::parse(&bytes, Endianness::default()).map_err(|error| wrong(&error))?;
        Ok(KernelTypes { all, bytes })
    }

    /// Those by which a variant of the probe is fitted to the kernel.
    pub(super) fn named_by(&self, object: &[u8]) -> Option<Btf> {
        let own = aya_obj::Object::parse(object).ok()?.btf?;
        Btf::parse(&named_by(&own.to_bytes(), &self.bytes)?, Endianness::default()).ok()
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Types by their ids, over the bytes of a BTF section.
struct Types<'a> {
    header: &'a [u8],
    types: &'a [u8],
    strings: &'a [u8],
    /// Offset of each type in `types`; that of id n at n - 1.
    starts: Vec<u32>,
}

impl<'a> Types<'a> {
    fn read(bytes: &'a [u8]) -> Option<Types<'a>> {
        if bytes.get(..2)? != 0xeb9f_u16.to_ne_bytes() {
            return None;
        }
        let number = |at| word(bytes, at).map(|value| value as usize);
        let (head, type_at, type_len) = (number(4)?, number(8)?, number(12)?);
        let (string_at, string_len) = (number(16)?, number(20)?);
        let part =
            |at: usize, len: usize| bytes.get(head.checked_add(at)?..head.checked_add(at)?.checked_add(len)?);
        let mut read = Types {
            header: bytes.get(..24)?,
            types: part(type_at, type_len)?,
            strings: part(string_at, string_len)?,
            starts: Vec::new(),
        };
        let mut at = 0;
        while at < read.types.len() {
            read.starts.push(at as u32);
            at += HEAD + read.tail(at)?;
        }
        Some(read)
    }

    fn kind(&self, at: usize) -> Option<u32> {
        Some(word(self.types, at + 4)? >> 24 & 0x1f)
    }

    fn members(&self, at: usize) -> Option<usize> {
        Some((word(self.types, at + 4)? & 0xffff) as usize)
    }

    /// Bytes after the header of a type.
    fn tail(&self, at: usize) -> Option<usize> {
        Some(match self.kind(at)? {
            // Numbers, variables and tags of declarations.
            1 | 14 | 17 => 4,
            ARRAY => 12,
            STRUCT | UNION | 15 | ENUM64 => 12 * self.members(at)?,
            // Functions, too.
            ENUM | 13 => 8 * self.members(at)?,
            PTR | 7..=12 | 16 | 18 => 0,
            _ => return None,
        })
    }

    /// Without the suffix that distinguishes variants of a type: `name___form`.
    fn name(&self, at: usize) -> Option<&'a [u8]> {
        let rest = self.strings.get(word(self.types, at)? as usize..)?;
        let name = rest.split(|byte| *byte == 0).next()?;
        Some(name.windows(3).position(|three| three == b"___").map_or(name, |end| &name[..end]))
    }

    fn start(&self, id: u32) -> Option<usize> {
        self.starts.get((id as usize).checked_sub(1)?).map(|start| *start as usize)
    }

    /// The types with names that members are looked up in.
    fn named(&self) -> impl Iterator<Item = (u32, &'a [u8])> {
        self.starts.iter().zip(1..).filter_map(|(start, id)| {
            let at = *start as usize;
            let kind = self.kind(at)?;
            let name = self.name(at).filter(|name| !name.is_empty())?;
            matches!(kind, STRUCT | UNION | ENUM | ENUM64).then_some((id, name))
        })
    }
}

/// Types that are kept, under new ids in the order of their keeping.
#[derive(Default)]
struct Kept {
    ids: FxHashMap<u32, u32>,
    order: Vec<u32>,
}

impl Kept {
    /// The new id.
    fn keep(&mut self, id: u32) -> u32 {
        if id == 0 {
            return 0;
        }
        *self.ids.entry(id).or_insert_with(|| {
            self.order.push(id);
            self.order.len() as u32
        })
    }
}

/// The section of the kernel, reduced to the types whose names `probe` has, too, and what they contain.
/// Pointers point to nothing: no relocation follows one. `None` where the bytes are malformed.
pub(super) fn named_by(probe: &[u8], kernel: &[u8]) -> Option<Vec<u8>> {
    let (probe, kernel) = (Types::read(probe)?, Types::read(kernel)?);
    let names: FxHashSet<&[u8]> = probe.named().map(|(_, name)| name).collect();
    let mut kept = Kept::default();
    for (id, _) in kernel.named().filter(|(_, name)| names.contains(name)) {
        kept.keep(id);
    }
    let mut types = Vec::new();
    let mut next = 0;
    // Keeping one adds what it contains.
    while let Some(id) = kept.order.get(next).copied() {
        next += 1;
        let at = kernel.start(id)?;
        let from = types.len();
        types.extend_from_slice(kernel.types.get(at..at + HEAD + kernel.tail(at)?)?);
        let mut renumber = |place: usize| {
            let old = word(&types, from + place)?;
            types[from + place..from + place + 4].copy_from_slice(&kept.keep(old).to_ne_bytes());
            Some(())
        };
        match kernel.kind(at)? {
            PTR => types[from + 8..from + 12].fill(0),
            // Typedefs, qualifiers, tags.
            8..=11 | 18 => renumber(8)?,
            ARRAY => {
                renumber(HEAD)?;
                renumber(HEAD + 4)?;
            }
            STRUCT | UNION => {
                (0..kernel.members(at)?).try_for_each(|member| renumber(HEAD + 12 * member + 4))?
            }
            _ => {}
        }
    }
    let mut out = kernel.header[..4].to_vec();
    for number in [24, 0, types.len(), types.len(), kernel.strings.len()] {
        out.extend_from_slice(&u32::try_from(number).ok()?.to_ne_bytes());
    }
    out.extend_from_slice(&types);
    out.extend_from_slice(kernel.strings);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::variant::{BEFORE_5_15, NEWEST};

    /// The instructions of every function of the probe, as they are with these types of the kernel.
    fn relocated(object: &[u8], types: &[u8]) -> String {
        let types = Btf::parse(types, Endianness::default()).expect("types");
        let mut probe = aya_obj::Object::parse(object).expect("the probe");
        probe.relocate_btf(&types).expect("relocated");
        let functions = probe.functions.values();
        format!(
            "{:?}",
            functions.map(|function| (&function.name, &function.instructions)).collect::<Vec<_>>()
        )
    }

    fn of_the_probe(object: &[u8]) -> Vec<u8> {
        aya_obj::Object::parse(object).expect("the probe").btf.expect("it has types").to_bytes()
    }

    #[test]
    fn the_probe_is_the_same_with_few_types() {
        let Ok(kernel) = std::fs::read("/sys/kernel/btf/vmlinux") else {
            eprintln!("left out: this kernel does not report its types");
            return;
        };
        let count = |bytes: &[u8]| Types::read(bytes).expect("good types").starts.len();
        for object in [NEWEST, BEFORE_5_15] {
            let few = named_by(&of_the_probe(object), &kernel).expect("good types");
            assert!(count(&few) > 100 && count(&few) * 10 < count(&kernel), "{} types", count(&few));
            assert!(relocated(object, &few) == relocated(object, &kernel), "relocations differ");
        }
    }

    #[test]
    fn damaged_types_are_refused() {
        let good = of_the_probe(NEWEST);
        let few = named_by(&good, &good).expect("good types");
        assert!(Types::read(&few).is_some_and(|types| types.named().count() > 20));
        for cut in (0..good.len()).step_by(97) {
            assert!(named_by(&good, &good[..cut]).is_none(), "{cut}");
        }
        // Whatever an id says, nothing outside the section is read.
        for at in (0..good.len() - 4).step_by(41) {
            let mut wrong = good.clone();
            wrong[at..at + 4].fill(0xff);
            let _ = named_by(&good, &wrong);
            let _ = named_by(&wrong, &good);
        }
    }
}
