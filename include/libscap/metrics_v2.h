/* SPDX-License-Identifier: Apache-2.0 */
/* Counters and measurements, each with a name, type and unit. */
#pragma once

#include <stdint.h>

/* Bytes of a name, closing NUL included. */
#define METRIC_NAME_MAX 512

/* Beginnings of names that carry a CPU or device number. */
#define N_EVENTS_PREFIX "n_evts"
#define N_EVENTS_PER_CPU_PREFIX "n_evts_cpu_"
#define N_DROPS_PER_CPU_PREFIX "n_drops_cpu_"
#define N_EVENTS_PER_DEVICE_PREFIX "n_evts_dev_"
#define N_DROPS_PER_DEVICE_PREFIX "n_drops_dev_"

/* Groups of metrics; join them to ask for several. */
#define METRICS_V2_KERNEL_COUNTERS 1           /* events and drops counted by the driver */
#define METRICS_V2_LIBBPF_STATS 2              /* run count and time of the BPF programs */
#define METRICS_V2_RESOURCE_UTILIZATION 4      /* CPU, memory and fds of this process and of the host */
#define METRICS_V2_STATE_COUNTERS 8            /* sizes and look-ups of the thread and fd tables */
#define METRICS_V2_RULE_COUNTERS 16            /* for applications: matches of rules */
#define METRICS_V2_MISC 32                     /* for applications: everything else */
#define METRICS_V2_PLUGINS 64                  /* metrics of plugins */
#define METRICS_V2_KERNEL_COUNTERS_PER_CPU 128 /* events and drops by CPU; needs METRICS_V2_KERNEL_COUNTERS */
#define METRICS_V2_KERNEL_ITER_COUNTERS 256    /* events and drops of the BPF iterators */

/* A value; metrics_v2_value_type tells which member is meant. */
typedef union metrics_v2_value {
    uint32_t u32;
    int32_t s32;
    uint64_t u64;
    int64_t s64;
    double d;
    float f;
    int i;
} metrics_v2_value;

/* Which member of a metrics_v2_value is meant. */
typedef enum metrics_v2_value_type {
    METRIC_VALUE_TYPE_U32 = 0,
    METRIC_VALUE_TYPE_S32 = 1,
    METRIC_VALUE_TYPE_U64 = 2,
    METRIC_VALUE_TYPE_S64 = 3,
    METRIC_VALUE_TYPE_D = 4,
    METRIC_VALUE_TYPE_F = 5,
    METRIC_VALUE_TYPE_I = 6,
    METRIC_VALUE_TYPE_MAX = 7 /* count */
} metrics_v2_value_type;

/* What a value counts or measures. */
typedef enum metrics_v2_value_unit {
    METRIC_VALUE_UNIT_COUNT = 0,
    METRIC_VALUE_UNIT_RATIO = 1, /* 0 to 1 */
    METRIC_VALUE_UNIT_PERC = 2,  /* per cent */
    METRIC_VALUE_UNIT_MEMORY_BYTES = 3,
    METRIC_VALUE_UNIT_MEMORY_KIBIBYTES = 4,
    METRIC_VALUE_UNIT_MEMORY_MEGABYTES = 5,
    METRIC_VALUE_UNIT_TIME_NS = 6,
    METRIC_VALUE_UNIT_TIME_S = 7,
    METRIC_VALUE_UNIT_TIME_NS_COUNT = 8,      /* nanoseconds, summed */
    METRIC_VALUE_UNIT_TIME_S_COUNT = 9,       /* seconds, summed */
    METRIC_VALUE_UNIT_TIME_TIMESTAMP_NS = 10, /* point in time, nanoseconds since 1970 */
    METRIC_VALUE_UNIT_MAX = 11                /* count */
} metrics_v2_value_unit;

/* Whether a value only grows. */
typedef enum metrics_v2_metric_type {
    METRIC_VALUE_METRIC_TYPE_MONOTONIC = 0,
    METRIC_VALUE_METRIC_TYPE_NON_MONOTONIC_CURRENT = 1, /* the state right now */
    METRIC_VALUE_METRIC_TYPE_MAX = 2                    /* count */
} metrics_v2_metric_type;

/* A metric. */
typedef struct metrics_v2 {
    char name[METRIC_NAME_MAX]; /* closed by NUL */
    uint32_t flags;             /* the METRICS_V2_ group that it belongs to */
    metrics_v2_metric_type metric_type;
    metrics_v2_value value;
    metrics_v2_value_type type;
    metrics_v2_value_unit unit;
} metrics_v2;
