/* SPDX-License-Identifier: Apache-2.0 */
/* The engines besides capture files: test input, no driver, plugin, and one that a program brings along. */
#include <stdint.h>
#include <stdlib.h>

#include <libscap/scap-int.h>
#include <libscap/scap.h>
#include <libscap/scap_engines.h>
#include <libscap/scap_platform.h>
#include <libscap/scap_platform_impl.h>
#include <libscap/scap_vtable.h>

#include "check.h"

static scap_evt* event_of(uint64_t ts)
{
    char error[SCAP_LASTERR_SIZE];
    return scap_create_event(error, ts, 7, PPME_SYSCALL_CLOSE_X, 2, (int64_t)0, (int64_t)3);
}

static int32_t next_of(scap_t* handle, scap_evt** event)
{
    uint16_t device = 0;
    uint32_t flags = 0;
    return scap_next(handle, event, &device, &flags);
}

static scap_t* open_engine(const struct scap_vtable* engine, void* params)
{
    char error[SCAP_LASTERR_SIZE] = "";
    int32_t rc = SCAP_FAILURE;
    scap_open_args args;
    memset(&args, 0, sizeof(args));
    args.engine_params = params;
    scap_t* handle = scap_open(&args, engine, error, &rc);
    CHECK(handle != NULL && rc == SCAP_SUCCESS);
    if(handle == NULL) {
        fprintf(stderr, "%s: %s\n", engine->name, error);
        exit(1);
    }
    return handle;
}

static void test_input(void)
{
    scap_evt* events[] = {event_of(1), event_of(2)};
    scap_threadinfo* threads = (scap_threadinfo*)calloc(2, sizeof(*threads));
    struct scap_fdinfo fd;
    struct scap_test_fdinfo_data fds[] = {{&fd, 1}, {NULL, 0}};
    memset(&fd, 0, sizeof(fd));
    fd.fd = 5;
    fd.type = SCAP_FD_FILE_V2;
    strcpy(fd.info.regularinfo.fname, "/etc/hosts");
    threads[0].tid = threads[0].pid = 10;
    threads[1].tid = 11;
    threads[1].pid = 10;
    scap_test_input_data data = {events, 2, threads, 2, fds};
    struct scap_test_input_engine_params params = {&data};
    scap_proc_callbacks callbacks;
    char error[SCAP_LASTERR_SIZE] = "";
    scap_open_args args;
    memset(&callbacks, 0, sizeof(callbacks));
    memset(&args, 0, sizeof(args));
    args.engine_params = &params;

    scap_t* handle = open_engine(&scap_test_input_engine, &params);
    struct scap_platform* platform = scap_test_input_alloc_platform(callbacks);
    CHECK(scap_platform_init(platform, error, handle->m_engine, &args) == SCAP_SUCCESS);
    scap_threadinfo* kept = platform->m_proclist.m_proclist;
    CHECK(kept != NULL && kept->tid == 10 && kept->hh.next != NULL);
    CHECK(kept->fdlist != NULL && strcmp(kept->fdlist->info.regularinfo.fname, "/etc/hosts") == 0);

    scap_evt* event = NULL;
    CHECK(next_of(handle, &event) == SCAP_SUCCESS && event == events[0]);
    CHECK(next_of(handle, &event) == SCAP_SUCCESS && event == events[1]);
    CHECK(next_of(handle, &event) == SCAP_TIMEOUT);
    CHECK(scap_event_get_num(handle) == 2 && scap_ftell(handle) == 0);
    CHECK(scap_get_readfile_offset(handle) == SCAP_FAILURE);
    scap_platform_close(platform);
    scap_platform_free(platform);
    scap_close(handle);
    free(events[0]);
    free(events[1]);
    free(threads);
}

static void nodriver(void)
{
    scap_evt* event = NULL;
    scap_t* handle = open_engine(&scap_nodriver_engine, NULL);
    CHECK(next_of(handle, &event) == SCAP_SUCCESS);
    CHECK(scap_event_get_type(event) == PPME_SCAPEVENT_E && scap_event_get_ts(event) > 0);
    CHECK((int64_t)scap_event_get_tid(event) == -1 && scap_event_get_nparams(event) == 2);
    scap_close(handle);
}

