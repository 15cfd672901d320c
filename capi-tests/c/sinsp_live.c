/* SPDX-License-Identifier: Apache-2.0 */
/* Live capture of the own PID namespace: a child that starts a program is seen. To be run in a namespace of its own. */
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libscap/scap.h>
#include <libsinsp/sinsp_c.h>
#include "check.h"

/* Runs dd for 200 reads and writes; counts events until the last one was seen, and those that are of dd's reads. */
static int count_events(sinsp_inspector_t* inspector, int* reads)
{
    CHECK(system("dd if=/dev/zero of=/dev/null bs=1 count=200 2>/dev/null") == 0);
    int all = 0;
    *reads = 0;
    for(int quiet = 0; quiet < 12;) {
        const sinsp_event_t* event;
        sinsp_event_view view;
        int32_t rc = sinsp_next_view(inspector, &event, &view, sizeof(view));
        CHECK(rc != SCAP_FAILURE && rc != SCAP_EOF);
        quiet = rc == SCAP_TIMEOUT ? quiet + 1 : 0;
        all += rc == SCAP_SUCCESS;
        *reads += rc == SCAP_SUCCESS && view.code == PPME_SYSCALL_READ_X;
        if(rc == SCAP_TIMEOUT) {
            usleep(20000);
        }
    }
    return all;
}

/* A filter is tested in the kernel whether it is set before the capture or while it runs, and can be taken back. */
static void pushdown(sinsp_inspector_t* inspector)
{
    const char* filter = "evt.type = read and proc.name = dd and evt.rawres = 1";
    sinsp_live_options options = {.scope = {"pidns", 5}};
    sinsp_probe_view probe;
    int reads;
    sinsp_close(inspector);
    CHECK(sinsp_set_filter(inspector, filter, strlen(filter)) == SCAP_SUCCESS);
    CHECK(sinsp_open_live(inspector, &options, sizeof(options)) == SCAP_SUCCESS);
    CHECK(count_events(inspector, &reads) == 200 && reads == 200);
    CHECK(sinsp_probe_get(inspector, &probe, sizeof(probe)) && probe.refused > 0);
    /* Another capture in its place has the same filter, in the kernel too. */
    CHECK(sinsp_open_live(inspector, &options, sizeof(options)) == SCAP_SUCCESS);
    CHECK(count_events(inspector, &reads) == 200 && reads == 200);
    CHECK(sinsp_probe_get(inspector, &probe, sizeof(probe)) && probe.refused > 0 && probe.produced < 400);
    CHECK(sinsp_set_filter(inspector, NULL, 0) == SCAP_SUCCESS);
    CHECK(count_events(inspector, &reads) > 600 && reads > 200);
    const uint64_t refused = probe.refused;
    CHECK(sinsp_probe_get(inspector, &probe, sizeof(probe)) && probe.refused >= refused);
    CHECK(sinsp_set_filter(inspector, filter, strlen(filter)) == SCAP_SUCCESS);
    CHECK(count_events(inspector, &reads) == 200 && reads == 200);
    CHECK(sinsp_set_option(inspector, SINSP_OPTION_PUSHDOWN, 0) == SCAP_SUCCESS);
    sinsp_filter_t* compiled = sinsp_filter_compile(inspector, filter, strlen(filter));
    CHECK(sinsp_set_compiled_filter(inspector, compiled) == SCAP_SUCCESS);
    sinsp_close(inspector);
    CHECK(sinsp_set_compiled_filter(inspector, compiled) == SCAP_SUCCESS);
    sinsp_filter_free(compiled);
    CHECK(sinsp_open_live(inspector, &options, sizeof(options)) == SCAP_SUCCESS);
    CHECK(count_events(inspector, &reads) == 200 && reads == 200);
    CHECK(sinsp_probe_get(inspector, &probe, sizeof(probe)) && probe.refused == 0);
}

