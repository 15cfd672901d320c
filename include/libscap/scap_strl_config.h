/* SPDX-License-Identifier: Apache-2.0 */
/* Whether <string.h> already declares strlcpy() and strlcat(): glibc 2.38 and newer, musl, the BSDs. */
#pragma once

#include <string.h>

#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__) || defined(__OpenBSD__)
#define HAVE_STRLCPY
#define HAVE_STRLCAT
#elif defined(__GLIBC__)
#if (__GLIBC__ > 2 || (__GLIBC__ == 2 && __GLIBC_MINOR__ >= 38)) && defined(__USE_MISC)
#define HAVE_STRLCPY
#define HAVE_STRLCAT
#endif
#elif defined(__linux__) && (defined(_GNU_SOURCE) || defined(_BSD_SOURCE))
#define HAVE_STRLCPY
#define HAVE_STRLCAT
#endif
