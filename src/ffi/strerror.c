/* SPDX-License-Identifier: Apache-2.0 */
/* Error texts with a variable number of arguments. */
#include <libscap/strerror.h>

#include <stdarg.h>

int32_t scap_errprintf_unchecked(char *buf, int errnum, const char *fmt, ...) {
	if(buf == NULL || fmt == NULL) {
		return SCAP_FAILURE;
	}
	va_list args;
	va_start(args, fmt);
	int written = vsnprintf(buf, SCAP_LASTERR_SIZE, fmt, args);
	va_end(args);
	if(errnum > 0 && written >= 0 && written < SCAP_LASTERR_SIZE) {
		snprintf(buf + written, SCAP_LASTERR_SIZE - (size_t)written, ": %s", strerror(errnum));
	}
	return SCAP_FAILURE;
}
