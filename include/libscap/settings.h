/* SPDX-License-Identifier: Apache-2.0 */
/* Fixed choices of the library. */
#pragma once

/* Capture files may be compressed. */
#define USE_ZLIB

/* Fds read per process when no driver is in use. */
#define SCAP_NODRIVER_MAX_FD_LOOKUP 20
