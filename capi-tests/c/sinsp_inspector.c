/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface of libsinsp: inspectors, sources from files and memory, settings, counters, names.
 *
 *     sinsp_inspector TESTDATA FOLDER
 */
#include <time.h>

#include "sinsp_check.h"

/* The last message of an inspector, and how many came. */
struct said {
    int count;
    uint32_t severity;
    char text[512];
};

static void listen(void* user, uint32_t severity, const char* text)
{
    struct said* said = user;
    said->count++;
    said->severity = severity;
    snprintf(said->text, sizeof(said->text), "%s", text);
}

static void opening_and_closing(void)
{
    CHECK(sinsp_abi_version() >= SINSP_ABI_VERSION);
    sinsp_inspector_t* inspector = sinsp_create();
    struct said said = {0};
    const sinsp_event_t* event;
    sinsp_event_view view;
    uint64_t read, total;
    uint32_t index, line, column;
    CHECK(!sinsp_is_open(inspector) && sinsp_last_error(inspector).len == 0);
    CHECK(sinsp_next(inspector, &event) == SCAP_FAILURE && event == NULL);
    CHECK_IS(sinsp_last_error(inspector), "no source of events is open");
    CHECK(sinsp_get_fd(inspector) == -1);
    sinsp_set_log_callback(inspector, listen, &said);
    CHECK(sinsp_open_savefile(inspector, "/nowhere/x.scap") == SCAP_FAILURE);
    CHECK_ERROR(inspector, "/nowhere/x.scap");
    CHECK(said.count == 1 && said.severity == 3 && strcmp(said.text, sinsp_last_error(inspector).ptr) == 0);
    CHECK(sinsp_open_savefile(inspector, NULL) == SCAP_FAILURE);
    CHECK(!sinsp_is_open(inspector));
    CHECK(open_capture(inspector, "zoo.scap") && sinsp_is_open(inspector));
    CHECK(said.severity == 6);
    CHECK_TEXT(said.text, "zoo.scap: 3 threads are known");
    sinsp_set_log_callback(inspector, NULL, NULL);
    /* The events in front of the first that is delivered tell of users and containers: they were read on opening. */
    CHECK(sinsp_num_events(inspector) == 63);
    CHECK(sinsp_next_view(inspector, &event, &view, sizeof(view)) == SCAP_SUCCESS && view.num == 64);
    CHECK(sinsp_num_events(inspector) == 64);
    CHECK(view.ts == UINT64_C(1795462723977286080) && view.tid == 2232 && view.cpu == 1);
    CHECK(((const struct ppm_evt_hdr*)view.raw)->len == view.raw_len);
    /* A program that was compiled when the structure was shorter. */
    memset(&view, 0, sizeof(view));
    CHECK(sinsp_next_view(inspector, &event, &view, 2 * sizeof(uint64_t)) == SCAP_SUCCESS);
    CHECK(view.num == 65 && view.ts != 0 && view.tid == 0 && view.raw == NULL);
    sinsp_progress(inspector, &read, &total);
    CHECK(read > 0 && read <= total && total == 16080);
    CHECK(read_all(inspector) == 848);
    sinsp_progress(inspector, &read, &total);
    CHECK(read == total);
    CHECK(sinsp_next(inspector, &event) == SCAP_EOF);
    CHECK(sinsp_get_fd(inspector) >= 0);
    sinsp_last_error_position(inspector, &index, &line, &column);
    CHECK(index == 0 && line == 1 && column == 1);
    CHECK(said.count == 3);
    sinsp_close(inspector);
    CHECK(!sinsp_is_open(inspector) && sinsp_num_events(inspector) == 0);
    sinsp_destroy(inspector);
}

