/* SPDX-License-Identifier: Apache-2.0 */
/* As reader.cpp beside this, through the C interface. */
#include <libscap/scap.h>
#include <libsinsp/sinsp_c.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int failed(const sinsp_inspector_t* inspector)
{
    sinsp_text text = sinsp_last_error(inspector);
    fprintf(stderr, "reader: %.*s\n", (int)text.len, text.ptr);
    return 1;
}

int main(int argc, char** argv)
{
    const char* work = argc > 2 ? argv[2] : "";
    int next = strcmp(work, "next") == 0, filters = strcmp(work, "filter") == 0, lines = strcmp(work, "line") == 0;
    if(argc != (next ? 3 : 4) || (!next && !filters && !lines)) {
        fprintf(stderr, "usage: reader CAPTURE next | filter TEXT | line FORMAT\n");
        return 2;
    }
    sinsp_inspector_t* inspector = sinsp_create();
    if(sinsp_open_savefile(inspector, argv[1]) != SCAP_SUCCESS) {
        return failed(inspector);
    }
    sinsp_filter_t* filter = filters ? sinsp_filter_compile(inspector, argv[3], strlen(argv[3])) : NULL;
    sinsp_formatter_t* line = lines ? sinsp_formatter_compile(inspector, argv[3], strlen(argv[3])) : NULL;
    if((filters && filter == NULL) || (lines && line == NULL)) {
        return failed(inspector);
    }
    unsigned long long events = 0, kept = 0;
    const sinsp_event_t* event;
    sinsp_text text;
    int32_t rc;
    double start = now();
    while((rc = sinsp_next(inspector, &event)) != SCAP_EOF) {
        if(rc == SCAP_FAILURE) {
            return failed(inspector);
        }
        if(rc != SCAP_SUCCESS) {
            continue;
        }
        events++;
        if(filter != NULL) {
            kept += sinsp_filter_matches(filter, event);
        } else if(line != NULL) {
            sinsp_formatter_text(line, event, &text);
            kept += text.len > 0;
        }
    }
    printf("%.6f %llu %llu\n", now() - start, events, kept);
    sinsp_formatter_free(line);
    sinsp_filter_free(filter);
    sinsp_destroy(inspector);
    return 0;
}
