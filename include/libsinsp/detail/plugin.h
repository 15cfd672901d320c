// SPDX-License-Identifier: Apache-2.0
// Plugins and what manages them. Included by sinsp.h only.
#pragma once

#include <libsinsp/detail/plugin_core.h>
#include <libsinsp/detail/tables.h>
#include <libscap/metrics_v2.h>
#include <plugin/plugin_loader.h>
#include <unordered_set>

// A plugin that an inspector has loaded.
class SINSP_PUBLIC sinsp_plugin : public libsinsp::state::sinsp_table_owner {
public:
    // What a source can be opened with.
    struct open_param {
        std::string value;
        std::string desc;
        std::string separator;
    };

    explicit sinsp_plugin(libsinsp::detail::plugin_ptr core);
    ~sinsp_plugin() override = default;
    sinsp_plugin(const sinsp_plugin&) = delete;
    sinsp_plugin& operator=(const sinsp_plugin&) = delete;

    // Whether this shared library is loaded.
    static bool is_plugin_loaded(const std::string& filepath) { return ::plugin_is_loaded(filepath.c_str()); }
    // The fields of the plugin, for lists of fields; throws where it reads none.
    static std::unique_ptr<sinsp_filter_check> new_filtercheck(const std::shared_ptr<sinsp_plugin>& plugin);
    // Whether a source is among those; no sources stand for all.
    static bool is_source_compatible(const std::unordered_set<std::string>& sources, const std::string& source) {
        return sources.empty() || sources.count(source) != 0;
    }

    plugin_caps_t caps() const { return m_caps; }
    const std::string& name() const { return m_name; }
    const std::string& description() const { return m_description; }
    const std::string& contact() const { return m_contact; }
    const sinsp_version& plugin_version() const { return m_plugin_version; }
    const sinsp_version& required_api_version() const { return m_required_api_version; }
    // Number of its events, 0 for none of its own; and the name of its source.
    uint32_t id() const { return m_id; }
    const std::string& event_source() const { return m_event_source; }

    // Starts the plugin; false with a text where it says that it failed. Throws for a configuration that is not what its
    // schema asks for, and for a second start.
    bool init(const std::string& config, std::string& errstr);
    std::string get_last_error() const { return libsinsp::detail::string(sinsp_plugin_own_error(m_core.get())); }
    std::string get_init_schema(ss_plugin_schema_type& schema_type) const {
        uint32_t language = 0;
        const auto schema = libsinsp::detail::string(sinsp_plugin_schema(m_core.get(), &language));
        schema_type = static_cast<ss_plugin_schema_type>(language);
        return schema;
    }
    // False where the plugin takes no configuration while it runs, or refuses it.
    bool set_config(const std::string& config) {
        return sinsp_plugin_set_config(m_core.get(), config.data(), config.size()) == SCAP_SUCCESS;
    }
    std::vector<open_param> list_open_params() const;
    std::string event_to_string(sinsp_evt* evt) const;
    // Whether it reads events of this version of the event schema.
    bool check_required_schema_version(const sinsp_version& event_schema_version, std::string& err) {
        const auto& v = event_schema_version;
        const bool reads = sinsp_plugin_check_schema(m_core.get(), v.major(), v.minor(), v.patch());
        err = reads ? std::string() : error();
        return reads;
    }

    const filter_check_info* fields_info() const { return &m_fields_info; }
    const std::vector<filtercheck_field_info>& fields() const { return m_fields; }
    const std::unordered_set<std::string>& extract_event_sources() const { return m_extract_event_sources; }
    const std::unordered_set<std::string>& parse_event_sources() const { return m_parse_event_sources; }
    const std::unordered_set<std::string>& async_event_sources() const { return m_async_event_sources; }
    const std::unordered_set<std::string>& async_event_names() const { return m_async_event_names; }
    // The events that it reads and parses; throw before it was started.
    const libsinsp::events::set<ppm_event_code>& extract_event_codes() const { return codes(0, m_extract_event_codes); }
    const libsinsp::events::set<ppm_event_code>& parse_event_codes() const { return codes(1, m_parse_event_codes); }

    // Ask for fields, whatever the event's source; values are the plugin's until it is asked again.
    bool extract_fields(sinsp_evt* evt, uint32_t num_fields, ss_plugin_extract_field* fields) {
        return extract_fields_and_offsets(evt, num_fields, fields, nullptr);
    }
    bool extract_fields_and_offsets(sinsp_evt* evt,
                                    uint32_t num_fields,
                                    ss_plugin_extract_field* fields,
                                    ss_plugin_extract_value_offsets* value_offsets);

    // The plugin as the C interface knows it.
    sinsp_plugin_t* core() const { return m_core.get(); }

private:
    const libsinsp::events::set<ppm_event_code>& codes(uint32_t kind,
                                                       libsinsp::events::set<ppm_event_code>& kept) const;
    std::unordered_set<std::string> names(uint32_t kind) const;
    std::string error() const { return libsinsp::detail::string(sinsp_plugin_error(m_core.get())); }
    bool is_running() const {
        sinsp_plugin_view view;
        return sinsp_plugin_get(m_core.get(), &view, sizeof(view)) && view.running;
    }

