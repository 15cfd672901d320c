/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a capture file and prints each event: number, time, thread, name, parameters.
 *
 *     cc read-capture.c $(pkg-config --cflags --libs libscap) -o read-capture
 *     ./read-capture FILE [COUNT]
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libscap/scap.h>
#include <libscap/scap_engines.h>

/* The number in up to 8 bytes. */
static uint64_t number(const void* bytes, size_t size)
{
    uint64_t value = 0;
    memcpy(&value, bytes, size < sizeof(value) ? size : sizeof(value));
    return value;
}

/* The same with a sign. */
static int64_t signed_number(const void* bytes, size_t size)
{
    unsigned spare = size < 8 ? 8 * (8 - (unsigned)size) : 0;
    return (int64_t)(number(bytes, size) << spare) >> spare;
}

/* Up to 24 bytes, unprintable ones as dots. */
static void print_text(const char* text, size_t size)
{
    size_t shown = size < 24 ? size : 24;
    for(size_t i = 0; i < shown; i++) {
        putchar(isprint((unsigned char)text[i]) ? text[i] : '.');
    }
    if(size > shown) {
        printf("...(%zu)", size);
    }
}

static void print_param(const struct ppm_param_info* info, const struct scap_sized_buffer* param)
{
    const char* bytes = (const char*)param->buf;
    printf(" %s=", info->name);
    if(param->size == 0) {
        return;
    }
    switch(info->type) {
    case PT_INT8:
    case PT_INT16:
    case PT_INT32:
    case PT_INT64:
    case PT_ERRNO:
    case PT_FD:
    case PT_FD32:
    case PT_PID:
    case PT_PID32:
        printf("%" PRId64, signed_number(bytes, param->size));
        break;
    case PT_CHARBUF:
    case PT_FSPATH:
    case PT_FSRELPATH:
        print_text(bytes, strnlen(bytes, param->size));
        break;
    case PT_BYTEBUF:
    case PT_CHARBUFARRAY:
    case PT_CHARBUF_PAIR_ARRAY:
    case PT_SOCKADDR:
    case PT_SOCKTUPLE:
    case PT_FDLIST:
    case PT_DYN:
        print_text(bytes, param->size);
        break;
    default:
        printf("%" PRIu64, number(bytes, param->size));
        break;
    }
}

static void print_event(uint64_t num, scap_evt* event)
{
    const struct ppm_event_info* info = scap_event_getinfo(event);
    struct scap_sized_buffer params[PPM_MAX_EVENT_PARAMS];
    uint32_t count = scap_event_decode_params(event, params);

    printf("%" PRIu64 " %" PRIu64 " %" PRId64 " %s",
           num,
           scap_event_get_ts(event),
           (int64_t)scap_event_get_tid(event),
           info->name);
    for(uint32_t i = 0; i < count; i++) {
        print_param(&info->params[i], &params[i]);
    }
    putchar('\n');
}

int main(int argc, char** argv)
{
    if(argc < 2 || argc > 3) {
        fprintf(stderr, "usage: %s FILE [COUNT]\n", argv[0]);
        return 2;
    }
    uint64_t count = argc == 3 ? strtoull(argv[2], NULL, 10) : UINT64_MAX;

    struct scap_savefile_engine_params params;
    memset(&params, 0, sizeof(params));
    params.fname = argv[1];
    scap_open_args args;
    memset(&args, 0, sizeof(args));
    args.engine_params = &params;

    char error[SCAP_LASTERR_SIZE] = "";
    int32_t rc = SCAP_SUCCESS;
    scap_t* capture = scap_open(&args, &scap_savefile_engine, error, &rc);
    if(capture == NULL) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    uint64_t num = 0;
    while(num < count) {
        scap_evt* event = NULL;
        uint16_t cpu = 0;
        uint32_t flags = 0;
        rc = scap_next(capture, &event, &cpu, &flags);
        if(rc == SCAP_FILTERED_EVENT || rc == SCAP_TIMEOUT) {
            continue;
        }
        if(rc != SCAP_SUCCESS) {
            break;
        }
        print_event(++num, event);
    }
    if(rc != SCAP_SUCCESS && rc != SCAP_EOF) {
        fprintf(stderr, "%s\n", scap_getlasterr(capture));
    }
    scap_close(capture);
    return rc == SCAP_SUCCESS || rc == SCAP_EOF ? 0 : 1;
}
