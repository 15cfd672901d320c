/* SPDX-License-Identifier: Apache-2.0 */
/* The metrics of the source plugin engine. */
#pragma once

/* Their order. */
typedef enum source_plugin_counters_stats {
    N_EVTS = 0,                         /* events given out */
    MAX_SOURCE_PLUGIN_COUNTERS_STATS = 1 /* count */
} source_plugin_counters_stats;
