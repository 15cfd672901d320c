// SPDX-License-Identifier: Apache-2.0
// Operators of filters.
#pragma once

#include <libscap/scap.h>
#include <libsinsp/sinsp_exception.h>
#include <libsinsp/tuples.h>
#include <cstdint>
#include <string>
#include <string_view>

enum cmpop : uint8_t {
    CO_NONE = 0,
    CO_EQ = 1,
    CO_NE = 2,
    CO_LT = 3,
    CO_LE = 4,
    CO_GT = 5,
    CO_GE = 6,
    CO_CONTAINS = 7,
    CO_IN = 8,
    CO_EXISTS = 9,
    CO_ICONTAINS = 10,
    CO_STARTSWITH = 11,
    CO_GLOB = 12,
    CO_PMATCH = 13,
    CO_ENDSWITH = 14,
    CO_INTERSECTS = 15,
    CO_BCONTAINS = 16,
    CO_BSTARTSWITH = 17,
    CO_IGLOB = 18,
    CO_REGEX = 19,
};

// How many elements of a list have to satisfy a comparison.
enum cmpop_mod : uint8_t {
    CMPOP_MOD_NONE = 0,
    CMPOP_MOD_ONEOF = 1,
    CMPOP_MOD_ANYOF = 2,
    CMPOP_MOD_ALLOF = 3,
};

struct comparator {
    cmpop op = CO_NONE;
    cmpop_mod mod = CMPOP_MOD_NONE;

    comparator() = default;
    comparator(cmpop op, cmpop_mod mod = CMPOP_MOD_NONE): op(op), mod(mod) {}
};

namespace libsinsp {
namespace detail {

constexpr const char* op_names[] = {"none",      "=",          "!=",   "<",      "<=",       ">",
                                    ">=",        "contains",   "in",   "exists", "icontains", "startswith",
                                    "glob",      "pmatch",     "endswith", "intersects", "bcontains", "bstartswith",
                                    "iglob",     "regex"};
constexpr const char* mod_names[] = {"", "oneof", "anyof", "allof"};

}  // namespace detail
}  // namespace libsinsp

// Throw for what is no operator.
inline cmpop str_to_cmpop(std::string_view str) {
    if(str == "==") {
        return CO_EQ;
    }
    for(uint8_t i = CO_EQ; i <= CO_REGEX; i++) {
        if(str == libsinsp::detail::op_names[i]) {
            return static_cast<cmpop>(i);
        }
    }
    throw sinsp_exception("unknown operator '" + std::string(str) + "' in a filter");
}
inline cmpop_mod str_to_cmpop_mod(std::string_view str) {
    for(uint8_t i = CMPOP_MOD_NONE; i <= CMPOP_MOD_ALLOF; i++) {
        if(str == libsinsp::detail::mod_names[i]) {
            return static_cast<cmpop_mod>(i);
        }
    }
    throw sinsp_exception("unknown modifier '" + std::string(str) + "' in a filter");
}
// Reads "op" or "op modifier".
inline comparator str_to_cmpop_with_modifier(std::string_view str) {
    const auto space = str.find(' ');
    comparator ret = str_to_cmpop(str.substr(0, space));
    if(space != std::string_view::npos) {
        ret.mod = str_to_cmpop_mod(str.substr(space + 1));
    }
    return ret;
}

inline bool cmpop_to_str(comparator cmp, std::string& out) {
    if(cmp.op > CO_REGEX || cmp.mod > CMPOP_MOD_ALLOF) {
        return false;
    }
    out = libsinsp::detail::op_names[cmp.op];
    if(cmp.mod != CMPOP_MOD_NONE) {
        out += std::string(" ") + libsinsp::detail::mod_names[cmp.mod];
    }
    return true;
}

namespace std {
inline string to_string(cmpop op) {
    return op <= CO_REGEX ? libsinsp::detail::op_names[op] : "<unset>";
}
}  // namespace std
