// SPDX-License-Identifier: Apache-2.0
// Filters as trees, and those who walk through them. Nodes can be changed and put together at will.
#pragma once

#include <libsinsp/filter/escaping.h>
#include <libsinsp/sinsp_public.h>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace libsinsp {
namespace filter {
namespace ast {

class expr;
struct and_expr;
struct or_expr;
struct not_expr;
struct identifier_expr;
struct value_expr;
struct list_expr;
struct transformer_list_expr;
struct unary_check_expr;
struct binary_check_expr;
struct field_expr;
struct field_transformer_expr;

// A place in the text of a filter: bytes before it, line and column from 1.
struct pos_info {
    pos_info() = default;
    pos_info(uint32_t i, uint32_t l, uint32_t c): idx(i), line(l), col(c) {}

    bool operator==(const pos_info& b) const { return idx == b.idx && line == b.line && col == b.col; }
    bool operator!=(const pos_info& b) const { return !(*this == b); }

    void reset() { *this = pos_info(); }

    std::string as_string() const {
        return "index " + std::to_string(idx) + ", line " + std::to_string(line) + ", column " + std::to_string(col);
    }

    uint32_t idx = 0;
    uint32_t line = 1;
    uint32_t col = 1;
};

inline const pos_info s_initial_pos;

// Who is shown the nodes of a tree, and may change them.
struct SINSP_PUBLIC expr_visitor {
    virtual ~expr_visitor() = default;
    virtual void visit(and_expr*) = 0;
    virtual void visit(or_expr*) = 0;
    virtual void visit(not_expr*) = 0;
    virtual void visit(identifier_expr*) = 0;
    virtual void visit(value_expr*) = 0;
    virtual void visit(list_expr*) = 0;
    virtual void visit(transformer_list_expr*) = 0;
    virtual void visit(unary_check_expr*) = 0;
    virtual void visit(binary_check_expr*) = 0;
    virtual void visit(field_expr*) = 0;
    virtual void visit(field_transformer_expr*) = 0;
};

// Who is shown the nodes of a tree.
struct SINSP_PUBLIC const_expr_visitor {
    virtual ~const_expr_visitor() = default;
    virtual void visit(const and_expr*) = 0;
    virtual void visit(const or_expr*) = 0;
    virtual void visit(const not_expr*) = 0;
    virtual void visit(const identifier_expr*) = 0;
    virtual void visit(const value_expr*) = 0;
    virtual void visit(const list_expr*) = 0;
    virtual void visit(const transformer_list_expr*) = 0;
    virtual void visit(const unary_check_expr*) = 0;
    virtual void visit(const binary_check_expr*) = 0;
    virtual void visit(const field_expr*) = 0;
    virtual void visit(const field_transformer_expr*) = 0;
};

// A node with all below it.
class SINSP_PUBLIC expr {
public:
    virtual ~expr() = default;
    virtual void accept(expr_visitor*) = 0;
    virtual void accept(const_expr_visitor*) const = 0;
    // True when both say the same; where they stand in their texts does not count.
    virtual bool is_equal(const expr* other) const = 0;

    const pos_info& get_pos() const { return m_pos; }
    void set_pos(const pos_info& pos) { m_pos = pos; }

private:
    pos_info m_pos;
};

inline bool compare(const expr* left, const expr* right) {
    return left->is_equal(right);
}

namespace detail {

using children_t = std::vector<std::unique_ptr<expr>>;

inline bool equal(const children_t& a, const children_t& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return compare(x.get(), y.get()); });
}

template<typename Node, typename... Args>
std::unique_ptr<Node> make(const pos_info& pos, Args&&... args) {
    auto node = std::make_unique<Node>(std::forward<Args>(args)...);
    node->set_pos(pos);
    return node;
}

}  // namespace detail

struct SINSP_PUBLIC and_expr : expr {
    and_expr() = default;
    explicit and_expr(detail::children_t& c): children(std::move(c)) {}