/* A plugin with two batches of one event, then its end. */
static int batches;
static scap_evt* plugin_event;

static ss_instance_t* plugin_open(ss_plugin_t* state, const char* params, ss_plugin_rc* rc)
{
    *rc = strcmp(params, "good") == 0 ? SS_PLUGIN_SUCCESS : SS_PLUGIN_FAILURE;
    return (ss_instance_t*)state;
}

static void plugin_close(ss_plugin_t* state, ss_instance_t* instance)
{
    CHECK((void*)state == (void*)instance);
    batches = -1;
}

static ss_plugin_rc
plugin_batch(ss_plugin_t* state, ss_instance_t* instance, uint32_t* count, ss_plugin_event*** events)
{
    static ss_plugin_event* list[1];
    (void)state;
    (void)instance;
    *count = 0;
    if(batches == 2) {
        return SS_PLUGIN_EOF;
    }
    batches++;
    list[0] = (ss_plugin_event*)plugin_event;
    *events = list;
    *count = 1;
    return SS_PLUGIN_SUCCESS;
}

static const char* plugin_error(ss_plugin_t* state)
{
    (void)state;
    return "the params are not good";
}

static void source_plugin(void)
{
    char error[SCAP_LASTERR_SIZE] = "";
    char good[] = "good", bad[] = "bad";
    struct scap_const_sized_buffer payload = {"abc", 3};
    int state = 0;
    scap_source_plugin plugin;
    struct scap_source_plugin_engine_params params = {&plugin, bad};
    scap_open_args args;
    int32_t rc = SCAP_SUCCESS;
    scap_stats stats;
    uint32_t count = 0;
    scap_evt* event = NULL;
    memset(&plugin, 0, sizeof(plugin));
    memset(&args, 0, sizeof(args));
    plugin.id = 99;
    plugin.name = "tester";
    plugin.state = (ss_plugin_t*)&state;
    plugin.open = plugin_open;
    plugin.close = plugin_close;
    plugin.next_batch = plugin_batch;
    plugin.get_last_error = plugin_error;
    plugin_event = scap_create_event(error, UINT64_MAX, 1, PPME_PLUGINEVENT_E, 2, 0, payload);
    args.engine_params = &params;

    CHECK(scap_open(&args, &scap_source_plugin_engine, error, &rc) == NULL && rc == SCAP_FAILURE);
    CHECK_TEXT(error, "tester");
    CHECK_TEXT(error, "params are not good");
    batches = 0;
    params.input_plugin_params = good;
    scap_t* handle = open_engine(&scap_source_plugin_engine, &params);
    CHECK(next_of(handle, &event) == SCAP_SUCCESS && event == plugin_event);
    CHECK(scap_event_get_ts(event) != UINT64_MAX && (int64_t)scap_event_get_tid(event) == -1);
    struct scap_sized_buffer buffers[PPM_MAX_EVENT_PARAMS];
    uint32_t id = 0;
    CHECK(scap_event_decode_params(event, buffers) == 2 && buffers[0].size == sizeof(id));
    memcpy(&id, buffers[0].buf, sizeof(id));
    CHECK(id == 99);
    CHECK(next_of(handle, &event) == SCAP_SUCCESS);
    CHECK(next_of(handle, &event) == SCAP_EOF);
    CHECK(scap_get_stats(handle, &stats) == SCAP_SUCCESS && stats.n_evts == 2);
    const struct metrics_v2* metrics = scap_get_stats_v2(handle, METRICS_V2_KERNEL_COUNTERS, &count, &rc);
    CHECK(metrics != NULL && count == 1 && strcmp(metrics[0].name, "n_evts") == 0 && metrics[0].value.u64 == 2);
    scap_close(handle);
    CHECK(batches == -1);
    free(plugin_event);
}

