// SPDX-License-Identifier: Apache-2.0
//! The fields that the library has built in: the classes here, their rows at the head of their files.

mod ancestry;
mod container;
mod descriptor;
mod descriptor_list;
mod event_any;
mod event_call;
mod event_known;
mod event_path;
mod file_path;
mod infrastructure;
mod known_container;
mod mounts;
mod owner;
mod pod;
mod process_executable;
mod process_ids;
mod process_program;
mod result;
mod standard_streams;
mod thread;
mod value;

use super::FieldClass;

/// Every built-in class, in the order of upstream's list.
pub const CLASSES: &[FieldClass] = &[
    FieldClass {
        name: "evt",
        summary: "All events",
        doc: "What every event has, whatever its source.",
        hidden: false,
        families: &[event_any::FIELDS],
    },
    FieldClass {
        name: "evt",
        summary: "System calls and kernel events",
        doc: "What events that system calls and the kernel made have in common.",
        hidden: false,
        families: &[event_call::EVENT_CALL],
    },
    FieldClass {
        name: "process",
        summary: "Processes and threads",
        doc: "The thread that made the event, its process and its ancestors.",
        hidden: false,
        families: &[
            process_program::FIELDS,
            process_ids::FIELDS,
            process_executable::LAYERS,
            process_ids::LEADERS,
            process_executable::INODE,
            thread::FIELDS,
            standard_streams::FIELDS,
        ],
    },
    FieldClass {
        name: "user",
        summary: "Users",
        doc: "The user that the thread of the event runs as.",
        hidden: false,
        families: &[owner::USER],
    },
    FieldClass {
        name: "group",
        summary: "Groups",
        doc: "The group that the thread of the event runs as.",
        hidden: false,
        families: &[owner::GROUP],
    },
    FieldClass {
        name: "fd",
        summary: "File descriptors",
        doc: "The file, socket or other descriptor that the event works on.",
        hidden: false,
        families: &[descriptor::FIELDS],
    },
    FieldClass {
        name: "fs.path",
        summary: "Paths",
        doc: "The paths that an event names, also of events without a descriptor, such as rename.",
        hidden: false,
        families: &[file_path::FIELDS],
    },
    FieldClass {
        name: "util",
        summary: "",
        doc: "Counters for tables.",
        hidden: true,
        families: &[event_call::COUNTER],
    },
    FieldClass {
        name: "fdlist",
        summary: "Polled descriptors",
        doc: "The descriptors that a poll waits for.",
        hidden: false,
        families: &[descriptor_list::FIELDS],
    },
    FieldClass {
        name: "container",
        summary: "Containers",
        doc: "The container that the thread of the event is in, or the machine itself, and its Kubernetes pod.",
        hidden: false,
        families: &[container::FIELDS],
    },
    FieldClass {
        name: "syscap",
        summary: "How an event was captured",
        doc: "What this library provides beyond the original.",
        hidden: false,
        families: &[event_call::CAPTURE],
    },
    FieldClass {
        name: "thread",
        summary: "The thread of an event",
        doc: "What this library knows of a thread beyond the original's class for processes.",
        hidden: false,
        families: &[thread::NEWER],
    },
];
