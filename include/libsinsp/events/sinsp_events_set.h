// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libscap/scap.h>
#include <libsinsp/sinsp_exception.h>
#include <libsinsp/sinsp_public.h>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <ostream>
#include <type_traits>
#include <vector>

namespace std {
template<>
struct hash<ppm_sc_code> {
    size_t operator()(const ppm_sc_code& code) const { return hash<uint32_t>()(static_cast<uint32_t>(code)); }
};
template<>
struct hash<ppm_event_code> {
    size_t operator()(const ppm_event_code& code) const { return hash<uint32_t>()(static_cast<uint32_t>(code)); }
};
}  // namespace std

namespace libsinsp {
namespace events {

// A set of event types or of system calls: a byte for each possible member.
template<typename T>
class set {
public:
    // Goes through the members in the order of their numbers.
    struct iterator {
        using iterator_category = std::forward_iterator_tag;
        using difference_type = std::ptrdiff_t;
        using value_type = T;
        using pointer = T*;
        using reference = T&;

        iterator(const uint8_t* data, size_t index, size_t max): m_data(data), m_index(index), m_max(max) { settle(); }

        reference operator*() { return m_val; }
        pointer operator->() { return &m_val; }
        iterator& operator++() {
            m_index++;
            settle();
            return *this;
        }
        iterator operator++(int) {
            iterator before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const iterator& a, const iterator& b) {
            return a.m_data == b.m_data && a.m_index == b.m_index;
        }
        friend bool operator!=(const iterator& a, const iterator& b) { return !(a == b); }

    private:
        void settle() {
            while(m_index < m_max && m_data[m_index] == 0) {
                m_index++;
            }
            m_val = static_cast<T>(m_index);
        }

        const uint8_t* m_data;
        size_t m_index;
        size_t m_max;
        T m_val;
    };

    set(): set(most()) {}
    explicit set(T maxLen): m_types(static_cast<size_t>(maxLen) + 1, 0), m_max(maxLen), m_size(0) {}
    set(std::initializer_list<T> v): set(v.begin(), v.end()) {}
    template<typename InputIterator>
    set(InputIterator first, InputIterator last): set(from(first, last)) {}
    template<typename Iterable>
    set(const Iterable& v): set(from(v)) {}
    set(set&&) noexcept = default;
    set(const set&) = default;
    set& operator=(set&&) noexcept = default;
    set& operator=(const set&) = default;

    template<typename InputIterator>
    static set<T> from(InputIterator first, InputIterator last) {
        set<T> ret;
        ret.insert(first, last);
        return ret;
    }
    template<typename Iterable>
    static set<T> from(const Iterable& v) {
        return from(v.begin(), v.end());
    }

    // A byte for each number, 1 for members.
    const uint8_t* data() const noexcept { return m_types.data(); }
    iterator begin() const { return iterator(data(), 0, m_max); }
    iterator end() const { return iterator(data(), m_max, m_max); }

    // Throws for numbers past the greatest.
    void insert(T e) {
        check_range(e);
        m_size += m_types[e] == 0;
        m_types[e] = 1;
    }
    template<typename InputIterator>
    void insert(InputIterator first, InputIterator last) {
        for(; first != last; ++first) {
            insert(*first);
        }
    }
    void remove(T e) {
        check_range(e);
        m_size -= m_types[e] != 0;
        m_types[e] = 0;
    }
    bool contains(T e) const {
        check_range(e);
        return m_types[e] != 0;
    }
    void clear() {
        m_types.assign(m_types.size(), 0);
        m_size = 0;
    }
    bool empty() const { return m_size == 0; }
    size_t size() const { return m_size; }
    bool equals(const set& other) const { return m_types == other.m_types; }

    set merge(const set& other) const {
        return combined(other, [](bool here, bool there) { return here || there; });
    }
    set diff(const set& other) const {
        return combined(other, [](bool here, bool there) { return here && !there; });
    }
    set intersect(const set& other) const {
        return combined(other, [](bool here, bool there) { return here && there; });
    }

    // Calls `consumer` for each member until it returns false.
    void for_each(const std::function<bool(T)>& consumer) const {
        for(T member : *this) {
            if(!consumer(member)) {
                return;
            }
        }
    }
    set filter(const std::function<bool(T)>& predicate) const {
        set<T> ret;
        for(T member : *this) {
            if(predicate(member)) {
                ret.insert(member);
            }
        }
        return ret;
    }

private:
    static constexpr T most() {
        static_assert(std::is_same_v<T, ppm_sc_code> || std::is_same_v<T, ppm_event_code>,
                      "sets are of system calls or of event types");
        if constexpr(std::is_same_v<T, ppm_sc_code>) {
            return PPM_SC_MAX;
        } else {
            return PPM_EVENT_MAX;
        }
    }

    void check_range(T e) const {
        if(e > m_max) {
            throw sinsp_exception("number " + std::to_string(static_cast<unsigned>(e)) + " is no member of the set");
        }
    }

    template<typename Keep>
    set combined(const set& other, Keep keep) const {
        if(other.m_max != m_max) {
            throw sinsp_exception("the sets are of different sizes");
        }
        set<T> ret(m_max);
        for(size_t i = 0; i < m_types.size(); i++) {
            if(keep(m_types[i] != 0, other.m_types[i] != 0)) {
                ret.insert(static_cast<T>(i));
            }
        }
        return ret;
    }

    std::vector<uint8_t> m_types;
    T m_max;
    size_t m_size;
};

}  // namespace events
}  // namespace libsinsp

template<typename T>
inline bool operator==(const libsinsp::events::set<T>& lhs, const libsinsp::events::set<T>& rhs) {
    return lhs.equals(rhs);
}
template<typename T>
inline bool operator!=(const libsinsp::events::set<T>& lhs, const libsinsp::events::set<T>& rhs) {
    return !lhs.equals(rhs);
}
template<typename T>
std::ostream& operator<<(std::ostream& os, const libsinsp::events::set<T>& s) {
    const char* separator = "(";
    for(const auto& member : s) {
        os << separator << member;
        separator = ", ";
    }
    return os << (s.empty() ? "()" : ")");
}
