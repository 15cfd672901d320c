/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions that installed headers declare for engines which are not part of the library. To be run in a PID
 * namespace of its own, with its own /proc. usage: internal CAPTURE
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <libpman.h>

#include <libscap/engine/noop/noop.h>
#include <libscap/engine/savefile/converter/converter.h>
#include <libscap/engine/savefile/scap_reader.h>
#include <libscap/linux/scap_cgroup.h>
#include <libscap/linux/scap_linux_int.h>
#include <libscap/linux/scap_linux_platform.h>
#include <libscap/linux/sleep.h>
#include <libscap/linux/unixid.h>
#include <libscap/ringbuffer/ringbuffer_dump.h>
#include <libscap/scap-int.h>
#include <libscap/scap.h>
#include <libscap/scap_engine_util.h>
#include <libscap/scap_engines.h>
#include <libscap/scap_gettimeofday.h>
#include <libscap/scap_platform.h>
#include <libscap/scap_platform_impl.h>
#include <libscap/scap_proc_util.h>
#include <libscap/scap_savefile_api.h>
#include <libscap/strerror.h>

#include "check.h"

static void no_events(void)
{
    char error[SCAP_LASTERR_SIZE] = "";
    struct scap_engine_handle engine;
    scap_evt* event;
    uint16_t cpu;
    uint32_t flags, count = 3;
    int32_t rc = 3;
    engine.m_handle = noop_alloc_handle(NULL, error);
    CHECK(engine.m_handle != NULL);
    CHECK(noop_start_capture(engine) == SCAP_SUCCESS && noop_stop_capture(engine) == SCAP_SUCCESS);
    CHECK(noop_next(engine, &event, &cpu, &flags) == SCAP_EOF);
    CHECK(noop_configure(engine, SCAP_SNAPLEN, 80, 0) == SCAP_FAILURE);
    CHECK_TEXT(error, "80");
    CHECK(noop_get_stats(engine, NULL) == SCAP_SUCCESS && noop_get_n_devs(engine) == 0);
    CHECK(noop_get_stats_v2(engine, 0, &count, &rc) == NULL && count == 0 && rc == SCAP_SUCCESS);
    CHECK(noop_get_stats_v2(engine, 0, NULL, NULL) == NULL);
    CHECK(noop_get_max_buf_used(engine) == 0 && noop_get_n_tracepoint_hit(engine, NULL) == SCAP_NOT_SUPPORTED);
    CHECK(noop_close_engine(engine) == SCAP_SUCCESS);
    noop_free_handle(engine);
}

static void conversion(void)
{
    char error[SCAP_LASTERR_SIZE] = "";
    /* The result of an old read: its entry has the descriptor. */
    scap_evt* entry = scap_create_event(error, 1, 42, PPME_SYSCALL_READ_E, 2, (int64_t)7, (uint32_t)100);
    struct scap_const_sized_buffer data = {"abc", 3};
    scap_evt* exit = scap_create_event(error, 2, 42, PPME_SYSCALL_READ_X, 2, (int64_t)3, data);
    union {
        scap_evt event;
        char room[4096];
    } made;
    struct scap_convert_buffer* buffer = scap_convert_alloc_buffer();
    CHECK(buffer != NULL && entry != NULL && exit != NULL);
    CHECK(test_event_convertibility(entry, error) == CONVERSION_CONTINUE);
    CHECK(scap_convert_event(buffer, &made.event, entry, error) == CONVERSION_DROP);
    scap_evt* kept = scap_retrieve_evt_from_converter_storage(buffer, 42);
    CHECK(kept != NULL && kept->len == entry->len && memcmp(kept, entry, entry->len) == 0);
    CHECK(scap_retrieve_evt_from_converter_storage(buffer, 43) == NULL);
    conversion_result result = scap_convert_event(buffer, &made.event, exit, error);
    for(int rounds = 0; result == CONVERSION_CONTINUE && rounds < MAX_CONVERSION_BOUNDARY; rounds++) {
        char again[sizeof(made)];
        memcpy(again, &made, sizeof(made));
        result = scap_convert_event(buffer, &made.event, (scap_evt*)again, error);
    }
    CHECK(result == CONVERSION_PASS && made.event.type == PPME_SYSCALL_READ_X && made.event.nparams == 4);
    CHECK(test_event_convertibility(&made.event, error) == CONVERSION_PASS);
    CHECK(scap_retrieve_evt_from_converter_storage(buffer, 42) == NULL);
    CHECK(scap_convert_event(buffer, &made.event, &made.event, error) == CONVERSION_ERROR);
    CHECK_TEXT(error, "needs no conversion");
    exit->len = 20;
    CHECK(scap_convert_event(buffer, &made.event, exit, error) == CONVERSION_ERROR);
    CHECK(scap_convert_event(NULL, NULL, NULL, error) == CONVERSION_ERROR);
    CHECK(test_event_convertibility(NULL, NULL) == CONVERSION_ERROR);
    CHECK(scap_retrieve_evt_from_converter_storage(NULL, 0) == NULL);
    scap_convert_free_buffer(buffer);
    scap_convert_free_buffer(NULL);
    free(entry);
    free(exit);
}

