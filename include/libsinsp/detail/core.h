// SPDX-License-Identifier: Apache-2.0
// What the classes share to call the C interface.
#pragma once

#include <libscap/scap.h>
#include <libsinsp/sinsp_c.h>
#include <libsinsp/sinsp_exception.h>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace libsinsp {
namespace detail {

inline std::string_view view(const sinsp_text& text) {
    return text.len == 0 ? std::string_view() : std::string_view(text.ptr, text.len);
}

inline std::string string(const sinsp_text& text) {
    return std::string(view(text));
}

inline sinsp_text text(std::string_view v) {
    return {v.data(), v.size()};
}

// The pieces between NULs; no bytes, no pieces.
inline std::vector<std::string> pieces(const sinsp_text& text) {
    std::vector<std::string> ret;
    std::string_view rest = view(text);
    if(rest.empty()) {
        return ret;
    }
    for(size_t end; (end = rest.find('\0')) != std::string_view::npos; rest.remove_prefix(end + 1)) {
        ret.emplace_back(rest.substr(0, end));
    }
    ret.emplace_back(rest);
    return ret;
}

template<typename T, void (*Free)(T*)>
struct freed_by {
    void operator()(T* handle) const { Free(handle); }
};

using inspector_ptr = std::unique_ptr<sinsp_inspector_t, freed_by<sinsp_inspector_t, sinsp_destroy>>;
using filter_ptr = std::unique_ptr<sinsp_filter_t, freed_by<sinsp_filter_t, sinsp_filter_free>>;
using formatter_ptr = std::unique_ptr<sinsp_formatter_t, freed_by<sinsp_formatter_t, sinsp_formatter_free>>;
using field_ptr = std::unique_ptr<sinsp_field_t, freed_by<sinsp_field_t, sinsp_field_free>>;
using ast_ptr = std::unique_ptr<sinsp_ast_t, freed_by<sinsp_ast_t, sinsp_ast_free>>;
using thread_ptr = std::unique_ptr<sinsp_thread_t, freed_by<sinsp_thread_t, sinsp_thread_free>>;
using catalogue_ptr = std::unique_ptr<sinsp_catalogue_t, freed_by<sinsp_catalogue_t, sinsp_catalogue_free>>;
using event_ptr = std::unique_ptr<sinsp_event_t, freed_by<sinsp_event_t, sinsp_event_free>>;

// An inspector for questions that need none: parsing, listing. One for each thread.
inline sinsp_inspector_t* library() {
    static thread_local const inspector_ptr inspector(sinsp_create());
    return inspector.get();
}

[[noreturn]] inline void raise(const sinsp_inspector_t* inspector) {
    throw sinsp_exception(string(sinsp_last_error(inspector)));
}

// As raise(), for texts that name fields: programs search for these words to tell an unknown field from other mistakes.
// `before` is put in front of what is wrong with a field.
[[noreturn]] inline void raise_field(const sinsp_inspector_t* inspector, const std::string& before = "") {
    std::string text = string(sinsp_last_error(inspector));
    if(text.rfind("nonexistent field", 0) == 0) {
        text = "filter_check called with " + text;
    }
    throw sinsp_exception(text.rfind("the output template", 0) == 0 ? text : before + text);
}

// Calls a function that fills an array, with as much room as it asks for.
template<typename T, typename Fill>
std::vector<T> list(Fill fill) {
    std::vector<T> ret(fill(nullptr, 0));
    const size_t there = fill(ret.data(), ret.size());
    if(there < ret.size()) {
        ret.resize(there);
    }
    return ret;
}

}  // namespace detail
}  // namespace libsinsp
