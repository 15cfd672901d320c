/* SPDX-License-Identifier: Apache-2.0 */
/* Live capture through the C API, limited to the PID namespace of this program: settings, events, counters, end. */
#include "check.h"

#include <libscap/engine/modern_bpf/modern_bpf_public.h>
#include <libscap/scap.h>
#include <libscap/scap_api_version.h>
#include <libscap/scap_engines.h>
#include <libscap/scap_savefile_api.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void child_acts(void)
{
    pid_t child = fork();
    if (child == 0) {
        FILE *file = fopen("/etc/hostname", "r");
        if (file)
            fclose(file);
        for (int i = 0; i < 100; i++)
            (void)!access("/no/such/file", R_OK);
        _exit(7);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

/* Counts events by type until none came for a while. */
static void read_events(scap_t *handle, uint64_t *counts)
{
    scap_evt *event;
    uint16_t cpu;
    uint32_t flags;
    int quiet = 0;

    while (quiet < 6) {
        int32_t rc = scap_next(handle, &event, &cpu, &flags);
        if (rc == SCAP_SUCCESS) {
            CHECK(event->type < PPM_EVENT_MAX);
            counts[event->type]++;
            counts[PPM_EVENT_MAX]++;
            quiet = 0;
        } else {
            CHECK(rc == SCAP_TIMEOUT);
            quiet++;
        }
    }
}

/* The number behind "lost": in the notification of a mark; 0 for other events. */
static uint64_t lost_by(scap_evt *event)
{
    struct scap_sized_buffer params[PPM_MAX_EVENT_PARAMS];
    const char *found;

    if (event->type != PPME_NOTIFICATION_E)
        return 0;
    CHECK(scap_event_decode_params(event, params) == 2);
    CHECK(strcmp((const char *)params[0].buf, "syscap.lost") == 0);
    found = strstr((const char *)params[1].buf, "\"lost\":");
    CHECK(found != NULL);
    return strtoull(found + 7, NULL, 10);
}

/* A ring that is too small: what is lost stands in the file that a dumper writes. */
static void losses_are_written(scap_open_args *oargs, const char *path)
{
    char error[SCAP_LASTERR_SIZE] = "";
    int32_t rc = 0;
    struct scap_modern_bpf_engine_params *params = (struct scap_modern_bpf_engine_params *)oargs->engine_params;
    struct scap_savefile_engine_params file;
    scap_open_args from;
    uint64_t delivered = 0, lost = 0, read_lost = 0, read_marks = 0, marks = 0;
    scap_evt *event;
    scap_stats stats;
    uint16_t cpu;
    uint32_t flags;

    params->buffer_bytes_dim = 64 * 1024;
    scap_t *handle = scap_open(oargs, &scap_modern_bpf_engine, error, &rc);
    CHECK(handle != NULL);
    CHECK(scap_modern_bpf_set_scope(handle, "pidns") == SCAP_SUCCESS);
    scap_dumper_t *dumper = scap_dump_open(NULL, path, SCAP_COMPRESSION_NONE, error);
    CHECK(dumper != NULL);
    CHECK(scap_start_capture(handle) == SCAP_SUCCESS);
    for (int round = 0; round < 2; round++) {
        pid_t child = fork();
        if (child == 0) {
            for (int i = 0; i < 20000; i++)
                (void)!access("/no/such/file", R_OK);
            _exit(0);
        }
        int status;
        CHECK(waitpid(child, &status, 0) == child);
        if (round == 1)
            CHECK(scap_stop_capture(handle) == SCAP_SUCCESS);
        for (int quiet = 0; quiet < 8;) {
            rc = scap_next(handle, &event, &cpu, &flags);
            if (rc != SCAP_SUCCESS) {
                CHECK(rc == SCAP_TIMEOUT);
                quiet++;
                continue;
            }
            quiet = 0;
            CHECK(scap_dump(dumper, event, cpu, flags) == SCAP_SUCCESS);
            lost += lost_by(event);
            if (event->type == PPME_NOTIFICATION_E || event->type == PPME_DROP_E || event->type == PPME_DROP_X)
                marks++;
            else
                delivered++;
        }
    }
    CHECK(scap_get_stats(handle, &stats) == SCAP_SUCCESS);
    CHECK(stats.n_drops > 10000 && stats.n_drops == lost);
    CHECK(stats.n_evts == delivered + stats.n_drops);
    scap_close(handle);
    scap_dump_close(dumper);

    memset(&file, 0, sizeof file);
    memset(&from, 0, sizeof from);
    file.fname = path;
    from.engine_params = &file;
    handle = scap_open(&from, &scap_savefile_engine, error, &rc);
    CHECK(handle != NULL);
    while ((rc = scap_next(handle, &event, &cpu, &flags)) != SCAP_EOF) {
        if (rc != SCAP_SUCCESS)
            continue;
        read_lost += lost_by(event);
        if (event->type == PPME_NOTIFICATION_E || event->type == PPME_DROP_E || event->type == PPME_DROP_X)
            read_marks++;
    }
    CHECK(read_lost == lost && read_marks == marks && marks >= 3 && marks % 3 == 0);
    scap_close(handle);
}

int main(int argc, char **argv)
{
    char error[SCAP_LASTERR_SIZE] = "";
    int32_t rc = 0;
    struct scap_modern_bpf_engine_params params = {.cpus_for_each_buffer = 1, .allocate_online_only = true, .buffer_bytes_dim = 1000, .disable_iterators = false};
    scap_open_args oargs;

    memset(&oargs, 0, sizeof oargs);
    oargs.engine_params = &params;
    for (int sc = 0; sc < PPM_SC_MAX; sc++)
        oargs.ppm_sc_of_interest.ppm_sc[sc] = true;
    oargs.ppm_sc_of_interest.ppm_sc[PPM_SC_SCHED_SWITCH] = false;
    oargs.ppm_sc_of_interest.ppm_sc[PPM_SC_PAGE_FAULT_USER] = false;
    oargs.ppm_sc_of_interest.ppm_sc[PPM_SC_PAGE_FAULT_KERNEL] = false;

    /* Wrong settings get a sentence. */
    scap_t *handle = scap_open(&oargs, &scap_modern_bpf_engine, error, &rc);
    CHECK(handle == NULL && rc != SCAP_SUCCESS && strlen(error) > 20);
    if (strstr(error, "cannot capture on this machine")) {
        printf("live: left out: %s\n", error);
        return 0;
    }
    CHECK(strstr(error, "power of two") != NULL);

    params.buffer_bytes_dim = 1024 * 1024;
    handle = scap_open(&oargs, &scap_modern_bpf_engine, error, &rc);
    if (handle == NULL) {
        printf("live: left out: %s\n", error);
        return 0;
    }
    CHECK(rc == SCAP_SUCCESS);
    scap_close(handle);

    /* The scope of the environment, which has no process: nothing is captured in any case. */
    setenv("SYSCAP_SCOPE", "tree=999999999", 1);
    handle = scap_open(&oargs, &scap_modern_bpf_engine, error, &rc);
    CHECK(handle == NULL && strstr(error, "scope tree=999999999: there is no process") != NULL);
    unsetenv("SYSCAP_SCOPE");

    handle = scap_open(&oargs, &scap_modern_bpf_engine, error, &rc);
    CHECK(handle != NULL && rc == SCAP_SUCCESS);
    if (handle == NULL)
        return 1;
    CHECK(scap_modern_bpf_set_scope(handle, "nonsense") == SCAP_FAILURE);
    CHECK(strstr(scap_getlasterr(handle), "a scope is machine, pidns") != NULL);
    CHECK(scap_modern_bpf_set_scope(handle, "pidns") == SCAP_SUCCESS);
    CHECK(scap_modern_bpf_watch_io_uring(handle) == SCAP_SUCCESS);
    CHECK(scap_modern_bpf_watch_io_uring(NULL) == SCAP_FAILURE);
    CHECK(scap_check_current_engine(handle, MODERN_BPF_ENGINE));
    CHECK(scap_get_ndevs(handle) >= 1);
    CHECK(scap_is_api_compatible(scap_get_driver_api_version(handle), SCAP_MINIMUM_DRIVER_API_VERSION));

    static uint64_t counts[PPM_EVENT_MAX + 1];
    child_acts();
    read_events(handle, counts);
    CHECK(counts[PPM_EVENT_MAX] == 0); /* not started */

    CHECK(scap_start_capture(handle) == SCAP_SUCCESS);
    child_acts();
    read_events(handle, counts);
    CHECK(counts[PPME_SYSCALL_ACCESS_X] == 100);
    CHECK(counts[PPME_PROCEXIT_1_E] == 1);
    CHECK(counts[PPME_SYSCALL_OPENAT_2_X] >= 1 && counts[PPME_SYSCALL_OPENAT_2_E] == counts[PPME_SYSCALL_OPENAT_2_X]);
    CHECK(counts[PPME_SYSCALL_CLONE_20_X] == 1); /* the child's; the caller is this program, which is left out */

    scap_stats stats;
    CHECK(scap_get_stats(handle, &stats) == SCAP_SUCCESS);
    CHECK(stats.n_evts == counts[PPM_EVENT_MAX] && stats.n_drops == 0);

    /* Settings while it runs. */
    CHECK(scap_set_ppm_sc(handle, PPM_SC_ACCESS, false) == SCAP_SUCCESS);
    memset(counts, 0, sizeof counts);
    child_acts();
    read_events(handle, counts);
    CHECK(counts[PPME_SYSCALL_ACCESS_X] == 0 && counts[PPME_PROCEXIT_1_E] == 1);
    CHECK(scap_set_ppm_sc(handle, PPM_SC_ACCESS, true) == SCAP_SUCCESS);
    CHECK(scap_set_dropfailed(handle, true) == SCAP_SUCCESS);
    memset(counts, 0, sizeof counts);
    child_acts();
    read_events(handle, counts);
    CHECK(counts[PPME_SYSCALL_ACCESS_X] == 0 && counts[PPME_PROCEXIT_1_E] == 1);
    CHECK(scap_set_dropfailed(handle, false) == SCAP_SUCCESS);
    CHECK(scap_set_snaplen(handle, 200) == SCAP_SUCCESS);
    CHECK(scap_enable_dynamic_snaplen(handle) == SCAP_SUCCESS);
    CHECK(scap_set_fullcapture_port_range(handle, 1, 2) == SCAP_SUCCESS);
    CHECK(scap_set_statsd_port(handle, 8126) == SCAP_SUCCESS);
    CHECK(scap_start_dropping_mode(handle, 4) == SCAP_SUCCESS);
    CHECK(scap_stop_dropping_mode(handle) == SCAP_SUCCESS);

    /* Counters by name. */
    uint32_t count = 0;
    const metrics_v2 *metrics = scap_get_stats_v2(handle, METRICS_V2_KERNEL_COUNTERS | METRICS_V2_KERNEL_COUNTERS_PER_CPU, &count, &rc);
    CHECK(rc == SCAP_SUCCESS && metrics != NULL && count > 14);
    CHECK(strcmp(metrics[0].name, "n_evts") == 0 && metrics[0].value.u64 > 0);
    uint64_t by_cpu = 0;
    for (uint32_t i = 0; i < count; i++)
        if (strncmp(metrics[i].name, "n_evts_cpu_", 11) == 0)
            by_cpu += metrics[i].value.u64;
    CHECK(by_cpu == metrics[0].value.u64);

    /* A descriptor to wait on. */
    struct pollfd ready = {.fd = scap_modern_bpf_get_ready_fd(handle), .events = POLLIN, .revents = 0};
    CHECK(ready.fd >= 0);
    CHECK(poll(&ready, 1, 1000) == 1);

    CHECK(scap_stop_capture(handle) == SCAP_SUCCESS);
    memset(counts, 0, sizeof counts);
    read_events(handle, counts);
    memset(counts, 0, sizeof counts);
    child_acts();
    read_events(handle, counts);
    CHECK(counts[PPM_EVENT_MAX] == 0);
    scap_close(handle);

    CHECK(argc == 2);
    losses_are_written(&oargs, argv[1]);

    CHECK(scap_modern_bpf_set_scope(NULL, "pidns") == SCAP_FAILURE);
    CHECK(scap_modern_bpf_get_ready_fd(NULL) == -1);
    return report("live");
}
