// SPDX-License-Identifier: Apache-2.0
// Reads a capture through libsinsp's C++ classes; prints seconds, events, and how many were kept.
// usage: reader CAPTURE next | filter TEXT | line FORMAT
//
// Only what 0.25.4 has is used, so that one source serves both libraries.
#include <libsinsp/eventformatter.h>
#include <libsinsp/filter.h>
#include <libsinsp/sinsp.h>
#include "../each_event.h"
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

int main(int argc, char** argv) {
    const std::string work = argc > 2 ? argv[2] : "";
    if(argc != (work == "next" ? 3 : 4)) {
        fprintf(stderr, "usage: reader CAPTURE next | filter TEXT | line FORMAT\n");
        return 2;
    }
    sinsp inspector;
    sinsp_filter_check_list fields;
    inspector.open_savefile(argv[1]);
    std::unique_ptr<sinsp_filter> filter;
    std::unique_ptr<sinsp_evt_formatter> line;
    if(work == "filter") {
        filter = sinsp_filter_compiler(&inspector, argv[3]).compile();
    } else if(work == "line") {
        line = std::make_unique<sinsp_evt_formatter>(&inspector, argv[3], fields);
    }
    unsigned long long kept = 0;
    std::string text;
    const auto start = std::chrono::steady_clock::now();
    const unsigned long long events = each_event(inspector, [&](sinsp_evt* evt) {
        if(filter) {
            kept += filter->run(evt);
        } else if(line) {
            line->tostring(evt, text);
            kept += !text.empty();
        }
    });
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    printf("%.6f %llu %llu\n", time.count(), events, kept);
    return 0;
}
