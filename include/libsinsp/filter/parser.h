// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libsinsp/detail/nodes.h>
#include <libsinsp/filter/ast.h>

namespace libsinsp {
namespace filter {

// Parses a filter into a tree. Whether its fields exist is not asked.
class SINSP_PUBLIC parser {
public:
    static std::vector<std::string> supported_operators(bool list_only = false) {
        if(list_only) {
            return {"in", "intersects", "pmatch"};
        }
        return {"exists",      "<=",    "<",        ">=",        ">",         "==",         "=",
                "!=",          "glob",  "iglob",    "contains",  "icontains", "bcontains",  "startswith",
                "bstartswith", "endswith", "regex", "intersects", "in",       "pmatch"};
    }

    static std::vector<std::string> supported_field_transformers(bool include_val = false) {
        std::vector<std::string> ret = {"tolower", "toupper", "b64", "basename", "len", "join", "concat", "getopt"};
        if(include_val) {
            ret.push_back("val");
        }
        return ret;
    }

    explicit parser(const std::string& input): m_input(input) {}

    // Behind the filter after success, near the fault after failure.
    void get_pos(ast::pos_info& pos) const { pos = m_pos; }
    ast::pos_info get_pos() const { return m_pos; }

    // Whether the text may go on behind the filter; by default it may not.
    void set_parse_partial(bool parse_partial) { m_partial = parse_partial; }
    // How deep parentheses may nest.
    void set_max_depth(uint32_t max_depth) { m_max_depth = max_depth; }

    // Throws a sinsp_exception for what is not a filter.
    std::unique_ptr<ast::expr> parse() {
        return take(sinsp_ast_parse(libsinsp::detail::library(), m_input.data(), m_input.size(), m_partial, m_max_depth));
    }

    // Parses what can stand on the left of a comparison.
    std::unique_ptr<ast::expr> parse_field_or_transformer() {
        return take(sinsp_ast_parse_field(libsinsp::detail::library(), m_input.data(), m_input.size()));
    }

private:
    std::unique_ptr<ast::expr> take(sinsp_ast_t* parsed) {
        const libsinsp::detail::ast_ptr ast(parsed);
        if(ast == nullptr) {
            auto* library = libsinsp::detail::library();
            sinsp_last_error_position(library, &m_pos.idx, &m_pos.line, &m_pos.col);
            libsinsp::detail::raise(library);
        }
        sinsp_ast_end(ast.get(), &m_pos.idx, &m_pos.line, &m_pos.col);
        return ast::detail::build(ast.get());
    }

    std::string m_input;
    ast::pos_info m_pos;
    bool m_partial = false;
    uint32_t m_max_depth = 0;
};

}  // namespace filter
}  // namespace libsinsp
