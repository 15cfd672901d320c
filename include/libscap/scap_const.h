/* SPDX-License-Identifier: Apache-2.0 */
/* Results of calls, and the size of error texts. */
#pragma once

#define SCAP_SUCCESS 0
#define SCAP_FAILURE 1           /* failed; the error text says why */
#define SCAP_TIMEOUT (-1)        /* no event yet: ask again */
#define SCAP_ILLEGAL_INPUT 3     /* an argument is out of range */
#define SCAP_NOTFOUND 4          /* no such thing */
#define SCAP_INPUT_TOO_SMALL 5   /* a buffer of the caller is too small */
#define SCAP_EOF 6               /* no more events */
#define SCAP_UNEXPECTED_BLOCK 7  /* a capture file begins anew: see scap_restart_capture() */
#define SCAP_VERSION_MISMATCH 8  /* driver and library do not fit */
#define SCAP_NOT_SUPPORTED 9     /* the engine cannot do this */
#define SCAP_FILTERED_EVENT 10   /* the event was left out: ask for the next */

/* Bytes of an error text buffer, closing NUL included. */
#define SCAP_LASTERR_SIZE 256
