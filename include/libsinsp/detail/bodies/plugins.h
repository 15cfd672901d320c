// SPDX-License-Identifier: Apache-2.0
// What plugins and the inspector do with each other. Included by sinsp.h only.
#pragma once

// ---- a plugin

inline sinsp_plugin::sinsp_plugin(libsinsp::detail::plugin_ptr core): m_core(std::move(core)) {
    namespace d = libsinsp::detail;
    sinsp_plugin_view view;
    if(!sinsp_plugin_get(m_core.get(), &view, sizeof(view))) {
        throw sinsp_exception("there is no plugin");
    }
    m_caps = static_cast<plugin_caps_t>(view.capabilities);
    m_name = d::string(view.name);
    m_description = d::string(view.description);
    m_contact = d::string(view.contact);
    m_plugin_version = sinsp_version(view.version[0], view.version[1], view.version[2]);
    m_required_api_version = sinsp_version(view.api_version[0], view.api_version[1], view.api_version[2]);
    m_id = view.id;
    m_event_source = d::string(view.source);
    m_inited = view.running;
    for(size_t i = 0; i < sinsp_plugin_field_count(m_core.get()); i++) {
        sinsp_field_row row;
        sinsp_text display;
        sinsp_plugin_field_get(m_core.get(), i, &row, sizeof(row), &display);
        filtercheck_field_info info;
        info.m_type = static_cast<ppm_param_type>(row.ty);
        info.m_flags = row.flags;
        info.m_print_format = static_cast<ppm_print_format>(row.format);
        info.m_name = d::string(row.name);
        info.m_display = d::string(display);
        info.m_description = d::string(row.doc);
        m_fields.push_back(std::move(info));
    }
    m_fields_info.m_name = m_name + " (plugin)";
    m_fields_info.m_nfields = static_cast<int32_t>(m_fields.size());
    m_fields_info.m_fields = m_fields.data();
    m_container_fields.count(m_fields);
    m_extract_event_sources = names(0);
    m_parse_event_sources = names(1);
    m_async_event_sources = names(2);
    m_async_event_names = names(3);
}

inline std::unordered_set<std::string> sinsp_plugin::names(uint32_t kind) const {
    const auto found = libsinsp::detail::list<sinsp_text>([&](sinsp_text* out, size_t room) {
        return sinsp_plugin_names(m_core.get(), kind, out, room);
    });
    std::unordered_set<std::string> ret;
    for(const auto& name : found) {
        ret.insert(libsinsp::detail::string(name));
    }
    return ret;
}

inline bool sinsp_plugin::init(const std::string& config, std::string& errstr) {
    if(sinsp_plugin_init(m_core.get(), config.data(), config.size()) == SCAP_SUCCESS) {
        m_inited = true;
        return true;
    }
    errstr = error();
    // What the plugin itself says is reported, what is wrong with the call is thrown.
    if(errstr.find(": init failed: ") == std::string::npos) {
        throw sinsp_exception(errstr);
    }
    m_inited = true;
    return false;
}

inline std::vector<sinsp_plugin::open_param> sinsp_plugin::list_open_params() const {
    const int64_t count = sinsp_plugin_open_params(m_core.get(), nullptr, 0);
    std::vector<sinsp_open_param> found(count < 0 ? 0 : static_cast<size_t>(count));
    const int64_t again = count <= 0 ? count : sinsp_plugin_open_params(m_core.get(), found.data(), found.size());
    if(again < 0) {
        throw sinsp_exception(error());
    }
    std::vector<open_param> ret;
    for(const auto& param : found) {
        if(ret.size() == static_cast<size_t>(again)) {
            break;
        }
        ret.push_back({libsinsp::detail::string(param.value), libsinsp::detail::string(param.description),
                       libsinsp::detail::string(param.separator)});
    }
    return ret;
}

inline std::string sinsp_plugin::event_to_string(sinsp_evt* evt) const {
    sinsp_text text;
    if(!sinsp_plugin_event_text(m_core.get(), evt->core(), &text)) {
        throw sinsp_exception("plugin " + m_name + " has no words for the event");
    }
    return libsinsp::detail::string(text);
}

