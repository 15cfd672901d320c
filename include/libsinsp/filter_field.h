// SPDX-License-Identifier: Apache-2.0
// What the catalogue of fields says.
#pragma once

#include <libscap/scap.h>
#include <cstdint>
#include <string>
#include <vector>

enum filtercheck_field_flags {
    EPF_NONE = 0,
    EPF_FILTER_ONLY = 1 << 0,       // can stand in filters, not in output
    EPF_PRINT_ONLY = 1 << 1,        // can stand in output, not in filters
    EPF_ARG_REQUIRED = 1 << 2,      // needs an argument
    EPF_TABLE_ONLY = 1 << 3,        // not listed
    EPF_INFO = 1 << 4,              // sums the event up
    EPF_CONVERSATION = 1 << 5,      // distinguishes conversations
    EPF_IS_LIST = 1 << 6,
    EPF_ARG_ALLOWED = 1 << 7,       // may have an argument
    EPF_ARG_INDEX = 1 << 8,         // the argument can be a number
    EPF_ARG_KEY = 1 << 9,           // the argument can be a text
    EPF_DEPRECATED = 1 << 10,
    EPF_NO_TRANSFORMER = 1 << 11,   // no transformer can be put around it
    EPF_NO_RHS = 1 << 12,           // cannot be compared with another field
    EPF_NO_PTR_STABILITY = 1 << 13,
    EPF_FORMAT_SUGGESTED = 1 << 14, // suggested for output
};

// One field.
struct filtercheck_field_info {
    ppm_param_type m_type = PT_NONE;
    uint32_t m_flags = 0;
    ppm_print_format m_print_format = PF_NA;
    std::string m_name;
    std::string m_display;
    std::string m_description;

    bool is_arg_required() const { return (m_flags & EPF_ARG_REQUIRED) != 0; }
    bool is_arg_allowed() const { return (m_flags & EPF_ARG_ALLOWED) != 0; }
    bool is_arg_supported() const { return (m_flags & (EPF_ARG_REQUIRED | EPF_ARG_ALLOWED)) != 0; }
    bool is_list() const { return (m_flags & EPF_IS_LIST) != 0; }
    bool is_rhs_field_supported() const { return (m_flags & EPF_NO_RHS) == 0; }
    bool is_transformer_supported() const { return (m_flags & EPF_NO_TRANSFORMER) == 0; }
    bool is_ptr_unstable() const { return (m_flags & EPF_NO_PTR_STABILITY) != 0; }
    bool is_format_suggested() const { return (m_flags & EPF_FORMAT_SUGGESTED) != 0; }
    bool is_numeric_type() const { return m_type == PT_PID || m_type == PT_INT64 || m_type == PT_UINT64; }
};

// A group of fields.
class filter_check_info {
public:
    enum flags : uint8_t {
        FL_NONE = 0,
        FL_HIDDEN = (1 << 0),  // left out of lists
    };

    std::string m_name;
    std::string m_shortdesc;
    std::string m_desc;
    int32_t m_nfields = 0;
    const filtercheck_field_info* m_fields = nullptr;
    uint32_t m_flags = FL_NONE;
};
