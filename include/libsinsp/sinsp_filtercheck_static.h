// SPDX-License-Identifier: Apache-2.0
// Fields that are the same for every event.
#pragma once

#include <libsinsp/sinsp.h>
#include <map>
#include <memory>
#include <string>

class sinsp_filter_check_static : public sinsp_filter_check {
public:
    // Values by the names of their fields, which are found behind the prefix "static.".
    explicit sinsp_filter_check_static(const std::map<std::string, std::string> filters):
        m_group(std::make_shared<group>(filters)) {
        m_info = &m_group->info;
    }
    explicit sinsp_filter_check_static(const sinsp_filter_check_static& p):
        sinsp_filter_check(),
        m_group(p.m_group) {
        m_info = &m_group->info;
    }

    std::unique_ptr<sinsp_filter_check> allocate_new() override {
        return std::make_unique<sinsp_filter_check_static>(*this);
    }

protected:
    uint8_t* extract_single(sinsp_evt*, uint32_t* len, bool = true) override {
        const auto found = m_group->values.find(m_field->m_name);
        if(found == m_group->values.end()) {
            return nullptr;
        }
        *len = static_cast<uint32_t>(found->second.size());
        return reinterpret_cast<uint8_t*>(const_cast<char*>(found->second.data()));
    }

private:
    struct group {
        explicit group(const std::map<std::string, std::string>& filters) {
            for(const auto& [name, value] : filters) {
                values["static." + name] = value;
                filtercheck_field_info field;
                field.m_type = PT_CHARBUF;
                field.m_print_format = PF_NA;
                field.m_flags = EPF_FORMAT_SUGGESTED;
                field.m_name = "static." + name;
                field.m_description = "The text that the program gave.";
                fields.push_back(std::move(field));
            }
            info.m_name = "static";
            info.m_desc = info.m_shortdesc = "Fields that are the same for every event.";
            info.m_fields = fields.data();
            info.m_nfields = static_cast<int32_t>(fields.size());
        }
        std::map<std::string, std::string> values;
        std::vector<filtercheck_field_info> fields;
        filter_check_info info;
    };
    std::shared_ptr<const group> m_group;
};
