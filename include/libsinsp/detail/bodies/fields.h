// SPDX-License-Identifier: Apache-2.0
// What fields and lists of fields do that needs all classes to be known. Included by sinsp.h only.
#pragma once

inline int32_t sinsp_filter_check::parse_field_name(std::string_view str, bool, bool) {
    if(m_info != nullptr && !is_of_library()) {
        return parse_own_field(str);
    }
    return parse_with(nullptr, str);
}

inline int32_t sinsp_filter_check::parse_with(const sinsp_catalogue_t* catalogue, std::string_view str) {
    auto* core = m_inspector != nullptr ? m_inspector->core() : libsinsp::detail::library();
    const size_t length = catalogue == nullptr ? sinsp_field_prefix(core, str.data(), str.size())
                                               : sinsp_field_prefix_with(catalogue, str.data(), str.size());
    if(length == 0) {
        return -1;
    }
    take_field(catalogue, str.substr(0, length));
    return static_cast<int32_t>(length);
}

inline void sinsp_filter_check::take_field(const sinsp_catalogue_t* catalogue, std::string_view name) {
    auto* core = m_inspector != nullptr ? m_inspector->core() : libsinsp::detail::library();
    m_core.reset(catalogue == nullptr ? sinsp_field_compile(core, name.data(), name.size())
                                      : sinsp_field_compile_with(core, catalogue, name.data(), name.size()));
    if(m_core == nullptr) {
        libsinsp::detail::raise(core);
    }
    m_name = std::string(name);
    sinsp_field_view view;
    sinsp_field_get(m_core.get(), &view, sizeof(view));
    const auto [group, row] = libsinsp::detail::library_field(libsinsp::detail::view(view.row));
    m_info = group != nullptr ? group : m_info;
    if(row != nullptr) {
        m_own_field = *row;
    } else {
        // A field of a plugin, or a transformer.
        m_own_field = filtercheck_field_info();
        m_own_field.m_name = libsinsp::detail::string(view.row);
        m_own_field.m_flags = view.flags;
    }
    m_own_field.m_type = static_cast<ppm_param_type>(view.ty);
    m_own_field.m_print_format = static_cast<ppm_print_format>(view.format);
    m_field = &m_own_field;
    m_compiled.reset();
}

// Of the fields that the class of a program has, the one with the longest name.
inline int32_t sinsp_filter_check::parse_own_field(std::string_view str) {
    m_field = nullptr;
    size_t length = 0;
    for(int32_t i = 0; i < m_info->m_nfields; i++) {
        const auto& row = m_info->m_fields[i];
        if(row.m_name.size() > length && str.compare(0, row.m_name.size(), row.m_name) == 0) {
            m_field = &row;
            m_field_id = static_cast<uint32_t>(i);
            length = row.m_name.size();
        }
    }
    if(m_field == nullptr) {
        return -1;
    }
    if(m_field->is_arg_supported() && length < str.size() && str[length] == '[') {
        const auto end = str.find(']', length);
        length = end == std::string_view::npos ? length : end + 1;
    }
    m_name = std::string(str.substr(0, length));
    m_compiled.reset();
    m_asked.reset();
    return static_cast<int32_t>(length);
}

