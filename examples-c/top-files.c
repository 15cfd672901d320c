/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files by bytes read and written, for each process.
 *
 *     cc top-files.c $(pkg-config --cflags --libs libsinsp) -o top-files
 *     ./top-files FILE [COUNT]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libscap/scap.h>
#include <libsinsp/sinsp_c.h>

struct use {
    int64_t pid;
    char* comm;
    char* file;
    uint64_t read, written;
};

static struct use* uses;
static size_t count, room;

static char* copy(sinsp_text text)
{
    char* made = malloc(text.len + 1);
    if(made == NULL) {
        exit(1);
    }
    memcpy(made, text.len == 0 ? "" : text.ptr, text.len);
    made[text.len] = 0;
    return made;
}

static int same(const char* text, sinsp_text other)
{
    return strlen(text) == other.len && memcmp(text, other.ptr, other.len) == 0;
}

/* Few files and processes: a list will do. */
static struct use* use_of(int64_t pid, sinsp_text comm, sinsp_text file)
{
    for(size_t i = 0; i < count; i++) {
        if(uses[i].pid == pid && same(uses[i].file, file)) {
            return &uses[i];
        }
    }
    if(count == room) {
        room = room == 0 ? 64 : room * 2;
        uses = realloc(uses, room * sizeof(*uses));
        if(uses == NULL) {
            exit(1);
        }
    }
    uses[count] = (struct use){pid, copy(comm), copy(file), 0, 0};
    return &uses[count++];
}

static void account(const sinsp_event_t* event, const sinsp_event_view* view)
{
    sinsp_fd_view fd;
    sinsp_thread_view thread;
    sinsp_param result;
    uint32_t flags;
    int64_t bytes;

    if(!sinsp_event_row(view->code, NULL, NULL, &flags, NULL) ||
       (flags & (EF_READS_FROM_FD | EF_WRITES_TO_FD)) == 0 || !sinsp_event_fd(event, &fd, sizeof(fd)) ||
       (fd.ty != SCAP_FD_FILE_V2 && fd.ty != SCAP_FD_FILE) ||
       !sinsp_event_thread(event, &thread, sizeof(thread)) || !sinsp_event_param(event, 0, &result) ||
       result.len != sizeof(bytes)) {
        return;
    }
    memcpy(&bytes, result.data, sizeof(bytes));
    if(bytes > 0) {
        struct use* use = use_of(thread.pid, thread.comm, fd.name);
        *((flags & EF_READS_FROM_FD) != 0 ? &use->read : &use->written) += (uint64_t)bytes;
    }
}

static int more(const void* a, const void* b)
{
    const struct use *x = a, *y = b;
    uint64_t of_x = x->read + x->written, of_y = y->read + y->written;
    if(of_x != of_y) {
        return of_x < of_y ? 1 : -1;
    }
    return x->pid != y->pid ? (x->pid < y->pid ? -1 : 1) : strcmp(x->file, y->file);
}

int main(int argc, char** argv)
{
    if(argc < 2) {
        fprintf(stderr, "usage: %s FILE [COUNT]\n", argv[0]);
        return 2;
    }
    size_t shown = argc > 2 ? (size_t)atoi(argv[2]) : 20;
    sinsp_inspector_t* inspector = sinsp_create();
    int32_t rc = sinsp_open_savefile(inspector, argv[1]);
    while(rc != SCAP_FAILURE && rc != SCAP_EOF) {
        const sinsp_event_t* event;
        sinsp_event_view view;
        rc = sinsp_next_view(inspector, &event, &view, sizeof(view));
        if(rc == SCAP_SUCCESS) {
            account(event, &view);
        }
    }
    if(rc == SCAP_FAILURE) {
        fprintf(stderr, "%s: %s\n", argv[0], sinsp_last_error(inspector).ptr);
    }
    if(count != 0) {
        qsort(uses, count, sizeof(*uses), more);
    }
    printf("%10s %10s %7s %-15s %s\n", "READ", "WRITTEN", "PID", "COMMAND", "FILE");
    for(size_t i = 0; i < count; i++) {
        if(i < shown) {
            printf("%10" PRIu64 " %10" PRIu64 " %7" PRId64 " %-15s %s\n", uses[i].read, uses[i].written, uses[i].pid,
                   uses[i].comm, uses[i].file);
        }
        free(uses[i].comm);
        free(uses[i].file);
    }
    free(uses);
    sinsp_destroy(inspector);
    return rc == SCAP_FAILURE;
}
