// SPDX-License-Identifier: Apache-2.0
// A few rules: a filter and a line for what it finds, over the C++ classes.
//
//     c++ -std=c++17 rules.cpp $(pkg-config --cflags --libs libsinsp) -o rules
//     ./rules FILE
#include <libsinsp/sinsp.h>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace {

struct rule {
    std::string name;
    std::string condition;
    std::string output;
    std::unique_ptr<sinsp_filter> filter;
    std::unique_ptr<sinsp_evt_formatter> line;
};

std::vector<rule> rules() {
    std::vector<rule> all;
    const auto add = [&](const char* name, const char* condition, const char* output) {
        all.push_back({name, condition, output, nullptr, nullptr});
    };
    add("password file", "evt.type in (open, openat, openat2) and fd.name in (/etc/shadow, /etc/sudoers)",
        "%proc.name (user %user.name) opened %fd.name below %proc.pname");
    add("change of user", "evt.type in (setuid, setresuid) and evt.failed = false",
        "%proc.name (%proc.pid) became user %user.name");
    add("program from /tmp", "evt.type in (execve, execveat) and proc.exepath startswith /tmp/",
        "%proc.cmdline from %proc.exepath");
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    if(argc != 2) {
        fprintf(stderr, "usage: %s FILE\n", argv[0]);
        return 2;
    }
    try {
        sinsp inspector;
        sinsp_filter_check_list fields;
        const auto factory = std::make_shared<sinsp_filter_factory>(&inspector, fields);
        auto all = rules();
        for(auto& rule : all) {
            rule.filter = sinsp_filter_compiler(factory, rule.condition).compile();
            rule.line = std::make_unique<sinsp_evt_formatter>(&inspector, "*%evt.num " + rule.output, fields);
        }
        inspector.open_savefile(argv[1]);
        for(;;) {
            sinsp_evt* evt = nullptr;
            const int32_t rc = inspector.next(&evt);
            if(rc == SCAP_EOF) {
                return 0;
            }
            if(rc == SCAP_FAILURE) {
                throw sinsp_exception(inspector.getlasterr());
            }
            for(const auto& rule : all) {
                if(rc == SCAP_SUCCESS && rule.filter->run(evt)) {
                    std::string text;
                    rule.line->tostring(evt, text);
                    printf("%s: %s\n", rule.name.c_str(), text.c_str());
                }
            }
        }
    } catch(const std::exception& e) {
        fprintf(stderr, "%s: %s\n", argv[0], e.what());
        return 1;
    }
}
