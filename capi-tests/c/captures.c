/* SPDX-License-Identifier: Apache-2.0 */
/* Reads real captures in each way there is. usage: captures FOLDER */
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include <libscap/scap-int.h>
#include <libscap/scap.h>
#include <libscap/scap_engines.h>
#include <libscap/scap_platform.h>
#include <libscap/scap_platform_impl.h>
#include <libscap/scap_vtable.h>

#include "check.h"

/* What a pass over a capture saw. */
struct pass {
    uint64_t events;   /* delivered */
    uint64_t filtered; /* left out */
    uint64_t bytes;    /* of the events */
    uint64_t order;    /* depends on every event and its place */
};

static void fill_args(scap_open_args* args, struct scap_savefile_engine_params* params)
{
    memset(args, 0, sizeof(*args));
    args->import_users = true;
    args->engine_params = params;
}

static struct pass read_all(scap_t* handle)
{
    struct pass pass = {0, 0, 0, 0};
    struct scap_sized_buffer params[PPM_MAX_EVENT_PARAMS];
    for(;;) {
        scap_evt* event = NULL;
        uint16_t cpu = 0;
        uint32_t flags = 0;
        int32_t rc = scap_next(handle, &event, &cpu, &flags);
        if(rc == SCAP_FILTERED_EVENT) {
            pass.filtered++;
            continue;
        }
        if(rc != SCAP_SUCCESS) {
            CHECK(rc == SCAP_EOF);
            return pass;
        }
        pass.events++;
        pass.bytes += scap_event_getlen(event);
        pass.order = pass.order * 31 + scap_event_get_ts(event) + scap_event_get_type(event);
        CHECK(scap_event_decode_params(event, params) == scap_event_get_nparams(event));
        CHECK(scap_event_getinfo(event) == &g_event_info[scap_event_get_type(event)]);
    }
}

static scap_t* open_with(struct scap_savefile_engine_params* params)
{
    char error[SCAP_LASTERR_SIZE] = "";
    int32_t rc = SCAP_FAILURE;
    scap_open_args args;
    fill_args(&args, params);
    scap_t* handle = scap_open(&args, &scap_savefile_engine, error, &rc);
    CHECK(handle != NULL && rc == SCAP_SUCCESS);
    if(handle == NULL) {
        fprintf(stderr, "%s: %s\n", params->fname, error);
    }
    return handle;
}

static void check_handle(scap_t* handle, struct pass pass)
{
    scap_stats stats;
    uint32_t count = 7;
    int32_t rc = SCAP_FAILURE;
    CHECK(scap_check_current_engine(handle, "savefile"));
    CHECK(scap_event_get_num(handle) == pass.events);
    CHECK(scap_get_readfile_offset(handle) > 0);
    CHECK(scap_get_stats(handle, &stats) == SCAP_SUCCESS && stats.n_drops == 0);
    CHECK(scap_get_stats_v2(handle, 1, &count, &rc) == NULL && count == 0 && rc == SCAP_SUCCESS);
    CHECK(scap_start_capture(handle) == SCAP_SUCCESS && scap_stop_capture(handle) == SCAP_SUCCESS);
    CHECK(scap_stop_dropping_mode(handle) == SCAP_SUCCESS);
    CHECK(scap_start_dropping_mode(handle, 2) == SCAP_FAILURE);
    CHECK(scap_set_snaplen(handle, 80) == SCAP_FAILURE);
    CHECK(scap_get_ndevs(handle) == 0 && scap_max_buf_used(handle) == 0);
    CHECK(scap_restart_capture(handle) == SCAP_FAILURE);
    CHECK_TEXT(scap_getlasterr(handle), "section");
}

