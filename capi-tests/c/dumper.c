/* SPDX-License-Identifier: Apache-2.0 */
/* Writes captures in each way there is and reads them back. usage: dumper CAPTURES WORK_FOLDER */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <libscap/scap-int.h>
#include <libscap/scap.h>
#include <libscap/scap_engines.h>
#include <libscap/scap_platform.h>
#include <libscap/scap_platform_impl.h>
#include <libscap/scap_savefile_api.h>

#include "check.h"

/* A capture with its state. */
struct capture {
    scap_t* handle;
    struct scap_platform* platform;
};

static struct capture open_capture(const char* path)
{
    scap_proc_callbacks callbacks;
    struct scap_savefile_engine_params params;
    scap_open_args args;
    char error[SCAP_LASTERR_SIZE] = "";
    int32_t rc = SCAP_FAILURE;
    struct capture capture;
    memset(&callbacks, 0, sizeof(callbacks));
    memset(&params, 0, sizeof(params));
    memset(&args, 0, sizeof(args));
    capture.platform = params.platform = scap_savefile_alloc_platform(callbacks);
    params.fname = path;
    args.import_users = true;
    args.engine_params = &params;
    capture.handle = scap_open(&args, &scap_savefile_engine, error, &rc);
    CHECK(capture.handle != NULL);
    if(capture.handle == NULL) {
        fprintf(stderr, "%s\n", error);
        exit(1);
    }
    return capture;
}

static void close_capture(struct capture capture)
{
    scap_close(capture.handle);
    scap_platform_close(capture.platform);
    scap_platform_free(capture.platform);
}

static int32_t next_event(scap_t* handle, scap_evt** event, uint16_t* cpu, uint32_t* flags)
{
    int32_t rc;
    do {
        rc = scap_next(handle, event, cpu, flags);
    } while(rc == SCAP_FILTERED_EVENT);
    return rc;
}

/* Writes every event; flags get the bit for large events, as libsinsp sets it. */
static uint64_t copy_events(const char* path, scap_dumper_t* dumper)
{
    struct capture from = open_capture(path);
    scap_evt* event;
    uint16_t cpu;
    uint32_t flags;
    uint64_t count = 0;
    while(next_event(from.handle, &event, &cpu, &flags) == SCAP_SUCCESS) {
        if(scap_event_getinfo(event)->flags & EF_LARGE_PAYLOAD) {
            flags |= SCAP_DF_LARGE;
        }
        CHECK(scap_dump(dumper, event, cpu, flags) == SCAP_SUCCESS);
        count++;
    }
    close_capture(from);
    return count;
}

static void same_state(struct scap_platform* a, struct scap_platform* b)
{
    CHECK(memcmp(scap_get_machine_info(a), scap_get_machine_info(b), sizeof(scap_machine_info)) == 0);
    scap_addrlist *x = scap_get_ifaddr_list(a), *y = scap_get_ifaddr_list(b);
    CHECK(x != NULL && y != NULL && x->n_v4_addrs == y->n_v4_addrs && x->n_v6_addrs == y->n_v6_addrs);
    CHECK(memcmp(x->v4list, y->v4list, x->n_v4_addrs * sizeof(*x->v4list)) == 0);
    CHECK(x->n_v6_addrs == 0 || memcmp(x->v6list, y->v6list, x->n_v6_addrs * sizeof(*x->v6list)) == 0);
    scap_userlist *u = scap_get_user_list(a), *v = scap_get_user_list(b);
    CHECK(u->nusers == v->nusers && u->ngroups == v->ngroups);
    CHECK(memcmp(u->users, v->users, u->nusers * sizeof(*u->users)) == 0);
    CHECK(memcmp(u->groups, v->groups, u->ngroups * sizeof(*u->groups)) == 0);
    scap_threadinfo *s = a->m_proclist.m_proclist, *t = b->m_proclist.m_proclist;
    for(; s != NULL && t != NULL; s = (scap_threadinfo*)s->hh.next, t = (scap_threadinfo*)t->hh.next) {
        scap_fdinfo *f = s->fdlist, *g = t->fdlist;
        CHECK(memcmp(s, t, offsetof(scap_threadinfo, fdlist)) == 0 && s->loginuid == t->loginuid);
        for(; f != NULL && g != NULL; f = (scap_fdinfo*)f->hh.next, g = (scap_fdinfo*)g->hh.next) {
            /* Not as one block: there is padding behind the type. */
            CHECK(f->fd == g->fd && f->ino == g->ino && f->type == g->type);
            CHECK(memcmp(&f->info, &g->info, sizeof(f->info)) == 0);
        }
        CHECK(f == NULL && g == NULL);
    }
    CHECK(s == NULL && t == NULL);
}