/* A file whose middle is missing: events up to there, then one sentence. */
static void damaged(const char* folder)
{
    char from[4096], to[4096], bytes[5000];
    snprintf(from, sizeof(from), "%s/threads.scap", testdata);
    snprintf(to, sizeof(to), "%s/cut.scap", folder);
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    size_t size = fread(bytes, 1, sizeof(bytes), in);
    CHECK(size == sizeof(bytes) && fwrite(bytes, 1, size, out) == size);
    fclose(in);
    fclose(out);
    sinsp_inspector_t* inspector = sinsp_create();
    int32_t rc = sinsp_open_savefile(inspector, to);
    while(rc == SCAP_SUCCESS || rc == SCAP_TIMEOUT || rc == SCAP_FILTERED_EVENT) {
        rc = sinsp_next(inspector, NULL);
    }
    CHECK(rc == SCAP_FAILURE);
    CHECK_ERROR(inspector, "cut.scap");
    sinsp_destroy(inspector);
}

static void machine(void)
{
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_machine_view machine;
    sinsp_agent_view agent;
    sinsp_interface_view interfaces[4];
    CHECK(!sinsp_machine_get(inspector, &machine, sizeof(machine)));
    CHECK(sinsp_set_option(inspector, SINSP_OPTION_MACHINE_INFO, 1) == SCAP_SUCCESS);
    CHECK(sinsp_set_option(inspector, 99, 1) == SCAP_FAILURE);
    CHECK_IS(sinsp_last_error(inspector), "unknown option");
    open_capture(inspector, "zoo.scap");
    CHECK(sinsp_machine_get(inspector, &machine, sizeof(machine)));
    CHECK_IS(machine.hostname, "labhost");
    CHECK(machine.num_cpus == 2 && machine.memory_size_bytes >> 20 == 3926);
    CHECK(machine.boot_ts_epoch / 1000000000 == 1795462297);
    /* The recordings of testdata are older than this block. */
    CHECK(!sinsp_agent_get(inspector, &agent, sizeof(agent)));
    CHECK(sinsp_interfaces(inspector, NULL, 0) == 2);
    CHECK(sinsp_interfaces(inspector, interfaces, 4) == 2);
    CHECK_IS(interfaces[0].name, "lo");
    CHECK(!interfaces[0].is_v6 && memcmp(interfaces[0].addr, "\x7f\0\0\1", 4) == 0);
    CHECK(interfaces[1].is_v6 && interfaces[1].addr[15] == 1);
    sinsp_close(inspector);
    /* Without the option what a capture tells of its machine is forgotten. */
    sinsp_set_option(inspector, SINSP_OPTION_MACHINE_INFO, 0);
    open_capture(inspector, "zoo.scap");
    CHECK(!sinsp_machine_get(inspector, &machine, sizeof(machine)) || machine.hostname.len == 0);
    sinsp_destroy(inspector);
}

static void counters(void)
{
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_counters_view counters;
    metrics_v2 metrics[64];
    sinsp_probe_view probe;
    double percent;
    sinsp_text words;
    CHECK(!sinsp_counters_get(inspector, &counters, sizeof(counters)));
    open_capture(inspector, "shell.scap");
    CHECK(sinsp_counters_get(inspector, &counters, sizeof(counters)));
    CHECK(counters.threads == 4 && counters.fds == 227 && counters.bytes > 4000);
    CHECK(read_all(inspector) == 8169);
    CHECK(sinsp_counters_get(inspector, &counters, sizeof(counters)));
    CHECK(counters.added_threads > 20 && counters.removed_threads > 20);
    CHECK(counters.added_fds > counters.removed_fds && counters.removed_fds > 300);
    CHECK(counters.cached_thread_lookups > 1000 && counters.malformed_events == 0 && counters.evicted_threads == 0);
    size_t count = sinsp_metrics(inspector, METRICS_V2_STATE_COUNTERS, metrics, 64);
    uint64_t threads = 0;
    CHECK(count > 15 && count < 64);
    for(size_t i = 0; i < count; i++) {
        CHECK(metrics[i].flags == METRICS_V2_STATE_COUNTERS);
        threads += strcmp(metrics[i].name, "n_threads") == 0 ? metrics[i].value.u64 : 0;
    }
    CHECK(threads == counters.threads);
    CHECK(sinsp_metrics(inspector, METRICS_V2_RESOURCE_UTILIZATION, NULL, 0) > 3);
    CHECK(sinsp_metrics(inspector, METRICS_V2_KERNEL_COUNTERS, metrics, 64) == 0);
    CHECK(!sinsp_probe_get(inspector, &probe, sizeof(probe)));
    CHECK(sinsp_probe_set(inspector, SINSP_PROBE_SNAPLEN, 100) == SCAP_NOT_SUPPORTED);
    CHECK(!sinsp_source_progress(inspector, &percent, &words));
    CHECK(sinsp_source_count(inspector) == 1);
    CHECK_IS(sinsp_source_name(inspector, 0), "syscall");
    CHECK(sinsp_source_name(inspector, 1).len == 0);
    sinsp_destroy(inspector);
}

