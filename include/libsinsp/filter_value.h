// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

// Bytes and their number.
typedef std::pair<uint8_t*, uint32_t> filter_value_t;

struct g_hash_membuf {
    size_t operator()(filter_value_t val) const {
        return std::hash<std::string_view>()({reinterpret_cast<const char*>(val.first), val.second});
    }
};

struct g_equal_to_membuf {
    bool operator()(filter_value_t a, filter_value_t b) const {
        return a.second == b.second && memcmp(a.first, b.first, a.second) == 0;
    }
};
