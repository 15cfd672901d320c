// SPDX-License-Identifier: Apache-2.0
// Groups of fields for people and programs to read: as text, Markdown and JSON. Included by sinsp.h only.
#pragma once

namespace libsinsp {
namespace detail {

// A text between quotes, as JSON has it; UTF-8 stays.
inline std::string json_quoted(const std::string& text) {
    static const char digits[] = "0123456789abcdef";
    std::string out = "\"";
    for(const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if(c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if(c == '\n') {
            out += "\\n";
        } else if(c == '\t') {
            out += "\\t";
        } else if(byte < 0x20) {
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else {
            out += c;
        }
    }
    return out + '"';
}

// Words of a description in lines of 90 columns, behind a column of names that is 30 wide.
class wrapped_text {
public:
    static std::string name_column(const std::string& name) {
        return name.size() < names ? name + std::string(names - name.size(), ' ') : name;
    }
    static std::string words(const std::string& text) {
        std::istringstream in(text);
        std::string out;
        std::string word;
        size_t column = 0;
        while(in >> word) {
            const size_t length = word.size() + 1;
            if(column + length > width - names) {
                out += '\n' + std::string(names, ' ');
                column = 0;
            }
            out += word + ' ';
            column += length;
        }
        return out;
    }
    static constexpr size_t names = 30;
    static constexpr size_t width = 120;
};

// The fields that a list shows. A group whose fields are all deprecated is left out of lists: it has no text.
inline std::vector<const sinsp_filter_factory::filter_field_info*> listed(
    const std::list<sinsp_filter_factory::filter_field_info>& fields, bool include_deprecated, bool& left_out) {
    std::vector<const sinsp_filter_factory::filter_field_info*> shown;
    size_t deprecated = 0;
    for(const auto& field : fields) {
        if(field.is_skippable()) {
            continue;
        }
        if(field.is_deprecated() && !include_deprecated) {
            deprecated++;
        } else {
            shown.push_back(&field);
        }
    }
    left_out = deprecated == fields.size();
    return shown;
}

}  // namespace detail
}  // namespace libsinsp

inline std::string sinsp_filter_factory::filter_fieldclass_info::as_string(bool verbose,
                                                                           const std::set<std::string>& event_sources,
                                                                           bool include_deprecated) const {
    using wrapped = libsinsp::detail::wrapped_text;
    bool left_out = false;
    const auto shown = libsinsp::detail::listed(fields, include_deprecated, left_out);
    if(left_out) {
        return "";
    }
    std::string out = std::string(31, '-') + '\n' + wrapped::name_column("Field Class:") + name;
    if(!shortdesc.empty()) {
        out += " (" + shortdesc + ")";
    }
    out += '\n';
    if(!desc.empty()) {
        out += wrapped::name_column("Description:") + wrapped::words(desc) + '\n';
    }
    if(!event_sources.empty()) {
        out += wrapped::name_column("Event Sources:");
        for(const auto& source : event_sources) {
            out += source + ' ';
        }
        out += '\n';
    }
    out += '\n';
    for(const auto* field : shown) {
        out += wrapped::name_column(field->name);
        if(field->name.size() > wrapped::names) {
            out += '\n' + wrapped::name_column("");
        }
        std::string text = verbose ? "(Type: " + field->data_type + ") " : std::string();
        if(!field->tags.empty()) {
            char before = '(';
            for(const auto& tag : field->tags) {
                text += before + tag;
                before = ',';
            }
            text += ") ";
        }
        out += wrapped::words(text + field->desc) + '\n';
    }
    return out;
}

inline std::string sinsp_filter_factory::filter_fieldclass_info::as_markdown(const std::set<std::string>& event_sources,
                                                                             bool include_deprecated) const {
    bool left_out = false;
    const auto shown = libsinsp::detail::listed(fields, include_deprecated, left_out);
    if(left_out) {
        return "";
    }
    std::string out = "## Field Class: " + name + "\n\n";
    if(!desc.empty()) {
        out += desc + "\n\n";
    }
    if(!event_sources.empty()) {
        out += "Event Sources: ";
        for(const auto& source : event_sources) {
            out += source + ' ';
        }
        out += "\n\n";
    }
    out += "Name | Type | Description\n:----|:-----|:-----------\n";
    for(const auto* field : shown) {
        const auto type = field->is_list() ? "LIST(" + field->data_type + ")" : field->data_type;
        out += "`" + field->name + "` | " + type + " | " + field->desc + '\n';
    }
    return out;
}

inline std::string sinsp_filter_factory::filter_fieldclass_info::as_json(const std::set<std::string>& event_sources,
                                                                         bool include_deprecated) const {
    const auto quoted = libsinsp::detail::json_quoted;
    const auto word = [](bool value) { return value ? "true" : "false"; };
    bool left_out = false;
    const auto shown = libsinsp::detail::listed(fields, include_deprecated, left_out);
    if(left_out) {
        return "";
    }
    std::string out = "{\n";
    if(!desc.empty()) {
        out += "  \"desc\" : " + quoted(desc) + ",\n";
    }
    if(!event_sources.empty()) {
        const char* before = "  \"event_sources\" : [ ";
        for(const auto& source : event_sources) {
            out += before + quoted(source);
            before = ", ";
        }
        out += " ],\n";
    }
    out += "  \"fields\" : [";
    const char* before = "\n";
    for(const auto* field : shown) {
        out += before + std::string("    { \"argument\" : ");
        if(field->is_expecting_arg() == ARG_REQ_NONE) {
            out += "null";
        } else {
            const auto type = field->get_argument_type();
            const bool index = (type & ARG_TYPE_INDEX) != 0;
            const bool key = (type & ARG_TYPE_KEY) != 0;
            out += std::string("{ \"required\" : ") + word(field->is_expecting_arg() == ARG_REQ_REQUIRED) +
                   ", \"type\" : [" + (index ? "\"INDEX\"" : "") + (index && key ? ", " : "") + (key ? "\"KEY\"" : "") +
                   "] }";
        }
        out += ", \"desc\" : " + quoted(field->desc);
        if(include_deprecated) {
            out += std::string(", \"is_deprecated\" : ") + word(field->is_deprecated());
        }
        out += std::string(", \"is_list\" : ") + word(field->is_list()) + ", \"name\" : " + quoted(field->name) +
               ", \"type\" : " + quoted(field->data_type) + " }";
        before = ",\n";
    }
    return out + "\n  ],\n  \"name\" : " + quoted(name) + "\n}";
}