/* Threads that are left out: by name from the start, by number, and until they are wanted again. */
static void suppression(void)
{
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_counters_view counters;
    CHECK(sinsp_suppress_comm(inspector, TEXT("run.sh")) == SCAP_SUCCESS);
    CHECK(sinsp_suppress_tid(inspector, 2239) == SCAP_SUCCESS);
    CHECK(!sinsp_is_suppressed(inspector, 1));
    open_capture(inspector, "zoo.scap");
    CHECK(sinsp_is_suppressed(inspector, 1) && sinsp_is_suppressed(inspector, 2239));
    CHECK(!sinsp_is_suppressed(inspector, 77));
    uint64_t few = read_all(inspector);
    CHECK(sinsp_counters_get(inspector, &counters, sizeof(counters)) && counters.suppressed_events > 100);
    CHECK(few < 850 && few + counters.suppressed_events >= 850);
    sinsp_clear_suppressed_comms(inspector);
    open_capture(inspector, "zoo.scap");
    CHECK(!sinsp_is_suppressed(inspector, 1) && sinsp_is_suppressed(inspector, 2239));
    uint64_t more = read_all(inspector);
    CHECK(more > few && more < 850);
    sinsp_clear_suppressed_tids(inspector);
    open_capture(inspector, "zoo.scap");
    CHECK(!sinsp_is_suppressed(inspector, 2239) && read_all(inspector) == 850);
    /* While it is read. */
    open_capture(inspector, "zoo.scap");
    CHECK(next_event(inspector) != NULL && sinsp_suppress_comm(inspector, TEXT("zoo")) == SCAP_SUCCESS);
    CHECK(read_all(inspector) < 849);
    sinsp_destroy(inspector);
}

/* The text of an event in the line of a template. */
static const char* line_of(sinsp_inspector_t* inspector, const char* template_, const sinsp_event_t* event)
{
    static char line[1024];
    sinsp_text text = {NULL, 0};
    sinsp_formatter_t* formatter = sinsp_formatter_compile(inspector, TEXT(template_));
    CHECK(formatter != NULL && sinsp_formatter_text(formatter, event, &text));
    snprintf(line, sizeof(line), "%.*s", (int)text.len, text.ptr);
    sinsp_formatter_free(formatter);
    return line;
}

