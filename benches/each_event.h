// SPDX-License-Identifier: Apache-2.0
// The loop over the events of an open source, for the programs that measure. Only what 0.25.4 has is used.
#pragma once
#include <libsinsp/sinsp.h>
#include <cstdio>
#include <cstdlib>

// Calls `use` with each event; returns how many there were. A failure ends the program.
template<typename Use>
unsigned long long each_event(sinsp& inspector, Use use) {
    for(unsigned long long events = 0;;) {
        sinsp_evt* evt = nullptr;
        const int32_t rc = inspector.next(&evt);
        if(rc == SCAP_EOF) {
            return events;
        }
        if(rc == SCAP_FAILURE) {
            fprintf(stderr, "bench: %s\n", inspector.getlasterr().c_str());
            exit(1);
        }
        if(rc == SCAP_SUCCESS) {
            events++;
            use(evt);
        }
    }
}
