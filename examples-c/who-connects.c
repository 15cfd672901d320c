/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outbound connections, with the processes that led to them.
 *
 *     cc who-connects.c $(pkg-config --cflags --libs libsinsp) -o who-connects
 *     ./who-connects FILE
 */
#include <inttypes.h>
#include <stdio.h>

#include <libscap/scap.h>
#include <libsinsp/sinsp_c.h>

#define ANCESTORS 8

static void show(sinsp_inspector_t* inspector, const sinsp_event_t* event, const sinsp_event_view* view)
{
    sinsp_fd_view fd;
    sinsp_thread_view thread;
    if(!sinsp_event_fd(event, &fd, sizeof(fd)) || (fd.ty != SCAP_FD_IPV4_SOCK && fd.ty != SCAP_FD_IPV6_SOCK) ||
       !sinsp_event_thread(event, &thread, sizeof(thread))) {
        return;
    }
    printf("%" PRIu64 " %.*s %s: %.*s(%" PRId64 ")", view->num, (int)fd.name.len, fd.name.ptr,
           view->error == 0 ? "connected" : sinsp_errno_name((uint32_t)view->error).ptr, (int)thread.comm.len,
           thread.comm.ptr, thread.pid);
    int64_t line[ANCESTORS];
    size_t count = sinsp_thread_ancestors(inspector, thread.tid, line, ANCESTORS);
    for(size_t i = 0; i < count && i < ANCESTORS; i++) {
        if(sinsp_thread_get(inspector, line[i], &thread, sizeof(thread))) {
            printf(" <- %.*s(%" PRId64 ")", (int)thread.comm.len, thread.comm.ptr, thread.pid);
        }
    }
    putchar('\n');
}

int main(int argc, char** argv)
{
    if(argc != 2) {
        fprintf(stderr, "usage: %s FILE\n", argv[0]);
        return 2;
    }
    sinsp_inspector_t* inspector = sinsp_create();
    int32_t rc = sinsp_open_savefile(inspector, argv[1]);
    while(rc != SCAP_FAILURE && rc != SCAP_EOF) {
        const sinsp_event_t* event;
        sinsp_event_view view;
        rc = sinsp_next_view(inspector, &event, &view, sizeof(view));
        if(rc == SCAP_SUCCESS && view.code == PPME_SOCKET_CONNECT_X) {
            show(inspector, event, &view);
        }
    }
    if(rc == SCAP_FAILURE) {
        fprintf(stderr, "%s: %s\n", argv[0], sinsp_last_error(inspector).ptr);
    }
    sinsp_destroy(inspector);
    return rc == SCAP_FAILURE;
}
