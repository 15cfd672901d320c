// SPDX-License-Identifier: Apache-2.0
//! Opening a source of events.

use super::inspector::sinsp_inspector_t;
use crate::codec::RawEvent;
use crate::engine::{Advance, Engine, Record};
use crate::error::{Error, Result};
use crate::ffi::abi::open::scap_test_input_data;
use crate::ffi::door::{self, CText, EventPtr, Slice};
use crate::ffi::records;
use crate::ffi::result::FAILURE;
use crate::inspector::{Inspector, Options};
use crate::savefile::Reader;
use crate::snapshot::{NoLookup, Snapshot};

/// Opens a capture file, in place of whatever was open. `SCAP_SUCCESS` or `SCAP_FAILURE`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_open_savefile(inspector: Option<&mut sinsp_inspector_t>, path: CText) -> i32 {
    door::enter(inspector, |inspector| {
        inspector.make_way();
        let Some(path) = path.path() else { return inspector.fail(FAILURE, "path is NULL") };
        let opened = Reader::open(path, inspector.options.read_options()).and_then(|reader| {
            inspector.source_size = reader.stored_size();
            Inspector::open_reader(reader, inspector.open_options())
        });
        inspector.adopt(&path.display().to_string(), opened)
    })
}

/// Looks at the running machine without a driver, in place of whatever was open: its users and interfaces and, with
/// `processes`, its processes, from /proc below `HOST_ROOT`. `sinsp_next` then waits 100 ms each time and gives an
/// event that says nothing. `SCAP_SUCCESS` or `SCAP_FAILURE`.
#[unsafe(no_mangle)]
pub extern "C" fn sinsp_open_nodriver(inspector: Option<&mut sinsp_inspector_t>, processes: bool) -> i32 {
    door::enter(inspector, |inspector| {
        inspector.make_way();
        let opened = Inspector::open_no_driver(inspector.open_options(), processes);
        inspector.adopt("this machine, without a driver", opened)
    })
}

/// Reads events from memory, in place of whatever was open: for tests. Threads and descriptors are read now. Events
/// are taken from the structure while they are read, whose `events` and `event_count` then advance: more can be added.
/// Without events `sinsp_next` gives `SCAP_TIMEOUT`. The structure stays until the source is closed. `SCAP_SUCCESS` or
/// `SCAP_FAILURE`.
///
/// # Safety
/// `data` is NULL or as its header says, until the source is closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_open_test_input(
    inspector: Option<&mut sinsp_inspector_t>,
    data: *mut scap_test_input_data,
) -> i32 {
    door::enter(inspector, |inspector| {
        inspector.make_way();
        // SAFETY: NULL, or as its header says.
        let Some(snapshot) = (unsafe { door::borrow(data).map(|given| snapshot_of(given)) }) else {
            return inspector.fail(FAILURE, "the test input is NULL");
        };
        let options = Options { legacy_view: false, ..inspector.open_options() };
        let opened = Inspector::open_engine(
            Box::new(TestInput { snapshot, data, current: None }),
            Box::new(NoLookup),
            options,
        );
        inspector.adopt("test input", opened)
    })
}

/// Events from a program's memory.
struct TestInput {
    snapshot: Snapshot,
    data: *mut scap_test_input_data,
    current: Option<RawEvent<'static>>,
}

// SAFETY: the inspector that owns it is used by one thread at a time, and so is the structure, as its header promises.
unsafe impl Send for TestInput {}

impl Engine for TestInput {
    fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    fn take_snapshot(&mut self) -> Snapshot {
        std::mem::take(&mut self.snapshot)
    }

    fn advance(&mut self) -> Result<Advance> {
        self.current = None;
        // SAFETY: the structure is there while the source is open, and the program's while no call lasts.
        let data = unsafe { door::borrow_mut(self.data) }.filter(|data| data.event_count > 0);
        let Some(data) = data.filter(|data| !data.events.is_null()) else { return Ok(Advance::Timeout) };
        // SAFETY: there are so many events, each NULL or as long as its header says.
        let event = unsafe {
            let event = EventPtr::at(*data.events);
            data.events = data.events.add(1);
            event
        };
        data.event_count -= 1;
        let Some(bytes) = event.bytes() else {
            return Err(Error::Argument("an event of the test input is NULL".to_owned()));
        };
        self.current =
            Some(RawEvent::decode(bytes).map_err(|e| Error::Event {
                what: "the test input has a malformed event",
                source: e.into(),
            })?);
        Ok(Advance::Event)
    }

    fn current(&self) -> Option<Record<'_>> {
        self.current.map(|event| Record { cpu: 1, ..Record::of(event) })
    }
}

/// # Safety
/// The arrays of the data are as long as they say.
unsafe fn snapshot_of(data: &scap_test_input_data) -> Snapshot {
    let mut snapshot = Snapshot::default();
    // SAFETY: there are so many threads.
    let threads = unsafe { Slice::at(data.threads).items(data.thread_count) };
    for (index, thread) in threads.unwrap_or_default().iter().enumerate() {
        snapshot.threads.push(records::thread_record(thread));
        if thread.pid != thread.tid || data.fdinfo_data.is_null() {
            continue;
        }
        // SAFETY: there are descriptors for each thread, as many as they say.
        let fds = unsafe {
            let fds = *data.fdinfo_data.add(index);
            Slice::at(fds.fdinfos).items(fds.fdinfo_count)
        };
        let known = fds.unwrap_or_default().iter().filter_map(records::fd_record);
        snapshot.fds.extend(known.map(|record| (thread.tid as i64, record)));
    }
    snapshot
}
