/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writers that are killed, and files that take no more: nothing that was flushed is lost, and everything else is an
 * error with a text. usage: interrupted CAPTURE WORK_FOLDER
 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libscap/scap.h>
#include <libscap/scap_engines.h>
#include <libscap/scap_platform.h>
#include <libscap/scap_platform_impl.h>
#include <libscap/scap_savefile_api.h>

#include "check.h"

enum { FLUSHED = 500 };

static scap_t* open_capture(const char* path, struct scap_platform** platform)
{
    scap_proc_callbacks callbacks;
    struct scap_savefile_engine_params params;
    scap_open_args args;
    char error[SCAP_LASTERR_SIZE] = "";
    int32_t rc = SCAP_FAILURE;
    memset(&callbacks, 0, sizeof(callbacks));
    memset(&params, 0, sizeof(params));
    memset(&args, 0, sizeof(args));
    *platform = params.platform = scap_savefile_alloc_platform(callbacks);
    params.fname = path;
    args.engine_params = &params;
    scap_t* handle = scap_open(&args, &scap_savefile_engine, error, &rc);
    if(handle == NULL) {
        fprintf(stderr, "%s\n", error);
        exit(1);
    }
    return handle;
}

static void close_capture(scap_t* handle, struct scap_platform* platform)
{
    scap_close(handle);
    scap_platform_close(platform);
    scap_platform_free(platform);
}

/* Events that a file holds; the last answer of the reader goes to `rc`. */
static int count_events(const char* path, int32_t* rc)
{
    struct scap_platform* platform;
    scap_t* handle = open_capture(path, &platform);
    scap_evt* event;
    uint16_t cpu;
    uint32_t flags;
    int count = 0;
    while((*rc = scap_next(handle, &event, &cpu, &flags)) == SCAP_SUCCESS || *rc == SCAP_FILTERED_EVENT) {
        count += *rc == SCAP_SUCCESS;
    }
    close_capture(handle, platform);
    return count;
}

/* Writes events until the dumper refuses one; flushes after FLUSHED of them, and is killed after `killed_after`. */
static int32_t write_events(const char* capture, const char* to, compression_mode mode, int killed_after, char* text)
{
    struct scap_platform* platform;
    scap_t* handle = open_capture(capture, &platform);
    char error[SCAP_LASTERR_SIZE] = "";
    scap_evt* event;
    uint16_t cpu;
    uint32_t flags;
    int32_t rc = SCAP_SUCCESS;
    scap_dumper_t* dumper = scap_dump_open(platform, to, mode, error);
    snprintf(text, SCAP_LASTERR_SIZE, "%s", error);
    if(dumper == NULL) {
        close_capture(handle, platform);
        return SCAP_FAILURE;
    }
    for(int round = 0, count = 0; round < 20 && rc == SCAP_SUCCESS; round++) {
        struct scap_platform* again;
        scap_t* source = open_capture(capture, &again);
        while(rc == SCAP_SUCCESS && scap_next(source, &event, &cpu, &flags) == SCAP_SUCCESS) {
            rc = scap_dump(dumper, event, cpu, flags);
            if(++count == FLUSHED) {
                scap_dump_flush(dumper);
            }
            if(count == killed_after) {
                raise(SIGKILL);
            }
        }
        close_capture(source, again);
    }
    if(rc != SCAP_SUCCESS) {
        snprintf(text, SCAP_LASTERR_SIZE, "%s", scap_dump_getlasterr(dumper));
    }
    scap_dump_close(dumper);
    close_capture(handle, platform);
    return rc;
}

static void killed(const char* capture, const char* folder, compression_mode mode)
{
    char path[512], text[SCAP_LASTERR_SIZE];
    int32_t rc;
    int status;
    snprintf(path, sizeof(path), "%s/killed", folder);
    pid_t child = fork();
    if(child == 0) {
        write_events(capture, path, mode, FLUSHED + 300, text);
        _exit(1);
    }
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    int count = count_events(path, &rc);
    CHECK(count >= FLUSHED && count < FLUSHED + 300);
    /* What was not flushed may end in the middle of an event. */
    CHECK(rc == SCAP_EOF || rc == SCAP_FAILURE);
}

static void full_disk(const char* capture, compression_mode mode)
{
    char text[SCAP_LASTERR_SIZE] = "";
    CHECK(write_events(capture, "/dev/full", mode, -1, text) == SCAP_FAILURE);
    CHECK_TEXT(text, "/dev/full");
    CHECK_TEXT(text, "No space left");
}

static void read_only_folder(const char* capture, const char* folder)
{
    char path[512], error[SCAP_LASTERR_SIZE] = "";
    int status;
    snprintf(path, sizeof(path), "%s/read-only", folder);
    CHECK(mkdir(path, 0555) == 0);
    pid_t child = fork();
    if(child == 0) {
        struct scap_platform* platform;
        scap_t* handle = open_capture(capture, &platform);
        /* Nothing is read-only for root. */
        if(chdir(path) != 0 || (geteuid() == 0 && setuid(65534) != 0)) {
            _exit(2);
        }
        scap_dumper_t* dumper = scap_dump_open(platform, "a.scap", SCAP_COMPRESSION_NONE, error);
        close_capture(handle, platform);
        _exit(dumper == NULL && strstr(error, "a.scap") != NULL && strstr(error, "ermission denied") != NULL ? 0 : 1);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void closed_pipe(const char* capture)
{
    char error[SCAP_LASTERR_SIZE] = "";
    int ends[2];
    struct scap_platform* platform;
    scap_t* handle = open_capture(capture, &platform);
    scap_evt* event;
    uint16_t cpu;
    uint32_t flags;
    signal(SIGPIPE, SIG_IGN);
    CHECK(pipe(ends) == 0);
    close(ends[0]);
    scap_dumper_t* dumper = scap_dump_open_fd(platform, ends[1], SCAP_COMPRESSION_NONE, true, error);
    int32_t rc = dumper == NULL ? SCAP_FAILURE : SCAP_SUCCESS;
    while(rc == SCAP_SUCCESS && scap_next(handle, &event, &cpu, &flags) == SCAP_SUCCESS) {
        rc = scap_dump(dumper, event, cpu, flags);
    }
    CHECK(rc == SCAP_FAILURE);
    CHECK_TEXT(dumper == NULL ? error : scap_dump_getlasterr(dumper), "roken pipe");
    if(dumper != NULL) {
        scap_dump_close(dumper);
    }
    close_capture(handle, platform);
}

int main(int argc, char** argv)
{
    if(argc != 3) {
        fprintf(stderr, "usage: interrupted CAPTURE WORK_FOLDER\n");
        return 2;
    }
    char folder[400];
    snprintf(folder, sizeof(folder), "%s/interrupted-XXXXXX", argv[2]);
    CHECK(mkdtemp(folder) != NULL);
    chmod(folder, 0755);
    killed(argv[1], folder, SCAP_COMPRESSION_NONE);
    killed(argv[1], folder, SCAP_COMPRESSION_GZIP);
    full_disk(argv[1], SCAP_COMPRESSION_NONE);
    full_disk(argv[1], SCAP_COMPRESSION_GZIP);
    read_only_folder(argv[1], folder);
    closed_pipe(argv[1]);
    return report("interrupted");
}
