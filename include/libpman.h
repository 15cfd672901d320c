/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps by which falcosecurity/libs loads and reads its own probe. This library has another probe, which its
 * modern_bpf engine loads as a whole: each function here answers that it is not supported (ENOTSUP, SCAP_NOT_SUPPORTED,
 * false, 0 or NULL), and pman_init_state() says so in the log. They are there so that programs link; to capture, open
 * scap_modern_bpf_engine.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <libscap/scap.h>
#include <libscap/scap_log.h>

#ifdef __cplusplus
extern "C" {
#endif

struct metrics_v2;
struct scap_fetch_callbacks;
struct scap_stats;

int pman_attach_connect_toctou_mitigation_progs(void);
int pman_attach_creat_toctou_mitigation_progs(void);
int pman_attach_open_toctou_mitigation_progs(void);
int pman_attach_openat2_toctou_mitigation_progs(void);
int pman_attach_openat_toctou_mitigation_progs(void);
int pman_attach_page_fault_kernel(void);
int pman_attach_page_fault_user(void);
int pman_attach_sched_proc_exec(void);
int pman_attach_sched_proc_exit(void);
int pman_attach_sched_proc_fork(void);
int pman_attach_sched_switch(void);
int pman_attach_signal_deliver(void);
int pman_attach_syscall_exit_dispatcher(void);
bool pman_check_support(void);
void pman_clear_state(void);
void pman_close_probe(void);
void pman_consume_first_event(void **event, int16_t *buf_id);
int pman_detach_connect_toctou_mitigation_progs(void);
int pman_detach_creat_toctou_mitigation_progs(void);
int pman_detach_open_toctou_mitigation_progs(void);
int pman_detach_openat2_toctou_mitigation_progs(void);
int pman_detach_openat_toctou_mitigation_progs(void);
int pman_detach_page_fault_kernel(void);
int pman_detach_page_fault_user(void);
int pman_detach_sched_proc_exec(void);
int pman_detach_sched_proc_exit(void);
int pman_detach_sched_proc_fork(void);
int pman_detach_sched_switch(void);
int pman_detach_signal_deliver(void);
int pman_detach_syscall_exit_dispatcher(void);
int pman_enforce_sc_set(bool *sc_set);
int pman_fill_syscall_exit_extra_tail_table(void);
int pman_fill_syscalls_tail_table(void);
int pman_finalize_maps_after_loading(void);
int pman_finalize_ringbuf_array_after_loading(void);
struct metrics_v2 *pman_get_metrics_v2(uint32_t flags, uint32_t *nstats, int32_t *rc);
int pman_get_n_tracepoint_hit(long *n_events_per_prog);
uint64_t pman_get_probe_api_ver(void);
uint64_t pman_get_probe_schema_ver(void);
int pman_get_required_buffers(void);
int pman_get_scap_stats(struct scap_stats *stats);
int pman_init_state(falcosecurity_log_fn log_fn, unsigned long buf_bytes_dim, uint16_t cpus_for_each_buffer,
                    bool allocate_online_only, bool disable_iterators);
int32_t pman_iter_fetch_proc_file(const struct scap_fetch_callbacks *callbacks, uint32_t pid, uint32_t fd, char *error);
int32_t pman_iter_fetch_proc_files(const struct scap_fetch_callbacks *callbacks, uint32_t pid, bool must_fetch_sockets, uint64_t *num_files, char *error);
int32_t pman_iter_fetch_procs_files(const struct scap_fetch_callbacks *callbacks, char *error);
int32_t pman_iter_fetch_task(const struct scap_fetch_callbacks *callbacks, uint32_t tid, scap_threadinfo *tinfo, char *error);
int32_t pman_iter_fetch_tasks(const struct scap_fetch_callbacks *callbacks, char *error);
int pman_load_probe(void);
int pman_mark_single_64bit_syscall(int syscall_id, bool interesting);
int pman_open_probe(void);
int pman_prepare_maps_before_loading(void);
int pman_prepare_progs_before_loading(void);
int pman_prepare_ringbuf_array_before_loading(void);
void pman_set_boot_time(uint64_t value);
void pman_set_do_dynamic_snaplen(bool value);
void pman_set_drop_failed(bool value);
void pman_set_dropping_mode(bool value);
void pman_set_fullcapture_port_range(uint16_t range_start, uint16_t range_end);
void pman_set_sampling_ratio(uint32_t value);
void pman_set_scap_tid(int32_t value);
void pman_set_snaplen(uint32_t value);
void pman_set_statsd_port(uint16_t value);

#ifdef __cplusplus
}
#endif