    void accept(expr_visitor* v) override { v->visit(this); }
    void accept(const_expr_visitor* v) const override { v->visit(this); }
    bool is_equal(const expr* other) const override {
        const auto* o = dynamic_cast<const and_expr*>(other);
        return o != nullptr && detail::equal(children, o->children);
    }

    std::vector<std::unique_ptr<expr>> children;

    static std::unique_ptr<and_expr> create(detail::children_t& c, const pos_info& pos = s_initial_pos) {
        return detail::make<and_expr>(pos, c);
    }
};

struct SINSP_PUBLIC or_expr : expr {
    or_expr() = default;
    explicit or_expr(detail::children_t& c): children(std::move(c)) {}

    void accept(expr_visitor* v) override { v->visit(this); }
    void accept(const_expr_visitor* v) const override { v->visit(this); }
    bool is_equal(const expr* other) const override {
        const auto* o = dynamic_cast<const or_expr*>(other);
        return o != nullptr && detail::equal(children, o->children);
    }

    std::vector<std::unique_ptr<expr>> children;

    static std::unique_ptr<or_expr> create(detail::children_t& c, const pos_info& pos = s_initial_pos) {
        return detail::make<or_expr>(pos, c);
    }
};

struct SINSP_PUBLIC not_expr : expr {
    not_expr() = default;
    explicit not_expr(std::unique_ptr<expr> c): child(std::move(c)) {}

    void accept(expr_visitor* v) override { v->visit(this); }
    void accept(const_expr_visitor* v) const override { v->visit(this); }
    bool is_equal(const expr* other) const override {
        const auto* o = dynamic_cast<const not_expr*>(other);
        return o != nullptr && child->is_equal(o->child.get());
    }

    std::unique_ptr<expr> child;

    static std::unique_ptr<not_expr> create(std::unique_ptr<expr> c, const pos_info& pos = s_initial_pos) {
        return detail::make<not_expr>(pos, std::move(c));
    }
};

// A name that stands for a condition kept elsewhere. It has to be replaced before compiling.
struct SINSP_PUBLIC identifier_expr : expr {
    identifier_expr() = default;
    explicit identifier_expr(const std::string& i): identifier(i) {}

    void accept(expr_visitor* v) override { v->visit(this); }
    void accept(const_expr_visitor* v) const override { v->visit(this); }
    bool is_equal(const expr* other) const override {
        const auto* o = dynamic_cast<const identifier_expr*>(other);
        return o != nullptr && identifier == o->identifier;
    }

    std::string identifier;

    static std::unique_ptr<identifier_expr> create(const std::string& i, const pos_info& pos = s_initial_pos) {
        return detail::make<identifier_expr>(pos, i);
    }
};

struct SINSP_PUBLIC value_expr : expr {
    value_expr() = default;
    explicit value_expr(const std::string& v): value(v) {}

    void accept(expr_visitor* v) override { v->visit(this); }
    void accept(const_expr_visitor* v) const override { v->visit(this); }
    bool is_equal(const expr* other) const override {
        const auto* o = dynamic_cast<const value_expr*>(other);
        return o != nullptr && value == o->value;
    }

    std::string value;

    static std::unique_ptr<value_expr> create(const std::string& v, const pos_info& pos = s_initial_pos) {
        return detail::make<value_expr>(pos, v);
    }
};

struct SINSP_PUBLIC list_expr : expr {
    list_expr() = default;
    explicit list_expr(const std::vector<std::string>& v): values(v) {}

    void accept(expr_visitor* v) override { v->visit(this); }
    void accept(const_expr_visitor* v) const override { v->visit(this); }
    bool is_equal(const expr* other) const override {
        const auto* o = dynamic_cast<const list_expr*>(other);
        return o != nullptr && values == o->values;
    }

    std::vector<std::string> values;

