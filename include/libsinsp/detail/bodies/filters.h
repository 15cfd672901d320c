// SPDX-License-Identifier: Apache-2.0
// What factories and compilers of filters do that needs all classes to be known. Included by sinsp.h only.
#pragma once

inline std::list<sinsp_filter_factory::filter_fieldclass_info> sinsp_filter_factory::check_infos_to_fieldclass_infos(
    const std::vector<const filter_check_info*>& fc_plugins) {
    static const std::pair<uint32_t, const char*> names[] = {
        {EPF_FILTER_ONLY, "FILTER_ONLY"}, {EPF_TABLE_ONLY, "EPF_TABLE_ONLY"}, {EPF_DEPRECATED, "EPF_DEPRECATED"},
        {EPF_NO_RHS, "EPF_NO_RHS"},       {EPF_IS_LIST, "EPF_IS_LIST"},       {EPF_NO_TRANSFORMER, "EPF_NO_TRANSFORMER"},
    };
    std::list<filter_fieldclass_info> ret;
    for(const auto* group : fc_plugins) {
        if((group->m_flags & filter_check_info::FL_HIDDEN) != 0) {
            continue;
        }
        filter_fieldclass_info info;
        info.name = group->m_name;
        info.desc = group->m_desc;
        info.shortdesc = group->m_shortdesc;
        for(int32_t i = 0; i < group->m_nfields; i++) {
            const auto& row = group->m_fields[i];
            if((row.m_flags & EPF_PRINT_ONLY) != 0) {
                continue;
            }
            filter_field_info field;
            field.name = row.m_name;
            field.desc = row.m_description;
            field.data_type = param_type_to_string(row.m_type);
            for(const auto& [flag, name] : names) {
                if((row.m_flags & flag) != 0) {
                    field.tags.insert(name);
                }
            }
            if(row.is_arg_supported()) {
                field.tags.insert(row.is_arg_required() ? "ARG_REQUIRED" : "ARG_ALLOWED");
                if((row.m_flags & EPF_ARG_INDEX) != 0) {
                    field.tags.insert("ARG_INDEX");
                }
                if((row.m_flags & EPF_ARG_KEY) != 0) {
                    field.tags.insert("ARG_KEY");
                }
            }
            info.fields.push_back(std::move(field));
        }
        ret.push_back(std::move(info));
    }
    return ret;
}

inline std::unique_ptr<sinsp_filter> sinsp_filter_compiler::compile() {
    namespace d = libsinsp::detail;
    auto* core = m_inspector != nullptr ? m_inspector->core() : d::library();
    const auto* tree = m_tree;
    if(tree == nullptr) {
        libsinsp::filter::parser parser(m_text);
        try {
            m_parsed = parser.parse();
        } catch(const sinsp_exception& e) {
            m_pos = parser.get_pos();
            throw sinsp_exception("filter error at " + m_pos.as_string() + ": " + e.what());
        }
        tree = m_parsed.get();
    }
    const auto nodes = libsinsp::filter::ast::detail::flatten(tree);
    const auto* catalogue = m_factory == nullptr ? nullptr : m_factory->checks().core(m_inspector);
    d::filter_ptr filter(catalogue == nullptr
                             ? sinsp_filter_compile_nodes(core, nodes.data(), nodes.size())
                             : sinsp_filter_compile_with(core, catalogue, nodes.data(), nodes.size()));
    if(filter == nullptr) {
        sinsp_last_error_position(core, &m_pos.idx, &m_pos.line, &m_pos.col);
        d::raise_field(core);
    }
    const auto warnings = d::list<sinsp_filter_warning>(
        [&](sinsp_filter_warning* out, size_t room) { return sinsp_filter_warnings(filter.get(), out, room); });
    for(const auto& warning : warnings) {
        m_warnings.push_back({d::string(warning.text), {warning.index, warning.line, warning.column}});
    }
    return std::make_unique<sinsp_filter>(std::move(filter), catalogue != nullptr);
}
