// SPDX-License-Identifier: Apache-2.0
// Small functions that programs have come to use.
#pragma once

#include <libsinsp/detail/core.h>
#include <libsinsp/sinsp_public.h>
#include <libsinsp/tuples.h>
#include <netdb.h>
#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>
#include <list>
#include <locale>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>
#include <fcntl.h>
#include <unistd.h>

// Splits at each `delim`; no text, no pieces.
inline std::vector<std::string> sinsp_split(std::string_view sv, char delim) {
    std::vector<std::string> ret;
    if(sv.empty()) {
        return ret;
    }
    for(size_t end; (end = sv.find(delim)) != std::string_view::npos; sv.remove_prefix(end + 1)) {
        ret.emplace_back(sv.substr(0, end));
    }
    ret.emplace_back(sv);
    return ret;
}

template<typename It>
std::string sinsp_join(It begin, It end, char delim) {
    std::stringstream ss;
    for(It it = begin; it != end; ++it) {
        if(it != begin) {
            ss << delim;
        }
        ss << *it;
    }
    return ss.str();
}

[[nodiscard]] inline std::string_view ltrim_sv(std::string_view s) {
    while(!s.empty() && isspace(static_cast<unsigned char>(s.front()))) {
        s.remove_prefix(1);
    }
    return s;
}
[[nodiscard]] inline std::string_view rtrim_sv(std::string_view s) {
    while(!s.empty() && isspace(static_cast<unsigned char>(s.back()))) {
        s.remove_suffix(1);
    }
    return s;
}
[[nodiscard]] inline std::string_view trim_sv(std::string_view s) {
    return ltrim_sv(rtrim_sv(s));
}
inline std::string& ltrim(std::string& s) {
    return s = std::string(ltrim_sv(s));
}
inline std::string& rtrim(std::string& s) {
    return s = std::string(rtrim_sv(s));
}
inline std::string& trim(std::string& s) {
    return s = std::string(trim_sv(s));
}

inline std::string& replace_in_place(std::string& s, const std::string& search, const std::string& replacement) {
    for(size_t at = 0; !search.empty() && (at = s.find(search, at)) != std::string::npos; at += replacement.size()) {
        s.replace(at, search.size(), replacement);
    }
    return s;
}
inline std::string replace(const std::string& str, const std::string& search, const std::string& replacement) {
    std::string ret = str;
    return replace_in_place(ret, search, replacement);
}

template<typename T>
std::set<T> unordered_set_to_ordered(const std::unordered_set<T>& unordered_set) {
    return std::set<T>(unordered_set.begin(), unordered_set.end());
}
template<typename T>
std::unordered_set<T> unordered_set_difference(const std::unordered_set<T>& a, const std::unordered_set<T>& b) {
    std::unordered_set<T> ret;
    std::copy_if(a.begin(), a.end(), std::inserter(ret, ret.end()), [&](const T& v) { return b.count(v) == 0; });
    return ret;
}
template<typename T>
std::set<T> set_difference(const std::set<T>& a, const std::set<T>& b) {
    std::set<T> ret;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(ret, ret.end()));
    return ret;
}
template<typename T>
std::unordered_set<T> unordered_set_union(const std::unordered_set<T>& a, const std::unordered_set<T>& b) {
    std::unordered_set<T> ret = a;
    ret.insert(b.begin(), b.end());
    return ret;
}
template<typename T>
std::set<T> set_union(const std::set<T>& a, const std::set<T>& b) {
    std::set<T> ret = a;
    ret.insert(b.begin(), b.end());
    return ret;
}
template<typename T>
std::unordered_set<T> unordered_set_intersection(const std::unordered_set<T>& a, const std::unordered_set<T>& b) {
    std::unordered_set<T> ret;
    std::copy_if(a.begin(), a.end(), std::inserter(ret, ret.end()), [&](const T& v) { return b.count(v) != 0; });
    return ret;
}
template<typename T>
std::set<T> set_intersection(const std::set<T>& a, const std::set<T>& b) {
    std::set<T> ret;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(ret, ret.end()));
    return ret;
}
inline std::string concat_set_in_order(const std::set<std::string>& s, const std::string& delim = ", ") {
    std::string ret;
    for(const auto& item : s) {
        ret += (ret.empty() ? "" : delim) + item;
    }
    return ret;
}
inline std::string concat_set_in_order(const std::unordered_set<std::string>& s, const std::string& delim = ", ") {
    return concat_set_in_order(unordered_set_to_ordered(s), delim);
}

