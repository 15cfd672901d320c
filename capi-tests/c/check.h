/* SPDX-License-Identifier: Apache-2.0 */
/* Checks that name the line that fails; a program ends with report(). */
#pragma once

#include <stdio.h>
#include <string.h>

static int failed_checks;
static int all_checks;

#define CHECK(condition)                                                                                      \
    do {                                                                                                      \
        all_checks++;                                                                                         \
        if(!(condition)) {                                                                                    \
            failed_checks++;                                                                                  \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                   \
        }                                                                                                     \
    } while(0)

/* The text must hold the part. */
#define CHECK_TEXT(text, part)                                                                                \
    do {                                                                                                      \
        all_checks++;                                                                                         \
        if(strstr((text), (part)) == NULL) {                                                                  \
            failed_checks++;                                                                                  \
            fprintf(stderr, "%s:%d: '%s' lacks '%s'\n", __FILE__, __LINE__, (text), (part));                  \
        }                                                                                                     \
    } while(0)

static int report(const char* name)
{
    printf("%s: %d checks, %d failed\n", name, all_checks, failed_checks);
    return failed_checks != 0 || all_checks == 0;
}