/* Walks and searches the tables with uthash's own macros. */
static void check_tables(struct scap_platform* platform)
{
    scap_threadinfo *thread, *next_thread, *found;
    size_t threads = 0, fds = 0;
#ifdef SCAP_HAVE_UTHASH
    HASH_ITER(hh, platform->m_proclist.m_proclist, thread, next_thread)
    {
        scap_fdinfo *fd, *next_fd, *found_fd;
        threads++;
        HASH_FIND_INT64(platform->m_proclist.m_proclist, &thread->tid, found);
        CHECK(found == thread);
        HASH_ITER(hh, thread->fdlist, fd, next_fd)
        {
            fds++;
            HASH_FIND_INT64(thread->fdlist, &fd->fd, found_fd);
            CHECK(found_fd == fd);
        }
    }
    CHECK(threads == HASH_COUNT(platform->m_proclist.m_proclist));
    /* What C takes out and puts in again is found and freed. */
    thread = platform->m_proclist.m_proclist;
    HASH_DEL(platform->m_proclist.m_proclist, thread);
    HASH_FIND_INT64(platform->m_proclist.m_proclist, &thread->tid, found);
    CHECK(found == NULL);
    int32_t uth_status = SCAP_SUCCESS;
    HASH_ADD_INT64(platform->m_proclist.m_proclist, tid, thread);
    CHECK(uth_status == SCAP_SUCCESS);
    HASH_FIND_INT64(platform->m_proclist.m_proclist, &thread->tid, found);
    CHECK(found == thread);
#else
    (void)next_thread;
    (void)found;
    for(thread = platform->m_proclist.m_proclist; thread != NULL; thread = (scap_threadinfo*)thread->hh.next) {
        threads++;
        for(scap_fdinfo* fd = thread->fdlist; fd != NULL; fd = (scap_fdinfo*)fd->hh.next) {
            fds++;
        }
    }
#endif
    CHECK(threads > 0 && fds > 0);
}

static struct pass with_platform(const char* path)
{
    struct pass pass = {0, 0, 0, 0};
    scap_proc_callbacks callbacks;
    struct scap_savefile_engine_params params;
    struct scap_engine_handle engine = {NULL};
    char error[SCAP_LASTERR_SIZE] = "";
    scap_open_args args;
    memset(&callbacks, 0, sizeof(callbacks));
    memset(&params, 0, sizeof(params));
    callbacks.m_refresh_start_cb = default_refresh_start_end_callback;
    callbacks.m_refresh_end_cb = default_refresh_start_end_callback;
    params.fname = path;
    params.platform = scap_savefile_alloc_platform(callbacks);
    CHECK(scap_get_machine_info(params.platform) == NULL);
    scap_t* handle = open_with(&params);
    if(handle != NULL) {
        fill_args(&args, &params);
        const scap_machine_info* machine = scap_get_machine_info(params.platform);
        CHECK(machine != NULL && machine->num_cpus > 0 && machine->hostname[0] != '\0');
        CHECK(scap_platform_init(params.platform, error, engine, &args) == SCAP_SUCCESS);
        CHECK(scap_get_machine_info(params.platform) == machine && machine->num_cpus == 0);
        CHECK(scap_get_agent_info(params.platform) != NULL);
        CHECK(scap_get_ifaddr_list(params.platform) != NULL);
        CHECK(scap_get_user_list(params.platform) != NULL);
        CHECK(scap_get_user_list(params.platform)->nusers > 0);
        CHECK(!scap_is_thread_alive(params.platform, 1, 1, "init"));
        check_tables(params.platform);
        pass = read_all(handle);
        check_handle(handle, pass);
        CHECK(scap_platform_close(params.platform) == SCAP_SUCCESS);
        CHECK(params.platform->m_proclist.m_proclist == NULL && scap_get_user_list(params.platform) == NULL);
    }
    scap_close(handle);
    scap_platform_free(params.platform);
    return pass;
}

