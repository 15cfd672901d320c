/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface of libsinsp: captures that are written, to files, descriptors and memory.
 *
 *     sinsp_dumper TESTDATA FOLDER
 */
#include <fcntl.h>
#include <unistd.h>

#include "sinsp_check.h"

static const char* folder;

static const char* in_folder(const char* name)
{
    static char path[4096];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static unsigned char* bytes_of(const char* path, size_t* size)
{
    FILE* file = fopen(path, "rb");
    unsigned char* bytes = malloc(1 << 24);
    CHECK(file != NULL && bytes != NULL);
    *size = file == NULL ? 0 : fread(bytes, 1, 1 << 24, file);
    if(file != NULL) {
        fclose(file);
    }
    return bytes;
}

/* Writes what the inspector has still to read. */
static void write_rest(sinsp_inspector_t* inspector, sinsp_dumper_t* dumper)
{
    const sinsp_event_t* event;
    while((event = next_event(inspector)) != NULL) {
        CHECK(sinsp_dumper_dump(dumper, event) == SCAP_SUCCESS);
    }
}

/* The events of a file that was written, by their text, against those of the capture. */
static void same_events(const char* path, const char* capture)
{
    sinsp_inspector_t *one = sinsp_create(), *other = opened(capture);
    CHECK(sinsp_open_savefile(one, path) == SCAP_SUCCESS);
    sinsp_formatter_t* line = sinsp_formatter_compile(one, TEXT("*%evt.time %proc.name %thread.tid %evt.type %evt.args %fd.name"));
    sinsp_formatter_t* again = sinsp_formatter_compile(other, TEXT("*%evt.time %proc.name %thread.tid %evt.type %evt.args %fd.name"));
    const sinsp_event_t *a, *b;
    sinsp_text first, second;
    uint64_t count = 0, different = 0;
    while((a = next_event(one)) != NULL && (b = next_event(other)) != NULL) {
        count++;
        different += !sinsp_formatter_text(line, a, &first) || !sinsp_formatter_text(again, b, &second) ||
                     first.len != second.len || memcmp(first.ptr, second.ptr, first.len) != 0;
    }
    CHECK(count == 8169 && different == 0 && next_event(other) == NULL);
    sinsp_formatter_free(line);
    sinsp_formatter_free(again);
    sinsp_destroy(one);
    sinsp_destroy(other);
}

static void files(void)
{
    sinsp_inspector_t* inspector = sinsp_create();
    CHECK(sinsp_dumper_open(inspector, in_folder("early.scap"), false) == NULL);
    CHECK_ERROR(inspector, "no source of events is open");
    CHECK(access(in_folder("early.scap"), F_OK) != 0);
    open_capture(inspector, "shell.scap");
    CHECK(sinsp_dumper_open(inspector, "/nowhere/x.scap", false) == NULL);
    CHECK_ERROR(inspector, "/nowhere/x.scap");
    CHECK(sinsp_dumper_open_fd(inspector, -1, false) == NULL);
    CHECK_ERROR(inspector, "descriptor -1");
    sinsp_dumper_t* plain = sinsp_dumper_open(inspector, in_folder("plain.scap"), false);
    int fd = open(in_folder("packed.scap"), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    sinsp_dumper_t* packed = sinsp_dumper_open_fd(inspector, fd, true);
    CHECK(plain != NULL && packed != NULL && sinsp_dumper_last_error(plain).len == 0);
    uint64_t head = sinsp_dumper_written_bytes(plain);
    CHECK(head > 1000 && sinsp_dumper_written_events(plain) == 0);
    CHECK(sinsp_dumper_dump(plain, NULL) == SCAP_FAILURE);
    sinsp_event_t* nothing = sinsp_event_create(inspector);
    CHECK(sinsp_dumper_dump(plain, nothing) == SCAP_FAILURE);
    CHECK_TEXT(sinsp_dumper_last_error(plain).ptr, "there is no event to write");
    sinsp_event_free(nothing);
    const sinsp_event_t* event;
    uint64_t count = 0;
    while((event = next_event(inspector)) != NULL) {
        CHECK(sinsp_dumper_dump(plain, event) == SCAP_SUCCESS && sinsp_dumper_dump(packed, event) == SCAP_SUCCESS);
        if(++count == 100) {
            /* What was flushed is there for a reader. */
            size_t size;
            CHECK(sinsp_dumper_flush(plain) == SCAP_SUCCESS && sinsp_dumper_flush(packed) == SCAP_SUCCESS);
            free(bytes_of(in_folder("plain.scap"), &size));
            CHECK(size == sinsp_dumper_written_bytes(plain));
            sinsp_inspector_t* reader = sinsp_create();
            CHECK(sinsp_open_savefile(reader, in_folder("packed.scap")) == SCAP_SUCCESS);
            uint64_t there = 0;
            while(sinsp_next(reader, &event) == SCAP_SUCCESS) {
                there++;
            }
            CHECK(there == 100);
            sinsp_destroy(reader);
        }
    }
    CHECK(sinsp_dumper_written_events(plain) == 8169 && sinsp_dumper_written_events(packed) == 8169);
    CHECK(sinsp_dumper_written_bytes(plain) > sinsp_dumper_written_bytes(packed));
    CHECK(sinsp_dumper_close(plain) == SCAP_SUCCESS && sinsp_dumper_close(packed) == SCAP_SUCCESS);
    CHECK(write(fd, "", 0) == 0 && close(fd) == 0);
    sinsp_destroy(inspector);
    same_events(in_folder("plain.scap"), "shell.scap");
    same_events(in_folder("packed.scap"), "shell.scap");
}

/* A disk that is full. */
static void no_room_on_disk(void)
{
    int fd = open("/dev/full", O_WRONLY);
    if(fd < 0) {
        printf("sinsp_dumper: there is no /dev/full\n");
        return;
    }
    sinsp_inspector_t* inspector = opened("shell.scap");
    sinsp_dumper_t* dumper = sinsp_dumper_open_fd(inspector, fd, false);
    const sinsp_event_t* event;
    int32_t rc = SCAP_SUCCESS;
    if(dumper != NULL) {
        while(rc == SCAP_SUCCESS && (event = next_event(inspector)) != NULL) {
            rc = sinsp_dumper_dump(dumper, event);
        }
        CHECK(rc == SCAP_FAILURE || sinsp_dumper_flush(dumper) == SCAP_FAILURE);
        CHECK_TEXT(sinsp_dumper_last_error(dumper).ptr, "No space left on device");
        sinsp_dumper_close(dumper);
    } else {
        CHECK_ERROR(inspector, "No space left on device");
    }
    close(fd);
    sinsp_destroy(inspector);
}

/* Memory gets the bytes of a file, to the last one; what it has no room for is not begun. */
static void memory(void)
{
    size_t size;
    unsigned char* file = bytes_of(in_folder("plain.scap"), &size);
    unsigned char* target = malloc(size + 1);
    target[size] = 0x5a;
    sinsp_inspector_t* inspector = sinsp_create();
    CHECK(sinsp_dumper_open_memory(inspector, target, size) == NULL);
    CHECK_ERROR(inspector, "no source of events is open");
    open_capture(inspector, "shell.scap");
    CHECK(sinsp_dumper_open_memory(inspector, NULL, 100) == NULL);
    CHECK_ERROR(inspector, "it is NULL");
    CHECK(sinsp_dumper_open_memory(inspector, target, 10) == NULL);
    CHECK_ERROR(inspector, "of 10 bytes are in use");
    sinsp_dumper_t* dumper = sinsp_dumper_open_memory(inspector, target, size);
    CHECK(dumper != NULL);
    write_rest(inspector, dumper);
    CHECK(sinsp_dumper_written_bytes(dumper) == size && sinsp_dumper_written_events(dumper) == 8169);
    CHECK(memcmp(target, file, size) == 0 && target[size] == 0x5a);
    CHECK(sinsp_dumper_flush(dumper) == SCAP_SUCCESS && sinsp_dumper_close(dumper) == SCAP_SUCCESS);

    /* 40,000 bytes less: what fits is whole, in the order of the events. */
    size_t less = size - 40000;
    memset(target, 0, size);
    open_capture(inspector, "shell.scap");
    dumper = sinsp_dumper_open_memory(inspector, target, less);
    const sinsp_event_t* event = NULL;
    int32_t rc = SCAP_SUCCESS;
    while(rc == SCAP_SUCCESS && (event = next_event(inspector)) != NULL) {
        rc = sinsp_dumper_dump(dumper, event);
    }
    uint64_t events = sinsp_dumper_written_events(dumper), used = sinsp_dumper_written_bytes(dumper);
    CHECK(rc == SCAP_FAILURE && events > 5000 && events < 8169 && used <= less && used > less - 4096);
    CHECK_TEXT(sinsp_dumper_last_error(dumper).ptr, "memory");
    CHECK_TEXT(sinsp_dumper_last_error(dumper).ptr, "bytes are in use");
    CHECK(memcmp(target, file, used) == 0);
    CHECK(sinsp_dumper_close(dumper) == SCAP_SUCCESS);
    FILE* copy = fopen(in_folder("memory.scap"), "wb");
    CHECK(copy != NULL && fwrite(target, 1, used, copy) == used && fclose(copy) == 0);
    CHECK(sinsp_open_savefile(inspector, in_folder("memory.scap")) == SCAP_SUCCESS && read_all(inspector) == events);
    sinsp_destroy(inspector);
    free(target);
    free(file);
}

int main(int argc, char** argv)
{
    if(argc != 3) {
        return 2;
    }
    testdata = argv[1];
    folder = argv[2];
    files();
    no_room_on_disk();
    memory();
    return report("sinsp_dumper");
}
