/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the functions and macros that live in the headers; needs no library. Exits with 1 and the failing check. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <driver/ppm_ringbuffer.h>
#include <libscap/clock_helpers.h>
#include <libscap/debug_log_helpers.h>
#include <libscap/linux/scap_cgroup.h>
#include <libscap/scap.h>
#include <libscap/scap_vtable.h>
#include <libscap/strerror.h>
#include <libscap/strl.h>

static int failures;

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "FAIL line %d: %s\n", __LINE__, #condition);                                     \
            failures++;                                                                                      \
        }                                                                                                    \
    } while (0)

/* Stands in for the library's function, for SCAP_EMPTY_PARAMS_SET. */
void scap_empty_params_set_init(scap_empty_params_set* set, int n, ...)
{
    va_list members;

    va_start(members, n);
    while (n-- > 0) {
        *set |= (scap_empty_params_set)1 << va_arg(members, int);
    }
    va_end(members);
}

static void test_strl(void)
{
    char text[6] = "xxxxx";

    CHECK(strlcpy(text, "abc", 0) == 3 && text[0] == 'x');
    CHECK(strlcpy(text, "abcdefgh", 1) == 8 && text[0] == 0);
    CHECK(strlcpy(text, "abcde", sizeof text) == 5 && strcmp(text, "abcde") == 0);
    CHECK(strlcpy(text, "abcdef", sizeof text) == 6 && strcmp(text, "abcde") == 0);
    CHECK(strlcpy(text, "ab", sizeof text) == 2 && strcmp(text, "ab") == 0);
    CHECK(strlcat(text, "cde", sizeof text) == 5 && strcmp(text, "abcde") == 0);
    CHECK(strlcat(text, "f", sizeof text) == 6 && strcmp(text, "abcde") == 0);
    CHECK(strlcat(text, "xyz", 3) >= 3 && strcmp(text, "abcde") == 0);
}

static void test_error_texts(void)
{
    char text[SCAP_LASTERR_SIZE + 1];
    char full[SCAP_LASTERR_SIZE * 2];

    CHECK(scap_errprintf(text, 0, "device %d", 3) == SCAP_FAILURE && strcmp(text, "device 3") == 0);
    CHECK(scap_errprintf(text, 2, "device") == SCAP_FAILURE && strcmp(text, "device: No such file or directory") == 0);

    memset(full, 'y', sizeof full - 1);
    full[sizeof full - 1] = 0;
    text[SCAP_LASTERR_SIZE] = '!';
    CHECK(scap_errprintf(text, 2, "%s", full) == SCAP_FAILURE);
    CHECK(strlen(text) == SCAP_LASTERR_SIZE - 1 && text[SCAP_LASTERR_SIZE] == '!');

    CHECK(scap_err_opnotsup(text) == SCAP_NOT_SUPPORTED && strcmp(text, "operation not supported") == 0);
    CHECK(scap_err_unsupported_setting(text, SCAP_STATSD_PORT, 1, 2) == SCAP_NOT_SUPPORTED);
    CHECK(strcmp(text, "Unsupported setting 5 (args 1, 2)") == 0);
}

static char logged[64];

static void keep_message(const char* component, const char* msg, const enum falcosecurity_log_severity sev)
{
    snprintf(logged, sizeof logged, "%s %s %d", component, msg, (int)sev);
}

static void test_log(void)
{
    struct {
        falcosecurity_log_fn m_log_fn;
    } handle = {NULL}, *h = &handle;

    scap_debug_log(h, "nobody %d", 1);
    CHECK(logged[0] == 0);
    handle.m_log_fn = keep_message;
    scap_log(h, FALCOSECURITY_LOG_SEV_ERROR, "read %d", 2);
    CHECK(strcmp(logged, "libscap read 2 3") == 0);
    scap_debug_log(h, "plain");
    CHECK(strcmp(logged, "libscap plain 7") == 0);
}

static void test_clock(void)
{
    uint64_t context = SCAP_GET_CUR_TS_MS_CONTEXT_INIT;
    uint64_t first = scap_get_monotonic_ts_ms(&context);

    CHECK(context == first && scap_get_monotonic_ts_ms(&context) >= first);

    /* A reading from the future: the clock goes backwards. */
    context = SCAP_GET_CUR_TS_MS_CONTEXT_PREV_VALUE_MASK;
    CHECK(scap_get_monotonic_ts_ms(&context) == SCAP_GET_CUR_TS_MS_CONTEXT_PREV_VALUE_MASK);
    CHECK(context & SCAP_GET_CUR_TS_MS_CONTEXT_ERROR_FLAG);
    context = SCAP_GET_CUR_TS_MS_CONTEXT_ERROR_FLAG | 5;
    CHECK(scap_get_monotonic_ts_ms(&context) == 5);
    CHECK(context == (SCAP_GET_CUR_TS_MS_CONTEXT_ERROR_FLAG | 5));
    CHECK(S_TO_MS(2) + NS_TO_MS(3999999) == 2003);
}

static void test_ring_size(void)
{
    CHECK(!validate_buffer_bytes_dim(0, 4096));
    CHECK(!validate_buffer_bytes_dim(8192, 4096));
    CHECK(validate_buffer_bytes_dim(16384, 4096));
    CHECK(!validate_buffer_bytes_dim(16384 + 4096, 4096));
    CHECK(!validate_buffer_bytes_dim(16384, 5000));
    CHECK(validate_buffer_bytes_dim(DEFAULT_DRIVER_BUFFER_BYTES_DIM, 4096));
}

static void test_macros(void)
{
    static const struct scap_cgroup_set groups = {.len = 12, .path = "cpu=/a\0io=/"};
    size_t found = 0;
    SCAP_EMPTY_PARAMS_SET(one, 0);
    SCAP_EMPTY_PARAMS_SET(more, 2, 5, 40);

    CHECK(one == 1);
    CHECK(more == ((1ULL << 2) | (1ULL << 5) | (1ULL << 40)));
    FOR_EACH_SUBSYS(&groups, group)
    {
        CHECK(strcmp(group, found == 0 ? "cpu=/a" : "io=/") == 0);
        found++;
    }
    CHECK(found == 2);

    CHECK(PPME_IS_ENTER(PPME_SYSCALL_OPEN_E) && PPME_IS_EXIT(PPME_SYSCALL_OPEN_X));
    CHECK(PPME_MAKE_EXIT(PPME_SYSCALL_OPEN_E) == PPME_SYSCALL_OPEN_X);
    CHECK(!PPME_IS_ENTER(1 | 2));
    CHECK(PPM_API_VERSION_MAJOR(PPM_API_VERSION(1, 2, 3)) == 1);
    CHECK(PPM_API_VERSION_MINOR(PPM_API_VERSION(1, 2, 3)) == 2);
    CHECK(PPM_API_VERSION_PATCH(PPM_API_VERSION(1, 2, 3)) == 3);
    CHECK(strcmp(PPM_API_CURRENT_VERSION_STRING, "10.1.0") == 0);
}

int main(void)
{
    test_strl();
    test_error_texts();
    test_log();
    test_clock();
    test_ring_size();
    test_macros();
    return failures != 0;
}
