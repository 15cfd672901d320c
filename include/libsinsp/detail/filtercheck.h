// SPDX-License-Identifier: Apache-2.0
// Fields one at a time, and the lists they are found in.
#pragma once

#include <libsinsp/detail/catalogue.h>
#include <libsinsp/detail/event.h>
#include <libsinsp/detail/nodes.h>
#include <libsinsp/filter_compare.h>
#include <libsinsp/filter_field.h>
#include <libsinsp/filter_value.h>

enum boolop : uint8_t {
    BO_NONE = 0,
    BO_NOT = 1,
    BO_OR = 2,
    BO_AND = 4,
    BO_ORNOT = 3,
    BO_ANDNOT = 5,
};

// A value of a field: a number as wide as its type, an address, or a text with its NUL. Good as long as the event.
struct extract_value_t {
    uint8_t* ptr = nullptr;
    uint32_t len = 0;
};

// A field of the catalogue, or one that a program adds by deriving from this class.
class sinsp_filter_check {
public:
    sinsp_filter_check() = default;
    virtual ~sinsp_filter_check() = default;

    void set_inspector(sinsp* inspector) { m_inspector = inspector; }

    virtual std::unique_ptr<sinsp_filter_check> allocate_new() {
        throw sinsp_exception("this kind of field cannot be made anew");
    }
    virtual const filter_check_info* get_fields() const { return m_info; }
    virtual const filtercheck_field_info* get_field_info() const { return m_field; }
    // Takes the name of a field with its argument; how much of it was taken, -1 where it is none.
    virtual int32_t parse_field_name(std::string_view str, bool alloc_state, bool needed_for_filtering);
    // Adds a value that compare() compares with.
    virtual void add_filter_value(const char* str, uint32_t len, uint32_t i = 0) {
        (void)i;
        m_operands.emplace_back(str, len);
        m_compiled.reset();
    }

    // Reads the field; false where it does not exist for this event.
    bool extract(sinsp_evt* evt, std::vector<extract_value_t>& values, bool sanitize_strings = true) {
        return extract_nocache(evt, values, sanitize_strings);
    }
    // Compares the field with the values that were added, by m_cmp.
    virtual bool compare(sinsp_evt* evt);
    // The field as text; nullptr where it does not exist. Good until the next call.
    virtual char* tostring(sinsp_evt* evt);
    // The field as JSON text; "null" where it does not exist.
    virtual std::string tojson_text(sinsp_evt* evt);

    sinsp* m_inspector = nullptr;
    std::vector<extract_value_t> m_extracted_values;
    boolop m_boolop = BO_NONE;
    comparator m_cmp;

protected:
    virtual bool extract_nocache(sinsp_evt* evt, std::vector<extract_value_t>& values, bool sanitize_strings);

    const filtercheck_field_info* m_field = nullptr;
    const filter_check_info* m_info = nullptr;
    uint32_t m_field_id = UINT32_MAX;

private:
    std::string m_name;
    filtercheck_field_info m_own_field;
    libsinsp::detail::field_ptr m_core;
    libsinsp::detail::filter_ptr m_compiled;
    std::vector<std::string> m_operands;
    std::string m_text;
};

// The fields that filters and templates may name.
class filter_check_list {
public:
    filter_check_list() = default;
    virtual ~filter_check_list() = default;
    filter_check_list(const filter_check_list&) = delete;
    filter_check_list& operator=(const filter_check_list&) = delete;

    // Adds fields that a program brings.
    void add_filter_check(std::unique_ptr<sinsp_filter_check> filter_check) {
        m_added.push_back(std::move(filter_check));
    }
    void get_all_fields(std::vector<const filter_check_info*>& list) const {
        if(m_catalogue) {
            for(const auto& info : libsinsp::detail::library_fields()) {
                list.push_back(&info);
            }
        }
        for(const auto& check : m_added) {
            list.push_back(check->get_fields());
        }
    }
    // A field by its name; empty where there is none.
    std::unique_ptr<sinsp_filter_check> new_filter_check_from_fldname(std::string_view name,
                                                                      sinsp* inspector,
                                                                      bool do_exact_check) const;

    const std::vector<std::unique_ptr<sinsp_filter_check>>& added() const { return m_added; }

protected:
    // Whether the fields of the library are in the list.
    bool m_catalogue = false;

private:
    std::vector<std::unique_ptr<sinsp_filter_check>> m_added;
};

// The fields of the library.
class sinsp_filter_check_list : public filter_check_list {
public:
    sinsp_filter_check_list() { m_catalogue = true; }
};