static struct pass without_platform(const char* path, bool by_fd)
{
    struct pass pass = {0, 0, 0, 0};
    struct scap_savefile_engine_params params;
    memset(&params, 0, sizeof(params));
    if(by_fd) {
        params.fd = open(path, O_RDONLY);
        CHECK(params.fd > 0);
    } else {
        params.fname = path;
        params.fbuffer_size = 65536;
    }
    scap_t* handle = open_with(&params);
    if(handle != NULL) {
        pass = read_all(handle);
    }
    scap_close(handle);
    if(by_fd) {
        /* The engine took the file over and closed it. */
        CHECK(fcntl(params.fd, F_GETFD) == -1);
    }
    return pass;
}

/* Notes where the third event is, reads on, comes back. */
static void seek_and_tell(const char* path)
{
    struct scap_savefile_engine_params params;
    scap_evt* event = NULL;
    uint16_t cpu = 0;
    uint32_t flags = 0;
    uint64_t place = 0, ts = 0;
    memset(&params, 0, sizeof(params));
    params.fname = path;
    scap_t* handle = open_with(&params);
    for(int i = 0; i < 40; i++) {
        uint64_t before = scap_ftell(handle);
        int32_t rc = scap_next(handle, &event, &cpu, &flags);
        if(rc == SCAP_SUCCESS && ts == 0 && i > 3) {
            place = before;
            ts = scap_event_get_ts(event);
        }
    }
    CHECK(place > 0 && scap_ftell(handle) > place);
    scap_fseek(handle, place);
    CHECK(scap_ftell(handle) == place);
    CHECK(scap_next(handle, &event, &cpu, &flags) == SCAP_SUCCESS && scap_event_get_ts(event) == ts);
    scap_close(handle);
}

/* Receives threads and fds and counts them. */
struct receiver {
    int starts, ends;
    size_t threads, fds;
};

static void count_start(void* context)
{
    ((struct receiver*)context)->starts++;
}

static void count_end(void* context)
{
    ((struct receiver*)context)->ends++;
}

static int32_t count_entry(void* context,
                           char* error,
                           int64_t tid,
                           scap_threadinfo* thread,
                           scap_fdinfo* fd,
                           scap_threadinfo** kept)
{
    struct receiver* receiver = (struct receiver*)context;
    (void)error;
    (void)kept;
    CHECK(receiver->starts == 1 && receiver->ends == 0);
    if(fd != NULL) {
        receiver->fds++;
        CHECK(thread == NULL && tid > 0);
    } else {
        receiver->threads++;
        CHECK((int64_t)thread->tid == tid && thread->fdlist == NULL && thread->comm[0] != '\0');
    }
    return SCAP_SUCCESS;
}

static void own_receiver(const char* path)
{
    struct receiver receiver = {0, 0, 0, 0};
    scap_proc_callbacks callbacks = {count_start, count_end, count_entry, &receiver};
    struct scap_savefile_engine_params params;
    memset(&params, 0, sizeof(params));
    params.fname = path;
    params.platform = scap_savefile_alloc_platform(callbacks);
    scap_t* handle = open_with(&params);
    CHECK(receiver.starts == 1 && receiver.ends == 1 && receiver.threads > 0 && receiver.fds > 0);
    CHECK(params.platform->m_proclist.m_proclist == NULL);
    scap_close(handle);
    scap_platform_close(params.platform);
    scap_platform_free(params.platform);
}

int main(int argc, char** argv)
{
    const struct {
        const char* name;
        uint64_t events;
    } files[] = {{"zoo.scap", 913}, {"shell.scap", 8232}, {"threads.scap", 5002}};
    if(argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for(size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/%s", argv[1], files[i].name);
        struct pass a = with_platform(path);
        struct pass b = without_platform(path, false);
        struct pass c = without_platform(path, true);
        printf("%s: %llu events, %llu left out\n",
               files[i].name,
               (unsigned long long)a.events,
               (unsigned long long)a.filtered);
        CHECK(a.events == files[i].events);
        CHECK(memcmp(&a, &b, sizeof(a)) == 0 && memcmp(&a, &c, sizeof(a)) == 0);
        seek_and_tell(path);
        own_receiver(path);
    }
    return report("captures");
}
