/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface of libsinsp: notices of what events mean.
 *
 *     sinsp_notices TESTDATA
 */
#include "sinsp_check.h"

#define KINDS (SINSP_NOTICE_SOCKET_STATUS + 1)

/* Counts the notices of a capture by kind; `refused`: of events that a filter refused. */
static void count(const char* filter, bool track, uint64_t* kinds, uint64_t* refused)
{
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_notice notices[64];
    sinsp_fd_view fd;
    sinsp_thread_view thread;
    sinsp_event_view view;
    sinsp_param param;
    const sinsp_event_t* event;
    int32_t rc;
    memset(kinds, 0, KINDS * sizeof(*kinds));
    *refused = 0;
    CHECK(sinsp_set_option(inspector, SINSP_OPTION_TRACK_CONNECTION_STATUS, track) == SCAP_SUCCESS);
    CHECK(sinsp_set_notices(inspector, true) == SCAP_SUCCESS);
    CHECK(sinsp_set_filter(inspector, TEXT(filter)) == SCAP_SUCCESS);
    open_capture(inspector, "zoo.scap");
    while((rc = sinsp_next_view(inspector, &event, &view, sizeof(view))) != SCAP_EOF && rc != SCAP_FAILURE) {
        if(event == NULL) {
            continue;
        }
        CHECK(view.num > 0);
        *refused += rc == SCAP_FILTERED_EVENT;
        size_t found = sinsp_notices(inspector, notices, 64);
        CHECK(found <= 64 && (rc == SCAP_SUCCESS || found > 0));
        for(size_t i = 0; i < found; i++) {
            const sinsp_notice* notice = &notices[i];
            CHECK(notice->kind > 0 && notice->kind < KINDS);
            kinds[notice->kind]++;
            if(notice->kind == SINSP_NOTICE_ERASE_FD) {
                CHECK(sinsp_notice_fd(inspector, i, &fd, sizeof(fd)) && fd.number == notice->fd);
                /* Those that went with their process are told of by the next event. */
                CHECK(sinsp_thread_get(inspector, notice->tid, &thread, sizeof(thread)));
                CHECK(sinsp_fd_get(inspector, notice->tid, notice->fd, &fd, sizeof(fd)));
            } else {
                CHECK(!sinsp_notice_fd(inspector, i, &fd, sizeof(fd)));
            }
            if(notice->kind == SINSP_NOTICE_CLONE) {
                CHECK(sinsp_thread_get(inspector, notice->tid, &thread, sizeof(thread)) && notice->flags == 0);
            }
            if(notice->kind == SINSP_NOTICE_OPEN) {
                /* Empty for a path that could not be read, and for an empty one. */
                int32_t name = sinsp_event_param_index(event, "name", 4);
                name = name >= 0 ? name : sinsp_event_param_index(event, "path", 4);
                CHECK(sinsp_event_param(event, (uint32_t)name, &param));
                CHECK((notice->text.len > 0) == (param.len > 1));
            }
            if(notice->kind == SINSP_NOTICE_WRITE || notice->kind == SINSP_NOTICE_READ) {
                CHECK(sinsp_event_param(event, notice->data, &param) && param.ty == PT_BYTEBUF);
            }
        }
        CHECK(!sinsp_notice_fd(inspector, found, &fd, sizeof(fd)));
    }
    CHECK(rc == SCAP_EOF);
    sinsp_destroy(inspector);
}

int main(int argc, char** argv)
{
    if(argc != 2) {
        return 2;
    }
    testdata = argv[1];
    uint64_t all[KINDS], some[KINDS], tracked[KINDS], refused;
    count("", false, all, &refused);
    CHECK(refused == 0);
    /* As many as 0.25.4 tells an observer of. */
    CHECK(all[SINSP_NOTICE_READ] == 55 && all[SINSP_NOTICE_WRITE] == 29);
    CHECK(all[SINSP_NOTICE_SENDFILE] == 1 && all[SINSP_NOTICE_CONNECT] == 6);
    CHECK(all[SINSP_NOTICE_ACCEPT] == 3 && all[SINSP_NOTICE_BIND] == 5);
    CHECK(all[SINSP_NOTICE_OPEN] == 33 && all[SINSP_NOTICE_ERROR] == 3);
    CHECK(all[SINSP_NOTICE_ERASE_FD] == 124 && all[SINSP_NOTICE_SHUTDOWN] == 2);
    CHECK(all[SINSP_NOTICE_EXECVE] == 9 && all[SINSP_NOTICE_CLONE] == 17);
    CHECK(all[SINSP_NOTICE_SOCKET_STATUS] == 0);
    /* Refused events are told of where they changed something: reads and writes change nothing. */
    count("evt.type = execve", false, some, &refused);
    CHECK(refused > 100 && some[SINSP_NOTICE_EXECVE] == all[SINSP_NOTICE_EXECVE]);
    CHECK(some[SINSP_NOTICE_OPEN] == all[SINSP_NOTICE_OPEN] && some[SINSP_NOTICE_CLONE] == all[SINSP_NOTICE_CLONE]);
    count("", true, tracked, &refused);
    CHECK(tracked[SINSP_NOTICE_CONNECT] >= all[SINSP_NOTICE_CONNECT]);
    CHECK(tracked[SINSP_NOTICE_EXECVE] == all[SINSP_NOTICE_EXECVE]);
    /* Nobody asked. */
    sinsp_inspector_t* inspector = opened("zoo.scap");
    uint64_t told = 0;
    while(next_event(inspector) != NULL) {
        told += sinsp_notices(inspector, NULL, 0);
    }
    CHECK(told == 0);
    sinsp_destroy(inspector);
    return report("sinsp_notices");
}
