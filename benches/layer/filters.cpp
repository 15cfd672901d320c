// SPDX-License-Identifier: Apache-2.0
// As main.rs beside this with `filters`, through the C++ classes. usage: filters NUMBER FILTERS CAPTURE
#include <libsinsp/sinsp.h>
#include "../each_event.h"
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

int main(int argc, char** argv) {
    if(argc != 4) {
        fprintf(stderr, "usage: filters NUMBER FILTERS CAPTURE\n");
        return 2;
    }
    using clock = std::chrono::steady_clock;
    const auto ms = [](clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); };
    sinsp inspector;
    sinsp_filter_check_list list;
    const auto factory = std::make_shared<sinsp_filter_factory>(&inspector, list);
    std::vector<std::unique_ptr<sinsp_filter>> filters;
    std::ifstream file(argv[2]);
    const auto begin = clock::now();
    const size_t number = strtoul(argv[1], nullptr, 10);
    for(std::string line; filters.size() < number && std::getline(file, line);) {
        filters.push_back(sinsp_filter_compiler(factory, line).compile());
    }
    const auto loaded = clock::now();
    inspector.open_savefile(argv[3]);
    unsigned long long matches = 0;
    const auto start = clock::now();
    const unsigned long long events = each_event(inspector, [&](sinsp_evt* evt) {
        for(const auto& filter : filters) {
            matches += filter->run(evt) ? 1 : 0;
        }
    });
    printf("%.2f %.2f %llu %llu\n", ms(loaded - begin), ms(clock::now() - start) * 1e6 / static_cast<double>(events), events,
           matches);
    return 0;
}
