/* SPDX-License-Identifier: Apache-2.0 */
/* Time of day. */
#pragma once

#include <libscap/linux/gettimeofday.h>
