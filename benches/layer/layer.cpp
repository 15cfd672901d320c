// SPDX-License-Identifier: Apache-2.0
// As main.rs beside this, through the C++ classes. usage: layer values|text CAPTURE
#include <libsinsp/sinsp.h>
#include "../each_event.h"
#include <libsinsp/sinsp_filtercheck_static.h>
#include <chrono>
#include <cstdio>
#include <cstring>

int main(int argc, char** argv) {
    if(argc != 3) {
        fprintf(stderr, "usage: layer values|text CAPTURE\n");
        return 2;
    }
    const bool text = strcmp(argv[1], "text") == 0;
    sinsp inspector;
    inspector.open_savefile(argv[2]);
    sinsp_filter_check_list list;
    std::vector<std::unique_ptr<sinsp_filter_check>> fields;
    for(const char* name : {"evt.type", "proc.name", "fd.name"}) {
        fields.push_back(list.new_filter_check_from_fldname(name, &inspector, true));
    }
    std::vector<extract_value_t> values;
    uint64_t sum = 0;
    const auto start = std::chrono::steady_clock::now();
    const uint64_t events = each_event(inspector, [&](sinsp_evt* evt) {
        for(const auto& field : fields) {
            if(text) {
                if(const char* shown = field->tostring(evt)) {
                    sum += strlen(shown) + static_cast<uint8_t>(shown[0]);
                }
            } else if(field->extract(evt, values)) {
                for(const auto& value : values) {
                    sum += value.len + value.ptr[0];
                }
            }
        }
    });
    const auto time = std::chrono::steady_clock::now() - start;
    const double ns = std::chrono::duration<double, std::nano>(time).count() / static_cast<double>(events);
    printf("%.2f %llu %llu\n", ns, static_cast<unsigned long long>(events), static_cast<unsigned long long>(sum));
    return 0;
}
