/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* The kernel's helper functions by number, and what relocation by name (CO-RE) needs from the compiler. */
#pragma once

#include "kernel.h"

#define SEC(name) __attribute__((section(name), used))
#define INLINE static inline __attribute__((always_inline))
/* A function that the verifier looks at once, whoever calls it. */
#define GLOBAL __attribute__((noinline))
/* The same on what a pointer leads to. Kernels before 5.13 do not allow that, and look at it with each call. */
#ifdef BEFORE_5_15
#define GLOBAL_ON static __attribute__((noinline, unused))
#else
#define GLOBAL_ON GLOBAL
#endif

#define BPF_MAP_TYPE_HASH 1
#define BPF_MAP_TYPE_ARRAY 2
#define BPF_MAP_TYPE_ARRAY_OF_MAPS 12
#define BPF_MAP_TYPE_RINGBUF 27
#define BPF_ANY 0
#define BPF_RB_NO_WAKEUP 1

static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*bpf_map_update_elem)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static u32 (*bpf_get_smp_processor_id)(void) = (void *)8;
static u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_probe_read_user)(void *to, u32 size, const void *from) = (void *)112;
static long (*bpf_probe_read_kernel)(void *to, u32 size, const void *from) = (void *)113;
static long (*bpf_probe_read_user_str)(void *to, u32 size, const void *from) = (void *)114;
static long (*bpf_probe_read_kernel_str)(void *to, u32 size, const void *from) = (void *)115;
static u64 (*bpf_ktime_get_boot_ns)(void) = (void *)125;
static long (*bpf_seq_write)(struct seq_file *seq, const void *data, u32 length) = (void *)127;
static void *(*bpf_ringbuf_reserve)(void *ring, u64 size, u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *data, u64 flags) = (void *)132;
static long (*bpf_ringbuf_output)(void *ring, void *data, u64 size, u64 flags) = (void *)130;
#ifdef BEFORE_5_15
static struct task_struct *(*bpf_get_current_task)(void) = (void *)35;
#else
static struct task_struct *(*bpf_get_current_task)(void) = (void *)158;
#endif
static u64 (*bpf_get_current_ancestor_cgroup_id)(int level) = (void *)123; /* in programs like these since 5.15 */
static long (*bpf_d_path)(struct path *path, char *to, u32 size) = (void *)147; /* in iterators since 5.12 */
static long (*bpf_copy_from_user_task)(void *to, u32 size, const void *from, struct task_struct *task, u64 flags) =
	(void *)191; /* since 5.18 */

#define FIELD_EXISTS(field) __builtin_preserve_field_info(field, 2)
#define TYPE_EXISTS(type) __builtin_preserve_type_info(*(typeof(type) *)0, 0)
#define TYPE_SIZE(type) __builtin_preserve_type_info(*(typeof(type) *)0, 1)

/* A member of a structure in kernel memory; zeros where the memory cannot be read. */
#define LOAD(pointer, member)                                                                                          \
	({                                                                                                             \
		__typeof_unqual__((pointer)->member) loaded;                                                                      \
		bpf_probe_read_kernel(&loaded, sizeof(loaded), &(pointer)->member);                                    \
		loaded;                                                                                                \
	})

/* A member of a task that runs, and of what it points to. Before 5.11 the verifier does not know the task's type. */
#ifdef BEFORE_5_15
#define READ(pointer, member) LOAD(pointer, member)
#else
#define READ(pointer, member) ((pointer)->member)
#endif

#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)
/* Hides where a value comes from, so that the compiler keeps the bounds test that the verifier has to see. */
#define OPAQUE(value) asm volatile("" : "+r"(value))
