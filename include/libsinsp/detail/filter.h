// SPDX-License-Identifier: Apache-2.0
// Filters, and what makes them.
#pragma once

#include <libsinsp/detail/filtercheck.h>
#include <libsinsp/filter/parser.h>
#include <libsinsp/filter/ppm_codes.h>
#include <array>
#include <list>
#include <memory>
#include <set>

class sinsp_filter_cache_factory;

// Checks joined by operators, put together by hand.
class sinsp_filter_expression : public sinsp_filter_check {
public:
    int32_t parse_field_name(std::string_view, bool, bool) override { return 0; }
    void add_filter_value(const char*, uint32_t, uint32_t = 0) override {}
    bool compare(sinsp_evt* evt) override {
        bool res = true;
        for(size_t i = 0; i < m_checks.size(); i++) {
            auto& check = m_checks[i];
            const bool negated = (check->m_boolop & BO_NOT) != 0;
            const int op = check->m_boolop & ~BO_NOT;
            if(i == 0) {
                res = check->compare(evt) != negated;
            } else if(op == BO_OR && !res) {
                res = check->compare(evt) != negated;
            } else if(op == BO_AND) {
                res = res && check->compare(evt) != negated;
            }
        }
        return res;
    }
    void add_check(std::unique_ptr<sinsp_filter_check> chk) { m_checks.push_back(std::move(chk)); }

    sinsp_filter_expression* m_parent = nullptr;
    std::vector<std::unique_ptr<sinsp_filter_check>> m_checks;
};

// A filter that can be asked about events.
class SINSP_PUBLIC sinsp_filter {
public:
    sinsp_filter(): m_filter(std::make_unique<sinsp_filter_expression>()), m_current(m_filter.get()) {
        m_codes.fill(~uint64_t{0});
    }
    // `asks`: fields of the program may be in it.
    explicit sinsp_filter(libsinsp::detail::filter_ptr core, bool asks = true): sinsp_filter() {
        m_core = std::move(core);
        m_asks = asks;
        sinsp_filter_codes(m_core.get(), m_codes.data(), m_codes.size());
    }
    virtual ~sinsp_filter() = default;

    bool run(sinsp_evt* evt) {
        return may_match(evt) && (m_core == nullptr || matches(evt)) &&
               (m_filter->m_checks.empty() || m_filter->compare(evt));
    }

    // Put a filter together by hand: open and close parentheses, add checks.
    void push_expression(boolop op) {
        auto inner = std::make_unique<sinsp_filter_expression>();
        inner->m_boolop = op;
        inner->m_parent = m_current;
        auto* next = inner.get();
        m_current->add_check(std::move(inner));
        m_current = next;
    }
    void pop_expression() {
        if(m_current->m_parent == nullptr) {
            throw sinsp_exception("a filter has no expression to close");
        }
        m_current = m_current->m_parent;
    }
    void add_check(std::unique_ptr<sinsp_filter_check> chk) { m_current->add_check(std::move(chk)); }

    // The compiled filter; nullptr for one put together by hand.
    sinsp_filter_t* core() const { return m_core.get(); }

    std::unique_ptr<sinsp_filter_expression> m_filter;

private:
    // False for types of events that never match.
    bool may_match(const sinsp_evt* evt) const {
        const auto* header = evt->get_scap_evt();
        return header == nullptr || header->type >= PPM_EVENT_MAX ||
               (m_codes[header->type / 64] >> (header->type % 64) & 1) != 0;
    }
    bool matches(sinsp_evt* evt) {
        if(!m_asks) {
            return sinsp_filter_matches(m_core.get(), evt->core());
        }
        const libsinsp::detail::asking about(evt);
        const bool matches = sinsp_filter_matches(m_core.get(), evt->core());
        libsinsp::detail::asking::rethrow();
        return matches;
    }

    libsinsp::detail::filter_ptr m_core;
    // A bit for each type of event that can match.
    std::array<uint64_t, (PPM_EVENT_MAX + 63) / 64> m_codes;
    bool m_asks = false;
    sinsp_filter_expression* m_current;
};

// Knows the fields that filters may name.
class sinsp_filter_factory {
public:
    enum field_argument_type : uint8_t { ARG_TYPE_NONE = 0, ARG_TYPE_INDEX = 1, ARG_TYPE_KEY = 2 };
    enum field_argument_requirement : uint8_t { ARG_REQ_NONE = 0, ARG_REQ_ALLOWED = 1, ARG_REQ_REQUIRED = 2 };

    struct filter_field_info {
        std::string name;
        std::string desc;
        std::string data_type;
        std::set<std::string> tags;

