// SPDX-License-Identifier: Apache-2.0
// What every header of libsinsp builds on.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>

#ifndef SINSP_PUBLIC
#define SINSP_PUBLIC
#endif

#ifndef ASSERT
#ifdef _DEBUG
#define ASSERT(X) assert(X);
#else
#define ASSERT(X)
#endif
#endif
