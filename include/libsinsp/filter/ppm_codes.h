// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libsinsp/detail/nodes.h>
#include <libsinsp/events/sinsp_events.h>

namespace libsinsp {
namespace filter {
namespace ast {

namespace detail {

template<typename T, size_t (*Codes)(const sinsp_ast_t*, uint64_t*, size_t)>
libsinsp::events::set<T> codes(const expr* e) {
    const auto nodes = flatten(e);
    auto* library = libsinsp::detail::library();
    const libsinsp::detail::ast_ptr ast(sinsp_ast_from_nodes(library, nodes.data(), nodes.size()));
    if(ast == nullptr) {
        libsinsp::detail::raise(library);
    }
    const auto words = libsinsp::detail::list<uint64_t>(
        [&](uint64_t* out, size_t room) { return Codes(ast.get(), out, room); });
    if(words.empty()) {
        throw sinsp_exception("the codes of a filter with a name for another one are not known");
    }
    libsinsp::events::set<T> ret;
    for(size_t code = 0; code < words.size() * 64; code++) {
        if((words[code / 64] >> (code % 64) & 1) != 0) {
            ret.insert(static_cast<T>(code));
        }
    }
    return ret;
}

}  // namespace detail

// The events for which a filter can be true.
inline libsinsp::events::set<ppm_event_code> ppm_event_codes(const expr* e) {
    return detail::codes<ppm_event_code, sinsp_ast_event_codes>(e);
}

// The system calls for which a filter can be true.
inline libsinsp::events::set<ppm_sc_code> ppm_sc_codes(const expr* e) {
    return detail::codes<ppm_sc_code, sinsp_ast_sc_codes>(e);
}

}  // namespace ast
}  // namespace filter
}  // namespace libsinsp