    static std::unique_ptr<list_expr> create(const std::vector<std::string>& v, const pos_info& pos = s_initial_pos) {
        return detail::make<list_expr>(pos, v);
    }
};

// The list argument of a transformer.
struct SINSP_PUBLIC transformer_list_expr : expr {
    transformer_list_expr() = default;
    explicit transformer_list_expr(detail::children_t& v): children(std::move(v)) {}

    void accept(expr_visitor* v) override { v->visit(this); }
    void accept(const_expr_visitor* v) const override { v->visit(this); }
    bool is_equal(const expr* other) const override {
        const auto* o = dynamic_cast<const transformer_list_expr*>(other);
        return o != nullptr && detail::equal(children, o->children);
    }

    std::vector<std::unique_ptr<expr>> children;

    static std::unique_ptr<transformer_list_expr> create(detail::children_t& v, const pos_info& pos = s_initial_pos) {
        return detail::make<transformer_list_expr>(pos, v);
    }
};

struct SINSP_PUBLIC unary_check_expr : expr {
    unary_check_expr() = default;
    unary_check_expr(std::unique_ptr<expr> l, const std::string& o): left(std::move(l)), op(o) {}

    void accept(expr_visitor* v) override { v->visit(this); }
    void accept(const_expr_visitor* v) const override { v->visit(this); }
    bool is_equal(const expr* other) const override {
        const auto* o = dynamic_cast<const unary_check_expr*>(other);
        return o != nullptr && op == o->op && left->is_equal(o->left.get());
    }

    std::unique_ptr<expr> left;
    std::string op;

    static std::unique_ptr<unary_check_expr> create(std::unique_ptr<expr> l,
                                                    const std::string& o,
                                                    const pos_info& pos = s_initial_pos) {
        return detail::make<unary_check_expr>(pos, std::move(l), o);
    }
};

struct SINSP_PUBLIC binary_check_expr : expr {
    binary_check_expr() = default;
    binary_check_expr(std::unique_ptr<expr> l, const std::string& o, std::unique_ptr<expr> r):
        left(std::move(l)),
        op(o),
        right(std::move(r)) {}

    void accept(expr_visitor* v) override { v->visit(this); }
    void accept(const_expr_visitor* v) const override { v->visit(this); }
    bool is_equal(const expr* other) const override {
        const auto* o = dynamic_cast<const binary_check_expr*>(other);
        return o != nullptr && op == o->op && left->is_equal(o->left.get()) && right->is_equal(o->right.get());
    }

    std::unique_ptr<expr> left;
    std::string op;
    std::unique_ptr<expr> right;

    static std::unique_ptr<binary_check_expr> create(std::unique_ptr<expr> l,
                                                     const std::string& o,
                                                     std::unique_ptr<expr> r,
                                                     const pos_info& pos = s_initial_pos) {
        return detail::make<binary_check_expr>(pos, std::move(l), o, std::move(r));
    }
};

struct SINSP_PUBLIC field_expr : expr {
    field_expr() = default;
    field_expr(const std::string& f, const std::optional<std::string>& a): field(f), arg(a) {}

    void accept(expr_visitor* v) override { v->visit(this); }
    void accept(const_expr_visitor* v) const override { v->visit(this); }
    bool is_equal(const expr* other) const override {
        const auto* o = dynamic_cast<const field_expr*>(other);
        return o != nullptr && field == o->field && arg == o->arg;
    }

    std::string field;
    std::optional<std::string> arg;

    static std::unique_ptr<field_expr> create(const std::string& f,
                                              const std::optional<std::string>& a = std::nullopt,
                                              const pos_info& pos = s_initial_pos) {
        return detail::make<field_expr>(pos, f, a);
    }
};

struct SINSP_PUBLIC field_transformer_expr : expr {
    field_transformer_expr() = default;
    field_transformer_expr(const std::string& t,
                           detail::children_t& v,
                           const std::optional<std::string>& a = std::nullopt):
        transformer(t),
        values(std::move(v)),
        arg(a) {}

