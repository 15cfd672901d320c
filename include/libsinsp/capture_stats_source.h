// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libsinsp/logger.h>
#include <cstdint>

struct scap_stats;
struct metrics_v2;

// Who can say how a capture goes.
class SINSP_PUBLIC capture_stats_source {
public:
    virtual ~capture_stats_source() = default;
    virtual void get_capture_stats(scap_stats* stats) const = 0;
    virtual void print_capture_stats(sinsp_logger::severity sev) const = 0;
    virtual const struct metrics_v2* get_capture_stats_v2(uint32_t flags, uint32_t* nstats, int32_t* rc) const = 0;
};
