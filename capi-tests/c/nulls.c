/* SPDX-License-Identifier: Apache-2.0 */
/* Every function with NULL and zero: answers, never a crash. */
#include <libscap/linux/scap_linux_platform.h>
#include <libscap/scap-int.h>
#include <libscap/scap.h>
#include <libscap/scap_api_version.h>
#include <libscap/scap_engines.h>
#include <libscap/scap_platform.h>
#include <libscap/scap_platform_impl.h>
#include <libscap/scap_print.h>
#include <libscap/scap_savefile_api.h>
#include <libscap/scap_vtable.h>

#include "check.h"

static void handles(void)
{
    int32_t rc = -7;
    char error[SCAP_LASTERR_SIZE] = "";
    scap_open_args args;
    memset(&args, 0, sizeof(args));

    CHECK(scap_open(NULL, NULL, NULL, NULL) == NULL);
    CHECK(scap_open(NULL, &scap_savefile_engine, error, &rc) == NULL && rc == SCAP_FAILURE);
    CHECK_TEXT(error, "NULL");
    CHECK(scap_open(&args, NULL, error, &rc) == NULL && rc == SCAP_FAILURE);
    CHECK(scap_init(NULL, &args, &scap_savefile_engine) == SCAP_FAILURE);
    scap_deinit(NULL);
    scap_free(NULL);
    scap_close(NULL);
    CHECK(scap_restart_capture(NULL) == SCAP_FAILURE);
    CHECK_TEXT(scap_getlasterr(NULL), "NULL");
    CHECK(scap_next(NULL, NULL, NULL, NULL) == SCAP_FAILURE);
    CHECK(scap_max_buf_used(NULL) == 0);
    CHECK(scap_event_get_num(NULL) == 0);
    CHECK(scap_get_readfile_offset(NULL) == SCAP_FAILURE);
    CHECK(scap_ftell(NULL) == 0);
    scap_fseek(NULL, 1);
    CHECK(scap_get_stats(NULL, NULL) == SCAP_FAILURE);
    CHECK(scap_get_stats_v2(NULL, 0, NULL, NULL) == NULL);
    CHECK(scap_start_capture(NULL) == SCAP_FAILURE);
    CHECK(scap_stop_capture(NULL) == SCAP_SUCCESS);
    CHECK(scap_set_snaplen(NULL, 0) == SCAP_FAILURE);
    CHECK(scap_set_ppm_sc(NULL, (ppm_sc_code)0, true) == SCAP_FAILURE);
    CHECK(scap_set_dropfailed(NULL, true) == SCAP_FAILURE);
    CHECK(scap_enable_dynamic_snaplen(NULL) == SCAP_FAILURE);
    CHECK(scap_disable_dynamic_snaplen(NULL) == SCAP_FAILURE);
    CHECK(scap_set_fullcapture_port_range(NULL, 0, 0) == SCAP_FAILURE);
    CHECK(scap_set_statsd_port(NULL, 0) == SCAP_FAILURE);
    CHECK(scap_start_dropping_mode(NULL, 0) == SCAP_FAILURE);
    CHECK(scap_stop_dropping_mode(NULL) == SCAP_FAILURE);
    CHECK(scap_get_n_tracepoint_hit(NULL, NULL) == SCAP_FAILURE);
    CHECK(scap_get_ndevs(NULL) == 1);
    CHECK(scap_readbuf(NULL, 0, NULL, NULL) == SCAP_NOT_SUPPORTED);
    CHECK(!scap_check_current_engine(NULL, NULL));
    CHECK(scap_get_engine_flags(NULL) == 0);
    CHECK(scap_get_driver_api_version(NULL) == 0);
    CHECK(scap_get_driver_schema_version(NULL) == 0);
    CHECK(scap_get_host_root() != NULL);
}

/* A handle that was never opened. */
static void empty_handle(void)
{
    scap_evt* event = NULL;
    uint16_t device = 0;
    uint32_t flags = 0;
    scap_stats stats;
    uint32_t count = 7;
    int32_t rc = SCAP_SUCCESS;
    scap_t* handle = scap_alloc();

    CHECK(handle != NULL);
    CHECK(scap_next(handle, &event, &device, &flags) == SCAP_FAILURE);
    CHECK_TEXT(scap_getlasterr(handle), "not open");
    CHECK(scap_get_stats(handle, &stats) == SCAP_FAILURE && stats.n_evts == 0);
    CHECK(scap_get_stats_v2(handle, 0, &count, &rc) == NULL && count == 0 && rc == SCAP_FAILURE);
    CHECK(scap_start_capture(handle) == SCAP_NOT_SUPPORTED);
    CHECK(scap_stop_capture(handle) == SCAP_NOT_SUPPORTED);
    CHECK(scap_start_dropping_mode(handle, 3) == SCAP_FAILURE);
    CHECK_TEXT(scap_getlasterr(handle), "ratio");
    CHECK(scap_set_ppm_sc(handle, (ppm_sc_code)PPM_SC_MAX, true) == SCAP_FAILURE);
    CHECK_TEXT(scap_getlasterr(handle), "454");
    CHECK(scap_restart_capture(handle) == SCAP_FAILURE);
    CHECK(!scap_check_current_engine(handle, "savefile"));
    scap_deinit(handle);
    scap_free(handle);
}

