// SPDX-License-Identifier: Apache-2.0
// State tables of the host and of plugins. Included by sinsp.h only.
#pragma once

#include <libsinsp/detail/core.h>
#include <libsinsp/state/type_info.h>
#include <functional>
#include <memory>
#include <unordered_map>

namespace libsinsp {
namespace state {

// Who uses a table: keeps why an operation of it failed.
class sinsp_table_owner {
public:
    virtual ~sinsp_table_owner() = default;

    std::string m_last_owner_err;
};

// A table. Entries are to be released, those of iterations excepted. Texts that were read, and tables in entries, are good
// until the next event.
class base_table {
public:
    base_table(sinsp_inspector_t* core, ss_plugin_table_t* handle):
        m_core(core),
        m_table(handle),
        m_key_type_id(static_cast<const ss_plugin_table_input*>(handle)->key_type) {}
    virtual ~base_table() = default;

    const char* name() const { return static_cast<const ss_plugin_table_input*>(m_table)->name; }
    ss_plugin_state_type key_type() const { return m_key_type_id; }

    const ss_plugin_table_fieldinfo* list_fields(sinsp_table_owner* owner, uint32_t* nfields) {
        return reported(owner, sinsp_table_fields(m_core, m_table, nfields));
    }
    ss_plugin_table_field_t* get_field(sinsp_table_owner* owner, const char* name, ss_plugin_state_type data_type) {
        return reported(owner, sinsp_table_field(m_core, m_table, name, data_type));
    }
    ss_plugin_table_field_t* add_field(sinsp_table_owner* owner, const char* name, ss_plugin_state_type data_type) {
        return reported(owner, sinsp_table_add_field(m_core, m_table, name, data_type));
    }
    uint64_t get_size(sinsp_table_owner* owner) {
        const uint64_t size = sinsp_table_size(m_core, m_table);
        reported(owner, size != UINT64_MAX);
        return size;
    }
    ss_plugin_table_entry_t* get_entry(sinsp_table_owner* owner, const ss_plugin_state_data* key) {
        return reported(owner, sinsp_table_get_entry(m_core, m_table, key));
    }
    void release_table_entry(sinsp_table_owner*, ss_plugin_table_entry_t* entry) {
        sinsp_table_release(m_core, m_table, entry);
    }
    ss_plugin_bool iterate_entries(sinsp_table_owner* owner,
                                   ss_plugin_table_iterator_func_t it,
                                   ss_plugin_table_iterator_state_t* s) {
        (void)owner;
        of_thread() = m_core;
        return sinsp_table_iterate(m_core, m_table, it, s);
    }
    ss_plugin_rc clear_entries(sinsp_table_owner* owner) { return rc(owner, sinsp_table_clear(m_core, m_table)); }
    ss_plugin_rc erase_entry(sinsp_table_owner* owner, const ss_plugin_state_data* key) {
        return rc(owner, sinsp_table_erase(m_core, m_table, key));
    }
    ss_plugin_table_entry_t* create_table_entry(sinsp_table_owner* owner) {
        return reported(owner, sinsp_table_create(m_core, m_table));
    }
    void destroy_table_entry(sinsp_table_owner*, ss_plugin_table_entry_t* entry) {
        sinsp_table_destroy(m_core, m_table, entry);
    }
    ss_plugin_table_entry_t* add_entry(sinsp_table_owner* owner,
                                       const ss_plugin_state_data* key,
                                       ss_plugin_table_entry_t* entry) {
        return reported(owner, sinsp_table_add(m_core, m_table, key, entry));
    }
    ss_plugin_rc read_entry_field(sinsp_table_owner* owner,
                                  ss_plugin_table_entry_t* entry,
                                  const ss_plugin_table_field_t* field,
                                  ss_plugin_state_data* out) {
        of_thread() = m_core;
        return rc(owner, sinsp_table_read(m_core, m_table, entry, const_cast<void*>(field), out));
    }
    ss_plugin_rc write_entry_field(sinsp_table_owner* owner,
                                   ss_plugin_table_entry_t* entry,
                                   const ss_plugin_table_field_t* field,
                                   const ss_plugin_state_data* in) {
        return rc(owner, sinsp_table_write(m_core, m_table, entry, const_cast<void*>(field), in));
    }

protected:
    // The inspector whose tables this thread read last: a table in an entry does not say whose it is.
    static sinsp_inspector_t*& of_thread() {
        static thread_local sinsp_inspector_t* inspector = nullptr;
        return inspector;
    }

private:
    template<typename T>
    T reported(sinsp_table_owner* owner, T outcome) const {
        if(!outcome && owner != nullptr) {
            owner->m_last_owner_err = libsinsp::detail::string(sinsp_last_error(m_core));
        }
        return outcome;
    }
    ss_plugin_rc rc(sinsp_table_owner* owner, int32_t outcome) const {
        return reported(owner, outcome == SCAP_SUCCESS) ? SS_PLUGIN_SUCCESS : SS_PLUGIN_FAILURE;
    }

