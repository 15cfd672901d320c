/* SPDX-License-Identifier: Apache-2.0 */
/* Formatted log messages to a falcosecurity_log_fn. */
#ifndef SCAP_DEBUG_LOG_HELPERS_H
#define SCAP_DEBUG_LOG_HELPERS_H

#include <stdarg.h>
#include <stdio.h>

#include <libscap/scap_log.h>

/* Sends a message to the function in the member m_log_fn of `HANDLE`. Needs a format text. */
#define scap_log(HANDLE, sev, ...) scap_log_impl((HANDLE)->m_log_fn, sev, __VA_ARGS__)
#define scap_debug_log(HANDLE, ...) scap_log(HANDLE, FALCOSECURITY_LOG_SEV_DEBUG, __VA_ARGS__)

/* Formats a message, cut off at 255 bytes, and hands it to `log_fn`, if there is one. */
#ifdef __GNUC__
__attribute__((format(printf, 3, 4), unused))
#endif
static inline void scap_log_impl(falcosecurity_log_fn log_fn,
                                 enum falcosecurity_log_severity sev,
                                 const char* fmt,
                                 ...)
{
    char text[256];
    va_list values;

    if (!log_fn) {
        return;
    }
    va_start(values, fmt);
    (void)vsnprintf(text, sizeof text, fmt, values);
    va_end(values);
    log_fn("libscap", text, sev);
}

#endif
