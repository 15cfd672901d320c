/* SPDX-License-Identifier: Apache-2.0 */
/* Hints to the compiler about which way a condition usually goes. */
#ifndef SCAP_LIKELY_H
#define SCAP_LIKELY_H

#ifdef __GNUC__
#define scap_likely(x) __builtin_expect((x) ? 1 : 0, 1)
#define scap_unlikely(x) __builtin_expect((x) ? 1 : 0, 0)
#else
#define scap_likely(x) (x)
#define scap_unlikely(x) (x)
#endif

#endif