    sinsp_inspector_t* m_core;
    ss_plugin_table_t* m_table;
    ss_plugin_state_type m_key_type_id;
};

template<typename KeyType>
class table : public base_table {
public:
    using base_table::base_table;
};

// A table that was read as a field of an entry.
class table_input_adapter : public base_table {
public:
    explicit table_input_adapter(ss_plugin_table_t* handle): base_table(of_thread(), handle) {}
};

// The tables by name: `threads`, and those that plugins offer. A program cannot add one.
class table_registry {
public:
    explicit table_registry(sinsp_inspector_t* core): m_core(core) {}
    table_registry(const table_registry&) = delete;
    table_registry& operator=(const table_registry&) = delete;

    // nullptr where there is none of the name; throws for keys of another type.
    template<typename KeyType>
    table<KeyType>* get_table(const std::string& name) const {
        const auto& known = tables();
        const auto found = known.find(name);
        if(found == known.end()) {
            return nullptr;
        }
        if(found->second->key_type() != type_id_of<KeyType>()) {
            throw sinsp_exception("table '" + name + "' has keys of type " + type_name(found->second->key_type()) +
                                  ", not " + type_name<KeyType>());
        }
        return static_cast<table<KeyType>*>(found->second);
    }

    const std::unordered_map<std::string, base_table*>& tables() const {
        const size_t count = sinsp_table_list(m_core, nullptr, nullptr, 0);
        std::vector<sinsp_text> texts(count);
        std::vector<uint32_t> types(count);
        sinsp_table_list(m_core, texts.data(), types.data(), count);
        std::vector<std::string> names;
        for(const auto& text : texts) {
            names.push_back(libsinsp::detail::string(text));
        }
        for(size_t i = 0; i < count; i++) {
            if(m_tables.count(names[i]) == 0) {
                add(names[i], static_cast<ss_plugin_state_type>(types[i]));
            }
        }
        return m_tables;
    }

private:
    void add(const std::string& name, ss_plugin_state_type type) const {
        void* handle = sinsp_table_open(m_core, name.c_str(), type);
        auto made = handle == nullptr ? nullptr : of_type(type, handle);
        if(made != nullptr) {
            m_tables.emplace(name, made.get());
            m_owned.push_back(std::move(made));
        }
    }
    std::unique_ptr<base_table> of_type(ss_plugin_state_type type, void* handle) const {
        switch(type) {
        case SS_PLUGIN_ST_INT8: return std::make_unique<table<int8_t>>(m_core, handle);
        case SS_PLUGIN_ST_INT16: return std::make_unique<table<int16_t>>(m_core, handle);
        case SS_PLUGIN_ST_INT32: return std::make_unique<table<int32_t>>(m_core, handle);
        case SS_PLUGIN_ST_INT64: return std::make_unique<table<int64_t>>(m_core, handle);
        case SS_PLUGIN_ST_UINT8: return std::make_unique<table<uint8_t>>(m_core, handle);
        case SS_PLUGIN_ST_UINT16: return std::make_unique<table<uint16_t>>(m_core, handle);
        case SS_PLUGIN_ST_UINT32: return std::make_unique<table<uint32_t>>(m_core, handle);
        case SS_PLUGIN_ST_UINT64: return std::make_unique<table<uint64_t>>(m_core, handle);
        case SS_PLUGIN_ST_STRING: return std::make_unique<table<std::string>>(m_core, handle);
        case SS_PLUGIN_ST_BOOL: return std::make_unique<table<bool>>(m_core, handle);
        default: return nullptr;
        }
    }

