// SPDX-License-Identifier: Apache-2.0
//! What an event is: codes, names, parameters, flags, syscall numbers; constants only.
//!
//! The tables equal those of falcosecurity/libs 0.25.4 (driver API 10.1.0, schema 4.5.1). Nothing here
//! allocates or reads input.
#![forbid(unsafe_code)]

mod code;
mod code_list;
mod dump;
pub mod dynamic_params;
mod errno;
mod event_info;
pub mod events;
mod fd_param;
pub mod fd_type;
pub mod flags;
pub mod limits;
mod param_type;
mod signal;
pub mod syscalls;

pub use code::Code;
pub use dump::DF_IO_URING;
pub use errno::errno_name;
pub use event_info::{Category, EventFlags, EventInfo, ParamDetail, ParamInfo};
pub use fd_type::{FdType, L4Proto};
pub use flags::FlagName;
pub use param_type::{LengthLimit, ParamType, PrintFormat};
pub use signal::signal_name;
pub use syscalls::Sc;

/// Version of the driver interface that this library speaks, as `major.minor.patch`.
pub const DRIVER_API_VERSION: (u64, u64, u64) = (10, 1, 0);

/// Version of the event schema that this library speaks, as `major.minor.patch`.
pub const DRIVER_SCHEMA_VERSION: (u64, u64, u64) = (4, 5, 1);
