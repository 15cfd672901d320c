/* SPDX-License-Identifier: Apache-2.0 */
/* Printing a ring of the kernel module. */
#pragma once

#include <libscap/ringbuffer/devset.h>
