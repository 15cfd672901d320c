// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// What kind of source an inspector reads.
enum sinsp_mode_t : uint8_t {
    SINSP_MODE_NONE = 0,
    SINSP_MODE_CAPTURE,   // a capture file
    SINSP_MODE_LIVE,      // the running machine
    SINSP_MODE_NODRIVER,  // the running machine without events
    SINSP_MODE_PLUGIN,    // a source plugin
    SINSP_MODE_TEST,      // events made by a test
};

class sinsp_mode {
public:
    constexpr sinsp_mode(const sinsp_mode_t val): m_mode{val} {}

    bool is_capture() const { return m_mode == SINSP_MODE_CAPTURE; }
    bool is_live() const { return m_mode == SINSP_MODE_LIVE; }
    bool is_nodriver() const { return m_mode == SINSP_MODE_NODRIVER; }
    bool is_plugin() const { return m_mode == SINSP_MODE_PLUGIN; }
    bool is_test() const { return m_mode == SINSP_MODE_TEST; }
    bool is_offline() const { return is_capture() || is_test(); }

    constexpr bool operator==(const sinsp_mode other) const { return m_mode == other.m_mode; }
    constexpr bool operator!=(const sinsp_mode other) const { return m_mode != other.m_mode; }

private:
    sinsp_mode_t m_mode;
};
