/* SPDX-License-Identifier: Apache-2.0 */
/* Copying text into buffers of a fixed size, for C libraries that do not have these functions. */
#pragma once

#include <string.h>
#include <sys/types.h>

#include <libscap/scap_strl_config.h>

#ifndef HAVE_STRLCPY
/*
 * Copies as much of `src` as fits into the `size` bytes at `dst`, closed by NUL (nothing if `size` is 0).
 * Returns the length of `src`; a result of `size` or more means that text was cut off.
 */
static inline size_t strlcpy(char* dst, const char* src, size_t size)
{
    size_t wanted = strlen(src);

    if (size > 0) {
        size_t taken = wanted < size ? wanted : size - 1;
        memcpy(dst, src, taken);
        dst[taken] = 0;
    }
    return wanted;
}
#endif

#ifndef HAVE_STRLCAT
/*
 * Appends as much of `src` as fits to the text in the `size` bytes at `dst`, closed by NUL.
 * Returns the length that the whole text would have; a result of `size` or more means that text was cut off.
 * A `dst` without a NUL in its first `size` bytes is left alone.
 */
static inline size_t strlcat(char* dst, const char* src, size_t size)
{
    const char* end = (const char*)memchr(dst, 0, size);
    size_t used = end ? (size_t)(end - dst) : size;

    if (!end) {
        return size + strlen(src);
    }
    return used + strlcpy(dst + used, src, size - used);
}
#endif
