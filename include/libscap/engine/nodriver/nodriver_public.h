/* SPDX-License-Identifier: Apache-2.0 */
/* A live machine without a driver: its processes and fds, but no events. */
#pragma once

/* The engine's name; it takes no parameters. */
#define NODRIVER_ENGINE "nodriver"
