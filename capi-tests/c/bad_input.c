/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are no captures, or damaged ones: an error that names the file. usage: bad_input CAPTURE WORK_FOLDER */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <libscap/scap.h>
#include <libscap/scap_engines.h>
#include <libscap/scap_platform.h>

#include "check.h"

static char path[4096];
static char last_error[SCAP_LASTERR_SIZE];

/* Opens `path` with a platform and reads it to its end; the events, or -1 where it does not open. */
static long read_file(int fd)
{
    scap_proc_callbacks callbacks;
    struct scap_savefile_engine_params params;
    scap_open_args args;
    int32_t rc = SCAP_SUCCESS;
    long events = 0;
    memset(&callbacks, 0, sizeof(callbacks));
    memset(&params, 0, sizeof(params));
    memset(&args, 0, sizeof(args));
    params.platform = scap_savefile_alloc_platform(callbacks);
    params.fname = fd == 0 ? path : NULL;
    params.fd = fd;
    args.engine_params = &params;
    last_error[0] = '\0';
    scap_t* handle = scap_open(&args, &scap_savefile_engine, last_error, &rc);
    if(handle == NULL) {
        CHECK(rc != SCAP_SUCCESS && last_error[0] != '\0');
        events = -1;
    } else {
        CHECK(rc == SCAP_SUCCESS);
        do {
            scap_evt* event;
            uint16_t cpu;
            uint32_t flags;
            rc = scap_next(handle, &event, &cpu, &flags);
            events += rc == SCAP_SUCCESS;
        } while(rc == SCAP_SUCCESS || rc == SCAP_FILTERED_EVENT);
        if(rc != SCAP_EOF) {
            strncpy(last_error, scap_getlasterr(handle), sizeof(last_error) - 1);
        }
    }
    scap_close(handle);
    scap_platform_close(params.platform);
    scap_platform_free(params.platform);
    return events;
}

static void write_file(const char* folder, const char* name, const void* bytes, size_t size)
{
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE* file = fopen(path, "wb");
    CHECK(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

static void not_captures(const char* folder)
{
    static const unsigned char garbage_gzip[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xde, 0xad, 0xbe, 0xef, 0x55};
    static const char text[] = "This is a text and no capture at all.\n";

    snprintf(path, sizeof(path), "%s/nowhere.scap", folder);
    CHECK(read_file(0) == -1);
    CHECK_TEXT(last_error, "nowhere.scap");
    CHECK_TEXT(last_error, "No such file");

    write_file(folder, "empty.scap", "", 0);
    CHECK(read_file(0) == -1);
    CHECK_TEXT(last_error, "empty.scap");
    CHECK_TEXT(last_error, "empty");

    write_file(folder, "text.scap", text, sizeof(text) - 1);
    CHECK(read_file(0) == -1);
    CHECK_TEXT(last_error, "text.scap");
    CHECK_TEXT(last_error, "not a capture file");

    write_file(folder, "garbage.scap", garbage_gzip, sizeof(garbage_gzip));
    CHECK(read_file(0) == -1);
    CHECK_TEXT(last_error, "garbage.scap");

    snprintf(path, sizeof(path), "%s", folder);
    CHECK(read_file(0) == -1);
    CHECK_TEXT(last_error, folder);
    CHECK_TEXT(last_error, "directory");

    CHECK(read_file(-5) == -1);
    CHECK_TEXT(last_error, "descriptor -5");
    CHECK(read_file(1000) == -1);
    CHECK_TEXT(last_error, "descriptor 1000");
}

/* A good capture, cut and flipped. */
static void damaged(const char* capture, const char* folder)
{
    static unsigned char bytes[4 * 1024 * 1024];
    snprintf(path, sizeof(path), "%s", capture);
    long whole = read_file(0);
    CHECK(whole > 0 && last_error[0] == '\0');
    FILE* file = fopen(capture, "rb");
    CHECK(file != NULL);
    size_t size = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    CHECK(size > 1000 && size < sizeof(bytes));

    int named = 0;
    for(size_t cut = 1; cut < size; cut += 1 + size / 200) {
        write_file(folder, "cut.scap", bytes, cut);
        long events = read_file(0);
        CHECK(events < whole);
        /* A cut between two events is no damage. */
        if(last_error[0] != '\0') {
            CHECK_TEXT(last_error, "cut.scap");
            named++;
        }
    }
    CHECK(named > 150);
    srand(1);
    for(int round = 0; round < 200; round++) {
        size_t at = (size_t)rand() % size;
        unsigned char good = bytes[at];
        bytes[at] ^= (unsigned char)(1u << (rand() % 8));
        write_file(folder, "flipped.scap", bytes, size);
        CHECK(read_file(0) <= whole);
        bytes[at] = good;
    }
}

int main(int argc, char** argv)
{
    if(argc != 3) {
        fprintf(stderr, "usage: %s CAPTURE WORK_FOLDER\n", argv[0]);
        return 2;
    }
    not_captures(argv[2]);
    damaged(argv[1], argv[2]);
    return report("bad_input");
}