    sinsp_inspector_t* m_core;
    mutable std::unordered_map<std::string, base_table*> m_tables;
    mutable std::vector<std::unique_ptr<base_table>> m_owned;
};

}  // namespace state

namespace detail {

// The member of the union for a type.
inline void put(ss_plugin_state_data& data, int8_t value) { data.s8 = value; }
inline void put(ss_plugin_state_data& data, int16_t value) { data.s16 = value; }
inline void put(ss_plugin_state_data& data, int32_t value) { data.s32 = value; }
inline void put(ss_plugin_state_data& data, int64_t value) { data.s64 = value; }
inline void put(ss_plugin_state_data& data, uint8_t value) { data.u8 = value; }
inline void put(ss_plugin_state_data& data, uint16_t value) { data.u16 = value; }
inline void put(ss_plugin_state_data& data, uint32_t value) { data.u32 = value; }
inline void put(ss_plugin_state_data& data, uint64_t value) { data.u64 = value; }
inline void put(ss_plugin_state_data& data, bool value) { data.b = value; }
inline void put(ss_plugin_state_data& data, const std::string& value) { data.str = value.c_str(); }
inline void take(const ss_plugin_state_data& data, int8_t& value) { value = data.s8; }
inline void take(const ss_plugin_state_data& data, int16_t& value) { value = data.s16; }
inline void take(const ss_plugin_state_data& data, int32_t& value) { value = data.s32; }
inline void take(const ss_plugin_state_data& data, int64_t& value) { value = data.s64; }
inline void take(const ss_plugin_state_data& data, uint8_t& value) { value = data.u8; }
inline void take(const ss_plugin_state_data& data, uint16_t& value) { value = data.u16; }
inline void take(const ss_plugin_state_data& data, uint32_t& value) { value = data.u32; }
inline void take(const ss_plugin_state_data& data, uint64_t& value) { value = data.u64; }
inline void take(const ss_plugin_state_data& data, bool& value) { value = data.b != 0; }
inline void take(const ss_plugin_state_data& data, std::string& value) { value = data.str == nullptr ? "" : data.str; }
inline void take(const ss_plugin_state_data& data, ss_plugin_table_t*& value) { value = data.table; }

}  // namespace detail
}  // namespace libsinsp

// An entry of a table, given back when it goes.
class sinsp_table_entry {
public:
    sinsp_table_entry(sinsp_table_entry&& other) noexcept:
        m_owner(other.m_owner),
        m_table(other.m_table),
        m_entry(std::exchange(other.m_entry, nullptr)),
        m_ends(other.m_ends) {}
    sinsp_table_entry(const sinsp_table_entry&) = delete;
    sinsp_table_entry& operator=(const sinsp_table_entry&) = delete;
    ~sinsp_table_entry() {
        if(m_entry != nullptr && m_ends == ends::released) {
            m_table->release_table_entry(m_owner, m_entry);
        } else if(m_entry != nullptr && m_ends == ends::destroyed) {
            m_table->destroy_table_entry(m_owner, m_entry);
        }
    }

    template<typename FieldType>
    void read_field(const ss_plugin_table_field_t* field, FieldType& out) {
        ss_plugin_state_data data = {};
        if(m_table->read_entry_field(m_owner, m_entry, field, &data) != SS_PLUGIN_SUCCESS) {
            throw sinsp_exception("cannot read a field: " + m_owner->m_last_owner_err);
        }
        libsinsp::detail::take(data, out);
    }
    template<typename FieldType>
    void write_field(const ss_plugin_table_field_t* field, const FieldType& in) {
        ss_plugin_state_data data = {};
        libsinsp::detail::put(data, in);
        if(m_table->write_entry_field(m_owner, m_entry, field, &data) != SS_PLUGIN_SUCCESS) {
            throw sinsp_exception("cannot write a field: " + m_owner->m_last_owner_err);
        }
    }

private:
    template<typename KeyType>
    friend class sinsp_table;
    enum class ends { kept, released, destroyed };

    sinsp_table_entry(libsinsp::state::sinsp_table_owner* owner,
                      libsinsp::state::base_table* table,
                      ss_plugin_table_entry_t* entry,
                      ends how):
        m_owner(owner),
        m_table(table),
        m_entry(entry),
        m_ends(how) {}

    libsinsp::state::sinsp_table_owner* m_owner;
    libsinsp::state::base_table* m_table;
    ss_plugin_table_entry_t* m_entry;
    ends m_ends;
};