static void output(void)
{
    sinsp_inspector_t* inspector = opened("zoo.scap");
    const sinsp_event_t* event = event_at(inspector, 64);
    setenv("TZ", "UTC", 1);
    tzset();
    CHECK(sinsp_refresh_time_zone(inspector) == SCAP_SUCCESS);
    CHECK(sinsp_set_time_output(inspector, 'h') == SCAP_SUCCESS);
    CHECK_TEXT(line_of(inspector, "<%evt.outputtime>", event), "<19:38:43.977286080>");
    CHECK_TEXT(line_of(inspector, "<%evt.time>", event), "<19:38:43.977286080>");
    setenv("TZ", "XYZ-2", 1);
    tzset();
    CHECK_TEXT(line_of(inspector, "<%evt.time>", event), "<19:38:43.977286080>");
    CHECK(sinsp_refresh_time_zone(inspector) == SCAP_SUCCESS);
    CHECK_TEXT(line_of(inspector, "<%evt.time>", event), "<21:38:43.977286080>");
    CHECK(sinsp_set_time_output(inspector, 'a') == SCAP_SUCCESS);
    CHECK_TEXT(line_of(inspector, "<%evt.outputtime>", event), "<1795462723.977286080>");
    CHECK(sinsp_set_time_output(inspector, 'x') == SCAP_FAILURE);
    CHECK_ERROR(inspector, "unknown time format");
    /* 16 printable bytes. */
    event = event_at(inspector, 364);
    CHECK(sinsp_set_buffer_format(inspector, SINSP_BUFFER_NORMAL) == SCAP_SUCCESS);
    CHECK_TEXT(line_of(inspector, "<%evt.arg.data>", event), "<0123456789abcdef>");
    CHECK(sinsp_set_buffer_format(inspector, SINSP_BUFFER_BASE64) == SCAP_SUCCESS);
    CHECK_TEXT(line_of(inspector, "<%evt.arg.data>", event), "<MDEyMzQ1Njc4OWFiY2RlZg==>");
    CHECK(sinsp_set_buffer_format(inspector, 99) == SCAP_FAILURE);
    CHECK_IS(sinsp_last_error(inspector), "unknown buffer format");
    CHECK(sinsp_set_buffer_format(inspector, SINSP_BUFFER_NORMAL) == SCAP_SUCCESS);
    CHECK(sinsp_set_max_buffer_text(inspector, 4) == SCAP_SUCCESS);
    CHECK_TEXT(line_of(inspector, "<%evt.arg.data>", event), "<0...>");
    CHECK(sinsp_set_max_buffer_text(inspector, 0) == SCAP_SUCCESS);
    CHECK_TEXT(line_of(inspector, "<%evt.arg.data>", event), "<0123456789abcdef>");
    sinsp_destroy(inspector);
}

/* An event and a thread that the program made. */
static void from_memory(void)
{
    scap_threadinfo thread;
    memset(&thread, 0, sizeof(thread));
    thread.tid = thread.pid = 7;
    snprintf(thread.comm, sizeof(thread.comm), "tester");
    uint64_t bytes[16];
    char error[SCAP_LASTERR_SIZE];
    size_t size = 0;
    struct scap_sized_buffer buffer = {bytes, sizeof(bytes)};
    CHECK(scap_event_encode_params(buffer, &size, error, PPME_SYSCALL_CLOSE_X, 2, (int64_t)0, (int64_t)3) ==
          SCAP_SUCCESS);
    scap_evt* event = (scap_evt*)bytes;
    event->tid = 7;
    event->ts = 1;
    scap_evt* all[] = {event};
    scap_test_input_data input = {all, 1, &thread, 1, NULL};
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_thread_view known;
    CHECK(sinsp_open_test_input(inspector, NULL) == SCAP_FAILURE && sinsp_last_error(inspector).len > 0);
    CHECK(sinsp_open_test_input(inspector, &input) == SCAP_SUCCESS);
    const sinsp_event_t* got;
    CHECK(sinsp_next(inspector, &got) == SCAP_SUCCESS && sinsp_event_thread(got, &known, sizeof(known)));
    CHECK_IS(known.comm, "tester");
    CHECK(sinsp_next(inspector, &got) == SCAP_TIMEOUT && got == NULL);
    CHECK(sinsp_get_fd(inspector) >= 0);
    sinsp_destroy(inspector);
}

static void names(void)
{
    CHECK_IS(sinsp_errno_name(2), "ENOENT");
    CHECK(sinsp_errno_name(0).len == 0 && sinsp_errno_name(99999).len == 0);
    CHECK_IS(sinsp_signal_name(15), "SIGTERM");
    CHECK(sinsp_signal_name(15).ptr[7] == 0 && sinsp_signal_name(200).len == 0);
    CHECK_IS(sinsp_param_type_name(PT_CHARBUF), "CHARBUF");
    CHECK(sinsp_param_type_name(1000).len == 0);
}

int main(int argc, char** argv)
{
    if(argc != 3) {
        return 2;
    }
    testdata = argv[1];
    opening_and_closing();
    damaged(argv[2]);
    machine();
    counters();
    suppression();
    output();
    from_memory();
    names();
    return report("sinsp_inspector");
}
