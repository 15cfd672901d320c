// SPDX-License-Identifier: Apache-2.0
//! Evaluating a filter takes no memory from the allocator once the scratch memory has grown.

mod filter_support;

use filter_support::{name_of_code, new_field};
use scap::fields::{
    ArgRule, Catalogue, Extracted, FieldClass, FieldFlags, FieldRef, Scratch, Source, Value, ValueRule,
};
use scap::filter::Filter;
use scap::schema::{Code, ParamType};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    ALLOCATIONS.with(|allocations| allocations.set(allocations.get() + 1));
}

// SAFETY: every call is passed on unchanged to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Makes its texts anew for every event, as command lines are made.
struct Made<'s> {
    scratch: &'s Scratch,
}

impl<'s> Source<'s> for Made<'s> {
    fn extract(&self, field: &FieldRef) -> Extracted<'s> {
        match &*field.info.name {
            "proc.pid" => Value::I64(7).into(),
            "fd.types" => {
                let types = [Value::Bytes(b"file"), Value::Bytes(b"ipv4")];
                Extracted::Many(self.scratch.values(&types))
            }
            name => {
                let mut text = self.scratch.text();
                text.extend(b"/usr/bin/");
                text.extend(name.as_bytes());
                text.into_value().into()
            }
        }
    }

    fn candidates(&self, field: &FieldRef) -> Extracted<'s> {
        self.extract(field)
    }

    fn scratch(&self) -> &'s Scratch {
        self.scratch
    }
}

#[test]
fn evaluation_does_not_allocate() {
    use ParamType::{Charbuf, Int64};
    let fields = vec![
        new_field("evt.type", Charbuf).values(ValueRule::EventName).known(name_of_code),
        new_field("proc.name", Charbuf),
        new_field("proc.cmdline", Charbuf),
        new_field("proc.pid", Int64),
        new_field("fd.types", Charbuf).flags(FieldFlags::IS_LIST).arg(ArgRule::Index),
    ];
    let catalogue = Catalogue::new([FieldClass {
        name: "test",
        summary: "",
        doc: "",
        hidden: false,
        families: vec![&*fields.leak()].leak(),
    }]);
    let filter = b"evt.type exists and not proc.name in (a, b, c) and not proc.cmdline contains needle \
        and not proc.cmdline icontains NEEDLE and not proc.name startswith x and not proc.name glob '*[xyz]*q' \
        and not proc.cmdline regex '.*(needle|pin)[0-9]+' and proc.cmdline pmatch (/etc, /usr/bin) \
        and toupper(proc.name) startswith /USR and concat(proc.name, '-', proc.cmdline) contains - \
        and join(',', (proc.pid, proc.name)) startswith 7 and len(fd.types) = 2 and fd.types in (file, ipv4) \
        and not getopt(fd.types, 'ab:') intersects (a) and proc.pid in (1, 7) and basename(proc.name) = proc.name \
        and proc.name != anyof (a, b) and proc.name != val(proc.cmdline)";
    let program = Filter::compile(filter, &catalogue).expect("valid");
    let mut scratch = Scratch::new();
    let mut matched = 0;
    let mut before = 0;
    for round in 0..1000 {
        if round == 100 {
            before = ALLOCATIONS.with(Cell::get);
        }
        scratch.reset();
        matched += u32::from(program.matches(Code::SyscallOpenX, &Made { scratch: &scratch }));
    }
    let allocations = ALLOCATIONS.with(Cell::get) - before;
    assert_eq!((matched, allocations), (1000, 0));
}
