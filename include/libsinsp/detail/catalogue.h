// SPDX-License-Identifier: Apache-2.0
// The catalogue of fields as C++ objects.
#pragma once

#include <libsinsp/detail/core.h>
#include <libsinsp/filter_field.h>
#include <atomic>
#include <deque>

namespace libsinsp {
namespace detail {

// The groups of fields of the library; made once, and there until the program ends.
inline const std::vector<filter_check_info>& library_fields() {
    struct catalogue {
        std::deque<std::vector<filtercheck_field_info>> fields;
        std::vector<filter_check_info> classes;

        catalogue() {
            const inspector_ptr inspector(sinsp_create());
            for(size_t i = 0; i < sinsp_field_class_count(inspector.get()); i++) {
                sinsp_field_class group;
                if(sinsp_field_class_get(inspector.get(), i, &group, sizeof(group))) {
                    add(inspector.get(), i, group);
                }
            }
        }

        void add(const sinsp_inspector_t* inspector, size_t at, const sinsp_field_class& group) {
            auto& rows = fields.emplace_back();
            for(size_t i = 0; i < group.count; i++) {
                sinsp_field_row row;
                if(!sinsp_field_row_get(inspector, at, i, &row, sizeof(row))) {
                    continue;
                }
                filtercheck_field_info info;
                info.m_type = static_cast<ppm_param_type>(row.ty);
                info.m_flags = row.flags;
                info.m_print_format = static_cast<ppm_print_format>(row.format);
                info.m_name = string(row.name);
                info.m_description = string(row.doc);
                rows.push_back(std::move(info));
            }
            filter_check_info info;
            info.m_name = string(group.name);
            info.m_shortdesc = string(group.summary);
            info.m_desc = string(group.doc);
            info.m_nfields = static_cast<int32_t>(rows.size());
            info.m_fields = rows.data();
            info.m_flags = group.hidden ? filter_check_info::FL_HIDDEN : filter_check_info::FL_NONE;
            classes.push_back(std::move(info));
        }
    };
    static const catalogue all;
    return all.classes;
}

// The group and the row of a field, by its name without argument.
inline std::pair<const filter_check_info*, const filtercheck_field_info*> library_field(std::string_view name) {
    for(const auto& group : library_fields()) {
        for(int32_t i = 0; i < group.m_nfields; i++) {
            if(group.m_fields[i].m_name == name) {
                return {&group, &group.m_fields[i]};
            }
        }
    }
    return {nullptr, nullptr};
}

// The class of fields that a plugin may bring. Programs that add a plugin's fields to those of the library refuse names
// that both have, so that lists leave the library's class out while such a plugin is loaded.
constexpr const char* container_class = "container";

inline std::atomic<int>& container_plugins() {
    static std::atomic<int> loaded{0};
    return loaded;
}

// Counts a plugin for as long as it is loaded, where its fields are those of the class.
class container_plugin_count {
public:
    container_plugin_count() = default;
    ~container_plugin_count() { container_plugins() -= m_counted ? 1 : 0; }
    container_plugin_count(const container_plugin_count&) = delete;
    container_plugin_count& operator=(const container_plugin_count&) = delete;

    void count(const std::vector<filtercheck_field_info>& fields) {
        for(const auto& field : fields) {
            const auto* group = library_field(field.m_name).first;
            if(!m_counted && group != nullptr && group->m_name == container_class) {
                m_counted = true;
                container_plugins()++;
            }
        }
    }

private:
    bool m_counted = false;
};

}  // namespace detail
}  // namespace libsinsp