    void accept(expr_visitor* v) override { v->visit(this); }
    void accept(const_expr_visitor* v) const override { v->visit(this); }
    bool is_equal(const expr* other) const override {
        const auto* o = dynamic_cast<const field_transformer_expr*>(other);
        return o != nullptr && transformer == o->transformer && arg == o->arg && detail::equal(values, o->values);
    }

    std::string transformer;
    std::vector<std::unique_ptr<expr>> values;
    std::optional<std::string> arg;

    static std::unique_ptr<field_transformer_expr> create(const std::string& m,
                                                          detail::children_t& v,
                                                          const std::optional<std::string>& arg,
                                                          const pos_info& pos = s_initial_pos) {
        return detail::make<field_transformer_expr>(pos, m, v, arg);
    }
    static std::unique_ptr<field_transformer_expr> create(const std::string& m,
                                                          detail::children_t& v,
                                                          const pos_info& pos = s_initial_pos) {
        return create(m, v, std::nullopt, pos);
    }
    static std::unique_ptr<field_transformer_expr> create(const std::string& m,
                                                          std::unique_ptr<expr> v,
                                                          const std::optional<std::string>& arg,
                                                          const pos_info& pos = s_initial_pos) {
        detail::children_t values;
        values.push_back(std::move(v));
        return create(m, values, arg, pos);
    }
    static std::unique_ptr<field_transformer_expr> create(const std::string& m,
                                                          std::unique_ptr<expr> v,
                                                          const pos_info& pos = s_initial_pos) {
        return create(m, std::move(v), std::nullopt, pos);
    }
};

namespace detail {

// Walks through a tree from top to bottom, until a visitor stops it. The elements of a transformer's list are not visited.
template<typename Base, template<typename> class Maybe>
struct walker : Base {
    void stop(bool v) { m_should_stop_visit = v; }

    void visit(typename Maybe<and_expr>::type* e) override { each(e->children); }
    void visit(typename Maybe<or_expr>::type* e) override { each(e->children); }
    void visit(typename Maybe<not_expr>::type* e) override { one(e->child); }
    void visit(typename Maybe<identifier_expr>::type*) override {}
    void visit(typename Maybe<value_expr>::type*) override {}
    void visit(typename Maybe<list_expr>::type*) override {}
    void visit(typename Maybe<transformer_list_expr>::type*) override {}
    void visit(typename Maybe<unary_check_expr>::type* e) override { one(e->left); }
    void visit(typename Maybe<binary_check_expr>::type* e) override {
        one(e->left);
        one(e->right);
    }
    void visit(typename Maybe<field_expr>::type*) override {}
    void visit(typename Maybe<field_transformer_expr>::type* e) override { each(e->values); }

private:
    template<typename Child>
    void one(Child& child) {
        if(!m_should_stop_visit) {
            visit_child(*child);
        }
    }
    template<typename Children>
    void each(Children& children) {
        for(auto& child : children) {
            one(child);
        }
    }
    void visit_child(typename Maybe<expr>::type& child) { child.accept(static_cast<Base*>(this)); }

    bool m_should_stop_visit = false;
};

template<typename T>
struct changing {
    using type = T;
};
template<typename T>
struct reading {
    using type = const T;
};

}  // namespace detail

struct SINSP_PUBLIC base_expr_visitor : detail::walker<expr_visitor, detail::changing> {};
struct SINSP_PUBLIC const_base_expr_visitor : detail::walker<const_expr_visitor, detail::reading> {};

