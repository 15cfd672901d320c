// SPDX-License-Identifier: Apache-2.0
// Fields one at a time, and the lists they are found in.
#pragma once

#include <libsinsp/detail/catalogue.h>
#include <libsinsp/detail/event.h>
#include <libsinsp/detail/nodes.h>
#include <libsinsp/filter_compare.h>
#include <libsinsp/filter_field.h>
#include <libsinsp/filter_value.h>
#include <exception>
#include <map>
#if __has_include(<json/json.h>)
#include <json/json.h>
#define SYSCAP_HAS_JSONCPP
#endif

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

// Where in the event a value was found. Only sources of plugins say so.
struct extract_offset_t {
    uint32_t start = 0;
    uint32_t length = 0;
};

class filter_check_list;

// A field of the catalogue, or one that a program adds by deriving from this class: it sets m_info in its constructor
// and overrides allocate_new() and either extract_single() or extract_nocache().
class sinsp_filter_check {
public:
    sinsp_filter_check() = default;
    virtual ~sinsp_filter_check() = default;

    void set_inspector(sinsp* inspector) { m_inspector = inspector; }

    virtual std::unique_ptr<sinsp_filter_check> allocate_new() {
        throw sinsp_exception("can't clone abstract sinsp_filter_check");
    }
    virtual const filter_check_info* get_fields() const { return m_info; }
    virtual const filtercheck_field_info* get_field_info() const { return m_field; }
    virtual const filtercheck_field_info* get_transformed_field_info() const { return get_field_info(); }
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
        return extract_nocache(evt, values, nullptr, sanitize_strings);
    }
    bool extract_with_offsets(sinsp_evt* evt,
                              std::vector<extract_value_t>& values,
                              std::vector<extract_offset_t>& offsets,
                              bool sanitize_strings = true) {
        return extract_nocache(evt, values, &offsets, sanitize_strings);
    }
    // Compares the field with the values that were added, by m_cmp.
    virtual bool compare(sinsp_evt* evt);
    // The field as text; nullptr where it does not exist. Good until the next call.
    virtual char* tostring(sinsp_evt* evt);
    // The field as JSON text; "null" where it does not exist.
    virtual std::string tojson_text(sinsp_evt* evt);
#ifdef SYSCAP_HAS_JSONCPP
    // The same for programs that have JsonCpp, which this library does not need.
    Json::Value tojson(sinsp_evt* evt) {
        const std::string text = tojson_text(evt);
        Json::Value value;
        std::string error;
        const std::unique_ptr<Json::CharReader> reader(Json::CharReaderBuilder().newCharReader());
        if(!reader->parse(text.data(), text.data() + text.size(), &value, &error)) {
            throw sinsp_exception("field '" + m_name + "' is no JSON: " + error);
        }
        return value;
    }
#endif

    sinsp* m_inspector = nullptr;
    std::vector<extract_value_t> m_extracted_values;
    boolop m_boolop = BO_NONE;
    comparator m_cmp;

protected:
    // Reads a field of several values.
    virtual bool extract_nocache(sinsp_evt* evt,
                                 std::vector<extract_value_t>& values,
                                 std::vector<extract_offset_t>* offsets,
                                 bool sanitize_strings = true);
    // Reads a field of one value; nullptr where it does not exist.
    virtual uint8_t* extract_single(sinsp_evt* evt, uint32_t* len, bool sanitize_strings = true) {
        (void)evt, (void)len, (void)sanitize_strings;
        return nullptr;
    }

    // Where the library finds the field, of classes that have a catalogue of their own; and adds their fields to another.
    virtual const sinsp_catalogue_t* own_catalogue() const { return nullptr; }
    virtual bool add_to(sinsp_catalogue_t* catalogue) const {
        (void)catalogue;
        return false;
    }

    // Takes the field that a text begins with, or is, from a catalogue.
    int32_t parse_with(const sinsp_catalogue_t* catalogue, std::string_view str);
    void take_field(const sinsp_catalogue_t* catalogue, std::string_view name);

    const filtercheck_field_info* m_field = nullptr;
    const filter_check_info* m_info = nullptr;
    uint32_t m_field_id = UINT32_MAX;

