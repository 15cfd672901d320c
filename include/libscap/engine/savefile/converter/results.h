/* SPDX-License-Identifier: Apache-2.0 */
/* What became of an event that was to be converted. */
#pragma once

typedef enum conversion_result {
    CONVERSION_ERROR = 0,    /* it could not be converted */
    CONVERSION_CONTINUE = 1, /* it, or what was made of it, has to be converted */
    CONVERSION_PASS = 2,     /* it is in its newest form */
    CONVERSION_DROP = 3      /* it is not for users */
} conversion_result;
