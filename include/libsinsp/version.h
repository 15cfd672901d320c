// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <driver/ppm_api_version.h>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <string>
#include <tuple>

// A version of three numbers.
class sinsp_version {
public:
    sinsp_version(): sinsp_version(0, 0, 0) {}

    // Reads "1.2.3"; what follows does not matter. is_valid() says whether it could be read.
    explicit sinsp_version(const std::string& version_str) {
        m_valid = sscanf(version_str.c_str(), "%" SCNu32 ".%" SCNu32 ".%" SCNu32, &m_major, &m_minor, &m_patch) == 3;
    }

    // Takes an API version apart, as PPM_API_VERSION() puts it together.
    explicit sinsp_version(uint64_t version):
        sinsp_version(PPM_API_VERSION_MAJOR(version), PPM_API_VERSION_MINOR(version), PPM_API_VERSION_PATCH(version)) {}

    explicit sinsp_version(uint32_t major, uint32_t minor, uint32_t patch):
        m_valid(true),
        m_major(major),
        m_minor(minor),
        m_patch(patch) {}

    std::string as_string() const {
        return std::to_string(m_major) + "." + std::to_string(m_minor) + "." + std::to_string(m_patch);
    }

    bool operator<(sinsp_version const& right) const { return key() < right.key(); }
    bool operator>(sinsp_version const& right) const { return key() > right.key(); }
    bool operator==(sinsp_version const& right) const { return key() == right.key(); }
    bool operator!=(sinsp_version const& right) const { return key() != right.key(); }
    bool operator>=(sinsp_version const& right) const { return key() >= right.key(); }
    bool operator<=(sinsp_version const& right) const { return key() <= right.key(); }

    sinsp_version operator+(const sinsp_version& right) const {
        return sinsp_version(m_major + right.m_major, m_minor + right.m_minor, m_patch + right.m_patch);
    }

    // True when this version can serve whoever asks for `requested`: the same major number, and not older.
    bool compatible_with(const sinsp_version& requested) const {
        return m_valid && requested.m_valid && m_major == requested.m_major && *this >= requested;
    }

    bool is_valid() const { return m_valid; }
    uint32_t major() const { return m_major; }
    uint32_t minor() const { return m_minor; }
    uint32_t patch() const { return m_patch; }

private:
    std::tuple<uint32_t, uint32_t, uint32_t> key() const { return {m_major, m_minor, m_patch}; }

    bool m_valid = false;
    uint32_t m_major = 0;
    uint32_t m_minor = 0;
    uint32_t m_patch = 0;
};