static void same_captures(const char* a, const char* b, bool with_state)
{
    struct capture x = open_capture(a), y = open_capture(b);
    scap_evt *e, *f;
    uint16_t cpu, cpu2;
    uint32_t flags, flags2;
    uint64_t count = 0;
    if(with_state) {
        same_state(x.platform, y.platform);
    }
    while(next_event(x.handle, &e, &cpu, &flags) == SCAP_SUCCESS) {
        CHECK(next_event(y.handle, &f, &cpu2, &flags2) == SCAP_SUCCESS);
        CHECK(e->len == f->len && memcmp(e, f, e->len) == 0 && cpu == cpu2 && flags == flags2);
        count++;
    }
    CHECK(next_event(y.handle, &f, &cpu2, &flags2) == SCAP_EOF);
    CHECK(count > 0);
    close_capture(x);
    close_capture(y);
}

static long size_of(const char* path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (long)status.st_size : -1;
}

static void files(const char* from, const char* to)
{
    char error[SCAP_LASTERR_SIZE] = "";
    struct capture state = open_capture(from);
    compression_mode modes[] = {SCAP_COMPRESSION_NONE, SCAP_COMPRESSION_GZIP};
    long sizes[2] = {0, 0};
    for(int i = 0; i < 2; i++) {
        scap_dumper_t* dumper = scap_dump_open(state.platform, to, modes[i], error);
        CHECK(dumper != NULL && dumper->m_type == DT_FILE);
        int64_t head = scap_dump_ftell(dumper);
        CHECK(head > 0);
        CHECK(copy_events(from, dumper) > 0);
        CHECK(scap_dump_ftell(dumper) > head);
        scap_dump_flush(dumper);
        /* All of it is in the file now: a program that dies here loses nothing. */
        CHECK(scap_dump_get_offset(dumper) == size_of(to));
        same_captures(from, to, true);
        scap_dump_close(dumper);
        sizes[i] = size_of(to);
        same_captures(from, to, true);
    }
    CHECK(sizes[1] < sizes[0] / 2);

    int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    scap_dumper_t* dumper = scap_dump_open_fd(state.platform, fd, SCAP_COMPRESSION_NONE, true, error);
    CHECK(dumper != NULL);
    copy_events(from, dumper);
    CHECK(scap_dump_ftell(dumper) == scap_dump_get_offset(dumper));
    scap_dump_close(dumper);
    CHECK(fcntl(fd, F_GETFD) == -1 && size_of(to) == sizes[0]);
    same_captures(from, to, true);
    close_capture(state);
}