/* A reader of 26 letters. */
static int place;
static int closed;

static int read_letters(struct scap_reader* r, void* buf, uint32_t len)
{
    int count = 0;
    (void)r;
    for(; count < (int)len && place < 26; count++, place++) {
        ((char*)buf)[count] = (char)('a' + place);
    }
    return count;
}

static int64_t tell_letters(struct scap_reader* r)
{
    (void)r;
    return place;
}

static int64_t seek_letters(struct scap_reader* r, int64_t offset, int whence)
{
    (void)r;
    return place = (int)(whence == SEEK_CUR ? place + offset : offset);
}

static int close_letters(struct scap_reader* r)
{
    (void)r;
    return ++closed;
}

static void readers(void)
{
    scap_reader_t letters;
    char text[40] = "";
    memset(&letters, 0, sizeof(letters));
    letters.read = read_letters;
    letters.tell = letters.offset = tell_letters;
    letters.seek = seek_letters;
    letters.close = close_letters;
    scap_reader_t* reader = scap_reader_open_buffered(&letters, 10, true);
    CHECK(reader != NULL && reader->read(reader, text, 4) == 4 && memcmp(text, "abcd", 4) == 0);
    CHECK(reader->tell(reader) == 4 && place == 10 && reader->offset(reader) == 10);
    CHECK(reader->read(reader, text, 12) == 12 && memcmp(text, "efghijklmnop", 12) == 0);
    CHECK(reader->seek(reader, 2, SEEK_CUR) == 18 && reader->read(reader, text, 1) == 1 && text[0] == 's');
    CHECK(reader->seek(reader, 25, SEEK_SET) == 25 && reader->read(reader, text, 40) == 1 && text[0] == 'z');
    CHECK(reader->read(reader, text, 40) == 0 && reader->error(reader, NULL) == NULL);
    CHECK(reader->close(reader) == 1 && closed == 1);
    reader = scap_reader_open_buffered(&letters, 10, false);
    CHECK(reader != NULL && reader->close(reader) == 0 && closed == 1);
    CHECK(scap_reader_open_buffered(NULL, 10, true) == NULL && scap_reader_open_buffered(&letters, 0, true) == NULL);
    CHECK(scap_reader_open_gzfile(NULL) == NULL);
}

static void control_groups(void)
{
    static struct scap_cgroup_interface groups;
    static struct scap_cgroup_set set;
    char error[SCAP_LASTERR_SIZE] = "";
    int version = 7, count = 0;
    CHECK(scap_cgroup_interface_init(&groups, "", error, true) == SCAP_SUCCESS);
    CHECK(scap_cgroup_get_thread(&groups, "/proc/self/", &set, error) == SCAP_SUCCESS);
    FOR_EACH_SUBSYS(&set, subsystem) {
        CHECK(strchr(subsystem, '=') != NULL);
        count++;
    }
    CHECK(set.len >= 0 && (set.len == 0) == (count == 0));
    int length = set.len;
    scap_cgroup_clear_cache(&groups);
    CHECK(scap_cgroup_get_thread(&groups, "/proc/self/", &set, error) == SCAP_SUCCESS && set.len == length);
    scap_cgroup_enable_cache(&groups);
    CHECK(scap_cgroup_get_thread(&groups, "/proc/999999/", &set, error) == SCAP_SUCCESS && set.len == 0);
    CHECK((scap_cgroup_get_subsys_mount(&groups, "memory", &version) == NULL) == (version == 0) && version != 7);
    scap_cgroup_clear_cache(&groups);
    CHECK(scap_cgroup_interface_init(&groups, "/nowhere", error, false) == SCAP_FAILURE);
    CHECK_TEXT(error, "/nowhere/proc/1/mounts");
    CHECK(scap_cgroup_interface_init(NULL, NULL, NULL, false) == SCAP_FAILURE);
    CHECK(scap_cgroup_get_thread(NULL, NULL, NULL, error) == SCAP_FAILURE);
    CHECK(scap_cgroup_get_subsys_mount(NULL, NULL, NULL) == NULL);
    scap_cgroup_clear_cache(NULL);
    scap_cgroup_enable_cache(NULL);
}

