// SPDX-License-Identifier: Apache-2.0
// Live capture through the classes, of the own PID namespace: filters that the kernel tests, rings of io_uring, the list
// of processes with and without iterators. To be run in a PID namespace of its own.
#include <libsinsp/sinsp.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "../c/check.h"
#include "../c/uring.h"

namespace {

// Types of events by name, with how many there were, until none came for a while; from what a child did.
template<typename Child>
std::map<std::string, int> seen(sinsp& inspector, Child child) {
    const pid_t pid = fork();
    if(pid == 0) {
        child();
        _exit(0);
    }
    int status = 0;
    CHECK(waitpid(pid, &status, 0) == pid && status == 0);
    std::map<std::string, int> names;
    for(int quiet = 0; quiet < 12;) {
        sinsp_evt* evt = nullptr;
        const int32_t rc = inspector.next(&evt);
        CHECK(rc == SCAP_SUCCESS || rc == SCAP_TIMEOUT || rc == SCAP_FILTERED_EVENT);
        quiet = rc == SCAP_TIMEOUT ? quiet + 1 : 0;
        if(rc == SCAP_TIMEOUT) {
            usleep(20000);
        } else if(rc == SCAP_SUCCESS) {
            names[evt->get_name()]++;
        }
    }
    return names;
}

void open(sinsp& inspector, bool disable_iterators = false) {
    inspector.set_capture_scope("pidns");
    inspector.open_modern_bpf(DEFAULT_DRIVER_BUFFER_BYTES_DIM, DEFAULT_CPU_FOR_EACH_BUFFER, true, {}, disable_iterators);
}

void calls() {
    for(int i = 0; i < 50; i++) {
        if(getppid() == 0 || getuid() != 0) {
            _exit(1);
        }
    }
}

// What a filter refuses is not copied, whether the filter was set before the capture began or later.
void filters() {
    for(const bool before : {true, false}) {
        uint64_t copied[2];
        for(const bool pushdown : {true, false}) {
            sinsp inspector;
            inspector.set_pushdown(pushdown);
            if(!before) {
                open(inspector);
            }
            inspector.set_filter("evt.type = getuid and thread.tid > 1");
            if(before) {
                open(inspector);
            }
            const auto names = seen(inspector, calls);
            CHECK(names.size() == 1 && names.count("getuid") == 1 && names.at("getuid") == 50);
            scap_stats stats;
            inspector.get_capture_stats(&stats);
            CHECK(stats.n_drops == 0);
            copied[pushdown] = stats.n_evts;
        }
        CHECK(copied[true] >= 50 && copied[true] + 50 <= copied[false]);
    }
}

void rings() {
    for(const bool enable : {true, false}) {
        sinsp inspector;
        inspector.set_io_uring(enable);
        inspector.set_filter("syscap.io_uring = true");
        open(inspector);
        const auto names = seen(inspector, [] { unlink_through_ring("/tmp/syscap-nowhere/x"); });
        CHECK(names.size() == (enable ? 1 : 0));
        CHECK(!enable || (names.count("unlinkat") == 1 && names.at("unlinkat") == 1));
    }
}

// A program that sets no scope has that of the environment. This one has no process: nothing is captured in any case.
void scope_of_the_environment() {
    setenv("SYSCAP_SCOPE", "tree=999999999", 1);
    std::string message;
    try {
        sinsp inspector;
        inspector.open_modern_bpf();
    } catch(const std::exception& error) {
        message = error.what();
    }
    CHECK(message.find("scope tree=999999999: there is no process") != std::string::npos);
    unsetenv("SYSCAP_SCOPE");
}

}  // namespace

int main() {
    try {
        sinsp inspector;
        open(inspector);
    } catch(const std::exception& error) {
        std::printf("live, C++: left out: %s\n", error.what());
        return 0;
    }
    scope_of_the_environment();
    filters();
    if(unlink_through_ring("/tmp/syscap-nowhere/x")) {
        rings();
    } else {
        std::printf("live, C++: rings left out: this machine does not let us use io_uring\n");
    }
    sinsp inspector;
    open(inspector, true);
    CHECK(seen(inspector, calls).count("getuid") == 1);
    return report("live, C++");
}
