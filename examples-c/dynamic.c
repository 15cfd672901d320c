/*
 * The library loaded while the program runs: no headers of it, nothing to link.
 *
 *     cc dynamic.c -ldl -o dynamic
 *     ./dynamic LIBRARY FILE
 */
#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>

struct text {
    const char* ptr;
    size_t len;
};

static void* library;

static void* function(const char* name)
{
    void* found = dlsym(library, name);
    if(found == NULL) {
        fprintf(stderr, "%s\n", dlerror());
    }
    return found;
}

int main(int argc, char** argv)
{
    if(argc != 3) {
        fprintf(stderr, "usage: %s LIBRARY FILE\n", argv[0]);
        return 2;
    }
    library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if(library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    uint32_t (*version)(void) = (uint32_t(*)(void))function("sinsp_abi_version");
    void* (*create)(void) = (void* (*)(void))function("sinsp_create");
    void (*destroy)(void*) = (void (*)(void*))function("sinsp_destroy");
    int32_t (*open)(void*, const char*) = (int32_t(*)(void*, const char*))function("sinsp_open_savefile");
    int32_t (*next)(void*, void**) = (int32_t(*)(void*, void**))function("sinsp_next");
    struct text (*error)(const void*) = (struct text(*)(const void*))function("sinsp_last_error");
    if(version == NULL || create == NULL || destroy == NULL || open == NULL || next == NULL || error == NULL) {
        return 1;
    }
    if(version() < 1) {
        fprintf(stderr, "the library is too old\n");
        return 1;
    }
    void* inspector = create();
    void* event;
    uint64_t count = 0;
    int32_t rc = open(inspector, argv[2]);
    /* 1 failure, 6 end; -1 and 10: none this time. */
    while(rc != 1 && rc != 6) {
        rc = next(inspector, &event);
        count += rc == 0;
    }
    if(rc == 1) {
        fprintf(stderr, "%s\n", error(inspector).ptr);
    }
    printf("%" PRIu64 " events\n", count);
    destroy(inspector);
    dlclose(library);
    return rc == 1;
}