private:
    friend class filter_check_list;
    // Whether the field is one of the library.
    bool is_of_library() const { return m_core != nullptr; }
    int32_t parse_own_field(std::string_view str);
    static bool has_control(const sinsp_value& value);
    const sinsp_field_t* shown();

    std::string m_name;
    filtercheck_field_info m_own_field;
    libsinsp::detail::field_ptr m_core;
    libsinsp::detail::filter_ptr m_compiled;
    std::vector<std::string> m_operands;
    std::string m_text;
    // Where the fields of a program are found by the library.
    const filter_check_list* m_list = nullptr;
    libsinsp::detail::field_ptr m_asked;
};

namespace libsinsp {
namespace detail {

// The event that a program's fields are asked about, and what they threw: nothing is thrown through the library.
struct asked {
    sinsp_evt* event = nullptr;
    std::exception_ptr thrown;

    static asked& current() {
        static thread_local asked state;
        return state;
    }
};

// Sets the event for the time of a call into the library; rethrow() throws again what a program's field threw.
class asking {
public:
    explicit asking(sinsp_evt* event): m_before(asked::current().event) { asked::current().event = event; }
    ~asking() { asked::current().event = m_before; }
    asking(const asking&) = delete;
    asking& operator=(const asking&) = delete;

    static void rethrow() {
        auto& thrown = asked::current().thrown;
        if(thrown != nullptr) {
            std::rethrow_exception(std::exchange(thrown, nullptr));
        }
    }

private:
    sinsp_evt* m_before;
};

}  // namespace detail
}  // namespace libsinsp

// The fields that filters and templates may name.
class filter_check_list {
public:
    filter_check_list() = default;
    virtual ~filter_check_list() = default;
    filter_check_list(const filter_check_list&) = delete;
    filter_check_list& operator=(const filter_check_list&) = delete;

    // Adds fields that a program brings. Filters and templates that name them use the list as long as they are used.
    void add_filter_check(std::unique_ptr<sinsp_filter_check> filter_check) {
        auto added = std::make_unique<addition>();
        added->prototype = std::move(filter_check);
        m_added.push_back(std::move(added));
        m_catalogue_core.reset();
    }
    // The groups of fields. That of containers is left out while a plugin is loaded that brings it.
    void get_all_fields(std::vector<const filter_check_info*>& list) const {
        if(m_catalogue) {
            const bool brought = libsinsp::detail::container_plugins() != 0;
            for(const auto& info : libsinsp::detail::library_fields()) {
                if(!brought || info.m_name != libsinsp::detail::container_class) {
                    list.push_back(&info);
                }
            }
        }
        for(const auto& added : m_added) {
            list.push_back(added->prototype->get_fields());
        }
    }
    // A field by its name; empty where there is none.
    std::unique_ptr<sinsp_filter_check> new_filter_check_from_fldname(std::string_view name,
                                                                      sinsp* inspector,
                                                                      bool do_exact_check) const;

    // What the library finds fields in; nullptr for just its own.
    const sinsp_catalogue_t* core(sinsp* inspector) const;

protected:
    // Whether the fields of the library are in the list.
    bool m_catalogue = false;

private:
    struct addition {
        std::unique_ptr<sinsp_filter_check> prototype;
        sinsp* inspector = nullptr;
        // By name with argument.
        std::map<std::string, std::unique_ptr<sinsp_filter_check>> made;
    };
    static int64_t extract(void* user,
                           const sinsp_event_t* event,
                           size_t field,
                           sinsp_text arg,
                           sinsp_value* values,
                           size_t room);

    std::vector<std::unique_ptr<addition>> m_added;
    mutable libsinsp::detail::catalogue_ptr m_catalogue_core;
};

// The fields of the library.
class sinsp_filter_check_list : public filter_check_list {
public:
    sinsp_filter_check_list() { m_catalogue = true; }
};
