//! Opening a source of events.

use super::inspector::{changed, sinsp_inspector_t};
use crate::codec::{RawEvent, RawHeader};
use crate::engine::{Advance, Engine, Record};
use crate::error::{Error, Result};
use crate::ffi::abi::open::scap_test_input_data;
use crate::ffi::result::FAILURE;
use crate::ffi::{guard, records};
use crate::inspector::{Inspector, Options};
use crate::savefile::Reader;
use crate::snapshot::{NoLookup, Snapshot};
use std::ffi::c_char;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Opens a capture file, in place of whatever was open. `SCAP_SUCCESS` or `SCAP_FAILURE`.
///
/// # Safety
/// `inspector` is NULL or valid; `path` is NULL or a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_open_savefile(inspector: *mut sinsp_inspector_t, path: *const c_char) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return FAILURE };
        inspector.make_way();
        // SAFETY: as the caller promises.
        let Some(path) = (unsafe { guard::bytes_of(path) }) else {
            return inspector.fail(FAILURE, "path is NULL");
        };
        let path = Path::new(std::ffi::OsStr::from_bytes(path));
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
///
/// # Safety
/// `inspector` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_open_nodriver(inspector: *mut sinsp_inspector_t, processes: bool) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return FAILURE };
        inspector.make_way();
        let opened = Inspector::open_no_driver(inspector.open_options(), processes);
        inspector.adopt("this machine, without a driver", opened)
    })
}

/// Reads events from memory, in place of whatever was open: for tests. Threads and descriptors are read now. Events
/// are taken from the structure while they are read, whose `events` and `event_count` go on: more can be added.
/// Without events `sinsp_next` gives `SCAP_TIMEOUT`. The structure stays until the source is closed. `SCAP_SUCCESS` or
/// `SCAP_FAILURE`.
///
/// # Safety
/// `inspector` is NULL or valid; `data` is NULL or as its header says, until the source is closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sinsp_open_test_input(
    inspector: *mut sinsp_inspector_t,
    data: *mut scap_test_input_data,
) -> i32 {
    guard::or(FAILURE, || {
        // SAFETY: as the caller promises.
        let Some(inspector) = (unsafe { changed(inspector) }) else { return FAILURE };
        inspector.make_way();
        if data.is_null() {
            return inspector.fail(FAILURE, "the test input is NULL");
        }
        // SAFETY: as the caller promises.
        let snapshot = unsafe { snapshot_of(data) };
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

// SAFETY: the inspector that owns it is used by one thread at a time, and so is the structure by its promise.
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
        // SAFETY: the structure is good while the source is open.
        let raw = unsafe {
            let data = &mut *self.data;
            if data.events.is_null() || data.event_count == 0 {
                return Ok(Advance::Timeout);
            }
            let raw = (*data.events).cast::<u8>();
            data.events = data.events.add(1);
            data.event_count -= 1;
            raw
        };
        if raw.is_null() {
            return Err(Error::Argument("an event of the test input is NULL".to_owned()));
        }
        // SAFETY: an event begins with its header, which states its length.
        let bytes = unsafe {
            let header = std::slice::from_raw_parts(raw, size_of::<RawHeader>().min(26));
            let length = RawHeader::read(header).map_or(0, |header| header.len as usize);
            std::slice::from_raw_parts(raw, length)
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
/// `data` is as its header says.
unsafe fn snapshot_of(data: *mut scap_test_input_data) -> Snapshot {
    let mut snapshot = Snapshot::default();
    // SAFETY: as the caller promises.
    unsafe {
        let data = &*data;
        let count = if data.threads.is_null() { 0 } else { data.thread_count };
        for index in 0..count {
            let thread = &*data.threads.add(index);
            snapshot.threads.push(records::thread_record(thread));
            if thread.pid != thread.tid || data.fdinfo_data.is_null() {
                continue;
            }
            let fds = &*data.fdinfo_data.add(index);
            let fd_count = if fds.fdinfos.is_null() { 0 } else { fds.fdinfo_count };
            for fd in 0..fd_count {
                let record = records::fd_record(&*fds.fdinfos.add(fd));
                snapshot.fds.extend(record.map(|record| (thread.tid as i64, record)));
            }
        }
    }
    snapshot
}
