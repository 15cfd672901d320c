// SPDX-License-Identifier: Apache-2.0
// The ends of sockets. Addresses are in network order, ports in host order.
#pragma once

#include <libsinsp/sinsp_exception.h>
#include <arpa/inet.h>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

union ipv4tuple {
    struct {
        uint32_t m_sip;     // source, the client's end
        uint32_t m_dip;     // destination, the server's end
        uint16_t m_sport;
        uint16_t m_dport;
        uint8_t m_l4proto;  // SCAP_L4_
    } m_fields;
    uint8_t m_all[13];
};

struct ipv4net {
    uint32_t m_ip;
    uint32_t m_netmask;
};

struct ipv6addr {
    ipv6addr() = default;

    // Throws for what is not an IPv6 address.
    ipv6addr(const std::string& str_addr) {
        if(inet_pton(AF_INET6, str_addr.c_str(), m_b) != 1) {
            throw sinsp_exception("'" + str_addr + "' is not an IPv6 address");
        }
    }

    uint32_t m_b[4];

    bool operator==(const ipv6addr& other) const { return memcmp(m_b, other.m_b, sizeof(m_b)) == 0; }
    bool operator!=(const ipv6addr& other) const { return !(*this == other); }
    bool operator<(const ipv6addr& other) const {
        for(int i = 0; i < 4; i++) {
            if(m_b[i] != other.m_b[i]) {
                return m_b[i] < other.m_b[i];
            }
        }
        return false;
    }

    // True when the first 64 bits are equal.
    bool in_subnet(const ipv6addr& other) const { return m_b[0] == other.m_b[0] && m_b[1] == other.m_b[1]; }

    static struct ipv6addr empty_address;
};

inline ipv6addr ipv6addr::empty_address = {};

class ipv6net {
public:
    // Reads "address/bits". Throws for anything else.
    ipv6net(const std::string& str) {
        const auto slash = str.find('/');
        char* end = nullptr;
        const auto bits = slash == std::string::npos ? 0 : strtoul(str.c_str() + slash + 1, &end, 10);
        if(slash == std::string::npos || end == str.c_str() + slash + 1 || *end != 0 || bits == 0 || bits > 128) {
            throw sinsp_exception("'" + str + "' is not an IPv6 network");
        }
        m_addr = ipv6addr(str.substr(0, slash));
        m_bits = static_cast<uint32_t>(bits);
    }

    bool in_cidr(const ipv6addr& other) const {
        const auto* a = reinterpret_cast<const uint8_t*>(m_addr.m_b);
        const auto* b = reinterpret_cast<const uint8_t*>(other.m_b);
        const uint32_t whole = m_bits / 8, rest = m_bits % 8;
        if(memcmp(a, b, whole) != 0) {
            return false;
        }
        return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
    }

private:
    ipv6addr m_addr;
    uint32_t m_bits;
};

union ipv6tuple {
    struct {
        ipv6addr m_sip;
        ipv6addr m_dip;
        uint16_t m_sport;
        uint16_t m_dport;
        uint8_t m_l4proto;
    } m_fields;
    uint8_t m_all[37];
};

struct ipv4serverinfo {
    uint32_t m_ip;
    uint16_t m_port;
    uint8_t m_l4proto;
};

struct ipv6serverinfo {
    ipv6addr m_ip;
    uint16_t m_port;
    uint8_t m_l4proto;
};

union unix_tuple {
    struct {
        uint64_t m_source;  // kernel addresses of both ends
        uint64_t m_dest;
    } m_fields;
    uint8_t m_all[16];
};