static void events(void)
{
    char error[SCAP_LASTERR_SIZE] = "";
    struct scap_sized_buffer none = {NULL, 0};
    struct scap_sized_buffer params[PPM_MAX_EVENT_PARAMS];
    size_t size = 0;
    scap_empty_params_set set = 0;

    CHECK(scap_event_getlen(NULL) == 0);
    CHECK(scap_event_get_type(NULL) == 0);
    CHECK(scap_event_get_ts(NULL) == 0);
    CHECK(scap_event_get_tid(NULL) == 0);
    CHECK(scap_event_get_nparams(NULL) == 0);
    CHECK(scap_event_getinfo(NULL) == NULL);
    CHECK(scap_event_decode_params(NULL, params) == 0);
    CHECK(scap_event_decode_params(NULL, NULL) == 0);
    CHECK(!scap_compare_events(NULL, NULL, error));
    CHECK(!scap_compare_events(NULL, NULL, NULL));
    CHECK(scap_event_encode_params(none, NULL, NULL, (ppm_event_code)PPM_EVENT_MAX, 0) == SCAP_FAILURE);
    CHECK(scap_event_encode_params(none, &size, error, PPME_SYSCALL_CLOSE_X, 0) == SCAP_INPUT_TOO_SMALL);
    CHECK(size == sizeof(struct ppm_evt_hdr));
    CHECK(scap_event_encode_params_with_empty_params(none, NULL, NULL, PPME_SYSCALL_CLOSE_X, NULL, 0) ==
          SCAP_INPUT_TOO_SMALL);
    CHECK(scap_create_event(NULL, 0, 0, (ppm_event_code)PPM_EVENT_MAX, 0) == NULL);
    CHECK(scap_create_event_with_empty_params(NULL, 0, 0, (ppm_event_code)PPM_EVENT_MAX, NULL, 0) == NULL);
    scap_empty_params_set_init(NULL, 0);
    scap_empty_params_set_init(&set, 2, 3, 99);
    CHECK(set == 8 && scap_empty_params_set_is_set(&set, 3) && !scap_empty_params_set_is_set(&set, 99));
    CHECK(!scap_empty_params_set_is_set(NULL, 0));
    CHECK(scap_get_event_info_table() == g_event_info);
    CHECK(scap_get_event_category_from_event((ppm_event_code)PPM_EVENT_MAX) == 0);
    CHECK(scap_get_syscall_category_from_event((ppm_event_code)PPM_EVENT_MAX) == 0);
    CHECK(get_enter_event_fd_location((ppm_event_code)PPM_EVENT_MAX) == 0);
    CHECK(get_exit_event_fd_location((ppm_event_code)PPM_EVENT_MAX) == -1);

    scap_evt* event = scap_create_event(error, 5, 6, PPME_SYSCALL_CLOSE_X, 2, (int64_t)-1, (int64_t)3);
    CHECK(event != NULL && scap_event_get_ts(event) == 5 && scap_event_decode_params(event, params) == 2);
    CHECK(scap_compare_events(event, event, error));
    event->type = PPM_EVENT_MAX;
    CHECK(scap_event_getinfo(event) == NULL && scap_event_decode_params(event, params) == 0);
    free(event);
}

static void system_calls(void)
{
    CHECK(scap_get_modifies_state_ppm_sc(NULL) == SCAP_FAILURE);
    CHECK(scap_get_events_from_ppm_sc(NULL, NULL) == SCAP_FAILURE);
    CHECK(scap_get_ppm_sc_from_events(NULL, NULL) == SCAP_FAILURE);
    CHECK(scap_ppm_sc_from_name(NULL) == PPM_SC_UNKNOWN);
    CHECK(strcmp(scap_get_ppm_sc_name((ppm_sc_code)PPM_SC_MAX), "") == 0);
    CHECK(scap_native_id_to_ppm_sc(-1) == PPM_SC_UNKNOWN);
    CHECK(scap_ppm_sc_to_native_id((ppm_sc_code)PPM_SC_MAX) == -1);
}

