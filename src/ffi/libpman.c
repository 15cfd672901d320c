/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of a loader of probes that is not part of this library. */
#include <libpman.h>

#include <errno.h>

static const char text[] = "libpman's steps are not supported: open the modern_bpf engine instead";

static int32_t refuse(char* error)
{
	if(error != NULL) {
		for(size_t i = 0; i < sizeof(text); i++) {
			error[i] = text[i];
		}
	}
	return SCAP_NOT_SUPPORTED;
}

int pman_attach_connect_toctou_mitigation_progs(void)
{
	return ENOTSUP;
}

int pman_attach_creat_toctou_mitigation_progs(void)
{
	return ENOTSUP;
}

int pman_attach_open_toctou_mitigation_progs(void)
{
	return ENOTSUP;
}

int pman_attach_openat2_toctou_mitigation_progs(void)
{
	return ENOTSUP;
}

int pman_attach_openat_toctou_mitigation_progs(void)
{
	return ENOTSUP;
}

int pman_attach_page_fault_kernel(void)
{
	return ENOTSUP;
}

int pman_attach_page_fault_user(void)
{
	return ENOTSUP;
}

int pman_attach_sched_proc_exec(void)
{
	return ENOTSUP;
}

int pman_attach_sched_proc_exit(void)
{
	return ENOTSUP;
}

int pman_attach_sched_proc_fork(void)
{
	return ENOTSUP;
}

int pman_attach_sched_switch(void)
{
	return ENOTSUP;
}

int pman_attach_signal_deliver(void)
{
	return ENOTSUP;
}

int pman_attach_syscall_exit_dispatcher(void)
{
	return ENOTSUP;
}

bool pman_check_support(void)
{
	return false;
}

void pman_clear_state(void)
{
}

void pman_close_probe(void)
{
}

void pman_consume_first_event(void **event, int16_t *buf_id)
{
	(void)buf_id;
	if(event != NULL) {
		*event = NULL;
	}
}

int pman_detach_connect_toctou_mitigation_progs(void)
{
	return ENOTSUP;
}

int pman_detach_creat_toctou_mitigation_progs(void)
{
	return ENOTSUP;
}

int pman_detach_open_toctou_mitigation_progs(void)
{
	return ENOTSUP;
}

int pman_detach_openat2_toctou_mitigation_progs(void)
{
	return ENOTSUP;
}

int pman_detach_openat_toctou_mitigation_progs(void)
{
	return ENOTSUP;
}

int pman_detach_page_fault_kernel(void)
{
	return ENOTSUP;
}

int pman_detach_page_fault_user(void)
{
	return ENOTSUP;
}

int pman_detach_sched_proc_exec(void)
{
	return ENOTSUP;
}

int pman_detach_sched_proc_exit(void)
{
	return ENOTSUP;
}

int pman_detach_sched_proc_fork(void)
{
	return ENOTSUP;
}

int pman_detach_sched_switch(void)
{
	return ENOTSUP;
}

int pman_detach_signal_deliver(void)
{
	return ENOTSUP;
}

int pman_detach_syscall_exit_dispatcher(void)
{
	return ENOTSUP;
}

int pman_enforce_sc_set(bool *sc_set)
{
	(void)sc_set;
	return ENOTSUP;
}

int pman_fill_syscall_exit_extra_tail_table(void)
{
	return ENOTSUP;
}

int pman_fill_syscalls_tail_table(void)
{
	return ENOTSUP;
}

int pman_finalize_maps_after_loading(void)
{
	return ENOTSUP;
}

int pman_finalize_ringbuf_array_after_loading(void)
{
	return ENOTSUP;
}

struct metrics_v2 *pman_get_metrics_v2(uint32_t flags, uint32_t *nstats, int32_t *rc)
{
	(void)flags;
	if(nstats != NULL) {
		*nstats = 0;
	}
	if(rc != NULL) {
		*rc = SCAP_NOT_SUPPORTED;
	}
	return NULL;
}

int pman_get_n_tracepoint_hit(long *n_events_per_prog)
{
	(void)n_events_per_prog;
	return ENOTSUP;
}

uint64_t pman_get_probe_api_ver(void)
{
	return 0;
}

uint64_t pman_get_probe_schema_ver(void)
{
	return 0;
}

int pman_get_required_buffers(void)
{
	return ENOTSUP;
}

int pman_get_scap_stats(struct scap_stats *stats)
{
	(void)stats;
	return ENOTSUP;
}

int pman_init_state(falcosecurity_log_fn log_fn, unsigned long buf_bytes_dim, uint16_t cpus_for_each_buffer,
                    bool allocate_online_only, bool disable_iterators)
{
	(void)buf_bytes_dim, (void)cpus_for_each_buffer, (void)allocate_online_only, (void)disable_iterators;
	if(log_fn != NULL) {
		log_fn("libpman", text, FALCOSECURITY_LOG_SEV_ERROR);
	}
	return ENOTSUP;
}

int32_t pman_iter_fetch_proc_file(const struct scap_fetch_callbacks *callbacks, uint32_t pid, uint32_t fd, char *error)
{
	(void)callbacks, (void)pid, (void)fd;
	return refuse(error);
}

int32_t pman_iter_fetch_proc_files(const struct scap_fetch_callbacks *callbacks, uint32_t pid, bool must_fetch_sockets, uint64_t *num_files, char *error)
{
	(void)callbacks, (void)pid, (void)must_fetch_sockets, (void)num_files;
	return refuse(error);
}

int32_t pman_iter_fetch_procs_files(const struct scap_fetch_callbacks *callbacks, char *error)
{
	(void)callbacks;
	return refuse(error);
}

int32_t pman_iter_fetch_task(const struct scap_fetch_callbacks *callbacks, uint32_t tid, scap_threadinfo *tinfo, char *error)
{
	(void)callbacks, (void)tid, (void)tinfo;
	return refuse(error);
}

int32_t pman_iter_fetch_tasks(const struct scap_fetch_callbacks *callbacks, char *error)
{
	(void)callbacks;
	return refuse(error);
}

int pman_load_probe(void)
{
	return ENOTSUP;
}

int pman_mark_single_64bit_syscall(int syscall_id, bool interesting)
{
	(void)syscall_id, (void)interesting;
	return ENOTSUP;
}

int pman_open_probe(void)
{
	return ENOTSUP;
}

int pman_prepare_maps_before_loading(void)
{
	return ENOTSUP;
}

int pman_prepare_progs_before_loading(void)
{
	return ENOTSUP;
}

int pman_prepare_ringbuf_array_before_loading(void)
{
	return ENOTSUP;
}

void pman_set_boot_time(uint64_t value)
{
	(void)value;
}

void pman_set_do_dynamic_snaplen(bool value)
{
	(void)value;
}

void pman_set_drop_failed(bool value)
{
	(void)value;
}

void pman_set_dropping_mode(bool value)
{
	(void)value;
}

void pman_set_fullcapture_port_range(uint16_t range_start, uint16_t range_end)
{
	(void)range_start, (void)range_end;
}

void pman_set_sampling_ratio(uint32_t value)
{
	(void)value;
}

void pman_set_scap_tid(int32_t value)
{
	(void)value;
}

void pman_set_snaplen(uint32_t value)
{
	(void)value;
}

void pman_set_statsd_port(uint16_t value)
{
	(void)value;
}
