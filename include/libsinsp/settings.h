// SPDX-License-Identifier: Apache-2.0
// Limits and defaults.
#pragma once

// Most descriptors that are kept of a process.
#define MAX_FD_TABLE_SIZE 4096

// Bytes of buffers that live sources keep.
#define DEFAULT_SNAPLEN 80

#define CLONE_STALE_TIME_NS 2 * SECOND_TO_NS

#define DEFAULT_INCREASE_SNAPLEN_PORT_RANGE {0, 0}
