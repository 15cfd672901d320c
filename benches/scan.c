/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long the scan of a machine's processes takes through the C interface: makes processes with descriptors, opens
 * the platform ROUNDS times and prints the fastest and the middle time. To be run in a PID namespace of its own:
 * unshare --pid --fork --mount-proc ./scan [PROCESSES [DESCRIPTORS [ROUNDS]]]
 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <libscap/scap.h>
#include <libscap/scap-int.h>
#include <libscap/scap_engines.h>
#include <libscap/linux/scap_linux_platform.h>
#include <libscap/scap_platform.h>

static long threads, descriptors;

static void nothing(void* context)
{
    (void)context;
}

static int32_t count(void* context, char* error, int64_t tid, scap_threadinfo* tinfo, scap_fdinfo* fdinfo,
                     scap_threadinfo** new_tinfo)
{
    (void)context, (void)error, (void)tid, (void)tinfo, (void)new_tinfo;
    fdinfo != NULL ? descriptors++ : threads++;
    return SCAP_SUCCESS;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static int by_size(const void* a, const void* b)
{
    double x = *(const double*)a, y = *(const double*)b;
    return (x > y) - (x < y);
}

int main(int argc, char** argv)
{
    int processes = argc > 1 ? atoi(argv[1]) : 2000;
    int fds = argc > 2 ? atoi(argv[2]) : 20;
    int rounds = argc > 3 ? atoi(argv[3]) : 7;
    double* times = calloc(rounds > 0 ? rounds : 1, sizeof(*times));
    pid_t* children = calloc(processes > 0 ? processes : 1, sizeof(*children));
    for(int i = 0; i < processes; i++) {
        children[i] = fork();
        if(children[i] == 0) {
            for(int fd = 3; fd < fds; fd += 4) {
                int ends[2];
                open("/etc/passwd", O_RDONLY);
                open("/etc/group", O_RDONLY);
                if(pipe(ends) != 0) {
                    _exit(1);
                }
            }
            pause();
            _exit(0);
        }
    }
    usleep(500000);
    for(int i = 0; i < rounds; i++) {
        char error[SCAP_LASTERR_SIZE] = "";
        int32_t rc;
        scap_open_args args;
        memset(&args, 0, sizeof(args));
        threads = descriptors = 0;
        scap_t* handle = scap_open(&args, &scap_nodriver_engine, error, &rc);
        scap_proc_callbacks callbacks = {nothing, nothing, count, NULL};
        struct scap_platform* platform = scap_linux_alloc_platform(callbacks);
        double start = now();
        if(handle == NULL || scap_platform_init(platform, error, handle->m_engine, &args) != SCAP_SUCCESS) {
            fprintf(stderr, "scan: %s\n", error);
            return 1;
        }
        times[i] = now() - start;
        scap_platform_close(platform);
        scap_platform_free(platform);
        scap_close(handle);
    }
    qsort(times, rounds, sizeof(*times), by_size);
    printf("%ld threads, %ld descriptors: fastest %.1f ms, middle %.1f ms\n", threads, descriptors, times[0],
           times[rounds / 2]);
    for(int i = 0; i < processes; i++) {
        if(children[i] > 0) {
            kill(children[i], SIGKILL);
        }
    }
    return 0;
}
