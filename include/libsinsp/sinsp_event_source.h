// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

// Sources of events: system calls, and one for each source plugin.
constexpr size_t sinsp_no_event_source_idx = static_cast<size_t>(-1);
constexpr const char* sinsp_no_event_source_name = nullptr;
constexpr const char* sinsp_syscall_event_source_name = "syscall";
