/* SPDX-License-Identifier: Apache-2.0 */
/* One operation through a ring of io_uring: unlinkat of a path. */
#pragma once

#include <fcntl.h>
#include <stdbool.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The operation's result is not looked at: it is told whether it fails or not. False: there are no rings here. */
static inline bool unlink_through_ring(const char* path)
{
    struct io_uring_params params;
    memset(&params, 0, sizeof(params));
    const int fd = (int)syscall(SYS_io_uring_setup, 4, &params);
    if(fd < 0) {
        return false;
    }
    const size_t size = params.sq_off.array + params.sq_entries * sizeof(unsigned);
    char* ring = (char*)mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQ_RING);
    struct io_uring_sqe* entry = (struct io_uring_sqe*)mmap(NULL, params.sq_entries * sizeof(*entry),
                                                            PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQES);
    if(ring == MAP_FAILED || (void*)entry == MAP_FAILED) {
        return false;
    }
    entry->opcode = IORING_OP_UNLINKAT;
    entry->fd = AT_FDCWD;
    entry->addr = (unsigned long)path;
    ((unsigned*)(ring + params.sq_off.array))[0] = 0;
    __atomic_store_n((unsigned*)(ring + params.sq_off.tail), 1u, __ATOMIC_RELEASE);
    return syscall(SYS_io_uring_enter, fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) == 1;
}
