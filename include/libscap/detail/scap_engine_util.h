/* SPDX-License-Identifier: Apache-2.0 */
/* Generated: functions. Included by the header of the same name. */

#pragma once

/* When the machine was booted, nanoseconds since the epoch, as exactly as its clocks tell. */
int32_t scap_get_precise_boot_time(char *last_err, uint64_t *boot_time);

/* True when the kernel measures the running time of BPF programs. */
bool scap_get_bpf_stats_enabled(void);