static int threads, descriptors;

static int32_t entry(void* context,
                     char* error,
                     int64_t tid,
                     scap_threadinfo* tinfo,
                     scap_fdinfo* fdinfo,
                     scap_threadinfo** new_tinfo)
{
    (void)context, (void)error, (void)tid, (void)tinfo;
    fdinfo != NULL ? descriptors++ : threads++;
    if(new_tinfo != NULL && tinfo != NULL) {
        *new_tinfo = tinfo;
    }
    return SCAP_SUCCESS;
}

/* Tables are made by uthash, which need not be there. */
static void free_table(struct scap_ns_socket_list* sockets)
{
#ifdef SCAP_HAVE_UTHASH
    struct scap_ns_socket_list* table = NULL;
    int uth_status = SCAP_SUCCESS;
    HASH_ADD_INT64(table, net_ns, sockets);
    CHECK(uth_status == SCAP_SUCCESS);
    scap_fd_free_ns_sockets_list(&table);
    CHECK(table == NULL);
#else
    scap_fd_free_table(&sockets->sockets);
    free(sockets);
#endif
}

static void linux_platform(void)
{
    char error[SCAP_LASTERR_SIZE] = "", directory[] = "/proc/self/";
    scap_proc_callbacks callbacks = {NULL, NULL, entry, NULL};
    scap_open_args args;
    scap_threadinfo* thread = (scap_threadinfo*)calloc(1, sizeof(*thread));
    struct ppm_proclist_info* list = NULL;
    struct scap_ns_socket_list* by_namespace = NULL;
    struct scap_engine_handle engine = {NULL};
    struct scap_platform* platform = scap_linux_alloc_platform(callbacks);
    struct scap_linux_platform* own = (struct scap_linux_platform*)platform;
    uint64_t count = 0;
    int64_t pid = 0;
    memset(&args, 0, sizeof(args));
    CHECK(scap_linux_proc_get(platform, getpid(), true) == SCAP_FAILURE);
    CHECK(scap_platform_init(platform, error, engine, &args) == SCAP_SUCCESS && threads > 0);
    thread->pid = thread->tid = (uint64_t)getpid();
    threads = descriptors = 0;
    CHECK(scap_linux_proc_get(platform, getpid(), true) == SCAP_SUCCESS && threads == 1 && descriptors > 2);
    descriptors = 0;
    CHECK(scap_fd_scan_fd_dir(own, &platform->m_proclist, directory, (uint32_t)getpid(), thread, &by_namespace, &count, error) ==
          SCAP_SUCCESS);
    CHECK(count > 2 && descriptors == (int)count && by_namespace == NULL);
    CHECK(scap_fd_get_fdinfo(own, &platform->m_proclist, directory, thread, 0, NULL, error) == SCAP_SUCCESS);
    CHECK(scap_fd_get_fdinfo(own, &platform->m_proclist, directory, thread, 777, NULL, error) == SCAP_NOTFOUND);
    CHECK(scap_linux_get_fdlist(platform, thread, error) == SCAP_SUCCESS);
    CHECK(scap_linux_get_fdinfo(platform, thread, 0, error) == SCAP_SUCCESS);
    CHECK(scap_linux_getpid_global(platform, &pid, error) == SCAP_SUCCESS && pid == getpid());
    CHECK(scap_linux_get_threadlist(platform, &list, error) == SCAP_SUCCESS && list->n_entries > 0);
    free(list);
    CHECK(scap_linux_is_thread_alive(platform, getpid(), getpid(), "internal"));
    CHECK(scap_linux_create_iflist(platform) == SCAP_SUCCESS && scap_linux_create_userlist(platform) == SCAP_SUCCESS);
    CHECK(scap_linux_refresh_proc_table(platform, &platform->m_proclist) == SCAP_SUCCESS);
    CHECK(scap_linux_get_device_by_mount_id(platform, directory, 999999) == 0);
    struct scap_ns_socket_list* sockets = (struct scap_ns_socket_list*)calloc(1, sizeof(*sockets));
    CHECK(scap_fd_read_sockets(directory, sockets, error) == SCAP_SUCCESS);
    for(scap_fdinfo *fd = sockets->sockets, *next; fd != NULL; fd = next) {
        next = (scap_fdinfo*)fd->hh.next;
        CHECK(fd->ino != 0 || fd->type == SCAP_FD_NETLINK || fd->type >= 0);
    }
    free_table(sockets);
    scap_platform_close(platform);
    scap_platform_free(platform);

    scap_machine_info machine;
    scap_agent_info agent;
    CHECK(scap_os_get_machine_info(&machine, error) == SCAP_SUCCESS && machine.num_cpus > 0);
    scap_os_get_agent_info(&agent);
    CHECK(agent.start_ts_epoch > 0);
    CHECK(scap_proc_fill_pidns_start_ts(error, thread, directory) == SCAP_SUCCESS && thread->pidns_init_start_ts > 0);
    CHECK(scap_proc_fill_pidns_start_ts(error, thread, "/nowhere/") == SCAP_FAILURE && thread->pidns_init_start_ts == 0);
    free(thread);
}

