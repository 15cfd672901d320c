// SPDX-License-Identifier: Apache-2.0
// What formatters and dumpers do that needs all classes to be known. Included by sinsp.h only.
#pragma once

// ---- output

inline sinsp_evt_formatter::sinsp_evt_formatter(sinsp* inspector,
                                                const std::string& fmt,
                                                filter_check_list& available_checks):
    sinsp_evt_formatter(inspector, available_checks) {
    const auto buffers = inspector->get_buffer_format();
    const bool json = buffers == sinsp_evt::PF_JSON || buffers == sinsp_evt::PF_JSONEOLS ||
                      buffers == sinsp_evt::PF_JSONHEX || buffers == sinsp_evt::PF_JSONHEXASCII ||
                      buffers == sinsp_evt::PF_JSONBASE64;
    set_format(json ? OF_JSON : OF_NORMAL, fmt);
}

inline void sinsp_evt_formatter::set_format(output_format of, const std::string& fmt) {
    namespace d = libsinsp::detail;
    auto* core = m_inspector->core();
    const auto* catalogue = m_available_checks.core(m_inspector);
    d::formatter_ptr compiled(catalogue == nullptr
                                  ? sinsp_formatter_compile(core, fmt.data(), fmt.size())
                                  : sinsp_formatter_compile_with(core, catalogue, fmt.data(), fmt.size()));
    if(compiled == nullptr) {
        d::raise_field(core, "unknown filter: ");
    }
    m_core = std::move(compiled);
    m_output_format = of;
    m_require_all_values = fmt[0] != '*';
    m_fields.clear();
    const auto names = d::list<sinsp_text>(
        [&](sinsp_text* out, size_t room) { return sinsp_formatter_fields(m_core.get(), out, room); });
    for(const auto& name : names) {
        const bool transformer = sinsp_formatter_is_transformer(m_core.get(), m_fields.size());
        d::field_ptr field(catalogue == nullptr
                               ? sinsp_field_compile(core, name.ptr, name.len)
                               : sinsp_field_compile_with(core, catalogue, name.ptr, name.len));
        m_fields.push_back({d::string(name), std::move(field), transformer});
    }
    sinsp_formatter_show_transformers(m_core.get(), m_resolve_transformed_fields);
}

inline bool sinsp_evt_formatter::resolve_tokens(sinsp_evt* evt, std::map<std::string, std::string>& values) {
    const libsinsp::detail::asking about(evt);
    for(const auto& [name, field, transformer] : m_fields) {
        if(transformer && !m_resolve_transformed_fields) {
            continue;
        }
        sinsp_text text;
        if(sinsp_field_text(field.get(), evt->core(), &text)) {
            values[name] = libsinsp::detail::string(text);
        } else if(m_require_all_values) {
            return false;
        } else {
            values[name] = "<NA>";
        }
    }
    return true;
}

// ---- capture files that are written

inline void sinsp_dumper::take(sinsp* inspector, sinsp_dumper_t* made) {
    if(made == nullptr) {
        libsinsp::detail::raise(inspector->core());
    }
    sinsp_dumper_close(std::exchange(m_core, made));
}

inline void sinsp_dumper::open(sinsp* inspector, const std::string& filename, bool compress) {
    auto* core = inspector->core();
    take(inspector, m_memory != nullptr ? sinsp_dumper_open_memory(core, m_memory, m_memory_size)
                                        : sinsp_dumper_open(core, filename.c_str(), compress));
}

inline void sinsp_dumper::fdopen(sinsp* inspector, int fd, bool compress) {
    take(inspector, sinsp_dumper_open_fd(inspector->core(), fd, compress));
}

inline void sinsp_dumper::dump(sinsp_evt* evt) {
    auto* dumper = opened();
    if(!evt->is_filtered_out()) {
        check(sinsp_dumper_dump(dumper, evt->core()));
    }
}
