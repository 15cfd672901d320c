/* SPDX-License-Identifier: Apache-2.0 */
/* Effective user and group of the calling thread alone; the functions of libc change those of the whole process. */
#pragma once

#include <errno.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#if !defined(__cplusplus) && !defined(_DEFAULT_SOURCE)
long syscall(long number, ...); /* strict modes of C hide it */
#endif

/* 0, or -1 with errno. */
static inline int thread_seteuid(uid_t uid)
{
    if(uid == (uid_t)-1) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_setresuid, (uid_t)-1, uid, (uid_t)-1);
}

/* 0, or -1 with errno. */
static inline int thread_setegid(gid_t gid)
{
    if(gid == (gid_t)-1) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_setresgid, (gid_t)-1, gid, (gid_t)-1);
}