/* An engine of this program: each setting it gets is noted. */
static unsigned long settings[7][2];
static char* own_error;

static void* own_alloc(scap_t* handle, char* error)
{
    CHECK(handle != NULL);
    own_error = error;
    return &own_error;
}

static int32_t own_configure(struct scap_engine_handle engine,
                             enum scap_setting setting,
                             unsigned long arg1,
                             unsigned long arg2)
{
    CHECK(engine.m_handle == &own_error);
    settings[setting][0] = arg1;
    settings[setting][1] = arg2;
    return SCAP_SUCCESS;
}

static int32_t own_next(struct scap_engine_handle engine, scap_evt** event, uint16_t* device, uint32_t* flags)
{
    (void)engine;
    (void)event;
    (void)device;
    (void)flags;
    strcpy(own_error, "out of events");
    return SCAP_FAILURE;
}

static uint64_t own_version(struct scap_engine_handle engine)
{
    (void)engine;
    return PPM_API_VERSION(10, 1, 2);
}

static uint64_t old_version(struct scap_engine_handle engine)
{
    (void)engine;
    return PPM_API_VERSION(9, 1, 2);
}

static void own_engine(void)
{
    struct scap_vtable table;
    scap_evt* event = NULL;
    memset(&table, 0, sizeof(table));
    table.name = "mine";
    table.alloc_handle = own_alloc;
    table.configure = own_configure;
    table.next = own_next;
    table.get_api_version = own_version;
    scap_t* handle = open_engine(&table, NULL);
    CHECK(scap_check_current_engine(handle, "mine"));
    CHECK(settings[SCAP_SAMPLING_RATIO][0] == 1 && settings[SCAP_SAMPLING_RATIO][1] == 0);
    CHECK(scap_start_dropping_mode(handle, 16) == SCAP_SUCCESS && settings[SCAP_SAMPLING_RATIO][0] == 16);
    CHECK(scap_set_snaplen(handle, 99) == SCAP_SUCCESS && settings[SCAP_SNAPLEN][0] == 99);
    CHECK(scap_set_ppm_sc(handle, PPM_SC_READ, false) == SCAP_SUCCESS);
    CHECK(settings[SCAP_PPM_SC_MASK][0] == SCAP_PPM_SC_MASK_UNSET && settings[SCAP_PPM_SC_MASK][1] == PPM_SC_READ);
    CHECK(scap_enable_dynamic_snaplen(handle) == SCAP_SUCCESS && settings[SCAP_DYNAMIC_SNAPLEN][0] == 1);
    CHECK(scap_set_fullcapture_port_range(handle, 5, 6) == SCAP_SUCCESS);
    CHECK(settings[SCAP_FULLCAPTURE_PORT_RANGE][1] == 6);
    CHECK(scap_set_statsd_port(handle, 8125) == SCAP_SUCCESS && settings[SCAP_STATSD_PORT][0] == 8125);
    CHECK(scap_set_dropfailed(handle, true) == SCAP_SUCCESS && settings[SCAP_DROP_FAILED][0] == 1);
    CHECK(scap_get_driver_api_version(handle) == PPM_API_VERSION(10, 1, 2));
    CHECK(next_of(handle, &event) == SCAP_FAILURE);
    CHECK(strcmp(scap_getlasterr(handle), "out of events") == 0);
    CHECK(scap_start_capture(handle) == SCAP_NOT_SUPPORTED);
    scap_close(handle);

    char error[SCAP_LASTERR_SIZE] = "";
    int32_t rc = SCAP_SUCCESS;
    scap_open_args args;
    memset(&args, 0, sizeof(args));
    table.get_api_version = old_version;
    CHECK(scap_open(&args, &table, error, &rc) == NULL && rc == SCAP_FAILURE);
    CHECK_TEXT(error, "9.1.2");
    CHECK_TEXT(error, "10.0.0");
}

int main(void)
{
    test_input();
    nodriver();
    source_plugin();
    own_engine();
    return report("engines");
}
