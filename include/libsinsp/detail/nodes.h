// SPDX-License-Identifier: Apache-2.0
// Trees to the nodes of the C interface and back.
#pragma once

#include <libsinsp/detail/core.h>
#include <libsinsp/filter/ast.h>

namespace libsinsp {
namespace filter {
namespace ast {
namespace detail {

// Lists the nodes of a tree. They lend its texts.
struct flattener : public const_expr_visitor {
    std::vector<sinsp_ast_node> nodes;

    void node(uint32_t kind, const expr* e, size_t children, std::string_view text) {
        const auto& pos = e->get_pos();
        nodes.push_back({kind, static_cast<uint32_t>(children), pos.idx, pos.line, pos.col, false,
                         libsinsp::detail::text(text), {nullptr, 0}});
    }
    void argument(const std::optional<std::string>& arg) {
        if(arg) {
            nodes.back().has_arg = true;
            nodes.back().arg = libsinsp::detail::text(*arg);
        }
    }
    void each(const children_t& children) {
        for(const auto& child : children) {
            child->accept(this);
        }
    }

    void visit(const and_expr* e) override {
        node(SINSP_AST_AND, e, e->children.size(), {});
        each(e->children);
    }
    void visit(const or_expr* e) override {
        node(SINSP_AST_OR, e, e->children.size(), {});
        each(e->children);
    }
    void visit(const not_expr* e) override {
        node(SINSP_AST_NOT, e, 1, {});
        e->child->accept(this);
    }
    void visit(const identifier_expr* e) override { node(SINSP_AST_IDENTIFIER, e, 0, e->identifier); }
    void visit(const value_expr* e) override { node(SINSP_AST_VALUE, e, 0, e->value); }
    void visit(const list_expr* e) override {
        node(SINSP_AST_LIST, e, e->values.size(), {});
        for(const auto& value : e->values) {
            node(SINSP_AST_VALUE, e, 0, value);
        }
    }
    void visit(const transformer_list_expr* e) override {
        node(SINSP_AST_TRANSFORMER_LIST, e, e->children.size(), {});
        each(e->children);
    }
    void visit(const unary_check_expr* e) override {
        node(SINSP_AST_UNARY, e, 1, e->op);
        e->left->accept(this);
    }
    void visit(const binary_check_expr* e) override {
        node(SINSP_AST_BINARY, e, 2, e->op);
        e->left->accept(this);
        e->right->accept(this);
    }
    void visit(const field_expr* e) override {
        node(SINSP_AST_FIELD, e, 0, e->field);
        argument(e->arg);
    }
    void visit(const field_transformer_expr* e) override {
        node(SINSP_AST_TRANSFORMER, e, e->values.size(), e->transformer);
        argument(e->arg);
        each(e->values);
    }
};

inline std::vector<sinsp_ast_node> flatten(const expr* e) {
    flattener flattener;
    e->accept(&flattener);
    return std::move(flattener.nodes);
}

// Builds the tree that begins at `at`, which is moved behind it.
inline std::unique_ptr<expr> build(const sinsp_ast_node*& at) {
    const sinsp_ast_node& node = *at++;
    const pos_info pos(node.index, node.line, node.column);
    const std::string text = libsinsp::detail::string(node.text);
    std::optional<std::string> arg;
    if(node.has_arg) {
        arg = libsinsp::detail::string(node.arg);
    }
    if(node.kind == SINSP_AST_LIST) {
        std::vector<std::string> values;
        for(uint32_t i = 0; i < node.nchildren; i++) {
            values.push_back(libsinsp::detail::string((at++)->text));
        }
        return list_expr::create(values, pos);
    }
    children_t children;
    for(uint32_t i = 0; i < node.nchildren; i++) {
        children.push_back(build(at));
    }
    switch(node.kind) {
    case SINSP_AST_AND: return and_expr::create(children, pos);
    case SINSP_AST_OR: return or_expr::create(children, pos);
    case SINSP_AST_NOT: return not_expr::create(std::move(children[0]), pos);
    case SINSP_AST_IDENTIFIER: return identifier_expr::create(text, pos);
    case SINSP_AST_VALUE: return value_expr::create(text, pos);
    case SINSP_AST_TRANSFORMER_LIST: return transformer_list_expr::create(children, pos);
    case SINSP_AST_UNARY: return unary_check_expr::create(std::move(children[0]), text, pos);
    case SINSP_AST_BINARY:
        return binary_check_expr::create(std::move(children[0]), text, std::move(children[1]), pos);
    case SINSP_AST_FIELD: return field_expr::create(text, arg, pos);
    case SINSP_AST_TRANSFORMER: return field_transformer_expr::create(text, children, arg, pos);
    default: throw sinsp_exception("filter tree with a node of unknown kind " + std::to_string(node.kind));
    }
}

inline std::unique_ptr<expr> build(const sinsp_ast_t* ast) {
    size_t count = 0;
    const sinsp_ast_node* at = sinsp_ast_nodes(ast, &count);
    return count == 0 ? nullptr : build(at);
}

}  // namespace detail
}  // namespace ast
}  // namespace filter
}  // namespace libsinsp
