// SPDX-License-Identifier: Apache-2.0
// Events as text.
#pragma once

#include <libsinsp/detail/filter.h>
#include <map>
#include <string>

// Writes events by an output template.
class SINSP_PUBLIC sinsp_evt_formatter {
public:
    enum output_format { OF_NORMAL = 0, OF_JSON = 1 };

    sinsp_evt_formatter(sinsp* inspector, filter_check_list& available_checks):
        m_inspector(inspector),
        m_available_checks(available_checks) {}
    // Throws a sinsp_exception for what is not a template.
    sinsp_evt_formatter(sinsp* inspector, const std::string& fmt, filter_check_list& available_checks);
    virtual ~sinsp_evt_formatter() = default;

    virtual void set_format(output_format of, const std::string& fmt);

    // The values of the fields by their names; false when a needed one is missing.
    bool resolve_tokens(sinsp_evt* evt, std::map<std::string, std::string>& values);
    virtual bool get_field_values(sinsp_evt* evt, std::map<std::string, std::string>& fields) {
        return resolve_tokens(evt, fields);
    }
    virtual void get_field_names(std::vector<std::string>& fields) {
        for(const auto& field : m_fields) {
            fields.push_back(field.name);
        }
    }
    virtual output_format get_output_format() { return m_output_format; }

    // Writes the event; false when it should not be shown because a needed value is missing.
    bool tostring(sinsp_evt* evt, std::string* res) { return res != nullptr && tostring(evt, *res); }
    virtual bool tostring(sinsp_evt* evt, std::string& output) {
        return tostring_withformat(evt, output, m_output_format);
    }
    virtual bool tostring_withformat(sinsp_evt* evt, std::string& output, output_format of) {
        sinsp_text text = {nullptr, 0};
        const libsinsp::detail::asking about(evt);
        const bool shown = of == OF_JSON ? sinsp_formatter_json(m_core.get(), evt->core(), &text)
                                         : sinsp_formatter_text(m_core.get(), evt->core(), &text);
        libsinsp::detail::asking::rethrow();
        output.assign(libsinsp::detail::view(text));
        return shown;
    }

    bool get_resolve_transformed_fields() const { return m_resolve_transformed_fields; }
    void set_resolve_transformed_fields(bool v) {
        m_resolve_transformed_fields = v;
        sinsp_formatter_show_transformers(m_core.get(), v);
    }

private:
    sinsp* m_inspector;
    filter_check_list& m_available_checks;
    output_format m_output_format = OF_NORMAL;
    bool m_require_all_values = false;
    bool m_resolve_transformed_fields = false;
    libsinsp::detail::formatter_ptr m_core;
    struct token {
        std::string name;
        libsinsp::detail::field_ptr field;
        bool is_transformer;
    };
    std::vector<token> m_fields;
};

// Makes formatters, one for each template.
class sinsp_evt_formatter_factory {
public:
    sinsp_evt_formatter_factory(sinsp* inspector, filter_check_list& available_checks):
        m_inspector(inspector),
        m_available_checks(available_checks) {}
    virtual ~sinsp_evt_formatter_factory() = default;

    virtual void set_output_format(sinsp_evt_formatter::output_format of) {
        m_formatters.clear();
        m_output_format = of;
    }
    virtual std::shared_ptr<sinsp_evt_formatter> create_formatter(const std::string& format) {
        auto& formatter = m_formatters[format];
        if(formatter == nullptr) {
            auto made = std::make_shared<sinsp_evt_formatter>(m_inspector, m_available_checks);
            try {
                made->set_format(m_output_format, format);
            } catch(...) {
                m_formatters.erase(format);
                throw;
            }
            formatter = std::move(made);
        }
        return formatter;
    }

protected:
    std::map<std::string, std::shared_ptr<sinsp_evt_formatter>> m_formatters;
    sinsp* m_inspector;
    filter_check_list& m_available_checks;
    sinsp_evt_formatter::output_format m_output_format = sinsp_evt_formatter::OF_NORMAL;
};
