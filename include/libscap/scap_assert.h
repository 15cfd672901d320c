/* SPDX-License-Identifier: Apache-2.0 */
/* ASSERT(): checked in builds with _DEBUG, nothing otherwise. */
#pragma once

#include <assert.h>

#undef ASSERT
#ifdef _DEBUG
#define ASSERT(X) assert(X)
#else
#define ASSERT(X)
#endif
