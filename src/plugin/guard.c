/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls a plugin's init such that a crash in it is an answer and not the end of the program.
 *
 * The way out of the handler passes over the frames of the plugin only: a fault in code of the program that has this
 * library, or in this library itself, is left to whoever handled it before. So are signals that somebody else handles
 * already, such as the runtime of another language: Go turns some of them into its own errors.
 *
 * This file is compiled without unwind tables: an exception that nobody in the plugin catches cannot leave it, and its
 * runtime then calls abort(), which is a crash like others.
 */
#define _GNU_SOURCE
#include <link.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

typedef void* (*init_fn)(const void* input, int32_t* rc);

#define SIGNALS 5
static const int signals[SIGNALS] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
static struct sigaction before[SIGNALS];
static int taken[SIGNALS];

/* Where the code of this library is. */
static uintptr_t own_begin;
static uintptr_t own_end;

static __thread sigjmp_buf* way_out;

static void on_crash(int number, siginfo_t* info, void* context)
{
    const uintptr_t at = (uintptr_t)((ucontext_t*)context)->uc_mcontext.gregs[REG_RIP];
    size_t i;
    if(way_out != NULL && (at < own_begin || at >= own_end)) {
        siglongjmp(*way_out, number);
    }
    /* Not ours: as it was before, when the instruction runs again or the signal is sent again. */
    for(i = 0; i < SIGNALS; i++) {
        if(signals[i] == number) {
            sigaction(number, &before[i], NULL);
        }
    }
    if(info->si_code <= 0) {
        raise(number);
    }
}

static int find_own(struct dl_phdr_info* info, size_t size, void* data)
{
    const uintptr_t here = (uintptr_t)&find_own;
    int i;
    (void)size;
    (void)data;
    for(i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr)* segment = &info->dlpi_phdr[i];
        const uintptr_t begin = info->dlpi_addr + segment->p_vaddr;
        if(segment->p_type == PT_LOAD && here >= begin && here < begin + segment->p_memsz) {
            own_begin = begin;
            own_end = begin + segment->p_memsz;
            return 1;
        }
    }
    return 0;
}

/* True for a handler of the system's, of this library, or of the program that has it: none of another language's. */
static int is_replaceable(const struct sigaction* action)
{
    const uintptr_t handler = (uintptr_t)action->sa_sigaction;
    if((action->sa_flags & SA_SIGINFO) == 0 && (action->sa_handler == SIG_DFL || action->sa_handler == SIG_IGN)) {
        return 1;
    }
    return handler >= own_begin && handler < own_end;
}

/* Calls `init`; `*crash` is the signal that ended it, 0 if none did. One call at a time. */
void* syscap_plugin_guarded_init(init_fn init, const void* input, int32_t* rc, int* crash)
{
    sigjmp_buf out;
    void* volatile state = NULL;
    struct sigaction action;
    size_t i;
    memset(&action, 0, sizeof(action));
    action.sa_sigaction = on_crash;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    if(own_end == 0) {
        dl_iterate_phdr(find_own, NULL);
    }
    for(i = 0; i < SIGNALS; i++) {
        taken[i] = sigaction(signals[i], NULL, &before[i]) == 0 && is_replaceable(&before[i]) &&
                   sigaction(signals[i], &action, NULL) == 0;
    }
    *crash = sigsetjmp(out, 1);
    if(*crash == 0) {
        way_out = &out;
        state = init(input, rc);
    }
    way_out = NULL;
    for(i = 0; i < SIGNALS; i++) {
        struct sigaction now;
        /* What the plugin set itself stays. */
        if(taken[i] && sigaction(signals[i], NULL, &now) == 0 && now.sa_sigaction == on_crash) {
            sigaction(signals[i], &before[i], NULL);
        }
    }
    return state;
}