inline bool sinsp_filter_check::extract_nocache(sinsp_evt* evt,
                                                std::vector<extract_value_t>& values,
                                                std::vector<extract_offset_t>*,
                                                bool sanitize_strings) {
    if(!is_of_library()) {
        values.clear();
        extract_value_t value;
        value.ptr = extract_single(evt, &value.len, sanitize_strings);
        if(value.ptr != nullptr) {
            values.push_back(value);
        }
        return value.ptr != nullptr;
    }
    const sinsp_value* found = nullptr;
    const int64_t count = sinsp_field_extract(m_core.get(), evt->core(), &found);
    // In place: a value that is copied as a whole right after its parts were written waits for them.
    const size_t room = count > 0 ? static_cast<size_t>(count) : 0;
    if(values.size() != room) {
        values.resize(room);
    }
    for(size_t i = 0; i < values.size(); i++) {
        values[i].ptr = const_cast<uint8_t*>(found[i].data);
        values[i].len = static_cast<uint32_t>(found[i].len);
    }
    // Texts are cleaned as in output. Lists stay as they are.
    if(sanitize_strings && count == 1 && found->ty == PT_CHARBUF && has_control(*found)) {
        sinsp_text text;
        if(sinsp_field_text(m_core.get(), evt->core(), &text)) {
            m_text.assign(text.ptr, text.len);
            values[0].ptr = reinterpret_cast<uint8_t*>(m_text.data());
            values[0].len = static_cast<uint32_t>(m_text.size());
        }
    }
    return count >= 0;
}

inline bool sinsp_filter_check::has_control(const sinsp_value& value) {
    const auto is_control = [](uint8_t byte) { return byte < 0x20 || byte >= 0x7f; };
    return std::any_of(value.data, value.data + value.len, is_control);
}

inline bool sinsp_filter_check::compare(sinsp_evt* evt) {
    namespace ast = libsinsp::filter::ast;
    if(m_compiled == nullptr) {
        auto left = libsinsp::filter::parser(m_name).parse_field_or_transformer();
        std::string op;
        cmpop_to_str(m_cmp, op);
        std::unique_ptr<ast::expr> check;
        if(m_cmp.op == CO_EXISTS) {
            check = ast::unary_check_expr::create(std::move(left), op);
        } else if(m_cmp.op == CO_IN || m_cmp.op == CO_INTERSECTS || m_cmp.op == CO_PMATCH || m_cmp.mod != CMPOP_MOD_NONE) {
            check = ast::binary_check_expr::create(std::move(left), op, ast::list_expr::create(m_operands));
        } else if(!m_operands.empty()) {
            check = ast::binary_check_expr::create(std::move(left), op, ast::value_expr::create(m_operands[0]));
        } else {
            throw sinsp_exception("field '" + m_name + "' has no value to be compared with");
        }
        const auto nodes = ast::detail::flatten(check.get());
        auto* core = m_inspector != nullptr ? m_inspector->core() : libsinsp::detail::library();
        const auto* catalogue = m_list == nullptr ? own_catalogue() : m_list->core(m_inspector);
        m_compiled.reset(catalogue == nullptr
                             ? sinsp_filter_compile_nodes(core, nodes.data(), nodes.size())
                             : sinsp_filter_compile_with(core, catalogue, nodes.data(), nodes.size()));
        if(m_compiled == nullptr) {
            libsinsp::detail::raise(core);
        }
    }
    const libsinsp::detail::asking about(evt);
    const bool matches = sinsp_filter_matches(m_compiled.get(), evt->core());
    libsinsp::detail::asking::rethrow();
    return matches;
}

// What writes the field: the library, which asks the fields of a program through the list that they are in.
inline const sinsp_field_t* sinsp_filter_check::shown() {
    if(is_of_library()) {
        return m_core.get();
    }
    if(m_asked == nullptr) {
        auto* core = m_inspector != nullptr ? m_inspector->core() : libsinsp::detail::library();
        if(m_list == nullptr) {
            throw sinsp_exception("field '" + m_name + "' is not in a list of fields");
        }
        m_asked.reset(sinsp_field_compile_with(core, m_list->core(m_inspector), m_name.data(), m_name.size()));
        if(m_asked == nullptr) {
            libsinsp::detail::raise(core);
        }
    }
    return m_asked.get();
}

inline char* sinsp_filter_check::tostring(sinsp_evt* evt) {
    sinsp_text text;
    const libsinsp::detail::asking about(evt);
    const bool exists = sinsp_field_text(shown(), evt->core(), &text);
    libsinsp::detail::asking::rethrow();
    if(!exists) {
        return nullptr;
    }
    m_text.assign(text.ptr, text.len);
    return m_text.data();
}

