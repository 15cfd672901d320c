/* SPDX-License-Identifier: Apache-2.0 */
/* Writing error texts of SCAP_LASTERR_SIZE bytes, for engines that are not part of this library. */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <libscap/scap_const.h>

/*
 * Writes a formatted text to `buf` (SCAP_LASTERR_SIZE bytes) and, for an `errnum` above 0, a colon and the
 * system's text for it. Returns SCAP_FAILURE, so that a function can end with `return scap_errprintf(...)`.
 */
#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
__attribute__((format(printf, 3, 4)))
#endif
int32_t scap_errprintf_unchecked(char* buf, int errnum, const char* fmt, ...);

#ifdef __cplusplus
}
#endif

#define scap_errprintf scap_errprintf_unchecked

/* Answers a call that an engine does not have. */
static inline int32_t scap_err_opnotsup(char* error)
{
    (void)scap_errprintf(error, 0, "operation not supported");
    return SCAP_NOT_SUPPORTED;
}

/* Answers a setting (see enum scap_setting) that an engine does not have. */
static inline int32_t
scap_err_unsupported_setting(char* lasterr, int setting, unsigned long arg1, unsigned long arg2)
{
    (void)scap_errprintf(lasterr, 0, "Unsupported setting %d (args %lu, %lu)", setting, arg1, arg2);
    return SCAP_NOT_SUPPORTED;
}