        bool is_skippable() const { return has("EPF_TABLE_ONLY"); }
        bool is_deprecated() const { return has("EPF_DEPRECATED"); }
        bool is_list() const { return has("EPF_IS_LIST"); }
        field_argument_type get_argument_type() const {
            // An argument can be of both types: the values are bits.
            return static_cast<field_argument_type>((has("ARG_INDEX") ? ARG_TYPE_INDEX : ARG_TYPE_NONE) |
                                                    (has("ARG_KEY") ? ARG_TYPE_KEY : ARG_TYPE_NONE));
        }
        field_argument_requirement is_expecting_arg() const {
            return has("ARG_REQUIRED") ? ARG_REQ_REQUIRED : has("ARG_ALLOWED") ? ARG_REQ_ALLOWED : ARG_REQ_NONE;
        }

    private:
        bool has(const char* tag) const { return tags.count(tag) != 0; }
    };

    class filter_fieldclass_info {
    public:
        std::string name;
        std::string desc;
        std::string shortdesc;
        std::list<filter_field_info> fields;

        // The group as text, Markdown and JSON; empty where all its fields are deprecated and these are not asked for.
        std::string as_string(bool verbose,
                              const std::set<std::string>& event_sources = {},
                              bool include_deprecated = false) const;
        std::string as_markdown(const std::set<std::string>& event_sources = {}, bool include_deprecated = false) const;
        std::string as_json(const std::set<std::string>& event_sources = {}, bool include_deprecated = false) const;
    };

    sinsp_filter_factory(sinsp* inspector, filter_check_list& available_checks):
        m_inspector(inspector),
        m_available_checks(available_checks) {}
    virtual ~sinsp_filter_factory() = default;

    // A field by its name; empty where there is none.
    virtual std::unique_ptr<sinsp_filter_check> new_filtercheck(std::string_view fldname) const {
        return m_available_checks.new_filter_check_from_fldname(fldname, m_inspector, true);
    }
    virtual std::list<filter_fieldclass_info> get_fields() const {
        std::vector<const filter_check_info*> infos;
        m_available_checks.get_all_fields(infos);
        return check_infos_to_fieldclass_infos(infos);
    }
    static std::list<filter_fieldclass_info> check_infos_to_fieldclass_infos(
        const std::vector<const filter_check_info*>& fc_plugins);

    sinsp* inspector() const { return m_inspector; }
    const filter_check_list& checks() const { return m_available_checks; }

protected:
    sinsp* m_inspector;
    filter_check_list& m_available_checks;
};

// Turns texts and trees into filters.
class SINSP_PUBLIC sinsp_filter_compiler {
public:
    // A constant that may have been meant differently.
    struct message {
        std::string msg;
        libsinsp::filter::ast::pos_info pos;
    };

    sinsp_filter_compiler(sinsp* inspector,
                          const std::string& fltstr,
                          const std::shared_ptr<sinsp_filter_cache_factory>& = nullptr):
        m_inspector(inspector),
        m_text(fltstr) {}
    sinsp_filter_compiler(const std::shared_ptr<sinsp_filter_factory>& factory,
                          const std::string& fltstr,
                          const std::shared_ptr<sinsp_filter_cache_factory>& = nullptr):
        m_factory(factory),
        m_inspector(factory->inspector()),
        m_text(fltstr) {}
    sinsp_filter_compiler(const std::shared_ptr<sinsp_filter_factory>& factory,
                          const libsinsp::filter::ast::expr* fltast,
                          const std::shared_ptr<sinsp_filter_cache_factory>& = nullptr):
        m_factory(factory),
        m_inspector(factory->inspector()),
        m_tree(fltast) {}

    // Throws a sinsp_exception for what is not a filter.
    std::unique_ptr<sinsp_filter> compile();

    // The tree of a text, once it was compiled.
    const std::shared_ptr<libsinsp::filter::ast::expr>& get_filter_ast() { return m_parsed; }
    std::shared_ptr<libsinsp::filter::ast::expr> get_filter_ast() const { return m_parsed; }
    const libsinsp::filter::ast::pos_info& get_pos() const { return m_pos; }
    const std::vector<message>& get_warnings() const { return m_warnings; }

private:
    std::shared_ptr<sinsp_filter_factory> m_factory;
    sinsp* m_inspector;
    std::string m_text;
    const libsinsp::filter::ast::expr* m_tree = nullptr;
    std::shared_ptr<libsinsp::filter::ast::expr> m_parsed;
    libsinsp::filter::ast::pos_info m_pos;
    std::vector<message> m_warnings;
};
