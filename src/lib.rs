//! syscap: libscap and libsinsp for Rust, C and C++.
//!
//! The rooms, from bytes to use; ARCHITECTURE.md draws them and `tests/rooms.rs` holds the arrows to it.

pub mod error;

pub mod schema;

pub mod codec;

pub mod snapshot;

pub mod state;

pub mod parsers;

pub mod engine;
