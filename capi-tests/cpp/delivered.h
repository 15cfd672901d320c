/* SPDX-License-Identifier: Apache-2.0 */
// What an inspector delivers, and what the classes throw, for the tests.
#pragma once

#include <libsinsp/sinsp.h>
#include <functional>
#include <string>

// Calls f with each event until the source ends; throws where it fails.
inline void each(sinsp& inspector, const std::function<void(sinsp_evt*)>& f) {
    for(;;) {
        sinsp_evt* evt = nullptr;
        const int32_t rc = inspector.next(&evt);
        if(rc == SCAP_SUCCESS) {
            f(evt);
        } else if(rc == SCAP_EOF) {
            return;
        } else if(rc == SCAP_FAILURE) {
            throw sinsp_exception(inspector.getlasterr());
        }
    }
}

// The text of what f throws.
template<typename F>
std::string thrown(F f) {
    try {
        f();
    } catch(const sinsp_exception& e) {
        return e.what();
    }
    return "nothing was thrown";
}