inline bool sinsp_plugin::extract_fields_and_offsets(sinsp_evt* evt,
                                                     uint32_t num_fields,
                                                     ss_plugin_extract_field* fields,
                                                     ss_plugin_extract_value_offsets* value_offsets) {
    if(!m_inited && !is_running()) {
        throw sinsp_exception("plugin " + m_name + " was not started");
    }
    return sinsp_plugin_extract(m_core.get(), evt->core(), num_fields, fields, value_offsets) == SCAP_SUCCESS;
}

inline const libsinsp::events::set<ppm_event_code>& sinsp_plugin::codes(
    uint32_t kind,
    libsinsp::events::set<ppm_event_code>& kept) const {
    if(!m_inited && !is_running()) {
        throw sinsp_exception("plugin " + m_name + " was not started: its events are not known yet");
    }
    if(kept.empty()) {
        const auto found = libsinsp::detail::list<uint16_t>([&](uint16_t* out, size_t room) {
            return sinsp_plugin_codes(m_core.get(), kind, out, room);
        });
        for(const auto code : found) {
            kept.insert(static_cast<ppm_event_code>(code));
        }
    }
    return kept;
}

inline std::unique_ptr<sinsp_filter_check> sinsp_plugin::new_filtercheck(
    const std::shared_ptr<sinsp_plugin>& plugin) {
    return std::make_unique<sinsp_filter_check_plugin>(plugin);
}

// ---- the plugins of an inspector

inline const std::shared_ptr<sinsp_plugin>& sinsp_plugin_manager::plugin_by_evt(sinsp_evt* evt) const {
    if(evt == nullptr || evt->get_type() != PPME_PLUGINEVENT_E) {
        return m_none;
    }
    return plugin_by_id(evt->get_param(0)->as<uint32_t>());
}

inline std::size_t sinsp_plugin_manager::source_idx_by_plugin_id(uint32_t plugin_id, bool& found) const {
    const int64_t index = sinsp_source_of_plugin(m_inspector->core(), plugin_id);
    found = index >= 0;
    return found ? static_cast<std::size_t>(index) : sinsp_no_event_source_idx;
}

inline std::shared_ptr<sinsp_plugin> sinsp::take_in(sinsp_plugin_t* registered, const std::string& what) {
    if(registered == nullptr) {
        m_lasterr = libsinsp::detail::string(sinsp_last_error(core()));
        throw sinsp_exception("cannot load plugin " + what + ": " + m_lasterr);
    }
    sinsp_set_plugin_log_callback(
        core(),
        [](void*, uint32_t severity, const char* message) {
            libsinsp_logger()->log(message, static_cast<sinsp_logger::severity>(severity));
        },
        nullptr);
    auto plugin = std::make_shared<sinsp_plugin>(libsinsp::detail::plugin_ptr(registered));
    m_plugin_manager->m_plugins.push_back(plugin);
    libsinsp::detail::async_event_names::add(plugin->async_event_names());
    for(size_t i = m_event_sources.size(); i < sinsp_source_count(core()); i++) {
        m_event_sources.push_back(libsinsp::detail::string(sinsp_source_name(core(), i)));
    }
    return plugin;
}

inline std::shared_ptr<sinsp_plugin> sinsp::register_plugin(const std::string& filepath) {
    return take_in(sinsp_plugin_register(core(), filepath.c_str()), filepath);
}

inline std::shared_ptr<sinsp_plugin> sinsp::register_plugin(const plugin_api* api) {
    return take_in(sinsp_plugin_register_api(core(), api), "(table of functions)");
}

inline void sinsp::open_plugin(const std::string& plugin_name,
                               const std::string& plugin_open_params,
                               sinsp_plugin_platform platform_type) {
    const auto platform = static_cast<uint32_t>(platform_type);
    m_input_plugin = nullptr;
    for(const auto& plugin : m_plugin_manager->plugins()) {
        if(plugin->name() == plugin_name) {
            m_input_plugin = plugin;
        }
    }
    const bool full = platform_type == sinsp_plugin_platform::SINSP_PLATFORM_FULL;
    opened(sinsp_open_plugin(core(), plugin_name.c_str(), plugin_open_params.c_str(), platform),
           full ? SINSP_MODE_LIVE : SINSP_MODE_PLUGIN);
}

inline const std::shared_ptr<libsinsp::state::table_registry>& sinsp::get_table_registry() const {
    if(m_table_registry == nullptr) {
        m_table_registry = std::make_shared<libsinsp::state::table_registry>(core());
    }
    return m_table_registry;
}

inline std::unique_ptr<sinsp_filter_check> sinsp::new_generic_filtercheck() {
    return std::make_unique<libsinsp::detail::library_filter_check>("evt");
}