static void nothing(void)
{
    char error[SCAP_LASTERR_SIZE] = "";
    struct scap_proc_callbacks none;
    memset(&none, 0, sizeof(none));
    struct scap_platform* other = scap_generic_alloc_platform(none);
    CHECK(scap_linux_proc_get(NULL, 1, true) == SCAP_FAILURE && scap_linux_proc_get(other, 1, true) == SCAP_FAILURE);
    CHECK(scap_linux_refresh_proc_table(other, NULL) == SCAP_FAILURE && !scap_linux_is_thread_alive(other, 1, 1, NULL));
    CHECK(scap_linux_getpid_global(other, NULL, error) == SCAP_FAILURE && scap_linux_getpid_global(NULL, NULL, NULL) == SCAP_FAILURE);
    CHECK_TEXT(error, "Linux");
    CHECK(scap_linux_get_threadlist(other, NULL, error) == SCAP_FAILURE);
    CHECK(scap_linux_get_fdlist(other, NULL, error) == SCAP_FAILURE && scap_linux_get_fdinfo(NULL, NULL, 0, NULL) == SCAP_FAILURE);
    CHECK(scap_linux_create_iflist(other) == SCAP_FAILURE && scap_linux_create_userlist(NULL) == SCAP_FAILURE);
    CHECK(scap_linux_get_device_by_mount_id(NULL, NULL, 0) == 0);
    CHECK(scap_fd_read_sockets(NULL, NULL, error) == SCAP_FAILURE);
    CHECK(scap_fd_scan_fd_dir(NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL) == SCAP_FAILURE);
    CHECK(scap_fd_get_fdinfo(NULL, NULL, NULL, NULL, 0, NULL, NULL) == SCAP_FAILURE);
    scap_fd_free_ns_sockets_list(NULL);
    scap_os_get_agent_info(NULL);
    CHECK(scap_os_get_machine_info(NULL, NULL) == SCAP_FAILURE);
    CHECK(scap_proc_fill_pidns_start_ts(NULL, NULL, NULL) == SCAP_FAILURE);
    CHECK(scap_proc_scan_vtable(error, NULL, 0, NULL, NULL, NULL) == SCAP_FAILURE);
    scap_free_device_table(NULL);
    scap_platform_free(other);
}

static int32_t two_descriptors(void* ctx, const scap_threadinfo* tinfo, uint64_t* n, const scap_fdinfo** fdinfos)
{
    *n = 2;
    *fdinfos = (const scap_fdinfo*)ctx;
    return tinfo->tid == 1 ? SCAP_SUCCESS : SCAP_FAILURE;
}

static void small_things(void)
{
    char error[SCAP_LASTERR_SIZE] = "";
    uint64_t boot = 0;
    struct scap_device_set rings;
    CHECK(scap_errprintf(error, ENOENT, "file %d", 7) == SCAP_FAILURE);
    CHECK(strcmp(error, "file 7: No such file or directory") == 0);
    CHECK(scap_errprintf(error, 0, "%300s", "x") == SCAP_FAILURE && strlen(error) == SCAP_LASTERR_SIZE - 1);
    CHECK(scap_get_precise_boot_time(error, &boot) == SCAP_SUCCESS && boot > 0 && boot < get_timestamp_ns());
    CHECK(scap_get_precise_boot_time(error, NULL) == SCAP_FAILURE);
    (void)scap_get_bpf_stats_enabled();
    CHECK(check_buffer_bytes_dim(error, 1 << 23) == SCAP_SUCCESS && check_buffer_bytes_dim(error, 5000) == SCAP_FAILURE);
    CHECK_TEXT(error, "5000");
    CHECK(check_buffer_bytes_dim(NULL, 4096) == SCAP_FAILURE);
    CHECK(devset_init(&rings, 2, error) == SCAP_SUCCESS && rings.m_ndevs == 2 && rings.m_devs[1].m_fd == INVALID_FD);
    CHECK(rings.m_devs[0].m_buffer == INVALID_MAPPING && rings.m_buffer_empty_wait_time_us == BUFFER_EMPTY_WAIT_TIME_US_START);
    dump_ringbuffer(&rings.m_devs[0]);
    devset_close_device(&rings.m_devs[0]);
    devset_free(&rings);
    devset_free(NULL);
    devset_close_device(NULL);
    dump_ringbuffer(NULL);
    CHECK(devset_init(NULL, 2, error) == SCAP_FAILURE);
    CHECK(thread_seteuid((uid_t)-1) == -1 && errno == EINVAL && thread_setegid(getegid()) == 0);
    sleep_ms(1);

    struct scap_proclist list;
    scap_fdinfo* fds = (scap_fdinfo*)calloc(2, sizeof(*fds));
    scap_threadinfo* two = (scap_threadinfo*)calloc(2, sizeof(*two));
    memset(&list, 0, sizeof(list));
    list.m_callbacks.m_proc_entry_cb = entry;
    two[0].tid = two[0].pid = two[1].pid = 1;
    two[1].tid = 2;
    threads = descriptors = 0;
    CHECK(scap_proc_scan_vtable(error, &list, 2, two, fds, two_descriptors) == SCAP_SUCCESS);
    CHECK(threads == 2 && descriptors == 2);
    free(two);
    free(fds);
}

