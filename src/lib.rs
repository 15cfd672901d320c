//! syscap: libscap and libsinsp for Rust, C and C++.
//!
//! The rooms, from bytes to use; ARCHITECTURE.md draws them and `tests/rooms.rs` holds the arrows to it.

/// The library's error type.
pub mod error;

/// What an event is: codes, names, parameters, flags, syscall numbers; constants only.
pub mod schema;

/// Bytes to a borrowed, once-checked event with parameters, and parameters to bytes.
pub mod codec;

/// Plain records of a machine at one instant (processes, fds, users, interfaces, machine) and the `Lookup` trait of
/// whoever can find one.
pub mod snapshot;

/// Reads and writes capture files, every version.
pub mod savefile;

/// Asks the running system: /proc, users, interfaces, cgroups, mounts.
pub mod platform;

/// Loads the probe (aya), drains its rings, runs its iterators, reports its counters.
pub mod capture;

/// The tables that remember: threads, thread groups, fds, users, containers.
pub mod state;

/// What each event does to state; one function per event, by family, in one route table.
pub mod parsers;

/// The catalogue of named fields and how each is read from event and state.
pub mod fields;

/// The filter language: text, tokens, tree, program, yes or no.
pub mod filter;

/// Events and output templates to text and JSON.
pub mod format;

/// Where events come from: one small trait; savefile, live probe, no-driver, plugin source, test input.
pub mod engine;

/// The conductor: open, next, close; parse, notify, clean up; suppression, purging, dumping, metrics.
pub mod inspector;

/// The C surface and nothing else.
pub mod ffi;

/// The program over the public Rust API.
pub mod cli;