// ---- fields

inline libsinsp::detail::library_filter_check::library_filter_check(const std::string& name):
    m_group(name),
    m_catalogue(sinsp_catalogue_create(false), sinsp_catalogue_free) {
    sinsp_catalogue_add_class(m_catalogue.get(), text(m_group));
    for(const auto& group : library_fields()) {
        if(group.m_name == m_group) {
            m_info = &group;
            break;
        }
    }
}

inline sinsp_filter_check_plugin::sinsp_filter_check_plugin() {
    static const filter_check_info none = [] {
        filter_check_info info;
        info.m_name = "plugin";
        return info;
    }();
    m_info = &none;
}

inline sinsp_filter_check_plugin::sinsp_filter_check_plugin(const std::shared_ptr<sinsp_plugin>& plugin):
    m_eplugin(plugin),
    m_catalogue(sinsp_catalogue_create(false), sinsp_catalogue_free) {
    if(plugin == nullptr || (plugin->caps() & CAP_EXTRACTION) == 0) {
        throw sinsp_exception("a plugin that reads no fields has none to be found");
    }
    m_info = plugin->fields_info();
    add_to(m_catalogue.get());
}

inline sinsp_filter_check_plugin::sinsp_filter_check_plugin(const sinsp_filter_check_plugin& p):
    sinsp_filter_check(),
    m_eplugin(p.m_eplugin),
    m_catalogue(p.m_catalogue) {
    m_info = p.m_info;
}

inline int32_t sinsp_filter_check_plugin::parse_field_name(std::string_view str, bool, bool) {
    if(m_eplugin == nullptr) {
        return -1;
    }
    const auto& fields = m_eplugin->fields();
    const filtercheck_field_info* found = nullptr;
    for(const auto& field : fields) {
        const bool longer = found == nullptr || field.m_name.size() > found->m_name.size();
        if(longer && str.compare(0, field.m_name.size(), field.m_name) == 0) {
            found = &field;
        }
    }
    if(found == nullptr) {
        return -1;
    }
    // The library says what is wrong with the argument.
    const auto name = str.substr(0, found->m_name.size());
    auto end = name.size();
    m_arg_present = end < str.size() && str[end] == '[';
    m_arg_index = UINT64_MAX;
    m_arg_key.clear();
    if(m_arg_present) {
        const auto close = str.find(']', end);
        const auto arg = str.substr(end + 1, close == std::string_view::npos ? close : close - end - 1);
        end = close == std::string_view::npos ? str.size() : close + 1;
        m_arg_key = std::string(arg);
        const bool digits = !arg.empty() && arg.find_first_not_of("0123456789") == std::string_view::npos;
        if(digits && (found->m_flags & EPF_ARG_INDEX) != 0) {
            m_arg_index = strtoull(m_arg_key.c_str(), nullptr, 10);
        }
    }
    take_field(m_catalogue.get(), str.substr(0, end));
    m_field = found;
    m_field_id = static_cast<uint32_t>(found - fields.data());
    return static_cast<int32_t>(end);
}

inline bool sinsp_filter_check_plugin::extract_nocache(sinsp_evt* evt,
                                                       std::vector<extract_value_t>& values,
                                                       std::vector<extract_offset_t>* offsets,
                                                       bool sanitize_strings) {
    const bool found = sinsp_filter_check::extract_nocache(evt, values, nullptr, sanitize_strings);
    if(offsets == nullptr || !found) {
        return found;
    }
    offsets->clear();
    ss_plugin_extract_field request = {};
    request.field_id = m_field_id;
    request.field = m_field->m_name.c_str();
    request.arg_present = m_arg_present;
    request.arg_index = m_arg_index;
    request.arg_key = m_arg_present && (m_field->m_flags & EPF_ARG_KEY) != 0 ? m_arg_key.c_str() : nullptr;
    request.ftype = static_cast<uint32_t>(m_field->m_type);
    request.flist = m_field->m_flags & EPF_IS_LIST;
    ss_plugin_extract_value_offsets places = {};
    if(!m_eplugin->extract_fields_and_offsets(evt, 1, &request, &places)) {
        return false;
    }
    for(size_t i = 0; places.start != nullptr && places.length != nullptr && i < values.size(); i++) {
        offsets->push_back({places.start[i], places.length[i]});
    }
    return true;
}
