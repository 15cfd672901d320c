/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the C interface of libsinsp share: texts, captures, the event with a number. */
#pragma once

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libscap/scap.h>
#include <libsinsp/sinsp_c.h>
#include "check.h"

/* A text argument: pointer and length. */
#define TEXT(literal) (literal), strlen(literal)

/* The text must be this, to its length. */
#define CHECK_IS(text, expected) check_is(__LINE__, (text), (expected))

/* The last error of the inspector must hold the part. */
#define CHECK_ERROR(inspector, part) CHECK_TEXT(sinsp_last_error(inspector).ptr, part)

static inline void check_is(int line, sinsp_text text, const char* expected)
{
    all_checks++;
    if(text.len != strlen(expected) || (text.len != 0 && memcmp(text.ptr, expected, text.len) != 0)) {
        failed_checks++;
        fprintf(stderr, "line %d: '%.*s' is not '%s'\n", line, (int)text.len, text.len == 0 ? "" : text.ptr, expected);
    }
}

static inline sinsp_text text_of(const char* literal)
{
    sinsp_text text = {literal, strlen(literal)};
    return text;
}

static const char* testdata;

static inline int open_capture(sinsp_inspector_t* inspector, const char* name)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", testdata, name);
    int32_t rc = sinsp_open_savefile(inspector, path);
    CHECK(rc == SCAP_SUCCESS);
    return rc == SCAP_SUCCESS;
}

static inline sinsp_inspector_t* opened(const char* name)
{
    sinsp_inspector_t* inspector = sinsp_create();
    CHECK(inspector != NULL && open_capture(inspector, name));
    return inspector;
}

/* The next event that is delivered; NULL at the end. */
static inline const sinsp_event_t* next_event(sinsp_inspector_t* inspector)
{
    const sinsp_event_t* event = NULL;
    int32_t rc;
    while((rc = sinsp_next(inspector, &event)) == SCAP_TIMEOUT || rc == SCAP_FILTERED_EVENT) {
    }
    if(rc != SCAP_SUCCESS && rc != SCAP_EOF) {
        CHECK(rc == SCAP_EOF);
        fprintf(stderr, "%s\n", sinsp_last_error(inspector).ptr);
    }
    return rc == SCAP_SUCCESS ? event : NULL;
}

/* Reads on to the event with this number. */
static inline const sinsp_event_t* event_at(sinsp_inspector_t* inspector, uint64_t num)
{
    const sinsp_event_t* event;
    sinsp_event_view view;
    while((event = next_event(inspector)) != NULL) {
        if(sinsp_event_get(event, &view, sizeof(view)) && view.num == num) {
            return event;
        }
    }
    CHECK(event != NULL);
    exit(1);
}

/* Whether one of the numbers is the wanted one. */
static inline int has(const int64_t* numbers, size_t count, int64_t wanted)
{
    for(size_t i = 0; i < count; i++) {
        if(numbers[i] == wanted) {
            return 1;
        }
    }
    return 0;
}

/* Reads to the end; how many events were delivered. */
static inline uint64_t read_all(sinsp_inspector_t* inspector)
{
    uint64_t count = 0;
    while(next_event(inspector) != NULL) {
        count++;
    }
    return count;
}