// A table with keys of a type, for C++ programs.
template<typename KeyType>
class sinsp_table {
public:
    sinsp_table(libsinsp::state::sinsp_table_owner* owner, libsinsp::state::base_table* table):
        m_owner(owner),
        m_table(table) {
        if(table->key_type() != libsinsp::state::type_id_of<KeyType>()) {
            throw sinsp_exception(std::string("table '") + table->name() + "' has keys of another type");
        }
    }

    const char* name() const { return m_table->name(); }
    uint64_t entries_count() const { return m_table->get_size(m_owner); }
    ss_plugin_state_type key_type() const { return m_table->key_type(); }
    std::vector<ss_plugin_table_fieldinfo> fields() const {
        uint32_t count = 0;
        const auto* list = m_table->list_fields(m_owner, &count);
        return std::vector<ss_plugin_table_fieldinfo>(list, list + count);
    }
    // nullptr where there is none. Good until the fields of a table are asked for again.
    const ss_plugin_table_fieldinfo* get_field_info(const char* name) const {
        uint32_t count = 0;
        const auto* list = m_table->list_fields(m_owner, &count);
        for(uint32_t i = 0; i < count; i++) {
            if(list[i].name != nullptr && std::string_view(list[i].name) == name) {
                return &list[i];
            }
        }
        return nullptr;
    }
    template<typename FieldType>
    ss_plugin_table_field_t* get_field(const char* name) {
        return m_table->get_field(m_owner, name, libsinsp::state::type_id_of<FieldType>());
    }
    template<typename FieldType>
    ss_plugin_table_field_t* add_field(const char* name) {
        return m_table->add_field(m_owner, name, libsinsp::state::type_id_of<FieldType>());
    }
    // Throws where there is none.
    sinsp_table_entry get_entry(const KeyType& key) {
        const auto data = of(key);
        auto* entry = m_table->get_entry(m_owner, &data);
        if(entry == nullptr) {
            throw sinsp_exception("cannot get an entry: " + m_owner->m_last_owner_err);
        }
        return sinsp_table_entry(m_owner, m_table, entry, sinsp_table_entry::ends::released);
    }
    sinsp_table_entry new_entry() {
        auto* entry = m_table->create_table_entry(m_owner);
        if(entry == nullptr) {
            throw sinsp_exception("cannot make an entry: " + m_owner->m_last_owner_err);
        }
        return sinsp_table_entry(m_owner, m_table, entry, sinsp_table_entry::ends::destroyed);
    }
    void add_entry(const KeyType& key, sinsp_table_entry& entry) {
        const auto data = of(key);
        entry.m_entry = m_table->add_entry(m_owner, &data, entry.m_entry);
        entry.m_ends = sinsp_table_entry::ends::released;
    }
    // Calls `pred` with each until it returns false; true where it saw all. What it throws goes through.
    bool foreach_entry(std::function<bool(sinsp_table_entry& e)> pred) {
        struct walk {
            sinsp_table* table;
            std::function<bool(sinsp_table_entry& e)>& pred;
            std::exception_ptr thrown;
        } state = {this, pred, nullptr};
        const auto each = [](void* s, ss_plugin_table_entry_t* e) -> ss_plugin_bool {
            auto& walk_state = *static_cast<walk*>(s);
            auto* table = walk_state.table;
            sinsp_table_entry entry(table->m_owner, table->m_table, e, sinsp_table_entry::ends::kept);
            try {
                return walk_state.pred(entry);
            } catch(...) {
                walk_state.thrown = std::current_exception();
                return 0;
            }
        };
        const bool all = m_table->iterate_entries(m_owner, each, &state) != 0;
        if(state.thrown != nullptr) {
            std::rethrow_exception(state.thrown);
        }
        return all;
    }
    // Throws where there is none.
    void erase_entry(const KeyType& key) {
        const auto data = of(key);
        if(m_table->erase_entry(m_owner, &data) != SS_PLUGIN_SUCCESS) {
            throw sinsp_exception("cannot erase an entry: " + m_owner->m_last_owner_err);
        }
    }
    void clear_entries() { m_table->clear_entries(m_owner); }

private:
    static ss_plugin_state_data of(const KeyType& key) {
        ss_plugin_state_data data = {};
        libsinsp::detail::put(data, key);
        return data;
    }

    libsinsp::state::sinsp_table_owner* m_owner;
    libsinsp::state::base_table* m_table;
};