static void write_file(const char* path, const void* bytes, size_t size)
{
    FILE* file = fopen(path, "wb");
    CHECK(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

static void in_memory(const char* from, const char* to)
{
    static uint8_t memory[8 * 1024 * 1024];
    char error[SCAP_LASTERR_SIZE] = "";
    struct capture state = open_capture(from);
    scap_dumper_t* dumper = scap_memory_dump_open(state.platform, memory, sizeof(memory), error);
    CHECK(dumper != NULL && dumper->m_targetbuf == memory);
    copy_events(from, dumper);
    size_t size = (size_t)(scap_get_memorydumper_curpos(dumper) - memory);
    CHECK(scap_dump_get_offset(dumper) == (int64_t)size && scap_dump_ftell(dumper) == (int64_t)size);
    write_file(to, memory, size);
    same_captures(from, to, true);
    scap_dump_close(dumper);

    /* Too little memory: first for the state, then for an event. Nothing is written by halves. */
    CHECK(scap_memory_dump_open(state.platform, memory, 100, error) == NULL);
    CHECK_TEXT(error, "memory");
    scap_evt* event;
    uint16_t cpu;
    uint32_t flags;
    CHECK(next_event(state.handle, &event, &cpu, &flags) == SCAP_SUCCESS);
    dumper = scap_memory_dump_open(NULL, memory, 28 + event->len, error);
    CHECK(dumper != NULL && scap_dump_ftell(dumper) == 28);
    CHECK(scap_dump(dumper, event, cpu, flags) == SCAP_FAILURE && scap_dump_ftell(dumper) == 28);
    CHECK_TEXT(scap_dump_getlasterr(dumper), "memory");
    scap_dump_close(dumper);
    close_capture(state);
}

/* The way of libsinsp: threads are collected, then written in one block. */
static void by_hand(const char* from, const char* to)
{
    char error[SCAP_LASTERR_SIZE] = "";
    struct capture state = open_capture(from);
    scap_threadinfo* saved = state.platform->m_proclist.m_proclist;
    state.platform->m_proclist.m_proclist = NULL;
    scap_dumper_t* dumper = scap_dump_open(state.platform, to, SCAP_COMPRESSION_GZIP, error);
    CHECK(dumper != NULL);
    state.platform->m_proclist.m_proclist = saved;
    scap_dumper_t* list = scap_write_proclist_begin();
    uint32_t total = 0;
    for(scap_threadinfo* t = saved; t != NULL; t = (scap_threadinfo*)t->hh.next) {
        uint32_t len = 0;
        struct iovec args[] = {{t->args, (size_t)t->args_len / 2}, {t->args + t->args_len / 2, 0}};
        struct iovec env = {t->env, t->env_len};
        struct iovec cgroups = {t->cgroups.path, (size_t)t->cgroups.len};
        args[1].iov_len = (size_t)t->args_len - args[0].iov_len;
        CHECK(scap_write_proclist_entry_bufs(
                      list, t, &len, t->comm, t->exe, t->exepath, args, 2, &env, 1, t->cwd, &cgroups, 1, t->root) ==
              SCAP_SUCCESS);
        total += len;
    }
    CHECK(total > 0 && scap_dump_ftell(list) == total);
    CHECK(scap_write_proclist_end(dumper, list, total) == SCAP_SUCCESS);
    for(scap_threadinfo* t = saved; t != NULL; t = (scap_threadinfo*)t->hh.next) {
        CHECK(scap_write_proc_fds(dumper, t) == SCAP_SUCCESS);
    }
    copy_events(from, dumper);
    scap_dump_close(dumper);
    same_captures(from, to, true);
    close_capture(state);
}

/* More than the memory that a dumper has of its own at first. */
static void growing(void)
{
    char error[SCAP_LASTERR_SIZE] = "";
    scap_dumper_t* dumper = scap_managedbuf_dump_create();
    CHECK(dumper != NULL && dumper->m_type == DT_MANAGED_BUF && scap_dump_ftell(dumper) == 0);
    scap_evt* event = scap_create_event(error, 1, 2, PPME_SYSCALL_CLOSE_X, 2, (int64_t)0, (int64_t)3);
    for(int i = 0; i < 100000; i++) {
        CHECK(scap_dump(dumper, event, 3, 0) == SCAP_SUCCESS);
    }
    CHECK(scap_dump_ftell(dumper) == 100000 * (int64_t)(8 + 2 + 46 + 4));
    CHECK(memcmp(dumper->m_targetbufcurpos - 60 + 10, event, event->len) == 0);
    scap_dump_close(dumper);
    free(event);
}

static void nulls(void)
{
    uint32_t len = 0;
    scap_threadinfo* thread = (scap_threadinfo*)calloc(1, sizeof(*thread));
    scap_dumper_t* dumper = scap_managedbuf_dump_create();
    CHECK(scap_dump_open(NULL, NULL, SCAP_COMPRESSION_NONE, NULL) == NULL);
    CHECK(scap_dump_open_fd(NULL, -1, SCAP_COMPRESSION_NONE, false, NULL) == NULL);
    CHECK(scap_memory_dump_open(NULL, NULL, 0, NULL) == NULL);
    CHECK(scap_memory_dump_open(NULL, NULL, 1000, NULL) == NULL);
    scap_dump_close(NULL);
    scap_dump_flush(NULL);
    scap_dump_flush(dumper);
    CHECK(scap_dump_get_offset(NULL) == -1 && scap_dump_ftell(NULL) == -1);
    CHECK(scap_dump(NULL, NULL, 0, 0) == SCAP_FAILURE);
    CHECK(scap_dump(dumper, NULL, 0, 0) == SCAP_FAILURE);
    CHECK_TEXT(scap_dump_getlasterr(NULL), "NULL");
    CHECK_TEXT(scap_dump_getlasterr(dumper), "NULL");
    CHECK(scap_get_memorydumper_curpos(NULL) == NULL);
    CHECK(scap_write_proc_fds(NULL, NULL) == SCAP_FAILURE);
    CHECK(scap_write_proc_fds(dumper, NULL) == SCAP_FAILURE);
    CHECK(scap_write_proclist_entry_bufs(
                  NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, 0, NULL, NULL, 0, NULL) == SCAP_FAILURE);
    CHECK(scap_write_proclist_entry_bufs(
                  dumper, thread, &len, NULL, NULL, NULL, NULL, 0, NULL, 0, NULL, NULL, 0, NULL) == SCAP_SUCCESS);
    CHECK(len == scap_dump_ftell(dumper));
    CHECK(scap_write_proclist_end(NULL, NULL, 0) == SCAP_FAILURE);
    CHECK(scap_write_proclist_end(dumper, NULL, 10) == SCAP_FAILURE);
    scap_dump_close(dumper);
    free(thread);
}

/* Places that cannot be written. */
static void failures(const char* folder)
{
    char error[SCAP_LASTERR_SIZE] = "";
    char path[4096];
    snprintf(path, sizeof(path), "%s/no/such/folder.scap", folder);
    CHECK(scap_dump_open(NULL, path, SCAP_COMPRESSION_NONE, error) == NULL);
    CHECK_TEXT(error, "folder.scap");
    CHECK_TEXT(error, "No such file");
    CHECK(scap_dump_open(NULL, folder, SCAP_COMPRESSION_NONE, error) == NULL);
    CHECK_TEXT(error, "directory");
    snprintf(path, sizeof(path), "%s/mode.scap", folder);
    CHECK(scap_dump_open(NULL, path, (compression_mode)7, error) == NULL);
    CHECK_TEXT(error, "mode 7");

    /* A disk that is full, as /dev/full plays it. */
    scap_dumper_t* dumper = scap_dump_open(NULL, "/dev/full", SCAP_COMPRESSION_NONE, error);
    CHECK(dumper != NULL);
    scap_evt* event = scap_create_event(error, 1, 2, PPME_SYSCALL_CLOSE_X, 2, (int64_t)0, (int64_t)3);
    int32_t rc = SCAP_SUCCESS;
    for(int i = 0; i < 10000 && rc == SCAP_SUCCESS; i++) {
        rc = scap_dump(dumper, event, 0, 0);
    }
    CHECK(rc == SCAP_FAILURE);
    CHECK_TEXT(scap_dump_getlasterr(dumper), "/dev/full");
    CHECK_TEXT(scap_dump_getlasterr(dumper), "No space");
    scap_dump_close(dumper);
    free(event);
}

int main(int argc, char** argv)
{
    static const char* const names[] = {"zoo.scap", "shell.scap", "threads.scap"};
    char from[4096], to[4096];
    if(argc != 3) {
        fprintf(stderr, "usage: %s CAPTURES WORK_FOLDER\n", argv[0]);
        return 2;
    }
    snprintf(to, sizeof(to), "%s/written.scap", argv[2]);
    for(size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(from, sizeof(from), "%s/%s", argv[1], names[i]);
        files(from, to);
        in_memory(from, to);
        by_hand(from, to);
    }
    growing();
    nulls();
    failures(argv[2]);
    return report("dumper");
}
