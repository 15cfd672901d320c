// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libsinsp/sinsp_exception.h>
#include <cstdint>

// A source could not be opened; scap_rc() is the SCAP_ code.
class scap_open_exception : public sinsp_exception {
public:
    scap_open_exception(const std::string& error_str, const int32_t scap_rc):
        sinsp_exception(error_str),
        m_scap_rc(scap_rc) {}
    scap_open_exception(const char* const error_str, const int32_t scap_rc):
        sinsp_exception(error_str),
        m_scap_rc(scap_rc) {}

    int32_t scap_rc() const { return m_scap_rc; }

private:
    int32_t m_scap_rc;
};
