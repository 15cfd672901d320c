/* SPDX-License-Identifier: Apache-2.0 */
/* Three-part versions packed into one 64-bit number: 19 bits major, 20 bits minor, 24 bits patch. */
#ifndef PPM_API_VERSION_H
#define PPM_API_VERSION_H

#include <driver/driver_config.h>

/* Puts the low `bits` bits of `val` at position `shift`. */
#define PPM_VERSION_PACK(val, bits, shift) (((unsigned long long)(val) % (1ULL << (bits))) << (shift))

/* Takes `bits` bits of `val` from position `shift`. */
#define PPM_VERSION_UNPACK(val, bits, shift) (((unsigned long long)(val) >> (shift)) % (1ULL << (bits)))

/* The parts of a packed version. */
#define PPM_API_VERSION_MAJOR(ver) PPM_VERSION_UNPACK(ver, 19, 44)
#define PPM_API_VERSION_MINOR(ver) PPM_VERSION_UNPACK(ver, 20, 24)
#define PPM_API_VERSION_PATCH(ver) PPM_VERSION_UNPACK(ver, 24, 0)

/* A packed version from its parts. */
#define PPM_API_VERSION(major, minor, patch)                                                                 \
    (PPM_VERSION_PACK(major, 19, 44) | PPM_VERSION_PACK(minor, 20, 24) | PPM_VERSION_PACK(patch, 24, 0))

/* Driver API version of these headers, packed. */
#define PPM_API_CURRENT_VERSION                                                                              \
    PPM_API_VERSION(PPM_API_CURRENT_VERSION_MAJOR, PPM_API_CURRENT_VERSION_MINOR, PPM_API_CURRENT_VERSION_PATCH)

/* Event schema version of these headers, packed. */
#define PPM_SCHEMA_CURRENT_VERSION                                                                           \
    PPM_API_VERSION(                                                                                         \
        PPM_SCHEMA_CURRENT_VERSION_MAJOR, PPM_SCHEMA_CURRENT_VERSION_MINOR, PPM_SCHEMA_CURRENT_VERSION_PATCH)

#define __PPM_STRINGIFY1(x) #x
#define __PPM_STRINGIFY(x) __PPM_STRINGIFY1(x)

/* The same versions as text, "major.minor.patch". */
#define PPM_API_CURRENT_VERSION_STRING                                                                       \
    __PPM_STRINGIFY(PPM_API_CURRENT_VERSION_MAJOR)                                                           \
    "." __PPM_STRINGIFY(PPM_API_CURRENT_VERSION_MINOR) "." __PPM_STRINGIFY(PPM_API_CURRENT_VERSION_PATCH)
#define PPM_SCHEMA_CURRENT_VERSION_STRING                                                                    \
    __PPM_STRINGIFY(PPM_SCHEMA_CURRENT_VERSION_MAJOR)                                                        \
    "." __PPM_STRINGIFY(PPM_SCHEMA_CURRENT_VERSION_MINOR) "." __PPM_STRINGIFY(PPM_SCHEMA_CURRENT_VERSION_PATCH)

#endif
