/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The library loaded while the program runs: it counts the events of a capture by their types. The headers give types
 * only, nothing is linked; a program can do without the library where it is not installed.
 *
 *     cc $(pkg-config --cflags libsinsp) dlopen-syscap.c -ldl -o dlopen-syscap
 *     ./dlopen-syscap libsinsp.so.0 FILE
 */
#include <libscap/scap.h>
#include <libsinsp/sinsp_c.h>

#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The functions that are used, of libsinsp and of libscap: one library has both. */
#define FUNCTIONS(f)            \
    f(sinsp_abi_version)        \
    f(sinsp_create)             \
    f(sinsp_destroy)            \
    f(sinsp_open_savefile)      \
    f(sinsp_next_view)          \
    f(sinsp_last_error)         \
    f(scap_get_event_info_table)

#define MEMBER(name) __typeof__(&name) name;
static struct {
    FUNCTIONS(MEMBER)
} lib;

static int load(const char* path)
{
    void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if(library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 0;
    }
#define LOOK_UP(name)                                         \
    *(void**)(void*)&lib.name = dlsym(library, #name);        \
    if(lib.name == NULL) {                                    \
        fprintf(stderr, "%s\n", dlerror());                   \
        return 0;                                             \
    }
    FUNCTIONS(LOOK_UP)
    if(lib.sinsp_abi_version() < 1) {
        fprintf(stderr, "%s is too old\n", path);
        return 0;
    }
    return 1;
}

static uint64_t counts[PPM_EVENT_MAX];

static int most_first(const void* a, const void* b)
{
    const int left = *(const int*)a, right = *(const int*)b;
    if(counts[left] != counts[right]) {
        return counts[left] < counts[right] ? 1 : -1;
    }
    return left - right;
}

int main(int argc, char** argv)
{
    int order[PPM_EVENT_MAX];
    uint64_t all = 0;
    int32_t rc;
    int at;
    if(argc != 3) {
        fprintf(stderr, "usage: %s LIBRARY FILE\n", argv[0]);
        return 2;
    }
    if(!load(argv[1])) {
        return 1;
    }
    sinsp_inspector_t* inspector = lib.sinsp_create();
    rc = lib.sinsp_open_savefile(inspector, argv[2]);
    while(rc != SCAP_FAILURE && rc != SCAP_EOF) {
        const sinsp_event_t* event;
        sinsp_event_view view;
        rc = lib.sinsp_next_view(inspector, &event, &view, sizeof(view));
        if(rc == SCAP_SUCCESS) {
            counts[view.code]++;
            all++;
        }
    }
    if(rc == SCAP_FAILURE) {
        fprintf(stderr, "%s\n", lib.sinsp_last_error(inspector).ptr);
    } else {
        printf("%8" PRIu64 " events\n", all);
        for(at = 0; at < PPM_EVENT_MAX; at++) {
            order[at] = at;
        }
        qsort(order, PPM_EVENT_MAX, sizeof(order[0]), most_first);
        for(at = 0; at < 10 && counts[order[at]] != 0; at++) {
            const char* name = lib.scap_get_event_info_table()[order[at]].name;
            printf("%8" PRIu64 " %s\n", counts[order[at]], name);
        }
    }
    lib.sinsp_destroy(inspector);
    return rc == SCAP_FAILURE;
}