// Addresses and ports as text; with `resolve` ports by the name of their service.
inline std::string port_to_string(uint16_t port, uint8_t l4proto, bool resolve) {
    if(resolve) {
        const char* proto = l4proto == SCAP_L4_TCP ? "tcp" : l4proto == SCAP_L4_UDP ? "udp" : nullptr;
        if(const servent* service = getservbyport(htons(port), proto)) {
            return service->s_name;
        }
    }
    return std::to_string(port);
}
inline std::string ipv4serveraddr_to_string(const ipv4serverinfo& addr, bool resolve) {
    char text[INET_ADDRSTRLEN] = "";
    inet_ntop(AF_INET, &addr.m_ip, text, sizeof(text));
    return std::string(text) + ":" + port_to_string(addr.m_port, addr.m_l4proto, resolve);
}
inline std::string ipv6serveraddr_to_string(const ipv6serverinfo& addr, bool resolve) {
    char text[INET6_ADDRSTRLEN] = "";
    inet_ntop(AF_INET6, addr.m_ip.m_b, text, sizeof(text));
    return std::string(text) + ":" + port_to_string(addr.m_port, addr.m_l4proto, resolve);
}
inline std::string ipv4tuple_to_string(const ipv4tuple& tuple, bool resolve) {
    const auto& f = tuple.m_fields;
    return ipv4serveraddr_to_string({f.m_sip, f.m_sport, f.m_l4proto}, resolve) + "->" +
           ipv4serveraddr_to_string({f.m_dip, f.m_dport, f.m_l4proto}, resolve);
}
inline std::string ipv6tuple_to_string(const ipv6tuple& tuple, bool resolve) {
    const auto& f = tuple.m_fields;
    return ipv6serveraddr_to_string({f.m_sip, f.m_sport, f.m_l4proto}, resolve) + "->" +
           ipv6serveraddr_to_string({f.m_dip, f.m_dport, f.m_l4proto}, resolve);
}
#ifdef SYSCAP_LIBS_API
// The forms of libs 0.18.
inline std::string ipv4tuple_to_string(ipv4tuple* tuple, bool resolve) {
    return ipv4tuple_to_string(*tuple, resolve);
}
inline void sanitize_string(std::string& str) {
    str.erase(std::remove_if(str.begin(), str.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; }), str.end());
}
#endif

inline const char* param_type_to_string(ppm_param_type pt) {
    const auto name = sinsp_param_type_name(static_cast<uint32_t>(pt));
    return name.len == 0 ? "<NA>" : name.ptr;
}
inline const char* print_format_to_string(ppm_print_format fmt) {
    switch(fmt) {
    case PF_DEC: return "DEC";
    case PF_HEX: return "HEX";
    case PF_10_PADDED_DEC: return "10_PADDED_DEC";
    case PF_ID: return "ID";
    case PF_DIR: return "DIR";
    case PF_OCT: return "OCT";
    default: return "NA";
    }
}

inline std::string sinsp_gethostname() {
    char name[256] = "";
    gethostname(name, sizeof(name) - 1);
    return name;
}

inline std::string buffer_to_multiline_hex(const char* buf, size_t size) {
    std::string ret;
    char piece[32];
    for(size_t i = 0; i < size; i++) {
        if(i % 16 == 0) {
            snprintf(piece, sizeof(piece), "%s%03zx | ", i == 0 ? "" : "\n", i);
            ret += piece;
        }
        snprintf(piece, sizeof(piece), "%02x ", static_cast<unsigned char>(buf[i]));
        ret += piece;
    }
    return ret;
}

inline bool set_socket_blocking(int sock, bool block) {
    const int flags = fcntl(sock, F_GETFL);
    return flags >= 0 && fcntl(sock, F_SETFL, block ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) == 0;
}

class sinsp_utils {
public:
    // Names of error numbers and signals; NULL for numbers without one.
    static const char* errno_to_str(int32_t code) {
        const auto name = sinsp_errno_name(static_cast<uint32_t>(code));
        return name.len == 0 ? nullptr : name.ptr;
    }
    static const char* signal_to_str(uint8_t code) {
        const auto name = sinsp_signal_name(code);
        return name.len == 0 ? nullptr : name.ptr;
    }

    static bool startswith(std::string_view s, std::string_view prefix) { return s.substr(0, prefix.size()) == prefix; }
    static bool endswith(std::string_view str, std::string_view ending) {
        return str.size() >= ending.size() && str.substr(str.size() - ending.size()) == ending;
    }
    static bool endswith(const char* str, const char* ending, uint32_t lstr, uint32_t lend) {
        return endswith(std::string_view(str, lstr), std::string_view(ending, lend));
    }

