/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting. */
#pragma once

#include <libscap/linux/sleep.h>
