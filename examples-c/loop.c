/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events in a loop that waits for other things, too: here a timer.
 *
 *     cc loop.c $(pkg-config --cflags --libs libsinsp) -o loop
 *     ./loop FILE
 */
#include <inttypes.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <libscap/scap.h>
#include <libsinsp/sinsp_c.h>

/* Events that are read before the other descriptors have their turn. */
#define BATCH 256

static int watch(int loop, int fd)
{
    struct epoll_event wanted = {.events = EPOLLIN, .data.fd = fd};
    return fd < 0 ? -1 : epoll_ctl(loop, EPOLL_CTL_ADD, fd, &wanted);
}

int main(int argc, char** argv)
{
    if(argc != 2) {
        fprintf(stderr, "usage: %s FILE\n", argv[0]);
        return 2;
    }
    sinsp_inspector_t* inspector = sinsp_create();
    if(sinsp_open_savefile(inspector, argv[1]) != SCAP_SUCCESS) {
        fprintf(stderr, "%s: %s\n", argv[0], sinsp_last_error(inspector).ptr);
        sinsp_destroy(inspector);
        return 1;
    }
    /* The descriptor belongs to the inspector. */
    int events = sinsp_get_fd(inspector);
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    int loop = epoll_create1(EPOLL_CLOEXEC);
    struct itimerspec every = {{0, 1000000}, {0, 1000000}};
    int failed = watch(loop, events) != 0 || watch(loop, timer) != 0 || timerfd_settime(timer, 0, &every, NULL) != 0;
    uint64_t count = 0, ticks = 0;
    int32_t rc = failed ? SCAP_FAILURE : SCAP_SUCCESS;
    /* Goes on after the end of the capture until the timer was seen. */
    while(rc != SCAP_FAILURE && (rc != SCAP_EOF || ticks == 0)) {
        struct epoll_event ready[2];
        int n = epoll_wait(loop, ready, 2, -1);
        for(int i = 0; i < n; i++) {
            if(ready[i].data.fd == timer) {
                uint64_t expired = 0;
                ticks += read(timer, &expired, sizeof(expired)) == sizeof(expired) ? expired : 0;
                continue;
            }
            for(int b = 0; b < BATCH && rc != SCAP_EOF && rc != SCAP_FAILURE; b++) {
                const sinsp_event_t* event;
                rc = sinsp_next(inspector, &event);
                count += rc == SCAP_SUCCESS;
            }
        }
    }
    if(rc == SCAP_FAILURE) {
        fprintf(stderr, "%s: %s\n", argv[0], sinsp_last_error(inspector).ptr);
    }
    printf("%" PRIu64 " events, the timer was served: %s\n", count, ticks != 0 ? "yes" : "no");
    close(loop);
    close(timer);
    sinsp_destroy(inspector);
    return rc == SCAP_FAILURE;
}