    // Reads hexadecimal digits, two for each byte; false for anything else.
    static bool unhex(std::string_view hex_chars, std::vector<char>& hex_bytes) {
        if(hex_chars.size() % 2 != 0 || !std::all_of(hex_chars.begin(), hex_chars.end(), [](unsigned char c) { return isxdigit(c); })) {
            return false;
        }
        hex_bytes.clear();
        for(size_t i = 0; i < hex_chars.size(); i += 2) {
            hex_bytes.push_back(static_cast<char>(std::stoi(std::string(hex_chars.substr(i, 2)), nullptr, 16)));
        }
        return true;
    }

    // `path2` as seen from `path1`, without "." and "..".
    static std::string concatenate_paths(std::string_view path1, std::string_view path2) {
        std::string whole = path2.substr(0, 1) == "/" ? std::string(path2) : std::string(path1) + "/" + std::string(path2);
        std::vector<std::string_view> pieces;
        for(std::string_view rest = whole; !rest.empty();) {
            const auto end = std::min(rest.find('/'), rest.size());
            const auto piece = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if(piece == ".." && !pieces.empty()) {
                pieces.pop_back();
            } else if(!piece.empty() && piece != "." && piece != "..") {
                pieces.push_back(piece);
            }
        }
        std::string ret;
        for(const auto piece : pieces) {
            ret += "/" + std::string(piece);
        }
        return ret.empty() ? "/" : ret;
    }

    static bool is_ipv4_mapped_ipv6(const uint8_t* paddr) {
        static const uint8_t prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
        return memcmp(paddr, prefix, sizeof(prefix)) == 0;
    }

    static uint64_t get_current_time_ns() {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
    }

    // Local time, by the offset from universal time that holds today.
    static void ts_to_string(uint64_t ts, std::string* res, bool date, bool ns) {
        const time_t now = time(nullptr);
        tm local;
        localtime_r(&now, &local);
        const time_t sec = static_cast<time_t>(ts / 1000000000) + local.tm_gmtoff;
        tm parts;
        gmtime_r(&sec, &parts);
        char text[64];
        std::string ret;
        if(date) {
            strftime(text, sizeof(text), "%Y-%m-%d ", &parts);
            ret = text;
        }
        strftime(text, sizeof(text), "%H:%M:%S", &parts);
        ret += text;
        if(ns) {
            snprintf(text, sizeof(text), ".%09u", static_cast<unsigned>(ts % 1000000000));
            ret += text;
        }
        *res = ret;
    }

    static void ts_to_iso_8601(uint64_t ts, std::string* res) {
        const time_t sec = static_cast<time_t>(ts / 1000000000);
        tm parts;
        gmtime_r(&sec, &parts);
        char text[64], whole[96];
        strftime(text, sizeof(text), "%FT%T", &parts);
        snprintf(whole, sizeof(whole), "%s.%09u+0000", text, static_cast<unsigned>(ts % 1000000000));
        *res = whole;
    }
};

class sinsp_numparser {
public:
    static uint8_t parseu8(const std::string& str) { return parse<uint8_t>(str, "%hhu"); }
    static int8_t parsed8(const std::string& str) { return parse<int8_t>(str, "%hhd"); }
    static uint16_t parseu16(const std::string& str) { return parse<uint16_t>(str, "%hu"); }
    static int16_t parsed16(const std::string& str) { return parse<int16_t>(str, "%hd"); }
    static uint32_t parseu32(const std::string& str) { return parse<uint32_t>(str, "%u"); }
    static int32_t parsed32(const std::string& str) { return parse<int32_t>(str, "%d"); }
    static uint64_t parseu64(const std::string& str) { return parse<uint64_t>(str, "%lu"); }
    static int64_t parsed64(const std::string& str) { return parse<int64_t>(str, "%ld"); }

    static bool tryparseu32(const std::string& str, uint32_t* res) { return sscanf(str.c_str(), "%u", res) == 1; }
    static bool tryparsed32(const std::string& str, int32_t* res) { return sscanf(str.c_str(), "%d", res) == 1; }
    static bool tryparseu64(const std::string& str, uint64_t* res) { return sscanf(str.c_str(), "%lu", res) == 1; }
    static bool tryparsed64(const std::string& str, int64_t* res) { return sscanf(str.c_str(), "%ld", res) == 1; }

private:
    template<typename T>
    static T parse(const std::string& str, const char* format) {
        T ret;
        if(sscanf(str.c_str(), format, &ret) != 1) {
            throw sinsp_exception(str + " is not a valid number");
        }
        return ret;
    }
};
