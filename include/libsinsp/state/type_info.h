// SPDX-License-Identifier: Apache-2.0
// Types of keys and fields of state tables.
#pragma once

#include <libsinsp/sinsp_exception.h>
#include <plugin/plugin_api.h>
#include <cstdint>
#include <string>

namespace libsinsp {
namespace state {

class base_table;

// The number of a type.
template<typename T>
inline constexpr ss_plugin_state_type type_id_of() = delete;
template<>
inline constexpr ss_plugin_state_type type_id_of<bool>() { return SS_PLUGIN_ST_BOOL; }
template<>
inline constexpr ss_plugin_state_type type_id_of<int8_t>() { return SS_PLUGIN_ST_INT8; }
template<>
inline constexpr ss_plugin_state_type type_id_of<int16_t>() { return SS_PLUGIN_ST_INT16; }
template<>
inline constexpr ss_plugin_state_type type_id_of<int32_t>() { return SS_PLUGIN_ST_INT32; }
template<>
inline constexpr ss_plugin_state_type type_id_of<int64_t>() { return SS_PLUGIN_ST_INT64; }
template<>
inline constexpr ss_plugin_state_type type_id_of<uint8_t>() { return SS_PLUGIN_ST_UINT8; }
template<>
inline constexpr ss_plugin_state_type type_id_of<uint16_t>() { return SS_PLUGIN_ST_UINT16; }
template<>
inline constexpr ss_plugin_state_type type_id_of<uint32_t>() { return SS_PLUGIN_ST_UINT32; }
template<>
inline constexpr ss_plugin_state_type type_id_of<uint64_t>() { return SS_PLUGIN_ST_UINT64; }
template<>
inline constexpr ss_plugin_state_type type_id_of<std::string>() { return SS_PLUGIN_ST_STRING; }
template<>
inline constexpr ss_plugin_state_type type_id_of<base_table*>() { return SS_PLUGIN_ST_TABLE; }

// The name of a type; throws for a number that is none.
inline const char* type_name(ss_plugin_state_type type_id) {
    switch(type_id) {
    case SS_PLUGIN_ST_INT8: return "int8";
    case SS_PLUGIN_ST_INT16: return "int16";
    case SS_PLUGIN_ST_INT32: return "int32";
    case SS_PLUGIN_ST_INT64: return "int64";
    case SS_PLUGIN_ST_UINT8: return "uint8";
    case SS_PLUGIN_ST_UINT16: return "uint16";
    case SS_PLUGIN_ST_UINT32: return "uint32";
    case SS_PLUGIN_ST_UINT64: return "uint64";
    case SS_PLUGIN_ST_STRING: return "string";
    case SS_PLUGIN_ST_TABLE: return "table";
    case SS_PLUGIN_ST_BOOL: return "bool";
    default: throw sinsp_exception("there is no type of state with the number " + std::to_string(type_id));
    }
}
template<typename T>
const char* type_name() {
    return type_name(type_id_of<T>());
}

}  // namespace state
}  // namespace libsinsp
