// SPDX-License-Identifier: Apache-2.0
// Network interfaces of the machine.
#pragma once

#include <libsinsp/tuples.h>
#include <string>
#include <utility>
#include <vector>

// An IPv4 address of an interface, in network order.
class sinsp_ipv4_ifinfo {
public:
    sinsp_ipv4_ifinfo() = default;
    sinsp_ipv4_ifinfo(uint32_t addr, uint32_t netmask, uint32_t bcast, const char* name):
        m_addr(addr),
        m_netmask(netmask),
        m_bcast(bcast),
        m_name(name) {}

    std::string to_string() const {
        return m_name + " inet " + addr_to_string(m_addr) + " netmask " + addr_to_string(m_netmask) + " broadcast " +
               addr_to_string(m_bcast);
    }
    static std::string addr_to_string(uint32_t addr) {
        char text[INET_ADDRSTRLEN] = "";
        inet_ntop(AF_INET, &addr, text, sizeof(text));
        return text;
    }
    std::string addr_to_string() const { return addr_to_string(m_addr); }
    std::string address() const { return addr_to_string(m_addr); }

    uint32_t m_addr = 0;
    uint32_t m_netmask = 0;
    uint32_t m_bcast = 0;
    std::string m_name;
};

// An IPv6 address of an interface.
class sinsp_ipv6_ifinfo {
public:
    std::string addr_to_string() const {
        char text[INET6_ADDRSTRLEN] = "";
        inet_ntop(AF_INET6, m_net.m_b, text, sizeof(text));
        return text;
    }

    ipv6addr m_net = {};
    std::string m_name;
};

class sinsp_network_interfaces {
public:
    std::vector<sinsp_ipv4_ifinfo>* get_ipv4_list() { return &m_ipv4; }
    std::vector<sinsp_ipv6_ifinfo>* get_ipv6_list() { return &m_ipv6; }
    const std::vector<sinsp_ipv4_ifinfo>* get_ipv4_list() const { return &m_ipv4; }
    const std::vector<sinsp_ipv6_ifinfo>* get_ipv6_list() const { return &m_ipv6; }

    void import_ipv4_interface(const sinsp_ipv4_ifinfo& ifinfo) { m_ipv4.push_back(ifinfo); }
    void import_ipv6_interface(const sinsp_ipv6_ifinfo& ifinfo) { m_ipv6.push_back(ifinfo); }
    void clear() {
        m_ipv4.clear();
        m_ipv6.clear();
    }
    bool is_ipv4addr_in_subnet(uint32_t addr) const {
        for(const auto& i : m_ipv4) {
            if((i.m_addr & i.m_netmask) == (addr & i.m_netmask)) {
                return true;
            }
        }
        return false;
    }

private:
    std::vector<sinsp_ipv4_ifinfo> m_ipv4;
    std::vector<sinsp_ipv6_ifinfo> m_ipv6;
};