static int logged;

static void count_logs(const char* component, const char* msg, const enum falcosecurity_log_severity sev)
{
    logged += component != NULL && strstr(msg, "modern_bpf") != NULL && sev == FALCOSECURITY_LOG_SEV_ERROR;
}

/* Programs that use the original's loader link, and are told what to use. */
static void loader_of_another_probe(void)
{
    char error[SCAP_LASTERR_SIZE] = "";
    uint32_t count = 1;
    int32_t rc = 0;
    void* event = error;
    CHECK(pman_init_state(count_logs, 0, 1, false, false) == ENOTSUP && logged == 1 && !pman_check_support());
    CHECK(pman_init_state(NULL, 0, 1, false, false) == ENOTSUP && pman_load_probe() == ENOTSUP);
    CHECK(pman_get_metrics_v2(0, &count, &rc) == NULL && count == 0 && rc == SCAP_NOT_SUPPORTED);
    CHECK(pman_get_metrics_v2(0, NULL, NULL) == NULL && pman_get_probe_api_ver() == 0);
    CHECK(pman_iter_fetch_tasks(NULL, error) == SCAP_NOT_SUPPORTED && pman_iter_fetch_tasks(NULL, NULL) == SCAP_NOT_SUPPORTED);
    CHECK_TEXT(error, "modern_bpf");
    pman_consume_first_event(&event, NULL);
    CHECK(event == NULL);
    pman_consume_first_event(NULL, NULL);
    pman_clear_state();
}

/* An engine that must not be used: without a platform the library's own reads the file. */
static void* no_handle(scap_t* main_handle, char* lasterr)
{
    (void)main_handle, (void)lasterr;
    abort();
}

static void engine_without_platform(const char* capture)
{
    struct scap_vtable engine = scap_savefile_engine;
    struct scap_savefile_engine_params params;
    char error[SCAP_LASTERR_SIZE] = "";
    scap_open_args args;
    scap_evt* event;
    uint16_t cpu;
    uint32_t flags;
    int32_t rc = SCAP_FAILURE;
    memset(&params, 0, sizeof(params));
    memset(&args, 0, sizeof(args));
    engine.alloc_handle = no_handle;
    params.fname = capture;
    args.engine_params = &params;
    scap_t* handle = scap_open(&args, &engine, error, &rc);
    CHECK(handle != NULL && rc == SCAP_SUCCESS && scap_next(handle, &event, &cpu, &flags) == SCAP_SUCCESS);
    CHECK(scap_check_current_engine(handle, "savefile"));
    scap_close(handle);
}

int main(int argc, char** argv)
{
    if(argc != 2) {
        fprintf(stderr, "usage: internal CAPTURE\n");
        return 2;
    }
    no_events();
    conversion();
    readers();
    control_groups();
    linux_platform();
    nothing();
    small_things();
    loader_of_another_probe();
    engine_without_platform(argv[1]);
    CHECK(g_ppm_events[PPME_SYSCALL_OPEN_X].filler_id == PPM_FILLER_sys_open_x);
    CHECK(g_ppm_events[PPME_SYSCALL_MOUNT_X].n_autofill_args == 4);
    CHECK(g_ppm_events[PPME_SYSCALL_MOUNT_X].autofill_args[0].id == AF_ID_RETVAL);
    return report("internal");
}