static void platforms(void)
{
    char error[SCAP_LASTERR_SIZE] = "";
    scap_proc_callbacks callbacks;
    struct scap_engine_handle engine = {NULL};
    int64_t pid = 0;
    memset(&callbacks, 0, sizeof(callbacks));

    CHECK(scap_get_ifaddr_list(NULL) == NULL);
    scap_refresh_iflist(NULL);
    CHECK(scap_get_user_list(NULL) == NULL);
    CHECK(scap_get_device_by_mount_id(NULL, NULL, 0) == 0);
    CHECK(scap_proc_get(NULL, 0, false) == SCAP_FAILURE);
    CHECK(scap_refresh_proc_table(NULL) == SCAP_FAILURE);
    CHECK(scap_is_thread_alive(NULL, 0, 0, NULL));
    CHECK(scap_getpid_global(NULL, NULL) == SCAP_FAILURE);
    CHECK(scap_get_machine_info(NULL) == NULL);
    CHECK(scap_get_agent_info(NULL) == NULL);
    CHECK(scap_get_threadlist(NULL, NULL) == NULL);
    CHECK(scap_get_fdlist(NULL, NULL, NULL) == SCAP_NOT_SUPPORTED);
    CHECK(scap_get_fdinfo(NULL, NULL, 0, error) == SCAP_NOT_SUPPORTED);
    CHECK_TEXT(error, "not support");
    CHECK(scap_platform_init(NULL, NULL, engine, NULL) == SCAP_SUCCESS);
    CHECK(scap_generic_init_platform(NULL, NULL, NULL) == SCAP_FAILURE);
    CHECK(scap_platform_close(NULL) == SCAP_SUCCESS);
    scap_platform_free(NULL);

    struct scap_platform* all[] = {
            scap_generic_alloc_platform(callbacks),
            scap_savefile_alloc_platform(callbacks),
            scap_test_input_alloc_platform(callbacks),
            scap_linux_alloc_platform(callbacks),
            scap_linux_hostinfo_alloc_platform(),
    };
    for(size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        CHECK(all[i] != NULL);
        scap_refresh_iflist(all[i]);
        CHECK(scap_get_device_by_mount_id(all[i], NULL, 0) == 0);
        CHECK(scap_get_fdlist(all[i], NULL, NULL) == SCAP_NOT_SUPPORTED);
        CHECK(scap_getpid_global(all[i], NULL) == SCAP_FAILURE);
        (void)scap_getpid_global(all[i], &pid);
        (void)scap_is_thread_alive(all[i], 0, 0, NULL);
        CHECK(scap_platform_close(all[i]) == SCAP_SUCCESS);
        scap_platform_free(all[i]);
    }
    init_proclist(NULL, callbacks);
    default_refresh_start_end_callback(NULL);
    CHECK(default_proc_entry_callback(NULL, NULL, 0, NULL, NULL, NULL) == SCAP_FAILURE);
    CHECK(scap_fd_add(NULL, NULL) == SCAP_FAILURE);
}

static void versions(void)
{
    struct scap_engine_handle engine = {NULL};
    CHECK(check_api_compatibility(NULL, engine, NULL) == SCAP_SUCCESS);
    CHECK(scap_is_api_compatible(0, 0));
    CHECK(scap_apply_semver_check(4, 3, 9, 4, 3, 0) && !scap_apply_semver_check(4, 3, 0, 4, 3, 9));
    CHECK(!scap_apply_semver_check(5, 0, 0, 4, 0, 0) && scap_apply_semver_check(4, 4, 0, 4, 3, 9));
}

static void printing(void)
{
    scap_print_event(NULL, PRINT_FULL);
    scap_print_threadinfo(NULL);
    scap_print_fdinfo(NULL);
}

/* The engines that cannot be opened, or not without parameters, say why. */
static void engines(void)
{
    const struct scap_vtable* all[] = {&scap_kmod_engine,
                                       &scap_modern_bpf_engine,
                                       &scap_savefile_engine,
                                       &scap_source_plugin_engine,
                                       &scap_test_input_engine};
    const char* texts[] = {"kernel module", "engine_params", "engine_params", "engine_params", "engine_params"};
    for(size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        char error[SCAP_LASTERR_SIZE] = "";
        int32_t rc = SCAP_SUCCESS;
        scap_open_args args;
        memset(&args, 0, sizeof(args));
        CHECK(scap_open(&args, all[i], error, &rc) == NULL && rc != SCAP_SUCCESS);
        CHECK_TEXT(error, texts[i]);
        CHECK(all[i]->name != NULL && all[i]->next != NULL);
    }
    CHECK(scap_kmod_linux_vtable.get_vpid == NULL);
    CHECK(scap_modern_bpf_linux_vtable.get_vpid == NULL);
}

int main(void)
{
    handles();
    empty_handle();
    events();
    system_calls();
    platforms();
    versions();
    printing();
    engines();
    return report("nulls");
}
