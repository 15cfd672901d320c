//! The C surface and nothing else.
//!
//! A function here guards against NULL and panics, converts its arguments, makes one call, and converts the result.
//! Functions are ordinary items in a file per C header part, so that cbindgen can render the prototypes.

pub mod abi;
mod guard;
pub mod scap_event;
pub mod scap_ppm_sc;
pub mod tables;