inline std::string sinsp_filter_check::tojson_text(sinsp_evt* evt) {
    sinsp_text text;
    const libsinsp::detail::asking about(evt);
    const bool exists = sinsp_field_json(shown(), evt->core(), &text);
    libsinsp::detail::asking::rethrow();
    return exists ? libsinsp::detail::string(text) : "null";
}

inline std::unique_ptr<sinsp_filter_check> filter_check_list::new_filter_check_from_fldname(std::string_view name,
                                                                                            sinsp* inspector,
                                                                                            bool do_exact_check) const {
    const auto takes = [&](sinsp_filter_check& check) {
        check.set_inspector(inspector);
        const int32_t length = check.parse_field_name(name, false, true);
        return length > 0 && (!do_exact_check || static_cast<size_t>(length) == name.size());
    };
    for(const auto& added : m_added) {
        if(takes(*added->prototype)) {
            auto check = added->prototype->allocate_new();
            check->set_inspector(inspector);
            check->parse_field_name(name, true, true);
            check->m_name = std::string(name);
            check->m_list = this;
            return check;
        }
    }
    if(m_catalogue) {
        auto check = std::make_unique<sinsp_filter_check>();
        if(takes(*check)) {
            return check;
        }
    }
    return nullptr;
}

inline const sinsp_catalogue_t* filter_check_list::core(sinsp* inspector) const {
    if(m_catalogue && m_added.empty()) {
        return nullptr;
    }
    for(const auto& added : m_added) {
        added->inspector = inspector;
    }
    if(m_catalogue_core == nullptr) {
        m_catalogue_core.reset(sinsp_catalogue_create(m_catalogue));
        // The first one added wins: the library puts each in front.
        for(auto added = m_added.rbegin(); added != m_added.rend(); ++added) {
            const auto* info = (*added)->prototype->get_fields();
            if((*added)->prototype->add_to(m_catalogue_core.get())) {
                continue;
            }
            std::vector<sinsp_field_spec> fields;
            for(int32_t i = 0; i < info->m_nfields; i++) {
                const auto& row = info->m_fields[i];
                fields.push_back({libsinsp::detail::text(row.m_name), libsinsp::detail::text(row.m_description),
                                  static_cast<uint32_t>(row.m_type), static_cast<uint32_t>(row.m_print_format),
                                  row.m_flags});
            }
            const auto name = libsinsp::detail::text(info->m_name);
            if(sinsp_catalogue_add(m_catalogue_core.get(), name, fields.data(), fields.size(), extract,
                                   added->get()) != SCAP_SUCCESS) {
                throw sinsp_exception("the fields of '" + info->m_name + "' have no type");
            }
        }
    }
    return m_catalogue_core.get();
}

inline int64_t filter_check_list::extract(void* user,
                                          const sinsp_event_t*,
                                          size_t field,
                                          sinsp_text arg,
                                          sinsp_value* values,
                                          size_t room) {
    auto& state = libsinsp::detail::asked::current();
    try {
        auto& added = *static_cast<addition*>(user);
        if(state.event == nullptr) {
            return -1;
        }
        std::string name = added.prototype->get_fields()->m_fields[field].m_name;
        if(arg.len != 0) {
            name += "[" + libsinsp::detail::string(arg) + "]";
        }
        auto& check = added.made[name];
        if(check == nullptr) {
            check = added.prototype->allocate_new();
            check->set_inspector(added.inspector);
            check->parse_field_name(name, true, true);
        }
        if(!check->extract(state.event, check->m_extracted_values)) {
            return -1;
        }
        const auto& found = check->m_extracted_values;
        for(size_t i = 0; i < found.size() && i < room; i++) {
            values[i] = {found[i].ptr, found[i].len, 0};
        }
        return static_cast<int64_t>(found.size());
    } catch(...) {
        state.thrown = std::current_exception();
        return -1;
    }
}