    libsinsp::detail::plugin_ptr m_core;
    plugin_caps_t m_caps = CAP_NONE;
    std::string m_name;
    std::string m_description;
    std::string m_contact;
    sinsp_version m_plugin_version;
    sinsp_version m_required_api_version;
    uint32_t m_id = 0;
    std::string m_event_source;
    bool m_inited = false;
    std::vector<filtercheck_field_info> m_fields;
    filter_check_info m_fields_info;
    libsinsp::detail::container_plugin_count m_container_fields;
    std::unordered_set<std::string> m_extract_event_sources;
    std::unordered_set<std::string> m_parse_event_sources;
    std::unordered_set<std::string> m_async_event_sources;
    std::unordered_set<std::string> m_async_event_names;
    mutable libsinsp::events::set<ppm_event_code> m_extract_event_codes;
    mutable libsinsp::events::set<ppm_event_code> m_parse_event_codes;
};

// The plugins of an inspector.
class SINSP_PUBLIC sinsp_plugin_manager {
public:
    explicit sinsp_plugin_manager(const sinsp* inspector): m_inspector(inspector) {}
    virtual ~sinsp_plugin_manager() = default;
    sinsp_plugin_manager(const sinsp_plugin_manager&) = delete;
    sinsp_plugin_manager& operator=(const sinsp_plugin_manager&) = delete;

    // In the order of registration.
    const std::vector<std::shared_ptr<sinsp_plugin>>& plugins() const { return m_plugins; }
    // The plugin whose events have this number; empty where there is none.
    const std::shared_ptr<sinsp_plugin>& plugin_by_id(uint32_t plugin_id) const {
        for(const auto& plugin : m_plugins) {
            if(plugin_id != 0 && plugin->id() == plugin_id && (plugin->caps() & CAP_SOURCING) != 0) {
                return plugin;
            }
        }
        return m_none;
    }
    // The plugin that made an event; empty for other events.
    const std::shared_ptr<sinsp_plugin>& plugin_by_evt(sinsp_evt* evt) const;
    // Index of a plugin's source among those of the inspector.
    std::size_t source_idx_by_plugin_id(uint32_t plugin_id, bool& found) const;

private:
    friend class sinsp;

    const sinsp* m_inspector;
    std::vector<std::shared_ptr<sinsp_plugin>> m_plugins;
    const std::shared_ptr<sinsp_plugin> m_none;
};

// The fields of a plugin, for lists of fields.
class SINSP_PUBLIC sinsp_filter_check_plugin : public sinsp_filter_check {
public:
    sinsp_filter_check_plugin();
    explicit sinsp_filter_check_plugin(const std::shared_ptr<sinsp_plugin>& plugin);
    explicit sinsp_filter_check_plugin(const sinsp_filter_check_plugin& p);
    ~sinsp_filter_check_plugin() override = default;

    std::unique_ptr<sinsp_filter_check> allocate_new() override {
        return std::make_unique<sinsp_filter_check_plugin>(*this);
    }
    int32_t parse_field_name(std::string_view str, bool alloc_state, bool needed_for_filtering) override;

protected:
    bool extract_nocache(sinsp_evt* evt,
                         std::vector<extract_value_t>& values,
                         std::vector<extract_offset_t>* offsets = nullptr,
                         bool sanitize_strings = true) override;
    const sinsp_catalogue_t* own_catalogue() const override { return m_catalogue.get(); }
    bool add_to(sinsp_catalogue_t* catalogue) const override {
        return m_eplugin != nullptr && sinsp_catalogue_add_plugin(catalogue, m_eplugin->core()) == SCAP_SUCCESS;
    }

private:
    std::shared_ptr<sinsp_plugin> m_eplugin;
    std::shared_ptr<sinsp_catalogue_t> m_catalogue;
    std::string m_arg_key;
    uint64_t m_arg_index = UINT64_MAX;
    bool m_arg_present = false;
};

namespace libsinsp {
namespace detail {

// A group of the library's fields that is put into a list of its own.
class SINSP_PUBLIC library_filter_check : public sinsp_filter_check {
public:
    explicit library_filter_check(const std::string& name);

    std::unique_ptr<sinsp_filter_check> allocate_new() override {
        return std::make_unique<library_filter_check>(m_group);
    }
    int32_t parse_field_name(std::string_view str, bool, bool) override { return parse_with(own_catalogue(), str); }

protected:
    const sinsp_catalogue_t* own_catalogue() const override { return m_catalogue.get(); }
    bool add_to(sinsp_catalogue_t* catalogue) const override {
        return sinsp_catalogue_add_class(catalogue, text(m_group)) == SCAP_SUCCESS;
    }

private:
    std::string m_group;
    std::shared_ptr<sinsp_catalogue_t> m_catalogue;
};

}  // namespace detail
}  // namespace libsinsp