/* The machine without a driver: its processes, which are those of the namespace. */
static void without_a_driver(void)
{
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_thread_view thread;
    sinsp_machine_view machine;
    const sinsp_event_t* event;
    CHECK(sinsp_open_nodriver(inspector, true) == SCAP_SUCCESS && sinsp_is_open(inspector));
    CHECK(sinsp_thread_get(inspector, getpid(), &thread, sizeof(thread)) && thread.comm.len == strlen("sinsp_live"));
    CHECK(sinsp_machine_get(inspector, &machine, sizeof(machine)) && machine.num_cpus > 0 && machine.hostname.len > 0);
    CHECK(sinsp_next(inspector, &event) == SCAP_SUCCESS && event != NULL);
    CHECK(sinsp_get_fd(inspector) == -1);
    CHECK_TEXT(sinsp_last_error(inspector).ptr, "no descriptor to wait for");
    CHECK(sinsp_open_nodriver(inspector, false) == SCAP_SUCCESS);
    CHECK(!sinsp_thread_get(inspector, getpid(), &thread, sizeof(thread)));
    sinsp_destroy(inspector);
}

int main(void)
{
    without_a_driver();
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_live_options options = {.scope = {"nonsense", 8}};
    CHECK(sinsp_open_live(inspector, &options, sizeof(options)) == SCAP_FAILURE);
    CHECK_TEXT(sinsp_last_error(inspector).ptr, "a scope is machine, pidns, cgroup=PATH or tree=PID");
    options.scope = (sinsp_text){"pidns", 5};
    if(sinsp_open_live(inspector, &options, sizeof(options)) != SCAP_SUCCESS) {
        printf("sinsp_live: left out: %s\n", sinsp_last_error(inspector).ptr);
        sinsp_destroy(inspector);
        return failed_checks != 0;
    }
    pid_t child = fork();
    if(child == 0) {
        execl("/bin/true", "true", (char*)NULL);
        _exit(1);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    struct pollfd ready = {.fd = sinsp_get_fd(inspector), .events = POLLIN};
    CHECK(ready.fd >= 0 && poll(&ready, 1, 5000) == 1);
    int seen = 0;
    for(int i = 0; i < 1000 && !seen; i++) {
        const sinsp_event_t* event;
        sinsp_event_view view;
        sinsp_thread_view thread;
        int32_t rc = sinsp_next_view(inspector, &event, &view, sizeof(view));
        CHECK(rc != SCAP_FAILURE && rc != SCAP_EOF);
        seen = rc == SCAP_SUCCESS && view.code == PPME_SYSCALL_EXECVE_19_X &&
               sinsp_event_thread(event, &thread, sizeof(thread)) && thread.comm.len == 4 &&
               memcmp(thread.comm.ptr, "true", 4) == 0;
    }
    CHECK(seen);
    CHECK(sinsp_probe_set(inspector, SINSP_PROBE_SNAPLEN, 300) == SCAP_SUCCESS);
    CHECK(sinsp_probe_set(inspector, SINSP_PROBE_DROP_FAILED, 1) == SCAP_SUCCESS);
    CHECK(sinsp_probe_set(inspector, SINSP_PROBE_SAMPLING, 8) == SCAP_SUCCESS);
    CHECK(sinsp_probe_set(inspector, SINSP_PROBE_SAMPLING, 1) == SCAP_SUCCESS);
    CHECK(sinsp_probe_set(inspector, SINSP_PROBE_DYNAMIC_SNAPLEN, 0) == SCAP_SUCCESS);
    CHECK(sinsp_probe_set(inspector, 99, 0) == SCAP_FAILURE);
    CHECK_TEXT(sinsp_last_error(inspector).ptr, "unknown setting of the probe");
    metrics_v2 metrics[64];
    size_t count = sinsp_metrics(inspector, METRICS_V2_KERNEL_COUNTERS, metrics, 64);
    CHECK(count == 14 && strcmp(metrics[0].name, "n_evts") == 0 && metrics[0].value.u64 > 0);
    CHECK(sinsp_metrics(inspector, METRICS_V2_KERNEL_COUNTERS | METRICS_V2_KERNEL_COUNTERS_PER_CPU, NULL, 0) > count);
    sinsp_probe_view probe;
    CHECK(sinsp_probe_get(inspector, &probe, sizeof(probe)) && probe.produced > 0);
    pushdown(inspector);
    sinsp_destroy(inspector);
    return report("sinsp_live");
}
