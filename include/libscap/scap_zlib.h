/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The type gzFile. It comes from zlib's header where that is installed; otherwise it is an unknown type here,
 * since callers of this library never need to touch one.
 */
#pragma once

#include <libscap/settings.h>

#if defined(__has_include)
#if __has_include(<zlib.h>)
#include <zlib.h>
#define SCAP_HAVE_ZLIB_HEADER
#endif
#endif

#ifndef SCAP_HAVE_ZLIB_HEADER
#include <stdio.h>
typedef struct gzFile_s* gzFile;
#endif