// Writes a tree in its canonical form. Parsing that does not always give the same tree: see escape_str().
struct SINSP_PUBLIC string_visitor : public const_expr_visitor {
    void visit(const and_expr* e) override { visit_logical_op("and", e->children); }
    void visit(const or_expr* e) override { visit_logical_op("or", e->children); }
    void visit(const not_expr* e) override {
        m_str += "not ";
        e->child->accept(this);
    }
    void visit(const identifier_expr* e) override { m_str += e->identifier; }
    void visit(const value_expr* e) override { m_str += escape_str(e->value); }
    void visit(const list_expr* e) override {
        const char* separator = "(";
        for(const auto& value : e->values) {
            m_str += separator + escape_str(value);
            separator = ", ";
        }
        m_str += e->values.empty() ? "()" : ")";
    }
    void visit(const transformer_list_expr* e) override { joined(",", e->children); }
    void visit(const unary_check_expr* e) override {
        e->left->accept(this);
        m_str += " " + e->op;
    }
    void visit(const binary_check_expr* e) override {
        e->left->accept(this);
        m_str += " " + e->op + " ";
        e->right->accept(this);
    }
    void visit(const field_expr* e) override {
        m_str += e->field;
        argument(e->arg);
    }
    void visit(const field_transformer_expr* e) override {
        m_str += e->transformer;
        joined(",", e->values);
        argument(e->arg);
    }

    const std::string& as_string() { return m_str; }

protected:
    void visit_logical_op(const char* op, const std::vector<std::unique_ptr<expr>>& children) {
        joined(" " + std::string(op) + " ", children);
    }

    std::string m_str;

private:
    void joined(const std::string& separator, const detail::children_t& children) {
        m_str += "(";
        for(size_t i = 0; i < children.size(); i++) {
            if(i > 0) {
                m_str += separator;
            }
            children[i]->accept(this);
        }
        m_str += ")";
    }
    void argument(const std::optional<std::string>& arg) {
        if(arg) {
            m_str += "[" + (arg->empty() ? "\"\"" : escape_str(*arg)) + "]";
        }
    }
};

inline std::string as_string(const expr* e) {
    string_visitor visitor;
    e->accept(&visitor);
    return visitor.as_string();
}

namespace detail {

struct cloner : public const_expr_visitor {
    std::unique_ptr<expr> result;

    std::unique_ptr<expr> copy(const std::unique_ptr<expr>& e) {
        e->accept(this);
        return std::move(result);
    }
    children_t copies(const children_t& list) {
        children_t ret;
        for(const auto& e : list) {
            ret.push_back(copy(e));
        }
        return ret;
    }

    void visit(const and_expr* e) override {
        auto list = copies(e->children);
        result = and_expr::create(list, e->get_pos());
    }
    void visit(const or_expr* e) override {
        auto list = copies(e->children);
        result = or_expr::create(list, e->get_pos());
    }
    void visit(const not_expr* e) override { result = not_expr::create(copy(e->child), e->get_pos()); }
    void visit(const identifier_expr* e) override { result = identifier_expr::create(e->identifier, e->get_pos()); }
    void visit(const value_expr* e) override { result = value_expr::create(e->value, e->get_pos()); }
    void visit(const list_expr* e) override { result = list_expr::create(e->values, e->get_pos()); }
    void visit(const transformer_list_expr* e) override {
        auto list = copies(e->children);
        result = transformer_list_expr::create(list, e->get_pos());
    }
    void visit(const unary_check_expr* e) override {
        result = unary_check_expr::create(copy(e->left), e->op, e->get_pos());
    }
    void visit(const binary_check_expr* e) override {
        auto left = copy(e->left);
        result = binary_check_expr::create(std::move(left), e->op, copy(e->right), e->get_pos());
    }
    void visit(const field_expr* e) override { result = field_expr::create(e->field, e->arg, e->get_pos()); }
    void visit(const field_transformer_expr* e) override {
        auto list = copies(e->values);
        result = field_transformer_expr::create(e->transformer, list, e->arg, e->get_pos());
    }
};

}  // namespace detail

// A copy of a tree with all below it.
inline std::unique_ptr<expr> clone(const expr* e) {
    detail::cloner cloner;
    e->accept(&cloner);
    return std::move(cloner.result);
}

}  // namespace ast
}  // namespace filter
}  // namespace libsinsp
